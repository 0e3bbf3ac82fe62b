"""Revalidation: the portfolio of one cycle, who confirms it, what was recommended, and the draw."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, Text, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.clock import london_day
from registry.db import Json, Model, db
from registry.models.case import CaseRow
from registry.models.obligation import Obligation
from registry.models.standards import standard_set
from registry.sections.base import Moment
from registry.sections.portfolio import sections
from workflows import portfolio, revalidation
from workflows.audit import is_drawn, is_exempt
from workflows.calendar import anniversary
from workflows.confirmer import problems
from workflows.engine import Named
from workflows.obligation import Owed, Owing
from workflows.portfolio import Kind
from workflows.revalidation import OWED, PRESSING, Recommended, State, trigger_of

if TYPE_CHECKING:
    from registry.models.registration import Registration

OWED_STATES = ", ".join(f"'{state.value}'" for state in OWED)
WAITS = {
    State.WITH_CONFIRMER: Named("confirmation", "The answer of your confirmer"),
    State.SUBMITTED: Named("draw", "The draw of the night"),
    State.AUDIT: Named("audit", "Our look at your portfolio"),
}
DECIDING = {
    Recommended.DEFER: "Our decision on a later date",
    Recommended.NON_ENGAGEMENT: "Our decision on what your confirmer said",
}


class Revalidation(CaseRow, Obligation, Model):
    """One cycle of a registrant, filled from its first day. One is owed at a time."""

    WORKFLOW = revalidation.WORKFLOW
    OWED = OWED
    KIND, TITLE = "revalidation", "Revalidation"
    __tablename__ = "revalidation"
    __table_args__ = (
        Index(
            "uq_revalidation_owed",
            "registration_id",
            unique=True,
            sqlite_where=text(f"state IN ({OWED_STATES})"),
            postgresql_where=text(f"state IN ({OWED_STATES})"),
        ),
    )
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    cycle: Mapped[int] = mapped_column(comment="Counted from the first registration, from 1")
    due_on: Mapped[date]
    first_due_on: Mapped[date] = mapped_column(comment="As it stood before it was ever moved")
    lot_code: Mapped[str] = mapped_column(comment="Known to the registrant; the draw reads it")
    confirmer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    declared_at: Mapped[datetime | None]
    proposed_to: Mapped[date | None] = mapped_column(comment="The date of a recommended deferral")
    proposed_code: Mapped[str] = mapped_column(default="", comment="A key of DEFERRAL_REASONS")
    proposed_lacking: Mapped[str] = mapped_column(default="", comment="A key of EVIDENCE_LACKING")
    warnings: Mapped[int] = mapped_column(default=0, comment="Written, and on record")
    warned_on: Mapped[date | None]
    asked_more: Mapped[str] = mapped_column(Text, default="", comment="What an audit asked for")
    plan_until: Mapped[date | None]
    remediation: Mapped[str] = mapped_column(Text, default="", comment="The plan agreed")
    proposal: Mapped[str] = mapped_column(Text, default="", comment="Why not to revalidate")
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    response: Mapped[str] = mapped_column(Text, default="", comment="What the person answered")
    registration: Mapped[Registration] = relationship(back_populates="revalidations")
    items: Mapped[list[PortfolioItem]] = relationship(order_by="PortfolioItem.id")
    recommendations: Mapped[list[Recommendation]] = relationship(order_by="Recommendation.id")

    @property
    def root(self) -> Registration:
        return self.registration

    @property
    def presses(self) -> bool:
        """Say whether missing its day makes late: not once it is sent, or while we decide."""
        return self.state in PRESSING and self.open_recommendation is None

    @property
    def open_recommendation(self) -> Recommendation | None:
        return next((each for each in self.recommendations if each.decided_at is None), None)

    @property
    def began_on(self) -> date:
        """Give the first day of the cycle, from which on the portfolio fills."""
        years = self.policy.cycle_years * (self.cycle - 1)
        return anniversary(self.registration.registered_on, years)

    def plan(self) -> tuple[tuple[str, int, bool], ...]:
        must = self.policy.revalidation_mandatory_days
        return tuple(
            (trigger_of(place), days, days in must)
            for place, days in enumerate(self.policy.revalidation_notice_days)
        )

    def opens_on(self) -> date:
        window = self.days_before(self.policy.revalidation_notice_days[1])
        return window if self.state == State.SCHEDULED else min(window, self.entered_on)

    def date_moved(self) -> None:
        self.registration.renewal_due_on = self.due_on

    # What is missing

    def absent_days(self, now: datetime) -> int:
        """Count the days of planned absence in this cycle so far."""
        return self.registration.absent_days(self.began_on, london_day(now))

    def counted(self, now: datetime) -> dict[Kind, tuple[int, int]]:
        """Give for each kind of item how many are asked for, and how many are whole."""
        at, forms = Moment(today=london_day(now)), self.sections
        kept = [each for each in self.items if each.removed_at is None]
        have = [
            Kind(each.kind)
            for each in kept
            if not forms[Kind(each.kind)].validate(each.values, at=at)
        ]
        asked = portfolio.asked(
            self.policy, self.absent_days(now), non_executive=self.non_executive
        )
        return {kind: (count, have.count(kind)) for kind, count in asked.items()}

    @property
    def sections(self) -> Any:
        return sections(standard_set(self.registration.standard_set))

    @property
    def non_executive(self) -> bool:
        """Say what the role record says of this."""
        records = (i for i in self.items if i.kind == Kind.ROLE_RECORD and i.removed_at is None)
        return any(record.values.get("non_executive") is True for record in records)

    def missing(self, now: datetime) -> tuple[Named, ...]:
        """Name every kind of item of which some is missing, each with how many."""
        if self.state in revalidation.ENDED:
            return ()
        told = (
            (kind, portfolio.still_missing(kind, asked, have))
            for kind, (asked, have) in self.counted(now).items()
        )
        return tuple(Named(kind.value, words) for kind, words in told if words)

    def owed(self, now: datetime) -> tuple[Named, ...]:
        if self.state in WAITS:
            return (WAITS[State(self.state)],)
        if recommended := self.open_recommendation:
            return (Named("recommendation", DECIDING[Recommended(recommended.kind)]),)
        if self.state == State.REPRESENTATIONS:
            return (Named("respond", "Your answer to our proposal"),)
        last = {
            State.MORE_EVIDENCE: Named("evidence", "Send what we asked for"),
            State.REMEDIATION: Named("declaration", "Declare and send your portfolio again"),
        }.get(State(self.state), Named("declaration", "Declare and send to your confirmer"))
        return (*self.missing(now), *self.confirmer_owed(now), last)

    def confirmer_owed(self, now: datetime) -> tuple[Named, ...]:
        if self.state in PRESSING and (self.confirmer_id is None or self.problems(now)):
            return (Named("confirmer", "Name your confirmer"),)
        return ()

    def owing(self, now: datetime) -> Owing:
        with_others = self.state in WAITS or self.open_recommendation is not None
        return Owing(
            kind=self.KIND,
            title=self.TITLE,
            opens_on=self.opens_on(),
            due_on=self.due_on,
            missing=tuple(
                Owed(each.key, each.title, self.due_on, f"{self.KIND}:{each.key}", with_others)
                for each in self.owed(now)
            ),
            paused=not self.registration.clocks_run(now),
        )

    # What the rules may know

    def problems(self, now: datetime) -> tuple[Named, ...]:
        """Say what speaks against the confirmer who is named, as things stand today."""
        from registry.models.confirmer import candidate

        if self.confirmer_id is None or self.state in revalidation.ENDED:
            return ()
        return problems(candidate(self.registration, self.confirmer_id, self.began_on))

    def facts(self, now: datetime) -> revalidation.Facts:
        run = self.registration.clocks_run(now)
        open_one = self.open_recommendation
        return revalidation.Facts(
            entered_on=self.entered_on,
            due_on=self.due_on,
            still_on=self.due_on if run else None,
            still_asked_on=self.entered_on if run else None,
            draw_on=self.entered_on if run else None,
            missing=self.missing(now),
            confirmer_named=self.confirmer_id is not None,
            confirmer_problems=self.problems(now),
            declared=self.declared_at is not None and self.declared_at >= self.entered_at,
            recommended=open_one.kind if open_one else "",
            proposed_to=self.proposed_to,
            proposed_code=self.proposed_code,
            proposed_lacking=self.proposed_lacking,
            warnings=self.warnings,
            warned_on=self.warned_on,
            drawn=self.state == State.SUBMITTED and self._drawn(),
            asked_more=bool(self.asked_more),
            plan_until=self.plan_until,
            remedied=bool(self.remediation),
            proposed_by=self.proposed_by,
            responded=bool(self.response),
        )

    def _drawn(self) -> bool:
        """Say whether the draw of the day on which it was confirmed falls on this portfolio."""
        day = self.entered_on
        if is_exempt(self.registration.registered_on, day, self.policy.audit_exempt_months):
            return False
        draw = draw_on(day)
        return draw is not None and is_drawn(draw.seed, self.lot_code, draw.per_thousand)


class PortfolioItem(Model):
    """One thing in a portfolio: an appraisal, a reflection. Half-written ones are kept too."""

    __tablename__ = "portfolio_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    revalidation_id: Mapped[int] = mapped_column(ForeignKey("revalidation.id"), index=True)
    kind: Mapped[str]
    values: Mapped[Json]
    version: Mapped[int] = mapped_column()
    saved_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    files: Mapped[list[PortfolioFile]] = relationship(order_by="PortfolioFile.id")
    __mapper_args__ = {"version_id_col": version}


class PortfolioFile(Model):
    """A file given as evidence with an item; its bytes are in the store under their hash."""

    __tablename__ = "portfolio_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("portfolio_item.id"), index=True)
    filename: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(index=True)
    uploaded_at: Mapped[datetime]


class Recommendation(Model):
    """What a confirmer recommends. One is open at a time; what was decided stays."""

    __tablename__ = "recommendation"
    __table_args__ = (
        Index(
            "uq_recommendation_open",
            "revalidation_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    revalidation_id: Mapped[int] = mapped_column(ForeignKey("revalidation.id"), index=True)
    kind: Mapped[str] = mapped_column(comment="confirm, defer or non_engagement")
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    defer_to: Mapped[date | None]
    code: Mapped[str] = mapped_column(default="")
    lacking: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    outcome: Mapped[str] = mapped_column(default="", comment="The step that decided it")


class AuditDraw(Model):
    """The seed of one period. Its hash is published before the period, the seed after it."""

    __tablename__ = "audit_draw"
    id: Mapped[int] = mapped_column(primary_key=True)
    begins_on: Mapped[date] = mapped_column(unique=True)
    ends_on: Mapped[date]
    seed: Mapped[str] = mapped_column(comment="Shown to nobody before the period is over")
    seed_hash: Mapped[str]
    per_thousand: Mapped[int]
    published_at: Mapped[datetime]
    revealed_at: Mapped[datetime | None]


def draw_on(day: date) -> AuditDraw | None:
    """Find the draw of the period that holds a day."""
    query = select(AuditDraw).where(AuditDraw.begins_on <= day, AuditDraw.ends_on >= day)
    return db.session.scalar(query)
