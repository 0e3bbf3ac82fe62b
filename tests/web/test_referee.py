"""The referee's door: the link shows little, a code opens it in one browser, no word is lost."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.app import create_app
from registry.db import db
from registry.models.case import Movement
from registry.models.notice import Notice
from registry.models.reference import Reference
from registry.services import reference, statement
from tests import factories
from tests.conftest import NOW, TEST_SETTINGS
from tests.people import People
from tests.sections.answers import typed
from tests.web.conftest import flat, form

ANSWERS = typed("referee_answer")


@pytest.fixture
def asked(people: People) -> Reference:
    """A request to the referee of a submitted application."""
    application = factories.submitted(people.alice)
    return next(row for row in factories.references_of(application) if row.kind == "referee")


@pytest.fixture
def link(asked: Reference) -> str:
    return f"/references/{reference.token_of(asked)}"


def newest_code(rows: Any) -> str:
    sent = rows.query(Notice).filter_by(kind="reference_code").order_by(Notice.id.desc()).first()
    return re.match(r"\d{6}", sent.subject)[0]


def open_questions(client: FlaskClient, link: str, rows: Any) -> None:
    client.post(f"{link}/send-code", data=form())
    answer = client.post(f"{link}/code", data=form(code=newest_code(rows)))
    assert answer.location == f"{link}/questions"


def moves(rows: Any, trigger: str) -> int:
    return rows.query(Movement).filter_by(trigger=trigger).count()


def test_a_referee_answers_by_the_link_and_a_code(
    client: FlaskClient, link: str, rows: Any, asked: Reference
) -> None:
    page = client.get(link)
    assert "Give a reference for Amina Okafor" in page.text
    assert "Chief nurse" in page.text
    open_questions(client, link, rows)
    assert client.post(f"{link}/questions", data=form(**flat(ANSWERS))).location == f"{link}/check"
    check = client.get(f"{link}/check")
    assert ANSWERS["strengths"] in check.text
    answer = client.post(f"{link}/answer", data=form(asked.version))
    assert answer.location == link
    assert "Thank you. We have your reference" in client.get(link).text
    assert (asked.state, asked.answer["capacity"]) == ("answered", ANSWERS["capacity"])
    assert asked.draft is None


def test_the_link_alone_shows_a_name_a_post_and_dates_and_sends_nothing(
    client: FlaskClient, link: str, rows: Any, asked: Reference
) -> None:
    before = rows.query(Notice).count()
    page = client.get(link)
    assert rows.query(Notice).count() == before, "a mail scanner opens links"
    for private in ("1974", "High Street", asked.application.reference, asked.email, "LS1"):
        assert private not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"].startswith("noindex")


@pytest.mark.parametrize("page", ["questions", "check", "decline", "saved"])
def test_no_page_opens_without_a_code(client: FlaskClient, link: str, page: str) -> None:
    assert client.get(f"{link}/{page}").location == link


def test_another_browser_with_the_link_enters_a_code_of_its_own(
    client: FlaskClient, link: str, rows: Any, asked: Reference
) -> None:
    open_questions(client, link, rows)
    assert asked.code_confirmed_at is not None
    stranger = client.application.test_client()
    assert stranger.get(f"{link}/questions").location == link
    refused = stranger.post(f"{link}/questions", data=form(**flat(ANSWERS)))
    assert refused.status_code == 403
    assert ANSWERS["strengths"] in refused.text, "what was typed is given back"
    assert stranger.post(f"{link}/answer", data=form(asked.version)).status_code == 403
    assert stranger.post(f"{link}/decline", data=form(words="No")).status_code == 403
    assert asked.state == "requested"


def test_five_wrong_codes_use_a_code_up(client: FlaskClient, link: str, rows: Any) -> None:
    client.post(f"{link}/send-code", data=form())
    right = newest_code(rows)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for left in (4, 3, 2, 1):
        page = client.post(f"{link}/code", data=form(code=wrong))
        assert page.status_code == 422
        assert f"You have {left} tr" in page.text
    assert "This code is used up" in client.post(f"{link}/code", data=form(code=wrong)).text
    assert client.post(f"{link}/code", data=form(code=right)).status_code == 422
    assert client.get(f"{link}/questions").location == link


def test_a_code_works_for_half_an_hour_once_and_only_the_newest(
    client: FlaskClient, link: str, rows: Any, clock: Any
) -> None:
    client.post(f"{link}/send-code", data=form())
    first = newest_code(rows)
    client.post(f"{link}/send-code", data=form())
    assert newest_code(rows) == first, "not again within a minute"
    clock.shift(timedelta(minutes=31))
    assert client.post(f"{link}/code", data=form(code=first)).status_code == 422
    client.post(f"{link}/send-code", data=form())
    spaced = f" {newest_code(rows)[:3]} {newest_code(rows)[3:]}"
    assert client.post(f"{link}/code", data=form(code=spaced)).status_code == 302
    stranger = client.application.test_client()
    assert stranger.post(f"{link}/code", data=form(code=spaced)).status_code == 422


def test_the_same_try_twice_counts_once(client: FlaskClient, link: str, asked: Reference) -> None:
    client.post(f"{link}/send-code", data=form())
    once = form(code="nothing")
    client.post(f"{link}/code", data=once)
    assert client.post(f"{link}/code", data=once).status_code == 303
    assert asked.code_tries == 1


def test_wrong_answers_come_back_with_every_word(client: FlaskClient, link: str, rows: Any) -> None:
    open_questions(client, link, rows)
    bad = flat(ANSWERS) | {"strengths": "Too short", "known_since.year": "1066"}
    page = client.post(f"{link}/questions", data=form(**bad))
    assert page.status_code == 422
    assert "Error: " in page.text
    assert "Too short" in page.text
    assert "1066" in page.text
    assert ANSWERS["capacity"] in page.text


def test_unfinished_answers_are_kept_for_their_writer(
    client: FlaskClient, link: str, rows: Any, asked: Reference
) -> None:
    open_questions(client, link, rows)
    saved = client.post(
        f"{link}/questions", data=form(capacity="Chair", strengths="So far", later="yes")
    )
    assert saved.location == f"{link}/saved"
    assert "not sent yet" in client.get(saved.location).text
    assert "So far" in client.get(f"{link}/questions").text
    assert client.get(f"{link}/check").location == f"{link}/questions"
    assert (asked.state, asked.answer) == ("requested", None)
    assert statement.draft_rows(asked, "user:1", NOW) == []


def test_what_is_sent_is_what_was_shown(
    client: FlaskClient, link: str, rows: Any, asked: Reference
) -> None:
    open_questions(client, link, rows)
    client.post(f"{link}/questions", data=form(**flat(ANSWERS)))
    shown = asked.version
    changed = flat(ANSWERS) | {"capacity": "Chair of another trust"}
    client.post(f"{link}/questions", data=form(**changed))
    page = client.post(f"{link}/answer", data=form(shown))
    assert page.status_code == 409
    assert "Chair of another trust" in page.text
    assert asked.state == "requested"


def test_sending_twice_is_one_step(
    client: FlaskClient, link: str, rows: Any, asked: Reference
) -> None:
    open_questions(client, link, rows)
    client.post(f"{link}/questions", data=form(**flat(ANSWERS)))
    once = form(asked.version)
    first, second = (client.post(f"{link}/answer", data=once) for _ in range(2))
    assert (first.location, second.location) == (link, link)
    assert moves(rows, "answer") == 1
    late = client.post(f"{link}/questions", data=form(**flat(ANSWERS)))
    assert late.status_code == 409
    assert ANSWERS["strengths"] in late.text


def test_a_referee_may_say_no_and_why(
    client: FlaskClient, link: str, rows: Any, asked: Reference
) -> None:
    open_questions(client, link, rows)
    assert client.post(f"{link}/decline", data=form()).status_code == 422
    client.post(f"{link}/decline", data=form(words="You have the wrong person"))
    assert asked.state == "declined"
    why = rows.query(Movement).filter_by(trigger="decline").one()
    assert why.reason == "You have the wrong person"
    assert "Thank you for telling us" in client.get(link).text


@pytest.mark.parametrize("trigger", ["replace", "end"])
def test_a_request_that_is_over_says_so_plainly(
    client: FlaskClient, link: str, rows: Any, asked: Reference, people: People, trigger: str
) -> None:
    open_questions(client, link, rows)
    if trigger == "end":
        factories.fire(asked.application, "withdraw", people.alice)
    else:
        factories.fire(asked.application, "take", people.carol)
        factories.fire(asked, "replace", people.carol, reason="Somebody else is better placed")
    page = client.get(link)
    assert "This request is closed" in page.text
    assert "better placed" not in page.text
    assert client.get(f"{link}/questions").location == link
    late = client.post(f"{link}/questions", data=form(**flat(ANSWERS)))
    assert late.status_code == 409
    assert ANSWERS["strengths"] in late.text


def test_an_unknown_link_and_a_wrong_one_are_the_same(
    client: FlaskClient, link: str, asked: Reference, rows: Any
) -> None:
    old = link
    asked.link_nonce = "another"
    strange = ["/references/1", "/references/999999-" + "0" * 40, f"{link[:-1]}x", old]
    pages = [client.get(address) for address in strange]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    assert client.post(f"{old}/send-code", data=form()).status_code == 404


def test_a_request_that_was_never_sent_has_no_link(client: FlaskClient, people: People) -> None:
    application = factories.submitted(people.alice)
    waiting = next(r for r in factories.references_of(application) if r.kind == "employer")
    assert waiting.asked_at is None
    assert client.get(f"/references/{reference.token_of(waiting)}").status_code == 404


@pytest.mark.parametrize(
    "hostile",
    [
        {"strengths": ["a", "b"]},
        {"known_since.month": "Brumaire"},
        {"capacity": "x" * 5000},
        {"capacity": "bad \x00 sign"},
        {"matters": "perhaps"},
    ],
)
def test_hostile_answers_are_refused_and_keep_nothing(
    client: FlaskClient, link: str, rows: Any, asked: Reference, hostile: dict[str, Any]
) -> None:
    open_questions(client, link, rows)
    page = client.post(f"{link}/questions", data=form(**{**flat(ANSWERS), **hostile}))
    assert page.status_code == 422
    assert asked.draft is None


def test_tries_are_limited_by_request_and_by_network(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'none.db'}"
    settings = {**TEST_SETTINGS, "RATELIMIT_ENABLED": True, "SQLALCHEMY_DATABASE_URI": url}
    app = create_app(**settings, INSTANCE=tmp_path)
    browser = app.test_client()

    def tried(link: str, times: int) -> list[int]:
        return [
            browser.post(f"/references/{link}/send-code", data=form()).status_code
            for _ in range(times)
        ]

    assert tried("one", 9) == [404] * 8 + [429]
    assert tried("other", 1) == [404], "one request's tries do not close another"
    assert 429 in [status for link in range(60) for status in tried(str(link), 1)]
    with app.app_context():
        db.engine.dispose()
