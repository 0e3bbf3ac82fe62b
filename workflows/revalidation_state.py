"""The states of a revalidation, and the facts and conditions of its rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from workflows.calendar import add_months
from workflows.engine import Case, Named, Step, guard
from workflows.policy import Policy


class State(StrEnum):
    SCHEDULED = "scheduled"
    OPEN = "open"
    WITH_CONFIRMER = "with_confirmer"
    SUBMITTED = "submitted"
    AUDIT = "audit"
    MORE_EVIDENCE = "more_evidence"
    REMEDIATION = "remediation"
    REPRESENTATIONS = "representations"
    REVALIDATED = "revalidated"
    NOT_REVALIDATED = "not_revalidated"
    CLOSED = "closed"


ENDED = frozenset({State.REVALIDATED, State.NOT_REVALIDATED, State.CLOSED})
OWED = tuple(state for state in State if state not in ENDED)
PRESSING = (State.SCHEDULED, State.OPEN)  # missing the day makes late; later it is not our turn
WRITTEN_IN = (*PRESSING, State.MORE_EVIDENCE, State.REMEDIATION)  # the portfolio can be written


class Recommended(StrEnum):
    CONFIRM = "confirm"
    DEFER = "defer"
    NON_ENGAGEMENT = "non_engagement"


INSUFFICIENT = "insufficient_evidence"
DEFERRAL_REASONS = {
    INSUFFICIENT: "More time is needed for the evidence",
    "ongoing_process": "A process at work is under way",
}
EVIDENCE_LACKING = {
    "appraisal": "Appraisals",
    "feedback": "Feedback from colleagues or the public",
    "reflection": "Reflections or the peer discussion",
    "interrupted": "Work was interrupted, and no absence was planned",
    "new_post": "The post is new",
}


def deferral_problems(
    due_on: date, to: date | None, today: date, code: str, lacking: str, policy: Policy
) -> Iterator[str]:
    """Say what speaks against a deferral: its time, its new date, its coded reason."""
    if today < due_on - timedelta(days=policy.deferral_earliest_days):
        yield f"This opens {policy.deferral_earliest_days} days before the due date"
    least, most = policy.deferral_least_days, policy.deferral_most_days
    if to is None or not least < (to - due_on).days < most:
        yield f"The new date is more than {least} and less than {most} days after the due date"
    if code not in DEFERRAL_REASONS:
        yield "Choose the reason"
    if code == INSUFFICIENT and lacking not in EVIDENCE_LACKING:
        yield "Choose what more time is needed for"


@dataclass(frozen=True)
class Facts:
    """What the rules may know of one cycle's revalidation.

    `due_on` never moves earlier. `still_on`, `still_asked_on` and `draw_on` are empty in a pause,
    so that no clock runs.
    """

    entered_on: date
    due_on: date
    still_on: date | None = None
    still_asked_on: date | None = None
    draw_on: date | None = None
    missing: tuple[Named, ...] = ()
    confirmer_named: bool = False
    confirmer_problems: tuple[Named, ...] = ()
    declared: bool = False
    recommended: str = ""  # the one recommendation that is open
    proposed_to: date | None = None
    proposed_code: str = ""
    proposed_lacking: str = ""
    warnings: int = 0
    warned_on: date | None = None
    drawn: bool = False
    asked_more: bool = False
    plan_until: date | None = None
    remedied: bool = False
    proposed_by: int | None = None  # who proposed not to revalidate
    responded: bool = False


def deferral(case: Case) -> list[str]:
    facts = case.facts
    return list(
        deferral_problems(
            facts.due_on,
            facts.proposed_to,
            case.today,
            facts.proposed_code,
            facts.proposed_lacking,
            case.policy,
        )
    )


@guard("Name your confirmer first", place="confirmer")
def confirmer_named(case: Case) -> bool:
    return bool(case.facts.confirmer_named)


@guard("{}", each="confirmer_problems")
def confirmer_stands(case: Case) -> bool:
    return not case.facts.confirmer_problems


@guard("Make the declaration yourself", place="declaration")
def declared(case: Case) -> bool:
    return bool(case.facts.declared)


@guard("One recommendation is open already. Withdraw it first, or wait until it is decided")
def none_open(case: Case) -> bool:
    return not case.facts.recommended


@guard("No recommendation is open")
def one_open(case: Case) -> bool:
    return bool(case.facts.recommended)


@guard("No deferral is recommended")
def deferral_open(case: Case) -> bool:
    return bool(case.facts.recommended == Recommended.DEFER)


@guard("Nobody has said that they were not engaged with")
def non_engagement_open(case: Case) -> bool:
    return bool(case.facts.recommended == Recommended.NON_ENGAGEMENT)


@guard(
    "A deferral has a coded reason and a new date strictly between 60 and 365 days after the due"
    " date, and opens 120 days before it",
    place="deferral",
)
def deferral_allowed(case: Case) -> bool:
    return not deferral(case)


@guard("The window before the new date is open already")
def window_ahead(case: Case) -> bool:
    to = case.facts.proposed_to
    return to is not None and case.today < to - timedelta(days=opening_days(case.policy))


def opening_days(policy: Policy) -> int:
    """Give how long before the due date the window opens, with the formal notice."""
    return policy.revalidation_notice_days[1]


@guard("Two written warnings come first")
def warned_enough(case: Case) -> bool:
    return bool(case.facts.warnings >= case.policy.warnings_needed)


@guard("Give the person time to answer the last warning first")
def warning_apart(case: Case) -> bool:
    last = case.facts.warned_on
    return last is None or case.today >= last + timedelta(days=case.policy.warning_gap_days)


@guard("The portfolio was not drawn")
def drawn(case: Case) -> bool:
    return bool(case.facts.drawn)


@guard("More evidence was asked for once already")
def not_asked_yet(case: Case) -> bool:
    return not case.facts.asked_more


@guard("Give the day by which the plan ends, no more than six months from today", place="plan")
def plan_in_bounds(case: Case) -> bool:
    until = case.facts.plan_until
    last = add_months(case.today, case.policy.remediation_months)
    return until is not None and case.today < until <= last


@guard("The portfolio was sent a second time already")
def not_remedied(case: Case) -> bool:
    return not case.facts.remedied


@guard("A plan, and a second submission, come first")
def remedied(case: Case) -> bool:
    return bool(case.facts.remedied)


@guard("Wait for the person’s answer, or for the end of the time for it")
def heard(case: Case) -> bool:
    return bool(case.facts.responded or case.today > case.facts.due_on)


@guard("Somebody else decides what one person proposed")
def second_person(case: Case) -> bool:
    return bool(case.actor.id != case.facts.proposed_by)


def from_each(
    states: tuple[State, ...], trigger: str, dest: State | None, **step: Any
) -> list[Step]:
    """Give one step that is open from several states."""
    return [Step(trigger, state, dest, **step) for state in states]
