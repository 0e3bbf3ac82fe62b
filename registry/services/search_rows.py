"""The questions that search puts to the index of words. Each is a range, cut at a limit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import permutations
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased

from registry.db import db
from registry.models.register import RegisterEntry, RegisterWord
from registry.services.likeness import Near
from workflows.registration import Standing

MOST_TOLD = 200  # beyond it the answer is "more than 200": narrow the search
MOST_ROWS = 2 * MOST_TOLD  # two words of one name may both begin with what was typed
MOST_COMPARED = 40  # of one way in which words may be meant
BEYOND = "{"  # the sign after z: ends the range of a prefix
STANDINGS = (Standing.ACTIVE.value, Standing.LEFT.value)  # one made in error: by number only

Words = tuple[str, ...]
Rows = Select[int, str]


@dataclass(frozen=True)
class Filters:
    """What narrows a search; empty means all."""

    standing: str = ""
    region: str = ""


def exact_ids(spellings: tuple[Words, ...], today: date, filters: Filters) -> list[int]:
    """Give who has every word of a spelling, in the order of names, each once."""
    parts = [exact_rows(words, shown_rows(today, filters)) for words in spellings]
    return list(dict.fromkeys(row.registration_id for row in together(parts, MOST_ROWS)))


def exact_rows(words: Words, shown: Rows) -> Rows:
    """Ask for two of the words as one range, the longest first, and probe for the rest."""
    longest, *others = sorted(words, key=len, reverse=True)
    query = shown.where(begins(RegisterWord.word, longest))
    query = query.where(begins(RegisterWord.beside, others[0]) if others else RegisterWord.leads)
    for other in others[1:]:
        also = aliased(RegisterWord)
        same = also.registration_id == RegisterWord.registration_id
        query = query.where(exists().where(same, begins(also.word, other)))
    return query.order_by(RegisterWord.word, RegisterWord.beside, RegisterWord.registration_id)


def alike_names(words: Words, near: Near, today: date, filters: Filters) -> dict[int, str]:
    """Give the names of people who may be meant when some of the words are misspelt."""
    parts = list(alike_rows(words, near, shown_rows(today, filters)))
    return {row.registration_id: row.name for row in together(parts, MOST_COMPARED)}


def alike_rows(words: Words, near: Near, shown: Rows) -> Iterator[Rows]:
    """Ask for every way in which two of the words may be meant; of many words, three count."""
    meant = {word: RegisterWord.word.in_(near[word]) for word in words if near[word]}
    if len(words) == 1:
        yield from (shown.where(RegisterWord.leads, rule) for rule in meant.values())
        return
    most_telling = dict.fromkeys((words[-1], words[0], *sorted(words, key=len, reverse=True)))
    for first, second in permutations(tuple(most_telling)[:3], 2):
        if first in meant:
            yield shown.where(meant[first], begins(RegisterWord.beside, second))
        if first < second and first in meant and second in meant:
            yield shown.where(meant[first], RegisterWord.beside.in_(near[second]))
        if first < second and len(words) > 2:
            both = (begins(RegisterWord.word, first), begins(RegisterWord.beside, second))
            yield shown.where(*both)


@lru_cache(maxsize=64)
def shown_rows(today: date, filters: Filters) -> Rows:
    """Begin every question: only entries that are public today, narrowed by the filters.

    What narrows is kept from its own index: SQLite would begin with everybody who is active and
    look for the words among them, so a search would cost more with every registration. Written once
    a day and kept: writing it took as long as answering it.
    """
    standings = [s for s in STANDINGS if filters.standing in ("", s)]
    standing, region = (
        func.coalesce(c, "") for c in (RegisterEntry.standing, RegisterEntry.region)
    )
    query = (
        select(RegisterWord.registration_id, RegisterEntry.name)
        .join(RegisterEntry, RegisterEntry.registration_id == RegisterWord.registration_id)
        .where(or_(RegisterEntry.shown_until.is_(None), RegisterEntry.shown_until >= today))
        .where(standing.in_(standings))
    )
    return query.where(region == filters.region) if filters.region else query


def begins(column: InstrumentedAttribute[str], prefix: str) -> ColumnElement[bool]:
    """Match what begins so, as a range; the prefix is folded, so it holds no wildcard."""
    return (column >= prefix) & (column < prefix + BEYOND)


def together(parts: list[Rows], most: int) -> list[Any]:
    """Run several questions as one statement, each cut at `most` rows."""
    if not parts:
        return []
    if len(parts) == 1:
        return list(db.session.execute(parts[0].limit(most)))
    cut = [part.limit(most).subquery() for part in parts]
    return list(db.session.execute(union_all(*(select(each) for each in cut))))


def facts_of(ids: list[int]) -> dict[int, tuple[dict[str, Any], str]]:
    """Give facts and name of these entries."""
    if not ids:
        return {}
    columns = select(RegisterEntry.registration_id, RegisterEntry.facts, RegisterEntry.name)
    rows = db.session.execute(columns.where(RegisterEntry.registration_id.in_(ids)))
    return {row.registration_id: (row.facts, row.name) for row in rows}
