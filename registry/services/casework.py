"""The one door by which a case moves.

Pages, the API, timers, workers, seed data and tests all call `fire`; nothing else assigns `.state`.
The caller owns the transaction, so that state, history, clocks, register and jobs are one commit or
none. The root of the case is locked first: without that, two people closing the last two checks at
once would both commit and the application would wait for ever.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.orm.attributes import flag_modified

from registry import queue
from registry.clock import LONDON
from registry.db import Json, db
from registry.models.case import CaseRow, Movement, Timer
from registry.services import register, summary
from workflows.calendar import london_midnight_after
from workflows.engine import SYSTEM, Actor, Case, Deadline, Reason, Step

Effect = Callable[[Any, Movement], None]
INLINE: dict[str, Effect] = {}  # filled by registry.wiring
REMINDERS_AT = 9  # o'clock in London, when people are awake


@dataclass(frozen=True)
class OpenStep:
    """A step that an actor may take now, with what still stands in its way."""

    trigger: str
    label: str
    danger: bool
    reason: bool
    unmet: tuple[Reason, ...]
    consequence: str


def fire(
    row: CaseRow,
    trigger: str,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    effective_on: date | None = None,
    evidence: Json | None = None,
) -> Movement:
    """Move a case by one step, with everything that follows, in the caller's transaction."""
    lock(row)
    case = Case(row.state, row.facts(now), actor, now, row.policy, reason)
    source = row.state
    step = row.WORKFLOW.fire(case, trigger)
    row.state, row.moved_at = case.state, now
    flag_modified(row, "moved_at")  # every movement takes a version, also two in one instant
    if row.state != source:
        row.entered_at = now
    movement = record(row, step, source, case, effective_on, evidence or {})
    with summed_up(row.root, now):
        for name in step.inline:
            INLINE[name](row, movement)
        reschedule(row, now)
        register.publish(row.root, movement)
    for name in step.queued:
        queue.enqueue(name, movement.id)
    return movement


@contextmanager
def summed_up(root: CaseRow, now: datetime) -> Iterator[None]:
    """Write the summary of a root at the end: once, for a step and all steps that it brings."""
    under_way = db.session().info.setdefault("summed_up", set())
    key = (root.WORKFLOW.name, root.id)
    if key in under_way:
        yield
        return
    under_way.add(key)
    try:
        yield
    finally:
        under_way.discard(key)
    summary.refresh(root, now)


def lock(row: CaseRow) -> None:
    """Lock the root of a case for this transaction and read everything afresh."""
    session = db.session()
    locked = session.info.setdefault("locked", set())
    root = row.root
    key = (root.WORKFLOW.name, root.id)
    if key in locked:
        return
    session.flush()
    session.expire_all()
    session.refresh(root, with_for_update={"of": type(root)})
    locked.add(key)


@event.listens_for(Session, "after_transaction_end")
def _unlock(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop("locked", None)


def record(
    row: CaseRow, step: Step, source: str, case: Case, effective_on: date | None, evidence: Json
) -> Movement:
    """Write down the step: who, in which role, why, on what, and under which policy."""
    acting = [role for role in step.by if role in case.actor.roles]
    movement = Movement(
        workflow=row.WORKFLOW.name,
        case_id=row.id,
        root_workflow=row.root.WORKFLOW.name,
        root_id=row.root.id,
        trigger=step.trigger,
        source=source,
        dest=row.state,
        actor_id=case.actor.id,
        role=acting[0].value,
        reason=case.reason,
        evidence=evidence,
        policy_version=row.policy_version,
        effective_on=effective_on or case.today,
        at=case.now,
    )
    db.session.add(movement)
    db.session.flush()
    return movement


def reschedule(row: CaseRow, now: datetime) -> None:
    """Make the case's timers those that its facts ask for now. The only writer of timers.

    A reminder whose time has passed is not begun. One that waits for its turn on its very day
    stays, also when another of the same morning was sent before it.
    """
    case = Case(row.state, row.facts(now), SYSTEM, now, row.policy)
    wanted = {
        (deadline.trigger, due): (deadline, fires_at(deadline, due))
        for deadline, due in row.WORKFLOW.deadlines_in(case)
        if not (deadline.reminder and due < case.today)
    }
    name = row.WORKFLOW.name
    for timer in db.session.scalars(select(Timer).filter_by(workflow=name, case_id=row.id)):
        if wanted.pop((timer.trigger, timer.due_on), None) is None:
            db.session.delete(timer)
    db.session.add_all(
        Timer(workflow=name, case_id=row.id, trigger=trigger, due_on=due, fires_at=at)
        for (trigger, due), (deadline, at) in wanted.items()
        if not (deadline.reminder and at <= now)
    )


def fires_at(deadline: Deadline, due: date) -> datetime:
    """Give the instant of a deadline: a reminder in the morning of its day, an ending after it."""
    if deadline.reminder:
        return datetime(due.year, due.month, due.day, REMINDERS_AT, tzinfo=LONDON)
    return london_midnight_after(due)


def open_to(row: CaseRow, actor: Actor, now: datetime) -> list[OpenStep]:
    """List the steps this actor may take now; page, API and guard all show this same list."""
    case = Case(row.state, row.facts(now), actor, now, row.policy, reason="given later")
    best: dict[str, tuple[Step, tuple[Reason, ...]]] = {}
    for step in row.WORKFLOW.open_to(case):
        unmet = step.unmet(case)
        if step.trigger not in best or len(unmet) < len(best[step.trigger][1]):
            best[step.trigger] = step, unmet
    return [
        OpenStep(step.trigger, step.label, step.danger, step.reason, unmet, step.consequence)
        for step, unmet in best.values()
    ]
