"""A registration, what limits it, and what holds its clock: four things kept apart."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Model
from registry.models.case import CaseRow
from registry.models.person import Person
from workflows import registration as workflow
from workflows.registration import Practice, Standing

CURRENT = f"state IN ('{Standing.NEW.value}', '{Standing.ACTIVE.value}')"


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
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    restrictions: Mapped[list[Restriction]] = relationship(order_by="Restriction.id")

    def facts(self, now: datetime) -> workflow.Facts:
        return workflow.Facts(
            entered_on=self.entered_on,
            new_name_differs=self.new_name not in ("", self.published_name),
        )


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


class Hold(Model):
    """A stop of the clocks of one registration. Never public."""

    __tablename__ = "hold"
    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    began_on: Mapped[date]
    ended_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
