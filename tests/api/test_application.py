"""The same rules by JSON: what a person may do by page they may do here, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.services import application as applications
from tests import factories
from tests.people import People
from tests.sections.answers import typed
from tests.web.conftest import moves, sign_in

__all__ = ["sign_in"]
SignIn = Callable[[Any], FlaskClient]


def url(application: Any, rest: str = "") -> str:
    return f"/api/v1/applications/{application.id}{rest}"


def test_a_section_is_read_and_saved_by_its_version(people: People, sign_in: SignIn) -> None:
    application = applications.start(people.alice, factories.NOW)
    browser = sign_in(people.alice)
    assert browser.get(url(application, "/sections/code")).json == {"version": 0, "answers": {}}
    sent = {"version": 0, "answers": typed("code")}
    kept = browser.put(url(application, "/sections/code"), json=sent).json
    assert kept == browser.get(url(application, "/sections/code")).json
    assert browser.put(url(application, "/sections/code"), json=sent).status_code == 409


def test_wrong_answers_come_back_by_question(people: People, sign_in: SignIn) -> None:
    application = applications.start(people.alice, factories.NOW)
    sent = {"version": 0, "answers": typed("personal", born="soon")}
    answer = sign_in(people.alice).put(url(application, "/sections/personal"), json=sent)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert set(answer.json["errors"]) == {"born"}


@pytest.mark.parametrize(
    ("who", "trigger", "status"),
    [
        ("carol", "take", 303),
        ("alice", "take", 403),
        ("mallory", "take", 404),
        ("carol", "approve", 409),
        ("carol", "fly", 404),
        ("carol", "stand_aside", 422),
    ],
)
def test_a_step_answers_as_its_page_does(
    rows: Any, people: People, sign_in: SignIn, who: str, trigger: str, status: int
) -> None:
    application = factories.submitted(people.alice)
    user = getattr(people, who)
    user.tf_primary_method, user.tf_totp_secret = "authenticator", "kept"
    user.mf_recovery_codes = ["one"]
    browser = sign_in(user)
    sent = {"version": application.version}
    for _ in range(2):  # the second time is the same command
        answer = browser.post(
            url(application, f"/steps/{trigger}"), json=sent, headers={"Idempotency-Key": "one"}
        )
        assert answer.status_code == status
    assert moves(rows, trigger) == (status == 303)


def test_what_is_open_is_what_the_page_offers(people: People, sign_in: SignIn) -> None:
    application = factories.a_draft(people.alice)
    told = sign_in(people.alice).get(url(application)).json
    assert {step["trigger"] for step in told["steps"]} == {"submit", "withdraw"}
    assert told["state"] == "draft"


@pytest.mark.parametrize("sent", [[], {}, {"version": "1"}, {"version": True}, "text"])
def test_nonsense_is_a_bad_request(people: People, sign_in: SignIn, sent: Any) -> None:
    application = factories.a_draft(people.alice)
    browser = sign_in(people.alice)
    head = {"Idempotency-Key": "one"}
    answer = browser.post(url(application, "/steps/submit"), json=sent, headers=head)
    assert answer.status_code == 400


def test_strangers_are_told_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/api/v1/applications/1").status_code == 401


def test_a_question_of_a_check_is_read_and_answered_once(
    rows: Any, people: People, sign_in: SignIn
) -> None:
    application = factories.taken(people)
    check = application.checks[0]
    factories.query(check, people.carol)
    browser = sign_in(people.alice)
    (asked,) = browser.get(url(application)).json["queries"]
    assert (asked["words"], asked["due_on"], asked["waits"]) == (
        "Which trust was it?",
        "2026-12-07",
        True,
    )
    path = url(application, f"/checks/{asked['check']}/answer")
    sent = {"json": {"version": asked["version"], "words": "Leeds."}}
    empty = {"json": {**sent["json"], "words": " "}}
    assert browser.post(path, **empty, headers={"Idempotency-Key": "a"}).status_code == 422
    for _ in range(2):
        assert browser.post(path, **sent, headers={"Idempotency-Key": "b"}).status_code == 303
    assert browser.post(path, **sent, headers={"Idempotency-Key": "c"}).status_code == 409
    assert moves(rows, "reply") == 1
    (asked,) = browser.get(url(application)).json["queries"]
    assert (asked["answer"], asked["waits"]) == ("Leeds.", False)
