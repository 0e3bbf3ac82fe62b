"""The way back to the register for whoever is no longer on it: what it takes, and from when.

Which way is open follows from how and when the registration ended, and nobody chooses it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from registry.clock import london_day
from registry.models.registration import Registration
from registry.services import duty, register
from workflows.calendar import add_months
from workflows.registration import Standing

ASKED = frozenset({Standing.LAPSED, Standing.LEFT, Standing.RETIRED, Standing.UNREACHABLE})


@dataclass(frozen=True)
class PathBack:
    """One way back: `quick` by oneself, `simple` or `full` by asking, `closed` by neither."""

    way: str
    standing: str
    ended_on: date
    until: date | None = None
    working_days: int = 0


def of(registration: Registration, now: datetime) -> PathBack | None:
    """Give the way back for somebody whose registration has ended."""
    if registration.on_register or registration.state == Standing.NEW:
        return None
    today, terms = london_day(now), registration.policy
    ended_on = register.told_ended_on(registration) or registration.entered_on
    standing = registration.state
    if duty.may_send(registration, now):
        return PathBack("quick", standing, ended_on, duty.quick_until(registration))
    if standing not in ASKED:
        return PathBack("closed", standing, ended_on)
    kept = standing == Standing.UNREACHABLE
    months = terms.unreachable_restore_months if kept else terms.simple_restore_months
    until = add_months(registration.entered_on, months)
    way = "simple" if today <= until else "full"
    return PathBack(way, standing, ended_on, until, terms.receipt_working_days)
