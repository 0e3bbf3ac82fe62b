"""Being away, naming a contact, replying to an employer who cannot confirm."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.models.attestation import Confirmation
from registry.models.notice import AccessRecord
from registry.models.registration import Registration
from registry.services import confirmation
from registry.services.access import actor_for
from tests import factories, keeping
from tests.offices import hold_office
from tests.people import People
from tests.web.conftest import SignIn, form, moves

AWAY = "/registration/absence"
CONTACT = "/registration/contact"


@pytest.fixture
def registration(people: People) -> Registration:
    return factories.registered(people)


def days(first: str, last: str) -> dict[str, str]:
    """Type two days into their boxes."""
    names = ("year", "month", "day")
    typed = dict(zip((f"ends_on.{name}" for name in names), last.split("-"), strict=True))
    if first:
        typed |= dict(zip((f"began_on.{name}" for name in names), first.split("-"), strict=True))
    return typed


NEXT_YEAR = days("2027-10-01", "2028-01-31")


# Planned absence


def test_an_absence_says_where_the_date_moves_and_asks_no_reason(
    registration: Registration, alice: FlaskClient
) -> None:
    page = alice.get(AWAY).text
    assert "We do not ask why" in page
    assert "at least 90 days" in page
    assert "reason" not in page.lower()
    done = alice.post(AWAY, data=form(registration.version, **NEXT_YEAR))
    assert done.status_code == 302
    home = alice.get("/registration").text
    assert "Your absence is entered. Renewal date extended to 2 May 2028." in home
    assert "1 October 2027 to 31 January 2028" in home
    assert "You will be away from 1 October 2027" in alice.get(AWAY).text


def test_an_absence_in_which_nothing_is_due_says_so(
    registration: Registration, alice: FlaskClient
) -> None:
    sent = form(registration.version, **days("2026-12-01", "2026-12-10"))
    alice.post(AWAY, data=sent)
    home = alice.get("/registration").text
    assert "Nothing is due in that time, so no date moves." in home
    assert "Renewal date extended" not in home


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (days("2027-02-30", "2027-03-10"), "Enter a real date"),
        (days("2026-11-22", "2026-12-10"), "The date must be today or in the future"),
        (days("2027-03-10", "2027-03-09"), "The last day must be the first day or later"),
        (days("2027-03-10", "2029-03-11"), "Enter up to 24 months at a time"),
        ({"began_on.day": "10"}, "The date must include a month and a year"),
        ({}, "Enter the last day you will be away"),
    ],
)
def test_wrong_days_keep_what_was_typed(
    registration: Registration, alice: FlaskClient, typed: dict[str, str], said: str
) -> None:
    page = alice.post(AWAY, data=form(registration.version, **typed))
    assert page.status_code == 422
    assert said in page.text
    for value in typed.values():
        assert f'value="{value}"' in page.text
    assert registration.holds == []


def test_an_absence_can_be_changed_and_taken_back(
    registration: Registration, alice: FlaskClient, rows: Any
) -> None:
    alice.post(AWAY, data=form(registration.version, **NEXT_YEAR))
    assert 'value="31"' in alice.get(AWAY).text
    alice.post(AWAY, data=form(registration.version, **days("2027-10-01", "2027-12-31")))
    (hold,) = registration.holds
    assert hold.ends_on.isoformat() == "2027-12-31"
    sent = form(registration.version)
    assert alice.post(f"{AWAY}/end", data=sent).status_code == 302
    assert alice.post(f"{AWAY}/end", data=sent).status_code == 303
    assert "Your absence is taken back." in alice.get("/registration").text
    assert moves(rows, "resume") == 0
    assert registration.obligations[0].due_on == keeping.DUE


def test_an_absence_under_way_asks_for_its_last_day_alone_and_ends_early(
    registration: Registration, alice: FlaskClient, rows: Any
) -> None:
    keeping.attestation_open(registration)
    registration.obligations[0].due_on = keeping.at(keeping.DUE.replace(year=2026, month=12)).date()
    alice.post(AWAY, data=form(registration.version, **days("2026-11-23", "2027-01-31")))
    page = alice.get(AWAY).text
    assert "You are away until 31 January 2027" in page
    assert "began_on" not in page
    home = alice.get("/registration").text
    assert "Your dates stand still for now" in home
    assert "Due by 4 May 2027" in home
    assert "Tuesday 4 May 2027" in alice.get("/registration/attestation").text
    alice.post(AWAY, data=form(registration.version, **days("", "2027-02-28")))
    assert registration.holds[0].ends_on.isoformat() == "2027-02-28"
    alice.post(f"{AWAY}/end", data=form(registration.version))
    assert "Your absence has ended." in alice.get("/registration").text
    assert moves(rows, "resume") == 1


def test_an_absence_sent_twice_or_from_an_old_page_is_entered_once(
    registration: Registration, alice: FlaskClient, rows: Any
) -> None:
    sent = form(registration.version, **NEXT_YEAR)
    assert alice.post(AWAY, data=sent).status_code == 302
    assert alice.post(AWAY, data=sent).status_code == 303
    assert moves(rows, "pause") == 1
    stale = alice.post(
        AWAY, data=form(registration.version - 1, **days("2027-05-01", "2027-06-17"))
    )
    assert stale.status_code == 409
    assert 'value="17"' in stale.text
    assert alice.post(f"{AWAY}/end", data=form(registration.version - 1)).status_code == 409
    assert len(registration.holds) == 1


# The named contact


def test_a_contact_is_named_changed_and_removed(
    registration: Registration, alice: FlaskClient, rows: Any
) -> None:
    assert "From 30 days before something is due" in alice.get(CONTACT).text
    sam = {"name": "Sam Hill", "email": "sam@home.example", "agreed": "yes"}
    sent = form(registration.version, **sam)
    assert alice.post(CONTACT, data=sent).status_code == 302
    assert alice.post(CONTACT, data=sent).status_code == 303
    assert (registration.contact_name, registration.contact_email) == (
        "Sam Hill",
        "sam@home.example",
    )
    assert "sam@home.example" in alice.get("/registration").text
    assert rows.query(AccessRecord).filter_by(act="name a contact").count() == 1
    alice.post(f"{CONTACT}/remove", data=form(registration.version))
    assert (registration.contact_name, registration.contact_email) == ("", "")


def test_a_contact_agrees_and_is_somebody_else(
    registration: Registration, alice: FlaskClient
) -> None:
    sam = {"name": "Sam Hill", "email": "sam@home.example"}
    page = alice.post(CONTACT, data=form(registration.version, **sam))
    assert page.status_code == 422
    assert "tick the box when they agree" in page.text
    assert 'value="sam@home.example"' in page.text
    own = {"name": "Me", "email": "Alice@people.example", "agreed": "yes"}
    page = alice.post(CONTACT, data=form(registration.version, **own))
    assert page.status_code == 422
    assert "This is your own address" in page.text
    assert registration.contact_email == ""


def test_a_stale_contact_keeps_the_words(registration: Registration, alice: FlaskClient) -> None:
    sam = {"name": "Sam Hill", "email": "sam@home.example", "agreed": "yes"}
    page = alice.post(CONTACT, data=form(registration.version - 1, **sam))
    assert page.status_code == 409
    assert 'value="Sam Hill"' in page.text
    assert registration.contact_email == ""


# The employer's half


@pytest.fixture
def refused(registration: Registration, people: People) -> Confirmation:
    """An employer's half that emma cannot confirm."""
    hold_office(people)
    row = keeping.confirmation_of(people, registration)
    said = confirmation.Answer(
        "cannot_confirm", "dates", "The post began in May.", not_in_line=True
    )
    confirmation.answer(row, said, actor=actor_for(people.emma, row), now=keeping.NOW)
    return row


def test_the_employers_half_stands_on_the_page_in_words(
    registration: Registration, people: People, alice: FlaskClient
) -> None:
    hold_office(people)
    row = keeping.confirmation_of(people, registration)
    home = alice.get("/registration").text
    assert "With your employer" in home
    assert "It is with the chair. There is nothing for you to do." in home
    assert "It never makes you late and is never public" in home
    assert "Send my reply" not in alice.get(f"/registration/confirmations/{row.id}").text


def test_a_reply_is_asked_by_a_day_and_sent_once(
    refused: Confirmation, alice: FlaskClient, rows: Any
) -> None:
    home = alice.get("/registration").text
    assert "Your employer cannot confirm" in home
    path = f"/registration/confirmations/{refused.id}"
    assert f'href="{path}"' in home
    page = alice.get(path).text
    assert "The post began in May." in page
    assert "Monday 7 December 2026" in page
    assert "a registrar settles it with what we have" in page
    sent = form(refused.version, words="It began in March. I have the letter.")
    assert alice.post(path, data=sent).status_code == 302
    assert alice.post(path, data=sent).status_code == 303
    assert moves(rows, "reply") == 1
    assert refused.state == "query"
    assert "I have the letter" in alice.get(path).text
    late = alice.post(path, data=form(refused.version, words="One more thing"))
    assert late.status_code == 409
    assert "One more thing" in late.text
    assert moves(rows, "reply") == 1


def test_a_reply_needs_words_and_loses_none(refused: Confirmation, alice: FlaskClient) -> None:
    path = f"/registration/confirmations/{refused.id}"
    assert "Write your reply" in alice.post(path, data=form(refused.version)).text
    stale = alice.post(path, data=form(refused.version - 1, words="My words"))
    assert stale.status_code == 409
    assert "My words" in stale.text
    assert refused.state == "cannot"


def test_nobody_else_finds_any_of_it(
    refused: Confirmation, people: People, sign_in: SignIn
) -> None:
    browser = sign_in(people.mallory)
    paths = (AWAY, CONTACT, f"/registration/confirmations/{refused.id}")
    for path in paths:
        assert browser.get(path).status_code == 404
    for path in (*paths, f"{AWAY}/end", f"{CONTACT}/remove"):
        assert browser.post(path, data=form(1, words="x")).status_code == 404
    assert sign_in(people.emma).get(paths[2]).status_code == 404
