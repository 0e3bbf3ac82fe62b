"""Fire what is due. Each timer is one transaction; a timer whose case has moved is simply gone.

Workers share the work by claims: one conditional update takes the oldest due timers that nobody has
in hand, and on PostgreSQL passes over those that another takes at the same moment. A claim is only
a courtesy. It locks nothing, and when a worker dies its claims run out and another goes on. That
nothing happens twice rests on the step itself: the case is locked, as every step does, and only
then are its timers read; whoever comes second finds none. To lock the timer first would deadlock
with a step that reschedules. A timer goes in the very transaction of its step, so none is lost.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select, tuple_, update

from registry.db import db
from registry.models.application import Application
from registry.models.appointment import Appointment
from registry.models.attestation import Attestation, Confirmation
from registry.models.case import CaseRow, Timer
from registry.models.check import Check
from registry.models.concern import Concern
from registry.models.interim_cover import InterimCover
from registry.models.name_request import NameRequest
from registry.models.organisation_merge import OrganisationMerge
from registry.models.reference import Reference
from registry.models.registration import Registration
from registry.models.revalidation import Revalidation
from registry.services import casework
from workflows.engine import SYSTEM, Case, Refused, Unmet, WrongState

ROWS: dict[str, type[CaseRow]] = {
    row.WORKFLOW.name: row
    for row in (
        *(Application, Check, Reference, Registration, Attestation, Confirmation),
        *(Appointment, InterimCover, NameRequest, OrganisationMerge, Revalidation, Concern),
    )
}
BACK_OFF = timedelta(hours=1)
BATCH, LEASE = 50, timedelta(minutes=5)
READ_AT_ONCE = 500


@dataclass(frozen=True)
class Fired:
    """What became of one timer: its case moved, or it is stuck, or there was nothing to do."""

    trigger: str
    moved: bool
    stuck: bool = False
    timer_id: int = 0


@dataclass(frozen=True)
class Claim:
    """One due timer that a sweep has in hand."""

    id: int
    workflow: str
    case_id: int
    fires_at: datetime


@dataclass(frozen=True)
class Foreseen:
    """What firing a due timer would do: the step that would run, or what stands in its way."""

    case: str
    workflow: str
    trigger: str
    due_on: date
    step: str
    unmet: tuple[str, ...] = ()


def find_case(workflow: str, case_id: int) -> CaseRow | None:
    """Find a case by the name of its workflow and its id."""
    return db.session.get(ROWS[workflow], case_id)


def claim(sweep_id: int, now: datetime, most: int) -> list[Claim]:
    """Take the oldest due timers that no other sweep has in hand, in the caller's transaction."""
    free = or_(Timer.claimed_until.is_(None), Timer.claimed_until <= now)
    due = (
        select(Timer.id)
        .where(Timer.fires_at <= now, free)
        .order_by(Timer.fires_at, Timer.id)
        .limit(most)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken = db.session.execute(
        update(Timer)
        .where(Timer.id.in_(select(due.c.id)))
        .values(claimed_by=sweep_id, claimed_until=now + LEASE)
        .returning(Timer.id, Timer.workflow, Timer.case_id, Timer.fires_at),
        execution_options={"synchronize_session": False},
    )
    return sorted((Claim(*row) for row in taken), key=lambda each: (each.fires_at, each.id))


def give_back(sweep_id: int) -> None:
    """Let others take at once what a sweep has in hand and will not fire."""
    db.session.execute(
        update(Timer)
        .where(Timer.claimed_by == sweep_id)
        .values(claimed_by=None, claimed_until=None),
        execution_options={"synchronize_session": False},
    )


def fire_next(now: datetime) -> Fired | None:
    """Fire the oldest due timer in the caller's transaction, or give None when nothing is due."""
    oldest = (
        select(Timer.id, Timer.workflow, Timer.case_id, Timer.fires_at, Timer.trigger)
        .where(Timer.fires_at <= now)
        .order_by(Timer.fires_at, Timer.id)
        .limit(1)
    )
    found = db.session.execute(oldest).first()
    if found is None:
        return None
    return fire(Claim(*found[:4]), now) or Fired(found.trigger, False)


def fire(held: Claim, now: datetime) -> Fired | None:
    """Fire the oldest due timer of a claimed timer's case, in the caller's transaction.

    It is the claimed one, unless an older one of the same case is with another worker: a case moves
    in the order of its clocks. None says that the claimed one is gone. A timer that meets an unmet
    guard is kept, backed off and shown as an alarm; it is never lost, never tried again silently.
    """
    row = find_case(held.workflow, held.case_id)
    if row is not None:
        casework.lock(row)
    timer = db.session.scalar(
        select(Timer)
        .filter_by(workflow=held.workflow, case_id=held.case_id)
        .where(Timer.fires_at <= held.fires_at)
        .order_by(Timer.fires_at, Timer.id)
        .limit(1)
        .execution_options(populate_existing=True)
    )
    if timer is None:  # another worker, or a person, was first
        return None
    timer_id, trigger, due_on = timer.id, timer.trigger, timer.due_on
    try:
        if row is not None:
            with db.session.begin_nested():
                casework.fire(row, trigger, actor=SYSTEM, now=now, effective_on=due_on)
    except Unmet as unmet:
        return put_off(timer, str(unmet), now)
    except WrongState:
        row = None
    drop(timer_id)
    return Fired(trigger, row is not None, timer_id=timer_id)


def drop(timer_id: int) -> None:
    """Remove a timer that has done its work, unless the step itself rescheduled it away."""
    timer = db.session.get(Timer, timer_id)
    if timer is not None:
        db.session.delete(timer)
        db.session.flush()


def fail(held: Claim, why: str, now: datetime) -> None:
    """Put off a timer whose step broke, so that one fault does not hold up all the others."""
    row = find_case(held.workflow, held.case_id)
    if row is not None:
        casework.lock(row)
    timer = db.session.get(Timer, held.id, populate_existing=True)
    if timer is not None:
        put_off(timer, why, now)


def put_off(timer: Timer, why: str, now: datetime) -> Fired:
    timer.attempts += 1
    timer.alarm = why
    timer.fires_at = now + BACK_OFF * min(timer.attempts, 24)
    timer.claimed_by = timer.claimed_until = None
    logging.getLogger(__name__).warning("timer %s of %s is stuck", timer.trigger, timer.workflow)
    return Fired(timer.trigger, False, stuck=True, timer_id=timer.id)


def alarms() -> list[Timer]:
    """List the timers that fired and could not move their case."""
    return list(db.session.scalars(select(Timer).where(or_(Timer.alarm != "", Timer.attempts > 0))))


def next_due() -> datetime | None:
    """Give the instant of the next timer."""
    return db.session.scalar(select(Timer.fires_at).order_by(Timer.fires_at).limit(1))


def due_count(now: datetime) -> int:
    """Count the timers that are due."""
    due = select(func.count()).select_from(Timer).where(Timer.fires_at <= now)
    return db.session.scalar(due) or 0


def foreseen(now: datetime) -> Iterator[Foreseen]:
    """Tell of everything due what firing it would do, the oldest first. Nothing is written."""
    query = select(Timer).where(Timer.fires_at <= now).order_by(Timer.fires_at, Timer.id)
    page = list(db.session.scalars(query.limit(READ_AT_ONCE)))
    while page:
        yield from [foresee(timer, now) for timer in page]
        last = tuple_(Timer.fires_at, Timer.id) > (page[-1].fires_at, page[-1].id)
        page = list(db.session.scalars(query.where(last).limit(READ_AT_ONCE)))


def foresee(timer: Timer, now: datetime) -> Foreseen:
    """Ask the rules what a timer would do."""
    row = find_case(timer.workflow, timer.case_id)
    told = (timer.workflow, timer.trigger, timer.due_on)
    if row is None:
        return Foreseen("", *told, "Nothing: the case is not there any more")
    case = Case(row.state, row.facts(now), SYSTEM, now, row.policy)
    try:
        step = row.WORKFLOW.fire(case, timer.trigger)
    except Unmet as unmet:
        return Foreseen(named(row), *told, "", tuple(reason.text for reason in unmet.reasons))
    except WrongState:
        return Foreseen(named(row), *told, "Nothing: the case has moved on")
    except Refused as refused:
        return Foreseen(named(row), *told, "", (str(refused),))
    return Foreseen(named(row), *told, step.label)


def named(row: CaseRow) -> str:
    """Give the reference of the application, or the number of the registration, it belongs to."""
    root = row.root
    return root.number if isinstance(root, Registration) else getattr(root, "reference", "")
