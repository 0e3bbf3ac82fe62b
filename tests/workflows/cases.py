"""Cases for the tables: a state, some facts, and somebody who asks."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from workflows import application
from workflows.engine import Actor, Case, Refused, Workflow
from workflows.policy import FIRST
from workflows.roles import Role

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
PLAIN = application.Facts(entered_on=TODAY, edited_on=TODAY, submitted_on=TODAY)

ALICE = Actor(1, frozenset({Role.SUBJECT}))
CAROL = Actor(2, frozenset({Role.CASEWORKER}))
ASHA = Actor(3, frozenset({Role.ASSESSOR}))
RENE = Actor(4, frozenset({Role.REGISTRAR}))
MALLORY = Actor(9, frozenset())
CLOCK = Actor(None, frozenset({Role.SYSTEM}))


def a_case(
    state: str, asked_by: Actor, facts: Any = PLAIN, reason: str = "", **changed: Any
) -> Case:
    """A case in a state, with facts that nothing stands in the way of unless changed."""
    return Case(state, replace(facts, **changed), asked_by, NOW, FIRST, reason)


def result_of(workflow: Workflow, trigger: str, case: Case) -> str:
    """The state a step leads to, or the kind of refusal."""
    try:
        workflow.fire(case, trigger)
    except Refused as refusal:
        return type(refusal).__name__
    return case.state
