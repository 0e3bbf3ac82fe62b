"""The moved clock: a year that is moved is a year that was lived, and one move at a time."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from registry import clock, queue
from registry.db import atomic, db
from registry.jobs import demo as living
from registry.models.case import Movement
from registry.models.erasure import Erasure
from registry.models.notice import Notice
from registry.models.sweep import ClockMove
from registry.models.user import User
from registry.services import application as applications
from registry.services import demo_clock, sweep_run
from registry.services.user import add_user
from workflows.engine import WrongState


@pytest.fixture
def drafted(own_app: Flask) -> Iterator[Flask]:
    """Somebody who began to apply today."""
    own_app.config["DEMO"] = True
    with own_app.app_context():
        with atomic():
            user = add_user("ann@people.example", (), clock.now())
            applications.accept_rules(user, 1, clock.now())
            applications.start(user, clock.now())
        yield own_app
        queue.stop_worker()
        clock.set_offset(timedelta())


def move(app: Flask, by: str) -> ClockMove:
    with atomic():
        demo_clock.begin(by, clock.now())
    return moved_by_worker(app)


def moved_by_worker(app: Flask) -> ClockMove:
    """Let a real worker run until the clock has arrived."""
    queue.run_worker(app, name="solo", threads=2, beat=1.0, polling=0.05)
    end = time.monotonic() + 90
    while demo_clock.is_moving():
        assert time.monotonic() < end, "the clock does not arrive"
        db.session.rollback()
        time.sleep(0.05)
    queue.stop_worker()
    db.session.rollback()
    clock.set_offset(demo_clock.offset())
    row = demo_clock.newest()
    assert row is not None
    return row


def test_a_moved_year_is_a_year_lived(drafted: Flask) -> None:
    began = clock.now()
    moved = move(drafted, "year")
    assert (moved.moving, moved.error) == (None, "")
    assert moved.reached_at == moved.to_at
    assert clock.london_day(clock.now()) == clock.london_day(demo_clock.later(began, "year"))
    assert moved.steps > 365
    steps = db.session.scalars(select(Movement).order_by(Movement.id)).all()
    days = [
        (step.trigger, (clock.london_day(step.at) - clock.london_day(began)).days) for step in steps
    ]
    assert [name for name, _ in days] == [*(f"remind_draft_{n}" for n in (1, 2, 3)), "expire"]
    assert [day for _, day in days[:3]] == [14, 45, 76]
    assert 90 < days[3][1] < 100
    for step in steps:
        [notice] = db.session.scalars(select(Notice).filter_by(movement_id=step.id))
        assert timedelta() <= notice.planned_at - step.at < timedelta(minutes=1)
        assert notice.accepted_at is not None
    [erased] = db.session.scalars(select(Erasure))
    assert (erased.what, erased.at.astimezone(clock.LONDON).hour) == ("contents", 3), "in its night"


def test_each_edge_happens_at_the_schemes_time(drafted: Flask) -> None:
    moved = move(drafted, "month")
    clock.set_offset(timedelta())
    page = drafted.test_client().get("/about").text
    day = clock.london_day(moved.to_at)
    assert f"{day:%A} {day.day} {day:%B} {day.year}" in page
    clock.set_offset(timedelta())
    [prepare] = queue.EDGE
    prepare()
    assert abs(clock.now() - moved.to_at) < timedelta(minutes=1)


def test_a_move_that_was_killed_goes_on_where_it_was(drafted: Flask) -> None:
    now = clock.now()
    with atomic():
        demo_clock.begin("month", now)
        row = demo_clock.newest()
        assert row is not None
        half = now + timedelta(days=20)
        demo_clock.reach(row.id, half, living.ahead(half))
    moved = moved_by_worker(drafted)
    assert moved.reached_at == moved.to_at
    [reminder] = db.session.scalars(select(Movement))
    assert reminder.at >= half, "the clock never goes back"
    assert reminder.effective_on == clock.london_day(now) + timedelta(days=14)


def test_one_move_at_a_time(drafted: Flask) -> None:
    with atomic():
        demo_clock.begin("day", clock.now())
    with pytest.raises(WrongState, match="already"), atomic():
        demo_clock.begin("day", clock.now())


def test_a_fault_on_the_way_leaves_the_clock_where_it_came_to(
    drafted: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(_: datetime) -> None:
        raise KeyError("Ann Example")

    monkeypatch.setattr(living, "fire_next", fault)
    moved = move(drafted, "month")
    assert moved.error.startswith("KeyError in fault")
    assert "Ann" not in moved.error
    assert moved.moving is None
    assert moved.reached_at < moved.to_at
    assert timedelta(days=12) < demo_clock.offset() < timedelta(days=15)
    monkeypatch.undo()
    assert move(drafted, "day").error == ""


def test_no_time_passes_while_deadlines_are_stopped(drafted: Flask) -> None:
    with atomic():
        ann = db.session.scalars(select(User)).one()
        sweep_run.stop("Wait", by=ann, now=clock.now())
    with pytest.raises(WrongState, match="stopped"), atomic():
        demo_clock.begin("day", clock.now())


@pytest.mark.parametrize(
    ("now", "by", "then"),
    [
        ((2027, 1, 31, 9), "month", (2027, 2, 28, 9)),
        ((2028, 2, 29, 9), "year", (2029, 2, 28, 9)),
        ((2027, 3, 27, 9), "day", (2027, 3, 28, 8)),  # the clocks go forward in between
    ],
)
def test_the_time_of_day_stays_in_london(
    now: tuple[int, ...], by: str, then: tuple[int, ...]
) -> None:
    moved = demo_clock.later(datetime(*now, tzinfo=UTC), by)  # type: ignore[misc,arg-type]
    assert moved == datetime(*then, tzinfo=UTC)  # type: ignore[misc,arg-type]
