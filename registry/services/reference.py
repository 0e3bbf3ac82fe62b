"""Statements from referees and employers, given through a guarded link.

The link opens until it is answered; what guards it is a code sent to the address that was asked.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import select

from registry import links
from registry.clock import london_day
from registry.db import db
from registry.errors import NotFound
from registry.models.application import Application
from registry.models.case import Movement
from registry.models.reference import Reference
from registry.models.user import User
from registry.sections.base import Page, Section
from registry.sections.reference_answer import EmployerStatement, RefereeAnswer
from registry.services import application_step, casework
from registry.services.draft import unfinished
from registry.services.notice import write
from workflows.engine import Actor, NotPermitted, WrongState
from workflows.reference import WAITING
from workflows.roles import Role

CODE_LASTS = timedelta(minutes=30)
CODE_PAUSE = timedelta(seconds=60)
TRIES = 5
Asked = Reference  # the name by which doors, which know no rows, speak of one
SECTIONS: dict[str, Section] = {"referee": RefereeAnswer(), "employer": EmployerStatement()}


def open_link(token: str) -> Reference:
    """Find the request that a guarded link opens. Raises NotFound for every other token alike."""
    try:
        row = db.session.get(Reference, links.row_of(token))
    except ValueError:
        row = None
    if row is None or row.asked_at is None or not is_link_of(row, token):
        raise NotFound("This link does not open anything. Check that it is whole")
    return row


def is_link_of(reference: Reference, token: str) -> bool:
    return links.opens(token, "reference", reference.id, reference.link_nonce)


def token_of(reference: Reference) -> str:
    """Give the token of a request's link."""
    return links.token("reference", reference.id, reference.link_nonce)


def link_actor(reference: Reference) -> Actor:
    """Say who acts through the link."""
    role = Role.EMPLOYER if reference.kind == "employer" else Role.REFEREE
    return Actor(None, frozenset({role}))


def is_waiting(reference: Reference) -> bool:
    return reference.state in WAITING


def send_code(reference: Reference, now: datetime) -> bool:
    """Send a new code to the address that was asked; not again within a minute."""
    casework.lock(reference)
    if reference.code_sent_at and now - reference.code_sent_at < CODE_PAUSE:
        return False
    code = f"{secrets.randbelow(10**6):06}"
    reference.code_hash = hashed(reference, code)
    reference.code_sent_at = now
    reference.code_tries = 0
    write(
        "reference_code",
        address=reference.email,
        now=now,
        application_id=reference.application_id,
        context={"name": reference.name, "code": code, "minutes": CODE_LASTS.seconds // 60},
    )
    return True


def code_works(reference: Reference, now: datetime) -> bool:
    """Say whether the last code can still be entered: sent, not used, in time, tries left."""
    sent = reference.code_sent_at
    in_time = sent is not None and now - sent <= CODE_LASTS
    return in_time and bool(reference.code_hash) and reference.code_tries < TRIES


def confirm_code(reference: Reference, code: str, now: datetime) -> bool:
    """Open the request when the code is right. A wrong one counts; after five a new one is due."""
    casework.lock(reference)
    works = code_works(reference, now)
    reference.code_tries += 1
    figures = "".join(sign for sign in code if sign.isalnum())
    right = hmac.compare_digest(reference.code_hash, hashed(reference, figures))
    if not (works and right):
        return False
    reference.code_confirmed_at = now
    reference.code_hash = ""
    return True


def hashed(reference: Reference, code: str) -> str:
    return hashlib.sha256(f"{reference.link_nonce}:{code}".encode()).hexdigest()


def section_for(reference: Reference) -> Section:
    """Give the questions of this kind of statement."""
    return SECTIONS[reference.kind]


def keep_draft(
    reference: Reference, raw: Any, *, by: str, actor: Actor, now: datetime, complete: bool
) -> None:
    """Keep what somebody has written so far, for nobody but themselves, or raise what is wrong.

    With `complete` every question must have its answer.
    """
    casework.lock(reference)
    may_answer(reference, actor)
    section, at = section_for(reference), reference.application.moment(now)
    if complete:
        values = section.dump(section.load(raw, at=at))
    else:
        whole = Page(section.key, section.title, tuple(section.fields))
        values = unfinished(section, whole, raw, at)
    reference.draft = {"by": by, "values": values}


def draft_of(reference: Reference, by: str) -> dict[str, Any]:
    """Give what this person has written and not sent yet."""
    kept = reference.draft or {}
    return dict(kept["values"]) if kept.get("by") == by else {}


def may_answer(reference: Reference, actor: Actor) -> None:
    """Let only those pass who speak here, while the request waits for them."""
    if actor.roles.isdisjoint({Role.REFEREE, Role.EMPLOYER}):
        raise NotPermitted("Only the holder of the office confirms for the organisation")
    if not is_waiting(reference):
        raise WrongState(f"This request is not open any more: {reference.label.lower()}")


def answer(reference: Reference, raw: Any, *, actor: Actor, now: datetime) -> Movement:
    """Keep a statement, or raise what is wrong with it."""
    casework.lock(reference)
    section = section_for(reference)
    values = section.dump(section.load(raw, at=reference.application.moment(now)))
    reference.answer, reference.answered_at = values, now
    open_to_office(reference, actor, now)
    return casework.fire(reference, "answer", actor=actor, now=now)


def decline(reference: Reference, reason: str, *, actor: Actor, now: datetime) -> Movement:
    """Record that the person asked cannot answer, and why."""
    casework.lock(reference)
    open_to_office(reference, actor, now)
    return casework.fire(reference, "decline", actor=actor, now=now, reason=reason)


def open_to_office(reference: Reference, actor: Actor, now: datetime) -> None:
    """Let a signed-in office-holder answer without a code: who they are is known."""
    if Role.EMPLOYER in actor.roles and actor.id is not None:
        reference.code_confirmed_at = now


def address_to(
    reference: Reference, name: str, email: str, *, actor: Actor, now: datetime, found_at: str = ""
) -> Movement:
    """Set whom an employer's request goes to, found by the caseworker, and send it.

    `found_at` says where the contact is published; the step keeps it as its reason.
    """
    casework.lock(reference)
    refuse_who_has_a_part(reference, email)
    reference.name, reference.email = name, email.strip().lower()
    reference.requested_on = london_day(now)
    reference.link_nonce = secrets.token_hex(16)
    reference.code_hash, reference.code_confirmed_at, reference.draft = "", None, None
    return casework.fire(reference, "ask", actor=actor, now=now, reason=found_at)


def refuse_who_has_a_part(reference: Reference, email: str) -> None:
    """Ask neither the applicant nor those who work on the case.

    A caseworker who became a referee of their own case would be barred from it, and nobody else
    could take it.
    """
    application = reference.application
    busy = (application.user_id, application.caseworker_id, application.assessor_id)
    named = select(User.id).where(User.email == email.strip().lower(), User.id.in_(busy))
    if db.session.scalar(named) is not None:
        raise ValidationError({"email": ["This person has another part in this case already"]})


def ask_another(
    reference: Reference, name: str, email: str, reason: str, *, actor: Actor, now: datetime
) -> Reference:
    """Replace a request that will not be answered by one to somebody else."""
    casework.lock(reference)
    refuse_who_has_a_part(reference, email)
    movement = casework.fire(reference, "replace", actor=actor, now=now, reason=reason)
    contact = application_step.Contact(reference.kind, name, email)
    return application_step.request(reference.application, movement, contact)


def of_application(application: Application) -> list[Reference]:
    """List the requests of a case, oldest first."""
    query = select(Reference).filter_by(application_id=application.id).order_by(Reference.id)
    return list(db.session.scalars(query))
