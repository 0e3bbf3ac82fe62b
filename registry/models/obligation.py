"""What attestation and revalidation have in common: a due date that can move, and what is missing.

A due date is written by the step `move_due` alone, so each move stands in the history with its
reason, and never by a correction of the row.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from registry.clock import london_day
from registry.sections.moment import written
from workflows.engine import Named, Workflow
from workflows.obligation import Owed, Owing

if TYPE_CHECKING:
    from registry.models.registration import Registration


class Obligation:
    """A case row of something that a registrant owes by a day."""

    OWED: ClassVar[tuple[StrEnum, ...]]
    KIND: ClassVar[str]
    TITLE: ClassVar[str]
    id: Any
    due_on: Any
    first_due_on: Any
    state: Any
    registration: Any
    policy: Any
    WORKFLOW: ClassVar[Workflow]

    @property
    def is_owed(self) -> bool:
        return self.state in self.OWED

    @property
    def of_year(self) -> int:
        """Give the year by which people call it, also when its date moves into the next."""
        first: date = self.first_due_on
        return first.year

    @property
    def presses(self) -> bool:
        """Say whether missing its day makes the registrant late: not while others have it."""
        return self.is_owed

    def date_moved(self) -> None:
        """Let follow what shows the due date, when it is set or moved."""

    def days_before(self, days: int) -> date:
        """Give the day so many days before the due date; below 0, after it."""
        due: date = self.due_on
        return due - timedelta(days=days)

    def opens_on(self) -> date:
        """Give the first day on which it can be met."""
        raise NotImplementedError

    def owed(self, now: datetime) -> tuple[Named, ...]:
        """Name everything that is still to be done, the very last step included."""
        raise NotImplementedError

    def plan(self) -> tuple[tuple[str, int, bool], ...]:
        """Give the notices: the step that sends each, its days before the due date, and whether it
        is mandatory."""
        raise NotImplementedError

    def mandatory(self, now: datetime) -> dict[str, str]:
        """Give the mandatory notices whose day was long enough ago to be proven, in words."""
        lead = timedelta(hours=self.policy.proof_hours)
        latest = london_day(now - lead)
        return {
            trigger: f"the notice of {written(self.days_before(days))}"
            for trigger, days, must in self.plan()
            if must and self.days_before(days) <= latest
        }

    def owing(self, now: datetime) -> Owing:
        """Give the part of the verdict that this obligation is."""
        registration: Registration = self.registration
        return Owing(
            kind=self.KIND,
            title=self.TITLE,
            opens_on=self.opens_on(),
            due_on=self.due_on,
            missing=tuple(
                Owed(each.key, each.title, self.due_on, f"{self.KIND}:{each.key}")
                for each in self.owed(now)
            ),
            paused=not registration.clocks_run(now),
        )
