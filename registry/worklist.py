"""The rows of the durable jobs, read and marked by hand: what waits, what failed, who is silent.

DBOS keeps its jobs in `workflow_status`; its public calls can neither look into the caller's
transaction nor claim or free a job on a condition. This module does that, with one update each.
It belongs to `queue`, which alone knows DBOS itself; nothing else imports it.

DBOS leaves the jobs of a dead worker to its vendor's paid service. Here each worker writes a
heartbeat and watches the others: a beat that did not change for a while on the watcher's own
clock is a death (no two machines' clocks are compared), and its jobs go back to the queue. The
update names the dead worker, so two watchers cannot free a job twice, and DBOS's count of
deaths per job goes on.
"""

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    Column,
    ColumnElement,
    Row,
    String,
    Table,
    TableClause,
    case,
    column,
    delete,
    func,
    insert,
    literal_column,
    not_,
    or_,
    select,
    table,
    tuple_,
    update,
)

from registry.db import Model, UtcDateTime, atomic, db

JOBS, TICKS = "jobs", "ticks"
"""The two queues, and the two kinds of row: one job, one turn of a schedule."""

FOREIGN_TABLES = frozenset(
    {
        *("application_versions", "dbos_migrations", "notifications", "operation_outputs"),
        *("queues", "streams", "workflow_events", "workflow_events_history", "workflow_input"),
        *("workflow_output", "workflow_schedules", "workflow_status"),
    }
)

heartbeat = Table(
    "worker_heartbeat",
    Model.metadata,
    Column("name", String, primary_key=True, comment="The worker's own, stable name"),
    Column("beat_at", UtcDateTime, nullable=False, comment="When it last said that it lives"),
)


@dataclass(frozen=True)
class FailedJob:
    """A job that will not be tried again by itself."""

    name: str
    subject_id: int
    attempts: int
    error: str
    failed_at: datetime


def job_id(name: str, subject_id: int, attempt: int = 1) -> str:
    """Name a job so that the same effect of the same record is the same job."""
    return f"{name}:{subject_id}" + (f"#{attempt}" if attempt > 1 else "")


def parts(job: str) -> tuple[str, int, int]:
    """Read name, subject and attempt out of a job's id."""
    name, _, rest = job.rpartition(":")
    subject_id, _, attempt = rest.partition("#")
    return name, int(subject_id), int(attempt or 1)


def _table(name: str, *columns: str) -> TableClause:
    return _made("dbos" if db.engine.dialect.name == "postgresql" else None, name, *columns)


@cache
def _made(schema: str | None, name: str, *columns: str) -> TableClause:
    return table(name, *(column(each) for each in columns), schema=schema)


def _rows() -> TableClause:
    return _table(
        "workflow_status",
        *("workflow_uuid", "status", "name", "queue_name", "executor_id", "owner_xid"),
        *("created_at", "updated_at", "completed_at", "started_at_epoch_ms"),
        *("recovery_attempts", "application_version", "schedule_name"),
    )


def _is(*states: str) -> ColumnElement[bool]:
    # Written out, not bound: only then does SQLite use the partial indexes on the state.
    return literal_column("status").in_([literal_column(f"'{state}'") for state in states])


def _unclaimed() -> ColumnElement[bool]:
    return or_(_is("ENQUEUED"), _is("DELAYED"))


def _failed() -> ColumnElement[bool]:
    return _is("ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")


def _jobs(which: ColumnElement[bool]) -> list[str]:
    rows = _rows()
    found = db.session.execute(
        select(rows.c.created_at, rows.c.workflow_uuid).where(rows.c.queue_name == JOBS, which)
    )
    # DBOS knows the time to the transaction or the second only; the record's id knows the order.
    ordered = sorted((at, parts(job)[1], job) for at, job in found)
    return [job for _, _, job in ordered]


def waiting() -> list[str]:
    """Give the ids of the jobs nobody has in hand, in order."""
    return _jobs(_unclaimed())


def in_hand() -> list[str]:
    """Give the ids of the jobs that somebody is running."""
    return _jobs(_is("PENDING"))


def pending() -> list[tuple[str, int]]:
    """Tell which jobs wait, those of the open transaction too: name and subject, in order."""
    return [parts(job)[:2] for job in waiting()]


def pending_count() -> int:
    """Count the jobs that are not finished."""
    rows = _rows()
    count = select(func.count()).select_from(rows).where(rows.c.queue_name == JOBS)
    return db.session.scalar(count.where(or_(_is("ENQUEUED", "PENDING"), _is("DELAYED")))) or 0


def failed() -> list[FailedJob]:
    """List the jobs that failed for good, the newest first, for a person to look at."""
    rows, results = _rows(), _table("workflow_output", "workflow_uuid", "error")
    found = db.session.execute(
        select(rows.c.workflow_uuid, rows.c.completed_at, results.c.error)
        .outerjoin_from(rows, results, rows.c.workflow_uuid == results.c.workflow_uuid)
        .where(_failed(), rows.c.name == JOBS)
        .order_by(rows.c.completed_at.desc())
    )
    return [_failed_job(row) for row in found]


def _failed_job(row: Row[Any, Any, Any]) -> FailedJob:
    name, subject_id, attempts = parts(row.workflow_uuid)
    reason = json.loads(row.error) if row.error else "Its worker died each time"
    failed_at = datetime.fromtimestamp(row.completed_at / 1000, UTC)
    return FailedJob(name, subject_id, attempts, reason, failed_at)


def standing(name: str, subject_id: int) -> str:
    """Say how a job stands: waiting, failed or done; nothing when nobody ever asked for it."""
    rows = _rows()
    stands = case((_failed(), "failed"), (rows.c.completed_at.is_(None), "waiting"), else_="done")
    found = set(db.session.scalars(select(stands).where(_attempts(rows, name, subject_id))))
    return next((each for each in ("waiting", "failed", "done") if each in found), "")


def _attempts(rows: TableClause, name: str, subject_id: int) -> ColumnElement[bool]:
    first, attempt = job_id(name, subject_id), rows.c.workflow_uuid
    return or_(attempt == first, attempt.startswith(f"{first}#", autoescape=True))


def try_again(name: str, subject_id: int) -> None:
    """Put a job that failed for good back in the queue, in the open transaction."""
    rows = _rows()
    same = _attempts(rows, name, subject_id)
    db.session.execute(
        update(rows)
        .where(_failed(), rows.c.name == JOBS, same)
        .values(status="ENQUEUED", queue_name=JOBS, recovery_attempts=0, completed_at=None)
    )


def claim(job: str, executor: str, version: str) -> str | None:
    """Take a waiting job in hand, as DBOS would; None if somebody was faster."""
    rows, token = _rows(), str(uuid4())
    claimed = _mark(
        job,
        _unclaimed(),
        status="PENDING",
        owner_xid=token,
        executor_id=executor,
        application_version=version,
        started_at_epoch_ms=_now(),
        recovery_attempts=rows.c.recovery_attempts + 1,
    )
    return token if claimed else None


def finish(job: str, token: str) -> bool:
    """Note that a claimed job is done, unless it has gone to somebody else."""
    mine = column("owner_xid") == token
    return _mark(job, mine, status="SUCCESS", owner_xid=None, completed_at=_now())


def give_back(job: str, token: str) -> bool:
    """Let a claimed job wait again."""
    return _mark(job, column("owner_xid") == token, status="ENQUEUED", owner_xid=None)


def _mark(job: str, when: ColumnElement[bool], **values: Any) -> bool:
    rows = _rows()
    changed = update(rows).where(rows.c.workflow_uuid == job, when)
    with atomic() as session:
        result: Any = session.execute(changed.values(updated_at=_now(), **values))
        return bool(result.rowcount)


def _now() -> int:
    return int(time.time() * 1000)


def beat(name: str) -> None:
    """Say that a worker lives."""
    with atomic() as session:
        session.execute(delete(heartbeat).where(heartbeat.c.name == name))
        session.execute(insert(heartbeat).values(name=name, beat_at=datetime.now(UTC)))


class Watch:
    """One worker's memory of the others' heartbeats."""

    def __init__(self, name: str, patience: float) -> None:
        self.name, self.patience = name, patience
        self.seen: dict[str, tuple[datetime | None, float]] = {}

    def silent(self) -> list[str]:
        """Tell who has jobs in hand and no beat that changed while our patience lasted."""
        rows, now = _rows(), time.monotonic()
        others = select(rows.c.executor_id).where(_is("PENDING"), rows.c.executor_id != self.name)
        holders = set(db.session.scalars(others))
        query = select(heartbeat.c.name, heartbeat.c.beat_at)
        beats = {row.name: row.beat_at for row in db.session.execute(query)}
        before, self.seen = self.seen, {}
        for holder in holders:
            last = beats.get(holder)
            known = before.get(holder)
            self.seen[holder] = known if known and known[0] == last else (last, now)
        return [name for name, (_, since) in self.seen.items() if now - since >= self.patience]


def free(dead: str) -> int:
    """Put the jobs of a dead worker back in the queue; give their number."""
    rows = _rows()
    back = {"status": "ENQUEUED", "owner_xid": None, "started_at_epoch_ms": None}
    with atomic() as session:
        result: Any = session.execute(
            update(rows)
            .where(_is("PENDING"), rows.c.executor_id == dead)
            .values(updated_at=_now(), **back)
        )
        return int(result.rowcount)


def failing_schedules() -> list[str]:
    """Name the schedules whose last turn failed, for a person to look at."""
    rows = _rows()
    last = select(rows.c.schedule_name).where(_last_turn(rows), _failed())
    return sorted(db.session.scalars(last))


def old_turns() -> list[str]:
    """Give the ids of the schedules' turns that are over, but for the last of each."""
    rows = _rows()
    over = select(rows.c.workflow_uuid).where(
        rows.c.name == TICKS, rows.c.completed_at.is_not(None), not_(_last_turn(rows))
    )
    return list(db.session.scalars(over))


def _last_turn(rows: TableClause) -> ColumnElement[bool]:
    ended = rows.c.completed_at
    last = select(rows.c.schedule_name, func.max(ended)).where(rows.c.name == TICKS)
    newest = last.group_by(rows.c.schedule_name)
    return tuple_(rows.c.schedule_name, ended).in_(newest)


def is_ours(table_name: str) -> bool:
    """Tell whether a table is the application's, for Alembic's `include_name`."""
    return table_name not in FOREIGN_TABLES
