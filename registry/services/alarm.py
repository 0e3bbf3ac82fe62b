"""What the register could not do by itself, for a person: jobs and clocks that failed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from registry import queue
from registry.db import db
from registry.errors import NotFound
from registry.models.application import Application
from registry.models.case import Movement
from registry.models.check import Check
from registry.models.notice import Notice
from registry.models.reference import Reference
from registry.services import sweep
from registry.services.notice import SEND

LONGEST, MOST = 200, 50


@dataclass(frozen=True)
class FailedJob:
    """A job that is not tried again by itself."""

    name: str
    subject_id: int
    what: str
    attempts: int
    why: str
    failed_at: datetime
    reference: str


@dataclass(frozen=True)
class StuckClock:
    """A deadline that fell due and could not move its case."""

    what: str
    reference: str
    due_on: date
    why: str
    next_try_at: datetime


@dataclass(frozen=True)
class Alarms:
    """Everything that waits for a person to put it right."""

    jobs: tuple[FailedJob, ...]
    clocks: tuple[StuckClock, ...]

    def __bool__(self) -> bool:
        return bool(self.jobs or self.clocks)


def alarms() -> Alarms:
    """List what failed. Nobody is named: a case shows by its reference."""
    failed = queue.failed()[:MOST]
    roots = roots_of([job for job in failed if job.name != SEND])
    notices = notices_of([job.subject_id for job in failed if job.name == SEND])
    references = references_of({*roots.values(), *notices.values()})
    jobs = tuple(
        FailedJob(
            name=job.name,
            subject_id=job.subject_id,
            what=job.name.replace("_", " ").capitalize(),
            attempts=job.attempts,
            why=job.error[:LONGEST],
            failed_at=job.failed_at,
            reference=references.get(
                (notices if job.name == SEND else roots).get(job.subject_id, 0), ""
            ),
        )
        for job in failed
    )
    return Alarms(jobs, tuple(stuck_clocks()))


def roots_of(jobs: list[queue.FailedJob]) -> dict[int, int]:
    """Give the application behind each step that a job belongs to."""
    ids = [job.subject_id for job in jobs]
    if not ids:
        return {}
    found = db.session.execute(
        select(Movement.id, Movement.root_id).where(
            Movement.id.in_(ids), Movement.root_workflow == "application"
        )
    )
    return {row.id: row.root_id for row in found}


def notices_of(ids: list[int]) -> dict[int, int]:
    """Give the application behind each message."""
    if not ids:
        return {}
    found = db.session.execute(
        select(Notice.id, Notice.application_id).where(
            Notice.id.in_(ids), Notice.application_id.is_not(None)
        )
    )
    return {row.id: row.application_id for row in found}


def references_of(ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    found = db.session.execute(
        select(Application.id, Application.reference).where(Application.id.in_(ids))
    )
    return {row.id: row.reference for row in found}


def stuck_clocks() -> list[StuckClock]:
    """List the deadlines that could not move their case."""
    timers = sweep.alarms()[:MOST]
    references = {
        name: cases_of(name, {timer.case_id for timer in timers if timer.workflow == name})
        for name in {timer.workflow for timer in timers}
    }
    return [
        StuckClock(
            what=timer.trigger.replace("_", " ").capitalize(),
            reference=references[timer.workflow].get(timer.case_id, ""),
            due_on=timer.due_on,
            why=timer.alarm,
            next_try_at=timer.fires_at,
        )
        for timer in timers
    ]


def cases_of(workflow: str, ids: set[int]) -> dict[int, str]:
    """Give the reference of the application behind each case of one workflow."""
    if workflow == Application.WORKFLOW.name:
        return references_of(ids)
    row: Any = {Check.WORKFLOW.name: Check, Reference.WORKFLOW.name: Reference}.get(workflow)
    if row is None:
        return {}
    found = db.session.execute(
        select(row.id, Application.reference)
        .join(Application, Application.id == row.application_id)
        .where(row.id.in_(ids))
    )
    return {each.id: each.reference for each in found}


def try_again(name: str, subject_id: int) -> None:
    """Put a failed job back in the queue. Raises NotFound when no such job has failed."""
    if all((job.name, job.subject_id) != (name, subject_id) for job in queue.failed()):
        raise NotFound("This job is not among those that failed")
    queue.try_again(name, subject_id)
