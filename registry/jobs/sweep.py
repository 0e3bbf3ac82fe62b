"""What the clock does: fire due timers, number the log, erase what was kept long enough."""

from registry import clock
from registry.db import atomic
from registry.services import command, filing, register, retention
from registry.services.sweep import fire_next
from workflows.policy import FIRST

MOST = 10_000  # of one kind in one turn; the next turn goes on


def sweep(most: int = MOST) -> int:
    """Fire every due timer, each in its own transaction, and give how many were due."""
    for count in range(most):
        with atomic():
            fired = fire_next(clock.now())
        if fired is None:
            return count
    return most


def number_log() -> None:
    """Number the events that have been committed since the last run."""
    with atomic():
        register.number_events(clock.now())


def tidy() -> None:
    """Drop what is kept for a while only: old commands, and cases whose time is over."""
    with atomic():
        command.forget_old(clock.now(), FIRST.command_days)
    erase()


def erase(most: int = MOST) -> int:
    """Erase what is due of ended cases, each in its own transaction, and give how many were due."""
    for count in range(most):
        with atomic():
            erased = retention.erase_next(clock.now())
        if erased is None:
            return count
    return most


def drop_files() -> None:
    """Drop the bytes that no row has any more, each in its own transaction."""
    for _ in range(MOST):
        with atomic():
            if not filing.drop_next(clock.now()):
                return
