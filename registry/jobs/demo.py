"""Let time pass for the people of the demonstration: stories and clocks, each at its instant.

The demonstration is built by living it, and its clock is moved the same way: a year that is moved
is a year that was lived, with every deadline, notice and nightly turn on its own day.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from random import Random

from sqlalchemy.orm import Session

from registry import clock, queue
from registry.db import atomic, db
from registry.services import demo, demo_clock, register, sweep_run
from registry.services.demo_fates import Fate
from registry.services.demo_life import Life, Pause, Story
from registry.services.sweep import fire_next, next_due
from workflows.calendar import LONDON, add_working_days, london_day

MOMENT = timedelta(minutes=7)  # the least time between two acts of one person
SWEEP = "sweep"  # the one schedule that the passing of time itself stands for
NIGHTLY = timedelta(hours=23)  # what has its turn every hour has it once a lived day
MONTHLY = timedelta(days=28)  # the years before anybody looks need no more
PAPERS = frozenset({demo.CERTIFICATE, demo.APPLICATION})
Mark = Callable[[datetime], None]


class Tray:
    """The papers that are left to the worker which starts after the seed.

    Printing takes longer than all the rest together. What a paper says and its dates are those of
    the step that asked for it; where a later step would change them, it is printed at once.
    """

    def __init__(self) -> None:
        self.open: frozenset[str] = frozenset()
        self.left: set[tuple[str, int]] = set()

    def keeps(self, name: str, subject_id: int) -> bool:
        """Say whether a job stays here; each is asked about while the act that made it is fresh."""
        if name in self.open:
            self.left.add((name, subject_id))
        return (name, subject_id) in self.left


class Passage:
    """Time that passes: every clock at its instant and the turns of every schedule, in order."""

    def __init__(
        self,
        begin: datetime,
        pause: timedelta,
        mark: Mark = lambda _: None,
        leave: Callable[[str, int], bool] | None = None,
    ) -> None:
        self.now, self.pause, self.mark, self.leave = begin, pause, mark, leave
        self.turns = [(queue.next_turn(name, begin), name) for name in queue.SCHEDULES]
        self.turns = [turn for turn in self.turns if turn[1] != SWEEP]
        heapify(self.turns)

    def until(self, end: datetime) -> Iterator[datetime]:
        """Live until then, and give the instant of each step."""
        while (now := self.next_instant()) is not None and now <= end:
            self.now = max(now, self.now)  # what is long overdue does not turn the clock back
            if self.turns and self.turns[0][0] == now:
                self.take_turn()
            else:
                self.fire()
            queue.drain(leave=self.leave)
            yield self.now
        self.now = max(self.now, end)

    def next_instant(self) -> datetime | None:
        """Give when something happens next by itself."""
        db.session.rollback()
        instants = [turn for turn, _ in self.turns[:1]]
        due = next_due()
        return min([*instants, due]) if due is not None else min(instants, default=None)

    def fire(self) -> None:
        """Fire the oldest clock."""
        with at(self.now):
            fire_next(self.now)
            self.mark(self.now)

    def take_turn(self) -> None:
        """Do what a schedule says, and put down its next turn."""
        turn, name = heappop(self.turns)
        heappush(self.turns, (queue.next_turn(name, turn + self.pause), name))
        with at(self.now):
            self.mark(self.now)
        queue.SCHEDULES[name][1]()


def live(count: int, seed: int = 1) -> Iterator[float]:
    """Build so many people in an empty database, and give the share of time that has passed."""
    end = clock.now()
    begin = demo.beginning(end)
    tray = Tray()
    passage = Passage(begin, MONTHLY, leave=tray.keeps)
    try:
        with at(begin):
            office = demo.open_office(begin)
        for now in moments(demo.lives(count, seed, office, end), end, passage, tray):
            yield min(1.0, (now - begin) / (end - begin))
        for _ in passage.until(end):
            pass
    finally:
        clock.set_offset(timedelta())
    with atomic():
        register.number_events(end)


def moments(
    lives: Iterator[tuple[datetime, Life, Fate]], end: datetime, passage: Passage, tray: Tray
) -> Iterator[datetime]:
    """Do everything that people do up to the end, in order, and give the instant of each act."""
    waiting: list[tuple[datetime, int, Life, Story]] = []
    for place, (start, life, fate) in enumerate(lives):
        heappush(waiting, (start, place, life, primed(life, fate)))
    while waiting and waiting[0][0] <= end:
        now, place, life, story = heappop(waiting)
        for _ in passage.until(now):
            pass
        pause = act(story, now)
        tray.open = PAPERS - life.prints
        queue.drain(leave=tray.keeps)
        tray.open = frozenset()
        if pause is not None:
            heappush(waiting, (after(pause, now, life.rng), place, life, story))
        yield now


def move_clock(move_id: int) -> None:
    """Live the time up to where a move of the clock leads. A second run goes on where it was."""
    move = demo_clock.under_way(move_id)
    if move is None:
        return
    begin, end = move.reached_at, move.to_at
    passage = Passage(begin, NIGHTLY, lambda now: demo_clock.reach(move_id, now, ahead(now)))
    try:
        why = what_stops(passage, end)
    except Exception as error:
        why = queue.reason_of(error)
    if why:
        with atomic():
            demo_clock.break_off(move_id, why)
    else:
        with at(end):
            demo_clock.arrive(move_id, end, ahead(end))


def what_stops(passage: Passage, end: datetime) -> str:
    """Live until then; say what stopped it on the way, if anything did."""
    for _ in passage.until(end):
        with atomic():
            register.number_events(clock.now())
        if sweep_run.stopped():
            return "All deadlines were stopped"
    return ""


def ahead(now: datetime) -> timedelta:
    """Give how far an instant is ahead of the wall clock."""
    return now - datetime.now(UTC)


def primed(life: Life, fate: Fate) -> Story:
    """Give a story that goes on, from its very beginning, when it is sent an instant."""

    def whole() -> Story:
        now = yield Pause(0)
        return (yield from fate.story(life, now))

    story = whole()
    next(story)
    return story


def act(story: Story, now: datetime) -> Pause | None:
    """Let one act of a story happen, and give how long it waits; None when it is told."""
    with at(now):
        try:
            pause = story.send(now)
        except StopIteration:
            pause = None
    return pause


@contextmanager
def at(now: datetime) -> Iterator[Session]:
    """Set the scheme's clock to an instant, and write then."""
    clock.set_offset(ahead(now))
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
