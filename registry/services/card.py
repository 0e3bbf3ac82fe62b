"""A registration as its registrant sees it: the card, and the certificate that belongs to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from registry import links
from registry.clock import london_day
from registry.db import db
from registry.errors import NotFound
from registry.models.attestation import Attestation
from registry.models.case import Movement
from registry.models.registration import Registration
from registry.models.user import User
from registry.number import display, display_code
from registry.sections.moment import written
from registry.services import (
    absence,
    access,
    attestation,
    casework,
    certificate,
    duty,
    employers_half,
    path_back,
    register,
    registration,
)
from registry.services.absence import Away
from registry.services.casework import OpenStep
from registry.services.duty import Duty
from registry.services.employers_half import EmployersHalf
from registry.services.path_back import PathBack
from workflows.attestation import State
from workflows.registration import WORKFLOW, sentence

ISSUING = frozenset(step.trigger for step in WORKFLOW.steps if "issue_certificate" in step.queued)


@dataclass(frozen=True)
class CertificateShown:
    """The newest certificate, or that it is being made."""

    making: bool
    issued_on: date | None = None
    code: str = ""
    verify: str = ""


@dataclass(frozen=True)
class AttestationShown:
    """The attestation that is owed now or next."""

    year: int
    is_open: bool
    opens_on: date
    due_on: date


@dataclass(frozen=True)
class OwedShown:
    """Something else that is owed, now or later."""

    title: str
    path: str
    is_open: bool
    opens_on: date
    due_on: date


@dataclass(frozen=True)
class Sent:
    """An attestation that was sent."""

    id: int
    year: int
    sent_on: date


@dataclass(frozen=True)
class Card:
    """What a registrant sees first."""

    id: int
    version: int
    name: str
    number: str
    number_shown: str
    sentence: str
    standing: str
    label: str
    on_register: bool
    category: str
    post: str
    organisation: str
    organisation_code: str
    role_confirmed: bool
    registered_on: date
    renewal_due_on: date
    certificate: CertificateShown
    duty: Duty | None
    attestation: AttestationShown | None
    sent: tuple[Sent, ...]
    others: tuple[OwedShown, ...]
    employers_half: EmployersHalf | None
    away: Away | None
    contact: tuple[str, str]
    calendar_shared: bool
    path_back: PathBack | None
    steps: tuple[OpenStep, ...]

    def step(self, trigger: str) -> OpenStep | None:
        """Give a step of this name when it is open."""
        return next((step for step in self.steps if step.trigger == trigger), None)


@dataclass(frozen=True)
class Paper:
    """A certificate's bytes under the name by which they are saved."""

    filename: str
    content: bytes


def of_user(user: User, now: datetime) -> Card | None:
    """Give a person's newest registration, or nothing when they never had one."""
    row = registration.of_user(user)
    return card(row, user, now) if row is not None else None


def card(row: Registration, user: User, now: datetime) -> Card:
    """Lay a registration out for the person it is about."""
    return Card(
        id=row.id,
        version=row.version,
        name=row.published_name,
        number=row.number,
        number_shown=display(row.number),
        sentence=said(row),
        standing=row.state,
        label=row.label,
        on_register=row.on_register,
        category=row.category,
        post=row.post,
        organisation=row.organisation_name,
        organisation_code=row.organisation_code,
        role_confirmed=row.role_confirmed,
        registered_on=row.registered_on,
        renewal_due_on=row.renewal_due_on,
        certificate=certificate_shown(row),
        duty=duty.of(row, now),
        attestation=attestation_shown(row, now),
        sent=sent(row),
        others=tuple(others(row, london_day(now))),
        employers_half=employers_half.newest(row, now),
        away=absence.of(row, now),
        contact=(row.contact_name, row.contact_email),
        calendar_shared=bool(row.calendar_nonce),
        path_back=path_back.of(row, now),
        steps=tuple(casework.open_to(row, access.actor_for(user, row), now)),
    )


def attestation_shown(row: Registration, now: datetime) -> AttestationShown | None:
    """Give the attestation that is owed now or next."""
    owed = attestation.owed_by(row)
    if owed is None:
        return None
    due_on = absence.due_after(row, owed, now) or owed.due_on
    return AttestationShown(owed.of_year, owed.state == State.OPEN, owed.opens_on(), due_on)


def others(row: Registration, today: date) -> Iterator[OwedShown]:
    """Give what is owed besides the attestation."""
    for owed in row.obligations:
        if not isinstance(owed, Attestation):
            opens_on = owed.opens_on()
            path = links.path(owed.KIND)
            yield OwedShown(owed.TITLE, path, opens_on <= today, opens_on, owed.due_on)


def sent(row: Registration) -> tuple[Sent, ...]:
    """List the attestations that were sent, the newest first."""
    return tuple(
        Sent(each.id, each.of_year, london_day(each.declared_at))
        for each in reversed(row.attestations)
        if each.declared_at is not None
    )


def said(row: Registration) -> str:
    """Give the sentence that the public reads."""
    ended = register.told_ended_on(row)
    facts = register.facts_of(row, ended)
    return sentence(
        facts.name,
        facts.standing,
        tuple(kind for kind, _, _ in facts.restrictions),
        facts.practice,
        written(date.fromisoformat(facts.renewal_due_on)),
        written(ended) if ended else "",
    )


def certificate_shown(row: Registration) -> CertificateShown:
    """Say which certificate is the newest, or that the worker has yet to make it."""
    cause = issuing_step(row)
    made = cause and certificate.made_for(cause)
    if not made:
        return CertificateShown(making=row.on_register)
    return CertificateShown(False, made.issued_on, display_code(made.code), made.code)


def issuing_step(row: Registration) -> int | None:
    """Give the last step by which a certificate is due."""
    return db.session.scalar(
        select(Movement.id)
        .where(
            Movement.workflow == WORKFLOW.name,
            Movement.case_id == row.id,
            Movement.trigger.in_(ISSUING),
        )
        .order_by(Movement.id.desc())
        .limit(1)
    )


def paper(user: User) -> Paper | None:
    """Give a person's certificate as it was made, or nothing while the worker makes it.

    Raises NotFound for whoever has none to come.
    """
    row = registration.of_user(user)
    if row is None or not row.on_register:
        raise NotFound("There is no certificate")
    cause = issuing_step(row)
    made = cause and certificate.made_for(cause)
    if not made:
        return None
    return Paper(f"Certificate {row.number}.pdf", made.content)
