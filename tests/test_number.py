"""Numbers and codes: the standard's check character, single slips caught, misreadings mended."""

from math import log2
from secrets import token_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import number

SEEDS = st.randoms(use_true_random=True).map(lambda chance: chance.randbytes)
NUMBERS = SEEDS.map(lambda source: number.new_number("SL", source))
CODES = SEEDS.map(number.certificate_code)


@pytest.mark.parametrize(
    ("body", "character"),
    [
        ("A12425GABC1234002", "M"),  # the example of the GRid standard
        ("00000000D07A0090", "Q"),  # the examples of the ISAN standard
        ("00000000D07A009000000000", "X"),
    ],
)
def test_check_character_is_that_of_iso_7064(body, character):
    assert number.check_character(body) == character


@given(NUMBERS)
def test_a_number_is_valid_and_survives_being_shown_and_typed(new):
    assert number.is_valid(new)
    assert number.normalise(number.display(new).lower().replace("-", " ")) == new
    assert number.normalise(new[2:], prefix="SL") == new


@given(CODES)
def test_a_code_is_valid_and_survives_being_shown_and_typed(code):
    assert number.is_certificate_code(code)
    assert number.normalise_code(number.display_code(code).lower()) == code
    assert [len(group) for group in number.display_code(code).split("-")] == [4, 4, 4, 4]


@given(NUMBERS)
def test_every_single_substitution_is_caught(new):
    wrong = [
        new[:at] + other + new[at + 1 :]
        for at, right in enumerate(new)
        for other in number.CHARACTERS
        if other != right
    ]
    assert not any(map(number.agrees, wrong))


@given(NUMBERS | CODES)
def test_every_swap_of_neighbours_is_caught(new):
    swaps = {new[:at] + new[at + 1] + new[at] + new[at + 2 :] for at in range(len(new) - 1)}
    assert not any(map(number.agrees, swaps - {new}))


def test_a_draw_with_an_uncaught_swap_is_thrown_away():
    twin = next(t for t in (f"SL{n:06}" for n in range(10**6)) if drawn_but_refused(t))
    again = twin[2:] + "777777"
    given_out = number.new_number("SL", feed(again))
    assert given_out != twin + number.check_character(twin)


def drawn_but_refused(body: str) -> bool:
    whole = body + number.check_character(body)
    return number.is_valid(whole) and number.has_twin(whole)


def feed(characters: str):
    """Give these characters first, then any."""
    waiting = list(characters)
    return lambda size: (
        bytes([number.DRAWN.index(waiting.pop(0))]) if waiting else token_bytes(size)
    )


def test_no_word_and_no_misread_pair_can_appear():
    assert not set(number.DRAWN) & set("AEIOUYLZSB")


def test_every_character_is_as_likely_as_the_others():
    every_byte = iter(range(256))
    body = number.drawn("", 234, lambda _: bytes([next(every_byte)]))[:-1]
    assert {body.count(character) for character in number.DRAWN} == {9}


def test_a_code_holds_more_than_sixty_bits():
    assert log2(len(number.DRAWN)) * number.CODE > 60


@pytest.mark.parametrize(
    "typed",
    [
        "SL-012-58M{}",
        "sl 012 58m{}",
        "  SL\u2013012\u201158M{}\u200b",  # other dashes, an unseen space
        "SLO12-58M{}",
        "SL-OI2-S8M{}",
        "sl-olz-sbm{}",
        "\uff33\uff2c01258M{}",  # full width
    ],
)
def test_misread_and_decorated_numbers_are_put_right(typed):
    character = number.check_character("SL01258M")
    assert number.normalise(typed.format(character)) == "SL01258M" + character


@pytest.mark.parametrize("text", ["", "SL", "SL0000000", "1234567", "SLΩ12583", "SL012583😀"])
def test_what_is_no_number_is_not_valid(text):
    assert not number.is_valid(number.normalise(text))
    assert not number.is_certificate_code(number.normalise_code(text))


@pytest.mark.parametrize("prefix", ["", "sl", "S1", "TOOLONG"])
def test_a_prefix_is_capital_letters(prefix):
    with pytest.raises(ValueError, match="capital letters"):
        number.new_number(prefix, token_bytes)
