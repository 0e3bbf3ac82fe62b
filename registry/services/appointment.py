"""The posts of a registrant: started and ended by them, confirmed or disputed by the employer.

The main post is what the public entry, the certificate and the attestation speak of. It reaches the
columns of the registration by `show_post` alone. Nothing blocks the end of a post; after the last
one the person is between posts, stays registered, and nobody is asked to confirm for them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from registry.clock import london_day
from registry.db import db
from registry.errors import NotFound
from registry.models.appointment import Appointment
from registry.models.case import Movement, begun
from registry.models.organisation import Organisation
from registry.models.registration import Registration
from registry.models.user import User
from registry.services import access, casework, policy
from registry.services.organisation import by_code
from workflows.appointment import HELD, State
from workflows.calendar import add_months, add_working_days
from workflows.engine import SYSTEM, Actor
from workflows.roles import Role

AFTER_END: list[casework.Effect] = []
"""What else looks at a post that has ended, such as a revalidation that needs another confirmer.
Filled by `registry.wiring`."""


@dataclass(frozen=True)
class Stated:
    """A post as a registrant states it."""

    post: str
    organisation_code: str
    organisation_name: str
    began_on: date
    main: bool = True


# Finding


def find_mine(appointment_id: int, user: User, *, shown: int | None = None) -> Appointment:
    """Find one of a person's own posts. Raises NotFound or StaleDataError."""
    row = db.session.get(Appointment, appointment_id)
    if row is None or row.registration.user_id != user.id:
        raise NotFound("There is no such post")
    return access.fresh(row, shown)


def find_for_employer(appointment_id: int, user: User, *, shown: int | None = None) -> Appointment:
    """Find a post in an organisation where this person holds an office now; never their own."""
    row = db.session.get(Appointment, appointment_id)
    if row is None or row.organisation_id is None or row.registration.user_id == user.id:
        raise NotFound("There is no such post")
    if not access.holds_office(user, row.organisation_id):
        raise NotFound("There is no such post")
    return access.fresh(row, shown)


def find_for_registrar(appointment_id: int, user: User, *, shown: int | None = None) -> Appointment:
    """Find a post for a registrar who may settle what is said of it. Raises NotFound."""
    row = db.session.get(Appointment, appointment_id)
    if row is None or access.actor_for(user, row).roles != frozenset({Role.REGISTRAR}):
        raise NotFound("There is no such post")
    return access.fresh(row, shown)


def in_dispute() -> list[Appointment]:
    """List the posts that employers dispute, the oldest first."""
    query = select(Appointment).filter_by(state=State.DISPUTED.value)
    return list(db.session.scalars(query.order_by(Appointment.entered_at, Appointment.id)))


def held_by(registration: Registration) -> list[Appointment]:
    """List the posts that a registrant holds now, the main one first."""
    held = (each for each in registration.appointments if each.is_held)
    return sorted(held, key=lambda each: (not each.host, each.began_on, each.id))


def main_post(registration: Registration) -> Appointment | None:
    """Give the post that the public entry shows, if any."""
    return next((each for each in held_by(registration) if each.host), None)


def between_posts_since(registration: Registration) -> date | None:
    """Give the day since which no post is held; nothing while one is."""
    if held_by(registration):
        return None
    ended = (each.ended_on for each in registration.appointments if each.ended_on)
    return max(ended, default=registration.registered_on)


def attests_alone_until(registration: Registration) -> date | None:
    """Give the last day on which self-attestation is enough between posts."""
    since = between_posts_since(registration)
    return since and add_months(since, registration.policy.between_posts_months)


# Acts of the registrant


def start(
    registration: Registration, stated: Stated, *, actor: Actor, now: datetime
) -> Appointment:
    """Start a post. The employer is asked where somebody speaks for the organisation."""
    casework.lock(registration)
    organisation = now_known_as(by_code(stated.organisation_code))
    main = stated.main or main_post(registration) is None
    if main:
        unmark_main(registration)
    row = added(
        registration,
        now,
        organisation_id=organisation.id if organisation else None,
        organisation_name=organisation.name if organisation else stated.organisation_name.strip(),
        post=stated.post.strip(),
        host=main,
        began_on=stated.began_on,
    )
    casework.fire(row, "begin", actor=actor, now=now)
    return row


def now_known_as(organisation: Organisation | None) -> Organisation | None:
    """Give the organisation that goes on for one that has merged."""
    while organisation is not None and organisation.successor_id is not None:
        organisation = db.session.get_one(Organisation, organisation.successor_id)
    return organisation


def replace_main(
    registration: Registration, stated: Stated, *, actor: Actor, now: datetime
) -> Appointment:
    """Start a post in place of the main one, which ends when the new one begins."""
    casework.lock(registration)
    former = main_post(registration)
    row = start(registration, stated, actor=actor, now=now)
    if former is not None:
        end(former, max(former.began_on, stated.began_on), actor=actor, now=now)
    return row


def end(row: Appointment, ended_on: date, *, actor: Actor, now: datetime) -> Movement:
    """End a post. Nothing blocks it; the day must lie within the post's own time."""
    casework.lock(row)
    if ended_on < row.began_on:
        raise ValidationError({"ended_on": ["The post cannot have ended before it began"]})
    if ended_on > london_day(now):
        raise ValidationError({"ended_on": ["The date must be today or in the past"]})
    return casework.fire(
        row, "end", actor=actor, now=now, evidence={"ended_on": ended_on.isoformat()}
    )


def added(registration: Registration, now: datetime, **values: Any) -> Appointment:
    """Add a post at the start of its life, with the employer asked if anybody speaks for it."""
    row = Appointment(**values)
    begun(row, now, policy.in_force(london_day(now)).version)
    registration.appointments.append(row)
    db.session.flush()
    row.asked_on = london_day(now) if row.may_confirm() else None
    return row


def unmark_main(registration: Registration) -> None:
    """Let no post be the main one for a moment, so that another can be."""
    for each in registration.appointments:
        each.host = each.host and not each.is_held
    db.session.flush()


# Acts of the employer


def dispute(row: Appointment, words: str, *, actor: Actor, now: datetime) -> Movement:
    """Say for the employer that a post is not right, in words that the registrant reads."""
    return casework.fire(row, "dispute", actor=actor, now=now, reason=words)


def waiting_for(user: User) -> list[Appointment]:
    """List the posts that wait for an answer from a person's offices, the oldest first."""
    rows = (row for row in of_offices(user) if row.state == State.PROPOSED)
    return [row for row in rows if row.registration.on_register]


def of_offices(user: User) -> list[Appointment]:
    """List every post at the organisations where a person holds an office, never their own."""
    mine = {office.organisation_id for office in access.offices_of(user)}
    query = (
        select(Appointment)
        .join(Appointment.registration)
        .options(contains_eager(Appointment.registration))
        .where(Appointment.organisation_id.in_(mine), Registration.user_id != user.id)
        .order_by(Appointment.asked_on, Appointment.id)
    )
    return list(db.session.scalars(query))


def addressees(row: Appointment) -> list[User]:
    """List who answers for the employer about a post."""
    query = select(User).where(User.id.in_(row.may_confirm())).order_by(User.id)
    return list(db.session.scalars(query))


# What the steps do


def open_first_appointment(registration: Registration, movement: Movement) -> None:
    """Enter the post that an approval rests on, confirmed where the employer's statement was."""
    if registration.appointments or not (registration.post or registration.organisation_name):
        return
    organisation = by_code(registration.organisation_code)
    row = added(
        registration,
        movement.at,
        organisation_id=organisation.id if organisation else None,
        organisation_name=registration.organisation_name,
        post=registration.post,
        host=True,
        began_on=began_on(registration, london_day(movement.at)),
        by_statement=registration.role_confirmed,
    )
    casework.fire(row, "admit", actor=SYSTEM, now=movement.at)


def began_on(registration: Registration, today: date) -> date:
    """Give the day on which the post of the application began, as it was stated there."""
    from registry.models.application import Application

    application = db.session.get_one(Application, registration.application_id)
    started = application.answers["role"].get("started")
    return min(date.fromisoformat(started), today) if started else today


def show_post(row: Appointment, movement: Movement) -> None:
    """Let the entry show the main post, after whatever has happened to one."""
    registration = row.registration
    if not registration.on_register:
        return
    wanted = published(registration)
    shown = {name: getattr(registration, name) for name in wanted}
    registration.role_confirmed = bool(wanted["role_confirmed"])
    if {**shown, "role_confirmed": ""} != {**wanted, "role_confirmed": ""}:
        casework.fire(registration, "change_role", actor=SYSTEM, now=movement.at, evidence=wanted)


def show_post_again(registration: Registration, movement: Movement) -> None:
    """Let a restored entry show the post that is held now."""
    for name, value in published(registration).items():
        setattr(registration, name, value)


def published(registration: Registration) -> dict[str, Any]:
    """Give what the public columns of a registration are to say, from its main post."""
    row = main_post(registration)
    organisation = row.organisation if row else None
    return {
        "post": row.post if row else "",
        "organisation_code": organisation.code if organisation else "",
        "organisation_name": row.organisation_name if row else "",
        "region": organisation.region if organisation else "",
        "role_confirmed": row is not None and row.state == State.CONFIRMED,
    }


def close_post(row: Appointment, movement: Movement) -> None:
    """Note the day of the end, hand the main mark on, and ask for the leaver's reference."""
    today = london_day(movement.at)
    row.ended_on = date.fromisoformat(movement.evidence.get("ended_on", today.isoformat()))
    registration, was_main = row.registration, row.host
    if was_main and movement.trigger == "end":
        mark_next(registration)
    if movement.trigger == "end" and movement.source in (State.CONFIRMED, State.STATED):
        ask_reference(row, today)
    for effect in AFTER_END:
        effect(row, movement)


def mark_next(registration: Registration) -> None:
    """Make the post that has been held for longest the main one."""
    db.session.flush()
    left = held_by(registration)
    if left:
        left[0].host = True
        db.session.flush()


def ask_reference(row: Appointment, today: date) -> None:
    """Give the employer a day by which the leaver's reference is written, where one speaks."""
    if row.may_confirm():
        days = row.policy.leaver_reference_working_days
        row.reference_due_on = add_working_days(today, days)


def choose_main(row: Appointment, movement: Movement) -> None:
    unmark_main(row.registration)
    row.host = True
    db.session.flush()


def note_answer(row: Appointment, movement: Movement) -> None:
    row.answered_by, row.answered_on = movement.actor_id, london_day(movement.at)
    row.words = movement.reason.strip()


def note_reference(row: Appointment, movement: Movement) -> None:
    row.reference_written_on = london_day(movement.at)


def of_organisation(organisation: Organisation) -> list[Appointment]:
    """List the posts that are held in an organisation: its roster."""
    query = (
        select(Appointment)
        .where(
            Appointment.organisation_id == organisation.id,
            Appointment.state.in_([state.value for state in HELD]),
        )
        .order_by(Appointment.id)
    )
    return list(db.session.scalars(query))
