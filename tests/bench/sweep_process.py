"""One worker process of the sweep's benchmark: python -m ... URL INSTANT [STATEMENTS].

With a file of statements it sends them by the bare driver; without, it sweeps at that instant.
"""

import pickle
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

import psycopg

from registry import clock
from registry.app import create_app
from registry.db import db
from registry.jobs.sweep import sweep
from registry.services.sweep import next_due
from tests.conftest import TEST_SETTINGS


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def in_step(act: Callable[[], object]) -> None:
    """Wait for the word to go, and say when it is done."""
    say("ready")
    sys.stdin.readline()
    act()
    say("done")


def sweeping(url: str, instant: datetime) -> None:
    folder = Path(mkdtemp(prefix="sweep-"))
    app = create_app(
        **TEST_SETTINGS, SQLALCHEMY_DATABASE_URI=url, INSTANCE=folder, STORE=folder / "store"
    )
    with app.app_context():
        clock.set_offset(instant - datetime.now(UTC))
        next_due()  # connected before the start, as a worker is
        db.session.rollback()
        in_step(sweep)


def sending(url: str, path: str) -> None:
    steps = pickle.loads(Path(path).read_bytes())  # noqa: S301 - written by the benchmark itself

    with psycopg.connect(url.replace("+psycopg", "")) as connection:

        def send() -> None:
            for step in steps:
                cursor = connection.cursor()
                for statement, parameters, rows in step:
                    if isinstance(parameters, list):
                        cursor.executemany(statement, parameters)
                    else:
                        cursor.execute(statement, parameters)
                    assert cursor.rowcount == rows, statement
                    if cursor.description:
                        cursor.fetchall()
                connection.commit()

        in_step(send)


if __name__ == "__main__":
    url, at, statements = sys.argv[1:]
    if statements:
        sending(url, statements)
    else:
        sweeping(url, datetime.fromisoformat(at))
