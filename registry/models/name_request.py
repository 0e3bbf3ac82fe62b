"""A request to be shown under a new name. The name asked for is forgotten when it is settled."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Model
from registry.models.case import CaseRow
from registry.models.registration import Registration
from workflows import name_request as workflow

OPEN = text(f"state = '{workflow.State.ASKED.value}'")


class NameRequest(CaseRow, Model):
    """What a registrant asks for; one at a time."""

    WORKFLOW = workflow.WORKFLOW
    __tablename__ = "name_request"
    __table_args__ = (
        Index(
            "uq_name_request_open",
            "registration_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    new_name: Mapped[str]
    shown_how: Mapped[str] = mapped_column(comment="How the person would like to show evidence")
    asked_on: Mapped[date]
    registration: Mapped[Registration] = relationship()

    @property
    def root(self) -> Registration:
        return self.registration

    def facts(self, now: datetime) -> workflow.Facts:
        return workflow.Facts(entered_on=self.entered_on)
