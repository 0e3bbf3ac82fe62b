"""What became of each notice, and whether it can be shown to have arrived: for one, or for many."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import lazyload

from registry.clock import london_day
from registry.db import db
from registry.models.case import Movement
from registry.models.notice import Channel, Notice, Proof
from registry.models.obligation import Obligation
from registry.models.registration import Registration
from registry.models.user import User

MOST = 60


@dataclass(frozen=True)
class Line:
    """One mandatory notice: which, and why it counts as arrived, if it does."""

    words: str
    proof: Proof | None
    bounces: int
    sent: bool


@dataclass(frozen=True)
class Sent:
    """One message of the ledger to a person."""

    subject: str
    channel: str
    address: str
    planned_at: datetime
    fate: str
    on: date | None
    proof: str
    failed: bool


def users_of(registrations: Iterable[Registration]) -> dict[int, User]:
    """Read the accounts of several registrants."""
    ids = {row.user_id for row in registrations}
    query = select(User).where(User.id.in_(ids)).options(lazyload(User.roles))
    return {user.id: user for user in db.session.scalars(query)}


def mandatory_of(
    registrations: Iterable[Registration], users: dict[int, User], now: datetime
) -> dict[int, tuple[Line, ...]]:
    """Give the mandatory notices of what is overdue, for several people in one question."""
    registrations, today = list(registrations), london_day(now)
    overdue = {row.id: [o for o in row.pressing if o.due_on < today] for row in registrations}
    sent = sent_for([o for owed in overdue.values() for o in owed])
    return {
        row.id: tuple(
            told(words, sent.get((o.WORKFLOW.name, o.id, trigger), []), users[row.user_id], o, now)
            for o in overdue[row.id]
            for trigger, words in o.mandatory(now).items()
        )
        for row in registrations
    }


def sent_for(owed: list[Obligation]) -> dict[tuple[str, int, str], list[Notice]]:
    """Read the notices of several obligations, by the step that sent each for the last time."""
    if not owed:
        return {}
    by_kind: dict[str, list[int]] = {}
    for each in owed:
        by_kind.setdefault(each.WORKFLOW.name, []).append(each.id)
    theirs = or_(
        *(
            and_(Movement.workflow == kind, Movement.case_id.in_(ids))
            for kind, ids in by_kind.items()
        )
    )
    newest = (
        select(func.max(Movement.id))
        .where(theirs)
        .group_by(Movement.workflow, Movement.case_id, Movement.trigger)
    )
    query = (
        select(Movement.workflow, Movement.case_id, Movement.trigger, Notice)
        .join(Notice, Notice.movement_id == Movement.id)
        .where(Movement.id.in_(newest))
    )
    found: dict[tuple[str, int, str], list[Notice]] = {}
    for workflow, case_id, trigger, notice in db.session.execute(query):
        found.setdefault((workflow, case_id, trigger), []).append(notice)
    return found


def told(words: str, notices: list[Notice], user: User, owed: Obligation, now: datetime) -> Line:
    theirs = [n for n in notices if n.user_id == user.id or n.channel == Channel.LETTER]
    proofs = (notice.proof(user, now, owed.policy) for notice in theirs)
    return Line(
        words=words[0].upper() + words[1:],
        proof=next((proof for proof in proofs if proof is not None), None),
        bounces=sum(notice.bounced_at is not None or bool(notice.failure) for notice in theirs),
        sent=bool(theirs),
    )


def ledger_of(registration: Registration, now: datetime) -> tuple[Sent, ...]:
    """List what was sent to a person about their registration, the newest first."""
    user = db.session.get_one(User, registration.user_id)
    query = (
        select(Notice)
        .where(Notice.registration_id == registration.id)
        .order_by(Notice.id.desc())
        .limit(MOST)
    )
    return tuple(sent(row, user, registration, now) for row in db.session.scalars(query))


def sent(row: Notice, user: User, registration: Registration, now: datetime) -> Sent:
    theirs = row.user_id == user.id or row.channel == Channel.LETTER
    proof = row.proof(user, now, registration.policy) if theirs else None
    fate, on = fate_of(row)
    return Sent(
        subject=row.subject,
        channel="Letter" if row.channel == Channel.LETTER else "Email",
        address=row.address,
        planned_at=row.planned_at,
        fate=fate,
        on=on,
        proof=proof.value if proof else "",
        failed=bool(row.bounced_at or row.failure),
    )


def fate_of(row: Notice) -> tuple[str, date | None]:
    """Say what became of a message, and on which day."""
    if row.channel == Channel.LETTER:
        return ("Posted", row.posted_on) if row.posted_on else ("Waits to be posted", None)
    if row.bounced_at is not None:
        return "Came back", london_day(row.bounced_at)
    if row.failure:
        return f"Refused: {row.failure}", row.tried_at and london_day(row.tried_at)
    if row.accepted_at is None:
        return "Not sent yet", None
    return "Taken by their mail server", london_day(row.accepted_at)
