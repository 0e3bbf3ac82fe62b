"""What a registrant owes, as their own page and their calendar show it.

Whether somebody is complete is `obligation.verdict`'s to say; here its words get their links, and
what happens to whoever does nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from registry import links
from registry.clock import london_day
from registry.models.registration import Registration
from registry.sections.moment import written
from registry.services import absence, obligation
from workflows.obligation import Owed, counted
from workflows.registration import Standing


@dataclass(frozen=True)
class Missing:
    """One thing that is missing, the page that mends it, and its last day."""

    title: str
    path: str
    due_on: date | None  # empty while the clocks stand still and no date is known
    with_others: bool


@dataclass(frozen=True)
class Duty:
    """The verdict, with its links, its date, and what follows from doing nothing."""

    sentence: str
    complete: bool
    missing: tuple[Missing, ...]
    by: date | None
    if_nothing: str
    next_opens_on: date | None
    paused: bool
    extended_to: date | None

    @property
    def next_path(self) -> str:
        """Give the page of the first thing that is the registrant's to do."""
        return next((each.path for each in self.missing if not each.with_others), "")


def of(registration: Registration, now: datetime) -> Duty | None:
    """Give what is owed by somebody registered, or by whoever can come back on the same day."""
    today = london_day(now)
    until = quick_until(registration)
    if not registration.on_register and (until is None or until < today):
        return None
    verdict = obligation.verdict(registration, now)
    by = until or registration.late_until or verdict.due_on
    paused = registration.on_register and registration.paused(today)
    return Duty(
        sentence=verdict.sentence,
        complete=verdict.complete,
        missing=tuple(
            Missing(each.title, links.step_path(each.place), day, each.with_others)
            for each in verdict.missing
            for day in [last_day(registration, each, now)]
        ),
        by=None if verdict.complete else by,
        if_nothing=if_nothing(registration, by, now) if by else "",
        next_opens_on=verdict.next_opens_on,
        paused=paused,
        extended_to=extended_to(registration, now),
    )


def last_day(registration: Registration, owed: Owed, now: datetime) -> date | None:
    """Give the day by which one thing is still in time, as things stand."""
    if registration.on_register and registration.paused(london_day(now)):
        return extended_to(registration, now)
    return quick_until(registration) or registration.late_until or owed.due_on


def quick_until(registration: Registration) -> date | None:
    """Give the last day on which sending what is missing restores whoever lapsed."""
    if registration.state != Standing.LAPSED:
        return None
    return registration.entered_on + timedelta(days=registration.policy.quick_restore_days)


def may_send(registration: Registration, now: datetime) -> bool:
    """Say whether what is owed can still be sent: registered, or lapsed a short time ago."""
    until = quick_until(registration)
    return registration.on_register or (until is not None and london_day(now) <= until)


def extended_to(registration: Registration, now: datetime) -> date | None:
    """Give the date to which the renewal is extended, whatever the reason was."""
    away = absence.of(registration, now)
    if away is not None and away.begun:
        return away.extended_to
    if registration.paused(london_day(now)):
        return None  # a stop without an end: the date is told when it is over
    if registration.state != Standing.ACTIVE:
        return None
    owed = registration.obligations[:1]
    moved = (row for row in owed if getattr(row, "first_due_on", row.due_on) != row.due_on)
    return next((row.due_on for row in moved), None)


def if_nothing(registration: Registration, by: date, now: datetime) -> str:
    """Say what happens when nothing is done by a date."""
    late_days = counted(registration.policy.late_days, "day")
    if registration.state == Standing.LAPSED:
        return (
            f"If you do nothing by {written(by)}, you can still come back later. A registrar then"
            " looks again at every check that is out of date"
        )
    if registration.paused(london_day(now)):
        return "Your dates stand still. If you do nothing now, nothing follows from it"
    if registration.state == Standing.LATE:
        return (
            f"You are still registered. If nothing is sent by {written(by)}, a person looks at your"
            " case, and your registration can then lapse"
        )
    return (
        f"If you do nothing, you are late after {written(by)}. You stay registered for {late_days}"
        " more, and we tell your employer. Nobody comes off the register before a person has looked"
    )
