"""What mail about a revalidation may say, and what its confirmer hears."""

from typing import Any

from registry import links
from registry.clock import london_day
from registry.db import db
from registry.models.case import Movement
from registry.models.revalidation import Revalidation
from registry.models.user import User
from workflows.calendar import add_working_days

TO_CONFIRMER = ("send_confirmer_named", "send_confirmer_request", "send_confirmer_reminder")


def confirmer_of(row: Any) -> list[User]:
    """Give the one who is named as confirmer."""
    user = row.confirmer_id and db.session.get(User, row.confirmer_id)
    return [user] if user else []


def context(row: Revalidation, movement: Movement) -> dict[str, Any]:
    """Give a notice about a revalidation its dates, its links and its code in the draw."""
    terms, today = row.policy, london_day(movement.at)
    named = confirmer_of(row)
    return {
        "confirmer": named[0].name if named else "your confirmer",
        "confirmer_by": add_working_days(row.entered_on, terms.confirmer_working_days),
        "confirming_link": links.address("confirming", revalidation=row.id),
        "revalidation_link": links.address("revalidation"),
        "window": row.days_before(terms.revalidation_notice_days[1]),
        "audit_by": add_working_days(today, terms.audit_working_days),
        "audit_per_thousand": terms.audit_per_thousand,
        "lot_code": row.lot_code,
        "plan_until": row.plan_until or row.due_on,
        "answer_days": terms.representations_days,
    }
