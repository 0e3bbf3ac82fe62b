"""Notes of interim cover: given by an office-holder, shown for six weeks, and nothing more."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from marshmallow import ValidationError

from registry.models.interim_cover import InterimCover
from registry.models.organisation import Organisation
from registry.services import interim_cover, sweep
from tests import factories
from tests.conftest import NOW
from tests.offices import hold_office
from tests.people import People
from workflows.engine import NotPermitted, Unmet
from workflows.interim_cover import State

TODAY = NOW.date()


def home(rows: Any) -> Organisation:
    found: Organisation = rows.query(Organisation).filter_by(code="RCF").one()
    return found


def asked(rows: Any, **changes: Any) -> dict[str, Any]:
    given = {"name": "Olive Quayle", "post": "Chief nurse", "began_on": TODAY}
    return {"organisation": str(home(rows).id), **given, **changes}


def give(rows: Any, people: People, **changes: Any) -> InterimCover:
    return interim_cover.give(asked(rows, **changes), people.emma, NOW)


def seen(typed: str, on: date = TODAY) -> list[str]:
    return [each.name for each in interim_cover.matching(typed, on)]


def test_the_public_reads_whose_word_it_is_and_that_it_is_no_entry(
    rows: Any, people: People
) -> None:
    hold_office(people)
    give(rows, people)
    (shown,) = interim_cover.matching("olive", TODAY)
    assert shown.sentence == (
        "Interim chief nurse, stated by Airedale NHS Foundation Trust. Not on this register."
    )


@pytest.mark.parametrize(
    ("typed", "found"),
    [("Quayle", 1), ("olive airedale", 1), ("airedale", 1), ("nurse", 1), ("quay", 1)]
    + [("uayle", 0), ("Olive Bolton", 0), ("", 0), ("%", 0)],
)
def test_it_is_found_by_the_beginning_of_every_word(
    rows: Any, people: People, typed: str, found: int
) -> None:
    hold_office(people)
    give(rows, people)
    assert len(seen(typed)) == found


def test_the_forty_second_day_is_the_last(rows: Any, people: People) -> None:
    hold_office(people)
    row = give(rows, people)
    last = TODAY + timedelta(days=41)
    assert (row.ends_on, seen("olive", last)) == (last, ["Olive Quayle"])
    assert seen("olive", last + timedelta(days=1)) == []  # before any clock has fired
    while sweep.fire_next(datetime.combine(last, time(23, 59), tzinfo=UTC)):
        pass
    assert row.state == State.OPEN
    while sweep.fire_next(datetime.combine(last + timedelta(days=1), time(0), tzinfo=UTC)):
        pass
    assert (row.state, row.ended_on) == (State.ENDED, last)


def test_a_secretary_and_a_stranger_give_none(rows: Any, people: People) -> None:
    hold_office(people, kind="secretary")
    with pytest.raises(Unmet, match="a secretary cannot"):
        give(rows, people)
    with pytest.raises(NotPermitted):
        interim_cover.give(asked(rows), people.mallory, NOW)


def test_it_ends_when_they_say_so_and_at_once(rows: Any, people: People) -> None:
    hold_office(people)
    row = give(rows, people)
    factories.fire(row, "end", people.emma)
    assert seen("olive") == []


@pytest.mark.parametrize(("ago", "allowed"), [(41, True), (42, False)])
def test_what_began_six_weeks_ago_is_over(
    rows: Any, people: People, ago: int, allowed: bool
) -> None:
    hold_office(people)
    if allowed:
        assert give(rows, people, began_on=TODAY - timedelta(days=ago)).ends_on == TODAY
        return
    with pytest.raises(ValidationError, match="Six weeks"):
        give(rows, people, began_on=TODAY - timedelta(days=ago))


def test_notes_do_not_chain(rows: Any, people: People) -> None:
    hold_office(people)
    factories.fire(give(rows, people), "end", people.emma)
    with pytest.raises(ValidationError, match="less than six weeks"):
        give(rows, people, name="olive quayle", post="Medical director")
    assert give(rows, people, name="Olive Quail")


def test_nobody_of_the_register_is_said_not_to_be_on_it(rows: Any, people: People) -> None:
    factories.registered(people)
    hold_office(people)
    with pytest.raises(ValidationError, match="is on the register"):
        give(rows, people, name="amina okafor")
