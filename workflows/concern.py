"""A matter that somebody raised about a person, before a full process for concerns exists.

Confidential, acknowledged in time even when nobody has looked, and ended in one of two ways: no
action, or a hold. A hold stops the clocks and stands in the way of leaving; it lasts for a time,
can be renewed once by two people, and then ends by itself (rulings 16).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.deadline import on
from workflows.engine import Case, Deadline, Step, Workflow, guard
from workflows.roles import Role


class State(StrEnum):
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    HOLD = "hold"
    CLOSED_NO_ACTION = "closed_no_action"
    CLOSED = "closed"


OPEN = (State.RECEIVED, State.ACKNOWLEDGED, State.HOLD)


@dataclass(frozen=True)
class Facts:
    """What the rules may know of one matter."""

    entered_on: date
    answer_eve: date  # after it comes the last day of our promise, and the clock answers
    subject_found: bool = False
    hold_until: date | None = None
    renewal_asked_by: int | None = None
    renewed: bool = False


@guard("Find the registration of the person first", place="subject")
def subject_found(case: Case) -> bool:
    return bool(case.facts.subject_found)


@guard("A hold is renewed once, and this one has been")
def not_renewed(case: Case) -> bool:
    return not case.facts.renewed


@guard("Somebody has proposed this already")
def not_asked(case: Case) -> bool:
    return case.facts.renewal_asked_by is None


@guard("Somebody proposes the renewal first", place="renewal")
def asked(case: Case) -> bool:
    return case.facts.renewal_asked_by is not None


@guard("Somebody else confirms what one person proposed")
def second_person(case: Case) -> bool:
    return bool(case.actor.id != case.facts.renewal_asked_by)


S, R = State, Role
LOOKED_AT = (S.RECEIVED, S.ACKNOWLEDGED)

WORKFLOW = Workflow(
    name="concern",
    states=State,
    initial=S.RECEIVED,
    labels={
        S.RECEIVED: "Received",
        S.ACKNOWLEDGED: "Acknowledged",
        S.HOLD: "On hold",
        S.CLOSED_NO_ACTION: "Closed, no action",
        S.CLOSED: "Closed",
    },
    endings=frozenset({S.CLOSED_NO_ACTION, S.CLOSED}),
    steps=(
        Step(
            "acknowledge",
            S.RECEIVED,
            S.ACKNOWLEDGED,
            by=(R.REGISTRAR, R.SYSTEM),
            label="Acknowledge",
            queued=("send_concern_acknowledged",),
            consequence="Whoever raised it and gave an address is written to, with where else to"
            " turn. Nothing is said about anybody.",
        ),
        *(
            Step(
                "name_subject",
                state,
                None,
                by=(R.REGISTRAR,),
                label="Record whom it is about",
                inline=("keep_subject",),
            )
            for state in LOOKED_AT
        ),
        *(
            Step(
                "stand_aside",
                state,
                None,
                by=(R.REGISTRAR,),
                label="Stand aside",
                reason=True,
                inline=("keep_aside",),
                consequence="The matter is closed to you from now on. A colleague goes on with it.",
            )
            for state in OPEN
        ),
        Step(
            "hold",
            S.ACKNOWLEDGED,
            S.HOLD,
            by=(R.REGISTRAR,),
            label="Put on hold",
            when=(subject_found,),
            reason=True,
            inline=("begin_hold",),
            consequence="No clock of this registration runs, and the person cannot leave the"
            " register, until the hold ends. Nothing of it is public, and nothing is found against"
            " anybody.",
        ),
        Step(
            "close_no_action",
            S.ACKNOWLEDGED,
            S.CLOSED_NO_ACTION,
            by=(R.REGISTRAR,),
            label="Close without action",
            reason=True,
        ),
        Step(
            "ask_renewal",
            S.HOLD,
            None,
            by=(R.REGISTRAR,),
            label="Propose to renew the hold",
            when=(not_renewed, not_asked),
            reason=True,
            inline=("note_renewal",),
        ),
        Step(
            "renew_hold",
            S.HOLD,
            None,
            by=(R.REGISTRAR,),
            label="Renew the hold",
            when=(not_renewed, asked, second_person),
            reason=True,
            inline=("lengthen_hold",),
            consequence="The hold lasts as long again, and cannot be renewed a second time.",
        ),
        Step(
            "release",
            S.HOLD,
            S.CLOSED,
            by=(R.REGISTRAR,),
            label="End the hold",
            reason=True,
            inline=("end_hold",),
            consequence="The clocks run again, and the person has the days that were left, or the"
            " least that we promise. They are told their new date, and nothing else.",
        ),
        Step(
            "hold_over",
            S.HOLD,
            S.CLOSED,
            by=(R.SYSTEM,),
            label="The time of the hold is over",
            inline=("end_hold",),
        ),
        *(
            Step(
                "close",
                state,
                S.CLOSED,
                by=(R.SYSTEM,),
                label="Close without a finding",
                inline=("end_hold",),
            )
            for state in OPEN
        ),
    ),
    deadlines=(
        Deadline(S.RECEIVED, "acknowledge", on("answer_eve")),
        Deadline(S.HOLD, "hold_over", on("hold_until")),
    ),
)
