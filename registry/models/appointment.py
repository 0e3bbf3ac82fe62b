"""A post that a registrant holds or held, as a case of its own under the registration."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, Text, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Model, db
from registry.models.attestation import CONFIRMING
from registry.models.case import CaseRow
from registry.models.organisation import Office, Organisation
from workflows import appointment as workflow

if TYPE_CHECKING:
    from registry.models.registration import Registration

MAIN = text(f"host AND state <> '{workflow.State.ENDED.value}'")


class Appointment(CaseRow, Model):
    """One post. The organisation's name is kept as it was on the day; `host` marks the main one."""

    WORKFLOW = workflow.WORKFLOW
    __tablename__ = "appointment"
    __table_args__ = (
        Index(
            "uq_appointment_host",
            "registration_id",
            unique=True,
            sqlite_where=MAIN,
            postgresql_where=MAIN,
        ),
    )
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation_name: Mapped[str]
    post: Mapped[str]
    host: Mapped[bool] = mapped_column(default=False, comment="The one the public entry shows")
    began_on: Mapped[date]
    ended_on: Mapped[date | None]
    asked_on: Mapped[date | None] = mapped_column(comment="Empty where nobody speaks for it")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_on: Mapped[date | None]
    words: Mapped[str] = mapped_column(Text, default="", comment="Why the employer disputes it")
    by_statement: Mapped[bool] = mapped_column(default=False, comment="Confirmed on joining")
    reference_due_on: Mapped[date | None] = mapped_column(comment="The leaver's reference")
    reference_written_on: Mapped[date | None]
    registration: Mapped[Registration] = relationship(back_populates="appointments")
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")

    @property
    def root(self) -> Registration:
        return self.registration

    @property
    def is_held(self) -> bool:
        return self.state in workflow.HELD

    def facts(self, now: datetime) -> workflow.Facts:
        return workflow.Facts(
            entered_on=self.entered_on,
            asked_on=self.asked_on,
            registered=self.registration.on_register,
            may_confirm=self.may_confirm(),
            by_statement=self.by_statement,
            is_main=self.host,
            reference_owed=self.reference_due_on is not None and self.reference_written_on is None,
        )

    def may_confirm(self) -> frozenset[int]:
        """Give the holders of confirming offices in the organisation, but the registrant."""
        return frozenset(speakers(self.organisation_id)) - {self.registration.user_id}


def speakers(organisation_id: int | None) -> list[int]:
    """List the users who hold a confirming office of an organisation now."""
    if organisation_id is None:
        return []
    query = select(Office.user_id).where(
        Office.organisation_id == organisation_id,
        Office.ended_on.is_(None),
        Office.kind.in_(CONFIRMING),
    )
    return list(db.session.scalars(query))
