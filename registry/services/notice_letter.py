"""The next channel: a letter where mail cannot be shown to have arrived.

A letter is a notice of the same step, written on paper for a person to print, post and tick. It is
opened when a mandatory notice comes back or is refused for good, and for exactly the notices for
whose want of proof a date was moved.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from registry import queue
from registry.clock import london_day
from registry.db import db
from registry.models.application import Application
from registry.models.case import CaseRow, Movement
from registry.models.notice import Channel, Notice, arrives_on, unproven_of
from registry.models.obligation import Obligation
from registry.models.registration import Registration
from registry.models.user import User
from registry.sections.moment import written
from registry.services import casework
from workflows.calendar import add_working_days, for_person
from workflows.engine import SYSTEM, Actor, WrongState
from workflows.registration import Standing

WRITE = "write_letter"
TASK_WORKING_DAYS = 1  # within which a letter that is opened goes to the post (lifecycles 8.9)
DECISIVE = frozenset({"send_late", "send_lapsed", "send_removed", "send_ended_in_error"})
NO_ADDRESS = "No postal address: call"
ADDRESS_FIELDS = ("address_line_1", "address_line_2", "town", "postcode", "country")


@dataclass(frozen=True)
class Task:
    """A letter for somebody to print and post, or a person to call, and by when."""

    id: int
    registration_id: int
    number: str
    name: str
    subject: str
    address: tuple[str, ...]  # empty: no postal address, so call
    phone: str
    opened_on: date
    due_on: date


# Opening


def open_next_channel(row: Notice) -> bool:
    """Ask for a letter, if a message that did not arrive is one that must; say whether it is."""
    if row.movement_id is None or not must_arrive(row):
        return False
    queue.enqueue(WRITE, row.movement_id)
    return True


def must_arrive(row: Notice) -> bool:
    """Say whether a notice went to the registrant and is mandatory, or tells of a decision."""
    if row.registration_id is None or row.channel != Channel.EMAIL:
        return False
    registration = db.session.get_one(Registration, row.registration_id)
    if row.user_id != registration.user_id:
        return False
    movement = db.session.get_one(Movement, row.movement_id)
    return row.kind in DECISIVE or is_mandatory(movement)


def is_mandatory(movement: Movement) -> bool:
    """Say whether a step sends a notice that the plan of its obligation marks mandatory."""
    owed = obligation_of(movement)
    return owed is not None and movement.trigger in {name for name, _, must in owed.plan() if must}


def obligation_of(movement: Movement) -> Obligation | None:
    """Find the obligation that a step belongs to."""
    for kind in Obligation.__subclasses__():
        if kind.WORKFLOW.name == movement.workflow:
            return db.session.get(kind, movement.case_id)
    return None


def open_letters(registration: Registration, now: datetime) -> None:
    """Ask for a letter for each notice that is due and that nobody can show to have arrived.

    A notice that was never sent at all is sent first, so that there is something to prove.
    """
    today = london_day(now)
    for owed in registration.obligations:
        if owed.due_on < today:
            for line in unproven_of(owed, now):
                step = step_of(owed, line.key) or sent_now(owed, line.key, now)
                if step is not None:
                    queue.enqueue(WRITE, step.id)


def step_of(owed: Obligation, trigger: str) -> Movement | None:
    """Find the last step by which an obligation sent one notice of its plan."""
    query = select(Movement).filter_by(
        workflow=owed.WORKFLOW.name, case_id=owed.id, trigger=trigger
    )
    return db.session.scalar(query.order_by(Movement.id.desc()).limit(1))


def sent_now(owed: Obligation, trigger: str, now: datetime) -> Movement | None:
    if not isinstance(owed, CaseRow):
        raise TypeError("an obligation is a case row")
    try:
        return casework.fire(owed, trigger, actor=SYSTEM, now=now)
    except WrongState:  # it cannot be sent any more
        return None


# What it goes to


def postal_address(registration: Registration) -> tuple[str, ...]:
    """Give the lines of the address that a person gave when applying; nothing when none."""
    given = personal(registration)
    return tuple(line for name in ADDRESS_FIELDS if (line := str(given.get(name) or "").strip()))


def personal(registration: Registration) -> dict[str, object]:
    application = db.session.get_one(Application, registration.application_id)
    return dict(application.answers.get("personal", {}))


def in_one_line(address: tuple[str, ...]) -> str:
    """Write an address for the ledger, or that there is none."""
    return ", ".join(address) or NO_ADDRESS


# The list to print and tick


def to_post() -> list[Task]:
    """List the letters to print and post, the most pressing first.

    What has been shown to have arrived since, by signing in, is left out, and whoever is reported
    to have died.
    """
    query = (
        select(Notice, Registration)
        .join(Registration, Registration.id == Notice.registration_id)
        .join(User, User.id == Registration.user_id)
        .where(
            Notice.channel == Channel.LETTER.value,
            Notice.posted_on.is_(None),
            Registration.death_reported_by.is_(None),
            or_(User.current_login_at.is_(None), User.current_login_at < Notice.planned_at),
        )
        .order_by(Notice.id)
    )
    return [task(notice, registration) for notice, registration in db.session.execute(query)]


def task(letter: Notice, registration: Registration) -> Task:
    opened_on = london_day(letter.planned_at)
    return Task(
        id=letter.id,
        registration_id=registration.id,
        number=registration.number,
        name=registration.published_name,
        subject=letter.subject,
        address=postal_address(registration),
        phone=str(personal(registration).get("phone") or ""),
        opened_on=opened_on,
        due_on=add_working_days(opened_on, TASK_WORKING_DAYS),
    )


def posted(letter: Notice, on: date, by: Actor, *, now: datetime) -> None:
    """Record that a letter went to the post. It counts as arrived some working days later, and a
    date that was moved for want of proof leaves the whole of the time after that day.

    Raises WrongState for what is no letter, was posted already, or could not be on that day.
    """
    registration = db.session.get_one(Registration, letter.registration_id or 0)
    casework.lock(registration)
    if letter.channel != Channel.LETTER or letter.posted_on is not None:
        raise WrongState("There is no such letter to post")
    if not london_day(letter.planned_at) <= on <= london_day(now):
        raise WrongState("A letter is posted between the day it was written and today")
    letter.posted_on, letter.posted_by = on, by.id
    db.session.flush()
    leave_time(registration, on, now)


def leave_time(registration: Registration, posted_on: date, now: datetime) -> None:
    """Let no date that was moved come sooner than the time promised after the letter arrived."""
    terms = registration.policy
    later = for_person(arrives_on(posted_on, terms) + timedelta(days=terms.grace_days))
    why = f"A letter was posted on {written(posted_on)}"
    if registration.state == Standing.LATE:
        if registration.late_until is not None and registration.late_until < later:
            evidence = {"to": later.isoformat()}
            casework.fire(
                registration, "extend_late", actor=SYSTEM, now=now, reason=why, evidence=evidence
            )
        return
    for owed in registration.obligations:
        was_moved = owed.due_on > owed.first_due_on
        if registration.state == Standing.ACTIVE and was_moved and owed.due_on < later:
            move_due(owed, later, why, now)


def move_due(owed: Obligation, to: date, why: str, now: datetime) -> None:
    if not isinstance(owed, CaseRow):
        raise TypeError("an obligation is a case row")
    evidence = {"from": owed.due_on.isoformat(), "to": to.isoformat()}
    casework.fire(owed, "move_due", actor=SYSTEM, now=now, reason=why, evidence=evidence)
