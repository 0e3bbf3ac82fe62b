"""What is said in confidence: read by the staff who weigh it, and on no page of the applicant."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.models.application import Application
from registry.models.reference import Reference
from registry.services import reference
from tests import factories
from tests.conftest import NOW
from tests.people import People
from tests.sections.answers import typed
from tests.web.conftest import SignIn

PLANTED, LAW = "quincunx", "Section 333A"
ABOUT = "How a complaint of 2024 was handled"
GIVEN = {"confidential": "yes", "confidential_words": f"A {PLANTED} matter."}
KINDS = {"referee": "referee_answer", "employer": "employer_statement"}
# The doors at which the subject of a case reads, and what their addresses may need.
THEIRS = ("applicant", "registrant", "api_application", "account", "public", "demo", "own_place")


def answered(application: Application, kind: str, **more: str) -> Reference:
    """A statement of this kind with something said in confidence."""
    row: Reference = next(r for r in factories.references_of(application) if r.kind == kind)
    row.code_confirmed_at, row.asked_at = NOW, NOW
    raw = typed(KINDS[kind], **GIVEN, confidential_about=ABOUT, **more)
    reference.answer(row, raw, actor=reference.link_actor(row), now=NOW)
    return row


@pytest.fixture
def case(people: People) -> Application:
    application = factories.taken(people)
    answered(application, "referee")
    answered(application, "employer", confidential_law=LAW)
    factories.query(application.checks[0], people.carol)
    return application


def places(app: Flask, application: Application) -> Iterator[str]:
    """Every address at which an applicant may read, filled with the ids of their case."""
    known: dict[str, Any] = {
        "application_id": application.id,
        "check_id": application.checks[0].id,
        "key": "referee",
        "page": "referee",
        "name": "name",
    }
    triggers = ("withdraw", "answer", "respond")
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        theirs = rule.endpoint.startswith(THEIRS) and "GET" in (rule.methods or ())
        if theirs and rule.arguments <= {*known, "trigger"}:
            for trigger in triggers if "trigger" in rule.arguments else ("",):
                values = {**known, "trigger": trigger}
                yield urls.build(rule.endpoint, {name: values[name] for name in rule.arguments})


def test_the_words_are_on_no_page_of_the_applicant(
    app: Flask, case: Application, alice: FlaskClient, run_jobs: Any
) -> None:
    run_jobs()
    asked = list(places(app, case))
    base = f"/applications/{case.id}"
    wanted = (base, f"{base}/check-answers", f"{base}/summary.pdf", f"/api/v1{base}")
    assert set(wanted) <= set(asked)
    for place in asked:
        page = alice.get(place)
        for hidden in (PLANTED, LAW):
            assert hidden.encode() not in page.data, place


def test_the_applicant_hears_what_it_is_about_unless_a_law_forbids(
    case: Application, alice: FlaskClient
) -> None:
    page = alice.get(f"/applications/{case.id}").text
    assert page.count(ABOUT) == 1  # the referee's; the employer names a law
    assert "What we were told in confidence" in page


def test_staff_read_it_under_a_clear_tag(
    case: Application, people: People, at_work: SignIn
) -> None:
    referee = next(row for row in factories.references_of(case) if row.kind == "referee")
    check = next(row for row in case.checks if row.item == "referee")
    for place in (f"{case.id}/references/{referee.id}", f"checks/{check.id}/record"):
        page = at_work(people.carol).get(f"/casework/{place}").text
        assert page.count(PLANTED) == 1
        _, tagged = page.split("In confidence: not shown to the applicant")
        assert PLANTED in tagged


def test_nothing_is_told_while_nothing_is_given_in_confidence(
    people: People, alice: FlaskClient
) -> None:
    application = factories.taken(people)
    row = next(r for r in factories.references_of(application) if r.kind == "referee")
    row.code_confirmed_at = NOW
    reference.answer(row, typed("referee_answer"), actor=reference.link_actor(row), now=NOW)
    page = alice.get(f"/applications/{application.id}").text
    assert "in confidence" not in page
