"""How much is asked: one appraisal a year less absence, scaled for non-executives."""

import pytest

from workflows.policy import FIRST
from workflows.portfolio import Kind, appraisals_asked, asked, still_missing


@pytest.mark.parametrize(
    ("absent_days", "non_executive", "count"),
    [
        (0, False, 3),
        (364, False, 3),
        (365, False, 2),
        (730, False, 1),
        (1095, False, 0),
        (5000, False, 0),
        (0, True, 2),
        (365, True, 1),
        (730, True, 1),
        (1095, True, 0),
    ],
)
def test_appraisals_asked(absent_days: int, non_executive: bool, count: int) -> None:
    assert appraisals_asked(FIRST, absent_days, non_executive=non_executive) == count


def test_a_whole_year_away_asks_for_nothing_else_less() -> None:
    there = asked(FIRST, 0, non_executive=False)
    away = asked(FIRST, 400, non_executive=False)
    assert {kind for kind in Kind if there[kind] != away[kind]} == {Kind.APPRAISAL}


@pytest.mark.parametrize(
    ("kind", "asked_for", "have", "words"),
    [
        (Kind.APPRAISAL, 3, 1, "2 more appraisals (you have 1 of 3)"),
        (Kind.APPRAISAL, 3, 2, "1 more appraisal (you have 2 of 3)"),
        (Kind.APPRAISAL, 3, 3, ""),
        (Kind.APPRAISAL, 0, 0, ""),
        (Kind.REFLECTION, 5, 7, ""),
        (Kind.FEEDBACK, 1, 0, "Your feedback summary"),
    ],
)
def test_what_is_missing_in_words(kind: Kind, asked_for: int, have: int, words: str) -> None:
    assert still_missing(kind, asked_for, have) == words
