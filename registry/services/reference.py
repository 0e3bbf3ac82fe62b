"""Statements from referees and employers, given through a guarded link.

The link opens until it is answered; what guards it is a code sent to the address that was asked.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from registry import links
from registry.clock import london_day
from registry.db import db
from registry.errors import NotFound
from registry.models.application import Application
from registry.models.case import Movement
from registry.models.reference import Reference
from registry.sections.base import Section
from registry.sections.reference_answer import EmployerStatement, RefereeAnswer
from registry.services import application_step, casework
from registry.services.notice import write
from workflows.engine import Actor
from workflows.reference import WAITING
from workflows.roles import Role

CODE_LASTS = timedelta(minutes=30)
CODE_PAUSE = timedelta(seconds=60)
TRIES = 5
SECTIONS: dict[str, Section] = {"referee": RefereeAnswer(), "employer": EmployerStatement()}


def open_link(token: str) -> Reference:
    """Find the request that a guarded link opens. Raises NotFound for every other token alike."""
    try:
        row = db.session.get(Reference, links.row_of(token))
    except ValueError:
        row = None
    if row is None or not links.opens(token, "reference", row.id, row.link_nonce):
        raise NotFound("This link does not open anything. Check that it is whole")
    return row


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


def confirm_code(reference: Reference, code: str, now: datetime) -> bool:
    """Open the request when the code is right. A wrong one counts; after five a new one is due."""
    casework.lock(reference)
    in_time = reference.code_sent_at and now - reference.code_sent_at <= CODE_LASTS
    reference.code_tries += 1
    right = hmac.compare_digest(reference.code_hash, hashed(reference, code.strip()))
    if not (in_time and right and reference.code_tries <= TRIES):
        return False
    reference.code_confirmed_at = now
    reference.code_hash = ""
    return True


def hashed(reference: Reference, code: str) -> str:
    return hashlib.sha256(f"{reference.link_nonce}:{code}".encode()).hexdigest()


def section_for(reference: Reference) -> Section:
    """Give the questions of this kind of statement."""
    return SECTIONS[reference.kind]


def answer(reference: Reference, raw: Any, *, actor: Actor, now: datetime) -> Movement:
    """Keep a statement, or raise what is wrong with it."""
    casework.lock(reference)
    section = section_for(reference)
    values = section.dump(section.load(raw, at=reference.application.moment(now)))
    reference.answer, reference.answered_at = values, now
    if Role.EMPLOYER in actor.roles and actor.id is not None:
        reference.code_confirmed_at = now  # a signed-in office-holder needs no code
    return casework.fire(reference, "answer", actor=actor, now=now)


def address_to(
    reference: Reference, name: str, email: str, *, actor: Actor, now: datetime
) -> Movement:
    """Set whom an employer's request goes to, found by the caseworker, and send it."""
    casework.lock(reference)
    reference.name, reference.email = name, email.strip().lower()
    reference.requested_on = london_day(now)
    reference.link_nonce = secrets.token_hex(16)
    reference.code_hash, reference.code_confirmed_at = "", None
    return casework.fire(reference, "ask", actor=actor, now=now)


def ask_another(
    reference: Reference, name: str, email: str, reason: str, *, actor: Actor, now: datetime
) -> Reference:
    """Replace a request that will not be answered by one to somebody else."""
    movement = casework.fire(reference, "replace", actor=actor, now=now, reason=reason)
    return application_step.request(
        reference.application,
        movement,
        application_step.Contact(reference.kind, name, email),
        send=True,
    )


def of_application(application: Application) -> list[Reference]:
    """List the requests of a case, oldest first."""
    query = select(Reference).filter_by(application_id=application.id).order_by(Reference.id)
    return list(db.session.scalars(query))
