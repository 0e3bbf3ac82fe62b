"""One check of an application: what was looked at, when, by whom, until when it holds, and what
the applicant was asked about it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Model
from registry.models.case import CaseRow
from workflows import check as workflow
from workflows.engine import Named

if TYPE_CHECKING:
    from registry.models.application import Application


QUERY_FILES = "query:"  # begins the mark of files that answer the question of a check


class Check(CaseRow, Model):
    """One item. Outcomes and dates are kept, never the content of a record about a person."""

    WORKFLOW = workflow.WORKFLOW
    __tablename__ = "fit_check"
    __table_args__ = (UniqueConstraint("application_id", "item"),)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    item: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    looked_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    valid_to: Mapped[date | None]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    query_raised_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    application: Mapped[Application] = relationship(back_populates="checks")
    queries: Mapped[list[CheckQuery]] = relationship(order_by="CheckQuery.id")

    @property
    def root(self) -> Application:
        return self.application

    @property
    def about(self) -> workflow.Item:
        return workflow.BY_KEY[self.item]

    @property
    def title(self) -> str:
        return self.about.title

    @property
    def named(self) -> Named:
        return Named(self.item, self.title)

    def facts(self, now: datetime) -> workflow.Facts:
        return workflow.Facts(
            item=self.item,
            entered_on=self.entered_on,
            part_one=self.about.part_one,
            may_be_unlawful=self.about.may_be_unlawful,
            source_given=bool(self.source.strip()),
            looked_on=self.looked_on,
            valid_to=self.valid_to if self._application_open else None,
            query_raised_by=self.query_raised_by,
            reply_due_on=self.open_query.due_on if self.open_query else None,
            application_open=self._application_open,
        )

    @property
    def open_query(self) -> CheckQuery | None:
        """Give the question that waits for the applicant, also after its day has passed.

        One that was settled unanswered does not open again when the check is reconsidered.
        """
        if self.state != workflow.State.QUERY or not self.queries:
            return None
        last = self.queries[-1]
        waits = last.answered_at is None and last.asked_at >= self.entered_at
        return last if waits else None

    @property
    def _application_open(self) -> bool:
        application = self.application
        return application.state not in application.WORKFLOW.endings


class CheckQuery(Model):
    """What a check asks of the applicant, and the answer."""

    __tablename__ = "check_query"
    id: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("fit_check.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    due_on: Mapped[date] = mapped_column(comment="The last London day that is in time")
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]

    @property
    def files_key(self) -> str:
        """Give the mark of the files that belong to the answer."""
        return f"{QUERY_FILES}{self.id}"
