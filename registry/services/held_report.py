"""Who was held back from lapsing, or given more time, and why: the report that nobody was lost."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from registry.clock import london_day
from registry.db import db
from registry.models.application import Application
from registry.models.case import Movement
from registry.models.registration import Hold, HoldKind, Registration
from registry.models.user import User
from registry.number import display
from registry.services import access
from workflows.registration import Standing

PAGE = 50
DAYS = {"28": "The last 28 days", "90": "The last 90 days", "365": "The last 12 months"}
NOT_PROVEN = "A mandatory notice could not be shown to have arrived"
NOBODY_LOOKED = "No registrant lapses before somebody has looked"
MORE_TIME = "Somebody gave more time"
HOLDS = {
    HoldKind.ABSENCE: "Planned absence",
    HoldKind.DEATH: "A death was reported",
    HoldKind.MATTER: "A matter is being looked at",
}


@dataclass(frozen=True)
class Held:
    """One date that moved, or one lapse that did not happen."""

    registration_id: int
    number: str
    name: str
    barred: bool
    at: datetime
    what: str
    why: str
    before: date | None
    after: date | None


@dataclass(frozen=True)
class Report:
    """One page of what was held, with the sums of the whole time."""

    days: str
    page: int
    total: int
    lines: tuple[Held, ...]
    sums: tuple[tuple[str, int], ...]
    held_now: tuple[tuple[str, int], ...]
    lapsed: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def report(user: User, now: datetime, *, days: str = "90", page: int = 1) -> Report:
    """Give one page of everything that was held in a time, the newest first."""
    days = days if days in DAYS else "90"
    since = now - timedelta(days=int(days))
    total = db.session.scalar(of(user, since, func.count())) or 0
    return Report(
        days=days,
        page=page,
        total=total,
        lines=tuple(lines(user, since, limit=PAGE, offset=(page - 1) * PAGE)),
        sums=tuple(sums(user, since)),
        held_now=tuple(held_now(london_day(now))),
        lapsed=lapsed(since),
    )


def every(user: User, now: datetime, *, days: str) -> Iterator[Held]:
    """Give everything that was held in a time, for a table."""
    return lines(user, now - timedelta(days=int(days if days in DAYS else "90")))


def is_held() -> ColumnElement[bool]:
    """Say which steps held somebody back: those by which a date moved instead of passing.

    A due date that passed without proof is told by the move that came of it, and counted once.
    """
    stayed = and_(
        Movement.workflow == "registration",
        Movement.trigger.in_(("lapse", "extend_late")),
        Movement.source == Movement.dest,
    )
    return or_(stayed, Movement.trigger == "move_due")


def of(user: User, since: datetime, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Movement)
        .join(
            Registration,
            and_(Movement.root_workflow == "registration", Movement.root_id == Registration.id),
        )
        .where(is_held(), Movement.at >= since, Registration.user_id != user.id)
    )


def lines(
    user: User, since: datetime, *, limit: int | None = None, offset: int = 0
) -> Iterator[Held]:
    """Give what was held, the newest first; of a barred case the number alone."""
    barred = exists().where(Application.id == Registration.application_id, access.barred(user))
    query = of(
        user, since, Movement, Registration.number, Registration.published_name, barred
    ).order_by(Movement.id.desc())
    for move, number, name, closed in db.session.execute(query.limit(limit).offset(offset)):
        yield Held(
            registration_id=move.root_id,
            number=display(number),
            name="" if closed else name,
            barred=bool(closed),
            at=move.at,
            what=what(move),
            why="" if closed else why(move),
            before=day(move.evidence.get("from")),
            after=day(move.evidence.get("to")),
        )


def what(move: Movement) -> str:
    if move.trigger == "move_due":
        return f"The date of the {move.workflow} moved"
    return "The late time was extended"


def why(move: Movement) -> str:
    """Say why somebody was held, in the words that were given, or in those of the rule."""
    if move.reason:
        return move.reason
    if move.evidence.get("why") == "look":
        return NOBODY_LOOKED
    return MORE_TIME if move.trigger == "extend_late" else NOT_PROVEN


def day(text: Any) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None


def sums(user: User, since: datetime) -> Iterator[tuple[str, int]]:
    """Count what was held by reason, the commonest first."""
    trigger, reason = Movement.trigger, Movement.reason
    query = of(user, since, trigger, reason, func.count()).group_by(trigger, reason)
    found: dict[str, int] = {}
    for name, words, count in db.session.execute(query):
        found_under = plain(words) if name == "move_due" else PLAIN[name]
        found[found_under] = found.get(found_under, 0) + count
    yield from sorted(found.items(), key=lambda each: (-each[1], each[0]))


def plain(words: str) -> str:
    """Leave out the day that a reason names, so that the same reasons are counted together."""
    return words.partition(" on ")[0]


PLAIN = {"lapse": "Did not lapse: no proof, or nobody had looked", "extend_late": MORE_TIME}


def held_now(today: date) -> Iterator[tuple[str, int]]:
    """Count whose clocks stand still today, by kind."""
    query = (
        select(Hold.kind, func.count(Hold.registration_id.distinct()))
        .where(Hold.began_on <= today, Hold.ended_on.is_(None))
        .group_by(Hold.kind)
    )
    counted = {row[0]: row[1] for row in db.session.execute(query)}
    for kind, words in HOLDS.items():
        yield words, counted.get(kind.value, 0)


def lapsed(since: datetime) -> int:
    """Count who lapsed: each with every mandatory notice proven, after somebody looked."""
    query = select(func.count()).where(
        Movement.workflow == "registration",
        Movement.trigger == "lapse",
        Movement.dest == Standing.LAPSED.value,
        Movement.at >= since,
    )
    return db.session.scalar(query) or 0
