"""The words by which the register is searched, kept with every entry in the same transaction.

Search must cost the same however many people are registered, on SQLite and PostgreSQL alike. So
nothing is compared while searching: each answer is a range of one index. Trigrams (pg_trgm, FTS5)
were weighed and left: two code paths, and a list of trigrams grows with the register.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.dialects import postgresql, sqlite

from registry.db import db
from registry.models.register import RegisterNear, RegisterWord
from registry.names import sound, tokens, without_titles
from registry.reference import titles

MOST_WORDS = 8
SHORT = 3  # a word of so few letters has no letter to spare
# Before a name, these and all shorter ones are also written as one word with it: O Brien, St John.
PARTICLES = frozenset({"abu", "bin", "dal", "del", "den", "der", "dos", "mac", "van", "von"})
SOUND = "~"  # sorts after every letter, so that a limit takes spellings before sounds
INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def bare_words(name: str) -> tuple[str, ...]:
    """Give the folded words of a name without its titles, the first few of very many."""
    known = titles.read()
    return tuple(without_titles(name, known["before"], known["after"]).split()[:MOST_WORDS])


def joined_words(name: str) -> tuple[str, ...]:
    """Give the words of a name with those made one that are also written as one."""
    before = titles.read()["before"]
    joined = [""]
    for part in name.split():
        word = "".join(tokens(part))
        if joined == [""] and word in before:
            continue
        joined[-1] += word
        if len(word) >= SHORT and word not in PARTICLES:
            joined.append("")
    return bare_words(" ".join(joined))


def words_of(name: str) -> tuple[str, ...]:
    """Give every word by which a name is found."""
    return tuple(dict.fromkeys((*bare_words(name), *joined_words(name))))


def keys_of(word: str) -> set[str]:
    """Give the keys that a word shares with words one letter away, or of the same sound."""
    shorter = {word[:at] + word[at + 1 :] for at in range(len(word))} if len(word) > SHORT else ()
    keys = {word, *shorter} if len(word) >= SHORT else set()
    heard = sound(word)
    return keys | ({SOUND + heard} if heard else set())


def index(registration_id: int, name: str) -> None:
    """Make an entry findable by its name, and by no name that it had before."""
    forget(registration_id)
    keep(word_rows(registration_id, name), near_rows(words_of(name)))


def keep(words: list[dict[str, Any]], near: list[dict[str, Any]]) -> None:
    """Write rows; a key that another entry already brought is left as it is."""
    if not words:
        return
    db.session.execute(insert(RegisterWord), words)
    if not near:
        return
    known = INSERT[db.session.get_bind().dialect.name](RegisterNear).on_conflict_do_nothing()
    db.session.execute(known, near)


def forget(registration_id: int) -> None:
    """Make an entry findable by no name."""
    db.session.execute(delete(RegisterWord).where(RegisterWord.registration_id == registration_id))


def forget_all() -> None:
    """Empty the index, before it is filled again from the log."""
    db.session.execute(delete(RegisterWord))
    db.session.execute(delete(RegisterNear))


def word_rows(registration_id: int, name: str) -> list[dict[str, Any]]:
    """Lay out a name: each word beside each other one, and one row in which it leads."""
    ordered = bare_words(name)
    places = [*enumerate(ordered), *((-1, word) for word in words_of(name) if word not in ordered)]
    rows = {
        (word, other): False
        for at, word in places
        for there, other in places
        if (at, word) != (there, other)
    }
    for _, word in places:
        rows[word, neighbour(word, ordered)] = True
    return [
        {"word": word, "beside": beside, "registration_id": registration_id, "leads": leads}
        for (word, beside), leads in sorted(rows.items())
    ]


def neighbour(word: str, ordered: tuple[str, ...]) -> str:
    """Give the word by which namesakes are put in order: the last of the name, else the first."""
    if len(ordered) == 1:
        return ""
    return ordered[0] if word == ordered[-1] else ordered[-1]


def near_rows(words: Iterable[str]) -> list[dict[str, str]]:
    """Lay out the keys of words, in an order in which two writers cannot wait for each other."""
    pairs = {(key, word) for word in words for key in keys_of(word)}
    return [{"key": key, "word": word} for key, word in sorted(pairs)]
