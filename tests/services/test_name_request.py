"""A change of name asked for online: nothing public before a registrar has seen evidence."""

from typing import Any

import pytest
from marshmallow import ValidationError

from registry.models.name_request import NameRequest
from registry.models.registration import Registration
from registry.services import name_request, register, registration
from registry.services.access import actor_for
from tests import factories
from tests.conftest import NOW
from tests.people import People
from workflows.engine import NotPermitted, WrongState
from workflows.name_request import State

ASKED = {"new_name": "Amina Stone", "shown_how": "video"}


def ask(row: Registration, people: People, **changes: str) -> NameRequest:
    actor = actor_for(people.alice, row)
    return name_request.ask(row, {**ASKED, **changes}, actor=actor, now=NOW)


def facts(row: Registration) -> Any:
    event = register.last_event(row.id)
    assert event is not None
    return event.facts


def test_asking_changes_nothing_public(rows: Any, people: People) -> None:
    row = factories.registered(people)
    ask(row, people)
    assert facts(row)["name"] == "Amina Okafor"
    (task,) = name_request.tasks(people.rene)
    assert (task.new_name, task.due_on.isoformat()) == ("Amina Stone", "2026-11-30")


def test_the_name_that_is_published_settles_it_and_no_copy_is_kept(
    rows: Any, people: People
) -> None:
    row = factories.registered(people)
    request = ask(row, people)
    registrar = actor_for(people.rene, row)
    registration.correct_name(row, "Amina Stone", "Deed poll seen", actor=registrar, now=NOW)
    assert (request.state, request.new_name) == (State.GRANTED, "")
    assert facts(row)["name"] == "Amina Stone"
    assert name_request.tasks(people.rene) == ()


@pytest.mark.parametrize(
    ("who", "trigger", "state"), [("alice", "withdraw", "withdrawn"), ("rene", "close", "closed")]
)
def test_a_request_that_comes_to_nothing_is_forgotten(
    rows: Any, people: People, who: str, trigger: str, state: str
) -> None:
    row = factories.registered(people)
    request = ask(row, people)
    factories.fire(request, trigger, getattr(people, who), NOW, "No evidence was shown")
    assert (request.state, request.new_name, request.shown_how) == (state, "", "")
    assert facts(row)["name"] == "Amina Okafor"


def test_it_ends_with_the_registration(rows: Any, people: People) -> None:
    row = factories.registered(people)
    request = ask(row, people)
    factories.fire(row, "leave", people.alice)
    assert (request.state, request.new_name) == (State.CLOSED, "")


def test_one_at_a_time_and_another_name_than_now(rows: Any, people: People) -> None:
    row = factories.registered(people)
    with pytest.raises(ValidationError, match="already"):
        ask(row, people, new_name="Amina Okafor")
    ask(row, people)
    with pytest.raises(WrongState):
        ask(row, people, new_name="Another")


def test_nobody_settles_a_request_of_their_own_or_without_the_role(
    rows: Any, people: People
) -> None:
    row = factories.registered(people)
    request = ask(row, people)
    with pytest.raises(NotPermitted):
        factories.fire(request, "close", people.alice, NOW, "Mine")
    with pytest.raises(NotPermitted):
        factories.fire(request, "close", people.carol, NOW, "Not a registrar")
