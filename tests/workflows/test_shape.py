"""What must hold of every workflow, whatever it is about."""

from collections.abc import Iterator
from dataclasses import fields

import pytest

from registry.wiring import WORKFLOWS
from workflows import (
    application,
    appointment,
    attestation,
    check,
    concern,
    confirmation,
    interim_cover,
    name_request,
    organisation_merge,
    reference,
    registration,
    revalidation,
)
from workflows.engine import Workflow
from workflows.policy import Policy
from workflows.roles import Role

FACTS = {
    "application": application.Facts,
    "check": check.Facts,
    "reference": reference.Facts,
    "registration": registration.Facts,
    "revalidation": revalidation.Facts,
    "attestation": attestation.Facts,
    "confirmation": confirmation.Facts,
    "concern": concern.Facts,
    "appointment": appointment.Facts,
    "interim_cover": interim_cover.Facts,
    "name_request": name_request.Facts,
    "organisation_merge": organisation_merge.Facts,
}
every = pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.name)


def reached(workflow: Workflow, start: set[str]) -> set[str]:
    """Every state that steps lead to from these."""
    seen = set(start)
    while True:
        more = {s.dest.value for s in workflow.steps if s.source in seen and s.dest} - seen
        if not more:
            return seen
        seen |= more


@every
def test_every_state_is_reached(workflow: Workflow) -> None:
    assert reached(workflow, {workflow.initial.value}) == {s.value for s in workflow.states}


@every
def test_only_a_declared_ending_has_no_way_out(workflow: Workflow) -> None:
    with_way_out = {step.source for step in workflow.steps if step.dest}
    assert {state for state in workflow.states if state not in with_way_out} == workflow.endings


@every
def test_every_state_can_reach_an_ending(workflow: Workflow) -> None:
    endings = {state.value for state in workflow.endings}
    for state in workflow.states:
        assert reached(workflow, {state.value}) & endings, state


@every
def test_every_state_has_a_label_and_every_step_too(workflow: Workflow) -> None:
    assert set(workflow.labels) == set(workflow.states)
    assert all(step.label for step in workflow.steps)


@every
def test_every_deadline_fires_a_step_that_the_clock_may_take(workflow: Workflow) -> None:
    for deadline in workflow.deadlines:
        steps = [s for s in workflow.steps_from(deadline.state) if s.trigger == deadline.trigger]
        assert steps, deadline
        assert all(Role.SYSTEM in step.by for step in steps), deadline


@every
def test_a_clock_trigger_is_total(workflow: Workflow) -> None:
    """Some step of a deadline has no guard, or its guards cover every case between them.

    No clock step of these workflows is guarded at all, which is the plainest way of being total.
    """
    for deadline in workflow.deadlines:
        steps = [s for s in workflow.steps_from(deadline.state) if s.trigger == deadline.trigger]
        assert any(not step.guards for step in steps), deadline


# Where the clock finds no way on, these steps stay, and their effect moves the date that it reads.
WAITING = {"registration": {"fall_due", "lapse", "pause", "resume"}, "confirmation": {"time_over"}}


@every
def test_a_clock_step_that_stays_is_a_reminder_or_moves_its_own_date(workflow: Workflow) -> None:
    for deadline in workflow.deadlines:
        stays = [
            step.dest is None
            for step in workflow.steps_from(deadline.state)
            if step.trigger == deadline.trigger
        ]
        if deadline.trigger in WAITING.get(workflow.name, ()):
            assert not deadline.reminder, deadline
        else:
            assert stays == [deadline.reminder] * len(stays), deadline


@every
def test_a_clock_step_that_stays_to_wait_has_an_effect(workflow: Workflow) -> None:
    for step in workflow.steps:
        if step.trigger in WAITING.get(workflow.name, ()) and step.dest is None:
            assert step.inline, step


@every
def test_somebody_may_take_every_step(workflow: Workflow) -> None:
    assert all(step.by for step in workflow.steps)


@every
def test_a_dangerous_step_says_what_follows(workflow: Workflow) -> None:
    assert all(step.consequence for step in workflow.steps if step.danger)


@every
def test_guards_read_facts_that_exist(workflow: Workflow) -> None:
    known = {field.name for field in fields(FACTS[workflow.name])}
    for guard in guards(workflow):
        assert not guard.each or guard.each in known, guard


def test_policies_named_by_deadlines_exist() -> None:
    names = {field.name for field in fields(Policy)}
    assert {"draft_days", "information_days", "representations_days"} <= names


def guards(workflow: Workflow) -> Iterator[object]:
    for step in workflow.steps:
        yield from step.guards
