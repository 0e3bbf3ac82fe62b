"""The questions that search puts to the index of words. Each is a range, cut at a limit.

A question is written once for its shape (how many words, which of them may be misspelt) and kept;
what was typed comes in as values. Writing it each time took longer than answering it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import permutations
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.sql.selectable import ExecutableReturnsRows

from registry.db import answers
from registry.models.register import RegisterEntry, RegisterWord
from registry.services.likeness import Near
from workflows.registration import PublicStanding

MOST_TOLD = 200  # beyond it the answer is "more than 200": narrow the search
MOST_ROWS = 2 * MOST_TOLD  # two words of one name may both begin with what was typed
MOST_COMPARED = 40  # of one way in which words may be meant
MOST_MISSPELT = 3  # of many words, so many are looked at
BEYOND = "{"  # the sign after z: ends the range of a prefix
# One made in error is found by its number only.
STANDINGS = tuple(s.value for s in PublicStanding if s != PublicStanding.ENDED_IN_ERROR)

Words = tuple[str, ...]
Rows = Select[int, str]
Question = tuple[ExecutableReturnsRows, dict[str, Any]]


@dataclass(frozen=True)
class Filters:
    """What narrows a search; empty means all."""

    standing: str = ""
    region: str = ""


def exact_ids(spellings: tuple[Words, ...], today: date, filters: Filters) -> list[int]:
    """Give who has every word of a spelling, in the order of names, each once."""
    rows = answers(*exact_question(spellings, today, filters))
    return list(dict.fromkeys(row.registration_id for row in rows))


def exact_question(spellings: tuple[Words, ...], today: date, filters: Filters) -> Question:
    """Ask for two of the words as one range, the longest first, and probe for the rest."""
    values = narrowing(today, filters)
    for place, words in enumerate(spellings):
        for at, word in enumerate(sorted(words, key=len, reverse=True)):
            values |= {f"s{place}w{at}": word, f"s{place}w{at}_end": word + BEYOND}
    counts = tuple(len(words) for words in spellings)
    return exact_statement(counts, bool(filters.region)), values


@lru_cache(maxsize=256)
def exact_statement(counts: tuple[int, ...], by_region: bool) -> ExecutableReturnsRows:
    """Write the question for spellings of so many words."""
    parts = [exact_rows(f"s{place}w", count, by_region) for place, count in enumerate(counts)]
    return together(parts, MOST_ROWS)


def exact_rows(prefix: str, count: int, by_region: bool) -> Rows:
    query = shown_rows(by_region).where(begins(RegisterWord.word, f"{prefix}0"))
    second = begins(RegisterWord.beside, f"{prefix}1")
    query = query.where(second if count > 1 else RegisterWord.leads)
    for at in range(2, count):
        also = aliased(RegisterWord)
        same = also.registration_id == RegisterWord.registration_id
        query = query.where(exists().where(same, begins(also.word, f"{prefix}{at}")))
    return query.order_by(RegisterWord.word, RegisterWord.beside, RegisterWord.registration_id)


def alike_names(words: Words, near: Near, today: date, filters: Filters) -> dict[int, str]:
    """Give the names of people who may be meant when some of the words are misspelt."""
    telling = dict.fromkeys((words[-1], words[0], *sorted(words, key=len, reverse=True)))
    chosen = tuple(telling)[:MOST_MISSPELT]
    meant = tuple(bool(near[word]) for word in chosen)
    if not any(meant) and len(words) < MOST_MISSPELT:
        return {}
    values = narrowing(today, filters)
    for at, word in enumerate(chosen):
        values |= {f"w{at}": word, f"w{at}_end": word + BEYOND, f"near{at}": list(near[word])}
    statement = alike_statement(meant, len(words) >= MOST_MISSPELT, bool(filters.region))
    return {row.registration_id: row.name for row in answers(statement, values)}


@lru_cache(maxsize=64)
def alike_statement(
    meant: tuple[bool, ...], one_may_miss: bool, by_region: bool
) -> ExecutableReturnsRows:
    """Write the question for words of which these may be meant otherwise."""
    shown = shown_rows(by_region)
    if len(meant) == 1:
        only = shown.where(RegisterWord.leads, is_near(RegisterWord.word, 0))
        return together([only], MOST_COMPARED)
    return together(list(alike_rows(shown, meant, one_may_miss)), MOST_COMPARED)


def alike_rows(shown: Rows, meant: tuple[bool, ...], one_may_miss: bool) -> Iterator[Rows]:
    """Ask for every way in which two of the words may be meant."""
    for first, second in permutations(range(len(meant)), 2):
        if meant[first]:
            near = is_near(RegisterWord.word, first)
            yield shown.where(near, begins(RegisterWord.beside, f"w{second}"))
        if first < second and meant[first] and meant[second]:
            near = is_near(RegisterWord.word, first)
            yield shown.where(near, is_near(RegisterWord.beside, second))
        if first < second and one_may_miss:
            both = begins(RegisterWord.word, f"w{first}")
            yield shown.where(both, begins(RegisterWord.beside, f"w{second}"))


def shown_rows(by_region: bool) -> Rows:
    """Begin every question: only entries that are public today, narrowed by the filters.

    What narrows is kept from its own index: SQLite would begin with everybody who is active and
    look for the words among them, so a search would cost more with every registration.
    """
    standing, region = (
        func.coalesce(c, "") for c in (RegisterEntry.standing, RegisterEntry.region)
    )
    until = RegisterEntry.shown_until
    query = (
        select(RegisterWord.registration_id, RegisterEntry.name)
        .join(RegisterEntry, RegisterEntry.registration_id == RegisterWord.registration_id)
        .where(or_(until.is_(None), until >= bindparam("today")))
        .where(standing.in_(bindparam("standings", expanding=True)))
    )
    return query.where(region == bindparam("region")) if by_region else query


def narrowing(today: date, filters: Filters) -> dict[str, Any]:
    """Give the values with which every question begins."""
    standings = [s for s in STANDINGS if filters.standing in ("", s)]
    values: dict[str, Any] = {"today": today, "standings": standings}
    return {**values, "region": filters.region} if filters.region else values


def begins(column: InstrumentedAttribute[str], name: str) -> ColumnElement[bool]:
    """Match what begins so, as a range; the prefix is folded, so it holds no wildcard."""
    return (column >= bindparam(name)) & (column < bindparam(f"{name}_end"))


def is_near(column: InstrumentedAttribute[str], at: int) -> ColumnElement[bool]:
    """Match the words that may be meant by the one at this place."""
    return column.in_(bindparam(f"near{at}", expanding=True))


def together(parts: list[Rows], most: int) -> ExecutableReturnsRows:
    """Make several questions one statement, each cut at `most` rows."""
    if len(parts) == 1:
        return parts[0].limit(most)
    return union_all(*(select(part.limit(most).subquery()) for part in parts))


FACTS = select(RegisterEntry.registration_id, RegisterEntry.facts, RegisterEntry.name).where(
    RegisterEntry.registration_id.in_(bindparam("ids", expanding=True))
)


def facts_of(ids: list[int]) -> dict[int, tuple[dict[str, Any], str]]:
    """Give facts and name of these entries."""
    if not ids:
        return {}
    return {row.registration_id: (row.facts, row.name) for row in answers(FACTS, {"ids": ids})}
