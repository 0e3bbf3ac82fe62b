"""What happened in a case, in words that say that it happened: who, in which role, when, why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from registry.db import db
from registry.models.case import CaseRow, Movement
from workflows.roles import LABELS, Role

TOLD = {
    "application": {
        "submit": "Application submitted",
        "expire": "Draft ended, untouched",
        "take": "Case taken",
        "take_assessment": "Assessment taken",
        "stand_aside": "Stood aside from the case",
        "checks_closed": "Every check settled, assessment begins",
        "checks_reopened": "Back to checks",
        "ask": "Asked the applicant for more",
        "answer": "Applicant answered",
        "close_unanswered": "Closed, no answer came",
        "recommend_approval": "Approval recommended",
        "recommend_refusal": "Refusal recommended",
        "return_to_assessment": "Returned to assessment",
        "approve": "Approved and registered",
        "propose_refusal": "Minded to refuse",
        "respond": "Applicant responded",
        "response_time_over": "Time to respond is over",
        "refuse": "Refused",
        "withdraw": "Withdrawn by the applicant",
        **{f"remind_draft_{n}": "Reminded of the draft" for n in (1, 2, 3)},
        **{f"remind_question_{n}": "Reminded of our question" for n in (1, 2, 3)},
    },
    "check": {
        "clear": "nothing found",
        "query": "query raised",
        "reply": "the applicant answered",
        "reply_overdue": "no answer came in time",
        "leave_out": "not lawful for this post",
        "explain": "query explained",
        "withdraw_query": "query taken back",
        "mitigate": "weighed and mitigated",
        "ground_ended": "ground no longer applies",
        "not_satisfied": "not satisfied",
        "reconsider": "looked at again",
        "go_stale": "out of date",
        "refresh": "to be made again",
        "end": "ended with the application",
    },
    "reference": {
        "ask": "request sent",
        "answer": "answered",
        "decline": "declined",
        "replace": "somebody else is asked",
        "escalate": "overdue, with a caseworker",
        "end": "ended with the application",
        **{f"chase_{n}": "reminded" for n in (1, 2, 3)},
    },
    "registration": {
        "open": "Entry opened",
        "correct_name": "Name changed",
        "begin_keeping_up": "Asked to keep up from now on",
        "change_role": "Role or organisation changed",
        "leave": "Left the register",
        "end_in_error": "Ended, entered in error",
        "fall_due": "The due date passed",
        "catch_up": "Nothing overdue any more",
        "renew": "Renewed for another cycle",
        "lapse": "The late time passed",
        "look_at_lapse": "A registrar looked at this lapse",
        "extend_late": "Given more time",
        "restore_quickly": "Restored on the same day",
        "restore": "Restored to the register",
        "pause": "Clocks stopped",
        "resume": "Clocks run again",
        "make_up_outage": "More time, the service was down",
        "retire": "Retired",
        "remove": "Removed by decision",
        "report_death": "Death reported",
        "refute_death": "Report of a death found false",
        "confirm_death": "Death confirmed",
        "report_unreachable": "Every channel fails",
        "end_unreachable": "Ended, cannot be reached",
        "move_organisation": "Organisation taken over",
    },
    "attestation": {
        "open": "opened",
        "declare": "sent",
        "move_due": "due date moved",
        "close": "closed with the registration",
        **{f"remind_{n}": "reminded" for n in range(2, 7)},
        **{f"tell_employer_{n}": "employer told that it is not made" for n in (1, 2)},
    },
    "revalidation": {
        "check_contact": "Asked whether mail arrives",
        "open": "Revalidation opened, formal notice given",
        "tell_employer_1": "Employer told that it is due",
        "tell_employer_2": "Employer told that it is due",
        "name_confirmer": "Confirmer named",
        "submit": "Declared and sent to the confirmer",
        "take_back": "Taken back from the confirmer",
        "not_mine": "The confirmer cannot do it",
        "confirm": "Confirmed",
        "confirm_instead": "Confirmed in the confirmer’s place",
        "confirmer_silent": "The confirmer did not answer in time",
        "warn": "Written warning sent",
        "recommend_deferral": "A later date recommended",
        "recommend_non_engagement": "Confirmer says they were not engaged with",
        "withdraw_recommendation": "Recommendation withdrawn",
        "decline_recommendation": "Recommendation not followed",
        "accept_deferral": "Moved to a later date",
        "accept_non_engagement": "Proposed not to revalidate",
        "draw": "The draw of the night",
        "audit_met": "Audit met",
        "ask_more": "More evidence asked for",
        "plan_remediation": "Plan agreed",
        "propose_not_revalidated": "Proposed not to revalidate",
        "send_evidence": "Evidence sent",
        "resubmit": "Portfolio sent again",
        "time_over": "The time to answer is over",
        "respond": "Proposal answered",
        "revalidate_after_all": "Revalidated after all",
        "reopen": "Opened again",
        "not_revalidate": "Not revalidated",
        "move_due": "Revalidation: due date moved",
        "close": "Revalidation closed with the registration",
        **{f"remind_{n}": "Reminded about the revalidation" for n in range(2, 15)},
        **{f"chase_{n}": "Confirmer reminded" for n in (1, 2, 3)},
        **{f"remind_answer_{n}": "Reminded about the answer" for n in (1, 2, 3)},
    },
    "confirmation": {
        "ask": "employer asked",
        "confirm": "confirmed",
        "confirm_managed": "confirmed, a matter is being managed",
        "cannot_confirm": "employer cannot confirm",
        "not_mine": "passed on",
        "time_over": "no answer in time, passed on",
        "reply": "the registrant replied",
        "reply_time_over": "the time to reply is over",
        "settle_confirmation": "settled by a registrar",
        "hand_over": "handed over to the organisation that takes over",
        "close": "closed with the registration",
    },
    "appointment": {
        "admit": "Post entered from the application",
        "begin": "Post started",
        "take_over": "Post proposed at the organisation that takes over",
        "confirm": "Post confirmed by the employer",
        "dispute": "Post disputed by the employer",
        "time_over": "No answer about the post in time",
        "leave_as_stated": "Post left as stated",
        "make_main": "Another post made the main one",
        "end": "Post ended",
        "hand_over": "Post ended with its organisation",
        "reference_written": "Leaver's reference written",
    },
    "name_request": {
        "ask": "Asked for a new name",
        "grant": "New name granted",
        "withdraw": "Request for a new name withdrawn",
        "close": "Request for a new name closed",
        "end": "Request for a new name closed with the registration",
    },
    "concern": {
        "acknowledge": "Acknowledged",
        "name_subject": "Recorded whom it is about",
        "stand_aside": "Stood aside",
        "hold": "Put on hold",
        "close_no_action": "Closed without action",
        "ask_renewal": "Renewal of the hold proposed",
        "renew_hold": "Hold renewed",
        "release": "Hold ended",
        "hold_over": "The time of the hold was over",
        "close": "Closed without a finding",
    },
}
# The reasons that the person themselves was told, or gave; every other one stays inside.
SHOWN = {
    *(("application", step) for step in ("ask", "answer", "propose_refusal", "respond", "refuse")),
    *(("check", step) for step in ("query", "reply")),
    ("registration", "end_in_error"),
}
SAYING = {
    "recommend_approval": "Recommends approval",
    "recommend_refusal": "Recommends refusal",
    "return_to_assessment": "Returned the case to the assessor",
    "propose_refusal": "Minded to refuse",
    "respond": "The applicant's response",
    "approve": "Approved",
    "refuse": "Refused",
}


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `internal`: its words are not shown to the person."""

    at: datetime
    kind: str
    label: str
    who: str
    detail: str = ""
    internal: bool = False


@dataclass(frozen=True)
class Said:
    """What somebody said on the way to a decision."""

    what: str
    by: str
    at: datetime
    words: str


def movements_of(root: CaseRow) -> list[Movement]:
    """List every step of a case and of what belongs to it, the newest first."""
    query = (
        select(Movement)
        .where(Movement.root_workflow == root.WORKFLOW.name, Movement.root_id == root.id)
        .order_by(Movement.id.desc())
    )
    return list(db.session.scalars(query))


def entries(
    moves: Iterable[Movement], titles: dict[tuple[str, int], str], names: dict[int, str]
) -> tuple[Entry, ...]:
    """Tell each step; `titles` names checks and statements, `names` the people who acted."""
    return tuple(
        Entry(
            at=move.at,
            kind=move.workflow,
            label=told(move, titles.get((move.workflow, move.case_id), "")),
            who=actor(move, names),
            detail=move.reason,
            internal=bool(move.reason) and (move.workflow, move.trigger) not in SHOWN,
        )
        for move in moves
    )


def told(move: Movement, title: str) -> str:
    """Say that a step happened, and to which check or statement."""
    plain = move.trigger.replace("_", " ")
    words = TOLD.get(move.workflow, {}).get(move.trigger, plain if title else plain.capitalize())
    return f"{title}: {words}" if title else words


def actor(move: Movement, names: dict[int, str]) -> str:
    """Say who acted and in which role; by a guarded link or by the clock, the role alone."""
    role = LABELS[Role(move.role)]
    if move.actor_id is None or move.actor_id not in names:
        return role
    return f"{names[move.actor_id]}, {role.lower()}"


def people_in(moves: Iterable[Movement]) -> set[int]:
    """Give the ids of those who acted."""
    return {move.actor_id for move in moves if move.actor_id is not None}


def said_in(moves: list[Movement], names: dict[int, str]) -> Iterator[Said]:
    """Give what was recommended, proposed, answered and decided, oldest first."""
    for move in reversed(moves):
        if move.workflow == "application" and move.trigger in SAYING:
            by = actor(move, names)
            yield Said(SAYING[move.trigger], by, move.at, move.reason)
