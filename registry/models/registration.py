"""A registration, what limits it, and what holds its clock: four things kept apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.clock import london_day
from registry.db import Model
from registry.models.appointment import Appointment
from registry.models.attestation import Attestation
from registry.models.case import CaseRow
from registry.models.notice import unproven
from registry.models.obligation import Obligation
from registry.models.person import Person
from registry.models.revalidation import Revalidation
from workflows import registration as workflow
from workflows.engine import Named
from workflows.registration import ON_REGISTER, Practice, RestrictionKind, Standing

CURRENT = ", ".join(f"'{state.value}'" for state in (Standing.NEW, *sorted(ON_REGISTER)))
CURRENT = f"state IN ({CURRENT})"


class Registration(CaseRow, Model):
    """One person's standing on the register. The number is never used again."""

    WORKFLOW = workflow.WORKFLOW
    __tablename__ = "registration"
    __table_args__ = (
        Index(
            "uq_registration_current",
            "person_id",
            unique=True,
            sqlite_where=text(CURRENT),
            postgresql_where=text(CURRENT),
        ),
    )
    number: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), unique=True)
    published_name: Mapped[str]
    category: Mapped[str]
    post: Mapped[str] = mapped_column(default="")
    organisation_code: Mapped[str] = mapped_column(default="")
    organisation_name: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    role_confirmed: Mapped[bool] = mapped_column(default=False)
    standard_set: Mapped[str] = mapped_column(ForeignKey("standard_set.key"))
    practice: Mapped[str] = mapped_column(default=Practice.PRACTISING.value)
    registered_on: Mapped[date]
    renewal_due_on: Mapped[date]
    new_name: Mapped[str] = mapped_column(default="", comment="Recorded, not yet published")
    late_until: Mapped[date | None] = mapped_column(comment="The last day of being late in time")
    looked_at: Mapped[datetime | None] = mapped_column(comment="A registrar looked at the lapse")
    looked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    contact_name: Mapped[str] = mapped_column(default="", comment="Copied in from day -30")
    contact_email: Mapped[str] = mapped_column(default="")
    calendar_nonce: Mapped[str] = mapped_column(default="", comment="Empty: no calendar is shared")
    death_reported_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    unreachable_since: Mapped[date | None]
    unreachable_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    restrictions: Mapped[list[Restriction]] = relationship(order_by="Restriction.id")
    holds: Mapped[list[Hold]] = relationship(order_by="Hold.id")
    attestations: Mapped[list[Attestation]] = relationship(
        order_by="Attestation.year", back_populates="registration"
    )
    revalidations: Mapped[list[Revalidation]] = relationship(
        order_by="Revalidation.id", back_populates="registration"
    )
    appointments: Mapped[list[Appointment]] = relationship(
        order_by="Appointment.id", back_populates="registration"
    )

    @property
    def on_register(self) -> bool:
        return self.state in ON_REGISTER

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """Give what is owed, open or still to open, the soonest first."""
        every: tuple[Obligation, ...] = (*self.attestations, *self.revalidations)
        return tuple(sorted((e for e in every if e.is_owed), key=lambda each: each.due_on))

    @property
    def pressing(self) -> tuple[Obligation, ...]:
        """Give what makes late when its day is missed: not what lies with others."""
        return tuple(each for each in self.obligations if each.presses)

    def absent_days(self, since: date, until: date) -> int:
        """Count the days of planned absence between two days."""
        spans = (
            (max(hold.began_on, since), min(hold.ended_on or until, until))
            for hold in self.holds
            if hold.kind == HoldKind.ABSENCE
        )
        return sum(max((end - start).days, 0) for start, end in spans)

    def paused(self, today: date) -> bool:
        """Say whether a hold or an absence stops the clocks on a day."""
        return any(hold.holds_on(today) for hold in self.holds)

    def clocks_run(self, now: datetime) -> bool:
        """Say whether anything can fall due: registered, and the clocks not stopped."""
        return self.on_register and not self.paused(london_day(now))

    def facts(self, now: datetime) -> workflow.Facts:
        run = self.clocks_run(now)
        owed = self.pressing
        due_on = owed[0].due_on if owed else None
        limits = [limit for limit in self.restrictions if limit.ended_on is None]
        return workflow.Facts(
            entered_on=self.entered_on,
            new_name_differs=self.new_name not in ("", self.published_name),
            matter_open=self.matter_open,
            due_on=due_on,
            still_due_on=due_on if run else None,
            still_late_until=self.late_until if run else None,
            **self._pauses(london_day(now)),
            missing=tuple(self._overdue(owed, now)),
            unproven=unproven(owed, now) if self._asks_for_proof(due_on, now) else (),
            looked_at=self.looked_at is not None,
            lapsed_on=self.entered_on if self.state == Standing.LAPSED else None,
            restricted=any(limit.kind != RestrictionKind.WARNING for limit in limits),
            death_reported_by=self.death_reported_by,
            unreachable_since=self.unreachable_since,
            unreachable_by=self.unreachable_by,
        )

    @property
    def matter_open(self) -> bool:
        """Say whether a matter on hold stands in the way of leaving and of coming back.

        Its hold is opened and ended by the matter's own steps, and outlives the registration.
        """
        return any(hold.kind == HoldKind.MATTER and hold.ended_on is None for hold in self.holds)

    def _pauses(self, today: date) -> dict[str, Any]:
        """Give the eve of the next planned pause, and the last day of one that has an end."""
        open_holds = [hold for hold in self.holds if hold.ended_on is None]
        eves = (hold.began_on - timedelta(days=1) for hold in open_holds if hold.began_on > today)
        return {
            "pause_eve": min(eves, default=None),
            "pause_ends_on": min((h.ends_on for h in open_holds if h.ends_on), default=None),
        }

    def _overdue(self, owed: Iterable[Obligation], now: datetime) -> Iterable[Named]:
        today = london_day(now)
        for each in owed:
            if each.due_on < today:
                yield from each.owed(now)

    def _asks_for_proof(self, due_on: date | None, now: datetime) -> bool:
        """Say whether the proof matters now; it takes a question that most steps can spare."""
        return self.state in ON_REGISTER and due_on is not None and due_on < london_day(now)


class Restriction(Model):
    """One limit on a registration, from a day to a day. They may stack."""

    __tablename__ = "restriction"
    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    kind: Mapped[str]
    words: Mapped[str] = mapped_column(Text, comment="What the public reads")
    private: Mapped[bool] = mapped_column(default=False, comment="Health matters stay private")
    began_on: Mapped[date]
    ended_on: Mapped[date | None]
    movement_id: Mapped[int | None] = mapped_column(ForeignKey("movement.id"))


class HoldKind(StrEnum):
    MATTER = "matter"  # a matter is being looked at
    ABSENCE = "absence"  # planned, and no reason is asked
    DEATH = "death"  # reported and not confirmed


class Hold(Model):
    """A stop of the clocks of one registration. Never public."""

    __tablename__ = "hold"
    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    kind: Mapped[str] = mapped_column(default=HoldKind.MATTER.value)
    began_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(comment="Planned; a hold for a matter has none")
    ended_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    def holds_on(self, day: date) -> bool:
        """Say whether the clocks stand still on a day."""
        return self.began_on <= day and (self.ended_on is None or day < self.ended_on)
