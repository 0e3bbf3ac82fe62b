"""How a deadline's date is counted: from a fact, by a policy field, never by a number.

Each function gives a function of the case, for `Deadline(state, trigger, due=...)`. A date that is
an ending for a person moves later off a day when nobody works; a reminder stays where it falls.
"""

from collections.abc import Callable
from datetime import date, timedelta

from workflows import calendar
from workflows.engine import Case

Due = Callable[[Case], date | None]


def days(field: str, *, since: str = "entered_on", place: int | None = None) -> Due:
    """Count calendar days of the policy field from a dated fact; no fact, no deadline."""

    def due(case: Case) -> date | None:
        start: date | None = getattr(case.facts, since)
        return start and start + timedelta(days=amount(case, field, place))

    return due


def working(field: str, *, since: str = "entered_on", place: int | None = None) -> Due:
    """Count working days of the policy field from a dated fact; no fact, no deadline."""

    def due(case: Case) -> date | None:
        start: date | None = getattr(case.facts, since)
        return start and calendar.add_working_days(start, amount(case, field, place))

    return due


def on(fact: str, *, minus: str = "", place: int | None = None) -> Due:
    """Take the date from a fact, less the calendar days of a policy field."""

    def due(case: Case) -> date | None:
        day: date | None = getattr(case.facts, fact)
        return day and day - timedelta(days=amount(case, minus, place) if minus else 0)

    return due


def for_person(due: Due) -> Due:
    """Move an ending later, to a working day outside 23 December to 2 January."""

    def moved(case: Case) -> date | None:
        day = due(case)
        return day and calendar.for_person(day)

    return moved


def amount(case: Case, field: str, place: int | None) -> int:
    """Read a policy field, or one place of a policy field that holds several."""
    value = getattr(case.policy, field)
    return int(value if place is None else value[place])


def day_after(due: Due) -> Due:
    """Fall on the day after, for a step that stays and says that a time has passed."""

    def later(case: Case) -> date | None:
        day = due(case)
        return day and day + timedelta(days=1)

    return later


def eve_of(due: Due) -> Due:
    """End with the day before, so that the step is taken as the day itself begins."""

    def eve(case: Case) -> date | None:
        day = due(case)
        return day and day - timedelta(days=1)

    return eve
