"""The module of published days is what its generator writes, and a new edition adds to it."""

from datetime import date
from pathlib import Path

import pytest

from registry.reference import bank_holidays
from workflows import calendar, holidays

EDITION = {
    "scotland": {
        "events": [{"title": "2nd January", "date": "2029-01-02", "notes": "", "bunting": True}]
    }
}


def test_the_module_is_as_generated():
    written = Path(holidays.__file__).read_text(encoding="utf-8")
    assert bank_holidays.module(bank_holidays.known_days()) == written


@pytest.mark.parametrize("division", calendar.DIVISIONS)
def test_the_rules_read_what_the_generator_knows(division):
    known = bank_holidays.known_days()[division]
    assert known == {d for y in range(2012, 2029) for d in calendar.bank_holidays(y, division)}


def test_an_edition_is_read_and_written():
    days = bank_holidays.published_days(EDITION)
    assert days == {"scotland": {date(2029, 1, 2)}}
    assert bank_holidays.module(days).endswith('"scotland": """\n        2029 01-02\n    """,\n}\n')


def test_an_edition_replaces_its_own_years_and_keeps_older_ones():
    merged = bank_holidays.merged(
        {"scotland": {date(2027, 1, 1), date(2028, 1, 3)}},
        {"scotland": {date(2028, 1, 4), date(2029, 1, 1)}},
    )
    assert merged == {"scotland": {date(2027, 1, 1), date(2028, 1, 4), date(2029, 1, 1)}}
