"""A submission by the one door, against the same statements sent by the bare driver.

Every round submits two applications that are alike. One goes by `services.application.submit`,
inside `atomic()` as a page does it: rules, answers read again, state, history, checks, requests,
clocks, summary, jobs. The other is submitted as well, unmeasured, while its statements and their
parameters are written down; then it is taken back, with the counters of ids, and the very same
statements go by the driver alone. Both sides end in a COMMIT that stays, and leave the same rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import event, func, select, text

from registry.db import Model, atomic, db, writing
from registry.models.application import Application
from registry.models.case import CaseSummary, Movement, Timer
from registry.models.check import Check
from registry.models.reference import Reference
from registry.services import application as applications
from registry.services.access import actor_for
from registry.services.user import add_user
from registry.worklist import pending_count
from tests.bench.measure import Act, Cost, in_turns
from tests.bench.place import POSTGRESQL, Place
from tests.conftest import NOW
from tests.factories import a_draft

ROUNDS, WARM = 30, 12
Left = dict[str, int]


class Sent(NamedTuple):
    """One statement as it went to the driver, and how many rows it touched."""

    statement: str
    parameters: Any
    rows: int


def measured(place: Place) -> tuple[dict[str, Cost], int]:
    """Give the cost of both sides, and how many statements a submission takes."""
    app = place.app("submit")
    with app.app_context():
        drafts = iter(made_drafts(2 * (ROUNDS + WARM)))
        bare = Bare(app, place.kind)
        try:
            sides = {"ours": lambda _: ours(next(drafts)), "bare": lambda _: bare.act(next(drafts))}
            costs = in_turns(sides, rounds=ROUNDS, warm=WARM)
            assert_alike()
        finally:
            bare.close()
    return costs, bare.count


def made_drafts(count: int) -> list[int]:
    """Answer every section of so many applications, each by its own person."""
    with atomic():
        users = [add_user(f"person{n}@people.example", (), NOW) for n in range(count)]
        return [a_draft(user).id for user in users]


def ours(application_id: int) -> Act:
    """Submit as the applicant's page does."""

    def act() -> None:
        with atomic():
            submit(application_id)

    return act


def submit(application_id: int) -> None:
    application = db.session.get_one(Application, application_id)
    user = db.session.get_one(applications.User, application.user_id)
    applications.submit(application, actor=actor_for(user, application), now=NOW)


class Bare:
    """The driver alone, on a connection of its own with the settings of ours."""

    def __init__(self, app: Flask, kind: str) -> None:
        self.app, self.kind, self.count = app, kind, 0
        self.pooled = db.engine.raw_connection()
        self.connection: Any = self.pooled.dbapi_connection

    def close(self) -> None:
        self.pooled.close()

    def act(self, application_id: int) -> Act:
        """Write down one submission, take it back, and give the sending of its statements."""
        counters = self.counters()
        with written_down() as sent, writing(True):
            submit(application_id)
            db.session.flush()
            db.session.rollback()
        self.turn_back(counters)
        self.count = len(sent)
        if self.kind == POSTGRESQL:
            self.connection.read_only = False

        def send() -> None:
            cursor = self.connection.cursor()
            for each in sent:
                if isinstance(each.parameters, list):
                    cursor.executemany(each.statement, each.parameters)
                else:
                    cursor.execute(each.statement, each.parameters)
                assert cursor.rowcount == each.rows, each.statement
                if cursor.description:
                    cursor.fetchall()
            if self.kind == POSTGRESQL:
                self.connection.commit()
            else:
                cursor.execute("COMMIT")
            cursor.close()

        return send

    def counters(self) -> dict[str, int]:
        """Read where PostgreSQL's counters stand; SQLite's go back by themselves."""
        if self.kind != POSTGRESQL:
            return {}
        query = "select sequencename, coalesce(last_value, 0) as last from pg_sequences"
        counters = {row.sequencename: row.last for row in db.session.execute(text(query))}
        db.session.rollback()
        return counters

    def turn_back(self, counters: dict[str, int]) -> None:
        with writing(True):
            for name, last in counters.items():
                turned = {"name": name, "last": max(last, 1), "used": last > 0}
                db.session.execute(text("select setval(:name, :last, :used)"), turned)
            db.session.commit()


@contextmanager
def written_down() -> Iterator[list[Sent]]:
    """Collect every statement that goes to the driver inside the block."""
    sent: list[Sent] = []

    def note(_c: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append(Sent(statement, parameters, cursor.rowcount))

    event.listen(db.engine, "after_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "after_cursor_execute", note)


def assert_alike() -> None:
    """Fail unless each side has left, of every application, what a submission leaves."""
    left = [what_is_left(row) for row in db.session.scalars(select(Application))]
    assert len(left) == 2 * (ROUNDS + WARM)
    assert all(each == left[0] for each in left), left
    assert left[0]["submitted"]
    assert left[0]["listed"]
    assert left[0]["checks"] > 10
    assert left[0]["movements"] > 1
    assert pending_count() == len(left) * (left[0]["movements"] + 1)  # a mail each, and the paper


def what_is_left(application: Application) -> Left:
    """Count the rows of one case."""
    mine = {"root_workflow": "application", "root_id": application.id}
    references = db.session.scalars(select(Reference).filter_by(application_id=application.id))
    summary = db.session.get_one(CaseSummary, application.id)
    return {
        "submitted": application.state == "checks" and bool(application.frozen),
        "version": application.version,
        "checks": counted(Check, application_id=application.id),
        "movements": counted(Movement, **mine),
        "asked": sum(row.asked_at is not None for row in references),
        "timers": counted(Timer, workflow="application", case_id=application.id),
        "listed": summary.stage == "checks",
    }


def counted(kind: type[Model], **which: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(kind).filter_by(**which)) or 0
