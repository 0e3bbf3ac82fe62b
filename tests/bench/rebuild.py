"""Lay the register out again from a log of a million events: how fast, in how much memory."""

import resource
import time
from typing import NamedTuple

from flask import Flask

from registry.db import atomic
from registry.services import register


class Rebuilt(NamedTuple):
    """Events read a second, and the megabytes by which this process grew meanwhile."""

    events: int
    rate: float
    grown: float
    told: int


def measured(app: Flask) -> Rebuilt:
    """Rebuild, and count how often it told how far it was."""
    heard: list[int] = []
    with app.app_context():
        events = register.event_count()
        before, began = most_memory(), time.perf_counter()
        with atomic():
            entries = register.rebuild(heard.append)
        spent = time.perf_counter() - began
    assert entries == heard[-1] == events
    assert heard == sorted(heard)
    return Rebuilt(events, events / spent, most_memory() - before, len(heard))


def most_memory() -> float:
    """Give the most memory that this process ever had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
