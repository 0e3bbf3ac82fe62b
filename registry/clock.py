"""The scheme's clock. Edges ask it; below the edges `now` is an argument.

A demo build may run ahead of the wall clock; the offset is kept by whoever moves it
(`registry.services.demo`) and handed to `set_offset` at the edge.
"""

from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

from workflows.calendar import LONDON, london_day

__all__ = ["LONDON", "london_day", "now", "set_offset"]
_offset: ContextVar[timedelta] = ContextVar("offset", default=timedelta())


def set_offset(offset: timedelta) -> None:
    """Let the scheme's time differ from the wall clock (demo build and tests)."""
    _offset.set(offset)


def now() -> datetime:
    """Give the present instant in UTC, as the scheme sees it."""
    return datetime.now(UTC) + _offset.get()
