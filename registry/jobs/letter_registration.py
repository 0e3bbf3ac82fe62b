"""What mail about keeping up a registration may say, and who else hears of it.

The verdict stands in every such notice, in the words of every page. What the employer reads says
that something is due, and nothing of what was declared.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from registry import links
from registry.clock import london_day
from registry.models.attestation import Attestation, Confirmation
from registry.models.case import Movement
from registry.models.obligation import Obligation
from registry.models.registration import Registration
from registry.models.user import User
from registry.services import confirmation, obligation
from registry.services.organisation import by_code
from workflows.confirmation import Level
from workflows.obligation import days_left

COPIED_FROM_DAY = 30  # the contact whom a registrant named hears from this day before the due date
COPIED = frozenset({"send_attestation_reminder", "send_late", "send_extended", "send_lapsed"})


def employer_of(row: Any) -> list[User]:
    """List who speaks for the organisation where the registrant works, as the register shows it."""
    registration: Registration = row.root
    organisation = by_code(registration.organisation_code)
    return confirmation.speakers(organisation.id, registration.user_id) if organisation else []


TO_EMPLOYER: dict[str, Callable[[Any], list[User]]] = {
    "send_confirmation_request": confirmation.addressees,
    "send_employer_told": employer_of,
    "send_employer_late": employer_of,
    "send_employer_lapsed": employer_of,
}


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
        "missing": verdict.missing,
        "due": verdict.due_on,
        "late_until": registration.late_until,
        "late_days": policy.late_days,
        "quick_days": policy.quick_restore_days,
        "entry_number": registration.number,
        "step_link": links.address("keep up"),
    }
    if isinstance(row, Obligation):
        told |= {
            "due": row.due_on,
            "left": days_left(row.due_on, today),
            "days": (row.due_on - today).days,
            "obligation": row.TITLE.lower(),
        }
    elif verdict.due_on:
        told["left"] = days_left(verdict.due_on, today)
    if isinstance(row, Confirmation):
        told |= of_confirmation(row)
    if isinstance(row, Attestation):
        told["year"] = row.due_on.year
    return told


def of_confirmation(row: Confirmation) -> dict[str, Any]:
    return {
        "confirmation_link": links.address("confirmation", confirmation=row.id),
        "reply_link": links.address("confirmation reply", confirmation=row.id),
        "confirmation_days": row.policy.confirmation_days,
        "reply_days": row.policy.confirmation_reply_working_days,
        "prepares": row.level == Level.SECRETARY,
        "why_not": row.why_not,
        "year": row.attestation.due_on.year,
        "outcome": row.state,
    }
