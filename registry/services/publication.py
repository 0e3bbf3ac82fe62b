"""The one filter through which the past of an entry reaches anybody (rulings 19 and 20).

Whatever day is asked about, today's protections hold. Here the events of the log are turned into
statements that may be told: each under the name published today, without limits that are private
or whose time on public view is over, and without statements that were wrong. Pages, history and
API read statements and never events, so none can tell more than another.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any

from sqlalchemy import bindparam, select

from registry.clock import london_day
from registry.db import Json, answers
from registry.errors import Gone, NotFound
from registry.models.case import Movement
from registry.models.register import RegisterEntry, RegisterEvent
from registry.models.registration import Restriction
from registry.services import policy
from workflows.publication import is_over
from workflows.registration import Standing
from workflows.roles import Role

ENTRY = select(RegisterEntry.facts, RegisterEntry.name, RegisterEntry.shown_until).where(
    RegisterEntry.number == bindparam("number")
)
EVENTS = (
    select(
        RegisterEvent.facts,
        RegisterEvent.effective_on,
        RegisterEvent.recorded_at,
        RegisterEvent.movement_id,
        RegisterEvent.registration_id,
        RegisterEvent.leaf,
        RegisterEntry.name,
        RegisterEntry.shown_until,
    )
    .join(RegisterEntry, RegisterEntry.registration_id == RegisterEvent.registration_id)
    .where(RegisterEntry.number == bindparam("number"))
    .order_by(RegisterEvent.effective_on, RegisterEvent.id)
)
PRIVATE = (
    select(Restriction.kind, Restriction.words, Restriction.began_on)
    .where(Restriction.registration_id == bindparam("of"))
    .where(Restriction.private)
)
BY_PEOPLE = select(Movement.id).where(
    Movement.id.in_(bindparam("ids", expanding=True)), Movement.role != Role.SYSTEM
)
Limit = tuple[str, str, str]  # kind, words, first day: as the log keeps one


@dataclass(frozen=True)
class Statement:
    """What the register says from a day on, as far as it may be told today."""

    facts: Json
    on: date
    known_on: date
    leaf: str

    @property
    def is_correction(self) -> bool:
        """Say whether it was recorded for days on which the register had said something else."""
        return self.known_on > self.on


@dataclass(frozen=True)
class Record:
    """All that may be told today of one registration, the oldest statement first."""

    number: str
    name: str
    today: date
    statements: tuple[Statement, ...]

    @property
    def now(self) -> Json:
        return self.statements[-1].facts

    @property
    def in_error(self) -> bool:
        return bool(self.now["standing"] == Standing.ENDED_IN_ERROR)

    def at_end_of(self, day: date, known_on: date | None = None) -> Statement | None:
        """Give the statement that holds for a day; with `known_on`, the one made until then."""
        held = (
            each
            for each in reversed(self.statements)
            if each.on <= day and (known_on is None or each.known_on <= known_on)
        )
        return next(held, None)

    def corrected_on(self, day: date) -> date | None:
        """Give the day on which it was put right what the register had said of `day`."""
        told = self.at_end_of(day)
        if told is None:
            return None
        if self.in_error and told.facts["standing"] != Standing.ENDED_IN_ERROR:
            return date.fromisoformat(self.now["ended_on"])
        before = self.at_end_of(day, known_on=day)
        if before is not None and before.facts == told.facts:
            return None
        return told.known_on

    def fingerprint(self, day: date) -> str:
        """Give the hash under which the log keeps what is told of a day; nothing where it is not.

        Days of which the same is told have the same one. Otherwise two receipts would give away
        the day of a change that may not be told.
        """
        told = self.at_end_of(day)
        if told is None or self.corrected_on(day):
            return ""
        later = self.statements[self.statements.index(told) :]
        *_, last = takewhile(lambda each: each.facts == told.facts, later)
        return last.leaf


def record(number: str, today: date) -> Record:
    """Give what may be told of a normalised number, or raise NotFound or Gone."""
    events = answers(EVENTS, {"number": number})
    first = gate(events, today)
    hidden = hidden_limits(events, first.registration_id, today)
    late = {row.movement_id for row in events if london_day(row.recorded_at) > row.effective_on}
    corrections = by_people(late)
    statements = tuple(
        Statement(
            facts=told(row.facts, first.name, hidden),
            on=row.effective_on,
            known_on=london_day(row.recorded_at)
            if row.movement_id in corrections
            else row.effective_on,
            leaf=row.leaf,
        )
        for row in events
    )
    return Record(number, first.name, today, statements)


def newest(number: str, today: date) -> Any:
    """Give facts and name of an entry as it is now, or raise NotFound or Gone."""
    return gate(answers(ENTRY, {"number": number}), today)


def gate(rows: Iterable[Any], today: date) -> Any:
    """Let nothing through of a number that we never gave, or whose time is over."""
    row = next(iter(rows), None)
    if row is None:
        raise NotFound("No entry on this register has this number")
    if row.shown_until is not None and row.shown_until < today:
        raise Gone("The publication period of this entry has ended")
    return row


def told(facts: Json, name: str, hidden: set[Limit]) -> Json:
    """Give the facts of an earlier day as they may be told now."""
    limits = [kept for kept in facts["restrictions"] if as_limit(kept) not in hidden]
    return {**facts, "name": name, "restrictions": limits}


def hidden_limits(events: Any, registration_id: int, today: date) -> set[Limit]:
    """Give the limits once published that may be told no more.

    Those that hold today are shown by what the register says now. So only what has ended since
    is asked about: whether it was made private, and whether its clock has run out.
    """
    ended = ends_of(events)
    if not ended:
        return set()
    private = {
        (row.kind, row.words, row.began_on.isoformat())
        for row in answers(PRIVATE, {"of": registration_id})
    }
    terms = policy.in_force(today)
    return {
        limit
        for limit, on in ended.items()
        if limit in private or is_over(limit[0], date.fromisoformat(limit[2]), on, today, terms)
    }


def ends_of(events: Any) -> dict[Limit, date]:
    """Give the limits that the log tells of and the newest event does not, with their last day."""
    seen: dict[Limit, date] = {}
    holding: set[Limit] = set()
    for row in events:
        held = {as_limit(kept) for kept in row.facts["restrictions"]}
        seen |= dict.fromkeys(holding - held, row.effective_on)
        holding = held
    return {limit: on for limit, on in seen.items() if limit not in holding}


def as_limit(kept: list[str]) -> Limit:
    kind, words, began_on = kept
    return kind, words, began_on


def by_people(movements: set[int]) -> set[int]:
    """Give the steps among these that a person took: a clock that ran late corrects nothing."""
    if not movements:
        return set()
    return {row.id for row in answers(BY_PEOPLE, {"ids": list(movements)})}
