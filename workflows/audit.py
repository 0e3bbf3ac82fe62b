"""Which portfolios are looked at: a draw that anybody can make again when its seed is published.

The hash of a seed is published before its period begins, the seed when it is over. Each portfolio
carries a code of its own, fixed when its cycle began, so nobody can choose a seed that spares or
hits somebody; and because only its registrant knows the code, the seed tells nobody else who was
drawn.
"""

import hashlib
from datetime import date, timedelta

from workflows.calendar import add_months

MONTHS = 3  # one seed for each quarter of the year
LOTS = 2**64


def hash_of(seed: str) -> str:
    """Give what is published before a draw: it binds us to the seed without telling it."""
    return hashlib.sha256(seed.encode()).hexdigest()


def lot_of(seed: str, code: str) -> int:
    """Give the lot of one portfolio under a seed, evenly spread from 0 to LOTS - 1."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{code}".encode()).digest()[:8], "big")


def is_drawn(seed: str, code: str, per_thousand: int) -> bool:
    """Say whether a portfolio is drawn: whoever knows seed and code finds the same."""
    return lot_of(seed, code) * 1000 < per_thousand * LOTS


def is_exempt(registered_on: date, today: date, months: int) -> bool:
    """Say whether somebody has been on the register so shortly that nobody looks yet."""
    return today < add_months(registered_on, months)


def period_of(day: date) -> tuple[date, date]:
    """Give the first and the last day of the quarter whose seed draws on a day."""
    first = date(day.year, day.month - (day.month - 1) % MONTHS, 1)
    return first, add_months(first, MONTHS) - timedelta(days=1)


def next_period(day: date) -> tuple[date, date]:
    """Give the first and the last day of the quarter after the one that holds a day."""
    return period_of(period_of(day)[1] + timedelta(days=1))
