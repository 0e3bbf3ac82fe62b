"""Sweeps as processes: killed in the middle, two at once, stopped by the switch."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from registry.db import atomic, db
from registry.jobs import sweep as jobs
from registry.models.application import Application
from registry.models.case import Movement, Timer
from registry.models.sweep import SweepRun
from registry.models.user import User
from registry.services import application as applications
from registry.services import sweep, sweep_run
from registry.services.user import add_user
from tests.people import account
from workflows.roles import Role

FLASK = Path(sys.executable).parent / "flask"
ROOT = Path(__file__).parent.parent.parent
DRAFTS = 12
LONG_AGO = timedelta(days=100)


def drafts(app: Flask, count: int = DRAFTS) -> None:
    """Start drafts so long ago that each has a reminder and its end due."""
    began = datetime.now(UTC) - LONG_AGO
    with app.app_context(), atomic():
        for number in range(count):
            user = add_user(f"person{number}@people.example", (), began)
            applications.accept_rules(user, 1, began)
            applications.start(user, began)


def process(app: Flask, *options: str) -> "subprocess.Popen[str]":
    environment = os.environ | {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "INSTANCE": str(app.config["INSTANCE"]),
        "SECRET_KEY": "a key for tests only",
    }
    return subprocess.Popen(
        [FLASK, "--app", "wsgi", "sweep", *options],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def steps() -> Counter[tuple[int, str]]:
    """Count each step of each draft."""
    db.session.rollback()
    return Counter(
        (case_id, trigger)
        for case_id, trigger in db.session.execute(select(Movement.case_id, Movement.trigger))
    )


def everything_happened_once() -> bool:
    expected = {
        (draft, trigger)
        for draft in db.session.scalars(select(Application.id))
        for trigger in ("remind_draft_1", "expire")
    }
    found = steps()
    return set(found) == expected and set(found.values()) == {1}


def until(true: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.005)


@pytest.mark.slow
def test_a_killed_sweep_loses_nothing_and_nothing_happens_twice(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts(own_app)
    with own_app.app_context():
        with process(own_app) as victim:
            until(lambda: len(steps()) >= 5)
            victim.kill()
        done = len(steps())
        assert 5 <= done < 2 * DRAFTS, "it was to be killed in the middle"
        assert db.session.scalar(select(func.count(Timer.claimed_by))), "it held claims"
        monkeypatch.setattr(sweep, "LEASE", timedelta())
        assert jobs.sweep() == 0, "the claims of the dead one hold for a while"
        later = datetime.now(UTC) + timedelta(minutes=6)
        monkeypatch.setattr(jobs.clock, "now", lambda: later)
        monkeypatch.setattr(sweep, "LEASE", timedelta(minutes=5))
        jobs.sweep()
        assert everything_happened_once()
        assert sweep.due_count(later) == 0
        first, *_ = db.session.scalars(select(SweepRun).order_by(SweepRun.id))
        assert first.finished_at is None
        [broken] = [
            run for run in sweep_run.recent(later + sweep_run.SILENT) if not run.finished_at
        ]
        assert broken.outcome.startswith("Broke off")


def test_two_sweeps_share_what_is_due(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts(own_app)
    monkeypatch.setattr(sweep, "BATCH", 3)
    start = Barrier(2)

    def run() -> int:
        with own_app.app_context():
            start.wait(10)
            return jobs.sweep()

    with ThreadPoolExecutor(2) as pool:
        shares = [each.result(60) for each in [pool.submit(Context().run, run) for _ in "ab"]]
    assert sum(shares) == 2 * DRAFTS
    with own_app.app_context():
        assert everything_happened_once()
        if db.engine.dialect.name == "postgresql":
            assert min(shares) > 0


@pytest.mark.slow
def test_two_processes_do_nothing_twice(own_app: Flask) -> None:
    drafts(own_app)
    with process(own_app) as one, process(own_app) as other:
        said = one.communicate(timeout=120)[0] + other.communicate(timeout=120)[0]
    assert (one.returncode, other.returncode) == (0, 0), said
    with own_app.app_context():
        assert everything_happened_once()
        total = db.session.scalar(select(func.sum(SweepRun.fired)))
        assert total == 2 * DRAFTS
        assert sweep.alarms() == []


def test_a_sweep_counts_what_it_did(own_app: Flask) -> None:
    drafts(own_app, 2)
    with own_app.app_context():
        assert jobs.sweep() == 4
        [run] = sweep_run.recent(datetime.now(UTC))
        assert (run.due, run.fired, run.stuck, run.outcome) == (8, 4, 0, "Finished")
        assert jobs.sweep() == 0
        assert db.session.scalar(select(func.count(SweepRun.id))) == 1, "nothing due, no row"


def test_the_switch_stops_before_the_next_timer(own_app: Flask) -> None:
    drafts(own_app, 3)
    with own_app.app_context():
        with atomic():
            adam = account("adam", (Role.ADMINISTRATOR,))
        now = datetime.now(UTC)
        sweeping = jobs.sweeping(most=10_000)
        with atomic():
            tally = sweep_run.begin("one", now)
            assert tally is not None
            first, second, *_ = sweep.claim(tally.run_id, now, 50)
        jobs.fire(first, tally)
        with atomic():
            sweep_run.stop("Wait", by=db.session.get_one(User, adam.id), now=now)
        jobs.fire(second, tally)
        assert (tally.fired, tally.stopped) == (1, True)
        assert list(sweeping) == []
        assert sweep.due_count(now) > 0


def test_one_step_that_breaks_does_not_hold_up_the_others(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts(own_app, 3)
    real = sweep.fire

    def breaking(held: sweep.Claim, now: datetime) -> sweep.Fired | None:
        if held.case_id == 2:
            raise KeyError("Alice Example")
        return real(held, now)

    monkeypatch.setattr(sweep, "fire", breaking)
    with own_app.app_context():
        assert jobs.sweep() == 2 + 4 + 2
        alarm, *others = sweep.alarms()
        assert len(others) == 3
        assert alarm.alarm.startswith("KeyError in breaking")
        assert "Alice" not in alarm.alarm
        [run] = sweep_run.recent(datetime.now(UTC))
        assert (run.fired, run.stuck, run.error) == (4, 4, alarm.alarm)


def test_the_dry_run_lists_and_changes_nothing(own_app: Flask) -> None:
    drafts(own_app, 1)
    said = own_app.test_cli_runner().invoke(args=["sweep", "--dry-run"], catch_exceptions=False)
    with own_app.app_context():
        reference = db.session.scalar(select(Application.reference))
        assert f"{reference}" in said.output
        assert "expire" in said.output
        assert "4 due; 0 would be stuck" in said.output
        assert steps() == Counter()
        assert db.session.scalar(select(func.count(SweepRun.id))) == 0


def test_the_command_says_who_stopped_it(own_app: Flask) -> None:
    with own_app.app_context(), atomic():
        adam = account("adam", (Role.ADMINISTRATOR,))
        sweep_run.stop("The notices are wrong", by=adam, now=datetime.now(UTC))
    said = own_app.test_cli_runner().invoke(args=["sweep"])
    assert said.exit_code == 1
    assert "Adam stopped all deadlines: The notices are wrong" in said.output
