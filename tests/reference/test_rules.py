"""The scheme rules: read whole, numbered without gaps, in the scheme's own words."""

import re
from datetime import date

import pytest

from registry.reference import rules

EVERY = rules.read()


@pytest.mark.parametrize("each", EVERY, ids=lambda each: str(each.version))
def test_chapters_and_rules_are_numbered_without_gaps(each):
    for count, chapter in enumerate(each.chapters, 1):
        assert chapter.number == str(count)
        expected = [f"{count}.{n}" for n in range(1, len(chapter.rules) + 1)]
        assert [rule.number for rule in chapter.rules] == expected != []


@pytest.mark.parametrize("each", EVERY, ids=lambda each: str(each.version))
def test_no_rule_uses_a_word_that_claims_too_much(each):
    wrong = re.compile(r"licen[cs]|valid until|fit and proper|cleared|struck off|revoke", re.I)
    assert not wrong.findall(each.text)
    assert re.findall(r".*statutory.*", each.text) == [f"1.1 {each.rule('1.1').text}"]


def test_a_rule_is_found_by_its_number():
    assert EVERY[0].rule("1.4").text == "There is no fee."
    with pytest.raises(KeyError):
        EVERY[0].rule("1.99")


def test_the_rules_in_force():
    assert rules.in_force(date(2024, 4, 1)).version == 1
    with pytest.raises(LookupError):
        rules.in_force(date(2024, 3, 31))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("1 What\n1.1 This", "begin with"),
        ("Version: 2\nIn force from: 2027-03-03\n\nWhat\n1.1 This", "What"),
        ("Version: 2\nIn force from: 2027-03-03\n\n1 What\nThis", "This"),
    ],
)
def test_a_text_that_is_no_version_is_refused(text, wrong):
    with pytest.raises(ValueError, match=wrong):
        rules.parse(text)


def test_a_version_is_read_back_from_its_text():
    assert rules.parse(EVERY[0].text) == EVERY[0]
