"""Employment over the last years, and every longer gap in it explained or named as private.

A gap is counted in whole days between posts. A gap for a protected reason need not be explained,
so the person can say just that; what matters is that nothing is overlooked.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from marshmallow import ValidationError, validates_schema

from registry.sections.base import (
    Choice,
    Page,
    PartedDate,
    RepeatedGroup,
    Section,
    Text,
    YesNo,
    ask,
    moment,
    not_in_the_future,
    options,
    written,
    years_before,
)

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Job:
    """A time in work or training; without an end it goes on."""

    started: date
    ended: date | None = None


@dataclass(frozen=True)
class Gap:
    """Days without a post, the first and the last of them included."""

    began: date
    ended: date

    @property
    def days(self) -> int:
        return (self.ended - self.began).days + 1

    def __str__(self) -> str:
        return f"{written(self.began)} to {written(self.ended)}"


def uncovered(jobs: Iterable[Job], since: date, until: date) -> Iterator[Gap]:
    """Give every stretch of days from `since` to `until` that no job covers."""
    free = since
    for job in sorted(jobs, key=lambda job: job.started):
        if job.started > until:
            break
        if job.started > free:
            yield Gap(free, job.started - DAY)
        if job.ended is None or job.ended >= until:
            return
        free = max(free, job.ended + DAY)
    if free <= until:
        yield Gap(free, until)


def gaps(jobs: Iterable[Job], today: date, years: int = 6, longer_than: int = 28) -> list[Gap]:
    """Give the gaps of more than `longer_than` days in the years before today."""
    since = years_before(today, years)
    return [gap for gap in uncovered(jobs, since, today) if gap.days > longer_than]


def coverage(jobs: Iterable[Job], today: date, years: int = 6) -> float:
    """Give the share of the days of these years that jobs cover, from 0 to 1."""
    since = years_before(today, years)
    free = sum(gap.days for gap in uncovered(jobs, since, today))
    return 1 - free / ((today - since).days + 1)


def jobs_of(answers: Mapping[str, Any]) -> list[Job]:
    """Read the jobs from loaded answers; in a draft, those that have a beginning."""
    jobs = answers.get("employment", ())
    return [Job(job["started"], job.get("ended")) for job in jobs if "started" in job]


def _in_order(data: Mapping[str, Any], first: str) -> None:
    if first in data and "ended" in data and data["ended"] < data[first]:
        raise ValidationError({"ended": ["The end must be on or after the start"]})


class Employment(Section):
    employer = ask(Text, "Employer", required="Enter the employer")
    post = ask(Text, "Post", required="Enter the post you held", most=120)
    started = ask(
        PartedDate,
        "Start date",
        required="Enter the date on which you started",
        validate=not_in_the_future,
    )
    current = ask(
        YesNo,
        "Do you still work there?",
        short="Still working there",
        required="Select yes if you still work there",
    )
    ended = ask(
        PartedDate,
        "End date",
        show_when=("current", False),
        required="Enter the date on which you left",
        validate=not_in_the_future,
    )
    reason = ask(
        Text,
        "Reason for leaving",
        hint="A few words. Leave out anything about health",
        show_when=("current", False),
        required="Enter the reason for leaving",
        most=300,
    )

    @validates_schema
    def in_order(self, data: Mapping[str, Any], **_: Any) -> None:
        _in_order(data, "started")


class Explanation(Section):
    began = ask(PartedDate, "From", required="Enter the date on which the gap began")
    ended = ask(PartedDate, "To", required="Enter the date on which the gap ended")
    kind = ask(
        Choice,
        "Why was that?",
        short="Explanation",
        required="Select whether you explain this gap",
        choices=options(
            ("explained", "I will explain it"),
            (
                "need_not_give",
                "A reason I need not give",
                "For example one to do with health, disability, pregnancy, family, religion "
                "or another protected characteristic",
            ),
        ),
    )
    words = ask(
        Text,
        "What did you do in that time?",
        short="In that time",
        show_when=("kind", "explained"),
        required="Write what you did in that time",
        lines=True,
        most=1000,
    )

    @validates_schema
    def in_order(self, data: Mapping[str, Any], **_: Any) -> None:
        _in_order(data, "began")


class History(Section):
    key, title, group = "history", "Your employment history", "Your work"
    summary = "The last six years, with longer gaps explained"
    pages = (
        Page("employment", "Where you have worked", ("employment",)),
        Page("gaps", "Gaps between posts", ("gaps",)),
    )

    employment = ask(
        RepeatedGroup,
        "Jobs and training",
        hint="Cover at least the last six years. Give earlier posts too if they matter. "
        "Count full-time study and training as a job",
        required="Add at least one job",
        of=Employment,
        item="Job",
        least=1,
        most=40,
    )
    gaps = ask(
        RepeatedGroup,
        "Gaps",
        hint="Any time of more than 28 days without a job in the last six years",
        of=Explanation,
        item="Gap",
        most=20,
    )

    @validates_schema
    def accounted_for(self, data: Mapping[str, Any], **_: Any) -> None:
        """Name each stretch of days that neither a job nor an explanation covers."""
        open_gaps = unexplained(data)
        if open_gaps:
            messages = [
                f"Explain the time from {gap}, or select a reason you need not give"
                for gap in open_gaps
            ]
            raise ValidationError({"gaps": messages})


def unexplained(answers: Mapping[str, Any]) -> list[Gap]:
    """Give the gaps that loaded answers neither cover nor explain, at the moment of the load."""
    at = moment()
    explained = [
        Job(gap["began"], gap["ended"])
        for gap in answers.get("gaps", ())
        if "began" in gap and "ended" in gap
    ]
    spans = [*jobs_of(answers), *explained]
    return gaps(spans, at.today, at.history_years, at.gap_days)
