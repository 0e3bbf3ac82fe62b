"""The yearly attestation: answers saved section by section, declared in person, then confirmed."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from registry.clock import london_day
from registry.db import Json, db
from registry.errors import NotFound
from registry.models.attestation import LEVEL_OF, Attestation, AttestationAnswer, Confirmation
from registry.models.case import Movement, begun
from registry.models.organisation import Office, OfficeKind, Organisation
from registry.models.registration import Registration
from registry.models.user import User
from registry.sections.attestation import DECLARATION, FORM
from registry.sections.base import Moment, Page, Section
from registry.services import access, casework, draft, obligation
from workflows.attestation import State
from workflows.confirmation import Level
from workflows.engine import SYSTEM, Actor, WrongState

CODE = "code"


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
    row: Attestation,
    key: str,
    raw: Any,
    *,
    now: datetime,
    shown: int | None = None,
    page: Page | None = None,
) -> AttestationAnswer:
    """Keep the answers to one section, or to one page of it, or raise what is wrong with them.

    Raises ValidationError, NotFound for an unknown section, and StaleDataError when the section was
    saved elsewhere since it was shown.
    """
    section, kept = writable(row, key, shown)
    at = Moment(today=london_day(now))
    if page is None:
        values = section.dump(section.load(raw, at=at))
    else:
        values = section.merge(page, raw, kept.values if kept else {}, at=at)
    return keep(row, key, values, kept, now)


def keep_unfinished(
    row: Attestation, key: str, raw: Any, *, page: Page, now: datetime, shown: int | None = None
) -> AttestationAnswer:
    """Keep a page as far as it was answered, for somebody who comes back to it."""
    section, kept = writable(row, key, shown)
    values = kept.values if kept else {}
    whole = {name: value for name, value in values.items() if name not in page.names}
    whole.update((name, raw[name]) for name in page.names if name in raw)
    read = draft.unfinished(section, page, whole, Moment(today=london_day(now)))
    return keep(row, key, read, kept, now)


def writable(
    row: Attestation, key: str, shown: int | None
) -> tuple[Section, AttestationAnswer | None]:
    """Give a section and what is kept of it, for somebody who may write it now."""
    casework.lock(row)
    if row.state != State.OPEN:
        raise WrongState("This attestation is not open")
    section, kept = section_of(key), answer_row(row, key)
    if shown is not None and shown != (kept.version if kept else 0):
        raise StaleDataError("This section was saved in another window since this page was made")
    return section, kept


def answer_row(row: Attestation, key: str) -> AttestationAnswer | None:
    """Find the kept answers to one section."""
    return next((each for each in row.answer_rows if each.section == key), None)


def keep(
    row: Attestation, key: str, values: Json, kept: AttestationAnswer | None, now: datetime
) -> AttestationAnswer:
    if kept is None:
        kept = AttestationAnswer(section=key)
        row.answer_rows.append(kept)
    kept.values, kept.saved_at = values, now
    db.session.flush()
    return kept


def seen(row: Attestation) -> int:
    """Count the versions of an attestation and of its answers, so that a change of any shows."""
    return row.version + sum(each.version for each in row.answer_rows)


def starting_values(row: Attestation, key: str) -> Json:
    """Give what a section begins with: the commitments of the year before, and nothing else.

    Fitness is asked afresh every year, so that nobody declares by leaving an old answer standing.
    """
    if key != CODE:
        return {}
    earlier = [each for each in row.registration.attestations if each.year < row.year]
    return next((each.answers[CODE] for each in reversed(earlier) if CODE in each.answers), {})


def section_of(key: str) -> Section:
    """Give a section of the attestation. Raises NotFound."""
    try:
        return FORM[key]
    except KeyError:
        raise NotFound("There is no such section") from None


def declare(
    row: Attestation, raw: Any, *, actor: Actor, now: datetime, shown: int | None = None
) -> Movement:
    """Send the attestation with the declaration that the registrant has just made in person.

    Raises StaleDataError when an answer changed since `shown`, what `seen` gave with the page.
    """
    casework.lock(row)
    if shown is not None and shown != seen(row):
        raise StaleDataError("An answer was changed since this page was made")
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
