"""The employer's half of an attestation, as the employer and the registrant meet it."""

from dataclasses import dataclass
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
from workflows.engine import Actor, NotPermitted, WrongState
from workflows.roles import Role


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


def find_for_employer(
    confirmation_id: int, user: User, *, shown: int | None = None
) -> Confirmation:
    """Find one for an office-holder of its organisation, and for nobody else."""
    row = find(confirmation_id, user, shown=shown)
    if Role.EMPLOYER not in access.actor_for(user, row).roles:
        raise NotFound("There is no such request")
    return row


def find_mine(confirmation_id: int, user: User, *, shown: int | None = None) -> Confirmation:
    """Find the employer's half about a person, for that person's reply."""
    row = db.session.get(Confirmation, confirmation_id)
    if row is None or row.root.user_id != user.id:
        raise NotFound("There is no such request")
    return access.fresh(row, shown)


@dataclass(frozen=True)
class Answer:
    """What an office-holder answers, or a secretary prepares: how, why not, and in which words."""

    trigger: str
    why: str = ""
    words: str = ""
    not_in_line: bool = False

    @property
    def reason(self) -> str:
        """Give the words of the step: the listed reason, and what was written."""
        parts = (WHY_NOT.get(self.why, ""), self.words.strip())
        return ". ".join(part for part in parts if part)


def answer(row: Confirmation, given: Answer, *, actor: Actor, now: datetime) -> Movement:
    """Answer for the employer: confirm, confirm with a matter managed, cannot, or not mine."""
    casework.lock(row)
    if row.state == State.WAITING and given.trigger != "not_mine":
        row.why_not, row.words = given.why, given.words.strip()
        row.answered_by, row.not_in_line = actor.id, given.not_in_line
    elif row.state == State.WAITING:
        row.why_not = row.words = row.prepared = ""
    return casework.fire(row, given.trigger, actor=actor, now=now, reason=given.reason)


def prepare(row: Confirmation, given: Answer, *, actor: Actor) -> None:
    """Keep what a secretary prepares; only the holder of an office that confirms can send it.

    Raises NotPermitted for whoever holds no office there, WrongState when it no longer waits.
    """
    casework.lock(row)
    if Role.EMPLOYER not in actor.roles:
        raise NotPermitted("Only office-holders prepare an answer")
    if row.state != State.WAITING:
        raise WrongState(f"The case is “{row.label}” now")
    row.prepared, row.why_not, row.words = given.trigger, given.why, given.words.strip()
    row.prepared_by = actor.id


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
