"""Organisations that become one: planned and looked at first, then done by the clock, in batches.

Nothing is carried out before its day, and nothing that a person owes falls due within sixty days of
it (rulings 10).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflows.engine import Case, Deadline, Step, Workflow, guard
from workflows.roles import Role


class State(StrEnum):
    PLANNED = "planned"
    AGREED = "agreed"
    RUNNING = "running"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Facts:
    """What the rules may know of one merger."""

    entered_on: date
    on: date
    left: int = 0  # people, requests and applications still to be carried over
    open_to_change: bool = True  # every organisation in it is still open


@guard("One of these organisations is closed already. Drop this plan and make a new one")
def organisations_open(case: Case) -> bool:
    return bool(case.facts.open_to_change)


@guard("Somebody is still to be carried over")
def nothing_left(case: Case) -> bool:
    return not case.facts.left


def eve(case: Case) -> date:
    """Give the day after which it begins: from the first instant of its own day."""
    day: date = case.facts.on
    return day - timedelta(days=1)


S, R = State, Role

WORKFLOW = Workflow(
    name="organisation_merge",
    states=State,
    initial=S.PLANNED,
    labels={
        S.PLANNED: "Planned, nothing has changed",
        S.AGREED: "Agreed, begins on its day",
        S.RUNNING: "Under way",
        S.DONE: "Done",
        S.DROPPED: "Dropped, nothing has changed",
    },
    endings=frozenset({S.DONE, S.DROPPED}),
    steps=(
        Step("plan", S.PLANNED, None, by=(R.REGISTRAR,), label="Plan the merger"),
        Step(
            "agree",
            S.PLANNED,
            S.AGREED,
            by=(R.REGISTRAR,),
            label="Carry this out on its day",
            when=(organisations_open,),
        ),
        *(
            Step("drop", state, S.DROPPED, by=(R.REGISTRAR,), label="Drop this plan")
            for state in (S.PLANNED, S.AGREED)
        ),
        Step(
            "begin",
            S.AGREED,
            S.RUNNING,
            by=(R.SYSTEM,),
            label="Begin",
            inline=("close_organisations",),
            queued=("merge_organisations",),
        ),
        Step(
            "finish",
            S.RUNNING,
            S.DONE,
            by=(R.SYSTEM,),
            label="Everybody is carried over",
            when=(nothing_left,),
            inline=("tell_successor",),
        ),
    ),
    deadlines=(Deadline(S.AGREED, "begin", eve),),
)
