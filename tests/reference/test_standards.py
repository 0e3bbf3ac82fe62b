"""The shipped sets are whole, keep their shape, and the right one is in force."""

from datetime import date

import pytest

from registry.reference import standards
from registry.reference.standards import StandardSet

FIRST = standards.read()[0]


def test_set_one_is_the_framework_of_2024():
    assert (FIRST.key, FIRST.valid_from, FIRST.valid_to) == ("lcf-2024", date(2024, 4, 1), None)
    assert [domain.number for domain in FIRST.domains] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("each", standards.read(), ids=lambda each: each.key)
def test_every_set_is_whole_and_reads_back(each):
    keys = [domain.key for domain in each.domains]
    assert len(set(keys)) == len(keys)
    assert all(d.title and d.summary and d.statements for d in each.domains)
    assert StandardSet.from_json(each.as_json()) == each


def test_a_domain_is_found_by_its_key():
    assert FIRST.domain("culture").number == 5
    with pytest.raises(KeyError):
        FIRST.domain("charm")


@pytest.mark.parametrize("day", ["2024-04-01", "2027-03-03"])
def test_the_set_in_force(day):
    assert standards.in_force(date.fromisoformat(day)) == FIRST


def test_before_the_first_set_there_is_none():
    with pytest.raises(LookupError, match="2024-03-31"):
        standards.in_force(date(2024, 3, 31))


def test_a_set_ends_with_its_last_day():
    ended = StandardSet.from_json({**FIRST.as_json(), "valid_to": "2027-03-31"})
    assert ended.in_force(date(2027, 3, 31))
    assert not ended.in_force(date(2027, 4, 1))


def test_an_unknown_name_is_refused():
    with pytest.raises(TypeError):
        StandardSet.from_json({**FIRST.as_json(), "level": 3})
