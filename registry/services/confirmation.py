"""The employer's half of an attestation, as the employer and the registrant meet it."""

from datetime import datetime

from sqlalchemy import select

from registry.db import db
from registry.errors import NotFound
from registry.models.attestation import CONFIRMING, LEVEL_OF, Confirmation
from registry.models.case import Movement
from registry.models.organisation import Office, OfficeKind
from registry.models.user import User
from registry.services import access, casework
from workflows.confirmation import WHY_NOT, State
from workflows.engine import Actor


def waiting_for(user: User) -> list[Confirmation]:
    """List what waits for a person's offices, the oldest first; never what is about the person."""
    mine = {office.organisation_id for office in access.offices_of(user)}
    query = (
        select(Confirmation)
        .where(Confirmation.organisation_id.in_(mine), Confirmation.state == State.WAITING)
        .order_by(Confirmation.asked_on, Confirmation.id)
    )
    return [row for row in db.session.scalars(query) if row.root.user_id != user.id]


def find(confirmation_id: int, user: User, *, shown: int | None = None) -> Confirmation:
    """Find one for an office-holder of its organisation, never about themselves, or a registrar."""
    row = db.session.get(Confirmation, confirmation_id)
    if row is None or not access.actor_for(user, row).roles or row.root.user_id == user.id:
        raise NotFound("There is no such request")
    return access.fresh(row, shown)


def find_mine(confirmation_id: int, user: User, *, shown: int | None = None) -> Confirmation:
    """Find the employer's half about a person, for that person's reply."""
    row = db.session.get(Confirmation, confirmation_id)
    if row is None or row.root.user_id != user.id:
        raise NotFound("There is no such request")
    return access.fresh(row, shown)


def answer(
    row: Confirmation, trigger: str, *, actor: Actor, now: datetime, why: str = "", words: str = ""
) -> Movement:
    """Answer for the employer: confirm, confirm with a matter managed, cannot, or not mine."""
    casework.lock(row)
    reason = f"{WHY_NOT[why]}. {words}".strip() if why in WHY_NOT else words
    if row.state == State.WAITING:
        row.why_not, row.words = why, words.strip()
        row.answered_by = actor.id if trigger != "not_mine" else None
    return casework.fire(row, trigger, actor=actor, now=now, reason=reason)


def reply(row: Confirmation, words: str, *, actor: Actor, now: datetime) -> Movement:
    """Reply to an employer who cannot confirm; a registrar then settles it."""
    casework.lock(row)
    if row.state == State.CANNOT:
        row.reply = words.strip()
    return casework.fire(row, "reply", actor=actor, now=now, reason=words)


def addressees(row: Confirmation) -> list[User]:
    """List who is asked on the desk where it lies now."""
    query = (
        select(User, Office.kind)
        .join(Office, Office.user_id == User.id)
        .where(
            Office.organisation_id == row.organisation_id,
            Office.ended_on.is_(None),
            User.id != row.root.user_id,
        )
        .order_by(User.id)
    )
    rows = db.session.execute(query).all()
    return list(
        {user.id: user for user, kind in rows if LEVEL_OF[OfficeKind(kind)] == row.level}.values()
    )


def speakers(organisation_id: int, but: int) -> list[User]:
    """List everybody whose office may speak for an organisation, but one person."""
    query = (
        select(User)
        .join(Office, Office.user_id == User.id)
        .where(
            Office.organisation_id == organisation_id,
            Office.ended_on.is_(None),
            Office.kind.in_(CONFIRMING),
            User.id != but,
        )
        .order_by(User.id)
        .distinct()
    )
    return list(db.session.scalars(query))
