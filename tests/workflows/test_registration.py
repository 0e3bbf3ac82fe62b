"""The sentence that the public reads, for every combination of standing, limits and practice."""

from itertools import product
from typing import Any

import pytest

from tests.workflows.cases import ALICE, CLOCK, RENE, TODAY, a_case, result_of
from workflows.engine import Actor
from workflows.registration import WORKFLOW, Facts, Practice, RestrictionKind, Standing, sentence

K, P, S = RestrictionKind, Practice, Standing
PLAIN = Facts(TODAY)


@pytest.mark.parametrize(
    ("standing", "limits", "practice", "words"),
    [
        (S.ACTIVE, (), P.PRACTISING, "Amina Okafor is registered. Renewal is due by 3 March 2029."),
        (
            S.ACTIVE,
            (K.CONDITIONS, K.CONDITIONS),
            P.PRACTISING,
            "Amina Okafor is registered with two conditions. Renewal is due by 3 March 2029.",
        ),
        (
            S.ACTIVE,
            (K.WARNING, K.CONDITIONS),
            P.PRACTISING,
            "Amina Okafor is registered with one condition and one warning."
            " Renewal is due by 3 March 2029.",
        ),
        (
            S.ACTIVE,
            (K.UNDERTAKINGS,),
            P.NON_PRACTISING,
            "Amina Okafor is registered as non-practising with undertakings."
            " Renewal is due by 3 March 2029.",
        ),
        (S.ACTIVE, (K.SUSPENSION,), P.PRACTISING, "Amina Okafor is registered and suspended."),
        (S.LEFT, (), P.PRACTISING, "Amina Okafor left the register on 1 May 2027."),
        (
            S.ENDED_IN_ERROR,
            (),
            P.PRACTISING,
            "Amina Okafor is not registered. An entry made in error was ended on 1 May 2027.",
        ),
    ],
)
def test_the_sentence(standing: str, limits: tuple[str, ...], practice: str, words: str) -> None:
    told = sentence("Amina Okafor", standing, limits, practice, "3 March 2029", "1 May 2027")
    assert told == words


def test_every_combination_has_a_sentence_and_hides_no_suspension() -> None:
    stacks = [(), *((kind,) for kind in K), tuple(K), (K.WARNING, K.SUSPENSION)]
    for standing, limits, practice in product((S.ACTIVE, S.LEFT, S.ENDED_IN_ERROR), stacks, P):
        told = sentence("A", standing, limits, practice, "3 March 2029", "1 May 2027")
        assert told.endswith(".")
        assert ("suspended" in told) == (standing == S.ACTIVE and K.SUSPENSION in limits)


def test_the_sentence_claims_no_force_of_law() -> None:
    for standing in S:
        told = sentence("A", standing, (), P.PRACTISING, "3 March 2029", "1 May 2027").lower()
        assert not any(word in told for word in ("licen", "statutory", "valid", "fit and proper"))


@pytest.mark.parametrize(
    ("trigger", "state", "who", "facts", "outcome"),
    [
        ("open", S.NEW, CLOCK, {}, S.ACTIVE),
        ("open", S.NEW, RENE, {}, "NotPermitted"),
        ("leave", S.ACTIVE, ALICE, {}, S.LEFT),
        ("leave", S.ACTIVE, ALICE, {"matter_open": True}, "Unmet"),
        ("leave", S.ACTIVE, RENE, {}, "NotPermitted"),
        ("correct_name", S.ACTIVE, RENE, {"new_name_differs": True}, S.ACTIVE),
        ("correct_name", S.ACTIVE, RENE, {}, "Unmet"),
        ("correct_name", S.ACTIVE, ALICE, {}, "NotPermitted"),
        ("end_in_error", S.ACTIVE, RENE, {}, S.ENDED_IN_ERROR),
        ("change_role", S.LEFT, ALICE, {}, "WrongState"),
    ],
)
def test_who_may_do_what(
    trigger: str, state: str, who: Actor, facts: dict[str, Any], outcome: str
) -> None:
    case = a_case(state, who, PLAIN, "Deed poll seen", **facts)
    assert result_of(WORKFLOW, trigger, case) == outcome
