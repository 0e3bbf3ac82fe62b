"""What a caseworker records about one check."""

from datetime import date, datetime
from typing import Any

from registry.clock import london_day
from registry.models.case import Movement
from registry.models.check import Check
from registry.sections.check_record import CheckRecord
from registry.services import casework
from workflows.calendar import add_months
from workflows.engine import Actor

RECORD = CheckRecord()


def record(check: Check, raw: Any, *, actor: Actor, now: datetime) -> Movement:
    """Keep what was looked at, and clear the check or raise a query.

    Raises ValidationError for what was typed wrongly, and the workflow's refusals.
    """
    casework.lock(check)
    answers = RECORD.load(raw, at=check.application.moment(now))
    check.source = answers["source"]
    check.looked_on = answers["looked_on"]
    check.note = answers.get("note", "")
    check.recorded_by = actor.id
    if answers["outcome"] == "clear":
        check.valid_to = valid_to(check, answers["looked_on"])
        return casework.fire(check, "clear", actor=actor, now=now, reason=check.note)
    check.query_raised_by = actor.id
    return casework.fire(check, "query", actor=actor, now=now, reason=check.note)


def settle(
    check: Check, trigger: str, reason: str, *, actor: Actor, now: datetime
) -> Movement:
    """Settle a query, leave a check out, or open it again."""
    casework.lock(check)
    if trigger in ("explain", "mitigate", "ground_ended"):
        check.valid_to = valid_to(check, check.looked_on or london_day(now))
    return casework.fire(check, trigger, actor=actor, now=now, reason=reason)


def valid_to(check: Check, looked_on: date) -> date:
    """Give the last day on which a check made on a day still holds."""
    months: int = getattr(check.policy, check.about.valid)
    return add_months(looked_on, months)
