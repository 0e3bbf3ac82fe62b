"""Where the demonstration's clock stands, and the one move of it that may be under way.

Outside the demo build nobody asks: an edge looks here only when it serves the demonstration.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from registry import queue
from registry.clock import LONDON
from registry.db import db
from registry.models.sweep import ClockMove
from registry.services import sweep_run
from workflows.calendar import add_months
from workflows.engine import WrongState

JOB = "move_clock"
MONTHS = {"month": 1, "year": 12}
BY = ("day", *MONTHS)


@dataclass(frozen=True)
class Move:
    """One move of the clock as a page shows it."""

    from_at: datetime
    to_at: datetime
    reached_at: datetime
    steps: int
    moving: bool
    error: str
    offset: timedelta

    @property
    def percent(self) -> int:
        """Give the share of the way that is behind."""
        whole = (self.to_at - self.from_at).total_seconds() or 1.0
        return min(100, int(100 * (self.reached_at - self.from_at).total_seconds() / whole))


def last_move() -> Move | None:
    """Give the newest move, whether it is over or under way."""
    row = newest()
    if row is None:
        return None
    return Move(
        from_at=row.from_at,
        to_at=row.to_at,
        reached_at=row.reached_at,
        steps=row.steps,
        moving=bool(row.moving),
        error=row.error,
        offset=row.offset,
    )


def newest() -> ClockMove | None:
    return db.session.scalar(select(ClockMove).order_by(ClockMove.id.desc()).limit(1))


def offset() -> timedelta:
    """Give how far the scheme's time is ahead of the wall clock."""
    row = newest()
    return row.offset if row else timedelta()


def is_moving() -> bool:
    """Say whether time is being lived just now."""
    row = newest()
    return bool(row and row.moving)


def begin(by: str, now: datetime) -> None:
    """Queue a move of the clock by a day, a month or a year. One at a time, and no sweep stopped.

    Raises WrongState while another is under way.
    """
    if is_moving():
        raise WrongState("The clock is being moved already")
    if sweep_run.stopped():
        raise WrongState("All deadlines are stopped, so no time can pass")
    row = ClockMove(
        from_at=now,
        to_at=later(now, by),
        reached_at=now,
        offset_seconds=offset().total_seconds(),
        moving=True,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise WrongState("The clock is being moved already") from None
    queue.enqueue(JOB, row.id)


def later(now: datetime, by: str) -> datetime:
    """Give the same time of the London day so much later."""
    local = now.astimezone(LONDON)
    day = local.date() + timedelta(days=1) if by == "day" else add_months(local.date(), MONTHS[by])
    return datetime.combine(day, local.timetz()).astimezone(now.tzinfo)


def under_way(move_id: int) -> ClockMove | None:
    """Find a move that is not over."""
    row = db.session.get(ClockMove, move_id)
    return row if row and row.moving else None


def reach(move_id: int, instant: datetime, ahead: timedelta) -> None:
    """Write down that the clock has come to an instant, so far ahead of the wall clock."""
    row = db.session.get_one(ClockMove, move_id)
    row.reached_at, row.offset_seconds = instant, ahead.total_seconds()
    row.steps += 1


def arrive(move_id: int, instant: datetime, ahead: timedelta) -> None:
    """Write down that a move has come to where it leads."""
    reach(move_id, instant, ahead)
    row = db.session.get_one(ClockMove, move_id)
    row.steps -= 1
    row.moving = None


def break_off(move_id: int, why: str) -> None:
    """Leave the clock where it has come to, with the reason."""
    row = db.session.get_one(ClockMove, move_id)
    row.moving, row.error = None, why
