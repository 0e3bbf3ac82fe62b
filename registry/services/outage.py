"""A time without service on a deadline day: everybody due on that day gets three working days more.

Every due date moves by a step of the registration, with the reason, and the person is told. What
was moved is not due on that day any more, so a run that was cut off goes on where it was, and the
same outage moves nobody twice.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, or_, select

from registry import queue
from registry.clock import LONDON, london_day
from registry.db import db
from registry.models.attestation import Attestation
from registry.models.case import Movement
from registry.models.obligation import Obligation
from registry.models.registration import Registration
from registry.models.sweep import Outage
from registry.models.user import User
from registry.sections.moment import written
from registry.services import casework, obligation, policy
from workflows.calendar import add_working_days, for_person, london_midnight_after
from workflows.engine import SYSTEM
from workflows.policy import Policy
from workflows.registration import ON_REGISTER

JOB = "move_for_outage"
SHOWN, READ_AT_ONCE = 30, 200


@dataclass(frozen=True)
class Shown:
    """One outage as a page shows it."""

    began_at: datetime
    ended_at: datetime
    reason: str
    by: str
    days: tuple[date, ...]
    moved: int
    finished: bool


def record(began: datetime, ended: datetime, why: str, *, by: User | None, now: datetime) -> Outage:
    """Write an outage down, and queue the moving of what was due on its days."""
    row = Outage(
        began_at=began,
        ended_at=ended,
        reason=why,
        recorded_by_id=by.id if by else None,
        recorded_at=now,
        policy_version=policy.in_force(london_day(now)).version,
    )
    db.session.add(row)
    db.session.flush()
    queue.enqueue(JOB, row.id)
    return row


def days_of(began: datetime, ended: datetime, terms: Policy) -> tuple[date, ...]:
    """Give the London days on which the service was down for longer than people can be asked to
    work around."""
    first, last = london_day(began), london_day(ended)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    most = timedelta(hours=terms.outage_hours)
    return tuple(day for day in days if down_on(day, began, ended) > most)


def down_on(day: date, began: datetime, ended: datetime) -> timedelta:
    """Give how long the service was down on one day."""
    start = datetime.combine(day, time(), LONDON)
    return min(ended, london_midnight_after(day)) - max(began, start)


def affected(days: tuple[date, ...]) -> list[int]:
    """Give some registrations that have something due on one of these days."""
    found = select(Registration.id).where(
        Registration.state.in_([state.value for state in ON_REGISTER]),
        or_(Registration.late_until.in_(days), *(due(kind, days) for kind in kinds())),
    )
    return list(db.session.scalars(found.order_by(Registration.id).limit(READ_AT_ONCE)))


def kinds() -> list[type[Attestation]]:
    """Give every kind of row that somebody owes by a day."""
    return [*Obligation.__subclasses__()]  # type: ignore[list-item]  # all are alike in this


def due(kind: type[Attestation], days: tuple[date, ...]) -> ColumnElement[bool]:
    """Say, in SQL, whether a registration owes one of a kind on one of these days."""
    owed = [state.value for state in kind.OWED]
    rows = select(kind.registration_id).where(kind.due_on.in_(days), kind.state.in_(owed))
    return Registration.id.in_(rows)


def move(outage_id: int, registration_id: int, now: datetime) -> None:
    """Give one registration its days back, as a step."""
    outage = db.session.get_one(Outage, outage_id)
    registration = db.session.get_one(Registration, registration_id)
    casework.lock(registration)
    days = days_hit(outage)
    if not is_due(registration, days):  # somebody was first
        return
    casework.fire(
        registration,
        "make_up_outage",
        actor=SYSTEM,
        now=now,
        reason=outage.reason,
        evidence={"outage": outage.id, "days": [day.isoformat() for day in days]},
    )
    outage = db.session.get_one(Outage, outage_id)
    outage.moved += 1


def is_due(registration: Registration, days: tuple[date, ...]) -> bool:
    dates = [registration.late_until, *(each.due_on for each in registration.obligations)]
    return registration.on_register and any(day in days for day in dates)


def days_hit(outage: Outage) -> tuple[date, ...]:
    """Give the days of a recorded outage on which deadlines move."""
    terms = policy.in_force(london_day(outage.began_at))
    return days_of(outage.began_at, outage.ended_at, terms)


def make_up_outage(registration: Registration, movement: Movement) -> None:
    """Move what is due on the days of an outage, a few working days on."""
    days = {date.fromisoformat(day) for day in movement.evidence["days"]}
    for each in registration.obligations:
        if each.due_on in days:
            to = moved_to(each.due_on, days, registration.policy)
            why = f"The service was down on {written(each.due_on)}: {movement.reason}"
            obligation.move_due(each, to, why, movement.at)
    if registration.late_until in days:
        registration.late_until = moved_to(registration.late_until, days, registration.policy)


def moved_to(day: date, down: set[date], terms: Policy) -> date:
    """Give the day to which a deadline moves: past every day on which the service was down."""
    while day in down:
        day = for_person(add_working_days(day, terms.outage_working_days))
    return day


def finish(outage_id: int, now: datetime) -> None:
    """Write down that everything due on the days of an outage has moved."""
    db.session.get_one(Outage, outage_id).finished_at = now


def find(outage_id: int) -> Outage:
    return db.session.get_one(Outage, outage_id)


def recent() -> list[Shown]:
    """List the newest outages with what came of each."""
    rows = db.session.execute(
        select(Outage, User.name)
        .outerjoin(User, User.id == Outage.recorded_by_id)
        .order_by(Outage.id.desc())
        .limit(SHOWN)
    )
    return [
        Shown(
            began_at=row.began_at,
            ended_at=row.ended_at,
            reason=row.reason,
            by=name or "the command line",
            days=days_hit(row),
            moved=row.moved,
            finished=row.finished_at is not None,
        )
        for row, name in rows
    ]
