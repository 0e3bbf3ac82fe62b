"""Working days, moved holidays, clock changes and leap days, as tables."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows import calendar

DAYS = st.dates(date(2012, 1, 1), date(2040, 12, 31))
DIVISIONS = st.sampled_from(calendar.DIVISIONS)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize("division", calendar.DIVISIONS)
def test_published_holidays_last_for_another_year(division):
    """When this fails, add the new edition: see registry/reference/bank_holidays.py."""
    assert calendar.last_published_day(division) > date.today() + timedelta(days=365)


# What a proclamation moved or added: days the rules alone would not give, and days they would.
JUBILEE_2012, COVERED_2012 = {"2012-06-04", "2012-06-05"}, {"2012-05-28"}
VE_DAY_2020, COVERED_2020 = {"2020-05-08"}, {"2020-05-04"}
ROYAL_2022, COVERED_2022 = {"2022-06-02", "2022-06-03", "2022-09-19"}, {"2022-05-30"}
PROCLAIMED = {
    2012: (JUBILEE_2012, COVERED_2012),
    2020: (VE_DAY_2020, COVERED_2020),
    2022: (ROYAL_2022, COVERED_2022),
    2023: ({"2023-05-08"}, set()),
}


@pytest.mark.parametrize("division", calendar.DIVISIONS)
@pytest.mark.parametrize("year", range(2012, 2029))
def test_rules_give_every_published_day_but_the_proclaimed_ones(year, division):
    more, fewer = PROCLAIMED.get(year, (set(), set()))
    by_rule = calendar.holidays_by_rule(year, division)
    assert calendar.bank_holidays(year, division) - by_rule == set(map(day, more))
    assert by_rule - calendar.bank_holidays(year, division) == set(map(day, fewer))


@pytest.mark.parametrize(
    ("year", "division", "expected"),
    [
        (2029, "england-and-wales", "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26"),
        (2032, "england-and-wales", "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
        (2033, "england-and-wales", "01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27"),
        (2033, "scotland", "01-03 01-04 04-15 05-02 05-30 08-01 11-30 12-26 12-27"),
        (2034, "scotland", "01-02 01-03 04-07 05-01 05-29 08-07 11-30 12-25 12-26"),
        (2031, "northern-ireland", "01-01 03-17 04-11 04-14 05-05 05-26 07-14 08-25 12-25 12-26"),
    ],
)
def test_years_not_yet_published_follow_the_rules(year, division, expected):
    days = {day(f"{year}-{text}") for text in expected.split()}
    assert calendar.bank_holidays(year, division) == days
    assert all(calendar.is_provisional(each, division) for each in days)


def test_published_years_are_not_provisional():
    assert not calendar.is_provisional(day("2012-01-01"))
    assert not calendar.is_provisional(day("2028-12-31"))
    assert calendar.is_provisional(day("2029-01-01"))


@pytest.mark.parametrize(
    "easter", ["1818-03-22", "1943-04-25", "2000-04-23", "2008-03-23", "2038-04-25", "2049-04-18"]
)
def test_easter(easter):
    assert calendar.easter_sunday(day(easter).year) == day(easter)


@pytest.mark.parametrize(
    ("text", "division", "holiday"),
    [
        ("2012-06-05", "england-and-wales", True),  # Diamond Jubilee
        ("2012-05-28", "england-and-wales", False),  # its spring holiday had moved to June
        ("2020-05-04", "england-and-wales", False),  # moved to VE day
        ("2020-05-08", "northern-ireland", True),
        ("2022-09-19", "scotland", True),  # state funeral
        ("2026-04-06", "scotland", False),  # no Easter Monday there
        ("2026-08-03", "scotland", True),
        ("2026-08-31", "scotland", False),
        ("2026-07-13", "northern-ireland", True),
        ("2026-07-13", "england-and-wales", False),
        ("2026-12-26", "england-and-wales", False),  # a Saturday; the holiday is the Monday
        ("2026-12-28", "england-and-wales", True),
    ],
)
def test_bank_holidays_by_division(text, division, holiday):
    assert calendar.is_bank_holiday(day(text), division) is holiday


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("2026-11-23", "2026-11-23", 0),
        ("2026-11-23", "2026-11-24", 1),
        ("2026-11-20", "2026-11-23", 1),  # Friday counts, the weekend does not
        ("2026-11-21", "2026-11-23", 0),
        ("2026-12-24", "2026-12-29", 1),  # Christmas, weekend, substitute Boxing Day
        ("2020-05-04", "2020-05-09", 4),
        ("2028-02-28", "2028-03-01", 2),  # 29 February is a day like others
        ("2026-03-28", "2026-03-31", 1),  # clocks go forward on the Sunday
        ("2026-10-23", "2026-10-27", 2),  # and back
        ("2028-12-29", "2029-01-03", 2),  # from a published year into a computed one
    ],
)
def test_start_counts_and_end_does_not(start, end, count):
    assert calendar.working_days_between(day(start), day(end)) == count


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-11-21", 0, "2026-11-23"),
        ("2026-11-21", 1, "2026-11-24"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-12-23", 2, "2026-12-29"),
        ("2022-06-01", 1, "2022-06-06"),
        ("2022-09-16", 1, "2022-09-20"),
        ("2028-02-28", 1, "2028-02-29"),
    ],
)
def test_add_working_days(start, n, expected):
    assert calendar.add_working_days(day(start), n) == day(expected)


def test_neighbouring_working_days_are_never_the_day_itself():
    assert calendar.next_working_day(day("2026-12-24")) == day("2026-12-29")
    assert calendar.previous_working_day(day("2026-12-29")) == day("2026-12-24")
    assert calendar.next_working_day(day("2026-04-03"), "scotland") == day("2026-04-06")
    assert calendar.next_working_day(day("2026-04-03")) == day("2026-04-07")


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="before"):
        calendar.working_days_between(day("2026-11-24"), day("2026-11-23"))
    with pytest.raises(ValueError, match="forward"):
        calendar.add_working_days(day("2026-11-24"), -1)
    with pytest.raises(TypeError, match="instant"):
        calendar.is_working_day(datetime(2026, 12, 25, tzinfo=UTC))
    with pytest.raises(ValueError, match="time zone"):
        calendar.london_day(datetime(2026, 12, 25))


@pytest.mark.parametrize(
    "ask",
    [
        lambda where: calendar.working_days_between(date.min, date.min, where),
        lambda where: calendar.add_working_days(day("2026-11-23"), 0, where),
        lambda where: calendar.next_working_day(day("2026-11-23"), where),
        lambda where: calendar.is_bank_holiday(day("2035-11-23"), where),
        lambda where: calendar.is_provisional(day("2035-11-23"), where),
    ],
)
def test_unknown_division_is_refused(ask):
    with pytest.raises(ValueError, match="Unknown division: wales"):
        ask("wales")


@given(DAYS, st.integers(0, 60), DIVISIONS)
def test_adding_and_counting_agree(start, n, division):
    first = calendar.roll_forward(start, division)
    assert (
        calendar.working_days_between(
            first, calendar.add_working_days(start, n, division), division
        )
        == n
    )


@given(DAYS, DIVISIONS)
def test_next_and_previous_undo_each_other_on_working_days(start, division):
    first = calendar.roll_forward(start, division)
    after = calendar.next_working_day(first, division)
    assert calendar.previous_working_day(after, division) == first


@pytest.mark.parametrize(
    ("due", "moved"),
    [
        ("2026-11-23", "2026-11-23"),
        ("2026-11-21", "2026-11-23"),
        ("2026-12-22", "2026-12-22"),
        ("2026-12-23", "2027-01-04"),  # 2 January is a Saturday
        ("2027-01-02", "2027-01-04"),
        ("2027-12-24", "2028-01-04"),  # Monday 3 January is the substitute holiday
        ("2028-12-23", "2029-01-03"),
    ],
)
def test_a_person_never_has_a_deadline_on_a_day_off_or_at_christmas(due, moved):
    assert calendar.for_person(day(due)) == day(moved)


@pytest.mark.parametrize(
    ("due", "moved"), [("2026-11-22", "2026-11-20"), ("2026-12-28", "2026-12-24")]
)
def test_our_own_promises_move_earlier(due, moved):
    assert calendar.for_us(day(due)) == day(moved)


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-03-31", -1, "2026-02-28"),
    ],
)
def test_add_months(start, n, expected):
    assert calendar.add_months(day(start), n) == day(expected)


@pytest.mark.parametrize(
    ("years", "expected"), [(1, "2029-02-28"), (3, "2031-02-28"), (4, "2032-02-29")]
)
def test_anniversaries_of_29_february_return_to_it(years, expected):
    assert calendar.anniversary(day("2028-02-29"), years) == day(expected)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("2026-01-15", "2026-01-16T00:00+00:00"),
        ("2026-07-15", "2026-07-15T23:00+00:00"),
        ("2026-03-28", "2026-03-29T00:00+00:00"),  # the eve of the change to summer time
        ("2026-03-29", "2026-03-29T23:00+00:00"),  # a day of 23 hours
        ("2026-10-24", "2026-10-24T23:00+00:00"),
        ("2026-10-25", "2026-10-26T00:00+00:00"),  # a day of 25 hours
        ("2028-02-28", "2028-02-29T00:00+00:00"),
        ("2026-12-31", "2027-01-01T00:00+00:00"),
    ],
)
def test_a_day_ends_at_midnight_in_london(text, ends):
    midnight = calendar.london_midnight_after(day(text))
    assert midnight == datetime.fromisoformat(ends)
    assert midnight.tzinfo is UTC
    assert calendar.london_day(midnight - timedelta(microseconds=1)) == day(text)
    assert calendar.london_day(midnight) == day(text) + timedelta(days=1)
