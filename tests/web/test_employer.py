"""The employer's door: an office opens it, its end closes it, and only some offices confirm."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from registry.db import db
from registry.models.case import Movement
from registry.models.reference import Reference
from tests import factories
from tests.conftest import NOW
from tests.offices import hold_office
from tests.people import People
from tests.sections.answers import typed
from tests.web.conftest import SignIn, flat, form, posted

ANSWERS = typed("employer_statement")
AT_ONCE = {"referee": {"employer_contact": "at_once"}}
POSTS = ("questions", "answer", "decline")


def sent_to(people: People) -> Reference:
    application = factories.submitted(people.alice, **AT_ONCE)
    return next(r for r in factories.references_of(application) if r.kind == "employer")


@pytest.fixture
def chair(people: People, sign_in: SignIn) -> FlaskClient:
    hold_office(people)
    return sign_in(people.emma)


@pytest.fixture
def asked(people: People, chair: FlaskClient) -> Reference:
    return sent_to(people)


@pytest.fixture
def address(asked: Reference) -> str:
    return f"/employer/requests/{asked.id}"


def moves(rows: Any, trigger: str) -> int:
    return rows.query(Movement).filter_by(trigger=trigger).count()


def test_an_office_holder_answers_without_a_code(
    chair: FlaskClient, address: str, asked: Reference, rows: Any, people: People
) -> None:
    home = chair.get("/employer")
    assert "Confirm the post of Amina Okafor" in home.text
    assert "Chief nurse" in chair.get(address).text
    assert 'value="Chair, ' in chair.get(f"{address}/questions").text
    check = posted(chair, f"{address}/questions", **form(**flat(ANSWERS)))
    assert ANSWERS["correction"] in check.text
    done = posted(chair, f"{address}/answer", **form(asked.version))
    assert "The statement reached us" in done.text
    assert ANSWERS["correction"] in done.text
    movement = rows.query(Movement).filter_by(trigger="answer").one()
    assert (movement.actor_id, movement.role) == (people.emma.id, "employer")
    assert "No statement is waiting" in chair.get("/employer").text


def test_a_request_the_applicant_has_not_agreed_to_yet_is_not_shown(
    people: People, sign_in: SignIn
) -> None:
    hold_office(people)
    application = factories.submitted(people.alice, referee={"employer_contact": "ask_first"})
    waiting = next(r for r in factories.references_of(application) if r.kind == "employer")
    assert waiting.asked_at is None
    browser = sign_in(people.emma)
    assert "Amina Okafor" not in browser.get("/employer").text
    assert browser.get(f"/employer/requests/{waiting.id}").status_code == 404


def test_a_secretary_prepares_and_confirms_nothing(
    people: People, sign_in: SignIn, rows: Any
) -> None:
    hold_office(people, "secretary")
    asked = sent_to(people)
    if asked.asked_at is None:
        asked.asked_at = NOW
    browser = sign_in(people.emma)
    address = f"/employer/requests/{asked.id}"
    page = browser.get(address)
    assert "only the chair, a deputy chair" in page.text
    assert "Has such a matter been upheld" in page.text
    assert browser.get(f"{address}/questions").status_code == 403
    assert browser.get(f"{address}/decline").status_code == 403
    kept = browser.post(f"{address}/questions", data=form(**flat(ANSWERS), later="yes"))
    assert kept.status_code == 403
    assert asked.draft is None
    refused = browser.post(f"{address}/decline", data=form(words="No"))
    assert refused.status_code == 403
    assert asked.state == "requested"


def test_a_secretary_reads_no_statement(people: People, sign_in: SignIn, rows: Any) -> None:
    office = hold_office(people)
    asked = sent_to(people)
    address = f"/employer/requests/{asked.id}"
    browser = sign_in(people.emma)
    browser.post(f"{address}/questions", data=form(**flat(ANSWERS)))
    browser.post(f"{address}/answer", data=form(asked.version))
    assert ANSWERS["correction"] in browser.get(address).text
    office.kind = "secretary"
    assert ANSWERS["correction"] not in browser.get(address).text


@pytest.mark.parametrize("who", ["mallory", "alice", "carol", "rene", "adam"])
def test_to_everybody_else_it_does_not_exist(
    address: str, people: People, sign_in: SignIn, who: str
) -> None:
    browser = sign_in(getattr(people, who))
    browser.application.config["DEMO"] = False
    for page in ("", "/questions", "/check", "/decline"):
        assert browser.get(address + page).status_code in (404, 302)
    for page in POSTS:
        assert browser.post(f"{address}/{page}", data=form()).status_code in (404, 302)


def test_another_organisations_office_opens_nothing(people: People, sign_in: SignIn) -> None:
    hold_office(people, code="RBS")
    asked = sent_to(people)
    browser = sign_in(people.emma)
    address = f"/employer/requests/{asked.id}"
    assert "Amina Okafor" not in browser.get("/employer").text
    assert browser.get(address).status_code == 404
    for page in POSTS:
        assert browser.post(f"{address}/{page}", data=form()).status_code == 404


def test_nobody_speaks_about_themselves(people: People, sign_in: SignIn) -> None:
    hold_office(people)
    application = factories.submitted(people.emma, **AT_ONCE)
    mine = next(r for r in factories.references_of(application) if r.kind == "employer")
    mine.asked_at = NOW
    browser = sign_in(people.emma)
    assert "No statement is waiting" in browser.get("/employer").text
    assert browser.get(f"/employer/requests/{mine.id}").status_code == 404


def test_the_end_of_the_office_ends_the_access(people: People, sign_in: SignIn, rows: Any) -> None:
    office = hold_office(people)
    asked = sent_to(people)
    browser = sign_in(people.emma)
    address = f"/employer/requests/{asked.id}"
    assert browser.get(address).status_code == 200
    office.ended_on = NOW.date()
    assert browser.get("/employer").status_code == 403
    assert browser.get(address).status_code == 404
    assert browser.post(f"{address}/answer", data=form(asked.version)).status_code == 404


def test_sending_twice_is_one_step(
    chair: FlaskClient, address: str, asked: Reference, rows: Any
) -> None:
    chair.post(f"{address}/questions", data=form(**flat(ANSWERS)))
    once = form(asked.version)
    answers = [chair.post(f"{address}/answer", data=once) for _ in range(2)]
    assert {answer.location for answer in answers} == {address}
    assert moves(rows, "answer") == 1


def test_a_page_that_is_too_old_sends_nothing_and_shows_what_is_so(
    chair: FlaskClient, address: str, asked: Reference
) -> None:
    chair.post(f"{address}/questions", data=form(**flat(ANSWERS)))
    old = asked.version
    changed = flat(ANSWERS) | {"correction": "It began on 9 April 2024."}
    chair.post(f"{address}/questions", data=form(**changed))
    page = chair.post(f"{address}/answer", data=form(old))
    assert page.status_code == 409
    assert "9 April 2024" in page.text
    assert asked.state == "requested"


def test_words_typed_after_somebody_else_answered_come_back(
    chair: FlaskClient, address: str, asked: Reference
) -> None:
    chair.post(f"{address}/questions", data=form(**flat(ANSWERS)))
    chair.post(f"{address}/answer", data=form(asked.version))
    late = chair.post(f"{address}/decline", data=form(words="We would rather not"))
    assert late.status_code == 409
    assert "We would rather not" in late.text


def test_a_key_that_comes_again_with_other_words_loses_none(
    chair: FlaskClient, address: str, asked: Reference
) -> None:
    first = form(**flat(ANSWERS))
    chair.post(f"{address}/questions", data=first)
    page = chair.post(f"{address}/questions", data={**first, "correction": "Other words"})
    assert page.status_code == 409
    assert "Other words" in page.text
    assert asked.draft["values"]["correction"] == ANSWERS["correction"]


def test_no_request_asks_the_database_too_often(
    chair: FlaskClient, address: str, people: People
) -> None:
    factories.submitted(people.bob, **AT_ONCE)
    for path in ("/employer", address, f"{address}/questions"):
        asked: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *a, to=asked: to.append(a[2]))
        assert chair.get(path).status_code == 200
        assert len(asked) <= 20, path
