"""A registrant's request for another name: asked online, settled when a registrar publishes it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import select

from registry.clock import london_day
from registry.db import db
from registry.errors import NotFound
from registry.models.case import Movement, begun
from registry.models.name_request import NameRequest
from registry.models.registration import Registration
from registry.models.user import User
from registry.number import display
from registry.services import access, casework, policy
from workflows.calendar import add_working_days
from workflows.engine import SYSTEM, Actor, NotPermitted, WrongState
from workflows.name_request import State


@dataclass(frozen=True)
class Task:
    """One request as a registrar meets it in the list."""

    id: int
    version: int
    registration_id: int
    number: str
    name: str
    new_name: str
    shown_how: str
    asked_on: date
    due_on: date


def open_of(registration: Registration) -> NameRequest | None:
    """Give the request that a registrant has open, if any."""
    return db.session.scalar(
        select(NameRequest).filter_by(registration_id=registration.id, state=State.ASKED.value)
    )


def asked_name(registration_id: int) -> str:
    """Give the name that is asked for in an open request, to fill the registrar's form."""
    query = select(NameRequest.new_name).filter_by(
        registration_id=registration_id, state=State.ASKED.value
    )
    return db.session.scalar(query) or ""


def ask(
    registration: Registration, typed: dict[str, Any], *, actor: Actor, now: datetime
) -> NameRequest:
    """Ask for a new name. One request at a time, and only while registered."""
    casework.lock(registration)
    if not registration.on_register:
        raise WrongState("The registration has ended, so its name stays as it is")
    if open_of(registration) is not None:
        raise WrongState("You have asked for a new name already")
    if typed["new_name"] == registration.published_name:
        raise ValidationError({"new_name": ["The register shows this name already"]})
    row = NameRequest(
        registration=registration,
        new_name=typed["new_name"],
        shown_how=typed["shown_how"],
        asked_on=london_day(now),
    )
    begun(row, now, policy.in_force(london_day(now)).version)
    db.session.add(row)
    db.session.flush()
    casework.fire(row, "ask", actor=actor, now=now)
    return row


def settle(registration: Registration, movement: Movement) -> None:
    """Let the name that was published settle the request for it."""
    row = open_of(registration)
    if row is not None:
        casework.fire(row, "grant", actor=SYSTEM, now=movement.at)


def end_name_request(registration: Registration, movement: Movement) -> None:
    """Close what was asked when the registration has ended."""
    row = open_of(registration)
    if row is not None:
        casework.fire(row, "end", actor=SYSTEM, now=movement.at)


def forget_name(row: NameRequest, movement: Movement) -> None:
    """Keep no name that was only asked for: it is published by now, or was never to be."""
    row.new_name = row.shown_how = ""


def find_mine(user: User, registration: Registration, *, shown: int | None = None) -> NameRequest:
    row = open_of(registration)
    if row is None or registration.user_id != user.id:
        raise NotFound("You have asked for no new name")
    return access.fresh(row, shown)


def find(request_id: int, user: User, *, shown: int | None = None) -> NameRequest:
    """Find a request for a registrar. Raises NotFound for the registrar's own."""
    row = db.session.get(NameRequest, request_id)
    if row is None or row.registration.user_id == user.id:
        raise NotFound("There is no such request")
    if not access.actor_for(user, row).roles:
        raise NotPermitted("This registration is closed to you")
    return access.fresh(row, shown)


def tasks(user: User) -> tuple[Task, ...]:
    """List the open requests that a registrar may settle, the oldest first."""
    query = select(NameRequest).filter_by(state=State.ASKED.value)
    rows = db.session.scalars(query.order_by(NameRequest.asked_on, NameRequest.id))
    return tuple(
        task(row) for row in rows if access.actor_for(user, row).roles and not mine(row, user)
    )


def mine(row: NameRequest, user: User) -> bool:
    return row.registration.user_id == user.id


def task(row: NameRequest) -> Task:
    return Task(
        id=row.id,
        version=row.version,
        registration_id=row.registration_id,
        number=display(row.registration.number),
        name=row.registration.published_name,
        new_name=row.new_name,
        shown_how=row.shown_how,
        asked_on=row.asked_on,
        due_on=add_working_days(row.asked_on, row.policy.enquiry_working_days),
    )


def take(row: NameRequest, trigger: str, user: User, now: datetime, reason: str = "") -> None:
    """Take a step of a request."""
    casework.fire(row, trigger, actor=access.actor_for(user, row), now=now, reason=reason)
