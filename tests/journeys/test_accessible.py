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
    ".ics",
    ".csv",
    "<int:file_id>",
    "/certificate",
)
SEEN_BY = {"assessment": "assessor", "decision": "registrar", "minded": "registrar"}


def seen_by(line: Line) -> str:
    """Give the role as which a page is looked at, or nothing when nobody sees a page there."""
    if line.method != "GET" or line.rule.endswith(NOT_PAGES) or line.rule.startswith("/api/"):
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


# Forms that refuse to be sent empty: which page, at which stage, who sends it.
EMPTY = [
    ("/login", "", "anonymous"),
    ("/account/create", "", "anonymous"),
    ("/account/reset-password", "", "anonymous"),
    ("/account/invitation/<token>", "invitation", "anonymous"),
    ("/account/staff", "", "administrator"),
    ("/eligibility", "", "anonymous"),
    ("/apply/rules", "", "administrator"),
    ("/applications/<int:application_id>/sections/<key>/<page>", "draft", "owner"),
    ("/applications/<int:application_id>/declaration", "draft", "owner"),
    ("/applications/<int:application_id>/files", "draft", "owner"),
    ("/applications/<int:application_id>/<trigger>", "question", "owner"),
    ("/applications/<int:application_id>/<trigger>", "minded", "owner"),
    ("/registration/absence", "registration", "owner"),
    ("/registration/contact", "registration", "owner"),
    ("/registration/attestation/<key>/<page>", "attestation", "owner"),
    ("/registration/attestation/declaration", "attestation", "owner"),
    ("/references/<token>/code", "link", "anonymous"),
    ("/references/<token>/questions", "coded", "anonymous"),
    ("/references/<token>/decline", "coded", "anonymous"),
    ("/employer/requests/<int:request_id>/questions", "request", "employer"),
    ("/casework/<int:application_id>/conflict", "checks", "registrar"),
    ("/casework/<int:application_id>/findings/<domain>", "assessment", "assessor"),
    ("/casework/<int:application_id>/references/<int:reference_id>", "question", "caseworker"),
    (
        "/casework/<int:application_id>/references/<int:reference_id>/replace",
        "checks",
        "caseworker",
    ),
    ("/casework/checks/<int:check_id>/record", "checks", "caseworker"),
    ("/casework/<int:application_id>/<trigger>", "minded", "registrar"),
    ("/casework/registrations/<int:registration_id>/correct_name", "registration", "registrar"),
    ("/casework/registrations/<int:registration_id>/end_in_error", "registration", "registrar"),
    ("/admin/organisations/<int:organisation_id>", "office", "registrar"),
    ("/verify", "", "anonymous"),
    ("/raise-a-matter", "", "anonymous"),
    ("/registration/posts/start", "post", "owner"),
    ("/registration/posts/<int:appointment_id>/end", "post", "owner"),
    ("/registration/revalidation/<key>/new", "cycle", "owner"),
    ("/registration/revalidation/confirmer", "cycle", "owner"),
    ("/registration/revalidation/declaration", "cycle", "owner"),
    ("/confirming/<int:revalidation_id>/<trigger>", "cycle", "employer"),
    ("/employer/interim-cover", "", "employer"),
    ("/employer/appointments/<int:appointment_id>/dispute", "post", "employer"),
    ("/casework/matters/new", "", "registrar"),
    ("/casework/matters/<int:concern_id>/<trigger>", "matter", "registrar"),
    ("/casework/names/<int:request_id>/close", "name", "registrar"),
    ("/casework/registrations/<int:registration_id>/<trigger>", "registration", "registrar"),
    ("/admin/mergers/new", "", "registrar"),
    ("/admin/outages", "", "administrator"),
    ("/admin/sweeps/switch", "", "administrator"),
]
CLEARED = """document.querySelectorAll('main form [name]:not([type=hidden]):not(button)').forEach(
  box => { box.checked = false; if (!/radio|checkbox/.test(box.type)) box.value = '' })"""
SEND = "main form [type=submit]:visible:not(.nhsuk-button--secondary, [aria-hidden])"


@pytest.mark.parametrize(("rule", "stage", "role"), EMPTY)
def test_axe_finds_nothing_where_a_form_is_sent_empty(
    reader: Person, world: World, rule: str, stage: str, role: str
) -> None:
    signed_in(reader, world, role, stage)
    line = next(line for line in LINES if line.rule == rule and line.method == "GET")
    same = [each for each in LINES if each[:3] == ("GET", rule, stage)]
    line = same[0] if same else line._replace(stage=stage)
    reader.page.goto(line.address(reader.site.app.url_map, world))
    reader.page.evaluate(CLEARED)
    reader.through(reader.page.locator(SEND).first)
    assert reader.page.title().startswith("Error: ")
    assert reader.page.locator(".nhsuk-error-summary a[href]").count()
    assert broken(reader.page) == []


def test_axe_would_find_what_is_wrong(reader: Person) -> None:
    reader.page.goto("/about")
    reader.page.evaluate("document.querySelector('main').innerHTML = '<img src=\"\"><h3>No</h3>'")
    assert any("image-alt" in text for text in broken(reader.page))
    reader.page.goto("/about")
    reader.page.evaluate("document.querySelector('main').style.width = '900px'")
    assert any("too wide" in text for text in broken(reader.page))
