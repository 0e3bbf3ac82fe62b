"""What the clock does: fire due timers, number the log, forget old commands."""

from registry import clock
from registry.db import atomic
from registry.services import command, register
from registry.services.sweep import fire_next
from workflows.policy import FIRST


def sweep(most: int = 10_000) -> int:
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
    """Drop what is kept for a while only."""
    with atomic():
        command.forget_old(clock.now(), FIRST.command_days)
