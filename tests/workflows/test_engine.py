"""The engine refuses by name, in a fixed order, and leaves nothing behind."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

import pytest

from tests.workflows.cases import ALICE, MALLORY, NOW, RENE
from workflows.engine import (
    Actor,
    Case,
    NotPermitted,
    Step,
    UnknownTrigger,
    Unmet,
    Workflow,
    WrongState,
    guard,
)
from workflows.policy import FIRST
from workflows.roles import Role


class Light(StrEnum):
    RED = "red"
    GREEN = "green"


@dataclass(frozen=True)
class Facts:
    empty: bool = True


@guard("Wait until the road is empty", place="road")
def road_empty(case: Case) -> bool:
    return bool(case.facts.empty)


LIGHTS = Workflow(
    name="light",
    states=Light,
    initial=Light.RED,
    labels={Light.RED: "Stop", Light.GREEN: "Go"},
    endings=frozenset(),
    steps=(
        Step("go", Light.RED, Light.GREEN, (Role.SUBJECT,), "Go", when=(road_empty,)),
        Step("go", Light.RED, Light.GREEN, (Role.REGISTRAR,), "Let go", reason=True),
        Step("stop", Light.GREEN, Light.RED, (Role.SUBJECT,), "Stop"),
        Step("look", Light.RED, None, (Role.SUBJECT,), "Look"),
    ),
)


def light(state: str, actor: Actor, *, empty: bool = True, reason: str = "") -> Case:
    return Case(state, Facts(empty), actor, NOW, FIRST, reason)


def test_a_step_moves_the_case_and_says_which_it_was() -> None:
    case = light("red", ALICE)
    assert LIGHTS.fire(case, "go").label == "Go"
    assert case.state == "green"


@pytest.mark.parametrize(
    ("trigger", "state", "actor", "refusal"),
    [
        ("fly", "red", ALICE, UnknownTrigger),
        ("stop", "red", ALICE, WrongState),
        ("go", "red", MALLORY, NotPermitted),
        ("go", "red", RENE, Unmet),
    ],
)
def test_each_refusal_has_its_name(
    trigger: str, state: str, actor: Actor, refusal: type[Exception]
) -> None:
    case = light(state, actor)
    with pytest.raises(refusal):
        LIGHTS.fire(case, trigger)
    assert case.state == state


def test_of_two_steps_with_one_trigger_the_one_for_this_actor_runs() -> None:
    case = light("red", RENE, reason="An ambulance")
    assert LIGHTS.fire(case, "go").label == "Let go"


def test_what_is_missing_is_told_with_the_place_that_mends_it() -> None:
    with pytest.raises(Unmet) as refused:
        LIGHTS.fire(light("red", ALICE, empty=False), "go")
    assert [(r.text, r.place) for r in refused.value.reasons] == [
        ("Wait until the road is empty", "road")
    ]


def test_a_step_that_stays_keeps_the_state() -> None:
    case = light("red", ALICE)
    assert LIGHTS.fire(case, "look").dest is None
    assert case.state == "red"


def test_a_second_refusal_does_not_remember_an_earlier_step() -> None:
    case = light("red", ALICE)
    LIGHTS.fire(case, "look")
    case.facts = Facts(empty=False)
    with pytest.raises(Unmet):
        LIGHTS.fire(case, "go")


def test_there_is_no_way_round_the_guards() -> None:
    assert not [event for event in LIGHTS.machine.events if event.startswith("to_")]


def test_one_machine_serves_many_threads() -> None:
    def there_and_back(_: int) -> str:
        case = light("red", ALICE)
        for _ in range(100):
            LIGHTS.fire(case, "go")
            LIGHTS.fire(case, "stop")
        return case.state

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(there_and_back, range(16))) == {"red"}
