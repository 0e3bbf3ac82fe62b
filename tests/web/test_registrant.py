"""My registration: the card, the verdict, the certificate, leaving and retiring, the way back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from registry.models.case import Movement
from registry.models.registration import Registration, Restriction
from tests import factories, keeping
from tests.conftest import NOW
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
    for path in ("certificate", "leave", "retire"):
        assert browser.get(f"/registration/{path}").status_code == 404
    for path in ("leave", "retire"):
        answer = browser.post(f"/registration/{path}", data=form(registration.version))
        assert answer.status_code == 404
    assert client.get("/registration").location == "/login?next=/registration"
    assert registration.state == "active"


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
    assert alice.post("/registration/leave", data=form(registration.version)).status_code == 409


def test_after_leaving_the_page_says_what_it_takes_to_come_back(
    registration: Registration, alice: FlaskClient
) -> None:
    alice.post("/registration/leave", data=form(registration.version))
    page = alice.get("/registration").text
    assert "How you can come back" in page
    assert "Until <strong>23 November 2027</strong>" in page
    assert "You are complete" not in page
    assert "Enter a planned absence" not in page


def test_retiring_asks_first_and_happens_once(
    registration: Registration, alice: FlaskClient, rows: Any
) -> None:
    assert "What happens if you retire" in alice.get("/registration/retire").text
    sent = form(registration.version)
    assert alice.post("/registration/retire", data=sent).status_code == 302
    assert alice.post("/registration/retire", data=sent).status_code == 303
    assert rows.query(Movement).filter_by(trigger="retire").count() == 1
    page = alice.get("/registration").text
    assert "Amina Okafor retired from the register on 23 November 2026." in page
    assert alice.get("/registration/retire").location == "/registration"
    assert alice.get("/registration/leave").location == "/registration"


def test_a_limit_comes_before_retiring(
    registration: Registration, alice: FlaskClient, rows: Any
) -> None:
    rows.add(
        Restriction(
            registration_id=registration.id,
            kind="conditions",
            words="Works under supervision",
            began_on=NOW.date(),
        )
    )
    rows.flush()
    rows.expire(registration)
    page = alice.get("/registration/retire").text
    assert "A registration with a limit on it cannot retire" in page
    assert "<button" not in page.partition("<h1")[2].partition("Stay on the register")[0]
    refused = alice.post("/registration/retire", data=form(registration.version))
    assert refused.status_code == 422
    assert registration.state == "active"


def test_an_ending_that_was_shown_before_something_changed_asks_again(
    registration: Registration, alice: FlaskClient
) -> None:
    page = alice.post("/registration/leave", data=form(registration.version - 1))
    assert page.status_code == 409
    assert "Nothing has ended" in page.text
    assert registration.state == "active"


def test_the_page_says_the_verdict_before_anything_is_owed(
    registration: Registration, alice: FlaskClient
) -> None:
    page = alice.get("/registration").text
    assert "You are complete for 2026" in page
    assert "Your next step opens on Friday 24 September 2027" in page
    assert "For 2027, opens on 24 September 2027. Due by 23 November 2027" in page
    assert "Who may see what" in page


def test_somebody_late_reads_that_they_are_still_registered_and_until_when(
    registration: Registration, people: People, sign_in: SignIn, clock: Any, rows: Any
) -> None:
    keeping.attestation_open(registration)
    registration.late_until = date(2027, 12, 21)
    rows.execute(update(Registration).values(state="late"))
    clock.move_to(keeping.at(date(2027, 12, 1)))
    page = sign_in(people.alice).get("/registration").text
    assert "4 things are missing:" in page
    assert page.count("By 21 December 2027") == 4
    assert "You are still registered. If nothing is sent by 21 December 2027" in page
    assert "Registered, renewal late" in page
