"""The port to DBOS, which runs the durable jobs. Nothing else imports it.

A job is a name and the id of a record, no more: no personal matter enters it, and its arguments
are JSON (DBOS would pickle them, and whoever can write the table could then run code here).
`enqueue` writes it in the caller's transaction, so it exists exactly when the step exists. Its id
`name:subject` stays for ever and is the guard: the same effect of the same record is one job.

A job runs at least once. Its effect and the note that it finished are two transactions; a worker
that dies between them leaves a job that runs again, and one that was silent but alive may run a
job beside its successor. Therefore job functions look for their own record first ("already
sent?") and write it under a unique key.

A failed attempt ends its row and enqueues the next one with a pause, instead of sleeping in a
thread: a mail server that is down for an hour must not hold the threads that make certificates.
An error is kept as its kind and place, never its text, which may name people.
"""

import json
import logging
import threading
import time
import traceback
from atexit import register as at_exit
from atexit import unregister as not_at_exit
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from signal import SIGINT, SIGTERM, signal
from typing import Any

from croniter import croniter
from dbos import DBOS, DBOSClient, DBOSConfig, Serializer
from flask import Flask, current_app
from sqlalchemy import Engine, create_engine, event

from registry import worklist
from registry.clock import LONDON
from registry.db import atomic, db
from registry.worklist import FOREIGN_TABLES as FOREIGN_TABLES
from registry.worklist import FailedJob as FailedJob
from registry.worklist import failed as failed
from registry.worklist import failing_schedules as failing_schedules
from registry.worklist import is_ours as is_ours
from registry.worklist import pending as pending
from registry.worklist import pending_count as pending_count
from registry.worklist import standing as standing
from registry.worklist import try_again as try_again

JOBS: dict[str, Callable[[int], None]] = {}
"""What each job does to its record; filled by `wiring`."""

SCHEDULES: dict[str, tuple[str, Callable[[], None]]] = {}
"""When something is done without being asked: cron and function; filled by `every`."""

EDGE: list[Callable[[], None]] = []
"""What a worker does before each job and each turn of a schedule: it sets the scheme's clock."""

PAUSES = (10.0, 60.0, 300.0, 1800.0, 7200.0)
"""Seconds before the second, third, ... attempt; after the last one a job has failed for good."""

APPLICATION, VERSION = "registry", "1"  # constant: a new version would strand the old one's jobs
DEATHS = 5  # a job that kills its worker this often has failed for good too
HOUR = 3600
SAFE_AND_PATIENT = (
    "pragma journal_mode=wal; pragma synchronous=normal; pragma foreign_keys=on;"
    "pragma busy_timeout=30000"
)
_log = logging.getLogger(__name__)
_draining: set[str] = set()


class JobFailed(Exception):
    """What DBOS is told instead of the error itself."""


class Json(Serializer):
    """Arguments and results as JSON."""

    def name(self) -> str:
        """Name the format, which DBOS keeps beside each value."""
        return "json"

    def serialize(self, data: Any) -> str:
        """Write a value; of an error only what `JobFailed` says."""
        return json.dumps(data, default=_plain)

    def deserialize(self, serialized_data: str) -> Any:
        """Read a value."""
        return json.loads(serialized_data)


def _plain(value: object) -> str:
    return str(value) if isinstance(value, JobFailed | datetime) else type(value).__name__


def migrate(url: str) -> None:
    """Create or update the tables of DBOS: in the schema `dbos`, or beside ours on SQLite."""
    DBOS.migrate(url)


def init_app(app: Flask) -> None:
    """Give the application its client; it connects to nothing by itself."""
    with app.app_context():
        # With the session's own engine DBOS reuses its compiled statements on PostgreSQL.
        app.extensions["queue"] = DBOSClient(
            system_database_engine=db.engine,
            serializer=Json(),
            application_name=APPLICATION,
            lazy=True,
        )


def enqueue(name: str, subject_id: int) -> None:
    """Add a durable job to the open transaction; the same job again is no second job."""
    _put(name, subject_id, 1, {})


def _put(name: str, subject_id: int, attempt: int, options: dict[str, Any]) -> None:
    job = worklist.job_id(name, subject_id, attempt)
    client: DBOSClient = current_app.extensions["queue"]
    client.enqueue_in_transaction(
        db.session.connection(),
        {
            "queue_name": worklist.JOBS,
            "workflow_name": worklist.JOBS,
            "workflow_id": job,
            **options,  # type: ignore[typeddict-item]  # only delay_seconds
        },
        *(name, subject_id, attempt),
    )


def drain(patience: float = 60.0, leave: Callable[[str, int], bool] | None = None) -> int:
    """Run every waiting job now, in order, until none is left, and count them; an error stands.

    Jobs that a worker has in hand are waited for, except those that are draining themselves. What
    `leave` says yes to, asked with name and subject, goes on waiting.
    """
    caller = DBOS.workflow_id or ""
    _draining.add(caller)
    try:
        return _drain(time.monotonic() + patience, leave or (lambda *_: False))
    finally:
        _draining.discard(caller)


def _drain(until: float, leave: Callable[[str, int], bool]) -> int:
    count = 0
    while True:
        db.session.rollback()
        ready = [job for job in worklist.waiting() if not leave(*worklist.parts(job)[:2])]
        if not ready and not set(worklist.in_hand()) - _draining:
            return count
        count += sum(_run_here(job) for job in ready)
        if not ready:
            if time.monotonic() > until:
                raise TimeoutError("a worker has a job in hand and does not finish it")
            time.sleep(0.02)


def _run_here(job: str) -> bool:
    # A worker of this process finds it again after a crash; otherwise a watchdog does.
    token = worklist.claim(job, _worker.name if _worker else "drain", VERSION)
    if token is None:
        return False
    name, subject_id, _ = worklist.parts(job)
    try:
        _do(current_app, name, subject_id)
    except BaseException:
        worklist.give_back(job, token)
        raise
    return worklist.finish(job, token)


def _do(app: Flask, name: str, subject_id: int) -> None:
    with app.app_context():
        JOBS[name](subject_id)


def every(name: str, cron: str, function: Callable[[], None]) -> None:
    """Have a function run at London times (five fields of cron), once among all workers."""
    SCHEDULES[name] = (cron, function)


def next_turn(name: str, after: datetime) -> datetime:
    """Give the first instant after this one at which a schedule has its turn."""
    turn: datetime = croniter(SCHEDULES[name][0], after.astimezone(LONDON)).get_next(datetime)
    return turn.astimezone(UTC)


@dataclass
class _Worker:
    """The one worker a process may have."""

    app: Flask
    name: str
    engine: Engine
    beat: float
    stopping: threading.Event = field(default_factory=threading.Event)
    busy: set[int] = field(default_factory=set)

    @property
    def pauses(self) -> tuple[float, ...]:
        return tuple(self.app.config.get("JOB_PAUSES", PAUSES))


_worker: _Worker | None = None


def run_worker(
    app: Flask, *, name: str, threads: int, beat: float = 10.0, polling: float = 0.2
) -> None:
    """Start this process's worker in the background, under a name that is its own and stays.

    `threads` and `polling` are kept with the queue: all workers share what the last one set.
    """
    global _worker
    if _worker:
        raise RuntimeError("this process already has a worker")
    _worker = _Worker(app, name, _engine(app.config["SQLALCHEMY_DATABASE_URI"], threads), beat)
    at_exit(stop_worker)
    try:
        _launch(_worker, threads, polling)
    except BaseException:
        stop_worker()
        raise


def _launch(worker: _Worker, threads: int, polling: float) -> None:
    with worker.app.app_context():
        worklist.beat(worker.name)
    DBOS(config=_config(worker))
    DBOS.listen_queues([worklist.JOBS, worklist.TICKS])
    DBOS.launch()
    DBOS.register_queue(worklist.JOBS, worker_concurrency=threads, polling_interval_sec=polling)
    DBOS.register_queue(worklist.TICKS, worker_concurrency=1, polling_interval_sec=1.0)
    _apply_schedules()
    threading.Thread(target=_watch, args=(worker,), name="worker-watch", daemon=True).start()


def wait_until_told() -> None:
    """Be a worker and nothing else, until the process is told to stop; then stop well."""
    told = threading.Event()
    for number in (SIGINT, SIGTERM):
        signal(number, lambda *_: told.set())
    told.wait()
    stop_worker()


def stop_worker(grace: int = 30) -> None:
    """Take no more jobs, let the running ones finish, and let go of the database."""
    global _worker
    if not _worker:
        return
    _worker.stopping.set()
    DBOS.destroy(workflow_completion_timeout_sec=grace if _worker.busy else 0)
    _worker.engine.dispose()
    not_at_exit(stop_worker)
    _worker = None


def _engine(url: str, threads: int) -> Engine:
    """Give DBOS connections of its own: it polls, and must not sit in the session's pool."""
    engine = create_engine(url, pool_size=threads + 6, max_overflow=4, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _harden)
    return engine


def _harden(connection: Any, _: object) -> None:
    # In the driver's own sense: the first write takes the lock at once, polling never does.
    connection.isolation_level = "IMMEDIATE"
    connection.executescript(SAFE_AND_PATIENT)


def _config(worker: _Worker) -> DBOSConfig:
    engine_log = logging.getLogger("dbos")
    engine_log.addHandler(logging.NullHandler())  # else it would print by itself
    engine_log.addFilter(_worth_saying)
    return {
        "name": APPLICATION,
        "system_database_url": worker.app.config["SQLALCHEMY_DATABASE_URI"],
        "system_database_engine": worker.engine,
        "executor_id": worker.name,
        "application_version": VERSION,
        "serializer": Json(),
        "run_migrations": False,
        "use_listen_notify": False,
        "notification_listener_polling_interval_sec": 0.5,
        "log_level": "WARNING",
    }


def _worth_saying(record: logging.LogRecord) -> bool:
    return not (record.exc_info and isinstance(record.exc_info[1], JobFailed))


def _apply_schedules() -> None:
    for known in DBOS.list_schedules():
        if known["schedule_name"] not in SCHEDULES:
            DBOS.delete_schedule(known["schedule_name"])
    for name, (cron, _) in SCHEDULES.items():
        DBOS.apply_schedules(
            [
                {
                    "schedule_name": name,
                    "workflow_fn": _tick,
                    "schedule": cron,
                    "context": name,
                    "cron_timezone": "Europe/London",
                    "queue_name": worklist.TICKS,
                }
            ]
        )


@DBOS.workflow(name=worklist.JOBS, max_recovery_attempts=DEATHS)
def _job(name: str, subject_id: int, attempt: int) -> None:
    """Run one attempt of a job; DBOS records how it ended."""
    worker = _here()
    try:
        _busy(worker, lambda: JOBS[name](subject_id))
    except Exception as error:
        reason = reason_of(error)
        _log.warning("job %s:%d failed, attempt %d: %s", name, subject_id, attempt, reason)
        if attempt > len(worker.pauses):
            raise JobFailed(reason) from None
        with worker.app.app_context(), atomic():
            pause = {"delay_seconds": worker.pauses[attempt - 1]}
            _put(name, subject_id, attempt + 1, pause)


@DBOS.workflow(name=worklist.TICKS, max_recovery_attempts=DEATHS)
def _tick(_: Any, name: str) -> None:
    """Do what a schedule says; if it fails, its next turn is the next attempt."""
    worker = _here()
    try:
        _busy(worker, SCHEDULES[name][1])
    except Exception as error:
        reason = reason_of(error)
        _log.error("schedule %s failed: %s", name, reason)
        raise JobFailed(reason) from None


def _here() -> _Worker:
    if not _worker:
        raise RuntimeError("the worker has stopped")
    return _worker


def _busy(worker: _Worker, act: Callable[[], None]) -> None:
    worker.busy.add(threading.get_ident())
    try:
        with worker.app.app_context():
            for prepare in EDGE:
                prepare()
            act()
    finally:
        worker.busy.discard(threading.get_ident())


def reason_of(error: Exception) -> str:
    """Give the kind and the place of an error; its text may name people."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name}, line {last.lineno}"


def _watch(worker: _Worker) -> None:
    """Beat, free the jobs of the dead, and forget old turns of the schedules."""
    watch, tidied = worklist.Watch(worker.name, 3 * worker.beat), 0.0
    while not worker.stopping.wait(worker.beat):
        try:
            with worker.app.app_context():
                worklist.beat(worker.name)
                for dead in watch.silent():
                    _log.warning("%s is silent, %d jobs wait again", dead, worklist.free(dead))
                if not tidied or time.monotonic() - tidied > HOUR:
                    tidied = time.monotonic()
                    DBOS.delete_workflows(worklist.old_turns())
        except Exception as error:  # it must outlive whatever happens to the database
            _log.error("the watch failed: %s", reason_of(error))
