"""A post that a registrant holds: stated by them, confirmed or disputed by the employer, ended.

Many at a time; one of them is the main one, which the public entry shows. The employer has ten
working days to answer; silence says nothing against anybody, and the entry then says “stated by the
registrant, not confirmed”. Leaving a post is never blocked by anything: `end` has no guard
(rulings 9).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from workflows.deadline import working
from workflows.engine import Case, Deadline, Step, Workflow, guard
from workflows.roles import Role


class State(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    STATED = "stated"
    ENDED = "ended"


HELD = (State.PROPOSED, State.STATED, State.CONFIRMED, State.DISPUTED)


@dataclass(frozen=True)
class Facts:
    """What the rules may know of one appointment."""

    entered_on: date
    asked_on: date | None = None  # empty where nobody speaks for the organisation
    registered: bool = True
    may_confirm: frozenset[int] = frozenset()  # holders of offices that confirm
    by_statement: bool = False  # the employer's statement on joining confirmed the post
    is_main: bool = False
    reference_owed: bool = False  # the leaver's reference is still to be written


@guard("Only the holder of an office that confirms can answer; a secretary prepares")
def holds_office(case: Case) -> bool:
    return case.actor.id in case.facts.may_confirm


@guard("The registration has ended, so nothing about it is confirmed any more")
def registered(case: Case) -> bool:
    return bool(case.facts.registered)


@guard("Nobody speaks for this organisation here")
def somebody_asked(case: Case) -> bool:
    return case.facts.asked_on is not None


@guard("The employer's statement did not confirm the post")
def by_statement(case: Case) -> bool:
    return bool(case.facts.by_statement)


@guard("This is the main post already")
def not_main(case: Case) -> bool:
    return not case.facts.is_main


@guard("No reference is owed for this post")
def reference_owed(case: Case) -> bool:
    return bool(case.facts.reference_owed)


S, R = State, Role
MAY = (holds_office, registered)


def from_states(
    trigger: str, states: tuple[State, ...], dest: State | None, **step: Any
) -> list[Step]:
    return [Step(trigger, state, dest, **step) for state in states]


WORKFLOW = Workflow(
    name="appointment",
    states=State,
    initial=S.PROPOSED,
    labels={
        S.PROPOSED: "With the employer to confirm",
        S.CONFIRMED: "Confirmed by the employer",
        S.DISPUTED: "Disputed by the employer",
        S.STATED: "Stated by the registrant, not confirmed",
        S.ENDED: "Ended",
    },
    endings=frozenset({S.ENDED}),
    steps=(
        # How it begins
        Step(
            "admit",
            S.PROPOSED,
            S.CONFIRMED,
            by=(R.SYSTEM,),
            label="Enter the post that the employer's statement confirmed",
            when=(by_statement,),
        ),
        Step(
            "admit",
            S.PROPOSED,
            S.STATED,
            by=(R.SYSTEM,),
            label="Enter the post that the application stated",
        ),
        Step(
            "begin",
            S.PROPOSED,
            None,
            by=(R.SUBJECT, R.REGISTRAR),
            label="Start a post",
            when=(somebody_asked,),
            inline=("show_post",),
            queued=("send_appointment_request",),
        ),
        Step(
            "begin",
            S.PROPOSED,
            S.STATED,
            by=(R.SUBJECT, R.REGISTRAR),
            label="Start a post",
            inline=("show_post",),
        ),
        Step(
            "take_over",
            S.PROPOSED,
            None,
            by=(R.SYSTEM,),
            label="Propose the post at the organisation that takes over",
            when=(somebody_asked,),
            queued=("send_organisation_merged",),
        ),
        Step(
            "take_over",
            S.PROPOSED,
            S.STATED,
            by=(R.SYSTEM,),
            label="Propose the post at the organisation that takes over",
            queued=("send_organisation_merged",),
        ),
        # What the employer says
        *from_states(
            "confirm",
            (S.PROPOSED, S.STATED, S.DISPUTED),
            S.CONFIRMED,
            by=(R.EMPLOYER,),
            label="Confirm this post",
            when=MAY,
            inline=("note_answer", "show_post"),
            queued=("send_appointment_confirmed",),
        ),
        *from_states(
            "dispute",
            (S.PROPOSED, S.STATED, S.CONFIRMED),
            S.DISPUTED,
            by=(R.EMPLOYER,),
            label="Say that this is not right",
            when=MAY,
            reason=True,
            inline=("note_answer", "show_post"),
            queued=("send_appointment_disputed",),
            consequence="The public entry says “stated by the registrant, not confirmed”. The"
            " registrant reads your words and can end or restate the post.",
        ),
        Step(
            "time_over",
            S.PROPOSED,
            S.STATED,
            by=(R.SYSTEM,),
            label="The employer has not answered in time",
        ),
        Step(
            "leave_as_stated",
            S.DISPUTED,
            S.STATED,
            by=(R.REGISTRAR,),
            label="Leave it as stated by the registrant",
            reason=True,
        ),
        # Which one the public sees, and how it ends
        *from_states(
            "make_main",
            HELD,
            None,
            by=(R.SUBJECT,),
            label="Make this my main post",
            when=(not_main,),
            inline=("choose_main", "show_post"),
        ),
        *from_states(
            "end",
            HELD,
            S.ENDED,
            by=(R.SUBJECT, R.REGISTRAR, R.SYSTEM),
            label="End this post",
            inline=("close_post", "show_post"),
            queued=("send_appointment_ended",),
        ),
        *from_states(
            "hand_over",
            HELD,
            S.ENDED,
            by=(R.SYSTEM,),
            label="End the post with its organisation",
            inline=("close_post",),
        ),
        Step(
            "reference_written",
            S.ENDED,
            None,
            by=(R.EMPLOYER,),
            label="Record that the leaver's reference is written",
            when=(holds_office, reference_owed),
            inline=("note_reference",),
        ),
    ),
    deadlines=(
        Deadline(
            S.PROPOSED, "time_over", working("employer_answer_working_days", since="asked_on")
        ),
    ),
)
