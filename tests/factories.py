"""Cases at any stage, made by walking the real services."""

from datetime import datetime
from typing import Any

from registry.db import db
from registry.models.application import Application
from registry.models.check import Check
from registry.models.registration import Registration
from registry.models.user import User
from registry.services import application as applications
from registry.services import assessment, casework, check, reference, registration
from registry.services.access import actor_for
from tests.conftest import NOW
from tests.people import People
from tests.sections.answers import typed

CLEAR = {"outcome": "clear", "source": "The source itself", "looked_on": "2026-11-20"}
CONFIRMED = {**CLEAR, "level": "enhanced", "made_on": "2026-11-02"}
FOUND = typed("finding")


def a_draft(user: User, now: datetime = NOW, **changes: dict[str, Any]) -> Application:
    """An application with every section answered and the rules accepted."""
    applications.accept_rules(user, 1, now)
    application = applications.start(user, now)
    for section in applications.form_of(application):
        answers = without_files(typed(section.key, **changes.get(section.key, {})))
        applications.save_section(application, section.key, answers, now=now, email=user.email)
    return application


def without_files(answers: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if not name.endswith("_evidence")}


def submitted(user: User, now: datetime = NOW, **changes: dict[str, Any]) -> Application:
    """An application whose checks are open."""
    application = a_draft(user, now, **changes)
    applications.submit(application, actor=actor_for(user, application), now=now)
    return application


def fire(row: Any, trigger: str, user: User, now: datetime = NOW, reason: str = "") -> Any:
    """Take a step as a person."""
    return casework.fire(row, trigger, actor=actor_for(user, row), now=now, reason=reason)


def taken(people: People, now: datetime = NOW) -> Application:
    """An application that a caseworker has taken."""
    application = submitted(people.alice, now)
    fire(application, "take", people.carol, now)
    return application


def clear(row: Check, user: User, now: datetime = NOW) -> None:
    """Record that nothing was found."""
    record = CONFIRMED if row.item == "criminal_record" else CLEAR
    check.record(row, record, actor=actor_for(user, row), now=now)


def query(row: Check, user: User, now: datetime = NOW, words: str = "Which trust was it?") -> None:
    """Record that there is a question for the applicant."""
    record = {**(CONFIRMED if row.item == "criminal_record" else CLEAR), "outcome": "query"}
    if row.item != "criminal_record":
        record["query"] = words
    check.record(row, record, actor=actor_for(user, row), now=now)


def in_assessment(people: People, now: datetime = NOW) -> Application:
    """An application whose checks are all settled and which an assessor has taken."""
    application = taken(people, now)
    for row in application.checks:
        clear(row, people.carol, now)
    fire(application, "take_assessment", people.asha, now)
    return application


def in_decision(people: People, now: datetime = NOW) -> Application:
    """An application that the assessor recommends."""
    application = in_assessment(people, now)
    for domain in assessment.domains_of(application):
        actor = actor_for(people.asha, application)
        assessment.find(application, domain.key, FOUND, actor=actor, now=now)
    fire(application, "recommend_approval", people.asha, now)
    return application


def registered(people: People, now: datetime = NOW) -> Registration:
    """A registration, opened by an approval."""
    application = in_decision(people, now)
    fire(application, "approve", people.rene, now)
    found = registration.of_user(people.alice)
    assert found is not None
    return found


def references_of(application: Application) -> list[Any]:
    db.session.flush()
    return reference.of_application(application)
