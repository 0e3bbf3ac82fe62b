"""The draw: anybody can make it again, it hits 25 in a thousand, and nobody chooses whom."""

from datetime import date
from hashlib import sha256

import pytest

from workflows import audit

CODES = [f"{n:016x}" for n in range(40_000)]


def test_the_draw_is_made_again_from_the_published_seed() -> None:
    drawn = [code for code in CODES[:4_000] if audit.is_drawn("the seed", code, 25)]
    again = [
        code
        for code in CODES[:4_000]
        if int(sha256(f"the seed:{code}".encode()).hexdigest()[:16], 16) / 2**64 < 0.025
    ]
    assert drawn == again != []


def test_another_seed_draws_others() -> None:
    first = {code for code in CODES[:4_000] if audit.is_drawn("one", code, 25)}
    second = {code for code in CODES[:4_000] if audit.is_drawn("two", code, 25)}
    assert len(first & second) < len(first) / 4


@pytest.mark.parametrize("seed", ["one", "two", "three"])
def test_about_twenty_five_in_a_thousand_are_drawn(seed: str) -> None:
    count = sum(audit.is_drawn(seed, code, 25) for code in CODES)
    assert 1000 - 4 * 31.3 < count < 1000 + 4 * 31.3  # four times the spread of chance


@pytest.mark.parametrize("seed", ["one", "two"])
def test_lots_fall_evenly(seed: str) -> None:
    tenths = [0] * 10
    for code in CODES:
        tenths[audit.lot_of(seed, code) * 10 // audit.LOTS] += 1
    assert sum((count - 4000) ** 2 / 4000 for count in tenths) < 27.9  # one in a thousand


def test_nobody_and_everybody() -> None:
    assert not any(audit.is_drawn("s", code, 0) for code in CODES[:500])
    assert all(audit.is_drawn("s", code, 1000) for code in CODES[:500])


def test_the_hash_binds_to_one_seed() -> None:
    assert audit.hash_of("a") == sha256(b"a").hexdigest() != audit.hash_of("b")


@pytest.mark.parametrize(
    ("registered_on", "today", "exempt"),
    [
        (date(2026, 11, 23), date(2027, 11, 22), True),
        (date(2026, 11, 23), date(2027, 11, 23), False),
        (date(2028, 2, 29), date(2029, 2, 27), True),
        (date(2028, 2, 29), date(2029, 2, 28), False),
    ],
)
def test_only_the_first_year_is_exempt(registered_on: date, today: date, exempt: bool) -> None:
    assert audit.is_exempt(registered_on, today, 12) == exempt


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 11, 23), date(2026, 10, 1), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2027, 1, 1), date(2027, 3, 31)),
        (date(2028, 6, 30), date(2028, 4, 1), date(2028, 6, 30)),
    ],
)
def test_each_quarter_has_its_seed(day: date, first: date, last: date) -> None:
    assert audit.period_of(day) == (first, last)
    assert audit.next_period(day)[0] > last
