"""The page on which an applicant answers what a check asks, from the tracker to the case page."""

from io import BytesIO
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from registry.models.check import Check
from registry.models.document import Document
from registry.services import check
from registry.services.access import actor_for
from tests import factories
from tests.conftest import NOW
from tests.people import People
from tests.web.conftest import SignIn, form, moves
from tests.world import PDF

WORDS = "I worked at Leeds until 2019."


@pytest.fixture
def asked(people: People) -> Check:
    application = factories.taken(people)
    row: Check = application.checks[0]
    factories.query(row, people.carol, words="Why does the <passport> differ?")
    return row


def path_of(row: Check) -> str:
    return f"/applications/{row.application_id}/checks/{row.id}/answer"


def test_the_tracker_leads_to_the_question_and_to_nothing_else_of_the_check(
    asked: Check, alice: FlaskClient
) -> None:
    page = alice.get(f"/applications/{asked.application_id}").text
    assert f'href="{path_of(asked)}"' in page
    assert "Answer a question about identity" in page
    assert "Why does the &lt;passport&gt; differ?" in page
    assert "Monday 7 December 2026" in page
    assert "The source itself" not in page
    page = alice.get(path_of(asked)).text
    for said in ("Answer a question about identity", "If you do nothing", "7 December 2026"):
        assert said in page


def test_when_all_else_waits_it_is_the_applicants_turn(
    asked: Check, alice: FlaskClient, people: People, at_work: SignIn
) -> None:
    for row in asked.application.checks[1:]:
        factories.clear(row, people.carol)
    assert "It is your turn" in alice.get(f"/applications/{asked.application_id}").text
    staff = at_work(people.carol).get(f"/casework/{asked.application_id}").text
    assert "It is the applicant’s turn, by Monday 7 December 2026" in staff
    assert "Answer due" in staff


def test_an_answer_is_sent_once_and_stands_beside_the_question(
    rows: Any, asked: Check, alice: FlaskClient, people: People, at_work: SignIn
) -> None:
    sent = form(asked.version, words=WORDS)
    assert alice.post(path_of(asked), data=sent).status_code == 302
    assert alice.post(path_of(asked), data=sent).status_code == 303
    assert moves(rows, "reply") == 1
    tracker = alice.get(f"/applications/{asked.application_id}").text
    assert "You answered about identity" in tracker
    assert path_of(asked) not in tracker
    assert alice.get(path_of(asked)).status_code == 302
    for place in (f"/casework/{asked.application_id}", f"/casework/checks/{asked.id}/record"):
        staff = at_work(people.carol).get(place).text
        assert "Why does the &lt;passport&gt; differ?" in staff
        assert WORDS in staff


def test_an_empty_answer_is_refused_and_what_was_typed_is_kept(
    rows: Any, asked: Check, alice: FlaskClient
) -> None:
    empty = alice.post(path_of(asked), data=form(asked.version, words=" "))
    assert (empty.status_code, "Write your answer" in empty.text) == (422, True)
    bad = (BytesIO(b"not a picture"), "photo.png")
    sent = form(asked.version, words=WORDS, file=bad)
    answer = alice.post(path_of(asked), data=sent, content_type="multipart/form-data")
    assert (answer.status_code, WORDS in answer.text) == (422, True)
    assert moves(rows, "reply") == 0
    assert rows.query(Document).count() == 0


def test_a_page_that_was_overtaken_gives_the_words_back(
    rows: Any, asked: Check, alice: FlaskClient, people: People
) -> None:
    shown = asked.version
    alice.post(path_of(asked), data=form(shown, words="From another tab."))
    answer = alice.post(path_of(asked), data=form(shown, words=WORDS))
    assert answer.status_code == 409
    assert WORDS in answer.text
    assert "We have an answer of yours" in answer.text
    assert moves(rows, "reply") == 1


def test_a_question_taken_back_is_closed(asked: Check, alice: FlaskClient, people: People) -> None:
    carol = actor_for(people.carol, asked)
    check.settle(asked, "withdraw_query", "Found it.", actor=carol, now=NOW)
    assert alice.get(path_of(asked)).status_code == 302
    answer = alice.post(path_of(asked), data=form(asked.version, words=WORDS))
    assert (answer.status_code, WORDS in answer.text) == (409, True)
    assert "This question is closed" in answer.text
    assert path_of(asked) not in alice.get(f"/applications/{asked.application_id}").text


def test_a_file_is_added_taken_back_and_sent(
    rows: Any, asked: Check, alice: FlaskClient, people: People, at_work: SignIn
) -> None:
    def send(**more: object) -> Any:
        sent = form(asked.version, words=WORDS, **more)
        return alice.post(path_of(asked), data=sent, content_type="multipart/form-data")

    page = send(upload="yes", file=(BytesIO(PDF), "Letter.pdf"))
    assert (page.status_code, WORDS in page.text, "Letter.pdf" in page.text) == (200, True, True)
    first = rows.query(Document).one()
    assert "Letter.pdf" not in send(take_out=first.id).text
    assert send(file=(BytesIO(PDF), "Deed.pdf")).status_code == 302
    staff = at_work(people.carol).get(f"/casework/checks/{asked.id}/record").text
    assert "Deed.pdf" in staff
    assert "Letter.pdf" not in staff


def test_nobody_else_finds_the_page(asked: Check, people: People, at_work: SignIn) -> None:
    for person in (people.mallory, people.carol, people.rene):
        browser = at_work(person)
        assert browser.get(path_of(asked)).status_code == 404
        sent = form(asked.version, words=WORDS)
        assert browser.post(path_of(asked), data=sent).status_code == 404
    assert asked.queries[0].answer == ""


def test_a_late_answer_is_still_taken(asked: Check, alice: FlaskClient) -> None:
    with time_machine.travel("2026-12-09T10:00:00Z", tick=False):
        assert "You can still answer" in alice.get(path_of(asked)).text
        sent = form(asked.version, words=WORDS)
        assert alice.post(path_of(asked), data=sent).status_code == 302
    assert asked.queries[0].answer == WORDS


def test_the_mail_leads_to_the_page_and_a_receipt_follows(
    asked: Check, alice: FlaskClient, run_jobs: Any
) -> None:
    run_jobs()
    alice.post(path_of(asked), data=form(asked.version, words=WORDS))
    run_jobs()
    page = alice.get(f"/applications/{asked.application_id}").text
    assert f"{path_of(asked)}\n" in page
    assert "answer by 7 December 2026" in page
    assert "we received your answer about one of your checks" in page
