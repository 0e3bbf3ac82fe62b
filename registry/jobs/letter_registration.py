"""What mail about keeping up a registration may say, and who else hears of it.

The verdict stands in every such notice, in the words of every page. What the employer reads says
that something is due, and nothing of what is missing or was declared.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from registry import links
from registry.clock import london_day
from registry.db import db
from registry.jobs import letter_revalidation
from registry.models.appointment import Appointment
from registry.models.attestation import Attestation, Confirmation
from registry.models.case import CaseRow, Movement
from registry.models.name_request import NameRequest
from registry.models.obligation import Obligation
from registry.models.registration import Registration
from registry.models.revalidation import Revalidation
from registry.models.user import User
from registry.sections.moment import written
from registry.services import appointment, confirmation, obligation
from registry.services.organisation import by_code
from workflows.calendar import add_working_days
from workflows.confirmation import Level
from workflows.obligation import Verdict, counted, days_left
from workflows.registration import Standing

COPIED_FROM_DAY = 30  # the contact whom a registrant named hears from this day before the due date
COPIED = frozenset(
    {
        *("send_attestation_reminder", "send_revalidation_reminder"),
        *("send_late", "send_extended", "send_lapsed"),
    }
)


def employer_of(row: Any) -> list[User]:
    """List who speaks for the organisation where the registrant works, as the register shows it."""
    registration: Registration = row.root
    organisation = by_code(registration.organisation_code)
    return confirmation.speakers(organisation.id, registration.user_id) if organisation else []


TO_EMPLOYER: dict[str, Callable[[Any], list[User]]] = {
    "send_confirmation_request": confirmation.addressees,
    "send_appointment_request": appointment.addressees,
    "send_appointment_ended": appointment.addressees,
    "send_employer_told": employer_of,
    "send_employer_late": employer_of,
    "send_employer_lapsed": employer_of,
    **dict.fromkeys(letter_revalidation.TO_CONFIRMER, letter_revalidation.confirmer_of),
}


WHILE = {
    "send_late": Standing.LATE,
    "send_employer_late": Standing.LATE,
    "send_lapsed": Standing.LAPSED,
    "send_employer_lapsed": Standing.LAPSED,
}


def is_still_true(kind: str, row: CaseRow, movement: Movement) -> bool:
    """Say whether a notice is still right when the worker comes to it: nobody who has just sent
    everything is reminded of it, or told that they are late."""
    if kind in WHILE:
        return row.root.state == WHILE[kind]
    if isinstance(row, Obligation):
        reminds = movement.trigger in {trigger for trigger, _, _ in row.plan()}
        return row.is_owed or not (reminds or kind == "send_employer_told")
    return True


def to_registrant(row: CaseRow, movement: Movement) -> list[str]:
    """Name the notices that a step sent to the registrant."""
    return [
        name
        for step in row.WORKFLOW.steps
        if step.trigger == movement.trigger
        and movement.source == step.source
        and (step.dest or step.source) == movement.dest
        for name in step.queued
        if name.startswith("send_") and name not in TO_EMPLOYER
    ]


def registrant(registration: Registration) -> tuple[str, str, int]:
    """Give the name, the address and the account to which notices of a registration go."""
    user = db.session.get_one(User, registration.user_id)
    return registration.person.register_name or user.name, user.email, user.id


def copies(kind: str, row: Any, now: datetime) -> list[tuple[str, str]]:
    """Give the name and address of the contact whom the registrant named, when it is time."""
    root = row.root
    if kind not in COPIED or not isinstance(root, Registration) or not root.contact_email:
        return []
    owed = root.obligations
    if owed and (owed[0].due_on - london_day(now)).days > COPIED_FROM_DAY:
        return []
    return [(root.contact_name, root.contact_email)]


def context(row: Any, movement: Movement, now: datetime) -> dict[str, Any]:
    """Give a notice about a registration its verdict, its dates and the one link."""
    registration: Registration = row.root
    policy, today = registration.policy, london_day(now)
    verdict = obligation.verdict(registration, now)
    told: dict[str, Any] = {
        "verdict": verdict,
        "verdict_within": verdict.sentence[:1].lower() + verdict.sentence[1:],
        "missing": verdict.missing,
        "lacking": lacking(verdict),
        "opens": verdict.next_opens_on,
        "due": verdict.due_on or first_due(registration),
        "is_extended": is_extended(registration),
        "late_until": registration.late_until,
        "ended_on": movement.effective_on,
        "late_days": policy.late_days,
        "role_confirmed": registration.role_confirmed,
        "quick_days": policy.quick_restore_days,
        "quick_until": london_day(movement.at) + timedelta(days=policy.quick_restore_days),
        "step_link": links.address("keep up"),
        **dated(row, verdict.due_on, today),
    }
    if isinstance(row, Confirmation):
        told |= of_confirmation(row)
    if isinstance(row, Appointment):
        told |= of_appointment(row)
    if isinstance(row, NameRequest):
        told |= of_name_request(row)
    if isinstance(row, Revalidation):
        told |= letter_revalidation.context(row, movement)
    if isinstance(row, Attestation):
        told["year"] = row.of_year
    return told


def first_due(registration: Registration) -> date | None:
    """Give the first day by which anything falls due, also what is not open yet."""
    return min((owed.due_on for owed in registration.obligations), default=None)


def is_extended(registration: Registration) -> bool:
    """Say whether a date of theirs is later than it once stood."""
    moved = (owed.due_on > owed.first_due_on for owed in registration.obligations)
    return registration.late_until is not None or any(moved)


def lacking(verdict: Verdict) -> str:
    """Say in a subject what is missing: the one thing by its name, or how many there are."""
    if len(verdict.missing) == 1:
        return f"{verdict.missing[0].title} missing"
    return f"{counted(len(verdict.missing), 'thing')} missing" if verdict.missing else "all done"


def dated(row: Any, due_on: date | None, today: date) -> dict[str, Any]:
    """Give what is due, by when, and how long is left of it."""
    about: dict[str, Any] = {"obligation": "renewal"}
    if isinstance(row, Obligation):
        due_on = row.due_on
        about |= {"due": due_on, "obligation": row.TITLE.lower()}
    last = row.root.late_until
    about["time_left"] = days_left(last, today) if last else ""
    if due_on is not None:
        about |= {"left": days_left(due_on, today), "days": (due_on - today).days}
    return about


def on_paper(row: Any, now: datetime) -> dict[str, Any]:
    """Give what a letter says in place of a count of days, for it is read some days later."""
    said = context_due(row, obligation.verdict(row.root, now))
    last = row.root.late_until
    return {
        "on_paper": True,
        **({"left": f"due by {written(said)}"} if said else {}),
        **({"time_left": f"time until {written(last)}"} if last else {}),
    }


def context_due(row: Any, verdict: Verdict) -> date | None:
    due: date | None = row.due_on if isinstance(row, Obligation) else verdict.due_on
    return due


def of_confirmation(row: Confirmation) -> dict[str, Any]:
    policy = row.policy
    return {
        "confirmation_link": links.address("confirmation", confirmation=row.id),
        "reply_link": links.address("confirmation reply", confirmation=row.id),
        "answer_by": row.asked_on + timedelta(days=policy.confirmation_days),
        "reply_by": add_working_days(row.entered_on, policy.confirmation_reply_working_days),
        "prepares": row.level == Level.SECRETARY,
        "year": row.attestation.of_year,
    }


def of_appointment(row: Appointment) -> dict[str, Any]:
    """Give the post that a notice is about, by when it is answered, and what a leaver is owed."""
    days = row.policy.employer_answer_working_days
    return {
        "post": row.post,
        "organisation": row.organisation_name,
        "began": row.began_on,
        "ended": row.ended_on,
        "answer_by": add_working_days(row.asked_on, days) if row.asked_on else None,
        "reference_by": row.reference_due_on,
        "words": row.words,
        "appointment_link": links.address("appointment", appointment=row.id),
        "posts_link": links.address("posts"),
    }


def of_name_request(row: NameRequest) -> dict[str, Any]:
    days = row.policy.enquiry_working_days
    return {
        "answer_by": add_working_days(row.asked_on, days),
        "request_link": links.address("name request"),
    }
