"""Working days, anniversaries and London dates.

The published bank holidays are data (`workflows/holidays.py`). Beyond their years the rules of
the Banking and Financial Dealings Act 1971 and its yearly proclamations are applied as they now
stand; such a day is provisional, for a jubilee or a funeral can still move it.

Deadlines are days, not instants: the day itself is in time, and time is up at
`london_midnight_after(day)`.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from workflows.holidays import PUBLISHED

LONDON = ZoneInfo("Europe/London")
ENGLAND_AND_WALES = "england-and-wales"
SCOTLAND = "scotland"
NORTHERN_IRELAND = "northern-ireland"
DIVISIONS = (ENGLAND_AND_WALES, SCOTLAND, NORTHERN_IRELAND)

MONDAY, SATURDAY = 0, 5
ONE_DAY = timedelta(days=1)


def working_days_between(start: date, end: date, division: str = ENGLAND_AND_WALES) -> int:
    """Count the working days from `start`, which counts, to `end`, which does not."""
    known(division)
    if end < start:
        raise ValueError("The end is before the start")
    days = (start + timedelta(days=n) for n in range((end - start).days))
    return sum(is_working_day(day, division) for day in days)


def add_working_days(day: date, n: int, division: str = ENGLAND_AND_WALES) -> date:
    """Give the working day `n` after `day`; a day that is none first rolls forward."""
    if n < 0:
        raise ValueError("Working days are only counted forward")
    day = roll_forward(day, division)
    for _ in range(n):
        day = next_working_day(day, division)
    return day


def next_working_day(day: date, division: str = ENGLAND_AND_WALES) -> date:
    """Give the first working day after `day`."""
    return roll_forward(day + ONE_DAY, division)


def previous_working_day(day: date, division: str = ENGLAND_AND_WALES) -> date:
    """Give the last working day before `day`."""
    return roll_back(day - ONE_DAY, division)


def roll_forward(day: date, division: str = ENGLAND_AND_WALES) -> date:
    """Give `day`, or the first working day after it if it is none."""
    while not is_working_day(day, division):
        day += ONE_DAY
    return day


def roll_back(day: date, division: str = ENGLAND_AND_WALES) -> date:
    """Give `day`, or the last working day before it if it is none."""
    while not is_working_day(day, division):
        day -= ONE_DAY
    return day


def is_working_day(day: date, division: str = ENGLAND_AND_WALES) -> bool:
    """Say whether offices are open: no Saturday, Sunday or bank holiday."""
    return not is_bank_holiday(day, division) and day.weekday() < SATURDAY


def is_bank_holiday(day: date, division: str = ENGLAND_AND_WALES) -> bool:
    """Say whether `day` is a bank holiday there, as published or else by rule."""
    if isinstance(day, datetime):
        raise TypeError("A London day is wanted, not an instant; see london_day")
    return day in bank_holidays(day.year, division)


def is_provisional(day: date, division: str = ENGLAND_AND_WALES) -> bool:
    """Say whether the holidays of that year are computed, not published."""
    return str(day.year) not in published(division)


def last_published_day(division: str = ENGLAND_AND_WALES) -> date:
    """Give the last day whose holidays are published."""
    return date(int(max(published(division))), 12, 31)


def for_person(day: date, division: str = ENGLAND_AND_WALES) -> date:
    """Move a deadline for a person later, past days off and 23 December to 2 January."""
    while in_quiet_days(day) or not is_working_day(day, division):
        day += ONE_DAY
    return day


def for_us(day: date, division: str = ENGLAND_AND_WALES) -> date:
    """Move a promise of our own earlier, to a day on which it can be kept."""
    return roll_back(day, division)


def in_quiet_days(day: date) -> bool:
    """Say whether `day` is one of 23 December to 2 January, when no deadline falls."""
    return (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 2)


def add_months(day: date, n: int) -> date:
    """Give the same day `n` months on, or that month's last day if it is shorter."""
    months = day.year * 12 + day.month - 1 + n
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def anniversary(day: date, years: int) -> date:
    """Give the day `years` on; 29 February falls on 28 February when there is none.

    Count from the first day each time: a chain of anniversaries would lose the 29th for good.
    """
    return add_months(day, 12 * years)


def london_day(instant: datetime) -> date:
    """Give the London calendar day that holds this instant."""
    if instant.tzinfo is None:
        raise ValueError("An instant needs its time zone")
    return instant.astimezone(LONDON).date()


def london_midnight_after(day: date) -> datetime:
    """Give the UTC instant at which `day` ends in London."""
    return datetime.combine(day + ONE_DAY, time(), LONDON).astimezone(UTC)


@cache
def bank_holidays(year: int, division: str = ENGLAND_AND_WALES) -> frozenset[date]:
    """Give the bank holidays of one year, as published or else by rule."""
    days = published(division).get(str(year))
    if days is None:
        return holidays_by_rule(year, division)
    return frozenset(date.fromisoformat(f"{year}-{day}") for day in days)


@cache
def published(division: str) -> dict[str, list[str]]:
    """Read the published days of one division: year to month-day."""
    lines = PUBLISHED[known(division)].strip().splitlines()
    return {year: days for year, *days in map(str.split, lines)}


def known(division: str) -> str:
    if division not in DIVISIONS:
        raise ValueError(f"Unknown division: {division}")
    return division


def holidays_by_rule(year: int, division: str = ENGLAND_AND_WALES) -> frozenset[date]:
    """Give the bank holidays that rule and custom alone put into a year."""
    easter = easter_sunday(year)
    days = {
        easter - timedelta(days=2),
        monday_on_or_after(date(year, 5, 1)),
        monday_on_or_after(date(year, 5, 25)),
        *with_substitutes(date(year, 12, 25), date(year, 12, 26)),
    }
    return frozenset(days | OWN_DAYS[known(division)](year, easter))


def own_days_of_england_and_wales(year: int, easter: date) -> set[date]:
    return {
        *with_substitutes(date(year, 1, 1)),
        easter + ONE_DAY,
        monday_on_or_after(date(year, 8, 25)),
    }


def own_days_of_scotland(year: int, easter: date) -> set[date]:
    return {
        *with_substitutes(date(year, 1, 1), date(year, 1, 2)),
        monday_on_or_after(date(year, 8, 1)),
        *with_substitutes(date(year, 11, 30)),
    }


def own_days_of_northern_ireland(year: int, easter: date) -> set[date]:
    return own_days_of_england_and_wales(year, easter) | {
        *with_substitutes(date(year, 3, 17)),
        *with_substitutes(date(year, 7, 12)),
    }


OWN_DAYS = {
    ENGLAND_AND_WALES: own_days_of_england_and_wales,
    SCOTLAND: own_days_of_scotland,
    NORTHERN_IRELAND: own_days_of_northern_ireland,
}


def monday_on_or_after(day: date) -> date:
    return day + timedelta(days=(MONDAY - day.weekday()) % 7)


def with_substitutes(*days: date) -> Iterable[date]:
    """Move each of these that falls on a weekend to the next weekday that none of them holds."""
    taken = {day for day in days if day.weekday() < SATURDAY}
    for day in sorted(set(days) - taken):
        while day.weekday() >= SATURDAY or day in taken:
            day += ONE_DAY
        taken.add(day)
    return taken


def easter_sunday(year: int) -> date:
    """Compute Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    skipped_leap, century_phase = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - skipped_leap - moon_shift + 15) % 30
    leap, leap_phase = divmod(of_century, 4)
    weekday = (32 + 2 * century_phase + 2 * leap - epact - leap_phase) % 7
    late_moon = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late_moon + 114, 31)
    return date(year, month, day + 1)
