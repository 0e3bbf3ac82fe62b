"""How days, times, counts and statuses are written on a page.

Every date is a London date, every time a London time. `COLOURS` is the only place where a status
gets a colour; its words come from `workflows/`.
"""

from datetime import date, datetime
from uuid import uuid4

from flask import Flask

from registry import clock
from workflows.calendar import LONDON, working_days_between

NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}
GREY = "grey"
COLOURS = {
    # an application, as its subject and staff see it
    "draft": "white",
    "checks": "blue",
    "assessment": "purple",
    "decision": "purple",
    "awaiting_information": "yellow",
    "minded_to_refuse": "orange",
    "registered": "green",
    "refused": "red",
    "withdrawn": "grey",
    "expired": "grey",
    "closed": "grey",
    # a section of the task list
    "not_started": "white",
    "in_progress": "blue",
    "complete": "green",
    "needs_attention": "orange",
    # a check
    "open": "blue",
    "query": "yellow",
    "clear": "green",
    "mitigated": "green",
    "ground_ended": "green",
    "not_satisfied": "red",
    "not_needed": "grey",
    "stale": "orange",
    "ended": "grey",
    # a reference
    "requested": "blue",
    "overdue": "orange",
    "answered": "green",
    "declined": "yellow",
    "replaced": "grey",
    # the standing of an entry, and its certificate
    "new": "white",
    "active": "green",
    "restricted": "orange",
    "suspended": "red",
    "left": "grey",
    "late": "orange",
    "lapsed": "grey",
    "retired": "grey",
    "unreachable": "grey",
    "removed": "grey",
    "deceased": "grey",
    "ended_in_error": "grey",
    # a matter
    "received": "blue",
    "acknowledged": "purple",
    "hold": "orange",
    "closed_no_action": "grey",
    # an attestation, and the employer's half
    "scheduled": "white",
    "declared": "green",
    "waiting": "blue",
    "with_registrar": "purple",
    "confirmed": "green",
    "proposed": "blue",
    "stated": "white",
    "disputed": "orange",
    "managed": "green",
    "cannot": "orange",
    "settled": "green",
    "current": "green",
    # a revalidation
    "with_confirmer": "blue",
    "submitted": "blue",
    "audit": "purple",
    "more_evidence": "yellow",
    "remediation": "orange",
    "representations": "orange",
    "revalidated": "green",
    "not_revalidated": "grey",
    # a request for another name, and a merger of organisations
    "asked": "blue",
    "granted": "green",
    "planned": "white",
    "agreed": "blue",
    "running": "purple",
    "done": "green",
    "dropped": "grey",
}


def init_app(app: Flask) -> None:
    """Give the filters, and today's date in the scheme, to every template."""
    for write in (london_date, due_date, london_time, london_moment, in_working_days, plural):
        app.add_template_filter(write)
    app.add_template_filter(colour)
    app.add_template_global(scheme_today)
    app.add_template_global(new_key)


def scheme_today() -> date:
    """Give today's date in the scheme."""
    return clock.london_day(clock.now())


def new_key() -> str:
    """Make an idempotency key for one form as shown."""
    return str(uuid4())


def day_of(value: date | datetime) -> date:
    return clock.london_day(value) if isinstance(value, datetime) else value


def london_date(value: date | datetime) -> str:
    """Write "3 March 2027"."""
    day = day_of(value)
    return f"{day.day} {day:%B} {day.year}"


def due_date(value: date | datetime) -> str:
    """Write "Wednesday 3 March 2027", for a day on which something is due."""
    return f"{day_of(value):%A} {london_date(value)}"


def london_time(value: datetime) -> str:
    """Write "4:30pm", "9am", "midday" or "midnight"."""
    if value.tzinfo is None:
        raise ValueError("A time needs its time zone")
    local = value.astimezone(LONDON)
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'pm' if local.hour >= 12 else 'am'}"


def london_moment(value: datetime) -> str:
    """Write "3 March 2027 at 4:30pm"."""
    return f"{london_date(value)} at {london_time(value)}"


def in_working_days(value: date | datetime, today: date | None = None) -> str:
    """Write how far a day is off; to stand beside the date, never instead of it."""
    day, today = day_of(value), today or scheme_today()
    if near := NEAR.get((day - today).days):
        return near
    if day > today:
        return f"in {span(today, day)}"
    return f"{span(day, today)} ago"


def span(start: date, end: date) -> str:
    """Count in working days, or in days where no working day lies between."""
    days = working_days_between(start, end)
    return plural(days, "working day") if days else plural((end - start).days, "day")


def plural(count: int, one: str, many: str = "") -> str:
    """Write "1 person", "3 people", "1,204 entries"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def colour(status: str) -> str:
    """Give the tag colour of a status."""
    return COLOURS.get(str(status), GREY)
