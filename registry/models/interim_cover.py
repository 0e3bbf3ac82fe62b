"""A note of interim cover: a name and a post that an organisation states; nothing is registered."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Model
from registry.models.appointment import speakers
from registry.models.case import CaseRow
from registry.models.organisation import Organisation
from workflows import interim_cover as workflow


class InterimCover(CaseRow, Model):
    """Who fills a post for up to six weeks. Shown while it is open, and to the public only then."""

    WORKFLOW = workflow.WORKFLOW
    __tablename__ = "interim_cover"
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation_name: Mapped[str]
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(comment="Name and organisation, for the public search")
    post: Mapped[str]
    began_on: Mapped[date]
    ended_on: Mapped[date | None]
    stated_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    organisation: Mapped[Organisation] = relationship(lazy="joined")

    @property
    def ends_on(self) -> date:
        """Give its last day; the first is one of the days counted."""
        return self.began_on + timedelta(days=self.policy.interim_cover_days - 1)

    def facts(self, now: datetime) -> workflow.Facts:
        return workflow.Facts(
            entered_on=self.entered_on,
            ends_on=self.ends_on,
            may_state=frozenset(speakers(self.organisation_id)),
        )
