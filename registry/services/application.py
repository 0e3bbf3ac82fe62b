"""What an applicant does before submitting: start, answer, accept the rules, declare."""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from registry.clock import london_day
from registry.db import Json, db
from registry.errors import NotFound
from registry.models.application import Application, ApplicationAnswer, EqualityAnswer
from registry.models.case import Movement, begun
from registry.models.document import Document
from registry.models.organisation import Organisation
from registry.models.person import Person, RulesAcceptance
from registry.models.policy import PolicyVersion, SchemeRules
from registry.models.standards import application_form_of, set_in_force
from registry.models.user import User
from registry.names import fold
from registry.number import new_number
from registry.sections.base import Moment, Page, Section
from registry.sections.forms import Form
from registry.sections.personal import legal_name
from registry.services import casework, summary
from workflows.application import OPEN, State
from workflows.engine import Actor, WrongState


def start(user: User, now: datetime) -> Application:
    """Open an application for a person, or give the one that they have open already."""
    # Two presses at once come here one after the other, also before there is a person to lock.
    db.session.execute(select(User.id).where(User.id == user.id).with_for_update())
    person = person_of(user, now)
    states = [state.value for state in OPEN]
    open_one = select(Application).where(
        Application.person_id == person.id, Application.state.in_(states)
    )
    if (found := db.session.scalar(open_one)) is not None:
        return found
    today = london_day(now)
    standards = set_in_force(today)
    application = Application(
        reference=new_number("A", secrets.token_bytes),
        person=person,
        user_id=user.id,
        standard_set=standards,
        form_version=application_form_of(standards).version,
        edited_at=now,
    )
    begun(application, now, policy_in_force(now))
    db.session.add(application)
    db.session.flush()
    casework.reschedule(application, now)
    summary.refresh(application, now)
    return application


def person_of(user: User, now: datetime) -> Person:
    """Give the person behind an account, made on first need."""
    person = db.session.scalar(select(Person).filter_by(user_id=user.id))
    if person is None:
        person = Person(user_id=user.id, created_at=now)
        db.session.add(person)
        db.session.flush()
    return person


def policy_in_force(now: datetime) -> int:
    """Give the version of policy that a case begun now is under."""
    newest = select(func.max(PolicyVersion.version)).where(
        PolicyVersion.effective_on <= london_day(now)
    )
    return db.session.scalar(newest) or 1


def form_of(application: Application) -> Form:
    """Give the form that an application answers."""
    return application_form_of(application.standard_set)


def section_of(application: Application, key: str) -> Section:
    """Give one section of an application's form. Raises NotFound."""
    try:
        return form_of(application)[key]
    except KeyError:
        raise NotFound("There is no such section") from None


def answer_row(application: Application, key: str) -> ApplicationAnswer | None:
    """Find the kept answers to one section."""
    return next((row for row in application.answer_rows if row.section == key), None)


def save_section(
    application: Application,
    key: str,
    raw: Any,
    *,
    now: datetime,
    shown: int | None = None,
    page: Page | None = None,
    email: str = "",
) -> ApplicationAnswer:
    """Keep the answers to a section, or to one page of it, or raise what is wrong with them.

    `shown` is the section's version that the person saw. Raises StaleDataError when another tab
    saved since, WrongState when the application is no longer a draft.
    """
    casework.lock(application)
    if application.state != State.DRAFT:
        raise WrongState("The application has been submitted, so its answers can no longer change")
    section = section_of(application, key)
    row = answer_row(application, key)
    if shown is not None and shown != (row.version if row else 0):
        raise StaleDataError("This section was saved in another window since this page was made")
    moment = moment_of(application, now, email)
    kept = row.values if row else {}
    if page is None:
        values = section.dump(section.load(raw, at=moment))
    else:
        values = section.merge(page, raw, kept, at=moment)
    return keep(application, key, values, row, now)


def keep(
    application: Application, key: str, values: Json, row: ApplicationAnswer | None, now: datetime
) -> ApplicationAnswer:
    """Write the answers down, with the columns that are searched and matched."""
    if row is None:
        row = ApplicationAnswer(section=key)
        application.answer_rows.append(row)
    row.form_version = application.form_version
    row.values = values
    row.saved_at = now
    application.edited_at = now
    application.declared_at = None
    if key in MATCHED:
        MATCHED[key](application, values)
    db.session.flush()
    casework.reschedule(application, now)
    summary.refresh(application, now)
    return row


def moment_of(application: Application, now: datetime, email: str = "") -> Moment:
    """Give what an answer is read against: the day, the person, their files, the policy."""
    files = db.session.scalars(
        select(Document.id).where(
            Document.application_id == application.id, Document.removed_at.is_(None)
        )
    )
    return replace(application.moment(now), applicant_email=email, documents=frozenset(files.all()))


def match_person(application: Application, values: Json) -> None:
    person = application.person
    person.legal_name = legal_name(values)
    person.register_name = values.get("register_name", "")
    person.folded_name = fold(person.legal_name)
    person.former_names = values.get("former_names", "")
    born = values.get("born")
    person.born_on = born and datetime.fromisoformat(born).date()
    summary.rename(person)


def match_role(application: Application, values: Json) -> None:
    code = values.get("organisation")
    found = db.session.scalar(select(Organisation).filter_by(code=code)) if code else None
    if code and found is None:
        raise ValidationError({"organisation": ["Select your organisation from the list"]})
    application.organisation_id = found.id if found else None
    application.organisation_name = found.name if found else values.get("organisation_name", "")


def match_route(application: Application, values: Json) -> None:
    application.route = values.get("route", "")
    application.category = values.get("category", "")


MATCHED = {"personal": match_person, "role": match_role, "route": match_route}


def accept_rules(user: User, version: int, now: datetime) -> None:
    """Record that a person accepts a version of the scheme rules (rulings 1)."""
    if accepted_rules(user) != version:
        db.session.add(RulesAcceptance(user_id=user.id, version=version, at=now))
        db.session.flush()


def accepted_rules(user: User) -> int:
    """Give the newest version of the rules that a person accepted, or 0."""
    query = select(func.max(RulesAcceptance.version)).filter_by(user_id=user.id)
    return db.session.scalar(query) or 0


def rules_in_force(now: datetime) -> SchemeRules:
    """Give the scheme rules in force."""
    return db.session.scalars(
        select(SchemeRules)
        .where(SchemeRules.effective_on <= london_day(now))
        .order_by(SchemeRules.version.desc())
        .limit(1)
    ).one()


def submit(application: Application, *, actor: Actor, now: datetime) -> Movement:
    """Submit with the declaration that the applicant has just made in person."""
    casework.lock(application)
    if application.state == State.DRAFT:
        application.declared_at = now
    return casework.fire(application, "submit", actor=actor, now=now)


def keep_equality(user: User, values: Json, now: datetime) -> None:
    """Keep optional equality answers, apart from every case."""
    row = db.session.scalar(select(EqualityAnswer).filter_by(user_id=user.id))
    if row is None:
        row = EqualityAnswer(user_id=user.id)
        db.session.add(row)
    row.values, row.saved_at = values, now


def equality_of(user: User) -> Json:
    """Give a person their own equality answers back."""
    row = db.session.scalar(select(EqualityAnswer).filter_by(user_id=user.id))
    return row.values if row else {}


def organisations() -> list[tuple[str, str]]:
    """List the organisations that are open, by name, as choices."""
    rows = db.session.execute(
        select(Organisation.code, Organisation.name)
        .where(Organisation.closed_on.is_(None))
        .order_by(Organisation.name)
    )
    return [(code, name) for code, name in rows]
