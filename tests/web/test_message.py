"""Messages: everything sent to a person on a page of theirs, and nothing recorded of reading it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.models.notice import AccessRecord, Notice
from registry.models.registration import Registration
from registry.services import notice
from tests import factories
from tests.conftest import NOW
from tests.people import People
from tests.web.conftest import SignIn


@pytest.fixture
def registration(people: People, run_jobs: Callable[[], int]) -> Registration:
    found = factories.registered(people)
    run_jobs()
    return found


def welcome(rows: Any) -> Notice:
    found: Notice = rows.query(Notice).filter_by(kind="send_welcome").one()
    return found


def test_every_message_is_listed_and_reads_as_it_was_sent(
    registration: Registration, alice: FlaskClient, rows: Any
) -> None:
    page = alice.get("/registration/messages").text
    row = welcome(rows)
    assert row.subject in page
    assert f"/registration/messages/{row.id}" in page
    assert "By email" in page
    one = alice.get(f"/registration/messages/{row.id}").text
    assert row.subject in one
    assert "Nobody comes off the register by silence alone." in " ".join(one.split())
    assert f'href="http://127.0.0.1:5000/register/{registration.number}"' in one


def test_reading_records_nothing(
    registration: Registration, alice: FlaskClient, people: People, rows: Any
) -> None:
    people.alice.last_login_at = NOW - timedelta(days=1)
    row = welcome(rows)
    before = {column.name: getattr(row, column.name) for column in Notice.__table__.columns}
    waiting = notice.count_new(people.alice)
    assert waiting > 0
    seen = rows.query(AccessRecord).count()
    alice.get("/registration/messages")
    alice.get(f"/registration/messages/{row.id}")
    assert {name: getattr(row, name) for name in before} == before
    assert notice.count_new(people.alice) == waiting
    assert rows.query(AccessRecord).count() == seen


def test_new_is_what_came_since_the_last_sign_in(
    registration: Registration, alice: FlaskClient, people: People
) -> None:
    people.alice.last_login_at = NOW - timedelta(minutes=1)
    assert "since you last signed in</span>" in alice.get("/registration/messages").text
    people.alice.last_login_at = NOW + timedelta(minutes=1)
    assert notice.count_new(people.alice) == 0
    assert "since you last signed in" not in alice.get("/registration/messages").text


def test_nobody_finds_the_messages_of_somebody_else(
    registration: Registration, people: People, sign_in: SignIn, rows: Any
) -> None:
    row = welcome(rows)
    for person in (people.mallory, people.carol, people.rene):
        browser = sign_in(person)
        if person is people.mallory:
            assert row.subject not in browser.get("/registration/messages").text
        assert browser.get(f"/registration/messages/{row.id}").status_code in (302, 404)


def test_codes_and_links_of_the_account_are_not_listed_and_neither_is_what_never_went(
    registration: Registration, people: People, alice: FlaskClient, rows: Any
) -> None:
    said = {"name": "Alice", "code": "048213", "minutes": 30}
    to = {"address": people.alice.email, "now": NOW, "context": said, "user_id": people.alice.id}
    code = notice.write("reference_code", **to)
    code.tried_at = NOW
    waiting = notice.write("reference_code", **{**to, "address": "other@people.example"})
    waiting.registration_id = registration.id
    page = alice.get("/registration/messages").text
    assert "048213" not in page
    for row in (code, waiting):
        assert alice.get(f"/registration/messages/{row.id}").status_code == 404


def test_a_message_that_came_back_and_a_letter_say_so(
    registration: Registration, alice: FlaskClient, rows: Any
) -> None:
    row = welcome(rows)
    row.failure = "5.1.1"
    assert "By email, which did not arrive" in alice.get("/registration/messages").text
    row.channel, row.posted_on = "letter", NOW.date()
    assert "By post, on 23 November 2026" in alice.get("/registration/messages").text
