"""The few numbers that the home page tells of the register."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from statistics import median

from sqlalchemy import func, select

from registry.clock import LONDON, london_day
from registry.db import db
from registry.models.application import Application
from registry.models.register import RegisterEntry
from workflows.application_state import State
from workflows.registration import PublicStanding

FEWEST = 5  # fewer decisions would speak of single people


@dataclass(frozen=True)
class Figures:
    """What the home page tells. `days_to_decision` is empty while there are too few decisions."""

    registered: int
    days_to_decision: int | None


def figures(today: date) -> Figures:
    """Count who is on the register, and how long decisions of this quarter took."""
    on_it = select(func.count()).where(RegisterEntry.standing == PublicStanding.ACTIVE)
    return Figures(db.session.scalar(on_it) or 0, days_to_decision(quarter_start(today)))


def days_to_decision(since: date) -> int | None:
    """Give the median days from submitting to the decision, for decisions since that day."""
    start = datetime.combine(since, time(), LONDON).astimezone(UTC)
    rows = db.session.execute(  # by state and day, which is one range of an index
        select(Application.submitted_at, Application.entered_at).where(
            Application.state.in_([State.REGISTERED, State.REFUSED]),
            Application.entered_at >= start,
        )
    )
    days = [(london_day(at) - london_day(sent)).days for sent, at in rows if sent]
    return round(median(days)) if len(days) >= FEWEST else None


def quarter_start(day: date) -> date:
    """Give the first day of the quarter that holds this day."""
    return day.replace(month=day.month - (day.month - 1) % 3, day=1)
