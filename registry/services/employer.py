"""What waits for the people who speak for an organisation, and what they have answered.

A secretary sees what waits, so as to prepare it; the words of a statement are for those who may
give one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from registry.db import db
from registry.errors import NotFound
from registry.models.application import Application
from registry.models.organisation import OFFICE_LABELS, Office, OfficeKind
from registry.models.reference import Reference
from registry.models.user import User
from registry.services import access, statement
from registry.services.statement import Request
from workflows.reference import WAITING, State


@dataclass(frozen=True)
class Held:
    """An office that a person holds now."""

    organisation_id: int
    organisation: str
    label: str
    since: date
    confirms: bool


@dataclass(frozen=True)
class Desk:
    """Everything that concerns one office-holder here."""

    offices: tuple[Held, ...]
    waiting: tuple[Request, ...]
    over: tuple[Request, ...]


def offices_of(user: User) -> tuple[Held, ...]:
    """List the offices that a person holds now, as pages show them."""
    return tuple(held(office) for office in access.offices_of(user))


def held(office: Office) -> Held:
    kind = OfficeKind(office.kind)
    return Held(
        organisation_id=office.organisation_id,
        organisation=office.organisation.name,
        label=OFFICE_LABELS[kind],
        since=office.began_on,
        confirms=kind != OfficeKind.SECRETARY,
    )


def desk(user: User) -> Desk:
    """Gather what waits for a person's organisations and what is over, the most pressing first."""
    offices = offices_of(user)
    rows = requests_to({each.organisation_id for each in offices}, user)
    waiting = [statement.shown(row) for row in rows if row.state in WAITING]
    over = [statement.shown(row) for row in rows if row.state in (State.ANSWERED, State.DECLINED)]
    return Desk(
        offices,
        tuple(sorted(waiting, key=lambda each: (each.due_on, each.id))),
        tuple(sorted(over, key=lambda each: each.moved_at, reverse=True)),
    )


def requests_to(organisations: Iterable[int], user: User) -> list[Reference]:
    """List the requests that were sent to these organisations, never those about the reader."""
    query = (
        select(Reference)
        .join(Reference.application)
        .options(contains_eager(Reference.application))
        .where(
            Reference.kind == "employer",
            Reference.asked_at.is_not(None),
            Application.organisation_id.in_(organisations),
            Application.user_id != user.id,
        )
    )
    return list(db.session.scalars(query))


def find_request(request_id: int, user: User, *, shown: int | None = None) -> Reference:
    """Find a request to an organisation in which this person holds an office now."""
    mine = {each.organisation_id for each in offices_of(user)}
    found = (row for row in requests_to(mine, user) if row.id == request_id)
    row = next(found, None)
    if row is None:
        raise NotFound("There is no such request")
    return access.fresh(row, shown)


def office_for(row: Reference, user: User) -> Held:
    """Give the office by which a person sees a request, a confirming one first."""
    mine = [
        each for each in offices_of(user) if each.organisation_id == row.application.organisation_id
    ]
    return sorted(mine, key=lambda each: not each.confirms)[0]
