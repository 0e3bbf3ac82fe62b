"""The ledger of notices: record first, then send, then record what became of it.

A notice that was in flight when a machine died goes again under the same Message-ID, and the ledger
shows both tries.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.exc import IntegrityError

from registry import links, queue
from registry.db import db
from registry.documents.mail import as_html, compose
from registry.errors import NotFound
from registry.gateways import outside
from registry.gateways.mail import Message
from registry.models.application import Application
from registry.models.case import CaseRow, Movement
from registry.models.notice import Channel, Notice, Proof
from registry.models.registration import Registration
from registry.models.user import User
from registry.sections.moment import written
from registry.services import notice_letter
from registry.services.setting import scheme
from workflows.engine import Workflow
from workflows.roles import Role

SEND = "send_notice"
NOT_SENT = "not sent: all mail had stopped, and what it said is no longer true"
ACTED_WITHIN = timedelta(days=30)
MARK = 16  # characters of the mark in a bounce token


@dataclass(frozen=True)
class Draft:
    """One message before it is written down."""

    kind: str
    address: str
    subject: str
    text: str
    movement_id: int | None = None
    application_id: int | None = None
    registration_id: int | None = None
    user_id: int | None = None
    channel: str = Channel.EMAIL.value


def write(
    kind: str,
    *,
    address: str,
    now: datetime,
    context: dict[str, Any],
    application_id: int | None = None,
    user_id: int | None = None,
) -> Notice:
    """Compose a notice, write it down and queue its sending, all in the caller's transaction."""
    subject, text = compose(kind, {"scheme": scheme(), **context})
    draft = Draft(kind, address, subject, text, application_id=application_id, user_id=user_id)
    return post(draft, now)


def post(draft: Draft, now: datetime) -> Notice:
    """Write a composed message down and queue its sending, in the caller's transaction."""
    notice = plan(draft, now)
    queue.enqueue(SEND, notice.id)
    return notice


def plan(draft: Draft, now: datetime) -> Notice:
    """Write a message down, or give the one that was written for the same step already."""
    notice = Notice(**vars(draft), message_id=message_id(draft, now), planned_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(notice)
    except IntegrityError:
        return db.session.scalars(
            select(Notice).filter_by(
                movement_id=draft.movement_id, kind=draft.kind, address=draft.address
            )
        ).one()
    return notice


def message_id(draft: Draft, now: datetime) -> str:
    """Make the message's id: the same for the same step, so that a second try is seen to be one."""
    about = f"{draft.kind}:{draft.movement_id or now.isoformat()}:{draft.address}"
    return f"<{hashlib.sha256(about.encode()).hexdigest()[:32]}@register.invalid>"


def try_now(notice: Notice, now: datetime) -> Message:
    """Record a try, and give the message to hand over."""
    notice.tried_at = now
    notice.attempts += 1
    html = as_html(notice.text, scheme())
    return Message(
        notice.message_id,
        notice.address,
        notice.subject,
        notice.text,
        html,
        token=bounce_token(notice.id),
    )


def bounce_token(notice_id: int) -> str:
    """Give the token by which a message that comes back is known: its id and a short mark."""
    return links.token("notice", notice_id, "")[: len(str(notice_id)) + 1 + MARK]


def of_bounce_token(token: str) -> Notice | None:
    """Find the message whose token this is; None when it is forged, or of no message."""
    notice_id = links.row_of(token)
    if not hmac.compare_digest(token.encode(), bounce_token(notice_id).encode()):
        return None
    row = db.session.get(Notice, notice_id)
    return row if row is not None and row.channel == Channel.EMAIL else None


def is_stopped(row: Notice) -> bool:
    """Say whether all mail to or about this person has stopped, because a death was reported."""
    person = select(Application.person_id).where(Application.id == row.application_id)
    reported = exists().where(
        Registration.death_reported_by.is_not(None),
        or_(
            Registration.id == row.registration_id,
            Registration.user_id == row.user_id,
            Registration.person_id == person.scalar_subquery(),
        ),
    )
    return bool(db.session.scalar(select(reported)))


def waiting_for(registration: Registration) -> list[Notice]:
    """List the mail to or about a person that no server has been given yet, the oldest first."""
    query = (
        select(Notice)
        .where(
            or_(Notice.registration_id == registration.id, Notice.user_id == registration.user_id),
            Notice.channel == Channel.EMAIL.value,
            Notice.accepted_at.is_(None),
            Notice.failure == "",
        )
        .order_by(Notice.id)
    )
    return list(db.session.scalars(query))


def hand_over(message: Message) -> None:
    """Give a message to the mail gateway. Raises MailRefused or MailUnavailable."""
    outside.mail().send(message)


def resumed(registration: Registration, *, before: Movement) -> list[int]:
    """Give the mail that waited until a step and can go now. The dates have moved, so a reminder
    of an old one is dropped, and so is mail about an account that somebody asked for back then."""
    going = []
    for row in waiting_for(registration):
        step = row.movement_id and db.session.get_one(Movement, row.movement_id)
        if row.planned_at > before.at:
            continue
        if not step or notice_letter.obligation_of(step):
            row.failure = NOT_SENT
        else:
            going.append(row.id)
    return going


def find(notice_id: int) -> Notice:
    return db.session.get_one(Notice, notice_id)


# What a person finds in their own pages


@dataclass(frozen=True)
class Received:
    """One message as its reader finds it here."""

    id: int
    subject: str
    text: str
    at: datetime
    is_new: bool  # since they last signed in; that they opened it is recorded nowhere
    went: str


def received(user: User) -> list[Received]:
    """List everything that was sent to a person about a case, the newest first."""
    query = received_by(user).order_by(Notice.id.desc())
    return [shown(row, user) for row in db.session.scalars(query)]


def find_received(notice_id: int, user: User) -> Received:
    """Find one message to a person. Raises NotFound."""
    row = db.session.scalar(received_by(user).where(Notice.id == notice_id))
    if row is None:
        raise NotFound("There is no such message")
    return shown(row, user)


def count_new(user: User) -> int:
    """Count the messages that came since a person last signed in."""
    since = user.last_login_at or user.created_at
    found = received_by(user).where(Notice.planned_at > since).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def received_by(user: User) -> Select[Notice]:
    """Give the messages to a person that went out, or wait on paper. A code or a link that opens
    an account is not among them, and neither is what was never sent."""
    about_a_case = or_(Notice.registration_id.is_not(None), Notice.application_id.is_not(None))
    went = or_(Notice.tried_at.is_not(None), Notice.channel == Channel.LETTER.value)
    return select(Notice).where(Notice.user_id == user.id, about_a_case, went)


def shown(row: Notice, user: User) -> Received:
    since = user.last_login_at or user.created_at
    return Received(row.id, row.subject, row.text, row.planned_at, row.planned_at > since, way(row))


def way(row: Notice) -> str:
    """Say how a message went."""
    if row.channel == Channel.LETTER:
        return f"By post, on {written(row.posted_on)}" if row.posted_on else "Goes by post"
    if row.failure:
        return "By email, which did not arrive"
    return "By email" if row.accepted_at else "By email, still being sent"


# The ledger


@dataclass(frozen=True)
class Acted:
    """What the person did next after a notice, within some days of it."""

    trigger: str
    label: str
    at: datetime


@dataclass(frozen=True)
class Entry:
    """One notice and all that became of it."""

    id: int
    kind: str
    channel: Channel
    address: str
    subject: str
    to_registrant: bool
    step: str  # by which it was sent
    planned_at: datetime
    sent_at: datetime | None
    accepted_at: datetime | None
    failure: str
    bounced_at: datetime | None
    bounce: str
    delayed_at: datetime | None
    posted_on: date | None
    proof: Proof | None
    acted: Acted | None


def ledger(registration: Registration, now: datetime) -> list[Entry]:
    """List every notice about a registration with all that became of it, the newest first."""
    query = (
        select(Notice, Movement.trigger, User)
        .select_from(Notice)
        .join(User, User.id == registration.user_id)
        .outerjoin(Movement, Movement.id == Notice.movement_id)
        .where(Notice.registration_id == registration.id)
        .order_by(Notice.id.desc())
    )
    acts = acts_of(registration)
    return [
        entry(row, trigger or "", user, registration, next_act(row, acts), now)
        for row, trigger, user in db.session.execute(query)
    ]


def entry(
    row: Notice,
    step: str,
    user: User,
    registration: Registration,
    acted: Acted | None,
    now: datetime,
) -> Entry:
    mine = row.user_id == user.id
    return Entry(
        id=row.id,
        kind=row.kind,
        channel=Channel(row.channel),
        address=row.address,
        subject=row.subject,
        to_registrant=mine,
        step=step,
        planned_at=row.planned_at,
        sent_at=row.tried_at,
        accepted_at=row.accepted_at,
        failure=row.failure,
        bounced_at=row.bounced_at,
        bounce=row.bounce,
        delayed_at=row.delayed_at,
        posted_on=row.posted_on,
        proof=row.proof(user, now, registration.policy) if mine else None,
        acted=acted if mine else None,
    )


def acts_of(registration: Registration) -> list[Acted]:
    """List the steps that a registrant took, the oldest first."""
    names = {kind.WORKFLOW.name: kind.WORKFLOW for kind in CaseRow.__subclasses__()}
    query = (
        select(Movement.workflow, Movement.trigger, Movement.at)
        .where(
            Movement.root_workflow == Registration.WORKFLOW.name,
            Movement.root_id == registration.id,
            Movement.role == Role.SUBJECT.value,
        )
        .order_by(Movement.at, Movement.id)
    )
    return [
        Acted(trigger, label_of(names[workflow], trigger), at)
        for workflow, trigger, at in db.session.execute(query)
    ]


def label_of(workflow: Workflow, trigger: str) -> str:
    return next((step.label for step in workflow.steps if step.trigger == trigger), trigger)


def next_act(row: Notice, acts: list[Acted]) -> Acted | None:
    """Give the first step that the person took after a notice, while it can be its answer."""
    last = row.planned_at + ACTED_WITHIN
    return next((act for act in acts if row.planned_at <= act.at <= last), None)


def of_application(application_id: int) -> list[Notice]:
    """List what was sent about an application, newest first."""
    query = select(Notice).filter_by(application_id=application_id).order_by(Notice.id.desc())
    return list(db.session.scalars(query))


def in_mailbox(notice_id: int) -> Notice:
    """Find one message of the mailbox (demo build only). Raises NotFound."""
    row = db.session.get(Notice, notice_id)
    if row is None:
        raise NotFound("There is no such message")
    return row


def undelivered(application_id: int) -> tuple[str, ...]:
    """Name the messages about an application that a mail server refused, the newest first."""
    refused = (
        select(Notice.address, Notice.subject)
        .where(Notice.application_id == application_id, Notice.failure != "")
        .order_by(Notice.id.desc())
    )
    return tuple(f"{row.address}: {row.subject}" for row in db.session.execute(refused))


def mailbox(limit: int = 200) -> list[Notice]:
    """List the newest messages of everybody (demo build only)."""
    return list(db.session.scalars(select(Notice).order_by(Notice.id.desc()).limit(limit)))
