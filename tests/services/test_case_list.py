"""The queue: which cases each view holds, in which order, and what a barred reader learns."""

from datetime import timedelta
from typing import Any

import pytest

from registry.models.application import Application, Conflict
from registry.models.organisation import Office, Organisation
from registry.models.user import User
from registry.services import access, case_list, timeline
from registry.services.case_list import Chosen
from registry.services.user import add_user
from registry.wiring import WORKFLOWS
from tests import factories
from tests.conftest import NOW
from tests.people import People


def a_person(number: int) -> User:
    return add_user(f"person{number}@trust.example", (), NOW, name=f"Person {number}")


def listed(user: User, **chosen: Any) -> list[str]:
    page = case_list.queue(user, Chosen(**chosen), NOW)
    return [line.reference for line in page.lines]


@pytest.fixture
def free(people: People, rows: Any) -> Application:
    return factories.submitted(people.alice)


@pytest.fixture
def carols(people: People, rows: Any) -> Application:
    application = factories.submitted(people.bob, NOW - timedelta(days=5))
    factories.fire(application, "take", people.carol)
    return application


def test_each_view_holds_its_cases(people: People, free: Application, carols: Application) -> None:
    factories.a_draft(people.mallory)
    assert listed(people.carol, view="mine") == [carols.reference]
    assert listed(people.carol, view="unassigned") == [free.reference]
    assert listed(people.carol, view="team") == [carols.reference, free.reference]
    factories.fire(carols, "ask", people.carol, reason="Which post?")
    assert listed(people.carol, view="applicant") == [carols.reference]
    factories.fire(free, "withdraw", people.alice)
    assert listed(people.carol, view="ended") == [free.reference]
    counts = {v.key: v.count for v in case_list.queue(people.carol, Chosen(), NOW).views}
    assert counts == {"mine": 1, "unassigned": 0, "team": 1, "applicant": 1, "ended": 1}


def test_a_case_to_decide_waits_for_registrars_alone(people: People, rows: Any) -> None:
    application = factories.in_decision(people)
    assert listed(people.rene, view="decide") == [application.reference]
    assert case_list.chosen({}, people.rene).view == "decide"
    assert case_list.chosen({}, people.carol).view == "mine"


@pytest.mark.parametrize("sort", ["due", "received"])
def test_the_oldest_promise_comes_first(
    people: People, free: Application, carols: Application, sort: str
) -> None:
    assert listed(people.carol, sort=sort) == [carols.reference, free.reference]
    assert listed(people.carol, sort="newest") == [free.reference, carols.reference]


def test_a_case_is_found_by_name_reference_and_filters(people: People, free: Application) -> None:
    lower = free.reference.lower()
    for found in (
        {"search": "okafor amina"},
        {"search": f"{lower[:3]} {lower[3:]}"},
        {"stage": "checks"},
        {"waiting_on": "caseworker", "route": "graduate_scheme"},
    ):
        assert listed(people.carol, **found) == [free.reference], found
    for nothing in ({"search": "stranger"}, {"search": "%"}, {"stage": "decision"}):
        assert listed(people.carol, **nothing) == [], nothing


def an_office(user: User, application: Application, rows: Any) -> None:
    rows.add(
        Office(
            organisation_id=application.organisation_id,
            user_id=user.id,
            kind="secretary",
            began_on=NOW.date(),
            opened_by=user.id,
            called_back="Switchboard",
            at=NOW,
        )
    )


def a_conflict(user: User, application: Application, rows: Any) -> None:
    rows.add(Conflict(application_id=application.id, user_id=user.id, words="Sister", at=NOW))


def a_referee(user: User, application: Application, rows: Any) -> None:
    user.email = "rene@leeds.example"


@pytest.mark.parametrize("ground", [an_office, a_conflict, a_referee])
def test_a_barred_reader_sees_a_reference_and_nothing_else(
    people: People, free: Application, rows: Any, ground: Any
) -> None:
    assert access.conflict(people.rosa, free) == ""
    ground(people.rosa, free, rows)
    assert access.conflict(people.rosa, free)
    [line] = case_list.queue(people.rosa, Chosen(), NOW).lines
    assert line == case_list.Line(free.id, free.reference, barred=True)
    for search in ({"search": "Okafor"}, {"stage": "checks"}, {"waiting_on": "caseworker"}):
        assert listed(people.rosa, **search) == []
    assert listed(people.rosa, search=free.reference) == [free.reference]
    assert not case_list.queue(people.carol, Chosen(), NOW).lines[0].barred


def test_an_applicant_without_an_organisation_bars_nobody(
    people: People, free: Application, rows: Any
) -> None:
    free.organisation_id = None
    other = rows.query(Organisation).first()
    rows.add(
        Office(
            organisation_id=other.id,
            user_id=people.rosa.id,
            kind="chair",
            began_on=NOW.date(),
            opened_by=people.rosa.id,
            called_back="Switchboard",
            at=NOW,
        )
    )
    assert listed(people.rosa, stage="checks") == [free.reference]


def test_the_clock_counts_our_promise_and_flags_what_is_late(
    people: People, carols: Application
) -> None:
    later = NOW + timedelta(days=14)
    [line] = case_list.queue(people.carol, Chosen(view="mine"), later).lines
    assert (line.clock.used, line.clock.total) == (13, 10)
    assert [flag.label for flag in line.flags] == ["Late"]
    factories.fire(carols, "ask", people.carol, reason="Which post?")
    [line] = case_list.queue(people.carol, Chosen(view="mine"), later).lines
    assert (line.clock, line.flags) == (None, ()), "the applicant's time is no promise of ours"


def test_pages_of_25_and_an_address_that_keeps_the_choice(people: People, rows: Any) -> None:
    for number in range(26):
        factories.submitted(a_person(number))
    page = case_list.queue(people.carol, Chosen(), NOW)
    assert (len(page.lines), page.total, page.pages) == (25, 26, 2)
    assert len(listed(people.carol, page=2)) == 1
    chosen = Chosen(view="team", stage="checks", page=2)
    assert chosen.address() == {"view": "team", "stage": "checks"}
    assert chosen.address(page=2) == {"view": "team", "stage": "checks", "page": "2"}


def test_every_step_that_a_history_shows_has_its_words() -> None:
    apart = {"interim_cover", "organisation_merge"}  # about nobody's case, so in no history
    for workflow in (each for each in WORKFLOWS if each.name not in apart):
        steps = {step.trigger for step in workflow.steps}
        assert set(timeline.TOLD[workflow.name]) == steps, workflow.name
