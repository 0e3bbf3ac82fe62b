"""The pages of the yearly attestation, and coming back by them."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.models.attestation import Attestation
from registry.models.notice import Notice
from registry.models.registration import Registration
from registry.services import attestation, casework
from registry.services.access import actor_for
from tests import factories, keeping
from tests.keeping import SAID, STILL_RIGHT, at
from tests.people import People
from tests.sections.answers import typed
from tests.web.conftest import SignIn, flat, form, moves
from workflows.engine import SYSTEM

HOME = "/registration/attestation"


@pytest.fixture
def registration(people: People) -> Registration:
    return factories.registered(people)


@pytest.fixture
def owed(registration: Registration) -> Attestation:
    return keeping.attestation_open(registration)


@pytest.fixture
def answered(owed: Attestation, people: People) -> Attestation:
    """Everything answered, and nothing sent."""
    attestation.save(owed, "still_right", STILL_RIGHT, now=keeping.NOW)
    for key in ("fitness", "code"):
        attestation.save(owed, key, typed(key), now=keeping.NOW)
    return owed


def section_version(row: Attestation, key: str) -> int:
    kept = attestation.answer_row(row, key)
    return kept.version if kept else 0


def lapsed(registration: Registration, rows: Any, people: People) -> None:
    """Take a registration through being late to its lapse, as its clocks would on those days."""
    row = attestation.owed_by(registration)
    assert row is not None
    row.due_on = at(keeping.DUE).date()
    people.alice.current_login_at = at(keeping.DUE.replace(year=2028))  # so every notice is proven
    day = keeping.DUE.replace(day=24)
    for trigger in ("open", *(f"remind_{n}" for n in range(2, 7))):
        notice_of(casework.fire(row, trigger, actor=SYSTEM, now=at(keeping.DUE)), people, rows)
    casework.fire(registration, "fall_due", actor=SYSTEM, now=at(day))
    after = at(day.replace(month=12, day=22))
    factories.fire(registration, "look_at_lapse", people.rene, after, "Called twice")
    casework.fire(registration, "lapse", actor=SYSTEM, now=after)
    rows.flush()
    assert registration.state == "lapsed"


def notice_of(movement: Any, people: People, rows: Any) -> None:
    rows.add(
        Notice(
            kind="send_attestation_reminder",
            movement_id=movement.id,
            user_id=people.alice.id,
            address=people.alice.email,
            subject="s",
            text="t",
            message_id=f"<{movement.id}@test>",
            planned_at=movement.at,
            accepted_at=movement.at,
        )
    )


def test_before_it_opens_the_page_says_when(registration: Registration, alice: FlaskClient) -> None:
    page = alice.get(HOME).text
    assert "It opens on Friday 24 September 2027" in page
    assert "Tuesday 23 November 2027" in page
    for path in ("/fitness", "/check-answers", "/declaration", "/fitness/grounds"):
        assert alice.get(HOME + path).location == HOME


def test_the_list_says_what_is_missing_by_when_and_what_follows(
    owed: Attestation, alice: FlaskClient
) -> None:
    page = alice.get(HOME).text
    assert "0 of 3 sections answered." in page
    assert "Tuesday 23 November 2027" in page
    assert "If you do nothing, you are late after 23 November 2027" in page
    assert "Finish fitness declarations" in page


def test_page_by_page_to_the_end(owed: Attestation, alice: FlaskClient, rows: Any) -> None:
    first = alice.get(f"{HOME}/still_right")
    assert first.location == f"{HOME}/still_right/still_right"
    assert "alice@people.example" in alice.get(first.location).text
    after = alice.post(first.location, data=form(0, **STILL_RIGHT))
    assert after.location == HOME
    path = alice.get(f"{HOME}/fitness").location
    answers = flat(typed("fitness"))
    for following in ("character", "conduct", "interests"):
        path = alice.post(path, data=form(section_version(owed, "fitness"), **answers)).location
        assert path == f"{HOME}/fitness/{following}"
    after = alice.post(path, data=form(section_version(owed, "fitness"), **answers))
    assert after.location == HOME
    alice.post(f"{HOME}/code/code", data=form(0, **flat(typed("code"))))
    answered = alice.get(HOME).text
    assert "3 of 3 sections answered." in answered
    assert answered.count("Answered") == 3
    assert "Complete" not in answered
    checked = alice.get(f"{HOME}/check-answers").text
    assert "Continue to the declaration" in checked
    sent = form(attestation.seen(owed), **SAID)
    assert alice.post(f"{HOME}/declaration", data=sent).location == "/registration"
    assert owed.state == "declared"
    home = alice.get("/registration").text
    assert "We have your attestation. You are complete for 2026." in home
    assert "For 2027, sent on 23 November 2026." in home


def test_a_part_never_says_complete(
    owed: Attestation, people: People, sign_in: SignIn, clock: Any
) -> None:
    clock.move_to(at(keeping.DUE.replace(month=10)))
    alice = sign_in(people.alice)
    alice.post(f"{HOME}/still_right/still_right", data=form(0, **STILL_RIGHT))
    for page in (alice.get(HOME).text, alice.get("/registration").text):
        assert "You are complete" not in page
    home = alice.get("/registration").text
    assert "3 things are missing:" in home
    for step in ("fitness", "code", "declaration"):
        assert f'href="{HOME}/{step}"' in home


def test_sending_twice_sends_once(answered: Attestation, alice: FlaskClient, rows: Any) -> None:
    sent = form(attestation.seen(answered), **SAID)
    assert alice.post(f"{HOME}/declaration", data=sent).status_code == 302
    assert alice.post(f"{HOME}/declaration", data=sent).status_code == 303
    assert moves(rows, "declare") == 1
    again = alice.post(f"{HOME}/declaration", data=form(attestation.seen(answered), **SAID))
    assert again.status_code == 409
    assert "Your attestation can no longer change" in again.text
    assert moves(rows, "declare") == 1


def test_an_answer_changed_in_another_window_is_not_declared_unseen(
    answered: Attestation, alice: FlaskClient
) -> None:
    seen = attestation.seen(answered)
    attestation.save(answered, "still_right", {**STILL_RIGHT, "entry": "no"}, now=keeping.NOW)
    page = alice.post(f"{HOME}/declaration", data=form(seen, **SAID))
    assert page.status_code == 409
    assert "An answer was changed while you were here" in page.text
    assert answered.state == "open"


def test_nothing_is_sent_with_something_missing_or_undeclared(
    owed: Attestation, answered: Attestation, alice: FlaskClient, rows: Any
) -> None:
    page = alice.post(f"{HOME}/declaration", data=form(attestation.seen(owed), in_person="yes"))
    assert page.status_code == 422
    assert "Tick the box to declare that your attestation is true and complete" in page.text
    rows.delete(attestation.answer_row(owed, "fitness"))
    rows.flush()
    rows.expire(owed)
    page = alice.post(f"{HOME}/declaration", data=form(attestation.seen(owed), **SAID))
    assert page.status_code == 422
    assert f'href="{HOME}/fitness"' in page.text
    assert owed.state == "open"


def test_a_stale_section_keeps_the_words(owed: Attestation, alice: FlaskClient) -> None:
    path = f"{HOME}/fitness/grounds"
    answers = flat(typed("fitness"))
    alice.post(path, data=form(0, **answers))
    words = {**answers, "bankrupt": "yes", "bankrupt_details": "Discharge is due in May"}
    page = alice.post(path, data=form(0, **words))
    assert page.status_code == 409
    assert "saved in another window" in page.text
    assert "Discharge is due in May" in page.text
    assert owed.answers["fitness"]["bankrupt"] is False


def test_wrong_answers_keep_the_words(owed: Attestation, alice: FlaskClient) -> None:
    words = {"bankrupt": "yes", "bankrupt_details": "Discharge is due in May"}
    page = alice.post(f"{HOME}/fitness/grounds", data=form(0, **words))
    assert page.status_code == 422
    assert "Select yes or no: debt relief order" in page.text
    assert "Discharge is due in May" in page.text
    later = alice.post(f"{HOME}/fitness/grounds", data=form(0, **words, later="yes"))
    assert later.location == HOME
    assert owed.answers["fitness"] == {
        "bankrupt": True,
        "bankrupt_details": "Discharge is due in May",
    }


def test_words_typed_too_late_are_given_back(
    answered: Attestation, people: People, alice: FlaskClient
) -> None:
    attestation.declare(answered, SAID, actor=actor_for(people.alice, answered), now=keeping.NOW)
    words = {"bankrupt": "yes", "bankrupt_details": "Discharge is due in May"}
    page = alice.post(f"{HOME}/fitness/grounds", data=form(4, **words))
    assert page.status_code == 409
    assert "What you had typed" in page.text
    assert "Discharge is due in May" in page.text


def test_the_check_leads_to_a_question_and_back(answered: Attestation, alice: FlaskClient) -> None:
    assert f"{HOME}/fitness/questions/tribunal" in alice.get(f"{HOME}/check-answers").text
    path = alice.get(f"{HOME}/fitness/questions/tribunal").location
    assert path == f"{HOME}/fitness/conduct?back=check#tribunal"
    answers = flat(typed("fitness"))
    sent = form(section_version(answered, "fitness"), **answers)
    after = alice.post(path.partition("#")[0], data=sent)
    assert after.location == f"{HOME}/check-answers"
    assert alice.get(f"{HOME}/fitness/questions/nothing").status_code == 404


def test_only_the_code_begins_with_last_years_answers(
    owed: Attestation, people: People, alice: FlaskClient
) -> None:
    keeping.declare(owed, people)
    following = attestation.owed_by(owed.registration)
    assert following is not None
    casework.fire(following, "open", actor=SYSTEM, now=keeping.NOW)
    code = alice.get(f"{HOME}/code/code").text
    assert code.count("checked") == 4
    assert "you made last year" in code
    assert "checked" not in alice.get(f"{HOME}/fitness/grounds").text
    assert "0 of 3 sections answered." in alice.get(HOME).text


def test_nobody_else_reads_or_sends_it(
    owed: Attestation, people: People, sign_in: SignIn, client: FlaskClient
) -> None:
    keeping.declare(owed, people)
    browser = sign_in(people.mallory)
    for path in ("", "/fitness", "/fitness/grounds", "/check-answers", f"/sent/{owed.id}"):
        assert browser.get(HOME + path).status_code == 404
    for path in ("/fitness/grounds", "/declaration"):
        assert browser.post(HOME + path, data=form(1, **SAID)).status_code == 404
    assert client.get(HOME).location.startswith("/login")


def test_what_was_sent_can_be_read_again(
    owed: Attestation, people: People, alice: FlaskClient
) -> None:
    assert alice.get(f"{HOME}/sent/{owed.id}").status_code == 404
    keeping.declare(owed, people)
    page = alice.get(f"{HOME}/sent/{owed.id}").text
    assert "What you declared for 2027" in page
    assert "You sent this on 23 November 2026" in page
    assert "Undischarged bankruptcy" in page


def test_whoever_lapsed_lately_sends_it_and_is_restored_the_same_day(
    registration: Registration, people: People, sign_in: SignIn, rows: Any, clock: Any
) -> None:
    lapsed(registration, rows, people)
    clock.move_to(at(keeping.DUE.replace(year=2028, month=1, day=10)))
    alice = sign_in(people.alice)
    home = alice.get("/registration").text
    assert "You can be registered again today" in home
    assert "You are complete" not in home
    assert "Wednesday 19 January 2028" in home
    assert "3 of 3" not in alice.get(HOME).text
    row = attestation.owed_by(registration)
    assert row is not None
    alice.post(f"{HOME}/still_right/still_right", data=form(0, **STILL_RIGHT))
    for key in ("fitness", "code"):
        attestation.save(row, key, typed(key), now=at(keeping.DUE))
    done = alice.post(f"{HOME}/declaration", data=form(attestation.seen(row), **SAID))
    assert done.status_code == 302
    assert registration.state == "active"
    assert "You are registered again from today. You are complete" in alice.get(done.location).text


def test_after_the_quick_days_nothing_can_be_sent(
    registration: Registration, people: People, sign_in: SignIn, rows: Any, clock: Any
) -> None:
    lapsed(registration, rows, people)
    clock.move_to(at(keeping.DUE.replace(year=2028, month=1, day=20)))
    alice = sign_in(people.alice)
    assert alice.get(HOME).status_code == 404
    page = alice.post(f"{HOME}/still_right/still_right", data=form(0, **STILL_RIGHT))
    assert page.status_code == 409
    assert "The time in which this could be sent is over" in page.text
    home = alice.get("/registration").text
    assert "How you can come back" in home
    assert "Until <strong>22 December 2028</strong>" in home
