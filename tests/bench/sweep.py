"""A sweep that finds 5,000 due among few and among very many, against bare transactions.

One registration is lived up to a reminder of its attestation and then copied, with what it owes,
its clocks and its event in the log; of all the copies the same 5,000 are due. Two worker processes
sweep. Beside them two processes send the very statements of such steps by the bare driver, each
step with a COMMIT of its own, on rows of their own: as many transactions a second as could be had
with nothing above them.
"""

import pickle
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from sqlalchemy import Connection, func, select, text

from registry.db import Model, atomic, db, writing
from registry.models.case import Movement, Timer
from registry.services import sweep
from tests.bench import crowd
from tests.bench.place import Place
from tests.bench.submit import Sent, written_down
from tests.conftest import NOW
from tests.factories import registered
from tests.people import make_people

SMALL, LARGE = 10_000, 1_000_000
DUE, WORKERS, BARE = 5_000, 2, 300
TRIGGER = "remind_2"
AT = datetime(2027, 10, 24, 12, tzinfo=UTC)  # thirty days before the attestation is due
ROOT = Path(__file__).parent.parent.parent
FIRST = 101  # id of the first copy: beyond all that the tests' people have
COPIED = {
    "user": {"id": "n", "email": "n || t.email", "fs_uniquifier": "'b' || n"},
    "person": {"id": "n", "user_id": "n"},
    "application": {"id": "n", "person_id": "n", "user_id": "n", "reference": "'B' || n"},
    "registration": {
        "id": "n",
        "person_id": "n",
        "user_id": "n",
        "application_id": "n",
        "number": "'B' || n",
    },
    "attestation": {"id": "n", "registration_id": "n"},
    "revalidation": {"id": "n", "registration_id": "n"},
    "register_event": {
        "id": "n",
        "registration_id": "n",
        "seq": "n",
        "facts": "jsonb_set(t.facts, '{number}', to_jsonb('B' || n))",
    },
}


class Swept(NamedTuple):
    """Steps a second: by two workers, and by two bare drivers that send the same statements."""

    ours: float
    bare: float
    statements: int


def measured(place: Place, count: int) -> Swept:
    """Fill a register, send the statements of steps bare, and sweep what is due."""
    app = place.app(f"sweep{count}")
    with app.app_context():
        fill(count)
        shares = [recorded(worker) for worker in range(WORKERS)]
    bare = WORKERS * BARE / together(app, [dumped(place, share) for share in shares])
    ours = DUE / together(app, ["" for _ in range(WORKERS)])
    with app.app_context():
        taken = select(func.count()).select_from(Movement).where(Movement.trigger == TRIGGER)
        assert db.session.scalar(taken) == DUE + WORKERS * BARE
        assert sweep.due_count(AT) == 0
        assert sweep.alarms() == []
        db.session.rollback()
    return Swept(ours, bare, len(shares[0][0]))


def fill(count: int) -> None:
    """Live one registration up to a reminder, and copy it so often."""
    with atomic():
        registered(make_people(), NOW)
    while (due := sweep.next_due()) is not None and due < AT - timedelta(hours=6):
        with atomic():
            sweep.fire_next(due)
    with writing(True), crowd.loading() as connection:
        for table, own in COPIED.items():
            copy(connection, table, own, count)
        copy_clocks(connection, count)
    crowd.settle()
    assert sweep.due_count(AT) == DUE


def copy(connection: Connection, table: str, own: dict[str, str], count: int) -> None:
    """Copy the one row of a table, each copy with ids and keys of its own."""
    names = Model.metadata.tables[table].columns.keys()
    told = ", ".join(own.get(name, f't."{name}"') for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    connection.execute(
        text(
            f'insert into "{table}" ({quoted}) select {told} from "{table}" t'  # noqa: S608 - ours
            f" cross join generate_series({FIRST}, {FIRST + count - 2}) n where t.id = 1"
        )
    )


def copy_clocks(connection: Connection, count: int) -> None:
    """Copy the clocks. The first 5,000 stay due, some for the bare side are due an hour later, and
    all others long after."""
    spare = FIRST + DUE - 1
    names = [name for name in Timer.__table__.columns.keys() if name != "id"]  # noqa: SIM118
    own = {
        "case_id": "n",
        "fires_at": f"t.fires_at + case when n < {spare} then interval '0'"
        f" when n < {spare + WORKERS * BARE} then interval '5 hours' else interval '900 days' end",
    }
    told = ", ".join(own.get(name, f"t.{name}") for name in names)
    mine = "('registration', 'attestation', 'revalidation')"
    connection.execute(
        text(
            f"insert into timer ({', '.join(names)}) select {told} from timer t"  # noqa: S608 - same
            f" cross join generate_series({FIRST}, {FIRST + count - 2}) n"
            f" where t.case_id = 1 and t.workflow in {mine}"
        )
    )


def recorded(worker: int) -> list[list[Sent]]:
    """Write down the statements of one worker's share of steps, and take each back."""
    first = FIRST + DUE - 1 + worker * BARE
    spare = (
        select(Timer.id, Timer.workflow, Timer.case_id, Timer.fires_at)
        .where(Timer.trigger == TRIGGER, Timer.case_id >= first, Timer.case_id < first + BARE)
        .order_by(Timer.id)
    )
    share = []
    for held in [sweep.Claim(*row) for row in db.session.execute(spare)]:
        db.session.rollback()
        with written_down() as sent, writing(True):
            sweep.fire(held, AT + timedelta(hours=5))  # on its day, else the due date moves
            db.session.flush()
            db.session.rollback()
        share.append(list(sent))
    assert len(share) == BARE
    return share


def dumped(place: Place, share: list[list[Sent]]) -> str:
    """Keep statements for another process, and give the file."""
    path = place.folder / f"bare{time.monotonic_ns()}"
    path.write_bytes(pickle.dumps([[tuple(sent) for sent in step] for step in share]))
    return str(path)


def together(app: Flask, told: list[str]) -> float:
    """Run processes that say when they are ready, let all go at once, and time them to the end."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    command = [sys.executable, "-m", "tests.bench.sweep_process", url, AT.isoformat()]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    running = [subprocess.Popen([*command, each], cwd=ROOT, **pipes) for each in told]  # type: ignore[call-overload]
    for process in running:
        assert process.stdout.readline() == "ready\n"
    began = time.perf_counter()
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in running:
        assert process.stdout.readline() == "done\n"
    spent = time.perf_counter() - began
    for process in running:
        process.communicate(timeout=60)
        assert process.returncode == 0
    return spent
