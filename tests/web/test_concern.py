"""Raise a matter: the same answer whoever it is about, and a page for registrars alone."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.app import create_app
from registry.db import db
from registry.models.concern import Concern
from registry.models.registration import Registration
from registry.models.user import User
from registry.web.concern import LIMIT
from tests import factories
from tests.conftest import TEST_SETTINGS
from tests.people import People
from tests.web.conftest import SignIn, form, posted
from workflows.concern import State

DOOR, DESK = "/raise-a-matter", "/casework/matters"
TOLD = {"about": "Amina Okafor, Example NHS Trust", "words": "I saw it myself."}


@pytest.fixture
def rene(people: People, at_work: SignIn) -> FlaskClient:
    return at_work(people.rene)


@pytest.fixture
def row(client: FlaskClient, rows: Any) -> Concern:
    posted(client, DOOR, **form(**TOLD))
    return rows.query(Concern).one()


def without_reference(page: str) -> str:
    return re.sub(r"MT-\w{3}-\w{4}", "", page)


def test_the_answer_is_the_same_for_somebody_registered_and_a_stranger(
    client: FlaskClient, people: People
) -> None:
    number = factories.registered(people).number
    known = posted(client, DOOR, **form(**{**TOLD, "about": number}))
    stranger = posted(client, DOOR, **form(**{**TOLD, "about": "Nobody At All"}))
    assert known.status_code == stranger.status_code == 200
    assert without_reference(known.text) == without_reference(stranger.text)


def test_anybody_may_tell_us_without_a_name(row: Concern) -> None:
    assert (row.about, row.words) == (TOLD["about"], TOLD["words"])
    assert (row.from_name, row.from_email, row.registration_id) == ("", "", None)


def test_the_same_form_twice_is_one_matter(client: FlaskClient, rows: Any) -> None:
    sent = form(**TOLD)
    first, second = posted(client, DOOR, **sent), posted(client, DOOR, **sent)
    assert first.text == second.text
    assert rows.query(Concern).count() == 1


@pytest.mark.parametrize("missing", ["about", "words"])
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(
    client: FlaskClient, rows: Any, missing: str
) -> None:
    page = client.post(DOOR, data=form(**{**TOLD, missing: "", "name": "Cara"}))
    assert page.status_code == 422
    assert 'value="Cara"' in page.text
    assert rows.query(Concern).count() == 0


def test_a_reference_that_is_none_is_not_shown(client: FlaskClient) -> None:
    page = client.get(f"{DOOR}/received?reference=Call+0900+now")
    assert page.status_code == 200
    assert "0900" not in page.text


def test_one_address_on_the_network_sends_only_so_much(own_app: Flask, tmp_path: Path) -> None:
    url = own_app.config["SQLALCHEMY_DATABASE_URI"]
    app = create_app(
        **{**TEST_SETTINGS, "RATELIMIT_ENABLED": True, "SQLALCHEMY_DATABASE_URI": url},
        INSTANCE=tmp_path,
        STORE=tmp_path / "store",
    )
    browser, most = app.test_client(), int(LIMIT.network.split()[0])
    codes = [browser.post(DOOR, data=form()).status_code for _ in range(most + 1)]
    with app.app_context():
        db.engine.dispose()
    assert codes[-2:] == [422, 429]


def test_a_registrar_finds_whom_it_is_about_holds_and_releases(
    row: Concern, rene: FlaskClient, people: People, rows: Any
) -> None:
    entry: Registration = factories.registered(people)
    page = f"{DESK}/{row.id}"
    assert TOLD["words"] in rene.get(page).text
    assert posted(rene, f"{page}/acknowledge", **form(row.version)).status_code == 200
    found = rene.get(page, query_string={"q": entry.number}).text
    assert f'value="{entry.id}"' in found
    posted(rene, f"{page}/name_subject", **form(row.version, registration=entry.id))
    posted(rene, f"{page}/hold", **form(row.version, reason="We look at it"))
    assert row.state == State.HOLD
    assert entry.matter_open
    assert entry.published_name in rene.get(f"{DESK}?view=held").text
    posted(rene, f"{page}/release", **form(row.version, reason="Nothing to it"))
    assert row.state == State.CLOSED
    assert not entry.matter_open


def test_nobody_is_recorded_as_the_subject_without_a_choice(
    row: Concern, rene: FlaskClient
) -> None:
    page = rene.post(f"{DESK}/{row.id}/name_subject", data=form(row.version))
    assert page.status_code == 422
    assert "Select whom it is about" in page.text


def test_a_hold_says_what_is_missing(row: Concern, rene: FlaskClient) -> None:
    posted(rene, f"{DESK}/{row.id}/acknowledge", **form(row.version))
    page = rene.post(f"{DESK}/{row.id}/hold", data=form(row.version, reason="We look at it"))
    assert page.status_code == 422
    assert "Find the registration of the person first" in page.text


def test_a_registrar_who_is_named_sees_the_reference_alone(
    client: FlaskClient, people: People, at_work: SignIn, rows: Any
) -> None:
    people.rosa.name = "Rosa Lind"
    posted(client, DOOR, **form(**TOLD, not_by="Rosa Lind"))
    row = rows.query(Concern).one()
    browser = at_work(people.rosa)
    listed = browser.get(DESK).text
    assert "Closed to you" in listed
    assert "Amina" not in listed
    assert browser.get(f"{DESK}/{row.id}").status_code == 403


def test_a_matter_about_the_reader_is_in_no_list(
    client: FlaskClient, people: People, at_work: SignIn, rows: Any
) -> None:
    people.rosa.name = "Rosa Lind"
    posted(client, DOOR, **form(**{**TOLD, "about": "Rosa Lind"}))
    browser = at_work(people.rosa)
    assert "No matter waits" in browser.get(DESK).text
    assert browser.get(f"{DESK}/{rows.query(Concern).one().id}").status_code == 404


def test_a_registrar_writes_down_a_call(rene: FlaskClient, rows: Any) -> None:
    page = posted(rene, f"{DESK}/new", **form(**TOLD, name="Cara"))
    assert "Written down by" in page.text
    assert rows.query(Concern).one().raised_by is not None


@pytest.mark.parametrize("name", ["carol", "asha", "adam", "alice", "emma"])
def test_the_desk_is_for_registrars(
    row: Concern, people: People, at_work: SignIn, name: str
) -> None:
    user: User = getattr(people, name)
    browser = at_work(user)
    assert browser.get(DESK).status_code == 403
    assert browser.get(f"{DESK}/{row.id}").status_code == 403


def test_the_registrant_reads_nothing_of_a_matter(
    row: Concern, rene: FlaskClient, people: People, sign_in: SignIn
) -> None:
    entry = factories.registered(people)
    page = f"{DESK}/{row.id}"
    posted(rene, f"{page}/acknowledge", **form(row.version))
    posted(rene, f"{page}/name_subject", **form(row.version, registration=entry.id))
    posted(rene, f"{page}/hold", **form(row.version, reason="The board told us"))
    own = sign_in(people.alice).get("/registration").text
    assert "The board told us" not in own
    assert TOLD["words"] not in own
    assert row.reference not in own
