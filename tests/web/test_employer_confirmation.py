"""The employer's half: four answers by an office, prepared by a secretary, settled by us."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.models.attestation import Confirmation
from tests import factories
from tests.keeping import confirmation_of
from tests.offices import hold_office
from tests.people import People
from tests.web.conftest import SignIn, form, moves, posted
from workflows.confirmation import Level, State

WHY = {"answer": "cannot_confirm", "why": "dates", "words": "She left us in May."}
ON_OATH = {"not_in_line": "yes"}


@pytest.fixture
def kind() -> str:
    return "chair"


@pytest.fixture
def row(people: People, kind: str) -> Confirmation:
    hold_office(people, kind)
    return confirmation_of(people, factories.registered(people))


@pytest.fixture
def office(row: Confirmation, people: People, sign_in: SignIn) -> FlaskClient:
    return sign_in(people.emma)


@pytest.fixture
def page(row: Confirmation) -> str:
    return f"/employer/confirmations/{row.id}"


def test_the_home_lists_what_waits_and_the_page_tells_no_answer(
    office: FlaskClient, page: str
) -> None:
    home = office.get("/employer").text
    assert page in home
    shown = office.get(page).text
    assert "You do not see their answers" in shown
    assert "Chief nurse" in shown
    assert "Monday 21 December 2026" in shown  # 28 days after it was asked


@pytest.mark.parametrize(
    ("answer", "state"), [("confirm", State.CONFIRMED), ("confirm_managed", State.MANAGED)]
)
def test_an_office_holder_confirms(
    office: FlaskClient, page: str, row: Confirmation, people: People, answer: str, state: State
) -> None:
    posted(office, page, **form(row.version, answer=answer, **ON_OATH))
    assert (row.state, row.answered_by) == (state, people.emma.id)
    assert "No attestation waits for you" in office.get("/employer").text


def test_whoever_cannot_confirm_says_why(office: FlaskClient, page: str, row: Confirmation) -> None:
    silent = office.post(page, data=form(row.version, answer="cannot_confirm", **ON_OATH))
    assert silent.status_code == 422
    posted(office, page, **form(row.version, **WHY, **ON_OATH))
    assert (row.state, row.why_not, row.words) == (State.CANNOT, "dates", "She left us in May.")


@pytest.mark.parametrize("sent", [{"answer": "confirm"}, WHY], ids=["confirm", "cannot"])
def test_nobody_answers_without_saying_that_they_do_not_report_to_them(
    office: FlaskClient, page: str, row: Confirmation, sent: dict[str, str]
) -> None:
    refused = office.post(page, data=form(row.version, **sent))
    assert refused.status_code == 422
    assert "Tick that you do not report to this person" in refused.text
    assert row.state == State.WAITING


def test_what_is_not_theirs_passes_to_a_registrar_when_nobody_is_left(
    office: FlaskClient, page: str, row: Confirmation, rows: Any
) -> None:
    posted(office, page, **form(row.version, answer="not_mine"))
    assert row.state == State.WITH_REGISTRAR
    assert office.get("/employer").status_code == 200


@pytest.mark.parametrize("kind", ["secretary"])
def test_a_secretary_prepares_and_cannot_send(
    office: FlaskClient, page: str, row: Confirmation, rows: Any, people: People, sign_in: SignIn
) -> None:
    shown = office.get(page).text
    assert "Only the holder of an office that confirms" in shown
    assert "Send answer" not in shown
    refused = office.post(page, data=form(row.version, answer="confirm", **ON_OATH))
    assert refused.status_code == 422
    posted(office, page, **form(row.version, prepare="yes", **WHY))
    assert (row.state, row.prepared) == (State.WAITING, "cannot_confirm")
    assert row.prepared_by == people.emma.id
    assert "She left us in May." in office.get(page).text
    assert moves(rows, "cannot_confirm") == 0


def test_a_secretary_does_not_pass_on_what_lies_with_the_chair(
    people: People, sign_in: SignIn, rows: Any
) -> None:
    held = hold_office(people)
    row = confirmation_of(people, factories.registered(people))
    held.user_id = people.bob.id
    hold_office(people, "secretary")
    refused = sign_in(people.emma).post(
        f"/employer/confirmations/{row.id}", data=form(row.version, answer="not_mine")
    )
    assert refused.status_code == 422
    assert "It does not lie on your desk" in refused.text
    assert row.level == Level.CHAIR


def test_nobody_else_finds_it(
    row: Confirmation, page: str, people: People, sign_in: SignIn, at_work: SignIn
) -> None:
    for browser in (sign_in(people.mallory), sign_in(people.alice), at_work(people.rene)):
        assert browser.get(page).status_code == 404
        assert browser.post(page, data=form(row.version)).status_code == 404


def test_the_end_of_the_office_ends_it(
    office: FlaskClient, page: str, row: Confirmation, people: People, rows: Any
) -> None:
    for held in rows.query(row.offices[0].__class__):
        held.ended_on = row.asked_on
    assert office.get(page).status_code == 404


def test_an_old_page_overwrites_nothing(office: FlaskClient, page: str, row: Confirmation) -> None:
    seen = row.version
    posted(office, page, **form(seen, answer="confirm", **ON_OATH))
    late = office.post(page, data=form(seen, **WHY, **ON_OATH))
    assert late.status_code == 409
    assert row.state == State.CONFIRMED


def test_a_registrar_settles_what_reached_the_register(
    office: FlaskClient, page: str, row: Confirmation, people: People, at_work: SignIn
) -> None:
    posted(office, page, **form(row.version, answer="not_mine"))
    desk = "/casework/keeping-up/confirmations"
    rene = at_work(people.rene)
    assert "Amina Okafor" in rene.get(desk).text
    assert "Nobody in the organisation answered" in rene.get(f"{desk}/{row.id}").text
    assert rene.post(f"{desk}/{row.id}", data=form(row.version)).status_code == 422
    posted(rene, f"{desk}/{row.id}", **form(row.version, reason="The switchboard confirmed"))
    assert row.state == State.SETTLED
    assert "Nothing waits to be settled" in rene.get(desk).text
