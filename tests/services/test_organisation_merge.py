"""Organisations merge: nothing before the day, everybody after it, nothing late for sixty days."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from marshmallow import ValidationError
from sqlalchemy import select

from registry.db import db
from registry.models.appointment import Appointment
from registry.models.attestation import Confirmation
from registry.models.notice import Notice
from registry.models.organisation import Office, Organisation
from registry.models.organisation_merge import OrganisationMerge
from registry.models.registration import Registration
from registry.services import organisation_merge, register, sweep
from registry.services.access import actor_for
from tests import factories
from tests.conftest import NOW
from tests.offices import hold_office
from tests.people import People
from workflows.calendar import for_person
from workflows.engine import NotPermitted
from workflows.organisation_merge import State

DAY = date(2026, 12, 1)
INTO = "RR8"


def at(day: date, hour: int = 0) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)


def planned(people: People, on: date = DAY, ending: tuple[str, ...] = ("RCF", "RJ1")) -> Any:
    merge_id = organisation_merge.plan([*ending], INTO, on, by=people.rene, now=NOW)
    return db.session.get_one(OrganisationMerge, merge_id)


def agreed(people: People, on: date = DAY) -> OrganisationMerge:
    row: OrganisationMerge = planned(people, on)
    factories.fire(row, "agree", people.rene)
    return row


def carried(row: OrganisationMerge, now: datetime) -> OrganisationMerge:
    """Let the clock begin it and the job finish it."""
    while sweep.fire_next(now):
        pass
    while organisation_merge.carry_batch(row.id, now, size=1):
        pass
    return row


def the(code: str) -> Organisation:
    return db.session.scalars(select(Organisation).filter_by(code=code)).one()


def test_the_dry_run_names_what_would_change_and_changes_nothing(rows: Any, people: People) -> None:
    registration = factories.registered(people)
    hold_office(people)
    seen = organisation_merge.dry_run(planned(people), NOW)
    assert (seen.people, seen.named[0].post, seen.named[0].confirmed) == (1, "Chief nurse", False)
    assert seen.offices == ("Emma, Chair, Airedale NHS Foundation Trust",)
    assert seen.nobody_speaks
    assert seen.nothing_due_before == for_person(DAY + timedelta(days=60))
    assert registration.organisation_code == "RCF"
    assert the("RCF").closed_on is None


def test_nothing_happens_on_the_eve_and_all_of_it_on_the_day(rows: Any, people: People) -> None:
    registration = factories.registered(people)
    row = carried(agreed(people), at(DAY) - timedelta(minutes=1))
    assert (row.state, registration.organisation_code) == (State.AGREED, "RCF")
    carried(row, at(DAY))
    assert (row.state, row.total, row.carried) == (State.DONE, 1, 1)
    assert (the("RCF").successor_id, the("RCF").closed_on) == (the(INTO).id, DAY)
    assert registration.organisation_code == INTO
    assert register.disagreeing() == []


def test_a_post_ends_on_the_eve_and_is_proposed_to_whoever_speaks(
    rows: Any, people: People
) -> None:
    registration = factories.registered(people)
    hold_office(people, code=INTO)
    carried(agreed(people), at(DAY))
    before, after = registration.appointments
    assert (before.state, before.ended_on) == ("ended", date(2026, 11, 30))
    assert before.organisation_name == "Airedale NHS Foundation Trust"  # as it was on the day
    assert (after.state, after.post, after.began_on, after.host) == (
        "proposed",
        "Chief nurse",
        DAY,
        True,
    )
    (told,) = db.session.scalars(select(Notice).filter_by(kind="posts_proposed"))
    assert "1 post" in told.subject
    assert before.reference_due_on is None  # nobody has left


def test_the_register_says_of_an_earlier_day_what_it_said_then(rows: Any, people: People) -> None:
    registration = factories.registered(people)
    first = register.last_event(registration.id)
    carried(agreed(people), at(DAY))
    last = register.last_event(registration.id)
    assert first
    assert last
    assert first.facts["organisation"] == "Airedale NHS Foundation Trust"
    assert last.facts["organisation"] == the(INTO).name
    assert last.effective_on == DAY


@pytest.mark.parametrize(("due_in", "moves"), [(0, True), (59, True), (60, False), (61, False)])
def test_nothing_falls_due_for_sixty_days(
    rows: Any, people: People, due_in: int, moves: bool
) -> None:
    """The sixtieth day after 4 January is Friday 5 March, a working day, so it does not roll."""
    day = date(2027, 1, 4)
    registration = factories.registered(people)
    owed = registration.attestations[0]
    owed.due_on = owed.first_due_on = day + timedelta(days=due_in)
    row = agreed(people, day)
    organisation_merge.carry_appointment(row, registration.appointments[0].id, at(day))
    expected = day + timedelta(days=60) if moves else day + timedelta(days=due_in)
    assert owed.due_on == expected


def first_movement() -> Any:
    from registry.models.case import Movement

    return db.session.scalars(select(Movement)).first()


def test_offices_of_what_ends_end(rows: Any, people: People) -> None:
    factories.registered(people)
    office = hold_office(people)
    carried(agreed(people), at(DAY))
    assert db.session.get_one(Office, office.id).ended_on == DAY


@pytest.mark.parametrize(("speaks", "state"), [(True, "waiting"), (False, "with_registrar")])
def test_the_employers_half_goes_over(rows: Any, people: People, speaks: bool, state: str) -> None:
    registration = factories.registered(people)
    half = waiting_half(registration, people)
    if speaks:
        hold_office(people, code=INTO)
    carried(agreed(people), at(DAY))
    assert (half.organisation_id, half.state) == (the(INTO).id, state)
    assert half.asked_on == DAY


def waiting_half(registration: Registration, people: People) -> Confirmation:
    from registry.services.attestation import ask_confirmation

    hold_office(people)
    ask_confirmation(registration.attestations[0], first_movement())
    return db.session.scalars(select(Confirmation)).one()


def test_an_application_under_way_is_answered_for_by_the_successor(
    rows: Any, people: People
) -> None:
    application = factories.taken(people)
    carried(agreed(people), at(DAY))
    assert application.organisation_id == the(INTO).id
    assert application.organisation_name == "Airedale NHS Foundation Trust"


def test_a_second_run_finds_nothing_more(rows: Any, people: People) -> None:
    registration = factories.registered(people)
    row = carried(agreed(people), at(DAY))
    assert organisation_merge.carry_batch(row.id, at(DAY)) == 0
    assert len(registration.appointments) == 2


def test_the_same_post_at_both_becomes_one(rows: Any, people: People) -> None:
    from registry.services import appointment

    registration = factories.registered(people)
    stated = appointment.Stated("chief nurse", INTO, "", NOW.date(), main=False)
    actor = actor_for(people.alice, registration)
    second = appointment.start(registration, stated, actor=actor, now=NOW)
    carried(agreed(people), at(DAY))
    assert appointment.held_by(registration) == [second]
    assert second.host
    assert registration.organisation_code == INTO


def test_the_job_carries_everything_in_commits_of_its_own(
    rows: Any, people: People, run_jobs: Callable[[], int], clock: Any
) -> None:
    factories.registered(people)
    row = agreed(people)
    clock.move_to(at(DAY))
    while sweep.fire_next(at(DAY)):
        pass
    run_jobs()
    assert row.state == State.DONE
    assert db.session.scalars(select(Appointment.state).order_by(Appointment.id)).all() == [
        "ended",
        "stated",
    ]


@pytest.mark.parametrize("who", ["carol", "adam", "emma"])
def test_only_a_registrar_plans(rows: Any, people: People, who: str) -> None:
    with pytest.raises(NotPermitted):
        organisation_merge.plan(["RCF"], INTO, DAY, by=getattr(people, who), now=NOW)


def test_an_organisation_merges_into_another_that_is_open(rows: Any, people: People) -> None:
    with pytest.raises(ValidationError, match="itself"):
        planned(people, ending=(INTO,))
    the(INTO).closed_on = NOW.date()
    with pytest.raises(ValidationError, match="open"):
        planned(people)
