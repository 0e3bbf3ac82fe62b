"""What a caseworker records about one check."""

from datetime import date, datetime
from typing import Any

from registry.clock import london_day
from registry.models.case import Movement
from registry.models.check import Check, CheckQuery
from registry.sections.check_record import CheckRecord, ConfirmationRecord
from registry.services import application as applications
from registry.services import casework
from workflows.calendar import add_months, add_working_days, for_person
from workflows.engine import Actor

CONFIRMED_BY_EMPLOYER = "criminal_record"
RECORD, CONFIRMATION = CheckRecord(), ConfirmationRecord()


def section_for(check: Check) -> CheckRecord | ConfirmationRecord:
    """Give the questions that record this check: its own, or the employer's confirmation."""
    return CONFIRMATION if check.item == CONFIRMED_BY_EMPLOYER else RECORD


def record(check: Check, raw: Any, *, actor: Actor, now: datetime) -> Movement:
    """Keep what was looked at, and clear the check, raise a query or leave it out.

    Raises ValidationError for what was typed wrongly, and the workflow's refusals.
    """
    casework.lock(check)
    at = applications.moment_of(check.application, now)
    answers = section_for(check).load(raw, at=at)
    trigger = {"clear": "clear", "query": "query", "not_lawful": "leave_out"}[answers["outcome"]]
    check.source = answers["source"]
    check.looked_on = answers["looked_on"]
    check.note = answers.get("note", "")
    check.recorded_by = actor.id
    if trigger == "clear":
        check.valid_to = valid_to(check, answers.get("made_on") or answers["looked_on"])
    reason = answers.get("query") or REASONS.get((check.item, trigger), check.note)
    rests_on = {"documents": answers["evidence"]} if answers.get("evidence") else {}
    return casework.fire(check, trigger, actor=actor, now=now, reason=reason, evidence=rests_on)


REASONS = {
    (CONFIRMED_BY_EMPLOYER, "query"): "The employer's confirmation raises a question to settle",
    (CONFIRMED_BY_EMPLOYER, "leave_out"): "The employer confirms that it is not lawful here",
}


def note_query(check: Check, movement: Movement) -> None:
    """Keep who raised a query, as somebody else settles it, and what the applicant is asked."""
    check.query_raised_by = movement.actor_id
    days = check.policy.query_reply_working_days
    check.queries.append(
        CheckQuery(
            words=movement.reason,
            asked_by=movement.actor_id,
            asked_at=movement.at,
            due_on=for_person(add_working_days(london_day(movement.at), days)),
        )
    )


def keep_reply(check: Check, movement: Movement) -> None:
    """Keep the applicant's answer beside the question."""
    question = check.open_query
    if question is None:
        raise ValueError("a reply is only taken to a question that is open")
    question.answer, question.answered_at = movement.reason, movement.at


def settle(check: Check, trigger: str, reason: str, *, actor: Actor, now: datetime) -> Movement:
    """Settle a query, leave a check out, or open it again."""
    casework.lock(check)
    if trigger in ("explain", "mitigate", "ground_ended"):
        check.valid_to = valid_to(check, check.looked_on or london_day(now))
    return casework.fire(check, trigger, actor=actor, now=now, reason=reason)


def valid_to(check: Check, looked_on: date) -> date:
    """Give the last day on which a check made on a day still holds."""
    months: int = getattr(check.policy, check.about.valid)
    return add_months(looked_on, months)
