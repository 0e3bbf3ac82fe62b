"""The edges of days: leap years, clock changes, holidays that moved, the last second in time."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from registry.models.case import Movement, Timer
from registry.models.registration import Registration
from registry.services import casework, obligation
from registry.services.sweep import fire_next
from tests import factories
from tests.people import People
from workflows.calendar import LONDON, london_midnight_after
from workflows.engine import SYSTEM, Deadline
from workflows.registration import WORKFLOW as REGISTRATION
from workflows.registration import Standing

SECOND = timedelta(seconds=1)


def since(people: People, rows: Any, day: date) -> Registration:
    """Give a registration as if it had been opened on a day: what it owes is counted from there."""
    row = factories.registered(people)
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    row.registered_on = day
    for each in row.obligations:
        casework.fire(each, "close", actor=SYSTEM, now=now)
    opened = rows.scalars(select(Movement).filter_by(trigger="open", case_id=row.id)).first()
    opened.at = now
    for each in (*row.attestations, *row.revalidations):
        rows.delete(each)
    rows.flush()
    rows.expire_all()
    obligation.open_obligations(row, opened)
    casework.reschedule(row, now)
    rows.flush()
    return row


@pytest.mark.parametrize(
    ("registered_on", "due_on"),
    [
        (date(2027, 2, 28), date(2028, 2, 28)),
        (date(2028, 2, 29), date(2029, 2, 28)),  # no 29th to fall on
        (date(2025, 12, 22), date(2026, 12, 22)),  # the last day before the quiet ones
        (date(2025, 12, 23), date(2027, 1, 4)),  # the first of the quiet days
        (date(2026, 1, 2), date(2027, 1, 4)),  # the last of them, and a weekend behind
        (date(2026, 12, 24), date(2028, 1, 4)),  # past a substitute holiday as well
        (date(2026, 5, 3), date(2027, 5, 4)),  # a Monday in May that is a holiday
        (date(2019, 5, 8), date(2020, 5, 11)),  # a holiday that was moved to a Friday for one year
        (date(2019, 5, 4), date(2020, 5, 4)),  # and the Monday that it was moved from
        (date(2021, 6, 2), date(2022, 6, 6)),  # two days off and a weekend
        (date(2028, 5, 7), date(2029, 5, 8)),  # beyond the published holidays, by rule
        (date(2029, 3, 30), date(2030, 4, 1)),  # a weekend
    ],
)
def test_the_first_due_date(rows: Any, people: People, registered_on: date, due_on: date) -> None:
    row = since(people, rows, registered_on)
    assert row.attestations[-1].due_on == due_on


def test_a_leap_day_comes_back_when_there_is_one(rows: Any, people: People) -> None:
    row = since(people, rows, date(2028, 2, 29))
    (cycle,) = row.revalidations
    assert cycle.due_on == date(2031, 2, 28)
    fifth = row.attestations[-1]
    fifth.year = 7
    casework.fire(fifth, "close", actor=SYSTEM, now=datetime(2036, 1, 10, tzinfo=UTC))
    last = rows.scalars(select(Movement).order_by(Movement.id.desc())).first()
    obligation.schedule_attestation(row, last)
    assert row.attestations[-1].due_on == date(2036, 2, 29)  # counted from the first day each time


@pytest.mark.parametrize("due_on", [date(2027, 6, 1), date(2027, 11, 23), date(2028, 2, 29)])
def test_the_last_second_of_the_day_is_in_time(rows: Any, people: People, due_on: date) -> None:
    row = since(people, rows, due_on - timedelta(days=370))
    for owed in row.obligations:
        obligation.move_due(owed, due_on, "A test", datetime(2026, 12, 1, tzinfo=UTC))
    rows.query(Timer).filter(Timer.trigger != "fall_due").delete()
    rows.flush()
    midnight = london_midnight_after(due_on)
    assert fire_next(midnight - SECOND) is None
    fired = fire_next(midnight)
    assert fired is not None
    assert fired.trigger == "fall_due"
    took = rows.scalars(select(Movement).filter_by(trigger="fall_due", case_id=row.id)).one()
    assert took.effective_on == due_on
    assert row.state == Standing.ACTIVE  # nothing was sent, so the date moves and nobody is late
    assert min(owed.due_on for owed in row.obligations) >= due_on + timedelta(days=28)


@pytest.mark.parametrize(
    ("day", "morning", "over"),
    [
        (date(2027, 3, 27), "2027-03-27T09:00", "2027-03-28T00:00"),
        (date(2027, 3, 28), "2027-03-28T08:00", "2027-03-28T23:00"),  # 23 hours long
        (date(2027, 10, 30), "2027-10-30T08:00", "2027-10-30T23:00"),
        (date(2027, 10, 31), "2027-10-31T09:00", "2027-11-01T00:00"),  # 25 hours long
    ],
)
def test_a_day_on_which_the_clocks_change_has_its_own_length(
    day: date, morning: str, over: str
) -> None:
    state = REGISTRATION.initial
    reminder = Deadline(state, "remind", lambda _: day, reminder=True)
    ending = Deadline(state, "end", lambda _: day)
    assert casework.fires_at(reminder, day) == datetime.fromisoformat(f"{morning}+00:00")
    assert casework.fires_at(ending, day) == datetime.fromisoformat(f"{over}+00:00")
    assert casework.fires_at(reminder, day).astimezone(LONDON).hour == casework.REMINDERS_AT
