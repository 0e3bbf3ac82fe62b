"""A registration as a registrar sees it: the standing, its history, what may be put right."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import and_, or_, select

from registry.db import db
from registry.errors import NotFound
from registry.models.case import Movement
from registry.models.certificate import Certificate
from registry.models.person import Person
from registry.models.registration import Registration
from registry.models.user import User
from registry.names import fold
from registry.number import display, normalise
from registry.sections.name_change import NameChange
from registry.services import access, card, casework, registration, timeline
from registry.services.case_list import names_of
from registry.services.casework import OpenStep
from registry.services.registration import PREFIX
from workflows.engine import Actor
from workflows.roles import Role

MOST = 25
FIRST = ("look_at_lapse", "extend_late", "restore")
SECTION = NameChange()


@dataclass(frozen=True)
class Found:
    """One registration among those that a search found."""

    id: int
    number: str
    name: str
    state: str
    label: str
    organisation: str
    user_id: int


@dataclass(frozen=True)
class Issued:
    """One certificate that was made."""

    issued_on: date
    name: str
    newest: bool


@dataclass(frozen=True)
class RegistrationPage:
    """Everything that the page of one registration shows."""

    id: int
    version: int
    application_id: int
    number: str
    name: str
    former_names: tuple[str, ...]
    sentence: str
    state: str
    label: str
    category: str
    post: str
    organisation: str
    role_confirmed: bool
    registered_on: date
    renewal_due_on: date
    certificates: tuple[Issued, ...]
    steps: tuple[OpenStep, ...]
    history: tuple[timeline.Entry, ...]

    def step(self, trigger: str) -> OpenStep | None:
        """Give a step of this name when it is open to the reader."""
        return next((step for step in self.steps if step.trigger == trigger), None)


def search(typed: str) -> tuple[Found, ...]:
    """Find registrations by number, or by every word of the name; nothing typed finds nothing."""
    words = fold(typed).split()[:6]
    if not words:
        return ()
    named = [Registration.person.has(Person.folded_name.contains(word)) for word in words]
    shown = [Registration.published_name.icontains(word, autoescape=True) for word in typed.split()]
    query = (
        select(Registration)
        .where(or_(Registration.number == normalise(typed, PREFIX), and_(*named), and_(*shown[:6])))
        .order_by(Registration.published_name, Registration.id)
        .limit(MOST)
    )
    return tuple(found(row) for row in db.session.scalars(query))


def found(row: Registration) -> Found:
    """Show a registration as one among several."""
    return Found(
        row.id,
        display(row.number),
        row.published_name,
        row.state,
        row.label,
        row.organisation_name,
        row.user_id,
    )


def registration_page(
    row: Registration, user: User, now: datetime, moves: list[Movement] | None = None
) -> RegistrationPage:
    """Lay a registration out for a registrar whom `find` has let in."""
    moves = timeline.movements_of(row) if moves is None else moves
    names = names_of(timeline.people_in(moves))
    actor = Actor(user.id, frozenset({Role.REGISTRAR}) & user.role_names)
    return RegistrationPage(
        id=row.id,
        version=row.version,
        application_id=row.application_id,
        number=display(row.number),
        name=row.published_name,
        former_names=tuple(row.person.former_names.splitlines()),
        sentence=card.said(row),
        state=row.state,
        label=row.label,
        category=row.category.capitalize(),
        post=row.post,
        organisation=row.organisation_name,
        role_confirmed=row.role_confirmed,
        registered_on=row.registered_on,
        renewal_due_on=row.renewal_due_on,
        certificates=certificates_of(row),
        steps=ordered(
            step
            for step in casework.open_to(row, actor, now)
            if step.reason and makes_sense(row, step.trigger)
        ),
        history=timeline.entries(moves, titles(row, moves), names),
    )


def makes_sense(row: Registration, trigger: str) -> bool:
    """Say whether a step answers something that is so: a death is refuted once it is reported."""
    reported = row.death_reported_by is not None
    if trigger in ("refute_death", "confirm_death"):
        return reported
    if trigger == "end_unreachable":
        return row.unreachable_since is not None
    if trigger == "report_unreachable":
        return row.unreachable_since is None
    return trigger != "report_death" or not reported


def ordered(steps: Iterable[OpenStep]) -> tuple[OpenStep, ...]:
    """Put first what somebody who is late or gone waits for, and dangerous steps last."""
    return tuple(
        sorted(steps, key=lambda step: (step.danger, bool(step.unmet), step.trigger not in FIRST))
    )


def titles(row: Registration, moves: list[Movement]) -> dict[tuple[str, int], str]:
    """Name what stands under a registration, for its history."""
    owed: list[Any] = [*row.attestations, *row.revalidations]
    named = {(each.WORKFLOW.name, each.id): f"{each.TITLE} {each.of_year}" for each in owed}
    halves = {move.case_id for move in moves if move.workflow == "confirmation"}
    return named | {("confirmation", half): "Employer" for half in halves}


def certificates_of(row: Registration) -> tuple[Issued, ...]:
    """List the certificates that were made, the newest first."""
    made = db.session.execute(
        select(Certificate.issued_on, Certificate.name_as_printed)
        .where(Certificate.registration_id == row.id)
        .order_by(Certificate.id.desc())
    ).all()
    return tuple(
        Issued(issued_on, name, place == 0) for place, (issued_on, name) in enumerate(made)
    )


def find(registration_id: int, user: User, *, shown: int | None = None) -> Registration:
    """Find a registration for a registrar. Raises NotFound, also for their own."""
    row = access.find_registration(registration_id, user, shown=shown)
    if row.user_id == user.id:
        raise NotFound("There is no such registration")
    return row


def correct_name(row: Registration, raw: Any, user: User, now: datetime) -> None:
    """Publish a changed name, or raise what is wrong with what was typed."""
    casework.lock(row)
    typed = SECTION.load(raw)
    if typed["name"] == row.published_name:
        raise ValidationError({"name": ["The register shows this name already"]})
    actor = access.actor_for(user, row)
    registration.correct_name(row, typed["name"], typed["evidence"], actor=actor, now=now)


def take(row: Registration, trigger: str, reason: str, user: User, now: datetime) -> None:
    """Take a step of a registration."""
    casework.fire(row, trigger, actor=access.actor_for(user, row), now=now, reason=reason)
