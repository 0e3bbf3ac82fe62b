"""My registration: the card, the certificate, a change of role, leaving."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.models.case import Movement
from registry.models.registration import Registration
from tests import factories
from tests.people import People
from tests.web.conftest import SignIn, form


@pytest.fixture
def registration(people: People) -> Registration:
    return factories.registered(people)


def test_the_card_comes_first_and_the_certificate_when_it_is_made(
    registration: Registration, alice: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    page = alice.get("/registration")
    assert "Amina Okafor is registered. Renewal is due by 23 November 2029." in page.text
    assert registration.number in page.text
    assert "Your certificate is being made" in page.text
    waiting = alice.get("/registration/certificate")
    assert waiting.headers["Refresh"] == "5"
    assert "looks again every few seconds" in waiting.text
    run_jobs()
    assert "Download certificate" in alice.get("/registration").text
    got = alice.get("/registration/certificate")
    assert got.mimetype == "application/pdf"
    assert got.data.startswith(b"%PDF")
    assert registration.number in got.headers["Content-Disposition"]
    assert "public" not in got.headers["Cache-Control"]


def test_nobody_else_finds_it(
    registration: Registration, people: People, sign_in: SignIn, client: FlaskClient
) -> None:
    browser = sign_in(people.mallory)
    assert browser.get("/registration").location == "/application"
    for path in ("certificate", "role", "leave"):
        assert browser.get(f"/registration/{path}").status_code == 404
    for path in ("role", "leave"):
        answer = browser.post(f"/registration/{path}", data=form(registration.version))
        assert answer.status_code == 404
    assert client.get("/registration").location == "/login?next=/registration"
    assert registration.state == "active"


def test_a_change_of_role_shows_at_once_as_stated(
    registration: Registration, alice: FlaskClient, rows: Any
) -> None:
    page = alice.get("/registration/role")
    assert "Chief nurse, Airedale NHS Foundation Trust" in page.text
    wrong = form(registration.version, place="not_listed", post_title="Chair")
    page = alice.post("/registration/role", data=wrong)
    assert page.status_code == 422
    assert "Enter the name of the organisation" in page.text
    assert 'value="Chair"' in page.text
    sent = form(registration.version, **wrong_made_right())
    assert alice.post("/registration/role", data=sent).status_code == 302
    assert alice.post("/registration/role", data=sent).status_code == 303
    assert rows.query(Movement).filter_by(trigger="change_role").count() == 1
    assert (registration.post, registration.organisation_name) == ("Chair", "A new charity")
    home = alice.get("/registration").text
    assert "Stated by you, not confirmed" in home
    assert "Your certificate is being made" in home


def wrong_made_right() -> dict[str, str]:
    return {"place": "not_listed", "organisation_name": "A new charity", "post_title": "Chair"}


def test_a_stale_change_of_role_keeps_the_words(
    registration: Registration, alice: FlaskClient
) -> None:
    page = alice.post(
        "/registration/role", data=form(registration.version - 1, **wrong_made_right())
    )
    assert page.status_code == 409
    assert "A new charity" in page.text
    assert registration.post == "Chief nurse"


def test_between_posts_leaves_no_post(registration: Registration, alice: FlaskClient) -> None:
    sent = form(registration.version, place="between_posts", post_title="Still typed here")
    assert alice.post("/registration/role", data=sent).status_code == 302
    assert (registration.post, registration.organisation_name) == ("", "")
    assert "Between posts" in alice.get("/registration").text


def test_leaving_asks_first_and_ends_the_certificate(
    registration: Registration, alice: FlaskClient, rows: Any, run_jobs: Callable[[], int]
) -> None:
    run_jobs()
    assert "What happens if you leave" in alice.get("/registration/leave").text
    sent = form(registration.version)
    assert alice.post("/registration/leave", data=sent).status_code == 302
    assert alice.post("/registration/leave", data=sent).status_code == 303
    assert rows.query(Movement).filter_by(trigger="leave").count() == 1
    page = alice.get("/registration").text
    assert "Amina Okafor left the register on 23 November 2026." in page
    assert "Download certificate" not in page
    assert alice.get("/registration/certificate").status_code == 404
    assert alice.get("/registration/role").status_code == 302
    assert alice.post("/registration/leave", data=form(registration.version)).status_code == 409
