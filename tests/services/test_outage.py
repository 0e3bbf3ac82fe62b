"""Deadline days: an outage moves them for all, and none falls from 23 December to 2 January."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from registry.clock import LONDON
from registry.db import db
from registry.jobs.letter import send
from registry.models.case import Movement
from registry.models.registration import Registration
from registry.services import obligation, outage
from tests import factories
from tests.people import People
from workflows.calendar import ONE_DAY, in_quiet_days, is_working_day
from workflows.policy import FIRST
from workflows.registration import Standing

DUE = date(2027, 11, 23)  # a Tuesday
MOVED = date(2027, 11, 26)


def london(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


@pytest.fixture
def alice(rows: Any, people: People) -> Registration:
    registration = factories.registered(people)
    rows.flush()
    return registration


def recorded(began: datetime, ended: datetime) -> int:
    """Record an outage and move what it moves, as the job does."""
    row = outage.record(began, ended, "The network was cut", by=None, now=ended)
    days = outage.days_hit(row)
    while ids := outage.affected(days):
        for registration_id in ids:
            outage.move(row.id, registration_id, ended)
        db.session.flush()
    outage.finish(row.id, ended)
    return row.moved


@pytest.mark.parametrize(
    ("began", "ended", "moved"),
    [
        (london(DUE, 9), london(DUE, 11), 0),  # two hours are not over two hours
        (london(DUE, 9), london(DUE, 11, 1), 1),
        (london(DUE - ONE_DAY, 20), london(DUE, 2), 0),  # long, and not on the day itself
        (london(DUE - ONE_DAY, 20), london(DUE, 3), 1),
        (london(DUE, 21), london(DUE + ONE_DAY, 9), 1),
        (london(DUE, 22), london(DUE + ONE_DAY, 9), 0),
    ],
)
def test_over_two_hours_on_the_day_move_it_three_working_days(
    alice: Registration, began: datetime, ended: datetime, moved: int
) -> None:
    assert recorded(began, ended) == moved
    owed = alice.obligations[0]
    assert owed.due_on == (MOVED if moved else DUE)


def test_the_move_is_a_step_with_its_reason_and_the_person_is_told(alice: Registration) -> None:
    recorded(london(DUE, 9), london(DUE, 15))
    step = db.session.scalars(select(Movement).filter_by(trigger="move_due")).one()
    assert step.reason == "The service was down on 23 November 2027: The network was cut"
    told = db.session.scalars(select(Movement).filter_by(trigger="make_up_outage")).one()
    send("send_extended")  # the job by that name exists
    assert told.reason == "The network was cut"
    assert (told.source, told.dest) == (Standing.ACTIVE, Standing.ACTIVE)


def test_the_same_outage_moves_nobody_twice(alice: Registration) -> None:
    recorded(london(DUE, 9), london(DUE, 15))
    assert recorded(london(DUE, 9), london(DUE, 15)) == 0
    owed = alice.obligations[0]
    assert owed.due_on == MOVED


def test_a_deadline_moves_past_every_day_of_a_long_outage(alice: Registration) -> None:
    assert recorded(london(DUE, 9), london(MOVED, 15)) == 1
    owed = alice.obligations[0]
    assert owed.due_on == date(2027, 12, 1)


def test_who_is_late_gets_the_last_day_moved_too(alice: Registration) -> None:
    alice.late_until = DUE
    owed = alice.obligations[0]
    owed.due_on = DUE - timedelta(days=28)
    alice.state = Standing.LATE.value
    db.session.flush()
    recorded(london(DUE, 9), london(DUE, 15))
    assert alice.late_until == MOVED
    assert owed.due_on == DUE - timedelta(days=28)


@pytest.mark.parametrize("day", [date(2026, 12, 20) + timedelta(days=n) for n in range(18)])
def test_no_date_that_somebody_owes_by_falls_in_the_quiet_days(
    alice: Registration, day: date
) -> None:
    """The anniversary, the last late day, and the day to which an outage moves a deadline."""
    alice.registered_on = day - timedelta(days=365)
    obligation.close_obligations(alice, a_step(alice, day))
    obligation.schedule_attestation(alice, a_step(alice, day - timedelta(days=100)))
    db.session.flush()
    owed = alice.obligations[0]
    obligation.begin_late(alice, a_step(alice, day))
    moved = outage.moved_to(day, {day}, FIRST)
    for found in (owed.due_on, owed.first_due_on, alice.late_until, moved):
        assert not in_quiet_days(found), found
        assert is_working_day(found)
    assert owed.due_on >= alice.registered_on


def a_step(registration: Registration, day: date) -> Movement:
    return Movement(
        trigger="test",
        reason="",
        evidence={},
        effective_on=day,
        at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
    )
