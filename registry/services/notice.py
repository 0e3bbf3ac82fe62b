"""The ledger of notices: record first, then send, then record what became of it.

A notice that was in flight when a machine died goes again under the same Message-ID, and the ledger
shows both tries.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.exc import IntegrityError

from registry import links, queue
from registry.db import db
from registry.documents.mail import as_html, compose
from registry.errors import NotFound
from registry.gateways import outside
from registry.gateways.mail import Message
from registry.models.application import Application
from registry.models.case import Movement
from registry.models.notice import Channel, Notice
from registry.models.registration import Registration
from registry.services import notice_letter
from registry.services.setting import scheme

SEND = "send_notice"
NOT_SENT = "not sent: all mail had stopped, and what it said is no longer true"
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
