"""What an answer is read against besides itself: the day, who asks, the policy's periods."""

from dataclasses import dataclass
from datetime import date

from marshmallow.experimental.context import Context


@dataclass(frozen=True)
class Moment:
    """The circumstances under which a section is loaded; edges make it, rules read it."""

    today: date
    applicant_email: str = ""
    documents: frozenset[int] | None = None  # the ids this person may name; None: not checked
    history_years: int = 6
    gap_days: int = 28


def within(at: Moment) -> Context[Moment]:
    """Let rules read this moment until the end of the block."""
    return Context(at)


def moment() -> Moment:
    """Give the moment of the load that is running; without one a dated rule cannot be judged."""
    at: Moment = Context[Moment].get()
    return at


def written(day: date) -> str:
    """Give a date as people read it: 3 March 2027."""
    return f"{day.day} {day:%B %Y}"


def years_before(day: date, years: int) -> date:
    """Give the same day some years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
