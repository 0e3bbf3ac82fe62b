"""The sentence that the public reads, for every combination of standing, limits and practice."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from tests.workflows.cases import ALICE, CLOCK, RENE, TODAY, a_case, result_of
from workflows.engine import Actor, Named
from workflows.registration import (
    WORKFLOW,
    Facts,
    Practice,
    PublicStanding,
    RestrictionKind,
    Standing,
    sentence,
)

K, P, S = RestrictionKind, Practice, Standing
PLAIN = Facts(TODAY)
DAY = timedelta(days=1)
NOTICE = (Named("remind_3", "the notice of 3 March 2027"),)
LONG_AWAY = {"unreachable_since": TODAY - 90 * DAY}


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
            PublicStanding.LAPSED,
            (),
            P.PRACTISING,
            "Amina Okafor is no longer registered. The registration ended on 1 May 2027 because the"
            " renewal was not completed.",
        ),
        (
            PublicStanding.RETIRED,
            (),
            P.PRACTISING,
            "Amina Okafor retired from the register on 1 May 2027.",
        ),
        (
            PublicStanding.ENDED,
            (K.SUSPENSION,),
            P.PRACTISING,
            "Amina Okafor is no longer registered. The registration ended on 1 May 2027.",
        ),
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
    for standing in PublicStanding:
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
        ("fall_due", S.ACTIVE, CLOCK, {}, S.LATE),
        ("fall_due", S.ACTIVE, CLOCK, {"unproven": NOTICE}, S.ACTIVE),
        ("fall_due", S.ACTIVE, RENE, {}, "NotPermitted"),
        ("lapse", S.LATE, CLOCK, {"looked_at": True}, S.LAPSED),
        ("lapse", S.LATE, CLOCK, {}, S.LATE),
        ("lapse", S.LATE, CLOCK, {"looked_at": True, "unproven": NOTICE}, S.LATE),
        ("lapse", S.LATE, RENE, {"looked_at": True}, "NotPermitted"),
        ("lapse", S.ACTIVE, CLOCK, {"looked_at": True}, "WrongState"),
        ("catch_up", S.LATE, CLOCK, {"due_on": TODAY}, S.ACTIVE),
        ("catch_up", S.LATE, CLOCK, {"due_on": TODAY - DAY}, "Unmet"),
        ("restore_quickly", S.LAPSED, CLOCK, {"lapsed_on": TODAY - 28 * DAY}, S.ACTIVE),
        ("restore_quickly", S.LAPSED, CLOCK, {"lapsed_on": TODAY - 29 * DAY}, "Unmet"),
        ("restore_quickly", S.LAPSED, CLOCK, {"lapsed_on": TODAY, "missing": NOTICE}, "Unmet"),
        ("retire", S.ACTIVE, ALICE, {}, S.RETIRED),
        ("retire", S.ACTIVE, ALICE, {"restricted": True}, "Unmet"),
        ("retire", S.LATE, ALICE, {"matter_open": True}, "Unmet"),
        ("confirm_death", S.ACTIVE, RENE, {"death_reported_by": 77}, S.DECEASED),
        ("confirm_death", S.ACTIVE, RENE, {"death_reported_by": RENE.id}, "Unmet"),
        ("confirm_death", S.ACTIVE, RENE, {}, "Unmet"),
        ("end_unreachable", S.ACTIVE, RENE, {**LONG_AWAY, "unreachable_by": 77}, S.UNREACHABLE),
        ("end_unreachable", S.ACTIVE, RENE, {**LONG_AWAY, "unreachable_by": RENE.id}, "Unmet"),
        (
            "end_unreachable",
            S.ACTIVE,
            RENE,
            {"unreachable_since": TODAY - 89 * DAY, "unreachable_by": 77},
            "Unmet",
        ),
    ],
)
def test_who_may_do_what(
    trigger: str, state: str, who: Actor, facts: dict[str, Any], outcome: str
) -> None:
    case = a_case(state, who, PLAIN, "Deed poll seen", **facts)
    assert result_of(WORKFLOW, trigger, case) == outcome
