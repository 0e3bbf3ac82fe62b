"""The calendar of due dates: shared at an address, read by programs, renewed and stopped."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry import links
from registry.models.registration import Registration
from registry.services import absence, calendar_feed
from registry.services.access import actor_for
from tests import factories, keeping
from tests.documents.test_calendar import plain, read
from tests.people import People
from tests.web.conftest import SignIn, form

PAGE = "/registration/calendar"


@pytest.fixture
def registration(people: People) -> Registration:
    return factories.registered(people)


def path(registration: Registration) -> str:
    nonce = registration.calendar_nonce
    return links.path("calendar", token=links.token("calendar", registration.id, nonce))


def events(browser: FlaskClient, registration: Registration) -> dict[str, dict[str, str]]:
    """Fetch the calendar and give its events by UID."""
    found: dict[str, dict[str, str]] = {}
    event: dict[str, str] = {}
    for line in read(browser.get(path(registration)).data):
        event = {} if line[0::2] == ("BEGIN", "VEVENT") else event
        event[line.name] = plain(line.value)
        found[event.get("UID", "")] = event
    return {uid: event for uid, event in found.items() if uid}


def due(events: dict[str, dict[str, str]]) -> dict[str, str]:
    return next(each for each in events.values() if each["SUMMARY"] == "Yearly attestation due")


def test_an_address_is_made_renewed_and_stopped(
    registration: Registration, alice: FlaskClient, client: FlaskClient
) -> None:
    assert "Make my calendar" in alice.get(PAGE).text
    sent = form(registration.version)
    assert alice.post(PAGE, data=sent).status_code == 302
    first = path(registration)
    assert alice.post(PAGE, data=sent).status_code == 303
    assert path(registration) == first
    assert first in alice.get(PAGE).text
    assert client.get(first).status_code == 200
    alice.post(PAGE, data=form(registration.version))
    assert client.get(first).status_code == 404
    second = path(registration)
    assert client.get(second).status_code == 200
    alice.post(f"{PAGE}/stop", data=form(registration.version))
    assert client.get(second).status_code == 404
    assert client.get(path(registration)).status_code == 404  # the token of no nonce opens nothing


def test_what_is_sent_belongs_to_one_calendar_alone(
    registration: Registration, people: People, client: FlaskClient
) -> None:
    calendar_feed.share(registration, user=people.alice, now=keeping.NOW)
    answer = client.get(path(registration))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, max-age=3600"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    for wrong in ("1", "x", f"{registration.id}-{'0' * 40}", f"{registration.id + 1}-x", "٣-x"):
        assert client.get(f"/calendar/{wrong}.ics").status_code == 404


def test_each_due_date_says_the_verdict_and_what_follows(
    registration: Registration, people: People, client: FlaskClient, clock: Any
) -> None:
    calendar_feed.share(registration, user=people.alice, now=keeping.NOW)
    early = due(events(client, registration))
    assert early["DTSTART"] == "20271123"
    assert "You are complete for 2026." in early["DESCRIPTION"]
    assert "If you do nothing, you are late after 23 November 2027" in early["DESCRIPTION"]
    assert any(
        each["SUMMARY"] == "Yearly attestation opens" and each["DTSTART"] == "20270924"
        for each in events(client, registration).values()
    )
    clock.move_to(keeping.at(date(2027, 10, 1)))
    shown = due(events(client, registration))
    assert shown["UID"] == early["UID"]
    assert "4 things are missing." in shown["DESCRIPTION"]
    assert "- Fitness declarations" in shown["DESCRIPTION"]
    assert shown["URL"].endswith("/registration/attestation/still_right")
    names = (registration.published_name, people.alice.email, registration.organisation_name)
    content = client.get(path(registration)).text
    assert not any(name in content for name in names)


def test_a_moved_date_keeps_its_name(
    registration: Registration, people: People, client: FlaskClient
) -> None:
    calendar_feed.share(registration, user=people.alice, now=keeping.NOW)
    before = due(events(client, registration))
    registration.obligations[0].due_on = keeping.DUE + timedelta(days=7)
    after = due(events(client, registration))
    assert (after["UID"], after["DTSTART"]) == (before["UID"], "20271130")


def test_while_away_the_due_date_stands_where_it_will_be(
    registration: Registration, people: People, client: FlaskClient, clock: Any
) -> None:
    calendar_feed.share(registration, user=people.alice, now=keeping.NOW)
    first, last = date(2027, 10, 1), date(2027, 12, 31)
    actor = actor_for(people.alice, registration)
    absence.enter(registration, first, last, actor=actor, now=keeping.NOW)
    assert due(events(client, registration))["DTSTART"] == "20271123"
    clock.move_to(keeping.at(first))
    shown = events(client, registration)
    assert due(shown)["DTSTART"] == "20280331"
    assert "Your dates stand still" in due(shown)["DESCRIPTION"]
    (ends,) = (each for each in shown.values() if each["SUMMARY"] == "Planned absence ends")
    assert (ends["DTSTART"], "Renewal date extended to 31 March 2028" in ends["DESCRIPTION"]) == (
        "20271231",
        True,
    )


def test_after_the_end_it_says_that_it_ended(
    registration: Registration, people: People, client: FlaskClient, alice: FlaskClient
) -> None:
    calendar_feed.share(registration, user=people.alice, now=keeping.NOW)
    factories.fire(registration, "leave", people.alice)
    (event,) = events(client, registration).values()
    assert (event["SUMMARY"], event["DTSTART"]) == ("Registration ended", "20261123")
    page = alice.get(PAGE).text
    assert "Stop my calendar" in page
    assert "Make a new address" not in page
    refused = alice.post(PAGE, data=form(registration.version))
    assert refused.status_code == 409


def test_nobody_else_makes_or_sees_it(
    registration: Registration, people: People, sign_in: SignIn
) -> None:
    browser = sign_in(people.mallory)
    assert browser.get(PAGE).status_code == 404
    for address in (PAGE, f"{PAGE}/stop"):
        assert browser.post(address, data=form(registration.version)).status_code == 404
    assert registration.calendar_nonce == ""
