"""A confidential matter about a person. It has a history of its own, apart from the registration's:
whoever may read the one need not know that the other exists."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.clock import london_day
from registry.db import JSON_TYPE, Model
from registry.models.case import CaseRow
from registry.models.registration import Hold, Registration
from workflows import concern as workflow
from workflows.calendar import add_working_days


class Concern(CaseRow, Model):
    """What somebody told us about a person, who looks at it, and what came of it."""

    WORKFLOW = workflow.WORKFLOW
    __tablename__ = "concern"
    reference: Mapped[str] = mapped_column(unique=True)
    received_on: Mapped[date]
    about: Mapped[str] = mapped_column(comment="A number or a name, as it was typed")
    words: Mapped[str] = mapped_column(Text)
    not_by: Mapped[str] = mapped_column(default="", comment="Who of us should not see it")
    from_name: Mapped[str] = mapped_column(default="", comment="Empty when nobody gave a name")
    from_email: Mapped[str] = mapped_column(default="")
    raised_by: Mapped[int | None] = mapped_column(
        ForeignKey("user.id"), comment="A registrar who wrote it down; empty for the public"
    )
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration.id"), index=True, comment="Whom it is about, once found"
    )
    aside: Mapped[list[int]] = mapped_column(JSON_TYPE, comment="Users who stood aside")
    hold_id: Mapped[int | None] = mapped_column(ForeignKey("hold.id"))
    hold_until: Mapped[date | None] = mapped_column(comment="The last day of the hold")
    renewal_asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    renewed_at: Mapped[datetime | None]
    registration: Mapped[Registration | None] = relationship()
    hold: Mapped[Hold | None] = relationship()

    @property
    def acknowledged_by_day(self) -> date:
        """Give the last day on which it is acknowledged in time."""
        return add_working_days(self.received_on, self.policy.acknowledgement_working_days)

    def facts(self, now: datetime) -> workflow.Facts:
        return workflow.Facts(
            entered_on=london_day(self.entered_at),
            answer_eve=self.acknowledged_by_day - timedelta(days=1),
            subject_found=self.registration_id is not None,
            hold_until=self.hold_until,
            renewal_asked_by=self.renewal_asked_by,
            renewed=self.renewed_at is not None,
        )
