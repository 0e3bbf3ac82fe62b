"""The yearly attestation: the registrant's half, and the employer's half beside it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.clock import london_day
from registry.db import Json, Model, db
from registry.models.case import CaseRow
from registry.models.obligation import Obligation
from registry.models.organisation import Office, OfficeKind
from registry.sections.attestation import FORM
from registry.sections.base import Moment
from workflows import attestation as workflow
from workflows import confirmation
from workflows.calendar import add_months
from workflows.confirmation import Level
from workflows.engine import Named

if TYPE_CHECKING:
    from registry.models.registration import Registration

LEVEL_OF = {
    OfficeKind.CHAIR: Level.CHAIR,
    OfficeKind.DEPUTY_CHAIR: Level.DEPUTY,
    OfficeKind.SENIOR_INDEPENDENT_DIRECTOR: Level.DEPUTY,
    OfficeKind.SECRETARY: Level.SECRETARY,
}
CONFIRMING = tuple(kind for kind in OfficeKind if kind != OfficeKind.SECRETARY)
OWED_STATES = ", ".join(f"'{state.value}'" for state in workflow.OWED)


class Attestation(CaseRow, Obligation, Model):
    """What a registrant declares for one year. One is owed at a time."""

    WORKFLOW = workflow.WORKFLOW
    OWED = workflow.OWED
    KIND, TITLE = "attestation", "Yearly attestation"
    __tablename__ = "attestation"
    __table_args__ = (
        UniqueConstraint("registration_id", "year"),
        Index(
            "uq_attestation_owed",
            "registration_id",
            unique=True,
            sqlite_where=text(f"state IN ({OWED_STATES})"),
            postgresql_where=text(f"state IN ({OWED_STATES})"),
        ),
    )
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    year: Mapped[int] = mapped_column(comment="Counted from the first registration, from 1")
    due_on: Mapped[date]
    first_due_on: Mapped[date] = mapped_column(comment="As it stood before it was ever moved")
    declared_at: Mapped[datetime | None]
    registration: Mapped[Registration] = relationship(back_populates="attestations")
    answer_rows: Mapped[list[AttestationAnswer]] = relationship(order_by="AttestationAnswer.id")

    @property
    def root(self) -> Registration:
        return self.registration

    @property
    def answers(self) -> dict[str, Json]:
        return {row.section: row.values for row in self.answer_rows}

    def plan(self) -> tuple[tuple[str, int, bool], ...]:
        must = self.policy.attestation_mandatory_days
        return tuple(
            ("open" if place == 0 else f"remind_{place + 1}", days, days in must)
            for place, days in enumerate(self.policy.attestation_notice_days)
        )

    def opens_on(self) -> date:
        window = self.days_before(self.policy.attestation_notice_days[0])
        # What was opened stays open, however far its date moves after that.
        return window if self.state == workflow.State.SCHEDULED else min(window, self.entered_on)

    def missing(self, now: datetime) -> tuple[Named, ...]:
        """Name the sections without a complete answer, and the declaration, which comes last."""
        if self.state not in workflow.OWED:
            return ()
        open_keys = FORM.missing(self.answers, Moment(today=london_day(now)))
        return tuple(Named(key, FORM[key].title) for key in open_keys)

    def owed(self, now: datetime) -> tuple[Named, ...]:
        return (*self.missing(now), Named("declaration", "Send your attestation"))

    def facts(self, now: datetime) -> workflow.Facts:
        return workflow.Facts(
            entered_on=self.entered_on,
            due_on=self.due_on,
            still_on=self.due_on if self.registration.clocks_run(now) else None,
            missing=self.missing(now),
            declared=self.declared_at is not None,
        )


class AttestationAnswer(Model):
    """The answers to one section of an attestation, under the section's own version."""

    __tablename__ = "attestation_answer"
    __table_args__ = (UniqueConstraint("attestation_id", "section"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    attestation_id: Mapped[int] = mapped_column(ForeignKey("attestation.id"))
    section: Mapped[str]
    values: Mapped[Json]
    version: Mapped[int] = mapped_column()
    saved_at: Mapped[datetime]
    __mapper_args__ = {"version_id_col": version}


class Confirmation(CaseRow, Model):
    """The employer's half. Never public, and never a reason for lateness."""

    WORKFLOW = confirmation.WORKFLOW
    __tablename__ = "confirmation"
    attestation_id: Mapped[int] = mapped_column(ForeignKey("attestation.id"), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    level: Mapped[str] = mapped_column(comment="Whose desk it lies on: chair, deputy ...")
    asked_on: Mapped[date]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    why_not: Mapped[str] = mapped_column(default="", comment="A key of confirmation.WHY_NOT")
    words: Mapped[str] = mapped_column(Text, default="", comment="What the employer wrote")
    reply: Mapped[str] = mapped_column(Text, default="", comment="What the registrant replied")
    prepared: Mapped[str] = mapped_column(
        default="", comment="The answer that a secretary prepared"
    )
    prepared_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    not_in_line: Mapped[bool] = mapped_column(
        default=False, comment="Whoever answers declared not to report to the registrant"
    )
    attestation: Mapped[Attestation] = relationship()

    @property
    def root(self) -> Registration:
        return self.attestation.registration

    def facts(self, now: datetime) -> confirmation.Facts:
        offices = self.offices
        return confirmation.Facts(
            entered_on=self.entered_on,
            asked_on=self.asked_on,
            level=self.level,
            next_level=self.next_level(offices),
            may_confirm=frozenset(o.user_id for o in offices if o.kind in CONFIRMING),
            at_desk=frozenset(
                o.user_id for o in offices if LEVEL_OF[OfficeKind(o.kind)] == self.level
            ),
            not_in_line=self.not_in_line,
            confirmed_by_registrant=self._confirmed_by_registrant(now),
        )

    @property
    def offices(self) -> list[Office]:
        """List the offices of the organisation that somebody else than the registrant holds."""
        query = select(Office).where(
            Office.organisation_id == self.organisation_id,
            Office.ended_on.is_(None),
            Office.user_id != self.root.user_id,
        )
        return list(db.session.scalars(query))

    def next_level(self, offices: list[Office]) -> Level:
        """Give the next desk at which somebody sits; the registrar's is the last."""
        levels = list(Level)
        held = {LEVEL_OF[OfficeKind(office.kind)] for office in offices}
        after = levels[levels.index(Level(self.level)) + 1 :]
        return next((level for level in after if level in held), Level.REGISTRAR)

    def _confirmed_by_registrant(self, now: datetime) -> frozenset[int]:
        """Give the users whom the registrant has confirmed within one cycle."""
        from registry.models.registration import Registration

        since = add_months(london_day(now), -12 * self.policy.cycle_years)
        query = (
            select(Registration.user_id)
            .join(Attestation, Attestation.registration_id == Registration.id)
            .join(Confirmation, Confirmation.attestation_id == Attestation.id)
            .where(
                Confirmation.answered_by == self.root.user_id,
                Confirmation.state.in_((confirmation.State.CONFIRMED, confirmation.State.MANAGED)),
                Confirmation.asked_on >= since,
            )
        )
        return frozenset(db.session.scalars(query))
