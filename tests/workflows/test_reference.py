"""A request for a statement is chased, then handed to a person; silence is no finding."""

from datetime import date

import pytest

from tests.workflows.cases import ALICE, CAROL, CLOCK, TODAY, a_case, result_of
from workflows.engine import Actor
from workflows.reference import WORKFLOW, Facts, State
from workflows.roles import Role

S = State
REFEREE = Actor(None, frozenset({Role.REFEREE}))
ASKED = Facts("referee", TODAY, TODAY, code_confirmed=True, answer_complete=True)


@pytest.mark.parametrize(
    ("trigger", "state", "who", "outcome"),
    [
        ("answer", S.REQUESTED, REFEREE, S.ANSWERED),
        ("answer", S.OVERDUE, REFEREE, S.ANSWERED),
        ("answer", S.ANSWERED, REFEREE, "WrongState"),
        ("answer", S.REQUESTED, ALICE, "NotPermitted"),
        ("answer", S.REQUESTED, CAROL, "NotPermitted"),
        ("decline", S.REQUESTED, REFEREE, S.DECLINED),
        ("replace", S.OVERDUE, CAROL, S.REPLACED),
        ("replace", S.DECLINED, CAROL, S.REPLACED),
        ("end", S.DECLINED, CLOCK, S.ENDED),
        ("escalate", S.REQUESTED, CLOCK, S.OVERDUE),
        ("end", S.OVERDUE, CLOCK, S.ENDED),
    ],
)
def test_who_may_do_what(trigger: str, state: str, who: Actor, outcome: str) -> None:
    assert result_of(WORKFLOW, trigger, a_case(state, who, ASKED, "A reason")) == outcome


@pytest.mark.parametrize("missing", ["code_confirmed", "answer_complete"])
def test_an_answer_needs_the_code_and_every_question(missing: str) -> None:
    case = a_case(S.REQUESTED, REFEREE, ASKED, **{missing: False})
    assert result_of(WORKFLOW, "answer", case) == "Unmet"


def test_it_is_chased_by_working_days() -> None:
    case = a_case(S.REQUESTED, CLOCK, ASKED)
    assert {d.trigger: day for d, day in WORKFLOW.deadlines_in(case)} == {
        "chase_1": date(2026, 11, 30),
        "chase_2": date(2026, 12, 7),
        "chase_3": date(2026, 12, 14),
        "escalate": date(2026, 12, 21),
    }


def test_what_was_never_sent_is_never_chased() -> None:
    case = a_case(S.REQUESTED, CLOCK, ASKED, requested_on=None)
    assert WORKFLOW.deadlines_in(case) == []
