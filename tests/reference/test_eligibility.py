"""Who may apply, as a table; and the policy itself is whole."""

from datetime import date
from itertools import product

import pytest

from registry.reference import eligibility
from registry.reference.eligibility import Answers, Associate, Eligible, NotYet

POLICY = eligibility.in_force(date(2027, 3, 3))


@pytest.mark.parametrize(
    ("post", "held", "organisation", "band", "programme", "kind", "route"),
    [
        ("chief_executive", "now", "nhs_trust", "vsm", "none", Eligible, "nhs_leader"),
        ("executive_director", "offered", "icb", "other", "none", Eligible, "nhs_leader"),
        ("non_executive", "recent", "national", "other", "none", Eligible, "nhs_leader"),
        ("reports_to_director", "now", "provider", "other", "none", Eligible, "nhs_leader"),
        ("manager", "now", "nhs_trust", "band_8d", "none", Eligible, "nhs_leader"),
        ("clinical_leader", "now", "nhs_trust", "medical", "none", Eligible, "senior_clinician"),
        ("executive_director", "now", "other_sector", "other", "none", Eligible, "other_sector"),
        ("chief_executive", "now", "health_elsewhere", "vsm", "none", Eligible, "other_sector"),
        ("chief_executive", "now", "nhs_trust", "vsm", "graduate_scheme", Eligible, "nhs_leader"),
        ("other", "never", "nhs_trust", "other", "graduate_scheme", Associate, "graduate_scheme"),
        ("manager", "now", "nhs_trust", "band_8c", "graduate_scheme", Associate, "graduate_scheme"),
        ("reports_to_director", "now", "nhs_trust", "band_8c", "none", Associate, "aspirant"),
        ("manager", "now", "nhs_trust", "band_8ab", "none", Associate, "aspirant"),
        ("clinical_leader", "now", "nhs_trust", "band_8c", "none", Associate, "aspirant"),
        ("manager", "now", "other_sector", "other", "aspiring", Associate, "aspirant"),
        ("chief_executive", "earlier", "nhs_trust", "vsm", "none", NotYet, "24 months"),
        ("manager", "now", "other_sector", "other", "none", NotYet, "not one of those"),
        ("other", "never", "nhs_trust", "band_8ab", "none", NotYet, "not one of those"),
        ("reports_to_director", "now", "other_sector", "other", "none", NotYet, "not one of"),
    ],
)
def test_who_may_apply(post, held, organisation, band, programme, kind, route):
    found = eligibility.answer(POLICY, Answers(post, held, organisation, band, programme))
    assert type(found) is kind
    if isinstance(found, NotYet):
        assert route in found.text
    else:
        assert found.route.key == route


def options(key: str) -> list[str]:
    return [o.key for q in POLICY.questions if q.key == key for o in q.options]


NAMES = list(Answers.__dataclass_fields__)


def test_every_combination_of_answers_has_an_answer_and_every_route_is_reached():
    found = [eligibility.answer(POLICY, Answers(*each)) for each in product(*map(options, NAMES))]
    reached = {each.route.key for each in found if not isinstance(each, NotYet)}
    assert reached == set(POLICY.routes)
    assert {each.text for each in found if isinstance(each, NotYet)} == {
        text for text, _ in POLICY.not_yet
    }


def test_the_questions_are_the_answers_and_rules_accept_only_options():
    assert [each.key for each in POLICY.questions] == NAMES
    for _, accepted in (*POLICY.rules, *POLICY.not_yet):
        assert all(set(chosen) <= set(options(key)) for key, chosen in accepted.items())


def test_categories_are_the_two_that_the_public_sees():
    assert {route.category for route in POLICY.routes.values()} == {"leader", "associate"}


def test_an_unknown_answer_is_refused():
    with pytest.raises(ValueError, match="'queen' is no answer to 'post'"):
        eligibility.answer(POLICY, Answers("queen", "now", "nhs_trust", "vsm", "none"))


def test_before_the_first_version_there_is_none():
    assert eligibility.in_force(date(2024, 4, 1)).version == 1
    with pytest.raises(LookupError):
        eligibility.in_force(date(2024, 3, 31))
