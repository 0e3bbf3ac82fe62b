"""What the public reads of one registration: now, on an earlier day, and how it came about.

Every answer passes one filter, whatever door it leaves by. It shows the name that is published
today and no earlier one, it obeys today's publication clock also when asked about the past, and of
an entry made in error it tells no more than that (rulings 19 and 20).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import bindparam, select

from registry.db import Json, answers
from registry.errors import Gone, NotFound
from registry.models.register import RegisterEntry, RegisterEvent
from registry.number import display
from registry.reference import regions
from registry.sections.moment import written
from workflows.registration import WORKFLOW, RestrictionKind, Standing, limits, sentence

FUTURE = "The date must be today or in the past"
RESTRICTION_LABELS = {
    RestrictionKind.WARNING: "Warning",
    RestrictionKind.UNDERTAKINGS: "Undertakings",
    RestrictionKind.CONDITIONS: "Conditions",
    RestrictionKind.SUSPENSION: "Suspension",
}

ENTRY = select(
    RegisterEntry.registration_id,
    RegisterEntry.facts,
    RegisterEntry.name,
    RegisterEntry.shown_until,
).where(RegisterEntry.number == bindparam("number"))
AT_END_OF = (
    select(RegisterEvent.facts, RegisterEvent.effective_on)
    .where(RegisterEvent.registration_id == bindparam("of"))
    .where(RegisterEvent.effective_on <= bindparam("day"))
    .order_by(RegisterEvent.effective_on.desc(), RegisterEvent.id.desc())
    .limit(1)
)


@dataclass(frozen=True)
class PublicRestriction:
    """One published limit on a registration."""

    kind: str
    label: str
    words: str
    began_on: date


@dataclass(frozen=True)
class PublicEntry:
    """All that anyone may read of one registration: an allow-list, so nothing else leaks."""

    number: str
    number_shown: str
    name: str
    standing: str
    standing_words: str
    tone: str
    sentence: str
    category: str
    post: str
    organisation: str
    role_confirmed: bool
    region: str
    registered_on: date | None
    renewal_due_on: date | None
    ended_on: date | None
    restrictions: tuple[PublicRestriction, ...]


@dataclass(frozen=True)
class Past:
    """What the register said at the end of a day. `entry` is empty when it said nothing."""

    day: date
    entry: PublicEntry | None
    changed: bool
    corrected_on: date | None
    now: PublicEntry


def find_entry(number: str, today: date) -> PublicEntry:
    """Give the entry of a normalised number, or raise NotFound or Gone."""
    row = shown_row(number, today)
    return public_entry(row.facts, row.name)


def as_of(number: str, day: date, today: date) -> Past:
    """Say what the register said at the end of `day` in London."""
    row = shown_row(number, today)
    if day > today:
        raise ValidationError({"on": [FUTURE]})
    found = next(iter(answers(AT_END_OF, {"of": row.registration_id, "day": day})), None)
    now = public_entry(row.facts, row.name)
    if found is None:
        return Past(day, None, False, None, now)
    if now.ended_on and day < now.ended_on and now.standing == Standing.ENDED_IN_ERROR:
        return Past(day, None, False, now.ended_on, now)
    changed = found.effective_on == day
    return Past(day, public_entry(found.facts, row.name), changed, None, now)


def shown_row(number: str, today: date) -> Any:
    """Find the row of an entry while it is public, or raise NotFound or Gone."""
    row = next(iter(answers(ENTRY, {"number": number})), None)
    if row is None:
        raise NotFound("No entry on this register has this number")
    if row.shown_until is not None and row.shown_until < today:
        raise Gone("The publication period of this entry has ended")
    return row


def public_entry(facts: Json, name: str) -> PublicEntry:
    """Choose what the public reads of the facts of one day, under the name published now."""
    standing = Standing(facts["standing"])
    in_error = standing == Standing.ENDED_IN_ERROR
    registered = standing == Standing.ACTIVE
    restrictions = tuple(read_restriction(r) for r in facts["restrictions"] if registered)
    kinds = tuple(r.kind for r in restrictions)
    renewal, ended = day_of(facts["renewal_due_on"]), day_of(facts["ended_on"])
    return PublicEntry(
        number=facts["number"],
        number_shown=display(facts["number"]),
        name=name,
        standing=standing.value,
        standing_words=standing_words(standing, kinds, ended),
        tone=tone(standing, kinds),
        sentence=sentence(name, standing, kinds, facts["practice"], said(renewal), said(ended)),
        category="" if in_error else facts["category"],
        post=facts["post"] if registered else "",
        organisation=facts["organisation"] if registered else "",
        role_confirmed=registered and facts["role_confirmed"],
        region=regions.name_of(facts["region"]) if registered else "",
        registered_on=None if in_error else day_of(facts["registered_on"]),
        renewal_due_on=renewal if registered else None,
        ended_on=ended,
        restrictions=restrictions,
    )


def standing_words(standing: Standing, kinds: tuple[str, ...], ended: date | None) -> str:
    """Say the standing in few words, as a line of a list has room for."""
    label = WORKFLOW.label(standing)
    if standing == Standing.ACTIVE:
        suspended = RestrictionKind.SUSPENSION in kinds
        return f"{label} and suspended" if suspended else label + limits(kinds)
    return f"{label} on {written(ended)}" if ended and standing == Standing.LEFT else label


def tone(standing: Standing, kinds: tuple[str, ...]) -> str:
    """Name the status whose colour a standing wears."""
    if RestrictionKind.SUSPENSION in kinds:
        return "suspended"
    return "restricted" if kinds else standing.value


def read_restriction(kept: list[str]) -> PublicRestriction:
    kind, words, began_on = kept
    label = RESTRICTION_LABELS[RestrictionKind(kind)]
    return PublicRestriction(kind, label, words, date.fromisoformat(began_on))


def day_of(kept: str) -> date | None:
    return date.fromisoformat(kept) if kept else None


def said(day: date | None) -> str:
    return written(day) if day else ""
