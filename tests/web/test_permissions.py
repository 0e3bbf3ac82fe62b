"""Who may open what. Every cell of the table is asked for, in a world with a case at each stage.

Beside the answer each page is held to what every page promises: reading writes nothing and asks
little, the HTML is whole, one heading that the title repeats, no script or style of its own.
"""

from collections.abc import Iterator
from contextvars import Context
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from lxml import html
from sqlalchemy import Connection, event
from tinyhtml5.parser import HTMLParser
from werkzeug.test import TestResponse

from registry.db import db, writing
from registry.models.application import Application
from registry.models.policy import forget_policies
from tests import world as worlds
from tests.conftest import NOW
from tests.factories import CLEAR
from tests.sections.answers import typed
from tests.web.conftest import flat
from tests.web.permission_table import LINES, Line
from tests.world import ROLES, World

ALLOWED = {200, 302, 303, 409, 410, 422}
MOST_QUERIES = 20
THE_ONE_WRITING = "INSERT INTO access_record"  # who opened which case
WRITES = ("INSERT", "UPDATE", "DELETE")
OWN_CODE = "//style | //script[not(@src)] | //*[@style] | //@*[starts-with(name(), 'on')]"
SENT = {  # enough for every form, so that a refusal is about who sent it
    "reason": "Because of what we read.",
    "words": "What I want to say about it.",
    "name": "Sam Hill",
    "email": "sam@trust.example",
    "found_at": "The trust's page of board members",
    "agreed": "yes",
    **flat({**CLEAR, **typed("finding"), "outcome": "clear"}),
}
SENT_JSON = {
    "answers": typed("code"),
    "reason": "Because of what we read.",
    "words": "What I want to say about it.",
}


class Stage:
    """The world inside a transaction, and browsers that ask in it and leave no trace."""

    def __init__(self, app: Flask, connection: Connection, world: World) -> None:
        self.app, self.connection, self.world = app, connection, world
        self.statements: list[str] = []
        event.listen(connection, "before_cursor_execute", self.note)
        key = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token")
        self.csrf_token = key.dumps("raw")

    def note(self, _: Any, __: Any, statement: str, *___: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
            self.statements.append(statement)

    @property
    def written(self) -> list[str]:
        return [
            statement
            for statement in self.statements
            if statement.startswith(WRITES) and not statement.startswith(THE_ONE_WRITING)
        ]

    def browser(self, role: str, stage: str) -> FlaskClient:
        browser = FlaskClient(self.app, self.app.response_class)
        with browser.session_transaction() as session:
            session.update(self.world.session_of(role, stage), csrf_token="raw")
        return browser

    def answer(self, line: Line, role: str, *, token: bool = True) -> TestResponse:
        """Ask as a role, and undo whatever came of it."""
        browser = self.browser(role, line.stage)
        path = line.address(self.app.url_map, self.world)
        sent = {} if line.method == "GET" else self.sent(line, token)
        point = self.connection.begin_nested()
        self.statements.clear()
        try:
            return Context().run(browser.open, path, method=line.method, **sent)
        finally:
            point.rollback()

    def sent(self, line: Line, token: bool) -> dict[str, Any]:
        """Give what is sent to a form, or to a door for programs."""
        key = uuid4().hex
        if not line.rule.startswith("/api/"):
            return {"data": {**SENT, "idempotency_key": key, **self.proof(token)}}
        proof = {"X-CSRFToken": self.csrf_token} if token else {}
        row = db.session.get_one(Application, self.world.places[line.stage]["application_id"])
        version = row.version if line.method == "POST" else 0
        sent = {**SENT_JSON, "version": version}
        return {"json": sent, "headers": {"Idempotency-Key": key, **proof}}

    def proof(self, token: bool) -> dict[str, str]:
        return {"csrf_token": self.csrf_token} if token else {}


@pytest.fixture(scope="module")
def stage(app: Flask) -> Iterator[Stage]:
    with time_machine.travel(NOW, tick=False), app.app_context(), writing(True):
        engine = db.engine
        with engine.connect() as connection:
            outer = connection.begin()
            db.engines[None] = connection  # type: ignore[assignment]  # every session joins it
            app.config["WTF_CSRF_ENABLED"] = True
            try:
                world = worlds.build()
                db.session.commit()
                db.session.remove()
                yield Stage(app, connection, world)
            finally:
                app.config["WTF_CSRF_ENABLED"] = False
                db.session.remove()
                db.engines[None] = engine
                outer.rollback()
                forget_policies()


def said(response: TestResponse, method: str) -> str:
    """Give an answer in the words of the table."""
    status, led = response.status_code, response.location or ""
    if status in (302, 303) and (led == "/login" or led.startswith("/login?next")):
        return "in"
    if method != "GET":
        return "ok" if status in ALLOWED else str(status)
    return "go" if status in (301, 302, 303) else str(status)


def faults(page: str) -> list[str]:
    """Say where a page breaks what every page promises."""
    parser = HTMLParser()
    parser.parse(page)
    found = [f"{name} at {place}" for place, name, _ in parser.errors]
    tree = html.document_fromstring(page)
    headings = [" ".join(each.text_content().split()) for each in tree.iter("h1")]
    title = tree.findtext(".//title") or ""
    if len(headings) != 1:
        found.append(f"{len(headings)} h1")
    elif not same(headings[0], title.rpartition(" – ")[0]):
        found.append(f"h1 “{headings[0]}” but title “{title}”")
    if tree.get("lang") != "en-GB":
        found.append("no language")
    return [*found, *(f"its own code: {each}" for each in tree.xpath(OWN_CODE))]


def same(heading: str, title: str) -> bool:
    """Say whether title and heading are the same words; a caption may stand on either side."""
    words = set(title.removeprefix("Error: ").replace(",", " ").split())
    said = set(heading.replace(",", " ").split())
    return words <= said or said <= words


def test_every_route_has_a_line_and_every_line_a_route(app: Flask) -> None:
    routes = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(line.method, line.rule) for line in LINES} == routes
    assert len({line.name for line in LINES}) == len(LINES)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_each_role_gets_its_answer(stage: Stage, line: Line) -> None:
    got, pages = {}, {}
    for role in ROLES:
        answer = stage.answer(line, role)
        got[role] = said(answer, line.method)
        if line.method == "GET":
            assert stage.written == [], f"reading as {role} writes"
            assert len(stage.statements) <= MOST_QUERIES, f"{len(stage.statements)} as {role}"
        if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303):
            pages[answer.status_code] = answer.text
    assert got == line.answers
    assert {status: found for status, page in pages.items() if (found := faults(page))} == {}


@pytest.mark.parametrize(
    "line", [line for line in LINES if line.method != "GET"], ids=lambda line: line.name
)
def test_no_form_is_taken_without_its_token(stage: Stage, line: Line) -> None:
    assert stage.answer(line, "owner", token=False).status_code == 400
    assert stage.written == []
