"""A matter about a person: raised by anybody, read by registrars whom it does not touch.

To a registrar whom it is about, a matter does not exist. Whoever raised it, is named in it or stood
aside sees its reference and nothing else. Nobody outside learns whether anybody is registered:
whom it is about is looked up by staff, long after the answer went out.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from registry.clock import london_day
from registry.db import db
from registry.errors import NotFound
from registry.models.case import Movement, begun
from registry.models.concern import Concern
from registry.models.registration import Hold, HoldKind, Registration
from registry.models.user import User
from registry.names import fold
from registry.number import new_number
from registry.services import access, casework, obligation, policy
from registry.services.access import ConflictOfInterest
from workflows import calendar
from workflows.concern import OPEN, State
from workflows.engine import SYSTEM, Actor
from workflows.roles import Role

PREFIX = "MT"
Matter = Concern  # as the doors know it


@dataclass(frozen=True)
class Told:
    """What somebody told us, as it was typed."""

    about: str
    words: str
    not_by: str = ""
    name: str = ""
    email: str = ""


def receive(told: Told, now: datetime, by: User | None = None) -> Concern:
    """Write down what somebody told us, and start the clock of our answer."""
    row = Concern(
        reference=new_number(PREFIX, secrets.token_bytes),
        received_on=london_day(now),
        about=told.about.strip(),
        words=told.words.strip(),
        not_by=told.not_by.strip(),
        from_name=told.name.strip(),
        from_email=told.email.strip().lower(),
        raised_by=by.id if by else None,
        aside=[],
    )
    begun(row, now, policy.in_force(london_day(now)).version)
    db.session.add(row)
    db.session.flush()
    casework.reschedule(row, now)
    return row


def find(concern_id: int, user: User, *, shown: int | None = None) -> Concern:
    """Find a matter for a registrar. Raises NotFound, ConflictOfInterest or StaleDataError."""
    row = db.session.get(Concern, concern_id)
    if row is None or Role.REGISTRAR not in user.role_names or is_about(row, user):
        raise NotFound("There is no such matter")
    if why := barred(row, user):
        raise ConflictOfInterest(why)
    return access.fresh(row, shown)


def is_about(row: Concern, user: User) -> bool:
    """Say whether a matter is about this very person."""
    if row.registration is not None:
        return row.registration.user_id == user.id
    return mentions(row.about, user)


def barred(row: Concern, user: User) -> str:
    """Say why a registrar may have no part in a matter, or nothing."""
    if user.id in row.aside:
        return "You stood aside from this matter"
    if row.from_email and row.from_email == user.email:
        return "You raised this matter, so somebody else looks at it"
    if mentions(row.not_by, user):
        return "You are named in this matter, so somebody else looks at it"
    return access.barred_from(user, row.registration) if row.registration is not None else ""


def mentions(words: str, user: User) -> bool:
    """Say whether somebody's whole name, or their address, stands in what was typed."""
    if user.email in words.lower():
        return True
    name = fold(user.name)
    return bool(name) and re.search(rf"\b{re.escape(name)}\b", fold(words)) is not None


def actor_for(user: User, row: Concern) -> Actor:
    """Say what a person is towards a matter: a registrar, or nobody."""
    open_to = not is_about(row, user) and not barred(row, user)
    return Actor(user.id, frozenset({Role.REGISTRAR}) & user.role_names if open_to else frozenset())


def take(
    row: Concern, trigger: str, user: User, now: datetime, *, reason: str = "", **evidence: Any
) -> Movement:
    """Take a step of a matter. The registration is locked first, as everywhere."""
    if row.registration is not None:
        casework.lock(row.registration)
    actor = actor_for(user, row)
    return casework.fire(row, trigger, actor=actor, now=now, reason=reason, evidence=evidence)


def listed(states: tuple[State, ...]) -> list[Concern]:
    """List matters, those that wait longest first."""
    query = (
        select(Concern).where(Concern.state.in_(states)).order_by(Concern.received_on, Concern.id)
    )
    return list(db.session.scalars(query))


def about_registration(registration_id: int) -> list[Concern]:
    """List the open matters about one person."""
    query = (
        select(Concern)
        .where(Concern.registration_id == registration_id, Concern.state.in_(OPEN))
        .order_by(Concern.id)
    )
    return list(db.session.scalars(query))


# What the steps do


def keep_subject(row: Concern, movement: Movement) -> None:
    row.registration = db.session.get_one(Registration, movement.evidence["registration"])


def keep_aside(row: Concern, movement: Movement) -> None:
    row.aside = [*row.aside, movement.actor_id or 0]


def begin_hold(row: Concern, movement: Movement) -> None:
    """Stop the clocks of the person's registration for the time that the policy gives."""
    months = row.policy.matter_hold_months
    row.hold_until = calendar.add_months(london_day(movement.at), months)
    row.hold_id = held(subject(row), movement.at)


def held(registration: Registration, now: datetime) -> int:
    """Open the hold, also of somebody who is off the register: it stands in the way of returning.

    What its row says is nothing but that it is there; why stands in the matter alone.
    """
    kind = HoldKind.MATTER
    if registration.on_register:
        moved = obligation.stop_clocks(registration, kind, actor=SYSTEM, now=now)
        return int(moved.evidence["hold"])
    hold = Hold(kind=kind.value, began_on=london_day(now), reason="")
    registration.holds.append(hold)
    db.session.flush()
    return hold.id


def note_renewal(row: Concern, movement: Movement) -> None:
    row.renewal_asked_by = movement.actor_id


def lengthen_hold(row: Concern, movement: Movement) -> None:
    row.renewed_at = movement.at
    if row.hold_until is not None:
        row.hold_until = calendar.add_months(row.hold_until, row.policy.matter_hold_months)


def end_hold(row: Concern, movement: Movement) -> None:
    """Let the clocks run again, with the days that were left and never fewer than promised."""
    row.hold_until = None
    if row.hold is None or row.hold.ended_on is not None:
        return
    registration = subject(row)
    if registration.on_register:
        obligation.let_run(registration, row.hold, actor=SYSTEM, now=movement.at)
    else:
        row.hold.ended_on = london_day(movement.at)


def close_matters(registration: Registration, movement: Movement) -> None:
    """Close every open matter about somebody who died, without a finding."""
    for row in about_registration(registration.id):
        casework.fire(row, "close", actor=SYSTEM, now=movement.at)


def subject(row: Concern) -> Registration:
    if row.registration is None:
        raise NotFound("Nobody's registration was found for this matter")
    return row.registration
