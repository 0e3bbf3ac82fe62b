"""Names that are one although typed differently, and names that are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import names
from registry.reference import titles


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("O'Brien", "obrien"),
        ("OBrien", "obrien"),
        ("O\u2019Brien", "obrien"),
        ("O\u02bcBrien", "obrien"),
        ("O`Brien", "obrien"),
        ("Siân", "sian"),
        ("Sia\u0302n", "sian"),
        ("Łukasz", "lukasz"),
        ("Şebnem Çağlar", "sebnem caglar"),
        ("Weiß", "weiss"),
        ("Ærøskøbing", "aeroskobing"),
        ("Smith-Jones", "smith jones"),
        ("Smith\u2013Jones", "smith jones"),
        ("  Amina   OKAFOR ", "amina okafor"),
        ("J.P. St. John", "j p st john"),
        ("Γιώργος", "giorgos"),
        ("Иван", "ivan"),
        ("李", "li"),
        ("!?", ""),
        ("", ""),
    ],
)
def test_fold(name, folded):
    assert names.fold(name) == folded


@given(st.text())
def test_folding_twice_changes_nothing(name):
    assert names.fold(names.fold(name)) == names.fold(name)


def test_tokens():
    assert names.tokens("Dr Siân O'Neill-Hughes") == ("dr", "sian", "oneill", "hughes")
    assert names.tokens(" - ") == ()


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Dr Amina Okafor", "amina okafor"),
        ("The Right Honourable Professor Dame Mary Smith DBE FRCP", "mary smith"),
        ("Prof. Sir Ian Lord", "ian lord"),
        ("Jane Dame", "jane dame"),
        ("Dr", "dr"),
        ("Ma Li", "ma li"),
        ("Amina Okafor, OBE", "amina okafor"),
    ],
)
def test_without_titles(name, bare):
    assert names.without_titles(name, **titles.read()) == bare


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Smith", "Smyth"),
        ("Catherine", "Kathryn"),
        ("MacDonald", "McDonald"),
        ("Siân", "Shaun"),
        ("Stephen", "Steven"),
        ("Clark", "Clarke"),
        ("Philip", "Filip"),
    ],
)
def test_words_that_sound_alike(a, b):
    assert names.sound(a) == names.sound(b) != ""


@pytest.mark.parametrize(("a", "b"), [("Smith", "Jones"), ("Khan", "Chen"), ("Ann", "Ian")])
def test_words_that_do_not(a, b):
    assert names.sound(a) != names.sound(b)


@pytest.mark.parametrize(
    ("a", "b", "least"),
    [
        ("Siân O'Brien", "Sian OBrien", 1.0),
        ("O Brien", "O'Brien", 1.0),
        ("Amina Okafor", "Okafor Amina", 1.0),
        ("Mary Smith-Jones", "Mary Jones Smith", 1.0),
        ("MacDonald", "McDonald", 0.9),
        ("Catherine Smyth", "Kathryn Smith", 0.89),
        ("Amina Okafor", "Amina Okaforr", 0.9),
        ("Amina Okafor", "Amina Okofor", 0.85),
        ("Mueller", "Müller", 0.85),
        ("Wojciechowska", "Wojchiechowska", 0.9),
    ],
)
def test_close_names(a, b, least):
    assert names.similarity(a, b) >= least


@pytest.mark.parametrize(
    ("a", "b", "most"),
    [
        ("Amina Okafor", "John Smith", 0.4),
        ("Amina Okafor", "Amina Patel", 0.75),
        ("Ann Lee", "Ian Lee", 0.85),
        ("Okafor", "Amina Okafor", 0.75),
        ("", "Amina Okafor", 0.0),
        ("-", "-", 0.0),
    ],
)
def test_names_that_are_not_close(a, b, most):
    assert names.similarity(a, b) <= most


NAMES = st.text(alphabet="abcdeéłO'- ", max_size=24)


@given(NAMES, NAMES)
def test_likeness_is_a_share_and_has_no_direction(a, b):
    assert 0 <= names.similarity(a, b) <= 1
    assert names.similarity(a, b) == names.similarity(b, a)


@given(NAMES)
def test_a_name_is_wholly_like_itself(name):
    assert names.similarity(name, name) == (1.0 if names.fold(name) else 0.0)
