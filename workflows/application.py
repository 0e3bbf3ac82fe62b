"""An application to join the register, from draft to a decision.

The order is fixed by fairness: checks close before an assessor finds, an assessor recommends before
a registrar decides, and nobody is refused without having been told why first and given time to
answer. Silence is never a refusal and never an approval: every clock here ends in a named step.
"""

from datetime import date
from enum import StrEnum
from typing import Any

from workflows.application_guard import (
    asked_from,
    checks_in_date,
    checks_settled,
    declared,
    files_accepted,
    findings_complete,
    has_taken,
    heard,
    is_the_assessor,
    no_check_failed,
    not_registered,
    not_the_assessor,
    not_the_caseworker,
    not_their_checks,
    recommended,
    rules_accepted,
    second_person,
    sections_complete,
    something_said,
    standards_met,
    unassessed,
    unassigned,
)
from workflows.application_state import IN_HAND, OPEN, WITH_STAFF, Facts, State
from workflows.deadline import day_after, days, for_person, on
from workflows.engine import Deadline, Step, Workflow
from workflows.roles import Role


def from_each(
    states: tuple[State, ...], trigger: str, dest: State | None, **step: Any
) -> list[Step]:
    """Give one step that is open from several states."""
    return [Step(trigger, state, dest, **step) for state in states]


__all__ = ["OPEN", "WITH_STAFF", "WORKFLOW", "Facts", "Next", "State", "who_next"]

S, R = State, Role
APPROVE_GUARDS = (
    recommended,
    checks_settled,
    no_check_failed,
    checks_in_date,
    standards_met,
    second_person,
    not_their_checks,
)

WORKFLOW = Workflow(
    name="application",
    states=State,
    initial=State.DRAFT,
    labels={
        S.DRAFT: "Draft",
        S.CHECKS: "Checks",
        S.ASSESSMENT: "Assessment",
        S.DECISION: "Decision",
        S.AWAITING_INFORMATION: "Waiting for the applicant",
        S.MINDED_TO_REFUSE: "Time to respond",
        S.REGISTERED: "Registered",
        S.REFUSED: "Refused",
        S.WITHDRAWN: "Withdrawn",
        S.EXPIRED: "Expired",
        S.CLOSED: "Closed",
    },
    endings=frozenset({S.REGISTERED, S.REFUSED, S.WITHDRAWN, S.EXPIRED, S.CLOSED}),
    steps=(
        Step(
            "submit",
            S.DRAFT,
            S.CHECKS,
            by=(R.SUBJECT,),
            label="Submit application",
            when=(not_registered, sections_complete, rules_accepted, files_accepted, declared),
            inline=("freeze_answers", "open_checks", "request_references"),
            queued=("send_receipt", "print_application"),
        ),
        *(
            Step(
                f"remind_draft_{n}",
                S.DRAFT,
                None,
                by=(R.SYSTEM,),
                label="Remind about the draft",
                queued=("send_draft_reminder",),
            )
            for n in (1, 2, 3)
        ),
        Step(
            "expire",
            S.DRAFT,
            S.EXPIRED,
            by=(R.SYSTEM,),
            label="End an untouched draft",
            queued=("send_draft_expired",),
        ),
        Step(
            "take",
            S.CHECKS,
            None,
            by=(R.CASEWORKER,),
            label="Take this case",
            when=(unassigned, not_the_assessor),
            inline=("assign_caseworker",),
        ),
        Step(
            "take_assessment",
            S.ASSESSMENT,
            None,
            by=(R.ASSESSOR,),
            label="Take this assessment",
            when=(unassessed, not_the_caseworker),
            inline=("assign_assessor",),
        ),
        *from_each(
            IN_HAND,
            "stand_aside",
            None,
            by=(R.CASEWORKER, R.ASSESSOR),
            label="Stand aside",
            when=(has_taken,),
            reason=True,
            danger=True,
            inline=("stand_aside",),
            queued=("send_change_of_handler",),
            consequence="Your access to this case ends. Your findings are made again by the next"
            " person, and the applicant is told that the person handling the case has changed.",
        ),
        Step(
            "checks_closed",
            S.CHECKS,
            S.ASSESSMENT,
            by=(R.SYSTEM,),
            label="Every check is settled",
            when=(checks_settled,),
            queued=("send_stage_assessment",),
        ),
        Step(
            "checks_reopened",
            S.ASSESSMENT,
            S.CHECKS,
            by=(R.SYSTEM,),
            label="A check must be made again",
        ),
        Step(
            "checks_reopened",
            S.DECISION,
            S.CHECKS,
            by=(R.SYSTEM,),
            label="A check must be made again",
        ),
        *from_each(
            WITH_STAFF,
            "ask",
            S.AWAITING_INFORMATION,
            by=(R.CASEWORKER, R.ASSESSOR, R.REGISTRAR),
            label="Ask the applicant for more",
            when=(has_taken,),
            reason=True,
            inline=("open_question",),
            queued=("send_question",),
        ),
        *(
            Step(
                "answer",
                S.AWAITING_INFORMATION,
                state,
                by=(R.SUBJECT,),
                label="Send your answer",
                when=(asked_from(state), something_said),
                inline=("keep_answer",),
                queued=("send_answer_receipt",),
            )
            for state in WITH_STAFF
        ),
        *(
            Step(
                f"remind_question_{n}",
                S.AWAITING_INFORMATION,
                None,
                by=(R.SYSTEM,),
                label="Remind about the question",
                queued=("send_question_reminder",),
            )
            for n in (1, 2, 3)
        ),
        Step(
            "close_unanswered",
            S.AWAITING_INFORMATION,
            S.CLOSED,
            by=(R.SYSTEM,),
            label="Close an unanswered application",
            inline=("close_children",),
            queued=("send_closed",),
        ),
        Step(
            "recommend_approval",
            S.ASSESSMENT,
            S.DECISION,
            by=(R.ASSESSOR,),
            label="Recommend approval",
            when=(
                is_the_assessor,
                checks_settled,
                no_check_failed,
                findings_complete,
                standards_met,
            ),
            inline=("keep_recommendation",),
        ),
        Step(
            "recommend_refusal",
            S.ASSESSMENT,
            S.DECISION,
            by=(R.ASSESSOR,),
            label="Recommend refusal",
            when=(is_the_assessor, checks_settled, findings_complete),
            inline=("keep_recommendation",),
            reason=True,
        ),
        Step(
            "return_to_assessment",
            S.DECISION,
            S.ASSESSMENT,
            by=(R.REGISTRAR,),
            label="Return to the assessor",
            when=(second_person,),
            reason=True,
            inline=("drop_recommendation", "follow_checks"),
        ),
        Step(
            "approve",
            S.DECISION,
            S.REGISTERED,
            by=(R.REGISTRAR,),
            label="Approve and register",
            when=APPROVE_GUARDS,
            inline=("open_registration", "close_children"),
            consequence="A registration number is issued, the public entry opens, the certificate"
            " is made and the applicant is told.",
        ),
        Step(
            "propose_refusal",
            S.DECISION,
            S.MINDED_TO_REFUSE,
            by=(R.REGISTRAR,),
            label="Say that you are minded to refuse",
            when=(recommended, second_person, not_their_checks),
            reason=True,
            inline=("keep_proposal",),
            queued=("send_provisional_refusal",),
            consequence="The applicant receives your reasons and has time to respond before"
            " anything is decided.",
        ),
        Step(
            "respond",
            S.MINDED_TO_REFUSE,
            None,
            by=(R.SUBJECT,),
            label="Send your response",
            when=(something_said,),
            inline=("keep_response",),
            queued=("send_response_receipt",),
        ),
        Step(
            "response_time_over",
            S.MINDED_TO_REFUSE,
            None,
            by=(R.SYSTEM,),
            label="The time to respond is over",
        ),
        Step(
            "approve",
            S.MINDED_TO_REFUSE,
            S.REGISTERED,
            by=(R.REGISTRAR,),
            label="Approve and register",
            when=APPROVE_GUARDS,
            inline=("open_registration", "close_children"),
        ),
        Step(
            "return_to_assessment",
            S.MINDED_TO_REFUSE,
            S.ASSESSMENT,
            by=(R.REGISTRAR,),
            label="Return to the assessor",
            when=(second_person, heard),
            reason=True,
            inline=("drop_recommendation", "follow_checks"),
        ),
        Step(
            "refuse",
            S.MINDED_TO_REFUSE,
            S.REFUSED,
            by=(R.REGISTRAR,),
            label="Refuse the application",
            when=(recommended, heard, second_person, not_their_checks),
            reason=True,
            danger=True,
            inline=("close_children",),
            queued=("send_refusal",),
            consequence="The applicant is told why, what can be done next and by when. A refusal"
            " is never public.",
        ),
        *from_each(
            OPEN,
            "withdraw",
            S.WITHDRAWN,
            by=(R.SUBJECT,),
            label="Withdraw application",
            danger=True,
            inline=("close_children",),
            queued=("send_withdrawn",),
            consequence="The assessment stops. Nothing is shown in public. A restricted note is"
            " kept for two years and used only if you apply again.",
        ),
    ),
    deadlines=(
        *(
            Deadline(
                S.DRAFT,
                f"remind_draft_{n}",
                days("draft_notice_days", since="edited_on", place=n - 1),
                reminder=True,
            )
            for n in (1, 2, 3)
        ),
        Deadline(S.DRAFT, "expire", for_person(days("draft_days", since="edited_on"))),
        *(
            Deadline(
                S.AWAITING_INFORMATION,
                f"remind_question_{n}",
                on("answer_due_on", minus="information_notice_days", place=n - 1),
                reminder=True,
            )
            for n in (1, 2, 3)
        ),
        Deadline(S.AWAITING_INFORMATION, "close_unanswered", for_person(on("answer_due_on"))),
        Deadline(
            S.MINDED_TO_REFUSE,
            "response_time_over",
            day_after(on("representations_due_on")),
            reminder=True,
        ),
    ),
)


class Next(StrEnum):
    """Who must act next, in the words that pages show."""

    SUBJECT = "subject"
    CASEWORKER = "caseworker"
    ASSESSOR = "assessor"
    REGISTRAR = "registrar"
    THIRD_PARTY = "third party"
    NOBODY = "nobody"


def who_next(
    state: str,
    facts: Facts,
    *,
    waiting_on_others: bool,
    waiting_on_subject: bool = False,
    today: date,
) -> Next:
    """Say who must act next. Pages, lists and notices all take this answer."""
    if state in WORKFLOW.endings:
        return Next.NOBODY
    if state in (S.DRAFT, S.AWAITING_INFORMATION):
        return Next.SUBJECT
    if state == S.CHECKS and waiting_on_subject:
        return Next.SUBJECT
    if state == S.CHECKS:
        return Next.THIRD_PARTY if waiting_on_others else Next.CASEWORKER
    if state == S.ASSESSMENT:
        return Next.ASSESSOR
    return Next.REGISTRAR if decision_is_due(state, facts, today) else Next.SUBJECT


def decision_is_due(state: str, facts: Facts, today: date) -> bool:
    due = facts.representations_due_on
    return bool(state == S.DECISION or facts.represented or (due and today > due))
