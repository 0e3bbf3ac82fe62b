"""The rules of a revalidation, in tables: every boundary, who may, and what a machine may not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from workflows.engine import Actor, Case, Named, NotPermitted, Unmet
from workflows.policy import FIRST
from workflows.revalidation import (
    NOTICES,
    WORKFLOW,
    Facts,
    Recommended,
    State,
    place_of,
    trigger_of,
)
from workflows.revalidation_state import INSUFFICIENT, deferral_problems
from workflows.roles import Role

DUE = date(2029, 11, 23)
PROCESS = "ongoing_process"


def refused(days: int, today: date = DUE, code: str = PROCESS, lacking: str = "") -> list[str]:
    to = DUE + timedelta(days=days)
    return list(deferral_problems(DUE, to, today, code, lacking, FIRST))


@pytest.mark.parametrize(
    ("days", "allowed"),
    [(-1, False), (0, False), (59, False), (60, False), (61, True), (364, True), (365, False)],
)
def test_a_deferral_lies_strictly_between_sixty_and_365_days(days: int, allowed: bool) -> None:
    assert (refused(days) == []) == allowed


@pytest.mark.parametrize(
    ("before", "allowed"), [(121, False), (120, True), (1, True), (-200, True)]
)
def test_a_deferral_is_not_earlier_than_120_days_before(before: int, allowed: bool) -> None:
    assert (refused(100, DUE - timedelta(days=before)) == []) == allowed


def test_the_leap_day_counts_as_a_day() -> None:
    due = date(2027, 12, 30)  # 29 February 2028 lies between
    allowed = [
        day
        for day in (due + timedelta(days=n) for n in range(50, 380))
        if not list(deferral_problems(due, day, due, PROCESS, "", FIRST))
    ]
    assert (allowed[0], allowed[-1]) == (date(2028, 2, 29), date(2028, 12, 28))


@pytest.mark.parametrize(
    ("code", "lacking", "allowed"),
    [
        (PROCESS, "", True),
        (INSUFFICIENT, "", False),
        (INSUFFICIENT, "feedback", True),
        (INSUFFICIENT, "nothing like it", False),
        ("", "", False),
        ("illness", "", False),
    ],
)
def test_a_deferral_has_a_coded_reason(code: str, lacking: str, allowed: bool) -> None:
    assert (refused(100, code=code, lacking=lacking) == []) == allowed


READY = Facts(
    entered_on=DUE - timedelta(days=60),
    due_on=DUE,
    still_on=DUE,
    confirmer_named=True,
    declared=True,
    proposed_to=DUE + timedelta(days=100),
    proposed_code=PROCESS,
    warnings=2,
    plan_until=DUE + timedelta(days=30),
)
ONE, OTHER = 1, 2


def fired(
    state: State, trigger: str, role: Role, *, on: date = DUE, who: int = ONE, **facts: Any
) -> State | type[Exception]:
    """Where a step leads, or how it is refused."""
    now = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    actor = Actor(who, frozenset({role}))
    case = Case(state, replace(READY, **facts), actor, now, FIRST, "Why it is so")
    try:
        WORKFLOW.fire(case, trigger)
    except (Unmet, NotPermitted) as refusal:
        return type(refusal)
    return State(case.state)


S, R = State, Role
MISSING = (Named("feedback", "Your feedback summary"),)
DEFER, SILENT = Recommended.DEFER, Recommended.NON_ENGAGEMENT


@pytest.mark.parametrize(
    ("state", "trigger", "role", "facts", "outcome"),
    [
        (S.OPEN, "submit", R.SUBJECT, {}, S.WITH_CONFIRMER),
        (S.OPEN, "submit", R.SUBJECT, {"missing": MISSING}, Unmet),
        (S.OPEN, "submit", R.SUBJECT, {"declared": False}, Unmet),
        (S.OPEN, "submit", R.SUBJECT, {"confirmer_named": False}, Unmet),
        (S.OPEN, "submit", R.SUBJECT, {"confirmer_problems": (Named("c", "No"),)}, Unmet),
        (S.OPEN, "submit", R.CONFIRMER, {}, NotPermitted),
        (S.WITH_CONFIRMER, "confirm", R.CONFIRMER, {}, S.SUBMITTED),
        (S.WITH_CONFIRMER, "confirm", R.CONFIRMER, {"missing": MISSING}, Unmet),
        (S.WITH_CONFIRMER, "confirm", R.CONFIRMER, {"recommended": DEFER}, Unmet),
        (S.WITH_CONFIRMER, "confirm", R.SUBJECT, {}, NotPermitted),
        (S.WITH_CONFIRMER, "confirm_instead", R.REGISTRAR, {}, S.SUBMITTED),
        (S.WITH_CONFIRMER, "take_back", R.SUBJECT, {}, S.OPEN),
        # one recommendation at a time
        (S.OPEN, "recommend_deferral", R.CONFIRMER, {}, S.OPEN),
        (S.OPEN, "recommend_deferral", R.CONFIRMER, {"recommended": DEFER}, Unmet),
        (S.OPEN, "recommend_deferral", R.CONFIRMER, {"proposed_code": ""}, Unmet),
        (S.OPEN, "recommend_deferral", R.SUBJECT, {}, NotPermitted),
        (S.OPEN, "recommend_non_engagement", R.CONFIRMER, {"recommended": DEFER}, Unmet),
        # non-engagement only after two written warnings
        (S.OPEN, "recommend_non_engagement", R.CONFIRMER, {}, S.OPEN),
        (S.OPEN, "recommend_non_engagement", R.CONFIRMER, {"warnings": 1}, Unmet),
        (S.OPEN, "recommend_non_engagement", R.REGISTRAR, {}, NotPermitted),
        (S.OPEN, "warn", R.CONFIRMER, {"warned_on": DUE - timedelta(days=13)}, Unmet),
        (S.OPEN, "warn", R.CONFIRMER, {"warned_on": DUE - timedelta(days=14)}, S.OPEN),
        (S.OPEN, "accept_non_engagement", R.REGISTRAR, {"recommended": SILENT}, S.REPRESENTATIONS),
        (S.OPEN, "accept_non_engagement", R.REGISTRAR, {"recommended": DEFER}, Unmet),
        (S.OPEN, "accept_deferral", R.REGISTRAR, {"recommended": DEFER}, S.OPEN),
        (S.OPEN, "accept_deferral", R.CONFIRMER, {"recommended": DEFER}, NotPermitted),
        # the draw and the audit
        (S.SUBMITTED, "draw", R.SYSTEM, {"drawn": True}, S.AUDIT),
        (S.SUBMITTED, "draw", R.SYSTEM, {}, S.REVALIDATED),
        (S.AUDIT, "audit_met", R.REGISTRAR, {}, S.REVALIDATED),
        (S.AUDIT, "ask_more", R.REGISTRAR, {}, S.MORE_EVIDENCE),
        (S.AUDIT, "ask_more", R.REGISTRAR, {"asked_more": True}, Unmet),
        (S.AUDIT, "plan_remediation", R.REGISTRAR, {}, S.REMEDIATION),
        (S.AUDIT, "plan_remediation", R.REGISTRAR, {"remedied": True}, Unmet),
        (
            S.AUDIT,
            "plan_remediation",
            R.REGISTRAR,
            {"plan_until": date(2030, 5, 23)},
            S.REMEDIATION,
        ),
        (S.AUDIT, "plan_remediation", R.REGISTRAR, {"plan_until": date(2030, 5, 24)}, Unmet),
        (S.AUDIT, "plan_remediation", R.REGISTRAR, {"plan_until": DUE}, Unmet),
        (S.AUDIT, "propose_not_revalidated", R.REGISTRAR, {}, Unmet),
        (S.AUDIT, "propose_not_revalidated", R.REGISTRAR, {"remedied": True}, S.REPRESENTATIONS),
        (S.MORE_EVIDENCE, "time_over", R.SYSTEM, {}, S.AUDIT),
        (S.REMEDIATION, "time_over", R.SYSTEM, {}, S.AUDIT),
        (S.REMEDIATION, "resubmit", R.SUBJECT, {}, S.AUDIT),
        (S.REMEDIATION, "resubmit", R.SUBJECT, {"missing": MISSING}, Unmet),
        # the decision
        (S.REPRESENTATIONS, "not_revalidate", R.REGISTRAR, {"responded": True}, S.NOT_REVALIDATED),
        (S.REPRESENTATIONS, "not_revalidate", R.REGISTRAR, {}, Unmet),
        (
            S.REPRESENTATIONS,
            "not_revalidate",
            R.REGISTRAR,
            {"responded": True, "proposed_by": ONE},
            Unmet,
        ),
        (S.REPRESENTATIONS, "revalidate_after_all", R.REGISTRAR, {}, S.REVALIDATED),
        (S.REPRESENTATIONS, "reopen", R.REGISTRAR, {}, S.OPEN),
    ],
)
def test_who_may_and_when(
    state: State, trigger: str, role: Role, facts: dict[str, Any], outcome: Any
) -> None:
    assert fired(state, trigger, role, **facts) == outcome


@pytest.mark.parametrize(("days", "outcome"), [(0, Unmet), (1, State.NOT_REVALIDATED)])
def test_the_last_day_to_answer_is_in_time(days: int, outcome: Any) -> None:
    last = DUE + timedelta(days=days)
    assert fired(S.REPRESENTATIONS, "not_revalidate", R.REGISTRAR, on=last, who=OTHER) == outcome


@pytest.mark.parametrize(
    ("days", "outcome"), [(61, State.SCHEDULED), (180, State.SCHEDULED), (121, State.SCHEDULED)]
)
def test_a_deferral_from_the_first_day_waits_for_its_new_window(days: int, outcome: State) -> None:
    first = DUE - timedelta(days=120)
    facts = {"recommended": DEFER, "proposed_to": DUE + timedelta(days=days)}
    assert fired(S.OPEN, "accept_deferral", R.REGISTRAR, on=first, **facts) == outcome


@pytest.mark.parametrize(("days", "outcome"), [(120, State.OPEN), (121, State.SCHEDULED)])
def test_a_deferral_on_the_day_stays_open_when_the_new_window_is(days: int, outcome: State) -> None:
    facts = {"recommended": DEFER, "proposed_to": DUE + timedelta(days=days)}
    assert fired(S.OPEN, "accept_deferral", R.REGISTRAR, **facts) == outcome


def test_the_clock_never_ends_anything_against_anybody() -> None:
    by_clock = {step for step in WORKFLOW.steps if Role.SYSTEM in step.by and step.dest}
    assert {s.dest for s in by_clock} == {S.OPEN, S.AUDIT, S.REVALIDATED, S.CLOSED}


def test_the_plan_of_notices_is_the_one_of_the_policy() -> None:
    days = FIRST.revalidation_notice_days
    assert len(days) == NOTICES
    case = Case(S.OPEN, READY, Actor(None, frozenset()), datetime(2029, 8, 1, tzinfo=UTC), FIRST)
    told = {d.trigger: due for d, due in WORKFLOW.deadlines_in(case)}
    for place in range(2, NOTICES):
        assert told[trigger_of(place)] == DUE - timedelta(days=days[place])
    assert set(FIRST.revalidation_mandatory_days) <= set(days)


@pytest.mark.parametrize("place", range(NOTICES))
def test_each_line_of_the_plan_has_its_step(place: int) -> None:
    assert place_of(trigger_of(place)) == place


def test_a_step_that_sends_no_notice_has_no_place() -> None:
    with pytest.raises(ValueError, match="submit"):
        place_of("submit")


def test_no_clock_runs_in_a_pause() -> None:
    paused = replace(READY, still_on=None)
    for state in State:
        case = Case(
            state, paused, Actor(None, frozenset()), datetime(2029, 8, 1, tzinfo=UTC), FIRST
        )
        assert WORKFLOW.deadlines_in(case) == []
