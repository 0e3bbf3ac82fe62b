"""Interim cover: an office-holder's note of who fills a post for a while, ended by the clock.

No staff take part, and nothing is registered by it: no number, no certificate. The public reads
that the organisation states it and that the person is not on this register (rulings 15).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.deadline import on
from workflows.engine import Case, Deadline, Step, Workflow, guard
from workflows.roles import Role


class State(StrEnum):
    OPEN = "open"
    ENDED = "ended"


@dataclass(frozen=True)
class Facts:
    """What the rules may know of one note."""

    entered_on: date
    ends_on: date  # the last of the days for which it is shown
    may_state: frozenset[int] = frozenset()  # holders of offices that confirm


@guard("Only the holder of an office that confirms can give this note; a secretary cannot")
def holds_office(case: Case) -> bool:
    return case.actor.id in case.facts.may_state


S, R = State, Role

WORKFLOW = Workflow(
    name="interim_cover",
    states=State,
    initial=S.OPEN,
    labels={S.OPEN: "Interim cover", S.ENDED: "Ended"},
    endings=frozenset({S.ENDED}),
    steps=(
        Step("give", S.OPEN, None, by=(R.EMPLOYER,), label="Give this note", when=(holds_office,)),
        Step(
            "end",
            S.OPEN,
            S.ENDED,
            by=(R.EMPLOYER, R.REGISTRAR),
            label="End this note",
            inline=("close_cover",),
        ),
        Step(
            "time_over",
            S.OPEN,
            S.ENDED,
            by=(R.SYSTEM,),
            label="Six weeks are over",
            inline=("close_cover",),
        ),
    ),
    deadlines=(Deadline(S.OPEN, "time_over", on("ends_on")),),
)


def sentence(post: str, organisation: str) -> str:
    """Say publicly what the note says, and what it is not."""
    return f"Interim {lower_first(post)}, stated by {organisation}. Not on this register."


def lower_first(post: str) -> str:
    """Write a post inside a sentence; an abbreviation keeps its capitals."""
    return post if post[1:2].isupper() else post[:1].lower() + post[1:]
