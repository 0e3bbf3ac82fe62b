"""Measure two ways of doing one thing in turns, on a machine that others use as well.

Rounds alternate, so what slows the machine slows both sides; the median of many rounds forgets a
pause. Time of the processor stands beside time of the clock: it hardly feels other programs, but
it is this process's alone and leaves out the work of a database server.
"""

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

K = TypeVar("K")
Act = Callable[[], object]
Side = Callable[[int], Act]
"""Makes ready for one round, which is not measured, and gives what is."""


@dataclass(frozen=True)
class Cost:
    """What one act takes, in milliseconds."""

    wall: float
    cpu: float


def in_turns(sides: Mapping[K, Side], *, rounds: int, warm: int) -> dict[K, Cost]:
    """Run every side once a round, first one first, then the other; give the medians."""
    spent: dict[K, list[Cost]] = {name: [] for name in sides}
    names = list(sides)
    gc.collect()
    gc.freeze()  # what stands already need not be looked through before every act
    for number in range(warm + rounds):
        for name in names if number % 2 else reversed(names):
            cost = timed(sides[name](number))
            if number >= warm:
                spent[name].append(cost)
    gc.unfreeze()
    return {
        name: Cost(median(c.wall for c in costs), median(c.cpu for c in costs))
        for name, costs in spent.items()
    }


def timed(act: Act) -> Cost:
    """Do it once. What was thrown away before is cleared first; it is nobody's cost."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return Cost((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000)
