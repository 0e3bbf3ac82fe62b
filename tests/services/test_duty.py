"""What a registrant reads of what they owe: the verdict, its links, dates and what follows."""

from datetime import timedelta
from typing import Any

import pytest

from registry.models.registration import HoldKind, Registration
from registry.services import absence, attestation, duty, obligation, path_back
from registry.services.access import actor_for
from tests import factories, keeping
from tests.conftest import NOW
from tests.keeping import DUE, at
from tests.people import People
from workflows.engine import SYSTEM, WrongState


@pytest.fixture
def registration(rows: Any, people: People) -> Registration:
    return factories.registered(people)


def days_before(days: int) -> Any:
    return at(DUE - timedelta(days=days))


def test_nothing_is_missing_until_it_opens(registration: Registration) -> None:
    shown = duty.of(registration, days_before(61))
    assert shown is not None
    assert (shown.sentence, shown.missing, shown.by) == ("You are complete for 2027", (), None)
    assert shown.next_opens_on == DUE - timedelta(days=60)


def test_each_thing_that_is_missing_leads_to_its_step(registration: Registration) -> None:
    shown = duty.of(registration, days_before(60))
    assert shown is not None
    assert shown.sentence == "4 things are missing"
    assert {each.path: each.due_on for each in shown.missing} == {
        f"/registration/attestation/{step}": DUE
        for step in ("still_right", "fitness", "code", "declaration")
    }
    assert shown.next_path == "/registration/attestation/still_right"
    assert "you are late after 23 November 2027" in shown.if_nothing
    assert "28 days more" in shown.if_nothing


def test_it_says_what_the_verdict_says(registration: Registration, people: People) -> None:
    row = keeping.attestation_open(registration)
    for now in (days_before(61), days_before(60), at(DUE + timedelta(days=1))):
        shown = duty.of(registration, now)
        verdict = obligation.verdict(registration, now)
        assert shown is not None
        assert (shown.sentence, shown.complete) == (verdict.sentence, verdict.complete)
    keeping.declare(row, people)
    shown = duty.of(registration, at(DUE))
    assert shown is not None
    assert shown.complete


def test_whoever_left_owes_nothing_and_is_not_called_complete(
    registration: Registration, people: People
) -> None:
    factories.fire(registration, "leave", people.alice)
    assert duty.of(registration, NOW) is None


# Planned absence


def enter(registration: Registration, people: People, first: int, last: int, now: Any) -> None:
    """Enter an absence by days counted from the due date."""
    absence.enter(
        registration,
        DUE + timedelta(days=first),
        DUE + timedelta(days=last),
        actor=actor_for(people.alice, registration),
        now=now,
    )


@pytest.mark.parametrize(
    ("first", "last", "extended"),
    [
        (-30, 30, 121),  # 31 days after the due date, and 90 more
        (-200, -160, None),  # back long before anything is near
        (-200, -60, 141),  # open on the return: the 200 days that were left are given back
        (-200, -91, None),  # due 90 days after the return
        (-200, -90, 1),
    ],
)
def test_it_says_before_where_the_date_will_be(
    registration: Registration, people: People, first: int, last: int, extended: int | None
) -> None:
    enter(registration, people, first, last, days_before(210))
    away = absence.of(registration, days_before(210))
    assert away is not None
    told = obligation.for_person(DUE + timedelta(days=extended)) if extended else None
    assert (away.begun, away.extended_to) == (False, told)


@pytest.mark.parametrize("last", [-100, -70, 30])
def test_what_was_told_is_what_happens(
    registration: Registration, people: People, last: int
) -> None:
    enter(registration, people, -200, last, days_before(210))
    away = absence.of(registration, days_before(210))
    assert away is not None
    obligation.casework.fire(
        registration, "resume", actor=SYSTEM, now=at(DUE + timedelta(days=last + 1))
    )
    assert registration.obligations[0].due_on == (away.extended_to or DUE)
    assert absence.of(registration, at(DUE + timedelta(days=last + 1))) is None


def test_an_absence_that_has_begun_keeps_its_first_day(
    registration: Registration, people: People
) -> None:
    enter(registration, people, -30, 30, days_before(31))
    enter(registration, people, -10, 40, days_before(20))
    (hold,) = registration.holds
    assert (hold.began_on, hold.ends_on) == (DUE - timedelta(days=30), DUE + timedelta(days=40))
    assert hold.reason == ""


def test_an_absence_taken_back_moves_nothing_and_sends_nothing(
    registration: Registration, people: People, rows: Any
) -> None:
    enter(registration, people, -30, 30, days_before(60))
    actor = actor_for(people.alice, registration)
    moved = absence.end(registration, actor=actor, now=days_before(50))
    assert moved.trigger == "pause"
    assert registration.obligations[0].due_on == DUE
    assert not registration.paused(DUE)
    with pytest.raises(WrongState):
        absence.end(registration, actor=actor, now=days_before(40))


def test_coming_back_early_gives_ninety_days_from_that_day(
    registration: Registration, people: People
) -> None:
    keeping.attestation_open(registration)
    enter(registration, people, -30, 60, days_before(31))
    shown = duty.of(registration, days_before(10))
    assert shown is not None
    assert shown.paused
    assert shown.extended_to == obligation.for_person(DUE + timedelta(days=151))
    assert {each.due_on for each in shown.missing} == {shown.extended_to}
    assert "late" not in shown.if_nothing
    absence.end(registration, actor=actor_for(people.alice, registration), now=days_before(10))
    shown = duty.of(registration, days_before(10))
    assert shown is not None
    assert shown.extended_to == obligation.for_person(DUE + timedelta(days=80))


@pytest.mark.parametrize("kind", [HoldKind.MATTER, HoldKind.DEATH])
def test_every_hold_reads_alike(registration: Registration, kind: HoldKind) -> None:
    obligation.stop_clocks(registration, kind, actor=SYSTEM, now=days_before(20), reason="Secret")
    shown = duty.of(registration, days_before(10))
    assert shown is not None
    assert (shown.paused, shown.extended_to) == (True, None)
    assert {each.due_on for each in shown.missing} == {None}
    assert "Secret" not in str(shown)


# The way back


@pytest.mark.parametrize(("days", "way"), [(0, "simple"), (365, "simple"), (366, "full")])
def test_the_way_back_after_leaving_follows_the_calendar(
    registration: Registration, people: People, days: int, way: str
) -> None:
    factories.fire(registration, "leave", people.alice)
    back = path_back.of(registration, NOW + timedelta(days=days))
    assert back is not None
    assert back.way == way


def test_somebody_registered_needs_no_way_back(registration: Registration) -> None:
    assert path_back.of(registration, NOW) is None


def test_what_begins_with_old_answers_is_the_code_alone(
    registration: Registration, people: People
) -> None:
    row = keeping.attestation_open(registration)
    keeping.declare(row, people)
    following = attestation.owed_by(registration)
    assert following is not None
    assert attestation.starting_values(following, "code") == row.answers["code"]
    for key in ("fitness", "still_right"):
        assert attestation.starting_values(following, key) == {}
