"""The ledger of notices: every message that was planned, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Text, UniqueConstraint, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.clock import london_day
from registry.db import Model, db
from registry.models.case import Movement
from registry.models.user import User
from workflows.calendar import add_months, add_working_days
from workflows.engine import Named
from workflows.policy import Policy

if TYPE_CHECKING:
    from registry.models.obligation import Obligation


class Channel(StrEnum):
    EMAIL = "email"
    LETTER = "letter"  # printed and ticked by a person when it is posted


class Bounce(StrEnum):
    """How a message came back."""

    HARD = "hard"  # the address does not exist, or takes nothing for good
    SOFT = "soft"  # full, or out of reach until the servers gave up; the address may be right


class Proof(StrEnum):
    """Why a notice counts as having arrived. Nobody's opening is tracked."""

    SIGNED_IN = "The person has signed in since"
    RECEIPT = "Their mail server said that it was delivered"
    QUIET = "Taken, and nothing came back, at an address confirmed within the year"
    POSTED = "Posted, and it had time to arrive"


class Notice(Model):
    """One message to one address. It is recorded before it is sent; a message that was in flight
    when a machine died goes again under the same Message-ID."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("movement_id", "kind", "address"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    movement_id: Mapped[int | None] = mapped_column(ForeignKey("movement.id"), index=True)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    address: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(unique=True)
    planned_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    accepted_at: Mapped[datetime | None] = mapped_column(comment="The mail server took it")
    failure: Mapped[str] = mapped_column(Text, default="")
    channel: Mapped[str] = mapped_column(default=Channel.EMAIL.value)
    bounced_at: Mapped[datetime | None] = mapped_column(comment="It came back after all")
    bounce: Mapped[str] = mapped_column(default="", comment="hard or soft, when it came back")
    delayed_at: Mapped[datetime | None] = mapped_column(comment="A server said: not there yet")
    delivered_at: Mapped[datetime | None] = mapped_column(comment="A server said: delivered")
    posted_on: Mapped[date | None] = mapped_column(comment="A letter went to the post")
    posted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    def is_proven(self, user: User, now: datetime, policy: Policy) -> bool:
        """Say whether it can be shown to have arrived."""
        return self.proof(user, now, policy) is not None

    def proof(self, user: User, now: datetime, policy: Policy) -> Proof | None:
        """Say why it can be shown to have arrived (architecture C.11.3), or that it cannot."""
        if self._signed_in_since(user):
            return Proof.SIGNED_IN
        if self.channel == Channel.LETTER:
            return Proof.POSTED if self._post_arrived(now, policy) else None
        if self.accepted_at is None or self.bounced_at is not None or self.failure:
            return None
        if self.delivered_at is not None and self.address == user.email:
            return Proof.RECEIPT
        quiet = now - self.accepted_at >= timedelta(hours=policy.proof_hours)
        return Proof.QUIET if quiet and self._address_confirmed(user, policy) else None

    def _post_arrived(self, now: datetime, policy: Policy) -> bool:
        return self.posted_on is not None and london_day(now) >= arrives_on(self.posted_on, policy)

    def _signed_in_since(self, user: User) -> bool:
        since = self.accepted_at or self.planned_at
        return user.current_login_at is not None and user.current_login_at >= since

    def _address_confirmed(self, user: User, policy: Policy) -> bool:
        confirmed = user.address_confirmed_at or user.confirmed_at
        if confirmed is None or self.accepted_at is None or self.address != user.email:
            return False
        last = add_months(london_day(confirmed), policy.proof_address_months)
        return london_day(self.accepted_at) <= last


def arrives_on(posted_on: date, policy: Policy) -> date:
    """Give the day from which a letter counts as having arrived."""
    return add_working_days(posted_on, policy.letter_working_days)


def unproven(owed: Iterable[Obligation], now: datetime) -> tuple[Named, ...]:
    """Name the mandatory notices of overdue obligations that nobody can show to have arrived.

    A notice whose day has come so lately that no proof can be there yet is left out: what falls due
    at midnight cannot wait for the reminder of that morning.
    """
    today = london_day(now)
    return tuple(
        missing for each in owed if each.due_on < today for missing in unproven_of(each, now)
    )


def unproven_of(obligation: Obligation, now: datetime) -> list[Named]:
    """Name the mandatory notices of one obligation that are not proven.

    A notice that went again for a later date must be shown to have arrived again: that the first
    one did says nothing of whether they know the new date.
    """
    wanted = obligation.mandatory(now)
    user = db.session.get_one(User, obligation.registration.user_id)
    policy = obligation.policy
    newest = (
        select(func.max(Movement.id))
        .where(
            Movement.workflow == obligation.WORKFLOW.name,
            Movement.case_id == obligation.id,
            Movement.trigger.in_(wanted),
        )
        .group_by(Movement.trigger)
    )
    sent = db.session.execute(
        select(Movement.trigger, Notice)
        .join(Notice, Notice.movement_id == Movement.id)
        .where(
            Movement.id.in_(newest),
            or_(Notice.user_id == user.id, Notice.channel == Channel.LETTER),
        )
    )
    proven = {trigger for trigger, notice in sent if notice.is_proven(user, now, policy)}
    return [Named(trigger, words) for trigger, words in wanted.items() if trigger not in proven]


class AccessRecord(Model):
    """Who opened what about whom, and who was refused."""

    __tablename__ = "access_record"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    subject: Mapped[str] = mapped_column(index=True, comment="application:7")
    act: Mapped[str]
    allowed: Mapped[bool]
    at: Mapped[datetime]
