"""Every page that can be opened, looked at by axe on a small phone and on a desktop."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser

from registry.db import db, writing
from tests import world as worlds
from tests.conftest import NOW
from tests.journeys.conftest import Person, Site, broken, served
from tests.web.permission_table import LINES, Line
from tests.world import World

pytestmark = pytest.mark.browser
NOT_PAGES = (
    "/icon.svg",
    "/theme.css",
    "/healthz",
    "/readyz",
    "summary.pdf",
    "<int:file_id>",
    "/certificate",
)
SEEN_BY = {"assessment": "assessor", "decision": "registrar", "minded": "registrar"}


def seen_by(line: Line) -> str:
    """Give the role as which a page is looked at, or nothing when nobody sees a page there."""
    if line.method != "GET" or line.rule.endswith(NOT_PAGES):
        return ""
    if line.rule.startswith("/demo"):
        return "anonymous"
    may = [role for role, answer in line.answers.items() if answer == "200"]
    best = SEEN_BY.get(line.stage, "")
    return best if best in may else next(iter(may), "")


PAGES = [(line, role) for line in LINES if (role := seen_by(line))]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with (
        time_machine.travel(NOW, tick=True),
        served(tmp_path_factory.mktemp("site"), DEMO=True) as site,
    ):
        yield site


@pytest.fixture(scope="module")
def world(site: Site) -> World:
    def built() -> World:
        with writing(True):
            made = worlds.build()
            db.session.commit()
            return made

    made: World = site.ask(built)
    return made


@pytest.fixture(scope="module")
def reader(site: Site, browser: Browser) -> Iterator[Person]:
    person = Person(browser, site, "reader")
    yield person
    person.leave()


def signed_in(person: Person, world: World, role: str, stage: str) -> None:
    """Put the cookie of a role into the browser."""
    app: Any = person.site.app
    person.context.clear_cookies()
    value = app.session_interface.get_signing_serializer(app).dumps(world.session_of(role, stage))
    person.context.add_cookies([{"name": "session", "value": value, "url": person.site.url}])


@pytest.mark.parametrize(("line", "role"), PAGES, ids=lambda part: getattr(part, "name", part))
def test_axe_finds_nothing(reader: Person, world: World, line: Line, role: str) -> None:
    signed_in(reader, world, role, line.stage)
    answer = reader.page.goto(line.address(reader.site.app.url_map, world))
    assert answer is not None
    assert answer.status == 200
    assert broken(reader.page) == []
    assert reader.complaints == []


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("anonymous", "/nowhere", 404),
        ("owner", "/casework", 403),
        ("anonymous", "/register?q=%2A", 422),
    ],
)
def test_axe_finds_nothing_where_something_is_refused(
    reader: Person, world: World, role: str, path: str, status: int
) -> None:
    signed_in(reader, world, role, "draft")
    answer = reader.page.goto(path)
    assert answer is not None
    assert answer.status == status
    assert broken(reader.page) == []
