"""A registrant's own calendar of due dates, at an address that they alone know and can end.

It names nobody and says nothing of any answer: calendars are shared more widely than people think.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from registry import links
from registry.clock import london_day
from registry.db import db
from registry.documents.calendar import Entry, calendar
from registry.errors import NotFound
from registry.models.obligation import Obligation
from registry.models.registration import Registration
from registry.models.user import User
from registry.sections.moment import written
from registry.services import absence, access, casework, duty, employers_half, obligation, register
from registry.services.setting import scheme
from workflows.engine import WrongState

KIND = "calendar"


@dataclass(frozen=True)
class Day:
    """One day of the calendar; what it is `about` keeps its name when its date moves."""

    about: str
    day: date
    title: str
    words: str
    path: str = ""


def share(registration: Registration, *, user: User, now: datetime) -> None:
    """Make a new address for the calendar; one that was given out before no longer opens."""
    casework.lock(registration)
    if not registration.on_register:
        raise WrongState("Your registration has ended, so there are no dates to share")
    keep(registration, secrets.token_urlsafe(16), "share a calendar", user, now)


def stop(registration: Registration, *, user: User, now: datetime) -> None:
    """End the address of the calendar."""
    casework.lock(registration)
    keep(registration, "", "stop the calendar", user, now)


def keep(registration: Registration, nonce: str, act: str, user: User, now: datetime) -> None:
    registration.calendar_nonce = nonce
    access.note(user, f"registration:{registration.id}", act, allowed=True, now=now)


def address_of(registration: Registration) -> str:
    """Give the address of the calendar, or nothing where none is shared."""
    nonce = registration.calendar_nonce
    token = links.token(KIND, registration.id, nonce)
    return links.address("calendar", token=token) if nonce else ""


def feed(token: str, now: datetime) -> bytes:
    """Write the calendar that a guarded link opens. Raises NotFound."""
    try:
        row = db.session.get(Registration, links.row_of(token))
    except ValueError:
        row = None
    nonce = row.calendar_nonce if row is not None else ""
    if row is None or not nonce or not links.opens(token, KIND, row.id, nonce):
        raise NotFound("There is no such calendar")
    host = urlsplit(scheme().base_url).hostname or "register"
    home = links.path("keep up")
    return calendar(
        f"{scheme().short_name}: my due dates",
        (
            Entry(
                uid=f"{day.about}@{host}",
                day=day.day,
                title=day.title,
                description=f"{day.words}\n{links.full(day.path or home)}",
                address=links.full(day.path or home),
                changed_at=now,
            )
            for day in days(row, now)
        ),
    )


def days(registration: Registration, now: datetime) -> Iterator[Day]:
    """Give every day that matters to the registrant."""
    if not registration.on_register:
        yield ended(registration, now)
        return
    for each in registration.obligations:
        yield from due(registration, each, now)
    yield from late(registration, now)
    yield from away(registration, now)
    yield from reply(registration, now)


def due(registration: Registration, owed: Obligation, now: datetime) -> Iterator[Day]:
    """Give the due date of one obligation, and the day on which it opens."""
    owing, about = owed.owing(now), f"{owed.KIND}-{owed.id}"
    lines = [f"{obligation.verdict(registration, now).sentence}."]
    if owing.opens_on > london_day(now):
        words = f"You can begin on this day. It is due by {written(owing.due_on)}."
        yield Day(f"{about}-opens", owing.opens_on, f"{owing.title} opens", words)
    else:
        lines += [f"- {each.title}" for each in owing.missing]
    lines.append(f"{duty.if_nothing(registration, owing.due_on, now)}.")
    path = links.step_path(owing.missing[0].place) if len(lines) > 2 else ""
    day = absence.due_after(registration, owed, now) or owing.due_on
    yield Day(about, day, f"{owing.title} due", "\n".join(lines), path)


def late(registration: Registration, now: datetime) -> Iterator[Day]:
    """Give the last day of being late in time."""
    until = registration.late_until
    if until is not None:
        verdict = obligation.verdict(registration, now).sentence
        words = f"{verdict}.\n{duty.if_nothing(registration, until, now)}."
        yield Day(f"late-{registration.id}", until, "Last day to send what was due", words)


def away(registration: Registration, now: datetime) -> Iterator[Day]:
    """Give the last day of a planned absence."""
    found = absence.of(registration, now)
    if found is None:
        return
    words = "Your dates run again from the next day. If you need longer, change the last day."
    if found.extended_to is not None:
        words = f"Renewal date extended to {written(found.extended_to)}. {words}"
    yield Day(f"absence-{registration.id}", found.ends_on, "Planned absence ends", words)


def reply(registration: Registration, now: datetime) -> Iterator[Day]:
    """Give the last day of a reply to an employer who cannot confirm."""
    half = employers_half.newest(registration, now)
    if half is None or half.reply_by is None:
        return
    words = (
        "Your employer cannot confirm your attestation, and you can reply. If you do nothing, a"
        " registrar settles it with what we have. It never makes you late."
    )
    path = links.path("confirmation reply", confirmation=half.id)
    yield Day(f"reply-{half.id}", half.reply_by, "Reply about your attestation due", words, path)


def ended(registration: Registration, now: datetime) -> Day:
    """Give the last day of coming back at once, or the day on which the registration ended."""
    about, until = f"ended-{registration.id}", duty.quick_until(registration)
    if until is None or not duty.may_send(registration, now):
        words = "Your registration has ended. The page says what it takes to come back."
        day = register.told_ended_on(registration) or registration.entered_on
        return Day(about, day, "Registration ended", words)
    verdict = obligation.verdict(registration, now).sentence
    words = f"{verdict}. Send what is missing by this day and you are restored on the same day."
    words = f"{words}\n{duty.if_nothing(registration, until, now)}."
    return Day(about, until, "Last day to come back at once", words)
