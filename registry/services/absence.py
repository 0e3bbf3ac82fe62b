"""A planned absence: entered by the registrant, no reason asked, and every clock stands still."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from registry.clock import london_day
from registry.models.case import Movement
from registry.models.obligation import Obligation
from registry.models.registration import Hold, HoldKind, Registration
from registry.services import casework, obligation
from workflows.calendar import for_person
from workflows.engine import Actor, WrongState


@dataclass(frozen=True)
class Away:
    """An absence as its registrant sees it; `extended_to` is empty when no date moves."""

    began_on: date
    ends_on: date
    begun: bool
    return_days: int
    extended_to: date | None


def of(registration: Registration, now: datetime) -> Away | None:
    """Give the absence that is entered, under way or still to begin."""
    hold = entered(registration)
    if hold is None or hold.ends_on is None or not registration.on_register:
        return None
    return Away(
        began_on=hold.began_on,
        ends_on=hold.ends_on,
        begun=hold.began_on <= london_day(now),
        return_days=obligation.least_days(registration, hold),
        extended_to=extended_to(registration, hold),
    )


def entered(registration: Registration) -> Hold | None:
    """Find the absence that is not over."""
    open_ones = (hold for hold in registration.holds if hold.ended_on is None)
    return next((hold for hold in open_ones if hold.kind == HoldKind.ABSENCE), None)


def extended_to(registration: Registration, hold: Hold) -> date | None:
    """Give the day to which the next due date moves when an absence ends as it is planned."""
    if hold.ends_on is None:
        return None
    back_on = hold.ends_on + timedelta(days=1)
    for each in registration.obligations:
        if later := obligation.moved_to(each, hold, back_on):
            return later
    if registration.late_until is None:
        return None
    least = timedelta(days=obligation.least_days(registration, hold))
    return max(registration.late_until, for_person(back_on + least))


def due_after(registration: Registration, owed: Obligation, now: datetime) -> date | None:
    """Give the due date that one obligation has after an absence that is under way, if it moves."""
    hold = entered(registration)
    if hold is None or hold.ends_on is None or not hold.holds_on(london_day(now)):
        return None
    return obligation.moved_to(owed, hold, hold.ends_on + timedelta(days=1))


def enter(
    registration: Registration, began_on: date | None, ends_on: date, *, actor: Actor, now: datetime
) -> Movement:
    """Enter an absence, or give the one that is entered other days.

    One that has begun keeps its first day.
    """
    casework.lock(registration)
    hold = entered(registration)
    if hold is None:
        days = {"began_on": began_on or london_day(now), "ends_on": ends_on}
        return obligation.stop_clocks(registration, HoldKind.ABSENCE, actor=actor, now=now, **days)
    if began_on is not None and hold.began_on > london_day(now):
        hold.began_on = began_on
    hold.ends_on = ends_on
    return casework.fire(registration, "pause", actor=actor, now=now, evidence={"hold": hold.id})


def end(registration: Registration, *, actor: Actor, now: datetime) -> Movement:
    """End an absence today; one that has not begun is taken back, and moves nothing."""
    casework.lock(registration)
    hold = entered(registration)
    if hold is None:
        raise WrongState("No absence is entered")
    if hold.began_on <= london_day(now):
        return obligation.let_run(registration, hold, actor=actor, now=now)
    hold.ended_on = hold.began_on
    return casework.fire(registration, "pause", actor=actor, now=now, evidence={"hold": hold.id})
