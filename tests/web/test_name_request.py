"""A change of name, from the registrant's page to the registrar's list."""

from typing import Any

from flask.testing import FlaskClient

from registry.models.name_request import NameRequest
from registry.models.registration import Registration
from tests import factories
from tests.people import People
from tests.web.conftest import SignIn, form, posted

ASKED = {"new_name": "Amina Stone", "shown_how": "video"}


def ask(alice: FlaskClient, row: Registration, **changes: str) -> Any:
    return posted(alice, "/registration/name", **form(row.version, **{**ASKED, **changes}))


def test_asked_listed_recorded_and_settled(
    people: People, alice: FlaskClient, at_work: SignIn, rows: Any
) -> None:
    row = factories.registered(people)
    assert "We never ask why" in alice.get("/registration/name").text
    page = ask(alice, row)
    assert "by <strong>Monday 30 November 2026</strong>" in page.text
    rene = at_work(people.rene)
    assert "Amina Stone" in rene.get("/casework/names").text
    naming = f"/casework/registrations/{row.id}/correct_name"
    assert 'value="Amina Stone"' in rene.get(naming).text
    sent = form(row.version, name="Amina Stone", evidence="Deed poll, seen on a video call")
    assert posted(rene, naming, **sent).status_code == 200
    assert "Nobody asks for a new name" in rene.get("/casework/names").text
    assert "The register shows now: <strong>Amina Stone" in alice.get("/registration/name").text


def test_what_is_wrong_is_said_beside_what_was_typed(people: People, alice: FlaskClient) -> None:
    row = factories.registered(people)
    page = ask(alice, row, new_name="Amina Okafor")
    assert page.status_code == 422
    assert "shows this name already" in page.text
    assert 'value="Amina Okafor"' in page.text
    ask(alice, row)
    assert ask(alice, row, new_name="Another").status_code == 409


def test_withdrawn_by_the_person_or_closed_with_a_reason(
    people: People, alice: FlaskClient, at_work: SignIn, rows: Any
) -> None:
    row = factories.registered(people)
    ask(alice, row)
    request = rows.query(NameRequest).one()
    page = posted(alice, "/registration/name/withdraw", **form(request.version))
    assert "is withdrawn" in page.text
    ask(alice, row)
    request = rows.query(NameRequest).order_by(NameRequest.id.desc()).first()
    rene, path = at_work(people.rene), f"/casework/names/{request.id}/close"
    assert posted(rene, path, **form(request.version)).status_code == 422
    assert posted(rene, path, **form(request.version, reason="Not shown")).status_code == 200
    assert "settled already" in rene.get(path).text
