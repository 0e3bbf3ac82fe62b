"""Organisations merge: "A and B into C on D". Looked at first, then carried out in batches.

The dry run counts and names what would change and writes nothing. From the first instant of the day
A and B are closed and known as C; then each post held there ends and is proposed at C, under its
own lock and in its own place in the history. Names stay as they were on the day. Whatever a person
owes falls due no sooner than sixty days after the day. A batch that is run again finds only what is
left, so a worker may die at any instant.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from marshmallow import ValidationError
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from registry import links
from registry.clock import london_day
from registry.db import db
from registry.errors import NotFound
from registry.models.application import Application
from registry.models.appointment import Appointment, speakers
from registry.models.attestation import Confirmation
from registry.models.case import Movement, begun
from registry.models.organisation import Office, Organisation
from registry.models.organisation_merge import (
    OrganisationMerge,
    applications_of,
    appointments_of,
    confirmations_of,
    is_closed,
)
from registry.models.registration import Registration
from registry.models.user import User
from registry.number import display
from registry.services import (
    access,
    appointment,
    casework,
    notice,
    obligation,
    organisation,
    policy,
)
from registry.services.attestation import first_level
from registry.services.casework import OpenStep
from workflows.appointment import State as Post
from workflows.calendar import add_working_days, for_person
from workflows.confirmation import Level
from workflows.confirmation import State as ConfirmationState
from workflows.engine import SYSTEM, NotPermitted
from workflows.organisation_merge import State
from workflows.roles import Role

Ask = Callable[[list[int]], Select[int]]
Carry = Callable[[OrganisationMerge, int, datetime], None]
BATCH = 20
MOST_NAMED = 50


@dataclass(frozen=True)
class Moving:
    """One person whose post would be proposed at the successor."""

    name: str
    number: str
    post: str
    organisation: str
    confirmed: bool
    due_from: date | None = None
    due_to: date | None = None


@dataclass(frozen=True)
class DryRun:
    """What a merger would change, if it were carried out now."""

    people: int
    named: tuple[Moving, ...]
    dates_moved: int
    confirmations: int
    applications: int
    offices: tuple[str, ...]
    nobody_speaks: bool
    nothing_due_before: date


@dataclass(frozen=True)
class Line:
    """One merger in the list."""

    id: int
    words: str
    on: date
    state: str
    label: str


@dataclass(frozen=True)
class MergePage:
    """One merger as a registrar sees it."""

    id: int
    version: int
    ending: tuple[str, ...]
    successor: str
    successor_id: int
    on: date
    state: str
    label: str
    total: int
    carried: int
    steps: tuple[OpenStep, ...]

    @property
    def words(self) -> str:
        return f"{' and '.join(self.ending)} into {self.successor}"

    def step(self, trigger: str) -> OpenStep | None:
        return next((step for step in self.steps if step.trigger == trigger), None)


# Planning


def plan(ending: list[str], successor: str, on: date, *, by: User, now: datetime) -> int:
    """Plan that organisations, by their codes, become one on a day. Nothing changes by it."""
    if Role.REGISTRAR not in by.role_names:
        raise NotPermitted("Only a registrar merges organisations")
    today = london_day(now)
    into = open_organisation(successor, "successor", today)
    rows = [open_organisation(code, "first", today) for code in dict.fromkeys(ending)]
    if into in rows:
        raise ValidationError({"successor": ["An organisation cannot merge into itself"]})
    merge = OrganisationMerge(successor=into, on=on, planned_by=by.id, ending=rows)
    begun(merge, now, policy.in_force(today).version)
    db.session.add(merge)
    db.session.flush()
    casework.fire(merge, "plan", actor=access.actor_for(by, merge), now=now)
    return merge.id


def open_organisation(code: str, name: str, today: date) -> Organisation:
    row = organisation.by_code(code)
    if row is None or is_closed(row, today):
        raise ValidationError({name: ["Select an organisation that is open"]})
    return row


def find(merge_id: int, user: User, *, shown: int | None = None) -> OrganisationMerge:
    row = db.session.get(OrganisationMerge, merge_id)
    if row is None or not access.actor_for(user, row).roles:
        raise NotFound("There is no such merger")
    return access.fresh(row, shown)


def listed() -> tuple[Line, ...]:
    """List every merger, the newest first."""
    rows = db.session.scalars(select(OrganisationMerge).order_by(OrganisationMerge.id.desc()))
    return tuple(Line(row.id, words(row), row.on, row.state, row.label) for row in rows)


def words(row: OrganisationMerge) -> str:
    return f"{' and '.join(each.name for each in row.ending)} into {row.successor.name}"


def page(row: OrganisationMerge, user: User, now: datetime) -> MergePage:
    """Lay a merger out for a registrar."""
    return MergePage(
        id=row.id,
        version=row.version,
        ending=tuple(each.name for each in row.ending),
        successor=row.successor.name,
        successor_id=row.successor_id,
        on=row.on,
        state=row.state,
        label=row.label,
        total=row.total,
        carried=row.carried,
        steps=tuple(casework.open_to(row, access.actor_for(user, row), now)),
    )


def dry_run(row: OrganisationMerge, now: datetime) -> DryRun:
    """Say what would change, and change nothing."""
    ids, until = row.ending_ids, nothing_due_before(row, now)
    posts = posts_in(ids)
    people = {each.registration_id: each.registration for each in posts}
    moved = {key: due_move(person, until) for key, person in people.items()}
    return DryRun(
        people=len(people),
        named=tuple(moving(each, moved[each.registration_id]) for each in posts[:MOST_NAMED]),
        dates_moved=sum(1 for each in moved.values() if each),
        confirmations=count(Confirmation.id.in_(confirmations_of(ids))),
        applications=count(Application.id.in_(applications_of(ids))),
        offices=tuple(office_words(each) for each in offices_of(ids)),
        nobody_speaks=not speakers(row.successor_id),
        nothing_due_before=until,
    )


def posts_in(organisation_ids: list[int]) -> list[Appointment]:
    """List the posts there, with everything that their people owe."""
    registration = joinedload(Appointment.registration)
    owed = (Registration.attestations, Registration.revalidations)
    query = (
        select(Appointment)
        .where(Appointment.id.in_(appointments_of(organisation_ids)))
        .options(*(registration.selectinload(each) for each in owed))
        .order_by(Appointment.id)
    )
    return list(db.session.scalars(query))


def count(condition: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).where(condition)) or 0


def moving(row: Appointment, due: tuple[date, date] | None) -> Moving:
    return Moving(
        name=row.registration.published_name,
        number=display(row.registration.number),
        post=row.post,
        organisation=row.organisation_name,
        confirmed=row.state == Post.CONFIRMED,
        due_from=due[0] if due else None,
        due_to=due[1] if due else None,
    )


def nothing_due_before(row: OrganisationMerge, now: datetime) -> date:
    """Give the first day on which something may fall due again."""
    last = max(row.on, london_day(now)) if row.state == State.RUNNING else row.on
    return for_person(last + timedelta(days=row.policy.merge_grace_days))


def due_move(registration: Registration, until: date) -> tuple[date, date] | None:
    """Give the first due date of a person that lies too near, and where it moves to."""
    near = [each.due_on for each in registration.obligations if each.due_on < until]
    return (min(near), until) if near else None


def offices_of(organisation_ids: list[int]) -> list[Office]:
    query = select(Office).where(
        Office.organisation_id.in_(organisation_ids), Office.ended_on.is_(None)
    )
    return list(db.session.scalars(query.order_by(Office.organisation_id, Office.id)))


def office_words(office: Office) -> str:
    holder = organisation.shown([office])[0]
    return f"{holder.name}, {holder.label}, {office.organisation.name}"


def take(row: OrganisationMerge, trigger: str, user: User, now: datetime) -> None:
    """Take a step of a merger."""
    casework.fire(row, trigger, actor=access.actor_for(user, row), now=now)


# Carrying out


def close_organisations(row: OrganisationMerge, movement: Movement) -> None:
    """Close what ends, name its successor, and end its offices: nobody speaks for it any more."""
    row.total, row.carried = row.left(), 0
    for each in row.ending:
        each.successor_id, each.closed_on = row.successor_id, row.on
    for office in offices_of(row.ending_ids):
        office.ended_on = row.on


def carry_batch(merge_id: int, now: datetime, size: int = BATCH) -> int:
    """Carry over so many of what is left, finish when nothing is, and give how many it was."""
    row = db.session.get_one(OrganisationMerge, merge_id)
    casework.lock(row)
    if row.state != State.RUNNING:
        return 0
    done = sum(
        carry_some(row, size, ask, carry, now)
        for ask, carry in (
            (appointments_of, carry_appointment),
            (confirmations_of, carry_confirmation),
            (applications_of, carry_application),
        )
    )
    row.carried += done
    if not done:
        casework.fire(row, "finish", actor=SYSTEM, now=now)
    return done


def carry_some(row: OrganisationMerge, size: int, ask: Ask, carry: Carry, now: datetime) -> int:
    """Carry over so many of one kind."""
    ids = list(db.session.scalars(ask(row.ending_ids).limit(size)))
    for each in ids:
        carry(row, each, now)
    return len(ids)


def carry_appointment(merge: OrganisationMerge, appointment_id: int, now: datetime) -> None:
    """End a post where it was and propose it at the successor; nothing of it falls due soon."""
    row = db.session.get_one(Appointment, appointment_id)
    casework.lock(row)
    if not row.is_held:
        return
    last = max(row.began_on, merge.on - timedelta(days=1))
    casework.fire(row, "hand_over", actor=SYSTEM, now=now, evidence={"ended_on": last.isoformat()})
    propose(row, merge, now)
    registration = row.registration
    if row.host and registration.on_register:
        wanted = appointment.published(registration)
        casework.fire(registration, "move_organisation", actor=SYSTEM, now=now, evidence=wanted)
    until = nothing_due_before(merge, now)
    for each in registration.obligations:
        if each.due_on < until:
            obligation.move_due(each, until, f"{words(merge)}, on {merge.on.isoformat()}", now)


def propose(former: Appointment, merge: OrganisationMerge, now: datetime) -> None:
    """Propose a post at the successor, unless the person holds the same post there already."""
    registration, into = former.registration, merge.successor
    for each in appointment.held_by(registration):
        if each.organisation_id == into.id and each.post.casefold() == former.post.casefold():
            each.host = each.host or former.host
            db.session.flush()
            return
    row = appointment.added(
        registration,
        now,
        organisation_id=into.id,
        organisation_name=into.name,
        post=former.post,
        host=former.host,
        began_on=max(former.began_on, merge.on),
    )
    casework.fire(row, "take_over", actor=SYSTEM, now=now)


def carry_confirmation(merge: OrganisationMerge, confirmation_id: int, now: datetime) -> None:
    """Lay the employer's half of an attestation on a desk of the successor, where one is held."""
    row = db.session.get_one(Confirmation, confirmation_id)
    casework.lock(row)
    evidence = {"to": merge.successor_id}
    casework.fire(row, "hand_over", actor=SYSTEM, now=now, evidence=evidence)
    if row.state == ConfirmationState.WAITING:
        trigger = "ask" if first_level(merge.successor, row.root) else "time_over"
        casework.fire(row, trigger, actor=SYSTEM, now=now)


def hand_over_confirmation(row: Confirmation, movement: Movement) -> None:
    """Give the employer's half to another organisation, with its time begun anew."""
    into = db.session.get_one(Organisation, movement.evidence["to"])
    row.organisation_id = into.id
    row.level = (first_level(into, row.root) or Level(row.level)).value
    row.asked_on = london_day(movement.at)


def carry_application(merge: OrganisationMerge, application_id: int, now: datetime) -> None:
    """Let the successor's office-holders answer for an application; its words stay as stated."""
    row = db.session.get_one(Application, application_id)
    casework.lock(row)
    row.organisation_id = merge.successor_id
    db.session.flush()


def tell_successor(row: OrganisationMerge, movement: Movement) -> None:
    """Write once to whoever speaks for the successor: which posts wait for their answer."""
    asked = [
        each for each in appointment.of_organisation(row.successor) if each.state == Post.PROPOSED
    ]
    if not asked:
        return
    days = asked[-1].policy.employer_answer_working_days
    for user in db.session.scalars(
        select(User).where(User.id.in_(speakers(row.successor_id))).order_by(User.id)
    ):
        notice.write(
            "posts_proposed",
            address=user.email,
            now=movement.at,
            user_id=user.id,
            context={
                "name": user.name,
                "organisation": row.successor.name,
                "merged": " and ".join(each.name for each in row.ending),
                "on": row.on,
                "posts": len(asked),
                "answer_by": add_working_days(london_day(movement.at), days),
                "link": links.address("appointments"),
            },
        )
