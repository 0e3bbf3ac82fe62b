"""Let time pass for the people of the demonstration: stories and clocks, each at its instant."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from heapq import heappop, heappush
from random import Random

from sqlalchemy.orm import Session

from registry import clock, queue
from registry.db import atomic
from registry.services import demo, register
from registry.services.demo_fates import Fate
from registry.services.demo_story import Life, Pause, Story
from registry.services.sweep import fire_next, next_due
from workflows.calendar import LONDON, add_working_days, london_day

MOMENT = timedelta(minutes=7)  # the least time between two acts of one person


def live(count: int, seed: int = 1) -> Iterator[float]:
    """Build so many people in an empty database, and give the share of time that has passed."""
    end = clock.now()
    begin = demo.beginning(end)
    try:
        with at(begin):
            office = demo.open_office(begin)
        for now in moments(demo.lives(count, seed, office, end), end):
            yield min(1.0, (now - begin) / (end - begin))
        sweep(end)
    finally:
        clock.set_offset(timedelta())
    with atomic():
        register.number_events(end)


def moments(lives: Iterator[tuple[datetime, Life, Fate]], end: datetime) -> Iterator[datetime]:
    """Do everything that people do up to the end, in order, and give the instant of each act."""
    waiting: list[tuple[datetime, int, Random, Story]] = []
    for place, (start, life, fate) in enumerate(lives):
        heappush(waiting, (start, place, life.rng, primed(life, fate)))
    while waiting and waiting[0][0] <= end:
        now, place, rng, story = heappop(waiting)
        sweep(now)
        pause = act(story, now)
        if pause is not None:
            heappush(waiting, (after(pause, now, rng), place, rng, story))
        yield now


def primed(life: Life, fate: Fate) -> Story:
    """Give a story that goes on, from its very beginning, when it is sent an instant."""

    def whole() -> Story:
        now = yield Pause(0)
        return (yield from fate.story(life, now))

    story = whole()
    next(story)
    return story


def act(story: Story, now: datetime) -> Pause | None:
    """Let one act of a story happen, with the jobs that follow; None when it is told."""
    with at(now):
        try:
            pause = story.send(now)
        except StopIteration:
            pause = None
    queue.drain()
    return pause


def sweep(until: datetime) -> None:
    """Fire every timer due until then, each at its own instant."""
    while (due := next_due()) is not None and due <= until:
        with at(due):
            fire_next(due)
        queue.drain()


@contextmanager
def at(now: datetime) -> Iterator[Session]:
    """Set the scheme's clock to an instant, and write then."""
    clock.set_offset(now - datetime.now(UTC))
    with atomic() as session:
        yield session


def after(pause: Pause, now: datetime, rng: Random) -> datetime:
    """Give the instant at which somebody goes on: in office hours, or early and late too."""
    day, (first, last) = london_day(now), (7, 22)
    if pause.at_work:
        day, (first, last) = add_working_days(day, pause.days), (9, 16)
    else:
        day += timedelta(days=pause.days)
    hour = time(rng.randint(first, last), rng.randint(0, 59), tzinfo=LONDON)
    return max(datetime.combine(day, hour).astimezone(UTC), now + MOMENT)
