"""The applicant's door: the whole way by pages alone, and what it answers when things go wrong."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from registry.db import db
from registry.models.application import Application, EqualityAnswer
from registry.services import application as applications
from tests import factories
from tests.conftest import NOW
from tests.people import People
from tests.sections.answers import EXAMPLE, FORM, typed
from tests.web.conftest import SignIn, flat, form, moves, posted, row_version

DECLARED = dict.fromkeys(("true_and_complete", "in_person", "checks"), "yes")
SECTION = "/applications/{}/sections/{}"


def own(rows: Any) -> Application:
    return rows.query(Application).one()


def heading(page: Any) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def test_from_the_start_to_a_submitted_application(
    rows: Any, alice: FlaskClient, people: People
) -> None:
    begun = posted(alice, "/apply", **form())
    assert heading(begun) == "Accept the scheme rules"
    refused = alice.post("/apply/rules", data=form(1))
    assert refused.status_code == 422
    assert "Tick the box to accept" in refused.text
    listed = posted(alice, "/apply/rules", **form(1, accept="yes"))
    assert heading(listed) == "Your application"
    assert "0 of 9 sections complete." in " ".join(listed.text.split())
    application = own(rows)
    for section in FORM:
        answer_section(alice, application, section)
    listed = alice.get(f"/applications/{application.id}")
    assert "9 of 9 sections complete." in " ".join(listed.text.split())
    answers = alice.get(f"/applications/{application.id}/check-answers")
    assert "Amina Okafor" in answers.text
    path = f"/applications/{application.id}/declaration"
    assert alice.post(path, data=form(application.version)).status_code == 422
    sent = form(application.version, **DECLARED)
    done = posted(alice, path, **sent)
    assert "We have received your application" in done.text
    assert "a caseworker makes the checks" in done.text
    assert application.state == "checks"
    assert alice.post(path, data=sent).status_code == 303, "the same key leads where it led"
    assert moves(rows, "submit") == 1


def answer_section(alice: FlaskClient, application: Application, section: Any) -> None:
    """Answer each page of a section as it comes, until the task list."""
    answers = factories.without_files(typed(section.key))
    at = alice.get(SECTION.format(application.id, section.key)).location
    for _ in range(12):
        page = section.step(at.rpartition("/")[2])
        here = {name: answers[name] for name in page.names if name in answers}
        assert alice.get(at).status_code == 200
        sent = form(row_version(application, section.key), **flat(here))
        answer = alice.post(at, data=sent)
        assert answer.status_code == 302, answer.text
        at = answer.location
        if at == f"/applications/{application.id}":
            return
    pytest.fail("the pages do not end")


def test_who_is_not_signed_in_signs_in_first(client: FlaskClient) -> None:
    page = client.get("/apply")
    assert "Sign in to apply" in page.text
    assert client.get("/application").location == "/login?next=/application"


@pytest.mark.parametrize("who", ["bob", "mallory", "carol", "rene"])
@pytest.mark.parametrize(
    "path",
    [
        "",
        "/check-answers",
        "/declaration",
        "/sections/role",
        "/sections/role/post",
        "/files",
        "/files/1",
        "/summary.pdf",
        "/withdraw",
    ],
)
def test_another_persons_case_does_not_exist(
    people: People, draft: Application, sign_in: SignIn, app: Any, who: str, path: str
) -> None:
    app.config["DEMO"] = True  # staff of the demonstration need no second step
    person = getattr(people, who)
    person.is_demo = True
    try:
        assert sign_in(person).get(f"/applications/{draft.id}{path}").status_code == 404
    finally:
        app.config["DEMO"] = False


def test_posts_to_another_persons_case_do_nothing(
    rows: Any, people: People, draft: Application, sign_in: SignIn
) -> None:
    browser = sign_in(people.mallory)
    base = f"/applications/{draft.id}"
    for path in ("/sections/role/post", "/declaration", "/withdraw", "/files", "/files/1/remove"):
        assert browser.post(base + path, data=form(draft.version)).status_code == 404, path
    assert draft.state == "draft"


def test_a_wrong_answer_keeps_what_was_typed(alice: FlaskClient, draft: Application) -> None:
    path = SECTION.format(draft.id, "role/post")
    sent = flat(typed("role", post_title="Chief <i>nurse</i>", post_kind="pirate"))
    page = alice.post(path, data=form(row_version(draft, "role"), **sent))
    assert page.status_code == 422
    assert "<title>Error: " in page.text
    assert "Chief &lt;i&gt;nurse&lt;/i&gt;" in page.text
    assert "Select the kind of post" in page.text
    assert draft.answers["role"]["post_title"] == "Chief nurse"


def test_two_tabs_lose_no_words(alice: FlaskClient, draft: Application) -> None:
    path = SECTION.format(draft.id, "role/post")
    seen = row_version(draft, "role")
    first = form(seen, **flat(typed("role", post_title="Director of nursing")))
    assert alice.post(path, data=first).status_code == 302
    second = form(seen, **flat(typed("role", post_title="Chief of everything")))
    page = alice.post(path, data=second)
    assert page.status_code == 409
    assert "Chief of everything" in page.text
    assert "Director of nursing" in page.text
    assert draft.answers["role"]["post_title"] == "Director of nursing"
    fresh = re.search(r'name="version" value="(\d+)"', page.text)
    assert fresh
    second |= form(fresh[1])
    assert alice.post(path, data=second).status_code == 302
    assert draft.answers["role"]["post_title"] == "Chief of everything"


def test_two_tabs_with_two_sections_do_not_fight(alice: FlaskClient, draft: Application) -> None:
    role, code = row_version(draft, "role"), row_version(draft, "code")
    for key, page, version in (("role", "post", role), ("code", "code", code)):
        answer = alice.post(
            SECTION.format(draft.id, f"{key}/{page}"), data=form(version, **flat(typed(key)))
        )
        assert answer.status_code == 302


def test_words_typed_after_submitting_elsewhere_are_given_back(
    people: People, alice: FlaskClient, draft: Application
) -> None:
    seen = row_version(draft, "role")
    applications.submit(draft, actor=factories.actor_for(people.alice, draft), now=NOW)
    sent = form(seen, **flat(typed("role", post_title="Typed too late")))
    page = alice.post(SECTION.format(draft.id, "role/post"), data=sent)
    assert page.status_code == 409
    assert "Typed too late" in page.text
    assert "Executive director" in page.text
    assert "1 4 2024" in page.text
    assert alice.get(SECTION.format(draft.id, "role/post")).status_code == 302


def test_a_key_with_other_words_keeps_them(alice: FlaskClient, draft: Application) -> None:
    path = SECTION.format(draft.id, "role/post")
    sent = form(row_version(draft, "role"), **flat(typed("role", post_title="Once")))
    assert alice.post(path, data=sent).status_code == 302
    page = alice.post(path, data={**sent, "post_title": "Went back and changed"})
    assert page.status_code == 409
    assert "Went back and changed" in page.text


def test_saving_for_later_keeps_a_half_written_example(alice: FlaskClient, people: People) -> None:
    applications.accept_rules(people.alice, 1, NOW)
    application = applications.start(people.alice, NOW)
    name = FORM.domains[0].key
    path = SECTION.format(application.id, f"competence/{name}")
    half = form(0, later="yes", **{name: "I began to"})
    assert alice.post(path, data=half).location == f"/applications/{application.id}"
    assert application.answers["competence"][name] == "I began to"
    other = FORM.domains[1].key
    sent = form(row_version(application, "competence"), **{other: EXAMPLE})
    assert alice.post(path.replace(name, other), data=sent).status_code == 302
    assert application.answers["competence"][name] == "I began to", "another page keeps it"
    assert "In progress" in alice.get(f"/applications/{application.id}").text


def test_jobs_are_added_and_removed_without_saving(alice: FlaskClient, draft: Application) -> None:
    path = SECTION.format(draft.id, "history/employment")
    answers = flat({"employment": typed("history")["employment"]})
    version = row_version(draft, "history")
    more = alice.post(path, data=form(version, add="employment", **answers))
    assert more.status_code == 200
    assert "employment.2.employer" in more.text
    fewer = alice.post(path, data=form(version, **answers, **{"remove.employment.0": "yes"}))
    assert 'value="Leeds General"' in fewer.text
    assert "employment.1.employer" not in fewer.text
    assert row_version(draft, "history") == version


def test_boxes_that_another_page_opened_stay_with_their_words(
    alice: FlaskClient, draft: Application
) -> None:
    path = SECTION.format(draft.id, "qualification/registers")
    one = {"registrations.0.body": "nmc", "registrations.0.number": "not a number"}
    version = row_version(draft, "qualification")
    for pressed in ({}, {"add": "registrations"}, {"later": "yes"}):
        page = alice.post(path, data=form(version, **one, **pressed))
        assert "not a number" in page.text, pressed


@pytest.mark.parametrize(
    "answers",
    [
        {"employment": "all of them"},
        {"employment.0.started.day.more.and.more": "1"},
        {"employment.0.employer": "\u202egnp.exe"},
        {"employment.99.employer": "far", "employment.0": "flat"},
        {"add": "nothing", "remove.employment.abc": "1"},
    ],
)
def test_hostile_fields_are_refused_on_the_page(
    alice: FlaskClient, draft: Application, answers: dict[str, str]
) -> None:
    version = row_version(draft, "history")
    page = alice.post(SECTION.format(draft.id, "history/employment"), data=form(version, **answers))
    assert page.status_code == 422
    assert heading(page).endswith("Where you have worked")
    assert row_version(draft, "history") == version


@pytest.mark.parametrize(
    "path",
    [
        "sections/nothing",
        "sections/role/nothing",
        "sections/nothing/page",
        "nothing",
        "approve_it",
        "files/99999999999999999999999",
    ],
)
def test_there_is_no_such_page(alice: FlaskClient, draft: Application, path: str) -> None:
    assert alice.get(f"/applications/{draft.id}/{path}").status_code == 404
    assert alice.post(f"/applications/{draft.id}/{path}", data=form()).status_code in (404, 405)


def test_submitting_with_something_missing_leads_to_it(alice: FlaskClient, people: People) -> None:
    applications.accept_rules(people.alice, 1, NOW)
    application = applications.start(people.alice, NOW)
    path = f"/applications/{application.id}/declaration"
    page = alice.post(path, data=form(application.version, **DECLARED))
    assert page.status_code == 422
    assert f'href="{SECTION.format(application.id, "personal")}"' in page.text
    assert 'value="yes" checked' in page.text
    assert application.state == "draft"


def test_each_answer_can_be_changed_and_leads_back(alice: FlaskClient, draft: Application) -> None:
    base = f"/applications/{draft.id}"
    links = re.findall(r'href="([^"]+/questions/[^"]+)"', alice.get(f"{base}/check-answers").text)
    assert len(links) > 60
    for link in set(links):
        at = alice.get(link).location
        assert "back=check" in at
        assert alice.get(at.partition("#")[0]).status_code == 200
    path = SECTION.format(draft.id, "role/post?back=check")
    sent = form(row_version(draft, "role"), **flat(typed("role", post_title="Director")))
    assert alice.post(path, data=sent).location == f"{base}/check-answers"


def test_equality_answers_stay_apart(rows: Any, alice: FlaskClient, people: People) -> None:
    assert alice.post("/equality", data=form(sex="dragon")).status_code == 422
    assert alice.post("/equality", data=form(sex="female")).status_code == 302
    assert rows.query(EqualityAnswer).one().values == {"sex": "female"}
    application = factories.submitted(people.alice)
    assert "equality" not in (application.frozen or {})


@pytest.mark.parametrize("stage", ["draft", "submitted", "in_decision"])
def test_no_page_asks_too_often(
    alice: FlaskClient, people: People, stage: str, run_jobs: Callable[[], int]
) -> None:
    application = {
        "draft": lambda: factories.a_draft(people.alice),
        "submitted": lambda: factories.submitted(people.alice),
        "in_decision": lambda: factories.in_decision(people),
    }[stage]()
    run_jobs()
    base = f"/applications/{application.id}"
    pages = ["/apply", base, f"{base}/check-answers", f"{base}/files"]
    if stage == "draft":
        name = FORM.domains[0].key
        pages += [f"{base}/sections/role/organisation", f"{base}/sections/competence/{name}"]
    for path in pages:
        assert asked_for(alice, path) <= 20, path


def asked_for(browser: FlaskClient, path: str) -> int:
    """Count the statements of one page."""
    said: list[str] = []

    def count(_: Any, __: Any, statement: str, *___: Any) -> None:
        said.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        assert browser.get(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return sum(statement.startswith("SELECT") for statement in said)
