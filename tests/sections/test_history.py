"""Coverage of the last years, counted in days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.sections.history import Gap, Job, coverage, gaps, uncovered
from registry.sections.moment import years_before
from tests.sections.answers import TODAY, day, wrong

DAY = timedelta(days=1)
SINCE = years_before(TODAY, 6)


def job(started: str, ended: str | None = None) -> Job:
    return Job(date.fromisoformat(started), date.fromisoformat(ended) if ended else None)


@pytest.mark.parametrize(
    ("jobs", "found"),
    [
        ([], [Gap(SINCE, TODAY)]),
        ([job("2015-01-01")], []),
        ([job("2015-01-01", "2026-10-26")], []),
        ([job("2015-01-01", "2026-10-25")], [Gap(date(2026, 10, 26), TODAY)]),
        ([job("2020-12-21")], []),
        ([job("2020-12-22")], [Gap(SINCE, date(2020, 12, 21))]),
        (
            [job("2023-03-01"), job("2010-01-01", "2022-12-31")],
            [Gap(date(2023, 1, 1), date(2023, 2, 28))],
        ),
        ([job("2010-01-01", "2024-01-01"), job("2012-01-01", "2013-01-01"), job("2024-01-02")], []),
        ([job("2030-01-01")], [Gap(SINCE, TODAY)]),
    ],
)
def test_gaps_of_more_than_28_days(jobs: list[Job], found: list[Gap]) -> None:
    assert gaps(jobs, TODAY) == found


dates = st.dates(min_value=date(2019, 1, 1), max_value=date(2028, 1, 1))
spans = st.builds(
    lambda start, days: Job(start, None if days is None else start + timedelta(days=days)),
    dates,
    st.one_of(st.none(), st.integers(min_value=0, max_value=900)),
)


@given(st.lists(spans, max_size=6))
def test_gaps_are_the_days_that_no_job_holds(jobs: list[Job]) -> None:
    every = [SINCE + n * DAY for n in range((TODAY - SINCE).days + 1)]
    free = [d for d in every if not any(j.started <= d <= (j.ended or d) for j in jobs)]
    found = [gap.began + n * DAY for gap in uncovered(jobs, SINCE, TODAY) for n in range(gap.days)]
    assert found == free
    assert coverage(jobs, TODAY) == pytest.approx(1 - len(free) / len(every))


def test_an_open_gap_is_named_with_its_dates() -> None:
    assert wrong("history", gaps=None) == {
        "gaps": [
            "Explain the time from 1 February 2024 to 31 March 2024, "
            "or select a reason you need not give"
        ]
    }


def test_a_gap_explained_in_part_stays_open_when_the_rest_is_long() -> None:
    part = {"began": day("2024-02-01"), "ended": day("2024-02-10"), "kind": "need_not_give"}
    assert "from 11 February 2024" in wrong("history", gaps=[part])["gaps"][0]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"ended": day("2014-12-31")}, {"ended": ["The end must be on or after the start"]}),
        ({"ended": day("2027-01-01")}, {"ended": ["The date must be today or in the past"]}),
        ({"reason": ""}, {"reason": ["Enter the reason for leaving"]}),
    ],
)
def test_a_job_that_ended(change: dict[str, object], says: dict[str, list[str]]) -> None:
    ended = {"employer": "A", "post": "B", "started": day("2015-01-01"), "current": "no"}
    ended |= {"ended": day("2016-01-01"), "reason": "New post"} | change
    assert wrong("history", employment=[ended]) == {"employment": {0: says}}


def test_an_explanation_needs_words_only_when_one_is_offered() -> None:
    gap = {"began": day("2024-02-01"), "ended": day("2024-03-31"), "kind": "explained"}
    assert wrong("history", gaps=[gap]) == {
        "gaps": {0: {"words": ["Write what you did in that time"]}}
    }
