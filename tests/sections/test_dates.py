"""Dates in three boxes and as ISO strings."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.sections.base import PartedDate, ask, not_in_the_future, not_in_the_past, parts
from registry.sections.moment import written, years_before
from tests.sections.test_kinds import read

PLAIN = ask(PartedDate, "Date")


def boxes(day: Any = "27", month: Any = "3", year: Any = "1974") -> dict[str, Any]:
    return {"day": day, "month": month, "year": year}


@pytest.mark.parametrize(
    "value",
    [boxes(), boxes("27", "03"), boxes(month="March"), boxes(month=" mar "), boxes(27, 3, 1974)]
    + ["1974-03-27"],
)
def test_shapes_of_one_day(value: Any) -> None:
    assert read(PLAIN, value) == date(1974, 3, 27)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (boxes(day=""), "The date must include a day"),
        ({"year": "1974"}, "The date must include a day and a month"),
        (boxes("31", "2"), "Enter a real date"),
        (boxes(year="74"), "The year must have 4 numbers"),
        (boxes(year="0074"), "Enter a real date"),
        (boxes(day="٣"), "Enter a real date"),
        (boxes(day="-1"), "Enter a real date"),
        (boxes(day=True), "The date must include a day"),
        (boxes(day=10**6000), "The date must include a day"),
        (boxes(month="Marchy"), "Enter a real date"),
        ("27/3/1974", "Enter a real date"),
        ("1974-02-30", "Enter a real date"),
        (19740327, "Enter a real date"),
        ([1974, 3, 27], "Enter a real date"),
    ],
)
def test_what_is_no_date(value: Any, says: str) -> None:
    assert read(PLAIN, value) == says


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31)))
def test_a_kept_day_comes_back_in_its_boxes(day: date) -> None:
    assert read(PLAIN, parts(day.isoformat())) == day


def test_what_was_typed_stays_in_its_boxes() -> None:
    assert parts({"day": "31", "month": "Febr", "year": ""}) == boxes("31", "Febr", "")
    assert parts(None) == boxes("", "", "")


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (not_in_the_future, "2026-11-23", "2026-11-24"),
        (not_in_the_past, "2026-11-23", "2026-11-22"),
    ],
)
def test_today_is_on_the_right_side(rule: Any, good: str, bad: str) -> None:
    asked = ask(PartedDate, "Date", validate=rule)
    assert read(asked, good) == date.fromisoformat(good)
    assert str(read(asked, bad)).startswith("The date must be today or in the")


def test_words() -> None:
    assert written(date(2027, 3, 3)) == "3 March 2027"
    assert PLAIN.words("2027-03-03", {}) == "3 March 2027"
    assert years_before(date(2028, 2, 29), 6) == date(2022, 2, 28)
