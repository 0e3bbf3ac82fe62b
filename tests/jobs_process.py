"""Jobs that leave traces, and a worker process of its own to kill: python -m ... URL NAME THREADS.

`trace` has a row for each run that began; `record` has one for each effect, under a unique key.
"""

import sys
import time

from flask import Flask
from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    func,
    insert,
    select,
)

from registry import db as database
from registry import queue, worklist
from registry.db import atomic, db

traces = MetaData()
trace = Table("trace", traces, Column("job", String), Column("subject_id", Integer))
record = Table(
    "record",
    traces,
    Column("id", Integer, primary_key=True),
    Column("job", String),
    Column("subject_id", Integer),
    Column("worker", String),
    UniqueConstraint("job", "subject_id"),
)
me = ""


def make_app(url: str, **settings: object) -> Flask:
    """Build a bare application with the queue."""
    app = Flask(__name__)
    app.config.from_mapping(SQLALCHEMY_DATABASE_URI=url, **settings)
    database.init_app(app)
    queue.init_app(app)
    return app


def make_tables(url: str) -> None:
    """Create DBOS's tables, the heartbeat and the traces."""
    queue.migrate(url)
    app = make_app(url)
    with app.app_context():
        with database.writing(True), db.engine.begin() as connection:
            worklist.heartbeat.create(connection)
            traces.create_all(connection)
        db.engine.dispose()


def quick(subject_id: int) -> None:
    """Leave both traces."""
    begin("quick", subject_id)
    effect("quick", subject_id)


def before(subject_id: int) -> None:
    """Be stuck before the effect, the first time."""
    if begin("before", subject_id) == 1:
        time.sleep(60)
    effect("before", subject_id)


def after(subject_id: int) -> None:
    """Be stuck after the effect, before anybody notes it, the first time."""
    first = begin("after", subject_id) == 1
    effect("after", subject_id)
    if first:
        time.sleep(60)


def slow(subject_id: int) -> None:
    """Take a second."""
    begin("slow", subject_id)
    time.sleep(1)
    effect("slow", subject_id)


def broken(subject_id: int) -> None:
    """Fail, with somebody's name in the message."""
    begin("broken", subject_id)
    raise ValueError("Alice Example has no address")


def chain(subject_id: int) -> None:
    """Have another job follow."""
    with atomic():
        queue.enqueue("quick", subject_id)


def mover(subject_id: int) -> None:
    """Have jobs follow, and see to them at once, as the demo's clock does."""
    chain(subject_id)
    queue.drain()
    effect("mover", subject_id)


def begin(job: str, subject_id: int) -> int:
    """Note a run; give its number."""
    with atomic() as session:
        session.execute(insert(trace).values(job=job, subject_id=subject_id))
        return len(runs(job, subject_id))


def effect(job: str, subject_id: int) -> None:
    """Make the record unless it is there: what every real job does."""
    with atomic() as session:
        done = select(record).where(record.c.job == job, record.c.subject_id == subject_id)
        if session.execute(done).first() is None:
            session.execute(insert(record).values(job=job, subject_id=subject_id, worker=me))


def runs(job: str, subject_id: int) -> list[int]:
    """List the runs that began."""
    query = select(trace.c.subject_id).where(trace.c.job == job, trace.c.subject_id == subject_id)
    return list(db.session.scalars(query))


def records() -> list[tuple[str, int]]:
    """List the effects, in order."""
    query = select(record.c.job, record.c.subject_id).order_by(record.c.id)
    return [(job, subject_id) for job, subject_id in db.session.execute(query)]


def workers() -> set[str]:
    """Tell who made the records."""
    return set(db.session.scalars(select(func.distinct(record.c.worker))))


JOBS = {each.__name__: each for each in (quick, before, after, broken, chain, slow, mover)}

if __name__ == "__main__":
    url, me, threads = sys.argv[1:]
    queue.JOBS.update(JOBS)
    queue.run_worker(make_app(url), name=me, threads=int(threads), beat=0.3, polling=0.1)
    sys.stdout.write("up\n")
    sys.stdout.flush()
    queue.wait_until_told()
