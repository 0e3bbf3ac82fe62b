"""After submitting: what the tracker tells and what it keeps, and the applicant's own steps."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.services import application as applications
from registry.services import check, reference
from tests import factories
from tests.conftest import NOW
from tests.people import People
from tests.web.conftest import form, moves


def test_withdrawing_asks_first_and_happens_once(
    rows: Any, alice: FlaskClient, people: People
) -> None:
    application = factories.submitted(people.alice)
    path = f"/applications/{application.id}/withdraw"
    assert "What happens if you withdraw" in alice.get(path).text
    assert application.state == "checks"
    sent = form(application.version)
    assert alice.post(path, data=sent).status_code == 302
    assert alice.post(path, data=sent).status_code == 303
    assert moves(rows, "withdraw") == 1
    assert "You withdrew this application" in alice.get(f"/applications/{application.id}").text
    assert alice.get(path).status_code == 302
    assert alice.post(path, data=form(application.version)).status_code == 409


def test_a_response_is_heard(alice: FlaskClient, people: People) -> None:
    application = factories.in_decision(people)
    factories.fire(application, "propose_refusal", people.rene, reason="The example is thin.")
    base = f"/applications/{application.id}"
    page = alice.get(base)
    assert "The example is thin." in page.text
    assert "Nothing is decided yet" in page.text
    sent = form(application.version, words="There is more to it.")
    assert alice.post(f"{base}/respond", data=sent).status_code == 302
    assert application.represented_at is not None
    assert "We have your response" in alice.get(base).text


def test_the_tracker_keeps_to_itself_what_staff_note(
    alice: FlaskClient, people: People, run_jobs: Callable[[], int]
) -> None:
    application = factories.taken(people)
    first, *others = application.checks
    record = {**factories.CLEAR, "note": "A secret note", "source": "A secret source"}
    check.record(first, record, actor=factories.actor_for(people.carol, first), now=NOW)
    for row in others:
        factories.clear(row, people.carol)
    factories.fire(application, "take_assessment", people.asha)
    run_jobs()
    page = alice.get(f"/applications/{application.id}").text
    assert "an assessor reads your application" in page
    for hidden in ("secret", "Carol", "Asha", "Take this", "Nothing found", "Insolvency"):
        assert hidden not in page, hidden


def test_what_is_awaited_from_whom(alice: FlaskClient, people: People) -> None:
    application = factories.submitted(people.alice)
    page = alice.get(f"/applications/{application.id}").text
    assert "Reference from Rene Roy" in page
    assert "Statement from Airedale NHS Foundation Trust" in page
    assert "rene@leeds.example" not in page
    assert reference.of_application(application)


@pytest.mark.parametrize(("trigger", "status"), [("take", 409), ("expire", 403), ("submit", 422)])
def test_steps_of_others_are_refused(
    alice: FlaskClient, people: People, trigger: str, status: int
) -> None:
    application = applications.start(people.alice, NOW)
    answer = alice.post(f"/applications/{application.id}/{trigger}", data=form())
    assert answer.status_code == status
    assert application.state == "draft"
