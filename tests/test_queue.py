"""Durable jobs: in the same transaction, at least once, and never lost; on both databases."""

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, column, create_engine, event, inspect, select, table

from registry import queue, worklist
from registry.db import atomic, db, writing
from tests import jobs_process as jobs
from tests import postgres

FAST = {"beat": 0.3, "polling": 0.05}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with every table, to be copied."""
    path = tmp_path_factory.mktemp("blank") / "register.db"
    jobs.make_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="module")
def server() -> Iterator[Engine]:
    """A server with a database `blank` that has every table, to be copied."""
    cluster = postgres.start()
    jobs.make_tables(postgres.new_database(cluster.url, "blank"))
    engine = create_engine(cluster.url, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()
    cluster.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        copy = shutil.copy(request.getfixturevalue("file"), tmp_path)
        return f"sqlite:///{copy}"
    server: Engine = request.getfixturevalue("server")
    with server.connect() as connection:
        connection.exec_driver_sql(f'create database "{tmp_path.name}" template blank')
    return server.url.set(database=tmp_path.name).render_as_string(hide_password=False)


@pytest.fixture
def app(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A bare application, with jobs and schedules of its own."""
    monkeypatch.setattr(queue, "JOBS", dict(jobs.JOBS))
    monkeypatch.setattr(queue, "SCHEDULES", {})
    app = jobs.make_app(url, JOB_PAUSES=(0.01, 0.01))
    with app.app_context():
        yield app
        queue.stop_worker()
        db.session.remove()
        db.engine.dispose()


def put(*subjects: int, job: str = "quick") -> None:
    with atomic():
        for subject in subjects:
            queue.enqueue(job, subject)


def until(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about"
        db.session.rollback()
        time.sleep(0.05)
    db.session.rollback()


def finished() -> bool:
    return queue.pending_count() == 0


@contextmanager
def worker_process(app: Flask, name: str, threads: int = 1) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.jobs_process"]
    process = subprocess.Popen(
        [*command, app.config["SQLALCHEMY_DATABASE_URI"], name, str(threads)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    with process:
        assert process.stdout
        assert process.stdout.readline() == "up\n"
        yield process


def test_a_rolled_back_step_leaves_no_job(app: Flask) -> None:
    with atomic() as session:
        queue.enqueue("quick", 7)
        assert queue.pending() == [("quick", 7)]
        session.rollback()
    assert queue.pending() == []


def test_the_same_job_is_one_job_even_after_it_ran(app: Flask) -> None:
    put(7, 7)
    put(7)
    assert queue.drain() == 1
    put(7)
    assert queue.drain() == 0
    assert jobs.runs("quick", 7) == [7]


def test_enqueueing_costs_two_statements(app: Flask) -> None:
    seen: list[str] = []
    with atomic():
        queue.enqueue("quick", 1)
        event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        queue.enqueue("quick", 2)
    assert [statement.split()[2].split(".")[1] for statement in seen] == [
        "workflow_status",
        "workflow_input",
    ]


def test_draining_goes_in_order_and_follows_jobs_that_jobs_add(app: Flask) -> None:
    put(5, job="chain")
    put(9, 8)
    assert queue.pending() == [("chain", 5), ("quick", 8), ("quick", 9)]
    assert queue.drain() == 4
    assert jobs.records() == [("quick", 8), ("quick", 9), ("quick", 5)]
    assert finished()


def test_an_error_while_draining_stands_and_the_job_waits(app: Flask) -> None:
    put(1, job="broken")
    with pytest.raises(ValueError, match="Alice"):
        queue.drain()
    assert queue.pending() == [("broken", 1)]


def test_jobs_live_in_the_outer_transaction_of_a_test(app: Flask) -> None:
    engine = db.engine
    with writing(True), engine.connect() as connection:
        outer = connection.begin()
        db.engines[None] = connection  # type: ignore[assignment]  # as the house's fixtures do
        put(1, job="chain")
        assert queue.drain() == 2
        put(2)
        assert queue.pending() == [("quick", 2)]
        db.session.remove()
        db.engines[None] = engine
        outer.rollback()
    assert queue.pending() == []
    assert jobs.records() == []


def test_only_the_tables_of_dbos_are_foreign(url: str) -> None:
    engine = create_engine(url)
    schema = "dbos" if engine.dialect.name == "postgresql" else None
    found = set(inspect(engine).get_table_names(schema=schema))
    engine.dispose()
    assert {name for name in found if not queue.is_ours(name)} == queue.FOREIGN_TABLES
    assert queue.is_ours("worker_heartbeat")


@pytest.mark.slow
def test_a_worker_runs_a_committed_job_once(app: Flask) -> None:
    put(1, 1)
    queue.run_worker(app, name="solo", threads=2, **FAST)
    put(2)
    until(finished)
    assert sorted(jobs.records()) == [("quick", 1), ("quick", 2)]
    assert jobs.runs("quick", 1) == [1]


@pytest.mark.slow
def test_a_job_may_drain_the_queue_that_it_came_from(app: Flask) -> None:
    queue.run_worker(app, name="solo", threads=2, **FAST)
    put(1, 2, job="mover")
    until(finished)
    order = jobs.records()
    assert sorted(order) == [("mover", 1), ("mover", 2), ("quick", 1), ("quick", 2)]
    assert order.index(("quick", 1)) < order.index(("mover", 1))
    assert len(jobs.runs("quick", 1)) == 1


@pytest.mark.slow
def test_a_job_fails_for_good_after_its_attempts_and_may_be_tried_again(app: Flask) -> None:
    put(1, job="broken")
    queue.run_worker(app, name="solo", threads=1, **FAST)
    until(queue.failed)
    [failure] = queue.failed()
    assert (failure.name, failure.subject_id, failure.attempts) == ("broken", 1, 3)
    assert failure.error.startswith("ValueError in broken, line ")
    assert len(jobs.runs("broken", 1)) == 3
    queue.JOBS["broken"] = jobs.quick
    with atomic():
        queue.try_again("broken", 1)
    until(finished)
    assert queue.failed() == []
    assert jobs.records() == [("quick", 1)]


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_killed_workers_job_is_finished_by_another_worker(app: Flask, moment: str) -> None:
    put(1, job=moment)
    with worker_process(app, "victim") as process:
        until(lambda: jobs.runs(moment, 1) if moment == "before" else jobs.records())
        process.kill()
    assert jobs.records() == ([] if moment == "before" else [("after", 1)])
    queue.run_worker(app, name="heir", threads=1, **FAST)
    until(finished)
    assert jobs.records() == [(moment, 1)]
    assert len(jobs.runs(moment, 1)) == 2


@pytest.mark.slow
def test_a_killed_worker_finishes_its_job_when_it_comes_back(app: Flask) -> None:
    put(1, job="before")
    with worker_process(app, "phoenix") as process:
        until(lambda: jobs.runs("before", 1))
        process.kill()
    queue.run_worker(app, name="phoenix", threads=1, beat=60, polling=0.05)
    until(finished)
    assert jobs.records() == [("before", 1)]


@pytest.mark.slow
def test_a_worker_that_is_told_to_stop_finishes_what_it_has_in_hand(app: Flask) -> None:
    put(1, job="slow")
    with worker_process(app, "polite") as process:
        until(lambda: jobs.runs("slow", 1))
        process.terminate()
        assert process.wait(20) == 0
    assert jobs.records() == [("slow", 1)]
    assert finished()


@pytest.mark.slow
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_writers_and_an_embedded_worker_share_one_file(app: Flask) -> None:
    queue.run_worker(app, name="embedded", threads=2, **FAST)

    def write(first: int) -> None:
        with app.app_context():
            for subject in range(first, first + 25):
                put(subject)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(0, 100, 25)))
    until(finished)
    assert sorted(jobs.records()) == [("quick", subject) for subject in range(100)]
    assert all(len(jobs.runs("quick", subject)) == 1 for subject in range(100))


@pytest.mark.slow
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_two_workers_share_the_jobs_without_doubling(app: Flask) -> None:
    with worker_process(app, "left", 2) as left, worker_process(app, "right", 2) as right:
        put(*range(60))
        until(finished)
        for process in (left, right):
            process.terminate()
            assert process.wait(20) == 0
    assert jobs.workers() == {"left", "right"}
    assert sorted(jobs.records()) == [("quick", subject) for subject in range(60)]
    assert all(len(jobs.runs("quick", subject)) == 1 for subject in range(60))


@pytest.mark.slow
def test_a_schedule_runs_until_nobody_wants_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    rung = threading.Event()
    monkeypatch.setattr(queue, "SCHEDULES", {"bell": ("* * * * * *", rung.set)})
    queue.run_worker(app, name="solo", threads=1, **FAST)
    assert rung.wait(10)
    until(lambda: len(worklist.old_turns()) > 0)
    queue.stop_worker()
    queue.SCHEDULES.clear()
    queue.run_worker(app, name="solo", threads=1, **FAST)
    until(lambda: worklist.old_turns() == [])
    schema = "dbos" if db.engine.dialect.name == "postgresql" else None
    kept = select(table("workflow_schedules", column("schedule_name"), schema=schema))
    assert db.session.execute(kept).all() == []


@pytest.mark.slow
def test_a_schedule_that_fails_is_told_until_it_works(app: Flask) -> None:
    wrong = [True]

    def bell() -> None:
        if wrong:
            raise ValueError("Alice Example")

    queue.every("bell", "* * * * * *", bell)
    queue.run_worker(app, name="solo", threads=1, **FAST)
    until(lambda: queue.failing_schedules() == ["bell"])
    wrong.clear()
    until(lambda: queue.failing_schedules() == [])


def test_silence_is_a_beat_that_stays_the_same(app: Flask) -> None:
    put(1, 2)
    for job, executor in (("quick:1", "alive"), ("quick:2", "dead")):
        assert worklist.claim(job, executor, "1")
        worklist.beat(executor)
    watch = worklist.Watch("watcher", patience=0.2)
    assert watch.silent() == []
    time.sleep(0.25)
    worklist.beat("alive")
    assert watch.silent() == ["dead"]
    assert worklist.free("dead") == 1
    assert worklist.free("dead") == 0
    assert queue.pending() == [("quick", 2)]
