"""What people do to pages: no JavaScript, keyboard alone, twice, back, two tabs, too late, torn."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page

from registry.db import atomic, db
from registry.models.case import Movement
from registry.services import user as users
from tests import factories
from tests.journeys import acts
from tests.journeys.acts import answers_of, email_of
from tests.journeys.conftest import Arrive, Site, served
from tests.sections.answers import EXAMPLE, typed
from workflows.roles import Role

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("site")) as site:
        yield site


def draft(site: Site, name: str, *, submit: bool = False) -> str:
    """Give somebody an account and a complete draft, and the address of it."""
    acts.prepared(site, name)

    def made() -> str:
        now, user = datetime.now(UTC), users.find_by_email(email_of(name))
        assert user is not None
        bent = {key: answers_of(key) for key in ("personal", "history", "referee")}
        with atomic():
            application = (factories.submitted if submit else factories.a_draft)(user, now, **bent)
            return f"/applications/{application.id}"

    return str(site.ask(made))


def moves(site: Site, trigger: str) -> int:
    return int(site.ask(lambda: db.session.query(Movement).filter_by(trigger=trigger).count()))


def test_everything_works_without_javascript(site: Site, arrive: Arrive) -> None:
    nora = arrive("nora", java_script_enabled=False)
    acts.prepared(site, "nora")
    acts.sign_in(nora)
    acts.begin(nora)
    acts.answer_all(nora)
    acts.submit(nora)
    carol = arrive("carol", java_script_enabled=False)
    acts.sign_in(carol, acts.prepared(site, "carol", Role.CASEWORKER))
    carol.go(nora.page.url.replace("/applications/", "/casework/"))
    carol.press("Take this case")
    acts.record_checks(carol, carol.page.url)
    carol.sees("12 of 12 settled")
    carol.go("/")
    carol.answer(q="Nobody Atall")
    carol.page.keyboard.press("Enter")
    carol.sees("most leaders are not on it")


def tab_to(page: Page, what: str) -> None:
    """Press Tab until the focus is on what has this name or id."""
    for _ in range(60):
        page.keyboard.press("Tab")
        held = page.evaluate(
            "[document.activeElement.id, document.activeElement.innerText?.trim()]"
        )
        if what in held:
            return
    raise AssertionError(f"Tab does not reach {what}")


def test_signing_in_and_a_section_by_keyboard_alone(site: Site, arrive: Arrive) -> None:
    home = draft(site, "kay")
    kay = arrive("kay")
    page = kay.page
    kay.go(f"/login?next={home}/sections/role/post")
    tab_to(page, "email")
    page.keyboard.type(email_of("kay"))
    tab_to(page, "password")
    page.keyboard.type(acts.PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert kay.heading.endswith("Your post")
    tab_to(page, "post_title")
    page.keyboard.press("Control+A")
    page.keyboard.type("Chief of everything")
    tab_to(page, "Save and continue")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    kay.go(f"{home}/sections/role/post")
    assert page.locator("#post_title").input_value() == "Chief of everything"


def test_a_double_click_submits_once_and_going_back_changes_nothing(
    site: Site, arrive: Arrive
) -> None:
    home, before = draft(site, "dot"), moves(site, "submit")
    dot = arrive("dot", java_script_enabled=False)  # so that only the server stands in the way
    acts.sign_in(dot)
    dot.go(f"{home}/declaration")
    dot.answer(**typed("declaration"))
    dot.page.get_by_role("button", name="Submit application").dblclick()
    dot.sees("a caseworker makes the checks")
    assert moves(site, "submit") == before + 1
    dot.page.go_back()
    if dot.page.get_by_role("button", name="Submit application").count():
        dot.answer(**typed("declaration"))
        dot.press("Submit application")
    dot.go(home)
    dot.sees("a caseworker makes the checks")
    assert moves(site, "submit") == before + 1


def test_two_tabs_do_not_fight_unless_about_the_same_answers(site: Site, arrive: Arrive) -> None:
    home = draft(site, "tab")
    tab = arrive("tab")
    acts.sign_in(tab)
    first, second, third = tab.page, tab.new_tab(), tab.new_tab()
    first.goto(f"{home}/sections/role/post")
    second.goto(f"{home}/sections/role/post")
    third.goto(f"{home}/sections/referee/referee")
    save(first, "#post_title", "From the first tab")
    save(third, "#post", "From the third tab")
    save(second, "#post_title", "From the second tab")
    assert "This section was saved in another window" in second.locator("main").inner_text()
    assert second.locator("#post_title").input_value() == "From the second tab"
    assert "From the first tab" in second.locator("main").inner_text()
    save(second, "#post_title", "From the second tab")
    first.goto(f"{home}/sections/role/post")
    assert first.locator("#post_title").input_value() == "From the second tab"
    first.goto(f"{home}/sections/referee/referee")
    assert first.locator("#post").input_value() == "From the third tab"


def save(page: Page, box: str, words: str) -> None:
    page.locator(box).fill(words)
    with page.expect_navigation():
        page.get_by_role("button", name="Save and continue").click()


def test_a_page_that_is_too_old_takes_no_case(site: Site, arrive: Arrive) -> None:
    case = draft(site, "olga", submit=True).replace("/applications/", "/casework/")
    people = [arrive(name) for name in ("cara", "cleo")]
    for person in people:
        acts.sign_in(person, acts.prepared(site, person.name, Role.CASEWORKER))
        person.go(case)
    before = moves(site, "take")
    people[0].press("Take this case")
    people[0].sees("The case is yours")
    people[1].press("Take this case")
    people[1].shot("mishap-stale-case")
    people[1].sees("changed")
    assert moves(site, "take") == before + 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("torn.pdf", b"not a pdf at all", "whole"),
        ("empty.pdf", b"", "empty"),
        ("page.html", b"<script>alert(1)</script>", "must be a PDF"),
    ],
)
def test_a_broken_upload_loses_no_word(
    site: Site, arrive: Arrive, name: str, content: bytes, said: str
) -> None:
    who = name.replace(".", "")
    home = draft(site, who)
    uma = arrive(who)
    acts.sign_in(uma)
    uma.go(f"{home}/sections/competence/outcomes")
    uma.answer(outcomes=f"Typed before the upload. {EXAMPLE}")
    acts.upload(uma, name, content)
    uma.sees(said)
    assert uma.page.title().startswith("Error: ")
    assert uma.page.locator("#outcomes").input_value().startswith("Typed before the upload.")
    uma.shot(f"mishap-upload-{who}")
    acts.upload(uma, "whole.png", acts.PNG)
    uma.sees("whole.png")
    assert uma.page.locator("#outcomes").input_value().startswith("Typed before the upload.")
