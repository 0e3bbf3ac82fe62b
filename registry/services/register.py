"""The register: say publicly what is so, keep every answer, and never change one.

Every change of a registration ends here. `publish` derives the public facts from the live rows and
appends one event when they differ from the last; the entry that the public searches is rebuilt from
that event. Facts of the live rows, projection and replay of the log always agree; a test compares.
"""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, insert, select

from registry.canonical import canonical
from registry.db import Json, db
from registry.models.case import CaseRow, Movement
from registry.models.register import RegisterEntry, RegisterEvent
from registry.models.registration import Registration
from registry.services import register_words
from workflows.calendar import add_months
from workflows.registration import PUBLIC, Standing

AT_ONCE = 2_000  # registrations, when everything is laid out again
SEQUENCER = 1  # of the advisory locks: who numbers the log


@dataclass(frozen=True)
class PublicFacts:
    """Everything the register says of one registration: an allow-list, so nothing else leaks."""

    number: str
    name: str
    standing: str
    practice: str
    category: str
    post: str
    organisation: str
    organisation_code: str
    region: str
    role_confirmed: bool
    registered_on: str
    renewal_due_on: str
    ended_on: str
    shown_until: str
    restrictions: tuple[tuple[str, str, str], ...]

    def as_json(self) -> Json:
        return {**asdict(self), "restrictions": [list(r) for r in self.restrictions]}

    @classmethod
    def from_json(cls, facts: Json) -> "PublicFacts":
        return cls(**{**facts, "restrictions": tuple(tuple(r) for r in facts["restrictions"])})


def facts_of(registration: Registration, ended_on: date | None) -> PublicFacts:
    """Derive the public facts from the live rows."""
    return PublicFacts(
        number=registration.number,
        name=registration.published_name,
        standing=PUBLIC[Standing(registration.state)].value,
        practice=registration.practice,
        category=registration.category,
        post=registration.post,
        organisation=registration.organisation_name,
        organisation_code=registration.organisation_code,
        region=registration.region,
        role_confirmed=registration.role_confirmed,
        registered_on=registration.registered_on.isoformat(),
        renewal_due_on=(registration.late_until or registration.renewal_due_on).isoformat(),
        ended_on=ended_on.isoformat() if ended_on else "",
        shown_until=shown_until(registration, ended_on),
        restrictions=tuple(
            (r.kind, r.words, r.began_on.isoformat())
            for r in registration.restrictions
            if not r.private and r.ended_on is None
        ),
    )


def shown_until(registration: Registration, ended_on: date | None) -> str:
    """Give the last day on which an ended entry is told of."""
    if ended_on is None:
        return ""
    terms = registration.policy
    if registration.state == Standing.DECEASED:
        return (ended_on + timedelta(days=terms.death_shown_days)).isoformat()
    removed = registration.state == Standing.REMOVED
    months = terms.removed_shown_months if removed else terms.left_shown_months
    return add_months(ended_on, months).isoformat()


def publish(root: CaseRow, cause: Movement) -> None:
    """Append one event when the public facts of a registration changed, and renew its entry."""
    if not isinstance(root, Registration) or root.state == Standing.NEW:
        return
    last = last_event(root.id)
    facts = facts_of(root, ended_on(root, last, cause)).as_json()
    if last is not None and last.facts == facts:
        return
    salts = {name: secrets.token_hex(16) for name in facts}
    event = RegisterEvent(
        registration_id=root.id,
        movement_id=cause.id,
        effective_on=cause.effective_on,
        recorded_at=cause.at,
        facts=facts,
        salts=salts,
        leaf=leaf(facts, salts),
    )
    db.session.add(event)
    db.session.flush()
    project(event)


def ended_on(root: Registration, last: RegisterEvent | None, cause: Movement) -> date | None:
    """Give the day on which a registration ended, once it has."""
    if root.on_register:
        return None
    if last is not None and last.facts["ended_on"]:
        return date.fromisoformat(last.facts["ended_on"])
    return cause.effective_on


def told_ended_on(root: Registration) -> date | None:
    """Give the day on which the register says that a registration ended; nothing while it lasts.

    A clock ends it when its last day is over, so the step itself stands on the day after.
    """
    if root.on_register:
        return None
    last = last_event(root.id)
    told = last.facts["ended_on"] if last is not None else ""
    return date.fromisoformat(told) if told else root.entered_on


def leaf(facts: Json, salts: Json) -> str:
    """Hash the facts so that one value can be redacted later and the hash still holds."""
    hashed = {
        name: hashlib.sha256(canonical([salts[name], value])).hexdigest()
        for name, value in facts.items()
    }
    return hashlib.sha256(canonical(hashed)).hexdigest()


def last_event(registration_id: int) -> RegisterEvent | None:
    """Give the newest event of a registration: what the register says now."""
    return db.session.scalar(
        select(RegisterEvent)
        .where(RegisterEvent.registration_id == registration_id)
        .order_by(RegisterEvent.effective_on.desc(), RegisterEvent.id.desc())
        .limit(1)
    )


def project(event: RegisterEvent) -> None:
    """Lay the facts of an event out to be shown, and make it findable by its name alone."""
    values = projected(event)
    entry = db.session.get(RegisterEntry, event.registration_id)
    renamed = entry is None or entry.name != values["name"]
    if entry is None:
        db.session.add(RegisterEntry(registration_id=event.registration_id, **values))
    else:
        for name, value in values.items():
            setattr(entry, name, value)
    db.session.flush()
    if renamed:
        register_words.index(event.registration_id, values["name"])


def projected(event: Any) -> dict[str, Any]:
    """Compute an entry from an event."""
    facts = event.facts
    until = facts["shown_until"]
    return {
        "number": facts["number"],
        "name": facts["name"],
        "standing": facts["standing"],
        "organisation_code": facts["organisation_code"],
        "region": facts["region"],
        "facts": facts,
        "event_id": event.id,
        "shown_until": date.fromisoformat(until) if until else None,
    }


def number_events(now: datetime) -> int:
    """Give committed events their place in the log, without gaps, and say how many got one.

    One sequencer at a time: on PostgreSQL it takes a lock of its own, SQLite has one writer.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(SEQUENCER)))
    last = db.session.scalar(select(func.max(RegisterEvent.seq))) or 0
    waiting = db.session.scalars(
        select(RegisterEvent)
        .where(RegisterEvent.seq.is_(None))
        .order_by(RegisterEvent.recorded_at, RegisterEvent.id)
    ).all()
    for place, event in enumerate(waiting, start=last + 1):
        event.seq = place
    return len(waiting)


def rebuild(told: Callable[[int], object] = lambda _: None) -> int:
    """Replay the log into the projection and give the number of entries.

    A batch of registrations at a time, so that a million events need no more memory than a
    thousand; after each batch `told` hears how many events have been read.
    """
    db.session.execute(delete(RegisterEntry))
    register_words.forget_all()
    last = db.session.scalar(select(func.max(RegisterEvent.registration_id))) or 0
    count = read = 0
    known: set[str] = set()
    for first in range(1, last + 1, AT_ONCE):
        newest = newest_events(first, first + AT_ONCE - 1)
        if newest:
            db.session.execute(insert(RegisterEntry), [laid_out(row) for row in newest])
            index_names({row.registration_id: row.facts["name"] for row in newest}, known)
        count, read = count + len(newest), read + sum(row.events for row in newest)
        told(read)
    return count


def event_count() -> int:
    """Count the events of the log."""
    return db.session.scalar(select(func.count()).select_from(RegisterEvent)) or 0


def newest_events(first: int, last: int) -> Sequence[Row[Any, Any, Any, Any]]:
    """Give the newest event of each of a range of registrations, and how many it has in all."""
    theirs = RegisterEvent.registration_id
    newest_first = (RegisterEvent.effective_on.desc(), RegisterEvent.id.desc())
    events = (
        select(
            RegisterEvent.id,
            RegisterEvent.registration_id,
            RegisterEvent.facts,
            func.count().over(partition_by=theirs).label("events"),
            func.row_number().over(partition_by=theirs, order_by=newest_first).label("place"),
        )
        .where(RegisterEvent.registration_id.between(first, last))
        .subquery()
    )
    columns = (events.c.id, events.c.registration_id, events.c.facts, events.c.events)
    return db.session.execute(select(*columns).where(events.c.place == 1)).all()


def laid_out(event: Any) -> dict[str, Any]:
    return {"registration_id": event.registration_id, **projected(event)}


def index_names(names: dict[int, str], known: set[str]) -> None:
    """Make many entries findable; words that are `known` have their likenesses already."""
    words = [row for key, name in names.items() for row in register_words.word_rows(key, name)]
    new = {row["word"] for row in words} - known
    known |= new
    register_words.keep(words, register_words.near_rows(new))


def disagreeing() -> list[str]:
    """List the numbers whose live rows, newest event and entry do not say the same."""
    wrong = []
    for registration in db.session.scalars(select(Registration)):
        if registration.state == Standing.NEW:
            continue
        event = last_event(registration.id)
        entry = db.session.get(RegisterEntry, registration.id)
        ended = event and event.facts["ended_on"]
        live = facts_of(registration, date.fromisoformat(ended) if ended else None).as_json()
        if event is None or entry is None or not (live == event.facts == entry.facts):
            wrong.append(registration.number)
    return wrong
