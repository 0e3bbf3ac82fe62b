"""`flask serve`: web and worker in one process, up at once, and down without a word."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from registry import queue
from registry.db import atomic
from registry.services import notice
from tests.conftest import NOW

FLASK = Path(sys.executable).parent / "flask"
ROOT = Path(__file__).parent.parent


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def served(app: Flask, *options: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Serve the test's own database, and stop whatever is left of it."""
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "INSTANCE": str(app.config["INSTANCE"]),
        "PORT": str(port),
        "DEMO": "1",
    }
    with subprocess.Popen(
        [FLASK, "--app", "wsgi", "serve", *options],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until(lambda: answers(f"{address}/readyz"))
            yield process, address
        finally:
            process.terminate()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  # our own server
            return bool(answer.status == 200)
    except urllib.error.URLError:
        return False


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


def a_job(app: Flask) -> None:
    with app.app_context(), atomic():
        draft = notice.Draft("welcome", "ann@people.example", "Hello", "Hello")
        notice.post(draft, NOW)


def jobs_left(app: Flask) -> int:
    with app.app_context():
        return queue.pending_count()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_runs_jobs_until_it_is_told_to_stop(
    own_app: Flask, number: signal.Signals
) -> None:
    a_job(own_app)
    with served(own_app) as (process, address):
        wait_until(lambda: jobs_left(own_app) == 0)
        process.send_signal(number)
        said, _ = process.communicate(timeout=40)
    assert process.returncode == 0
    assert address in said
    assert "Traceback" not in said
    assert not answers(f"{address}/healthz")


@pytest.mark.slow
def test_without_a_worker_jobs_wait_for_one(own_app: Flask) -> None:
    with served(own_app, "--no-worker") as (_, address):
        a_job(own_app)
        time.sleep(2)
        assert answers(f"{address}/healthz")
    assert jobs_left(own_app) == 1
