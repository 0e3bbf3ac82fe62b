"""A registration from the day it opens: its number, its name, its post, its end."""

import secrets
from datetime import datetime

from sqlalchemy import select

from registry.clock import london_day
from registry.db import db
from registry.errors import NotFound
from registry.models.application import Application
from registry.models.case import Movement, begun
from registry.models.organisation import Organisation
from registry.models.registration import Registration
from registry.models.user import User
from registry.names import fold
from registry.number import new_number
from registry.services import casework, name_request, summary
from workflows.calendar import anniversary, for_person
from workflows.engine import SYSTEM, Actor

PREFIX = "SL"


def open_registration(application: Application, movement: Movement) -> None:
    """Open the registration that an approval grants (inline effect of `approve`)."""
    today = london_day(movement.at)
    answers = application.answers
    organisation = application.organisation_id and db.session.get(
        Organisation, application.organisation_id
    )
    registration = Registration(
        number=unused_number(),
        person_id=application.person_id,
        user_id=application.user_id,
        application_id=application.id,
        published_name=answers["personal"]["register_name"],
        category=application.category,
        post=answers["role"].get("post_title", ""),
        organisation_code=organisation.code if organisation else "",
        organisation_name=application.organisation_name,
        region=organisation.region if organisation else "",
        role_confirmed=employer_confirmed(application),
        standard_set=application.standard_set,
        registered_on=today,
        renewal_due_on=for_person(anniversary(today, application.policy.cycle_years)),
    )
    begun(registration, movement.at, application.policy_version)
    db.session.add(registration)
    db.session.flush()
    casework.fire(registration, "open", actor=SYSTEM, now=movement.at)


def unused_number() -> str:
    """Draw a number that was never given. Numbers are random: they say nothing about anybody."""
    while True:
        number = new_number(PREFIX, secrets.token_bytes)
        if db.session.scalar(select(Registration.id).filter_by(number=number)) is None:
            return number


def employer_confirmed(application: Application) -> bool:
    """Say whether the employer's statement confirmed the post."""
    from registry.services.reference import of_application

    return any(
        row.kind == "employer" and row.answer and row.answer.get("post_confirmed") is True
        for row in of_application(application)
    )


def of_user(user: User) -> Registration | None:
    """Find a person's newest registration."""
    query = select(Registration).filter_by(user_id=user.id).order_by(Registration.id.desc())
    return db.session.scalar(query.limit(1))


def find_by_number(number: str) -> Registration:
    """Find a registration by its number. Raises NotFound."""
    row = db.session.scalar(select(Registration).filter_by(number=number))
    if row is None:
        raise NotFound("There is no such number")
    return row


def correct_name(
    registration: Registration, name: str, evidence: str, *, actor: Actor, now: datetime
) -> Movement:
    """Publish a changed name whose evidence a registrar has seen. The reason is never asked."""
    casework.lock(registration)
    registration.new_name = name.strip()
    return casework.fire(registration, "correct_name", actor=actor, now=now, reason=evidence)


def apply_name(registration: Registration, movement: Movement) -> None:
    """Publish the new name; the former one is kept privately, for matching only."""
    person = registration.person
    former = [*person.former_names.splitlines(), registration.published_name]
    person.former_names = "\n".join(dict.fromkeys(name for name in former if name))
    registration.published_name = registration.new_name
    person.register_name = registration.new_name
    person.folded_name = fold(registration.new_name)
    registration.new_name = ""
    summary.rename(person)
    name_request.settle(registration, movement)


def apply_role(registration: Registration, movement: Movement) -> None:
    """Publish the post that an appointment says is the main one."""
    for name, value in movement.evidence.items():
        setattr(registration, name, value)
