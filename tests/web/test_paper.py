"""The application on paper at its two doors: stored bytes, or a page that waits or asks."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from registry import queue
from registry.db import db
from registry.models.application import Application
from registry.models.document import ApplicationPaper
from registry.services import retention
from tests import factories
from tests.conftest import NOW
from tests.people import People
from tests.web.conftest import SignIn, form, posted


@pytest.fixture
def case(people: People) -> Application:
    return factories.taken(people)


def at(case: Application, door: str = "applications") -> str:
    return f"/{door}/{case.id}/summary.pdf"


FAIL = (
    "update {}workflow_status set status = 'ERROR', completed_at = 1"
    " where workflow_uuid like 'print_application:%'"
)
FORGET = (
    "delete from {}workflow_input where workflow_uuid like 'print_application:%'",
    "delete from {}workflow_status where workflow_uuid like 'print_application:%'",
)


def in_the_queue(*statements: str) -> None:
    """Make the job that prints stand as a worker, or a time before it, would have left it."""
    schema = "dbos." if db.engine.dialect.name == "postgresql" else ""
    for statement in statements:
        db.session.execute(text(statement.format(schema)))


def test_a_draft_has_no_paper_and_offers_none(alice: FlaskClient, draft: Application) -> None:
    assert alice.get(at(draft)).status_code == 404
    assert "summary.pdf" not in alice.get(f"/applications/{draft.id}/check-answers").text


def test_both_doors_wait_and_then_send_the_same_bytes(
    case: Application,
    people: People,
    alice: FlaskClient,
    at_work: SignIn,
    run_jobs: Callable[[], int],
    rows: Any,
) -> None:
    doors = [(alice, at(case)), (at_work(people.carol), at(case, "casework"))]
    for browser, path in doors:
        waiting = browser.get(path)
        assert waiting.headers["Refresh"] == "5"
        assert "looks again every few seconds" in waiting.text
    run_jobs()
    first, second = (browser.get(path) for browser, path in doors)
    assert first.data.startswith(b"%PDF")
    assert first.data == second.data
    assert "Refresh" not in first.headers
    assert case.reference in first.headers["Content-Disposition"]
    assert rows.query(ApplicationPaper).count() == 1


def test_others_do_not_find_it(
    case: Application, people: People, sign_in: SignIn, at_work: SignIn
) -> None:
    mallory = sign_in(people.mallory)
    assert mallory.get(at(case)).status_code == 404
    assert mallory.post(at(case), data=form()).status_code == 404
    assert mallory.get(at(case, "casework")).status_code == 403
    assert at_work(people.carol).get(at(case)).status_code == 404


def test_what_failed_for_good_says_what_to_do(
    case: Application, alice: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    in_the_queue(FAIL)
    page = alice.get(at(case))
    assert "could not be made" in page.text
    assert "Refresh" not in page.headers
    assert case.reference in page.text
    assert "being made" in posted(alice, at(case), **form()).text
    run_jobs()
    assert alice.get(at(case)).data.startswith(b"%PDF")


def test_one_from_before_is_made_when_somebody_asks(
    case: Application, alice: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    in_the_queue(*FORGET)
    assert "Make the PDF" in alice.get(at(case)).text
    assert all(name != "print_application" for name, _ in queue.pending())
    sent = form()
    assert alice.post(at(case), data=sent).status_code == 302
    assert alice.post(at(case), data=sent).status_code == 303
    assert [name for name, _ in queue.pending()].count("print_application") == 1
    assert alice.post(at(case), data=form()).status_code == 409
    run_jobs()
    assert alice.get(at(case)).data.startswith(b"%PDF")


def test_pages_of_an_emptied_case_say_so_and_offer_nothing_that_is_gone(
    case: Application, people: People, alice: FlaskClient, at_work: SignIn, run_jobs: Any
) -> None:
    run_jobs()
    factories.fire(case, "withdraw", people.alice)
    assert "We delete your answers and files 30 days after" in alice.get(home(case)).text
    assert retention.erase_next(NOW + timedelta(days=31))
    page = alice.get(home(case)).text
    assert "were deleted on 24 December 2026" in page
    assert "summary.pdf" not in page
    for gone in (at(case), f"{home(case)}/check-answers"):
        assert alice.get(gone).status_code == 404
    assert alice.get(f"{home(case)}/files").status_code == 200
    staff = at_work(people.carol).get(f"/casework/{case.id}")
    assert "were deleted on 24 December 2026" in staff.text
    assert "summary.pdf" not in staff.text


def home(case: Application) -> str:
    return f"/applications/{case.id}"
