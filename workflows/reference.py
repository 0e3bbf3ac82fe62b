"""One statement about an applicant, asked of a referee or of the employer by a guarded link.

Silence is chased and then handed to a person; it is never an adverse finding about the applicant.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.deadline import working
from workflows.engine import Case, Deadline, Step, Workflow, guard
from workflows.roles import Role


class State(StrEnum):
    REQUESTED = "requested"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    DECLINED = "declined"
    REPLACED = "replaced"
    ENDED = "ended"


WAITING = frozenset({State.REQUESTED, State.OVERDUE})
UNDECIDED = WAITING | {State.DECLINED}  # somebody else may still be asked instead


@dataclass(frozen=True)
class Facts:
    """What the rules may know of one request."""

    kind: str
    entered_on: date
    requested_on: date | None  # empty until it was sent: nothing is chased that was never asked
    code_confirmed: bool = False
    answer_complete: bool = False


@guard("Enter the code that we sent to you", place="code")
def code_confirmed(case: Case) -> bool:
    return bool(case.facts.code_confirmed)


@guard("Answer every question first", place="answer")
def answer_complete(case: Case) -> bool:
    return bool(case.facts.answer_complete)


S, R = State, Role
since = "requested_on"

WORKFLOW = Workflow(
    name="reference",
    states=State,
    initial=S.REQUESTED,
    labels={
        S.REQUESTED: "Requested",
        S.OVERDUE: "Overdue, with a caseworker",
        S.ANSWERED: "Answered",
        S.DECLINED: "Declined",
        S.REPLACED: "Replaced by another request",
        S.ENDED: "Ended with the application",
    },
    endings=frozenset({S.ANSWERED, S.REPLACED, S.ENDED}),
    steps=(
        Step(
            "ask",
            S.REQUESTED,
            None,
            by=(R.SYSTEM, R.CASEWORKER),
            label="Send the request",
            inline=("mark_asked",),
            queued=("send_reference_request",),
        ),
        *(
            Step(
                "answer",
                state,
                S.ANSWERED,
                by=(R.REFEREE, R.EMPLOYER),
                label="Send your answer",
                when=(code_confirmed, answer_complete),
                inline=("drop_draft",),
                queued=("send_reference_thanks",),
            )
            for state in (S.REQUESTED, S.OVERDUE)
        ),
        *(
            Step(
                "decline",
                state,
                S.DECLINED,
                by=(R.REFEREE, R.EMPLOYER),
                label="Say that you cannot answer",
                when=(code_confirmed,),
                reason=True,
                inline=("drop_draft",),
                queued=("send_reference_declined",),
            )
            for state in (S.REQUESTED, S.OVERDUE)
        ),
        *(
            Step(
                "replace",
                state,
                S.REPLACED,
                by=(R.CASEWORKER,),
                label="Ask somebody else",
                reason=True,
                inline=("drop_draft",),
            )
            for state in (S.REQUESTED, S.OVERDUE, S.DECLINED)
        ),
        *(
            Step(
                f"chase_{n}",
                S.REQUESTED,
                None,
                by=(R.SYSTEM,),
                label="Remind",
                queued=("send_reference_reminder",),
            )
            for n in (1, 2, 3)
        ),
        Step("escalate", S.REQUESTED, S.OVERDUE, by=(R.SYSTEM,), label="Hand to a caseworker"),
        *(
            Step(
                "end",
                state,
                S.ENDED,
                by=(R.SYSTEM,),
                label="End with the application",
                inline=("drop_draft",),
            )
            for state in (S.REQUESTED, S.OVERDUE, S.DECLINED)
        ),
    ),
    deadlines=(
        *(
            Deadline(
                S.REQUESTED,
                f"chase_{n}",
                working("reference_chase_working_days", since=since, place=n - 1),
                reminder=True,
            )
            for n in (1, 2, 3)
        ),
        Deadline(S.REQUESTED, "escalate", working("reference_working_days", since=since)),
    ),
)
