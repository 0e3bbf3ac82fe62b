"""What the clock does: fire due timers, number the log, erase what was kept long enough."""

from collections.abc import Iterator
from socket import gethostname

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from registry import clock, queue
from registry.db import atomic
from registry.services import (
    casework,
    command,
    filing,
    obligation,
    outage,
    register,
    retention,
    sweep_run,
)
from registry.services import sweep as timers
from registry.services.sweep import Claim
from registry.services.sweep_run import Tally
from workflows.engine import SYSTEM
from workflows.policy import FIRST

MOST = 10_000  # of one kind in one turn; the next turn goes on
PASSING = (OperationalError, StaleDataError)  # the timer waits for another turn, and is not stuck


def sweep(most: int = MOST) -> int:
    """Fire every due timer, each in its own transaction, and give how many fired or are stuck."""
    done = 0
    for tally in sweeping(most):
        done = tally.done
    return done


def sweeping(most: int = MOST) -> Iterator[Tally]:
    """Fire every due timer in batches, and tell after each how far it has come.

    Several workers may do so at once. A worker that dies loses at most the step it was in the
    middle of, which the next sweep takes; the switch stops it before the next timer.
    """
    with atomic():
        tally = sweep_run.begin(gethostname(), clock.now())
    while tally is not None:
        with atomic():
            sweep_run.note(tally, clock.now())
            batch = timers.claim(tally.run_id, clock.now(), timers.BATCH)
        for held in batch:
            if not tally.stopped:
                fire(held, tally)
        if not batch or tally.stopped or tally.done >= most:
            with atomic():
                sweep_run.end(tally, clock.now())
            yield tally
            return
        yield tally


def fire(held: Claim, tally: Tally) -> None:
    """Fire a claimed timer, and what is older of its case; a step that breaks is put off."""
    try:
        while fire_one(held, tally):
            pass
    except PASSING as error:
        tally.error = queue.reason_of(error)
    except Exception as error:
        tally.error = queue.reason_of(error)
        tally.stuck += 1
        with atomic():
            timers.fail(held, tally.error, clock.now())


def fire_one(held: Claim, tally: Tally) -> bool:
    """Fire one timer in a transaction, unless sweeps are stopped; say whether there may be more."""
    with atomic():
        tally.stopped = tally.stopped or sweep_run.stopped()
        fired = None if tally.stopped else timers.fire(held, clock.now())
    if fired is None:
        return False
    tally.stuck += fired.stuck
    tally.fired += not fired.stuck
    return fired.timer_id != held.id


def move_for_outage(outage_id: int) -> None:
    """Move everything due on the days of an outage, each person in a transaction of their own."""
    days = outage.days_hit(outage.find(outage_id))
    while ids := outage.affected(days):
        for registration_id in ids:
            with atomic():
                outage.move(outage_id, registration_id, clock.now())
    with atomic():
        outage.finish(outage_id, clock.now())


def number_log() -> None:
    """Number the events that have been committed since the last run."""
    with atomic():
        register.number_events(clock.now())


def tidy() -> None:
    """Drop what is kept for a while only: old commands, and cases whose time is over."""
    with atomic():
        command.forget_old(clock.now(), FIRST.command_days)
    erase()
    take_up()


def take_up(most: int = MOST) -> int:
    """Let entries from before keeping up was asked owe their attestation, and count them."""
    for count in range(most):
        with atomic():
            row = obligation.next_without()
            if row is None:
                return count
            casework.fire(row, "begin_keeping_up", actor=SYSTEM, now=clock.now())
    return most


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
