"""Requests for a statement: codes, drafts, answers, and what staff are warned of."""

from datetime import timedelta
from typing import Any

import pytest
from marshmallow import ValidationError

from registry.models.reference import Reference
from registry.services import reference, statement
from registry.services.access import actor_for
from tests import factories
from tests.conftest import NOW
from tests.offices import hold_office
from tests.people import People
from tests.sections.answers import typed
from workflows.engine import NotPermitted, Unmet, WrongState
from workflows.reference import State

AT_ONCE = {"referee": {"employer_contact": "at_once"}}


def request_of(people: People, kind: str, **changes: Any) -> Reference:
    application = factories.submitted(people.alice, **{**AT_ONCE, **changes})
    return next(row for row in factories.references_of(application) if row.kind == kind)


def to_office(people: People, **changes: Any) -> Reference:
    hold_office(people)
    return request_of(people, "employer", **changes)


def test_no_answer_before_a_code(people: People) -> None:
    row = request_of(people, "referee")
    with pytest.raises(Unmet, match="code"):
        reference.answer(row, typed("referee_answer"), actor=reference.link_actor(row), now=NOW)


def test_an_empty_code_never_opens_a_request(people: People) -> None:
    row = request_of(people, "referee")
    assert not reference.confirm_code(row, "", NOW), "none was sent yet"
    reference.send_code(row, NOW)
    assert not reference.confirm_code(row, "", NOW)
    assert not reference.confirm_code(row, "é" * 6, NOW)
    assert row.code_confirmed_at is None


def test_a_new_code_gives_five_new_tries(people: People) -> None:
    row = request_of(people, "referee")
    reference.send_code(row, NOW)
    for _ in range(5):
        reference.confirm_code(row, "wrong", NOW)
    assert not reference.code_works(row, NOW)
    later = NOW + reference.CODE_PAUSE
    assert reference.send_code(row, later)
    assert reference.code_works(row, later)
    assert not reference.code_works(row, later + timedelta(minutes=30, seconds=1))


def test_a_new_address_ends_the_old_link_and_what_was_opened_by_it(people: People) -> None:
    application = factories.taken(people)
    row = next(r for r in factories.references_of(application) if r.kind == "employer")
    actor = actor_for(people.carol, row)
    reference.address_to(row, "Sam Old", "sam@airedale.nhs.uk", actor=actor, now=NOW)
    old = reference.token_of(row)
    row.code_confirmed_at, row.draft = NOW, {"by": "link", "values": {}}
    reference.address_to(row, "Eve New", "Eve@airedale.nhs.uk ", actor=actor, now=NOW)
    assert reference.token_of(row) != old
    assert (row.email, row.code_confirmed_at, row.draft) == ("eve@airedale.nhs.uk", None, None)


def test_an_office_holder_answers_without_a_code(people: People) -> None:
    row = to_office(people)
    actor = actor_for(people.emma, row)
    movement = reference.answer(row, typed("employer_statement"), actor=actor, now=NOW)
    assert (row.state, movement.actor_id, movement.role) == (
        State.ANSWERED,
        people.emma.id,
        "employer",
    )


def test_whoever_neither_was_asked_nor_holds_an_office_writes_nothing(people: People) -> None:
    row = request_of(people, "employer")
    for person in (people.carol, people.emma, people.alice):
        with pytest.raises(NotPermitted):
            reference.keep_draft(
                row,
                typed("employer_statement"),
                by="x",
                actor=actor_for(person, row),
                now=NOW,
                complete=True,
            )


def test_a_draft_is_read_by_its_writer_alone_and_goes_with_the_request(people: People) -> None:
    row = to_office(people)
    actor = actor_for(people.emma, row)
    half = {"capacity": "Chair", "open_matters": "yes"}
    reference.keep_draft(row, half, by="user:1", actor=actor, now=NOW, complete=False)
    assert reference.draft_of(row, "user:1")["capacity"] == "Chair"
    assert reference.draft_of(row, "link:reference:1") == {}
    with pytest.raises(ValidationError):
        reference.keep_draft(row, half, by="user:1", actor=actor, now=NOW, complete=True)
    reference.decline(row, "She left us in May", actor=actor, now=NOW)
    assert (row.state, row.draft) == (State.DECLINED, None)
    with pytest.raises(WrongState):
        reference.keep_draft(row, half, by="user:1", actor=actor, now=NOW, complete=False)


def test_a_caseworker_is_warned_of_who_answered(people: People) -> None:
    row = to_office(people)
    assert statement.warnings(row) == ()
    raw = typed("employer_statement", reports_to_them="yes")
    reference.answer(row, raw, actor=actor_for(people.emma, row), now=NOW)
    assert [words.partition(" ")[2] for words in statement.warnings(row)] == [
        "answered reports to the applicant"
    ]


def test_a_caseworker_is_warned_when_the_referee_is_the_employer_too(people: People) -> None:
    named = {"referee": {"employer_contact": "at_once", "email": people.emma.email}}
    row = to_office(people, **named)
    reference.answer(row, typed("employer_statement"), actor=actor_for(people.emma, row), now=NOW)
    assert "Whoever answered is also the applicant's referee" in statement.warnings(row)


def test_what_is_shown_of_an_applicant_between_posts_is_the_last_post(people: People) -> None:
    answers = {
        "role": {"post_status": "not_in_post"},
        "history": {
            "employment": [
                {"employer": "A", "post": "First", "started": "2010-01-01", "ended": "2015-01-01"},
                {"employer": "B", "post": "Last", "started": "2015-02-01", "ended": "2026-05-31"},
            ]
        },
    }
    claim = statement.claimed(answers, "")
    assert (claim.post, claim.organisation) == ("Last", "B")
    assert (str(claim.since), str(claim.until)) == ("2015-02-01", "2026-05-31")
    assert statement.claimed({}, "") == statement.Claim()
