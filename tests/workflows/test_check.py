"""What may become of a check, and who may settle it."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.workflows.cases import ALICE, ASHA, CAROL, CLOCK, RENE, TODAY, a_case, result_of
from workflows.check import BY_KEY, ITEMS, WORKFLOW, Facts, State, required
from workflows.engine import Actor

S = State
SEEN = Facts("conduct", TODAY, source_given=True, looked_on=TODAY, query_raised_by=CAROL.id)
PART_ONE = {"part_one": True}
YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("trigger", "state", "who", "facts", "outcome"),
    [
        ("clear", S.OPEN, CAROL, {}, S.CLEAR),
        ("clear", S.OPEN, CAROL, {"source_given": False}, "Unmet"),
        ("clear", S.OPEN, CAROL, {"looked_on": None}, "Unmet"),
        ("clear", S.OPEN, CAROL, {"looked_on": TODAY + timedelta(days=1)}, "Unmet"),
        ("clear", S.OPEN, CAROL, {"valid_to": TODAY - timedelta(days=1)}, "Unmet"),
        ("clear", S.OPEN, CAROL, {"valid_to": TODAY}, S.CLEAR),
        ("clear", S.OPEN, ALICE, {}, "NotPermitted"),
        ("clear", S.CLEAR, CAROL, {}, "WrongState"),
        ("query", S.OPEN, CAROL, {}, S.QUERY),
        ("reply", S.QUERY, ALICE, {"reply_due_on": TODAY}, S.QUERY),
        ("reply", S.QUERY, ALICE, {"reply_due_on": YESTERDAY}, S.QUERY),  # late
        ("reply", S.QUERY, ALICE, {}, "Unmet"),  # answered already
        ("reply", S.QUERY, CAROL, {"reply_due_on": TODAY}, "NotPermitted"),
        ("reply", S.CLEAR, ALICE, {}, "WrongState"),
        ("reply_overdue", S.QUERY, CLOCK, {}, S.QUERY),
        ("reply_overdue", S.QUERY, ALICE, {}, "NotPermitted"),
        ("explain", S.QUERY, ASHA, {}, S.CLEAR),
        ("explain", S.QUERY, CAROL, {}, "Unmet"),  # who queried does not settle
        ("explain", S.QUERY, ASHA, PART_ONE, "Unmet"),
        ("mitigate", S.QUERY, ASHA, {}, S.MITIGATED),
        ("mitigate", S.QUERY, ASHA, PART_ONE, "Unmet"),
        ("mitigate", S.QUERY, CAROL, {}, "NotPermitted"),
        ("ground_ended", S.QUERY, RENE, PART_ONE, S.GROUND_ENDED),
        ("ground_ended", S.QUERY, RENE, {}, "Unmet"),
        ("not_satisfied", S.QUERY, RENE, PART_ONE, S.NOT_SATISFIED),
        ("not_satisfied", S.QUERY, CAROL, {}, "NotPermitted"),
        ("not_satisfied", S.QUERY, RENE, {"reply_due_on": TODAY}, "Unmet"),  # nobody unheard
        ("not_satisfied", S.QUERY, RENE, {"reply_due_on": YESTERDAY}, S.NOT_SATISFIED),
        ("explain", S.QUERY, RENE, {"reply_due_on": TODAY}, S.CLEAR),
        ("leave_out", S.OPEN, CAROL, {}, "Unmet"),
        ("leave_out", S.OPEN, CAROL, {"may_be_unlawful": True}, S.NOT_NEEDED),
        ("go_stale", S.CLEAR, CLOCK, {}, S.STALE),
        ("refresh", S.STALE, CAROL, {}, S.OPEN),
    ],
)
def test_what_may_become_of_a_check(
    trigger: str, state: str, who: Actor, facts: dict[str, Any], outcome: str
) -> None:
    assert result_of(WORKFLOW, trigger, a_case(state, who, SEEN, "A reason", **facts)) == outcome


@pytest.mark.parametrize("item", [item for item in ITEMS if item.part_one], ids=lambda i: i.key)
def test_a_part_one_ground_is_never_weighed_or_left_out(item: Any) -> None:
    facts = {"part_one": item.part_one, "may_be_unlawful": item.may_be_unlawful}
    for trigger, state, who in (
        ("mitigate", S.QUERY, RENE),
        ("explain", S.QUERY, RENE),
        ("leave_out", S.OPEN, CAROL),
    ):
        assert result_of(WORKFLOW, trigger, a_case(state, who, SEEN, "Why", **facts)) == "Unmet"


def test_a_check_runs_out_on_its_last_day() -> None:
    case = a_case(S.CLEAR, CLOCK, SEEN, valid_to=date(2027, 11, 23))
    assert [(d.trigger, day) for d, day in WORKFLOW.deadlines_in(case)] == [
        ("go_stale", date(2027, 11, 23))
    ]


def test_silence_is_told_the_day_after_and_only_while_a_reply_is_awaited() -> None:
    asked = a_case(S.QUERY, CLOCK, SEEN, reply_due_on=TODAY)
    assert [(d.trigger, day) for d, day in WORKFLOW.deadlines_in(asked)] == [
        ("reply_overdue", TODAY + timedelta(days=1))
    ]
    assert WORKFLOW.deadlines_in(a_case(S.QUERY, CLOCK, SEEN)) == []


def test_an_empty_reply_is_none() -> None:
    case = a_case(S.QUERY, ALICE, SEEN, " ", reply_due_on=TODAY)
    assert result_of(WORKFLOW, "reply", case) == "Unmet"


def test_without_an_employer_nobody_is_asked_to_state_anything() -> None:
    keys = {item.key for item in required(in_post=False, has_employer=False)}
    assert not keys & {"employer_statement", "criminal_record"}
    assert {item.key for item in required(in_post=True, has_employer=True)} == set(BY_KEY)
