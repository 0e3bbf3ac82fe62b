"""The employer's half of an attestation: confirmed by an office-holder, in its own time.

It never makes the registrant late and is never public. Silence passes it on: from the chair to the
deputy or the senior independent director, then to the secretary, who may prepare but not confirm,
and then to a registrar (rulings 12).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.deadline import days, working
from workflows.engine import Case, Deadline, Step, Workflow, guard
from workflows.roles import Role


class State(StrEnum):
    WAITING = "waiting"
    WITH_REGISTRAR = "with_registrar"
    CONFIRMED = "confirmed"
    MANAGED = "managed"
    CANNOT = "cannot"
    QUERY = "query"
    SETTLED = "settled"
    CLOSED = "closed"


class Level(StrEnum):
    """Whose desk it lies on, in the order in which silence passes it on."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    SECRETARY = "secretary"
    REGISTRAR = "registrar"


WHY_NOT = {
    "not_known": "We do not know enough to say",
    "dates": "The post or the dates are not as stated",
    "declaration": "An answer in the declaration is not as we know it",
    "check": "A check that we owe has not been made yet",
    "other": "Something else",
}


@dataclass(frozen=True)
class Facts:
    """What the rules may know of one confirmation."""

    entered_on: date
    asked_on: date
    level: str = Level.CHAIR
    next_level: str = Level.REGISTRAR
    confirmed_by_registrant: frozenset[int] = frozenset()  # in this cycle
    may_confirm: frozenset[int] = frozenset()  # holders of offices that confirm
    at_desk: frozenset[int] = frozenset()  # holders of the office on whose desk it lies
    not_in_line: bool = False  # whoever answers has declared not to report to the registrant


@guard("Only the holder of an office that confirms can answer; a secretary prepares")
def holds_office(case: Case) -> bool:
    return case.actor.id in case.facts.may_confirm


@guard("You were confirmed by this person in this cycle, so somebody else answers")
def not_in_turn(case: Case) -> bool:
    return case.actor.id not in case.facts.confirmed_by_registrant


@guard("Tick that you do not report to this person", place="not_in_line")
def not_in_line(case: Case) -> bool:
    return bool(case.facts.not_in_line)


@guard("It does not lie on your desk, so whoever it lies with passes it on")
def at_desk(case: Case) -> bool:
    return case.actor.id in case.facts.at_desk


@guard("Somebody in the organisation is still to be asked")
def nobody_left(case: Case) -> bool:
    return bool(case.facts.next_level == Level.REGISTRAR)


S, R = State, Role
MAY = (holds_office, not_in_turn, not_in_line)

WORKFLOW = Workflow(
    name="confirmation",
    states=State,
    initial=S.WAITING,
    labels={
        S.WAITING: "With the employer",
        S.WITH_REGISTRAR: "With a registrar",
        S.CONFIRMED: "Confirmed",
        S.MANAGED: "Confirmed, a matter is being managed",
        S.CANNOT: "Employer cannot confirm, registrant to reply",
        S.QUERY: "Query",
        S.SETTLED: "Settled by a registrar",
        S.CLOSED: "Closed with the registration",
    },
    endings=frozenset({S.CONFIRMED, S.MANAGED, S.SETTLED, S.CLOSED}),
    steps=(
        Step(
            "ask",
            S.WAITING,
            None,
            by=(R.SYSTEM,),
            label="Ask the employer to confirm",
            queued=("send_confirmation_request",),
        ),
        Step(
            "confirm",
            S.WAITING,
            S.CONFIRMED,
            by=(R.EMPLOYER,),
            label="Confirm",
            when=MAY,
            queued=("send_confirmed",),
        ),
        Step(
            "confirm_managed",
            S.WAITING,
            S.MANAGED,
            by=(R.EMPLOYER,),
            label="Confirm, a matter is being managed",
            when=MAY,
            queued=("send_confirmed",),
        ),
        Step(
            "cannot_confirm",
            S.WAITING,
            S.CANNOT,
            by=(R.EMPLOYER,),
            label="Say that you cannot confirm",
            when=MAY,
            reason=True,
            queued=("send_cannot_confirm",),
        ),
        Step(
            "not_mine",
            S.WAITING,
            S.WITH_REGISTRAR,
            by=(R.EMPLOYER,),
            label="This is not mine to answer",
            when=(at_desk, nobody_left),
        ),
        Step(
            "not_mine",
            S.WAITING,
            None,
            by=(R.EMPLOYER,),
            label="This is not mine to answer",
            when=(at_desk,),
            inline=("pass_on",),
            queued=("send_confirmation_request",),
        ),
        Step(
            "time_over",
            S.WAITING,
            S.WITH_REGISTRAR,
            by=(R.SYSTEM,),
            label="Nobody in the organisation has answered",
            when=(nobody_left,),
        ),
        Step(
            "time_over",
            S.WAITING,
            None,
            by=(R.SYSTEM,),
            label="Pass on to the next office",
            inline=("pass_on",),
            queued=("send_confirmation_request",),
        ),
        Step("reply", S.CANNOT, S.QUERY, by=(R.SUBJECT,), label="Send my reply", reason=True),
        Step(
            "reply_time_over", S.CANNOT, S.QUERY, by=(R.SYSTEM,), label="The time to reply is over"
        ),
        *(
            Step(
                "settle_confirmation",
                state,
                S.SETTLED,
                by=(R.REGISTRAR,),
                label="Record how it was settled",
                reason=True,
            )
            for state in (S.QUERY, S.WITH_REGISTRAR)
        ),
        *(
            Step(
                "hand_over",
                state,
                None,
                by=(R.SYSTEM,),
                label="Hand over to the organisation that takes over",
                inline=("hand_over_confirmation",),
            )
            for state in (S.WAITING, S.WITH_REGISTRAR, S.CANNOT, S.QUERY)
        ),
        *(
            Step("close", state, S.CLOSED, by=(R.SYSTEM,), label="Close with the registration")
            for state in (S.WAITING, S.WITH_REGISTRAR, S.CANNOT, S.QUERY)
        ),
    ),
    deadlines=(
        Deadline(S.WAITING, "time_over", days("confirmation_days", since="asked_on")),
        Deadline(S.CANNOT, "reply_time_over", working("confirmation_reply_working_days")),
    ),
)
