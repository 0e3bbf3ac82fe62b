"""The posts of a registrant: what the public sees, what the employer says, what silence is."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from marshmallow import ValidationError
from sqlalchemy import select

from registry.db import db
from registry.models.appointment import Appointment
from registry.models.attestation import Confirmation
from registry.models.case import Movement
from registry.models.registration import Registration
from registry.services import appointment, attestation, register, sweep
from registry.services.access import actor_for
from registry.services.appointment import Stated
from tests import factories
from tests.conftest import NOW
from tests.offices import hold_office
from tests.people import People
from workflows.appointment import State
from workflows.engine import NotPermitted, Unmet

TODAY = NOW.date()


def at(day: date, hour: int = 12) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)


def facts(registration: Registration) -> Any:
    event = register.last_event(registration.id)
    assert event is not None
    return event.facts


def stated(post: str = "Chair", code: str = "RCF", name: str = "", main: bool = True) -> Stated:
    return Stated(post, code, name, TODAY, main)


def start(registration: Registration, people: People, what: Stated, now: datetime = NOW) -> Any:
    return appointment.start(
        registration, what, actor=actor_for(people.alice, registration), now=now
    )


def end(row: Appointment, people: People, on: date = TODAY, now: datetime = NOW) -> None:
    appointment.end(row, on, actor=actor_for(people.alice, row), now=now)


def answer(row: Appointment, people: People, trigger: str, reason: str = "") -> None:
    factories.fire(row, trigger, people.emma, NOW, reason)


def sweep_until(now: datetime) -> None:
    while sweep.fire_next(now):
        pass


def first(registration: Registration) -> Appointment:
    (row,) = registration.appointments
    return row


def test_an_approval_opens_the_first_post(rows: Any, people: People) -> None:
    registration = factories.registered(people)
    row = first(registration)
    assert (row.post, row.organisation_name, row.host) == (
        "Chief nurse",
        "Airedale NHS Foundation Trust",
        True,
    )
    assert row.state == State.STATED  # the employer said nothing before the approval
    assert facts(registration)["role_confirmed"] is False
    assert register.disagreeing() == []


def test_a_new_main_post_shows_at_once_and_the_employer_is_asked(rows: Any, people: People) -> None:
    registration = factories.registered(people)
    hold_office(people, code="RR8")
    row = start(registration, people, stated(code="RR8"))
    assert row.state == State.PROPOSED
    assert (facts(registration)["post"], facts(registration)["role_confirmed"]) == ("Chair", False)
    assert facts(registration)["organisation_code"] == "RR8"
    answer(row, people, "confirm")
    assert facts(registration)["role_confirmed"] is True
    assert [each.host for each in registration.appointments] == [False, True]
    assert register.disagreeing() == []


def test_a_second_post_changes_nothing_public(rows: Any, people: People) -> None:
    registration = factories.registered(people)
    before = register.last_event(registration.id)
    start(registration, people, stated(main=False, code="", name="A charity"))
    assert register.last_event(registration.id) is before
    assert len(appointment.held_by(registration)) == 2


def test_where_nobody_speaks_it_is_stated_at_once(rows: Any, people: People) -> None:
    registration = factories.registered(people)
    row = start(registration, people, stated(code="", name="A charity"))
    assert (row.state, row.asked_on) == (State.STATED, None)


def test_silence_ends_after_the_tenth_working_day(rows: Any, people: People) -> None:
    """Asked on Monday 23 November: Monday 7 December is in time, Tuesday is not."""
    registration = factories.registered(people)
    hold_office(people)
    row = start(registration, people, stated())
    sweep_until(at(date(2026, 12, 7), 23))
    assert row.state == State.PROPOSED
    sweep_until(at(date(2026, 12, 8), 0))
    assert row.state == State.STATED
    assert facts(registration)["role_confirmed"] is False
    answer(row, people, "confirm")  # silence is not the last word
    assert facts(registration)["role_confirmed"] is True


def test_a_dispute_takes_the_confirmation_back_and_its_words_stay_private(
    rows: Any, people: People
) -> None:
    registration = factories.registered(people)
    hold_office(people)
    row = start(registration, people, stated())
    answer(row, people, "confirm")
    with pytest.raises(Unmet, match="reason"):
        answer(row, people, "dispute")
    answer(row, people, "dispute", "She left in June")
    assert facts(registration)["role_confirmed"] is False
    assert "June" not in str(facts(registration))
    assert row.words == "She left in June"


@pytest.mark.parametrize("kind", ["secretary"])
def test_a_secretary_does_not_confirm(rows: Any, people: People, kind: str) -> None:
    registration = factories.registered(people)
    hold_office(people, kind=kind)
    row = first(registration)
    with pytest.raises(Unmet, match="a secretary prepares"):
        answer(row, people, "confirm")


def test_nobody_confirms_for_themselves_or_for_another_organisation(
    rows: Any, people: People
) -> None:
    registration = factories.registered(people)
    office = hold_office(people, code="RR8")
    row = first(registration)
    with pytest.raises(NotPermitted):
        answer(row, people, "confirm")
    office.user_id, office.organisation_id = people.alice.id, row.organisation_id or 0
    db.session.flush()
    with pytest.raises(NotPermitted):
        factories.fire(row, "confirm", people.alice)


def test_the_end_of_the_last_post_leaves_the_person_registered_between_posts(
    rows: Any, people: People
) -> None:
    registration = factories.registered(people)
    end(first(registration), people)
    assert registration.on_register
    assert (facts(registration)["post"], facts(registration)["organisation"]) == ("", "")
    assert appointment.between_posts_since(registration) == TODAY
    assert appointment.attests_alone_until(registration) == date(2028, 11, 23)
    assert register.disagreeing() == []


def test_between_posts_nobody_is_asked_to_confirm(rows: Any, people: People) -> None:
    registration = factories.registered(people)
    hold_office(people)
    end(first(registration), people)
    attestation.ask_confirmation(
        registration.attestations[0], db.session.scalars(select(Movement)).all()[-1]
    )
    assert db.session.scalars(select(Confirmation)).all() == []


def test_leaving_is_never_blocked(rows: Any, people: People) -> None:
    registration = factories.registered(people)
    row = first(registration)
    factories.fire(registration, "report_death", people.rene, NOW, "A letter")
    end(row, people)
    assert row.state == State.ENDED


def test_the_main_mark_passes_to_the_post_held_for_longest(rows: Any, people: People) -> None:
    registration = factories.registered(people)
    start(registration, people, stated("Adviser", "", "A charity", main=False))
    end(first_of(registration, "Chief nurse"), people)
    assert facts(registration)["post"] == "Adviser"
    assert appointment.between_posts_since(registration) is None


def first_of(registration: Registration, post: str) -> Appointment:
    return next(each for each in registration.appointments if each.post == post)


def test_a_post_that_replaces_another_makes_one_change(rows: Any, people: People) -> None:
    registration = factories.registered(people)
    actor = actor_for(people.alice, registration)
    appointment.replace_main(registration, stated(code="RR8"), actor=actor, now=NOW)
    assert first_of(registration, "Chief nurse").ended_on == TODAY
    changes = select(Movement).filter_by(trigger="change_role")
    assert len(db.session.scalars(changes).all()) == 1


@pytest.mark.parametrize(
    ("on", "words"),
    [(date(1999, 1, 1), "before it began"), (TODAY + timedelta(days=1), "today or in the past")],
)
def test_the_day_of_the_end_is_a_possible_one(
    rows: Any, people: People, on: date, words: str
) -> None:
    row = first(factories.registered(people))
    with pytest.raises(ValidationError, match=words):
        end(row, people, on)
    assert row.state == State.STATED


def test_the_leavers_reference_is_owed_where_somebody_speaks(rows: Any, people: People) -> None:
    registration = factories.registered(people)
    hold_office(people)
    row = first(registration)
    end(row, people)
    assert row.reference_due_on == date(2026, 12, 21)  # twenty working days
    answer(row, people, "reference_written")
    assert row.reference_written_on == TODAY
    with pytest.raises(Unmet, match="No reference"):
        answer(row, people, "reference_written")


def test_after_the_registration_has_ended_nothing_public_moves(rows: Any, people: People) -> None:
    registration = factories.registered(people)
    hold_office(people)
    factories.fire(registration, "leave", people.alice)
    last = register.last_event(registration.id)
    with pytest.raises(Unmet, match="registration has ended"):
        answer(first(registration), people, "confirm")
    end(first(registration), people)
    assert register.last_event(registration.id) is last


def test_one_main_post_at_most(rows: Any, people: People) -> None:
    registration = factories.registered(people)
    other = start(registration, people, stated(main=False))
    factories.fire(other, "make_main", people.alice)
    assert [each.host for each in registration.appointments] == [False, True]
    assert facts(registration)["post"] == "Chair"
