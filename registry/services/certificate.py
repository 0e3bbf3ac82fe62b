"""Certificates: made once by the worker, kept as bytes, checked against the register."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from registry import links
from registry.clock import london_day
from registry.config import Scheme
from registry.db import db
from registry.documents.certificate import CertificateFacts
from registry.errors import NotFound
from registry.models.case import Movement
from registry.models.certificate import Certificate
from registry.models.check import Check
from registry.models.registration import Registration
from registry.models.standards import standard_set
from registry.number import (
    certificate_code,
    display,
    display_code,
    is_certificate_code,
    normalise_code,
)
from workflows.check import FAVOURABLE, State
from workflows.registration import RestrictionKind

TEMPLATE_VERSION = "1"


@dataclass(frozen=True)
class Verdict:
    """What the register says today of one certificate."""

    stands: bool
    reason: str
    number: str
    issued_on: date
    replaced: bool


def made_for(movement_id: int) -> Certificate | None:
    """Find the certificate that a step gave rise to."""
    return db.session.scalar(select(Certificate).filter_by(movement_id=movement_id))


def facts_for(movement: Movement, scheme: Scheme) -> CertificateFacts:
    """Gather all that a certificate says, as it is now, under a new code."""
    registration = db.session.get_one(Registration, movement.case_id)
    code = certificate_code(secrets.token_bytes)
    return CertificateFacts(
        scheme_name=scheme.name,
        owner=scheme.owner,
        accent=scheme.accent,
        holder_name=registration.published_name,
        number=display(registration.number),
        category=registration.category.capitalize(),
        role=registration.post,
        organisation=registration.organisation_name,
        first_registered_on=registration.registered_on,
        renewal_due_on=registration.renewal_due_on,
        issued_on=london_day(movement.at),
        code=display_code(code),
        verify_url=links.address("verify", code=code),
        standards_title=standard_set(registration.standard_set).title,
        attested=attested(registration),
        signatory_name=scheme.signatory_name,
        signatory_title=scheme.signatory_title,
    )


def attested(registration: Registration) -> tuple[str, ...]:
    """List the checks that were completed before registration, those the post allowed."""
    checks = db.session.scalars(
        select(Check)
        .where(
            Check.application_id == registration.application_id,
            Check.state.in_([state.value for state in FAVOURABLE - {State.NOT_NEEDED}]),
        )
        .order_by(Check.id)
    )
    return tuple(check.title for check in checks)


def keep(facts: CertificateFacts, content: bytes, movement: Movement, now: datetime) -> bool:
    """Keep a certificate's bytes, or say that another worker has kept one for the same step."""
    certificate = Certificate(
        registration_id=movement.case_id,
        movement_id=movement.id,
        code=normalise_code(facts.code),
        name_as_printed=facts.holder_name,
        role_as_printed=facts.role,
        renewal_due_on=facts.renewal_due_on,
        issued_on=facts.issued_on,
        issued_at=now,
        template_version=TEMPLATE_VERSION,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content=content,
    )
    try:
        with db.session.begin_nested():
            db.session.add(certificate)
    except IntegrityError:
        return False
    return True


def newest(registration_id: int) -> Certificate | None:
    """Find the newest certificate of a registration."""
    query = select(Certificate).filter_by(registration_id=registration_id)
    return db.session.scalar(query.order_by(Certificate.id.desc()).limit(1))


def verify(code_typed: str) -> Verdict:
    """Say whether a certificate still stands. Raises NotFound for a code we never gave."""
    code = normalise_code(code_typed)
    row = None
    if is_certificate_code(code):
        row = db.session.scalar(select(Certificate).filter_by(code=code))
    if row is None:
        raise NotFound("We issued no certificate with this code")
    registration = db.session.get_one(Registration, row.registration_id)
    latest = newest(row.registration_id)
    replaced = latest is not None and latest.id != row.id
    reason = why_not(registration, replaced)
    return Verdict(not reason, reason, registration.number, row.issued_on, replaced)


def why_not(registration: Registration, replaced: bool) -> str:
    """Say why a certificate no longer stands, naming no name, or nothing when it stands."""
    if not registration.on_register:
        return "ended"
    if any(
        r.kind == RestrictionKind.SUSPENSION and r.ended_on is None and not r.private
        for r in registration.restrictions
    ):
        return "suspended"
    return "replaced" if replaced else ""
