"""People who act at the same moment: every commit is real, every connection its own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from threading import Barrier
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from registry import queue
from registry.db import atomic, db
from registry.errors import AlreadyDone
from registry.models.application import Application
from registry.models.case import Movement
from registry.models.check import Check
from registry.models.registration import Registration
from registry.models.user import User
from registry.services import application as applications
from registry.services import command
from registry.services.sweep import fire_next
from tests import factories
from tests.conftest import NOW
from tests.people import make_people
from workflows.engine import Refused

Act = Callable[[], Any]


@pytest.fixture
def standing(own_app: Flask) -> Iterator[Flask]:
    """The application, while the clock stands at NOW."""
    with time_machine.travel(NOW, tick=False):
        yield own_app


def at_once(app: Flask, *acts: Act) -> list[Any]:
    """Run acts at the same moment, each in a transaction of its own; give what came of them."""
    start = Barrier(len(acts))

    def run(act: Act) -> Any:
        with app.app_context():
            start.wait(10)
            try:
                with atomic():
                    return act()
            except (Refused, StaleDataError, AlreadyDone) as refusal:
                return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return [f.result(60) for f in [pool.submit(Context().run, run, act) for act in acts]]


def prepare(app: Flask, make: Callable[[], Any]) -> Any:
    with app.app_context(), atomic():
        return make()


def user(name: str) -> User:
    return db.session.scalars(select(User).where(User.email == f"{name}@people.example")).one()


def test_two_people_who_close_the_last_two_checks_move_the_application(standing: Flask) -> None:
    def make() -> tuple[int, list[int]]:
        application = factories.taken(make_people())
        for row in application.checks[:-2]:
            factories.clear(row, user("carol"))
        db.session.flush()
        return application.id, [row.id for row in application.checks[-2:]]

    application_id, (one, two) = prepare(standing, make)

    def close(check_id: int) -> Act:
        return lambda: factories.clear(db.session.get_one(Check, check_id), user("carol"))

    at_once(standing, close(one), close(two))
    with standing.app_context():
        assert db.session.get_one(Application, application_id).state == "assessment"


def test_two_registrars_who_approve_at_once_register_once(standing: Flask) -> None:
    application_id = prepare(standing, lambda: factories.in_decision(make_people()).id)

    def approve(name: str) -> Act:
        return lambda: factories.fire(
            db.session.get_one(Application, application_id), "approve", user(name)
        )

    results = at_once(standing, approve("rene"), approve("rosa"))
    assert sorted(isinstance(r, Movement) for r in results) == [False, True]
    with standing.app_context():
        assert db.session.scalar(select(func.count(Registration.id))) == 1


def test_starting_twice_at_once_gives_one_application(standing: Flask) -> None:
    prepare(standing, make_people)

    def start() -> int:
        return applications.start(user("alice"), NOW).id

    one, two = at_once(standing, start, start)
    assert one == two


def test_the_same_command_twice_at_once_is_carried_out_once(standing: Flask) -> None:
    done: list[str] = []

    def act() -> None:
        row = command.begin("user:1", "a key", b"content", NOW)
        done.append("done")
        row.result = "/there"

    results = at_once(standing, act, act)
    assert [r.result for r in results if isinstance(r, AlreadyDone)] == ["/there"]
    assert len(done) == 1


def test_two_sweeps_fire_a_timer_once(standing: Flask) -> None:
    prepare(standing, lambda: factories.a_draft(make_people().alice).id)
    later = NOW.replace(year=2027, month=6)

    def sweep() -> int:
        return sum(1 for _ in iter(lambda: fire_next(later), None))

    at_once(standing, sweep, sweep)
    with standing.app_context():
        query = select(func.count(Movement.id)).where(Movement.trigger == "expire")
        assert db.session.scalar(query) == 1


def test_a_step_that_fails_leaves_nothing_behind(standing: Flask) -> None:
    def make() -> int:
        return factories.submitted(make_people().alice).id

    application_id = prepare(standing, make)

    def fail() -> None:
        row = db.session.get_one(Application, application_id)
        factories.fire(row, "take", user("carol"))
        factories.fire(row, "ask", user("carol"), reason="What happened in May?")
        raise ZeroDivisionError

    with standing.app_context():
        before = len(queue.pending())
    with pytest.raises(ZeroDivisionError):
        at_once(standing, fail)
    with standing.app_context():
        row = db.session.get_one(Application, application_id)
        assert (row.state, row.caseworker_id, len(queue.pending())) == ("checks", None, before)
