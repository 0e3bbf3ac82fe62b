"""The yearly attestation: answers saved section by section, declared in person, then confirmed."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from registry.clock import london_day
from registry.db import db
from registry.errors import NotFound
from registry.models.attestation import LEVEL_OF, Attestation, AttestationAnswer, Confirmation
from registry.models.case import Movement, begun
from registry.models.organisation import Office, OfficeKind, Organisation
from registry.models.registration import Registration
from registry.models.user import User
from registry.sections.attestation import DECLARATION, FORM
from registry.sections.base import Moment
from registry.services import access, casework, obligation
from workflows.attestation import State
from workflows.confirmation import Level
from workflows.engine import SYSTEM, Actor, WrongState


def find(attestation_id: int, user: User, *, shown: int | None = None) -> Attestation:
    """Find an attestation of this person's own. Raises NotFound or StaleDataError."""
    row = db.session.get(Attestation, attestation_id)
    if row is None or row.registration.user_id != user.id:
        raise NotFound("There is no such attestation")
    return access.fresh(row, shown)


def owed_by(registration: Registration) -> Attestation | None:
    """Give the attestation that is owed now or next."""
    return next((each for each in registration.attestations if each.is_owed), None)


def save(
    row: Attestation, key: str, raw: Any, *, now: datetime, shown: int | None = None
) -> AttestationAnswer:
    """Keep the answers to one section, or raise what is wrong with them.

    Raises ValidationError, NotFound for an unknown section, and StaleDataError when the section was
    saved elsewhere since it was shown.
    """
    casework.lock(row)
    if row.state != State.OPEN:
        raise WrongState("This attestation is not open")
    section = section_of(key)
    values = section.dump(section.load(raw, at=Moment(today=london_day(now))))
    kept = next((each for each in row.answer_rows if each.section == key), None)
    if shown is not None and shown != (kept.version if kept else 0):
        raise StaleDataError("This section was saved elsewhere")
    if kept is None:
        kept = AttestationAnswer(section=key)
        row.answer_rows.append(kept)
    kept.values, kept.saved_at = values, now
    db.session.flush()
    return kept


def section_of(key: str) -> Any:
    """Give a section of the attestation. Raises NotFound."""
    try:
        return FORM[key]
    except KeyError:
        raise NotFound("There is no such section") from None


def declare(row: Attestation, raw: Any, *, actor: Actor, now: datetime) -> Movement:
    """Send the attestation with the declaration that the registrant has just made in person."""
    casework.lock(row)
    DECLARATION.load(raw, at=Moment(today=london_day(now)))
    if row.state == State.OPEN:
        row.declared_at = now
    movement = casework.fire(row, "declare", actor=actor, now=now)
    if row.answers["still_right"]["contact"]:
        user = db.session.get_one(User, row.registration.user_id)
        user.address_confirmed_at = now
    return movement


# What the steps do


def schedule_next_attestation(row: Attestation, movement: Movement) -> None:
    obligation.schedule_attestation(row.registration, movement)


def ask_confirmation(row: Attestation, movement: Movement) -> None:
    """Ask the employer for its half, where somebody speaks for it; between posts nobody does."""
    registration = row.registration
    organisation = db.session.scalar(
        select(Organisation).filter_by(code=registration.organisation_code)
    )
    if not registration.organisation_code or organisation is None:
        return
    level = first_level(organisation, registration)
    if level is None:
        return
    request = Confirmation(
        attestation=row,
        organisation_id=organisation.id,
        level=level.value,
        asked_on=london_day(movement.at),
    )
    begun(request, movement.at, row.policy_version)
    db.session.add(request)
    db.session.flush()
    casework.fire(request, "ask", actor=SYSTEM, now=movement.at)


def first_level(organisation: Organisation, registration: Registration) -> Level | None:
    """Give the desk on which the employer's half lies first; never the registrant's own."""
    held = {
        LEVEL_OF[OfficeKind(kind)]
        for kind in db.session.scalars(
            select(Office.kind).where(
                Office.organisation_id == organisation.id,
                Office.ended_on.is_(None),
                Office.user_id != registration.user_id,
            )
        )
    }
    return next((level for level in Level if level in held), None)


def pass_on(row: Confirmation, movement: Movement) -> None:
    """Lay the employer's half on the next desk, where its time begins anew."""
    row.level = row.next_level(row.offices).value
    row.asked_on = london_day(movement.at)
