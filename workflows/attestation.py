"""The registrant's half of the yearly attestation: declared in person, on the anniversary.

The employer's half is a `confirmation`, with a clock of its own that never makes anybody late. What
follows from a missing declaration is the registration's business (`fall_due`); here are only the
opening, the notices and the declaration itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.deadline import eve_of, on
from workflows.engine import Case, Deadline, Named, Step, Workflow, guard
from workflows.obligation import nothing_missing
from workflows.roles import Role


class State(StrEnum):
    SCHEDULED = "scheduled"
    OPEN = "open"
    DECLARED = "declared"
    CLOSED = "closed"


OWED = (State.SCHEDULED, State.OPEN)
NOTICES = 6  # lines of the plan, the first of which opens the attestation


@dataclass(frozen=True)
class Facts:
    """What the rules may know of one year's attestation."""

    entered_on: date
    due_on: date
    still_on: date | None
    missing: tuple[Named, ...] = ()
    declared: bool = False


@guard("Make the declaration yourself", place="declaration")
def declared(case: Case) -> bool:
    return bool(case.facts.declared)


def line(place: int) -> Callable[[Case], date | None]:
    """Give the day of one line of the plan of notices, while the clock runs."""
    return on("still_on", minus="attestation_notice_days", place=place)


S, R = State, Role

WORKFLOW = Workflow(
    name="attestation",
    states=State,
    initial=S.SCHEDULED,
    labels={
        S.SCHEDULED: "Not open yet",
        S.OPEN: "Open",
        S.DECLARED: "Declared",
        S.CLOSED: "Closed with the registration",
    },
    endings=frozenset({S.DECLARED, S.CLOSED}),
    steps=(
        Step(
            "open",
            S.SCHEDULED,
            S.OPEN,
            by=(R.SYSTEM,),
            label="Open the attestation",
            inline=("make_up_for_lateness",),
            queued=("send_attestation_open",),
        ),
        *(
            Step(
                f"remind_{n}",
                S.OPEN,
                None,
                by=(R.SYSTEM,),
                label="Remind about the attestation",
                inline=("make_up_for_lateness",),
                queued=("send_attestation_reminder",),
            )
            for n in range(2, NOTICES + 1)
        ),
        *(
            Step(
                f"tell_employer_{n}",
                S.OPEN,
                None,
                by=(R.SYSTEM,),
                label="Tell the employer that the attestation is not made",
                queued=("send_employer_told",),
            )
            for n in (1, 2)
        ),
        Step(
            "declare",
            S.OPEN,
            S.DECLARED,
            by=(R.SUBJECT,),
            label="Send my attestation",
            when=(nothing_missing, declared),
            inline=("ask_confirmation", "schedule_next_attestation", "settle"),
            queued=("send_attestation_declared",),
            consequence="The chair of your organisation is asked to confirm. That half has a clock"
            " of its own and never makes you late.",
        ),
        *(
            Step(
                "move_due",
                state,
                None,
                by=(R.SYSTEM, R.REGISTRAR),
                label="Move the due date",
                reason=True,
                inline=("apply_due",),
            )
            for state in OWED
        ),
        *(
            Step("close", state, S.CLOSED, by=(R.SYSTEM,), label="Close with the registration")
            for state in OWED
        ),
    ),
    deadlines=(
        Deadline(S.SCHEDULED, "open", eve_of(line(0))),
        *(
            Deadline(S.OPEN, f"remind_{n}", line(n - 1), reminder=True)
            for n in range(2, NOTICES + 1)
        ),
        *(
            Deadline(
                S.OPEN,
                f"tell_employer_{n}",
                on("still_on", minus="employer_told_days", place=n - 1),
                reminder=True,
            )
            for n in (1, 2)
        ),
    ),
)


def place_of(trigger: str) -> int:
    """Give the place in the plan of the notice that a step sends. Raises ValueError for others."""
    if trigger == "open":
        return 0
    name, _, number = trigger.rpartition("_")
    if name != "remind":
        raise ValueError(f"{trigger} sends no notice of the plan")
    return int(number) - 1
