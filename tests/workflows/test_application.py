"""Who may do what to an application, and when: the rules as tables."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.workflows.cases import (
    ALICE,
    ASHA,
    CAROL,
    CLOCK,
    MALLORY,
    PLAIN,
    RENE,
    TODAY,
    a_case,
    result_of,
)
from workflows.application import WORKFLOW, Next, State, who_next
from workflows.engine import Actor, Named, Unmet

S = State
TAKEN = {"caseworker_id": CAROL.id}
ASSESSED = {**TAKEN, "assessor_id": ASHA.id}
RECOMMENDED = {**ASSESSED, "recommended_by": ASHA.id, "recommendation": "approval"}
GAP = (Named("history", "Your employment history"),)
UNMET = (Named("strategy", "Strategy"),)


@pytest.mark.parametrize(
    ("trigger", "state", "who", "facts", "outcome"),
    [
        ("submit", S.DRAFT, ALICE, {}, S.CHECKS),
        ("submit", S.DRAFT, CAROL, {}, "NotPermitted"),
        ("submit", S.DRAFT, MALLORY, {}, "NotPermitted"),
        ("submit", S.CHECKS, ALICE, {}, "WrongState"),
        ("submit", S.DRAFT, ALICE, {"missing_sections": GAP}, "Unmet"),
        ("submit", S.DRAFT, ALICE, {"rules_accepted": False}, "Unmet"),
        ("submit", S.DRAFT, ALICE, {"declared": False}, "Unmet"),
        ("submit", S.DRAFT, ALICE, {"already_registered": True}, "Unmet"),
        ("expire", S.DRAFT, CLOCK, {}, S.EXPIRED),
        ("expire", S.DRAFT, ALICE, {}, "NotPermitted"),
        ("take", S.CHECKS, CAROL, {}, S.CHECKS),
        ("take", S.CHECKS, CAROL, {"caseworker_id": 8}, "Unmet"),
        ("take", S.CHECKS, ASHA, {}, "NotPermitted"),
        ("take", S.CHECKS, CAROL, {"assessor_id": CAROL.id}, "Unmet"),
        ("checks_closed", S.CHECKS, CLOCK, {}, S.ASSESSMENT),
        ("checks_closed", S.CHECKS, CLOCK, {"open_checks": 1}, "Unmet"),
        ("checks_closed", S.CHECKS, CAROL, TAKEN, "NotPermitted"),
        ("take_assessment", S.ASSESSMENT, ASHA, TAKEN, S.ASSESSMENT),
        ("take_assessment", S.ASSESSMENT, ASHA, {"caseworker_id": ASHA.id}, "Unmet"),
        ("take_assessment", S.ASSESSMENT, ASHA, {"assessor_id": 8}, "Unmet"),
        ("recommend_approval", S.ASSESSMENT, ASHA, ASSESSED, S.DECISION),
        ("recommend_approval", S.ASSESSMENT, ASHA, TAKEN, "Unmet"),
        (
            "recommend_approval",
            S.ASSESSMENT,
            ASHA,
            {**ASSESSED, "missing_findings": UNMET},
            "Unmet",
        ),
        ("recommend_approval", S.ASSESSMENT, ASHA, {**ASSESSED, "unmet_standards": UNMET}, "Unmet"),
        ("recommend_approval", S.ASSESSMENT, ASHA, {**ASSESSED, "failed_checks": UNMET}, "Unmet"),
        ("approve", S.DECISION, RENE, RECOMMENDED, S.REGISTERED),
        ("approve", S.DECISION, ASHA, RECOMMENDED, "NotPermitted"),
        ("approve", S.DECISION, RENE, {**RECOMMENDED, "recommended_by": RENE.id}, "Unmet"),
        ("approve", S.DECISION, RENE, TAKEN, "Unmet"),
        ("approve", S.DECISION, RENE, {**RECOMMENDED, "assessor_id": RENE.id}, "Unmet"),
        ("approve", S.DECISION, RENE, {**RECOMMENDED, "caseworker_id": RENE.id}, "Unmet"),
        ("approve", S.DECISION, RENE, {**RECOMMENDED, "stale_checks": UNMET}, "Unmet"),
        ("approve", S.DECISION, RENE, {**RECOMMENDED, "unmet_standards": UNMET}, "Unmet"),
        ("approve", S.DECISION, RENE, {**RECOMMENDED, "failed_checks": UNMET}, "Unmet"),
        ("approve", S.REGISTERED, RENE, RECOMMENDED, "WrongState"),
        ("refuse", S.DECISION, RENE, RECOMMENDED, "WrongState"),
        ("withdraw", S.DECISION, ALICE, RECOMMENDED, S.WITHDRAWN),
        ("withdraw", S.REFUSED, ALICE, {}, "WrongState"),
        ("withdraw", S.DRAFT, CAROL, {}, "NotPermitted"),
    ],
)
def test_who_may_do_what_and_when(
    trigger: str, state: str, who: Actor, facts: dict[str, Any], outcome: str
) -> None:
    assert result_of(WORKFLOW, trigger, a_case(state, who, **facts)) == outcome


@pytest.mark.parametrize(
    ("trigger", "state", "who", "facts", "dest"),
    [
        ("ask", S.CHECKS, CAROL, TAKEN, S.AWAITING_INFORMATION),
        ("recommend_refusal", S.ASSESSMENT, ASHA, ASSESSED, S.DECISION),
        ("return_to_assessment", S.DECISION, RENE, RECOMMENDED, S.ASSESSMENT),
        ("propose_refusal", S.DECISION, RENE, RECOMMENDED, S.MINDED_TO_REFUSE),
        ("refuse", S.MINDED_TO_REFUSE, RENE, {**RECOMMENDED, "represented": True}, S.REFUSED),
        ("stand_aside", S.CHECKS, CAROL, TAKEN, S.CHECKS),
        ("stand_aside", S.MINDED_TO_REFUSE, ASHA, RECOMMENDED, S.MINDED_TO_REFUSE),
    ],
)
def test_a_step_that_bears_on_somebody_needs_a_reason(
    trigger: str, state: str, who: Actor, facts: dict[str, Any], dest: str
) -> None:
    assert result_of(WORKFLOW, trigger, a_case(state, who, **facts)) == "Unmet"
    given = a_case(state, who, reason="Because of this", **facts)
    assert result_of(WORKFLOW, trigger, given) == dest


@pytest.mark.parametrize("stage", [S.CHECKS, S.ASSESSMENT, S.DECISION])
def test_an_answer_goes_back_to_the_stage_that_asked(stage: State) -> None:
    case = a_case(S.AWAITING_INFORMATION, ALICE, reason="Here it is", asked_from=stage.value)
    assert result_of(WORKFLOW, "answer", case) == stage


@pytest.mark.parametrize(
    ("represented", "due", "outcome"),
    [
        (True, TODAY + timedelta(days=9), S.REFUSED),
        (False, TODAY, "Unmet"),  # the day itself is in time
        (False, TODAY - timedelta(days=1), S.REFUSED),
        (False, None, "Unmet"),
    ],
)
def test_nobody_is_refused_unheard(represented: bool, due: date | None, outcome: str) -> None:
    given = {**RECOMMENDED, "represented": represented, "representations_due_on": due}
    facts = replace(PLAIN, **given)
    case = a_case(S.MINDED_TO_REFUSE, RENE, facts, reason="Standard 4 is not met")
    assert result_of(WORKFLOW, "refuse", case) == outcome


def test_nobody_is_refused_on_a_recommendation_whose_author_stood_aside() -> None:
    facts = replace(PLAIN, represented=True)
    case = a_case(S.MINDED_TO_REFUSE, RENE, facts, reason="Standard 4 is not met")
    assert result_of(WORKFLOW, "refuse", case) == "Unmet"


def test_everything_that_is_missing_is_told_at_once() -> None:
    case = a_case(S.DRAFT, ALICE, missing_sections=GAP * 2, rules_accepted=False)
    with pytest.raises(Unmet) as refused:
        WORKFLOW.fire(case, "submit")
    assert [reason.place for reason in refused.value.reasons] == ["history", "history", "rules"]


@pytest.mark.parametrize(
    ("state", "others", "facts", "who"),
    [
        (S.DRAFT, False, {}, Next.SUBJECT),
        (S.CHECKS, False, {}, Next.CASEWORKER),
        (S.CHECKS, True, {}, Next.THIRD_PARTY),
        (S.ASSESSMENT, False, {}, Next.ASSESSOR),
        (S.DECISION, False, {}, Next.REGISTRAR),
        (S.AWAITING_INFORMATION, False, {}, Next.SUBJECT),
        (S.MINDED_TO_REFUSE, False, {"representations_due_on": TODAY}, Next.SUBJECT),
        (S.MINDED_TO_REFUSE, False, {"represented": True}, Next.REGISTRAR),
        (
            S.MINDED_TO_REFUSE,
            False,
            {"representations_due_on": TODAY - timedelta(days=1)},
            Next.REGISTRAR,
        ),
        (S.REGISTERED, False, {}, Next.NOBODY),
    ],
)
def test_who_must_act_next(state: str, others: bool, facts: dict[str, Any], who: Next) -> None:
    told = who_next(state, replace(PLAIN, **facts), waiting_on_others=others, today=TODAY)
    assert told is who


def test_a_question_of_a_check_is_the_applicants_turn_in_the_checks_only() -> None:
    for state, who in ((S.CHECKS, Next.SUBJECT), (S.ASSESSMENT, Next.ASSESSOR)):
        told = who_next(state, PLAIN, waiting_on_others=True, waiting_on_subject=True, today=TODAY)
        assert told is who


def due(state: str, **facts: Any) -> dict[str, date]:
    case = a_case(state, CLOCK, **facts)
    return {deadline.trigger: day for deadline, day in WORKFLOW.deadlines_in(case)}


def test_a_draft_is_reminded_three_times_and_then_ends() -> None:
    assert due(S.DRAFT) == {
        "remind_draft_1": TODAY + timedelta(days=14),
        "remind_draft_2": TODAY + timedelta(days=45),
        "remind_draft_3": TODAY + timedelta(days=76),
        "expire": date(2027, 2, 22),  # 90 days, a Sunday, moved later to the Monday
    }


def test_a_question_is_reminded_before_its_answer_is_due() -> None:
    day = date(2027, 1, 29)
    assert due(S.AWAITING_INFORMATION, answer_due_on=day) == {
        "remind_question_1": day - timedelta(days=14),
        "remind_question_2": day - timedelta(days=7),
        "remind_question_3": day - timedelta(days=2),
        "close_unanswered": day,
    }


def test_no_deadline_for_a_person_falls_at_the_turn_of_the_year() -> None:
    days = due(S.AWAITING_INFORMATION, answer_due_on=date(2026, 12, 24))
    assert days["close_unanswered"] == date(2027, 1, 4)
