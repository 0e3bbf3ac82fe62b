"""Finding people as they are typed: exactly, nearly, by number, and never by an earlier name."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from registry.errors import NotFound
from registry.models.register import RegisterEntry, RegisterWord
from registry.number import display
from registry.services import register, search, search_rows
from registry.services.register_words import keys_of, words_of
from registry.services.search import Filters, Results
from tests.services.entries import limited, opened, publish

TODAY = date(2026, 11, 23)
HOSTILE = ["", "  ", "%", "_", "%%%", "*", "'", '"; drop table x; --', "\\", "\x00\x07", "😀", "|&"]


def found(query: str, **filters: str) -> Results:
    return search.search(query, today=TODAY, filters=Filters(**filters))


def exact(query: str, **filters: str) -> list[str]:
    return [hit.entry.name for hit in found(query, **filters).exact]


def alike(query: str) -> dict[str, str]:
    return {hit.entry.name: hit.why for hit in found(query).alike}


@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("Amina Okafor", ["amina okafor", "OKAFOR amina", "oka am", "okafor", "Dr Amina Okafor"]),
        ("Siân O’Brien", ["sian obrien", "Siân O'Brien", "o brien sian", "O`BRIEN"]),
        ("Mary-Ann Smith-Jones", ["mary ann smith jones", "Maryann Smithjones", "jones", "ann sm"]),
        ("Jan van der Berg", ["van der berg", "vanderberg", "berg jan", "Jan van der Berg"]),
        ("Łukasz Żółć", ["lukasz zolc", "ŁUKASZ"]),
        ("Şebnem Çağlar", ["sebnem caglar"]),
        ("Dame Ada Cole", ["ada cole", "Dame Ada Cole", "cole"]),
        ("Al Li", ["li al", "al", "alli"]),
        ("Ali Ali", ["ali ali", "ali"]),
        ("李 明", ["李", "li ming"]),
    ],
)
def test_a_name_is_found_however_it_is_typed(rows: Any, name: str, queries: list[str]) -> None:
    opened(name)
    opened("Somebody Else")
    assert {query: exact(query) for query in queries} == {query: [name] for query in queries}


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("Amina Okaffor", "Okafor: one letter differs"),
        ("Amena Okafor", "Amina: one letter differs"),
        ("Okafro", "Okafor: two letters swapped"),
        ("kathryn okafor", None),
        ("Amena Okaffor", "Amina: one letter differs; Okafor: one letter differs"),
        ("Amina Grace Okafor", "Grace is not in this name"),
        ("Amina Grace Okaffor", None),
        ("Amina Smith", None),
    ],
)
def test_a_misspelt_name_is_shown_with_the_reason(rows: Any, query: str, why: str | None) -> None:
    opened("Amina Okafor")
    assert exact(query) == []
    assert alike(query) == ({"Amina Okafor": why} if why else {})


@pytest.mark.parametrize(
    ("name", "query", "why"),
    [
        ("Catherine Hill", "Kate Hill", "Catherine, nickname Kate"),
        ("Kate Hill", "Catherine Hill", "Kate, short for Catherine"),
        ("Kathryn Hill", "Catherine Hill", "Kathryn: sounds like Catherine"),
        ("Stephen Hill", "Steven", "Stephen: sounds like Steven"),
    ],
)
def test_sounds_and_short_forms_are_reasons(rows: Any, name: str, query: str, why: str) -> None:
    opened(name)
    assert alike(query) == {name: why}


def test_the_nearest_come_first_and_nobody_twice(rows: Any) -> None:
    for name in ("Jon Smith", "John Smyth", "John Smith", "Smith John", "Joan Smith"):
        opened(name)
    assert exact("john smith") == ["John Smith", "Smith John"]
    near = alike("john smith")
    assert next(iter(near)) == "Jon Smith"
    assert set(near) == {"Jon Smith", "John Smyth", "Joan Smith"}


def test_a_long_answer_comes_in_pages_of_names_in_order(rows: Any) -> None:
    names = [f"{first}a Jones" for first in "ABCDEFGHIJKLMNOPQRSTUVWXY"]
    for name in reversed(names):
        opened(name)
    first, second = (search.search("jones", page, today=TODAY) for page in (1, 2))
    assert [hit.entry.name for hit in (*first.exact, *second.exact)] == names
    assert (first.total, first.pages, first.more, first.alike) == (25, 2, False, [])
    assert search.search("jones", 99, today=TODAY).page == 2


def test_more_than_can_be_told_is_said_to_be_more(rows: Any, monkeypatch: Any) -> None:
    for module in (search, search_rows):
        monkeypatch.setattr(module, "MOST_TOLD", 3)
    for first in "abcd":
        opened(f"{first}nna Jones")
    results = found("jones")
    assert (results.total, results.more, len(results.exact)) == (3, True, 3)


def test_a_former_name_finds_nobody(rows: Any) -> None:
    registration = opened("Amina Okafor")
    publish(registration, date(2026, 8, 9), published_name="Amina Lindqvist")
    assert exact("lindqvist") == ["Amina Lindqvist"]
    for query in ("okafor", "okaffor", "amina okafor"):
        results = found(query)
        assert (results.exact, results.alike) == ([], [])


def test_who_left_is_found_until_the_clock_runs_out(rows: Any) -> None:
    publish(opened("Lea Left"), date(2025, 11, 23), state="left")
    assert exact("left") == ["Lea Left"]
    assert search.search("left", today=date(2026, 11, 24)) == Results(searched_words=("left",))


def test_an_entry_made_in_error_is_found_by_number_only(rows: Any) -> None:
    registration = publish(opened("Peter Wrong"), date(2026, 2, 2), state="ended_in_error")
    assert exact("wrong") == []
    assert search.numbered(registration.number) == registration.number


def test_filters_narrow(rows: Any) -> None:
    opened("Ann North", region="Y63")
    opened("Ann South", region="Y59")
    publish(opened("Ann Gone"), date(2026, 9, 1), state="left")
    assert exact("ann", region="Y63") == ["Ann Gone", "Ann North"]
    assert exact("ann", standing="active") == ["Ann North", "Ann South"]
    assert exact("ann", standing="left", region="Y59") == []


def test_standing_is_told_in_words(rows: Any) -> None:
    registration = opened("Siân O’Brien")
    limited(registration, "conditions", "Must work with a mentor.", date(2026, 5, 1))
    assert found("obrien").exact[0].entry.standing_words == "Registered with one condition"


def test_a_number_is_read_however_it_is_typed(rows: Any) -> None:
    number = opened("Amina Okafor").number
    slipped = number[:2] + number[2:].translate(str.maketrans("0128", "OIZB"))
    for typed in (display(number), number.lower(), f" {number[:4]} {number[4:]} ", number[2:]):
        assert search.numbered(typed) == number
    assert search.numbered(slipped) == number


@pytest.mark.parametrize("typed", ["SL-4K7-2QXP", "Li Jing Lin", "4", "", "%", "٣" * 9, "x" * 500])
def test_what_is_no_number_of_ours_leads_nowhere(rows: Any, typed: str) -> None:
    with pytest.raises(NotFound):
        search.numbered(typed)


@pytest.mark.parametrize("query", [*HOSTILE, "a" * 5000, "a " * 2000, "’" * 90])
def test_hostile_queries_find_nobody_and_break_nothing(rows: Any, query: str) -> None:
    opened("Amina Okafor")
    assert "Okafor" not in [hit.entry.name for hit in found(query).alike]


@pytest.mark.parametrize("query", ["%", "_", "%%%", "a%", "okafo_"])
def test_wildcards_match_nothing_of_their_own(rows: Any, query: str) -> None:
    opened("Bo Li")
    assert exact(query) == []


def test_a_rebuilt_index_is_the_same(rows: Any) -> None:
    opened("Mary-Ann Smith-Jones")
    publish(opened("Amina Okafor"), date(2026, 8, 9), published_name="Amina Lindqvist")
    question = select(RegisterWord.word, RegisterWord.beside, RegisterWord.registration_id)
    before = set(map(tuple, rows.execute(question)))
    entries = {entry.number: entry.name for entry in rows.scalars(select(RegisterEntry))}
    register.rebuild()
    assert set(map(tuple, rows.execute(question))) == before
    assert {e.number: e.name for e in rows.scalars(select(RegisterEntry))} == entries


def test_words_a_letter_apart_share_a_key() -> None:
    for typed in ("okaffor", "okafr", "okafer", "okafro", "kafor"):
        assert keys_of(typed) & keys_of("okafor"), typed
    assert not keys_of("okafor") & keys_of("lindqvist")


def test_the_words_of_a_name_leave_its_titles_out() -> None:
    assert words_of("Professor Dame Mary-Ann O Brien") == (
        "mary",
        "ann",
        "o",
        "brien",
        "maryann",
        "obrien",
    )
