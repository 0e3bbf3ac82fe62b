"""Notes of interim cover: given by an office-holder, shown to the public, ended by the clock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import and_, select

from registry.clock import london_day
from registry.db import db
from registry.errors import NotFound
from registry.models.case import Movement, begun
from registry.models.interim_cover import InterimCover
from registry.models.organisation import Organisation
from registry.models.register import RegisterEntry
from registry.models.user import User
from registry.names import fold
from registry.services import access, casework, policy
from registry.services.organisation import find as find_organisation
from workflows.engine import Actor, NotPermitted
from workflows.interim_cover import State, sentence

MOST_SHOWN = 20


@dataclass(frozen=True)
class Shown:
    """One note as the public reads it."""

    name: str
    sentence: str
    until: date


def give(asked: dict[str, Any], user: User, now: datetime) -> InterimCover:
    """Give a note for an organisation, or raise what speaks against it."""
    organisation = find_organisation(int(asked["organisation"]))
    if not access.holds_office(user, organisation.id):
        raise NotPermitted("You hold no office in this organisation")
    today = london_day(now)
    row = InterimCover(
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        name=asked["name"],
        folded=f" {fold(asked['name'])} {fold(organisation.name)} {fold(asked['post'])} ",
        post=asked["post"],
        began_on=asked["began_on"],
        stated_by=user.id,
    )
    begun(row, now, policy.in_force(today).version)
    check(row, organisation, today)
    db.session.add(row)
    db.session.flush()
    casework.fire(row, "give", actor=access.actor_for(user, row), now=now)
    return row


def check(row: InterimCover, organisation: Organisation, today: date) -> None:
    """Raise what speaks against a note: its time is over, it chains, or they are registered."""
    if row.ends_on < today:
        raise ValidationError({"began_on": ["Six weeks from that day are over"]})
    for other in of_organisation(organisation.id):
        lasted = other.ended_on or other.ends_on
        if fold(other.name) == fold(row.name) and lasted + span(row) >= row.began_on:
            raise ValidationError(
                {"name": ["A note for this person ended less than six weeks before, or is open"]}
            )
    if on_register(row.name, organisation.code):
        raise ValidationError(
            {"name": ["A person of this name is on the register at your organisation"]}
        )


def span(row: InterimCover) -> timedelta:
    return timedelta(days=row.policy.interim_cover_days)


def on_register(name: str, code: str) -> bool:
    """Say whether the register shows somebody of this name at this organisation."""
    names = db.session.scalars(
        select(RegisterEntry.name).where(
            RegisterEntry.organisation_code == code, RegisterEntry.shown_until.is_(None)
        )
    )
    return fold(name) in {fold(each) for each in names}


def end(row: InterimCover, *, actor: Actor, now: datetime) -> Movement:
    return casework.fire(row, "end", actor=actor, now=now)


def close_cover(row: InterimCover, movement: Movement) -> None:
    """Note the day on which a note ended: by the clock, its last day."""
    row.ended_on = movement.effective_on


def find(cover_id: int, user: User, *, shown: int | None = None) -> InterimCover:
    """Find a note of an organisation in which this person holds an office now."""
    row = db.session.get(InterimCover, cover_id)
    if row is None or not access.holds_office(user, row.organisation_id):
        raise NotFound("There is no such note")
    return access.fresh(row, shown)


def of_organisation(organisation_id: int) -> list[InterimCover]:
    query = select(InterimCover).filter_by(organisation_id=organisation_id)
    return list(db.session.scalars(query.order_by(InterimCover.began_on.desc())))


def matching(typed: str, today: date) -> tuple[Shown, ...]:
    """Find the open notes whose name, post or organisation has every word that was typed."""
    words = fold(typed).split()[:8]
    if not words:
        return ()
    query = (
        select(InterimCover)
        .where(
            InterimCover.state == State.OPEN,
            InterimCover.began_on <= today,
            and_(*(InterimCover.folded.contains(f" {word}") for word in words)),
        )
        .order_by(InterimCover.folded, InterimCover.id)
        .limit(MOST_SHOWN)
    )
    return tuple(public(row) for row in db.session.scalars(query) if row.ends_on >= today)


def public(row: InterimCover) -> Shown:
    return Shown(row.name, sentence(row.post, row.organisation_name), row.ends_on)
