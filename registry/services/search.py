"""Find people on the register by number or name, as it was typed.

Exact means: every word typed begins a word of the name, in any order, accents and apostrophes
aside. Alike means: a word was misspelt, heard or shortened; the reason stands beside each hit, and
likeness is never proof. The name searched is the one published today and no earlier one.
"""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import bindparam, select

from registry.db import answers
from registry.errors import NotFound
from registry.models.register import RegisterEntry
from registry.number import is_valid, normalise
from registry.services.entry import PublicEntry, public_entry
from registry.services.likeness import Likeness, explain, near_words
from registry.services.register_words import bare_words, joined_words
from registry.services.registration import PREFIX
from registry.services.search_rows import (
    MOST_TOLD,
    STANDINGS,
    Filters,
    Words,
    alike_names,
    exact_ids,
    facts_of,
)

__all__ = ["LONGEST", "MOST_TOLD", "STANDINGS", "Filters", "Hit", "Results", "numbered", "search"]
PAGE_SIZE = 20
MOST_ALIKE = 10
MANY_WORDS = 3  # of so many, one may be missing from the name
LONGEST = 100
KNOWN = select(RegisterEntry.number).where(RegisterEntry.number == bindparam("number"))
FEWEST_SIGNS = 6  # of a number with a sign or two left out


@dataclass(frozen=True)
class Hit:
    """One entry that was found; `why` is empty when every word typed is in the name."""

    entry: PublicEntry
    why: str = ""


@dataclass(frozen=True)
class Results:
    """What a search found. `total` counts the exact ones, up to MOST_TOLD when there are `more`."""

    exact: list[Hit] = field(default_factory=list)
    alike: list[Hit] = field(default_factory=list)
    total: int = 0
    more: bool = False
    page: int = 1
    searched_words: Words = ()

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


def numbered(query: str) -> str:
    """Read the query as a registration number. Raises NotFound when no entry has it."""
    number = normalise(query[:LONGEST], PREFIX)
    if not is_valid(number) or not answers(KNOWN, {"number": number}):
        raise NotFound("No entry on this register has this number")
    return number


def looks_like_a_number(query: str) -> bool:
    """Say whether somebody typed a number rather than a name."""
    return any(sign.isdigit() for sign in query) and len(normalise(query)) >= FEWEST_SIGNS


def search(query: str, page: int = 1, *, today: date, filters: Filters | None = None) -> Results:
    """Find the people whose published name has the words of the query, or words like them."""
    narrowed = filters or Filters()
    words, joined = bare_words(query), joined_words(query)
    if not words:
        return Results()
    found = exact_ids((words, joined) if joined != words else (words,), today, narrowed)
    total = min(len(found), MOST_TOLD)
    page = max(1, min(page, -(-total // PAGE_SIZE)))
    shown = found[:total][(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    like = {} if total > PAGE_SIZE else alike(words, today, narrowed, set(found))
    facts = facts_of([*shown, *like])
    return Results(
        exact=[Hit(public_entry(*facts[each])) for each in shown],
        alike=[Hit(public_entry(*facts[each]), like[each].why) for each in like],
        total=total,
        more=len(found) > MOST_TOLD,
        page=page,
        searched_words=words,
    )


def alike(words: Words, today: date, filters: Filters, found: set[int]) -> dict[int, Likeness]:
    """Give who else may be meant, the likeliest first, and why."""
    near = near_words(words)
    names = alike_names(words, near, today, filters)
    compared = {each: explain(words, name, near) for each, name in names.items()}
    many = len(words) >= MANY_WORDS
    kept = [each for each, like in compared.items() if like.is_near(one_may_miss=many)]

    def farness(each: int) -> tuple[int, int, float, str]:
        like = compared[each]
        return like.missing, len(like.reasons), -like.alike, names[each]

    ranked = sorted((each for each in kept if each not in found), key=farness)
    return {each: compared[each] for each in ranked[:MOST_ALIKE]}
