"""What a registrant owes the register, by when, and the one verdict on it.

Every page, notice, calendar entry and API answer shows what `verdict` says and nothing of its own:
people were lost elsewhere because a screen thanked them for a part while the whole was missing. No
acknowledgement of a part may say “complete”; only this verdict does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workflows.engine import Case, Named, guard


@dataclass(frozen=True)
class Owed:
    """One thing still missing, the place that mends it, and the last day on which it is in time."""

    key: str
    title: str
    due_on: date
    place: str
    with_others: bool = False  # somebody else's turn: nothing for the registrant to do


@dataclass(frozen=True)
class Owing:
    """One obligation: what it is, from when it can be met, its due date, and what is missing."""

    kind: str
    title: str
    opens_on: date
    due_on: date
    missing: tuple[Owed, ...]
    paused: bool = False


@dataclass(frozen=True)
class Verdict:
    """Whether everything that is open is done; else all that is missing, the soonest first."""

    missing: tuple[Owed, ...]
    next_opens_on: date | None
    year: int
    paused: bool = False

    @property
    def complete(self) -> bool:
        return not self.missing

    @property
    def due_on(self) -> date | None:
        """Give the first day by which something is due."""
        return min((owed.due_on for owed in self.missing), default=None)

    @property
    def mine(self) -> tuple[Owed, ...]:
        """Give what only the registrant can do."""
        return tuple(owed for owed in self.missing if not owed.with_others)

    @property
    def sentence(self) -> str:
        """Say the verdict in one line, the same words everywhere."""
        if self.complete:
            return f"You are complete for {self.year}"
        count = len(self.missing)
        return "1 thing is missing" if count == 1 else f"{count} things are missing"


def verdict(owing: Iterable[Owing], today: date) -> Verdict:
    """Say whether a registrant is complete, or what is missing, where and by when."""
    all_owing = sorted(owing, key=lambda each: (each.due_on, each.kind))
    opened = [each for each in all_owing if each.opens_on <= today]
    later = [each.opens_on for each in all_owing if each.opens_on > today]
    return Verdict(
        missing=tuple(owed for each in opened for owed in each.missing),
        next_opens_on=min(later, default=None),
        year=today.year,
        paused=any(each.paused for each in all_owing),
    )


def days_left(due_on: date, today: date) -> str:
    """Say how long is left, for the subject of a notice. Below 0 the day has passed."""
    left = (due_on - today).days
    if left == 0:
        return "due today"
    if left < 0:
        return f"{counted(-left, 'day')} late"
    return f"{counted(left, 'day')} left"


def counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


@guard("Finish {} first", each="missing")
def nothing_missing(case: Case) -> bool:
    return not case.facts.missing


def in_days(day: date | None, today: date) -> int | None:
    """Count the days to a date; None where there is none."""
    return None if day is None else (day - today).days


__all__ = [
    "Named",
    "Owed",
    "Owing",
    "Verdict",
    "counted",
    "days_left",
    "in_days",
    "nothing_missing",
    "verdict",
]
