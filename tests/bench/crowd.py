"""A register of many people with believable names, laid out by the register's own projection.

Names follow a few common ones and a long tail, as in life. Some people are put in by name, so that
every search of the benchmark finds the same number of people whatever the size. Only what the
public pages read is written: an event, its entry and the words of its name; the cases behind it
are left out, and the database is told not to ask for them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, islice
from random import Random
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from registry.db import db, writing
from registry.models.register import RegisterEntry, RegisterEvent, RegisterNear, RegisterWord
from registry.number import new_number
from registry.reference import nicknames, organisations
from registry.reference.organisations import OrganisationRecord
from registry.services import register, register_words
from workflows.calendar import anniversary
from workflows.registration import Practice, Standing

AT_ONCE = 5_000
COMMON = (
    "Smith Jones Patel Taylor Brown Williams Khan Wilson Johnson Davies Robinson Wright Thompson"
    " Evans Walker White Hussain Roberts Green Hall Wood Ali Singh Hughes Edwards Lewis Begum Ahmed"
    " Kaur Okafor Shah Murphy O'Brien Kelly Campbell Stewart Adeyemi Mensah Nowak Fernandes García"
    " Müller MacDonald Chowdhury Owen Price Sharma Rahman Scott Cooper"
)
FRONTS = (
    "Ash Black Brad Brook Burn Car Chad Clay Cliff Cot Craw Dar Ding Fair Farn Good Green Hal Ham"
    " Hart Haw Hay Hollin King Lang Lin Mar Mid Mil Nor Oak Pen Rad Red Rid Row Shaw Shef South"
    " Stan Sut Swin Thorn Wads Wal War Wether Whit Win Wood"
)
ENDS = (
    "borough bourne bridge bury by combe cott croft dale den don field ford gate grave ham head"
    " hurst land ley man mere more ridge shaw side stead stone ton tree wick wood worth well"
)
EIGHT_TIMES = 8
# Three who are found by one word, a page full of them, and one who is found only by likeness.
ALONE, PAGE_FULL = "Amina Quillfeather", "Tidewell"
ALIKE, MISSPELT = "Katherine Ravensbourne-Ojo", "Kathrine Ravensborne"
PLANTED = (ALONE, ALIKE, *(f"{given} {PAGE_FULL}" for given in sorted(nicknames.read())[:20]))
OPENED = date(2026, 1, 5)
Row = dict[str, Any]


def names(count: int) -> Iterator[str]:
    """Give names, the planted ones first; the same each time."""
    chance = Random(count)  # noqa: S311 - names, no secrets
    given = [name.capitalize() for name in sorted(nicknames.read()) if len(name) > 2]
    chance.shuffle(given)
    compound = [front + end for front in FRONTS.split() for end in ENDS.split()]
    family = [*COMMON.split(), *compound]
    often = [falling(len(pool)) for pool in (given, family)]
    yield from PLANTED
    for _ in range(count - len(PLANTED)):
        (first,) = chance.choices(given, cum_weights=often[0])
        last = chance.choices(family, cum_weights=often[1], k=2)
        yield f"{first} {'-'.join(last) if chance.randrange(EIGHT_TIMES) == 0 else last[0]}"


def falling(count: int) -> list[float]:
    """Give summed weights by which the first few are common and the last are rare."""
    return list(accumulate(1 / (place + 9) for place in range(count)))


def fill(count: int) -> str:
    """Put so many people on the register, and give the number of the first."""
    chance = Random(count)  # noqa: S311 - the same numbers each time
    numbers: dict[str, None] = {}
    while len(numbers) < count:
        numbers[new_number("SL", chance.randbytes)] = None
    everybody = enumerate(zip(names(count), numbers, strict=True), start=1)
    words: list[Row] = []
    with writing(True), loading() as connection:
        while chunk := list(islice(everybody, AT_ONCE)):
            events, entries = laid_out(chunk)
            connection.execute(insert(RegisterEvent), events)
            connection.execute(insert(RegisterEntry), entries)
            for entry in entries:
                words += register_words.word_rows(entry["registration_id"], entry["name"])
        words.sort(key=lambda row: (row["word"], row["beside"]))  # as the index is, so it is quick
        connection.execute(insert(RegisterWord), words)
        near = register_words.near_rows({row["word"] for row in words})
        connection.execute(insert(RegisterNear), near)
    settle()
    assert db.session.scalar(select(func.count()).select_from(RegisterEntry)) == count
    db.session.rollback()
    return next(iter(numbers))


def laid_out(chunk: list[tuple[int, tuple[str, str]]]) -> tuple[list[Row], list[Row]]:
    """Lay people out as events and entries."""
    places = organisations.read()
    events, entries = [], []
    for place, (name, number) in chunk:
        row = an_event(place, name, number, places[place % len(places)])
        event = RegisterEvent(id=place, facts=row["facts"])
        events.append(row)
        entries.append({"registration_id": place, **register.projected(event)})
    return events, entries


SALTS = dict.fromkeys(register.PublicFacts.__dataclass_fields__, "0" * 32)


def an_event(place: int, name: str, number: str, organisation: OrganisationRecord) -> Row:
    """Give the event by which a person came upon the register."""
    on = OPENED + timedelta(days=place % 300)
    return {
        "id": place,
        "seq": place,
        "registration_id": place,
        "movement_id": place,
        "effective_on": on,
        "recorded_at": datetime(on.year, on.month, on.day, 10, tzinfo=UTC),
        "facts": facts_of(place, name, number, organisation),
        "salts": SALTS,
        "leaf": "0" * 64,
    }


def facts_of(place: int, name: str, number: str, organisation: OrganisationRecord) -> Row:
    """Say of one person what an approval says."""
    on = OPENED + timedelta(days=place % 300)
    return register.PublicFacts(
        number=number,
        name=name,
        standing=Standing.ACTIVE.value,
        practice=Practice.PRACTISING.value,
        category="leader",
        post="Chief executive",
        organisation=organisation.name,
        organisation_code=organisation.code,
        region=organisation.region,
        role_confirmed=True,
        registered_on=on.isoformat(),
        renewal_due_on=anniversary(on, 3).isoformat(),
        ended_on="",
        shown_until="",
        restrictions=(),
    ).as_json()


LAX = {
    "sqlite": (
        ("pragma foreign_keys=off", "pragma synchronous=off"),
        ("pragma foreign_keys=on", "pragma synchronous=normal"),
    ),
    "postgresql": (
        ("set session_replication_role = replica",),
        ("set session_replication_role = origin",),
    ),
}


@contextmanager
def loading() -> Iterator[Connection]:
    """Give a connection that lets rows in whose case is not there."""
    lax, strict = LAX[db.engine.dialect.name]
    with db.engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        for order in lax:
            driver.execute(order)
        driver.commit()  # SQLite takes these orders outside of transactions only
        yield connection
        connection.commit()
        for order in strict:
            driver.execute(order)
        driver.commit()


def settle() -> None:
    """Do at once what PostgreSQL does by itself after a while."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("vacuum analyze"))
