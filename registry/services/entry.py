"""What the public reads of one registration: now, on an earlier day, and how it came about.

Facts of an earlier day come from `publication`, which leaves out what may not be told today; here
they are put into the words of the public.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from marshmallow import ValidationError

from registry.db import Json
from registry.number import display
from registry.reference import regions
from registry.sections.moment import written
from registry.services import publication
from registry.services.publication import Record
from workflows.registration import PublicStanding, RestrictionKind, limits, sentence
from workflows.registration_words import LABELS

DAY = timedelta(days=1)
FUTURE = "The date must be today or in the past"
RESTRICTION_LABELS = {
    RestrictionKind.WARNING: "Warning",
    RestrictionKind.UNDERTAKINGS: "Undertakings",
    RestrictionKind.CONDITIONS: "Conditions",
    RestrictionKind.SUSPENSION: "Suspension",
}


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
    row = publication.newest(number, today)
    return public_entry(row.facts, row.name)


def as_now(record: Record) -> PublicEntry:
    """Give the entry as it is now."""
    return public_entry(record.now, record.name)


def as_of(record: Record, day: date) -> Past:
    """Say what the register said at the end of `day` in London."""
    if day > record.today:
        raise ValidationError({"on": [FUTURE]})
    now = as_now(record)
    if corrected_on := record.corrected_on(day):
        return Past(day, None, False, corrected_on, now)
    told = record.at_end_of(day)
    if told is None:
        return Past(day, None, False, None, now)
    before = record.at_end_of(day - DAY, known_on=day - DAY)
    changed = before is None or before.facts != told.facts
    return Past(day, public_entry(told.facts, record.name), changed, None, now)


def public_entry(facts: Json, name: str) -> PublicEntry:
    """Choose what the public reads of the facts of one day, under the name published now."""
    standing = PublicStanding(facts["standing"])
    in_error = standing == PublicStanding.ENDED_IN_ERROR
    registered = standing == PublicStanding.ACTIVE
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


def standing_words(standing: PublicStanding, kinds: tuple[str, ...], ended: date | None) -> str:
    """Say the standing in few words, as a line of a list has room for."""
    label = LABELS[standing]
    if standing == PublicStanding.ACTIVE:
        suspended = RestrictionKind.SUSPENSION in kinds
        return f"{label} and suspended" if suspended else label + limits(kinds)
    in_error = standing == PublicStanding.ENDED_IN_ERROR
    return f"{label} on {written(ended)}" if ended and not in_error else label


def tone(standing: PublicStanding, kinds: tuple[str, ...]) -> str:
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
