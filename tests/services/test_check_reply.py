"""A question that a check asks of the applicant: whose turn, until when, what silence does."""

from datetime import date, timedelta
from typing import Any

import pytest

from registry.errors import NotFound
from registry.models.application import Application
from registry.models.case import CaseSummary, Movement, Timer
from registry.models.check import Check
from registry.models.document import Document
from registry.services import access, check_reply, document, summary, sweep
from registry.services import check as checks
from tests import factories
from tests.conftest import NOW
from tests.people import People
from workflows.application import Next
from workflows.engine import WrongState

DUE = date(2026, 12, 7)  # ten working days after NOW
LATER = NOW + timedelta(days=15)
WORDS = {"words": "I worked in Leeds."}
PDF = document.Upload("Letter.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n")


@pytest.fixture
def queried(people: People) -> Check:
    """The last check of a case of which all else is settled asks the applicant something."""
    application = factories.taken(people)
    first, *others = application.checks
    for row in others:
        factories.clear(row, people.carol)
    factories.query(first, people.carol)
    return first


def reply(row: Check, people: People, now: Any = NOW, words: Any = WORDS) -> Movement:
    return check_reply.reply(row, words, actor=access.actor_for(people.alice, row), now=now)


def stands(application: Application, now: Any = NOW) -> tuple[Next, date | None]:
    return summary.turn(application, now)


def test_the_question_is_kept_with_its_day(queried: Check) -> None:
    (asked,) = check_reply.of_application(queried.application, NOW)
    assert (asked.words, asked.due_on, asked.waits) == ("Which trust was it?", DUE, True)
    assert (asked.title, asked.answer, asked.late) == ("Identity", "", False)


def test_it_is_the_applicants_turn_until_they_answer(
    queried: Check, people: People, rows: Any
) -> None:
    application = queried.application
    kept = rows.get(CaseSummary, application.id)
    assert stands(application) == (Next.SUBJECT, DUE)
    assert (kept.next, kept.due_on) == ("subject", DUE)
    reply(queried, people)
    assert stands(application)[0] is Next.CASEWORKER
    assert kept.next == "caseworker"
    assert queried.state == "query"


def test_our_own_checks_go_on_meanwhile(people: People) -> None:
    application = factories.taken(people)
    factories.query(application.checks[0], people.carol)
    assert stands(application)[0] is Next.CASEWORKER


def test_an_answer_stands_beside_the_question_and_is_given_once(
    queried: Check, people: People, rows: Any
) -> None:
    move = reply(queried, people)
    assert (queried.queries[0].answer, queried.queries[0].answered_at) == (WORDS["words"], NOW)
    assert (move.trigger, move.role, move.evidence) == ("reply", "subject", {})
    assert not rows.query(Timer).filter_by(workflow="check", trigger="reply_overdue").count()
    with pytest.raises(WrongState):
        reply(queried, people)


def test_files_go_with_the_answer_and_stay_once_it_is_sent(
    queried: Check, people: People, rows: Any
) -> None:
    application, key = queried.application, queried.queries[0].files_key
    kept = document.keep(application, key, PDF, user=people.alice, now=NOW)
    assert reply(queried, people).evidence == {"documents": [kept.id]}
    with pytest.raises(WrongState):
        document.remove(application, kept.id, NOW)
    with pytest.raises(WrongState):
        document.keep(application, key, PDF, user=people.alice, now=NOW)
    assert rows.query(Document).one().removed_at is None
    (asked,) = check_reply.of_application(application, NOW)
    assert [file.name for file in asked.files] == ["Letter.pdf"]


def test_silence_hands_over_and_finds_nothing(
    queried: Check, people: People, rows: Any, clock: Any
) -> None:
    rows.commit()
    clock.move_to(LATER)
    fired = sweep.fire_next(LATER)
    while fired is not None and fired.trigger != "reply_overdue":
        fired = sweep.fire_next(LATER)
    assert queried.state == "query"
    said = rows.query(Movement).filter_by(trigger="reply_overdue").one()
    assert (said.role, said.source, said.dest) == ("system", "query", "query")
    assert stands(queried.application, LATER)[0] is Next.CASEWORKER
    assert rows.get(CaseSummary, queried.application_id).next == "caseworker"
    reply(queried, people, LATER)  # late, and heard all the same
    assert queried.queries[0].answered_at == LATER


@pytest.mark.parametrize("trigger", ["withdraw_query", "explain"])
def test_a_settled_question_is_closed(queried: Check, people: People, trigger: str) -> None:
    who = people.carol if trigger == "withdraw_query" else people.rene
    actor = access.actor_for(who, queried)
    checks.settle(queried, trigger, "It was in the file.", actor=actor, now=NOW)
    with pytest.raises(WrongState):
        reply(queried, people)


def test_looking_again_does_not_ask_again(queried: Check, people: People) -> None:
    rene = access.actor_for(people.rene, queried)
    now = LATER
    checks.settle(queried, "not_satisfied", "No sign of it.", actor=rene, now=now)
    checks.settle(queried, "reconsider", "A letter came.", actor=rene, now=now)
    assert queried.state == "query"
    assert queried.open_query is None


def test_a_check_that_asked_nothing_does_not_exist_to_the_applicant(queried: Check) -> None:
    with pytest.raises(NotFound):
        check_reply.find(queried.application, queried.application.checks[1].id)
