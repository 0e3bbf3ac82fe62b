"""One statement asked of a referee or an employer, and the guarded link that opens it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Json, Model
from registry.models.application import Application
from registry.models.case import CaseRow
from workflows import reference as workflow


class Reference(CaseRow, Model):
    """A request for a statement. The link opens until it is answered; an emailed code guards it,
    because mail scanners spend links that work once."""

    WORKFLOW = workflow.WORKFLOW
    __tablename__ = "reference"
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    kind: Mapped[str] = mapped_column(comment="referee or employer")
    name: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    post: Mapped[str] = mapped_column(default="")
    link_nonce: Mapped[str]
    code_hash: Mapped[str] = mapped_column(default="")
    code_sent_at: Mapped[datetime | None]
    code_tries: Mapped[int] = mapped_column(default=0)
    code_confirmed_at: Mapped[datetime | None]
    requested_on: Mapped[date]
    asked_at: Mapped[datetime | None] = mapped_column(comment="Empty until it was first sent")
    draft: Mapped[Json | None] = mapped_column(
        comment="Not sent yet: read by nobody but its writer"
    )
    answer: Mapped[Json | None]
    answered_at: Mapped[datetime | None]
    application: Mapped[Application] = relationship()

    @property
    def root(self) -> Application:
        return self.application

    @property
    def title(self) -> str:
        who = "Employer's standing statement" if self.kind == "employer" else "Reference"
        return f"{who} from {self.name}" if self.name else who

    def facts(self, now: datetime) -> workflow.Facts:
        return workflow.Facts(
            kind=self.kind,
            entered_on=self.entered_on,
            requested_on=self.requested_on if self.asked_at else None,
            code_confirmed=self.code_confirmed_at is not None,
            answer_complete=self.answer is not None,
        )
