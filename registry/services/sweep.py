"""Fire what is due. Each timer is one transaction; a timer whose case has moved is simply gone."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from registry.db import db
from registry.models.application import Application
from registry.models.attestation import Attestation, Confirmation
from registry.models.case import CaseRow, Timer
from registry.models.check import Check
from registry.models.reference import Reference
from registry.models.registration import Registration
from registry.services import casework
from workflows.engine import SYSTEM, Unmet, WrongState

ROWS: dict[str, type[CaseRow]] = {
    row.WORKFLOW.name: row
    for row in (Application, Check, Reference, Registration, Attestation, Confirmation)
}
BACK_OFF = timedelta(hours=1)


@dataclass(frozen=True)
class Fired:
    """What became of one timer."""

    trigger: str
    moved: bool


def find_case(workflow: str, case_id: int) -> CaseRow | None:
    """Find a case by the name of its workflow and its id."""
    return db.session.get(ROWS[workflow], case_id)


def fire_next(now: datetime) -> Fired | None:
    """Fire the oldest due timer in the caller's transaction, or give None when nothing is due.

    The case is locked before its timers, as every step does; the other order would deadlock with
    a step that reschedules. A timer that meets an unmet guard is kept, backed off and shown as an
    alarm; it is never lost and never tried again silently.
    """
    timer = db.session.scalar(
        select(Timer).where(Timer.fires_at <= now).order_by(Timer.fires_at, Timer.id).limit(1)
    )
    if timer is None:
        return None
    timer_id, trigger, due_on = timer.id, timer.trigger, timer.due_on
    row = find_case(timer.workflow, timer.case_id)
    if row is not None:
        casework.lock(row)
        timer = db.session.get(Timer, timer_id, populate_existing=True)
    if timer is None:  # another worker, or a person, was first
        return Fired(trigger, False)
    try:
        if row is not None:
            with db.session.begin_nested():
                casework.fire(row, trigger, actor=SYSTEM, now=now, effective_on=due_on)
    except Unmet as unmet:
        return put_off(timer, unmet, now)
    except WrongState:
        row = None
    drop(timer_id)
    return Fired(trigger, row is not None)


def drop(timer_id: int) -> None:
    """Remove a timer that has done its work, unless the step itself rescheduled it away."""
    timer = db.session.get(Timer, timer_id)
    if timer is not None:
        db.session.delete(timer)
        db.session.flush()


def put_off(timer: Timer, unmet: Unmet, now: datetime) -> Fired:
    timer.attempts += 1
    timer.alarm = str(unmet)
    timer.fires_at = now + BACK_OFF * min(timer.attempts, 24)
    logging.getLogger(__name__).warning("timer %s of %s is stuck", timer.trigger, timer.workflow)
    return Fired(timer.trigger, False)


def alarms() -> list[Timer]:
    """List the timers that fired and could not move their case."""
    return list(db.session.scalars(select(Timer).where(or_(Timer.alarm != "", Timer.attempts > 0))))


def next_due() -> datetime | None:
    """Give the instant of the next timer."""
    return db.session.scalar(select(Timer.fires_at).order_by(Timer.fires_at).limit(1))
