"""A registrant's request to be shown under a new name.

The reason is never asked. A registrar sees evidence, which is not kept, and then publishes the name
by the step `correct_name` of the registration; that step settles the request (rulings 14).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.engine import Step, Workflow
from workflows.roles import Role


class State(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


@dataclass(frozen=True)
class Facts:
    """What the rules may know of one request."""

    entered_on: date


S, R = State, Role

WORKFLOW = Workflow(
    name="name_request",
    states=State,
    initial=S.ASKED,
    labels={
        S.ASKED: "With us, evidence to be seen",
        S.GRANTED: "The new name is shown",
        S.WITHDRAWN: "Withdrawn by you",
        S.CLOSED: "Closed",
    },
    endings=frozenset({S.GRANTED, S.WITHDRAWN, S.CLOSED}),
    steps=(
        Step(
            "ask",
            S.ASKED,
            None,
            by=(R.SUBJECT,),
            label="Ask for the new name",
            queued=("send_name_asked",),
        ),
        Step(
            "grant",
            S.ASKED,
            S.GRANTED,
            by=(R.SYSTEM,),
            label="The name was changed",
            inline=("forget_name",),
        ),
        Step(
            "withdraw",
            S.ASKED,
            S.WITHDRAWN,
            by=(R.SUBJECT,),
            label="Withdraw the request",
            inline=("forget_name",),
        ),
        Step(
            "close",
            S.ASKED,
            S.CLOSED,
            by=(R.REGISTRAR,),
            label="Close the request without a change",
            reason=True,
            inline=("forget_name",),
            queued=("send_name_closed",),
            consequence="The entry keeps its name. The person reads your words and can ask again.",
        ),
        Step(
            "end",
            S.ASKED,
            S.CLOSED,
            by=(R.SYSTEM,),
            label="Close with the registration",
            inline=("forget_name",),
        ),
    ),
)
