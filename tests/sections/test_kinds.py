"""Each kind of answer: what it accepts, what it makes of it and what it says otherwise."""

from typing import Any

import pytest
from marshmallow import ValidationError

from registry.sections.base import (
    Agree,
    Asked,
    Choice,
    Choices,
    Documents,
    Email,
    Moment,
    PersonName,
    Phone,
    Text,
    YesNo,
    ask,
    options,
    within,
)
from tests.sections.answers import TODAY

COLOURS = options(("red", "Red"), ("blue", "Blue"))


def read(asked: Asked, value: Any, documents: frozenset[int] | None = None) -> Any:
    """Load one answer, or give the sentence that refuses it."""
    with within(Moment(today=TODAY, documents=documents)):
        try:
            return asked.deserialize(value)
        except ValidationError as error:
            return error.messages[0]


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        ("  Chief \t nurse\n", "Chief nurse"),
        ("Cafe\u0301", "Café"),
        ("x" * 200, "x" * 200),
        ("x" * 201, "Use 200 characters or fewer"),
        ("x" * 100_000, "Use 200 characters or fewer"),
        ("a\x00b", "Remove the characters that cannot be shown"),
        ("a\ud800b", "Remove the characters that cannot be shown"),
        ("a\u202eb", "Remove the characters that cannot be shown"),
        ("\u200b\u200d", "Enter a post"),
        (3, "Enter text"),
        (["x"], "Enter text"),
        ({"x": "y"}, "Enter text"),
    ],
)
def test_text(value: Any, outcome: str) -> None:
    assert read(ask(Text, "Post", required="Enter a post"), value) == outcome


def test_lines_are_kept_and_long_silences_are_not() -> None:
    asked = ask(Text, "Details", lines=True)
    assert read(asked, " a  b \r\n\r\n\r\n\r\nc\n") == "a b\n\nc"
    assert asked.widget == "textarea"


@pytest.mark.parametrize(
    ("count", "outcome"),
    [
        (29, "Write at least 30 words. You have written 29"),
        (401, "Shorten this to 400 words. You have written 401"),
    ],
)
def test_words_are_counted(count: int, outcome: str) -> None:
    asked = ask(Text, "Example", most=6000, between=(30, 400))
    assert read(asked, "word " * count) == outcome
    assert read(asked, "word " * 30) == ("word " * 30).strip()


@pytest.mark.parametrize("name", ["Al Li", "Maria-Theresia", "O’Connor", "王芳", "Željko", "نور"])
def test_names_of_any_alphabet(name: str) -> None:
    assert read(ask(PersonName, "Name"), name) == name


@pytest.mark.parametrize("name", ["R2D2", "- -", "..."])
def test_names_that_are_none(name: str) -> None:
    assert read(ask(PersonName, "Name"), name) == "Enter a name in letters"


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        (" Amina@Trust.Example ", "Amina@trust.example"),
        ("amina", "Enter an email address like name@example.com"),
        ("a@b@c.org", "Enter an email address like name@example.com"),
    ],
)
def test_email(typed: str, outcome: str) -> None:
    assert read(ask(Email, "Email"), typed) == outcome


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("020 7946 0000", "+442079460000"),
        ("+33 1 70 18 99 00", "+33170189900"),
        ("12", "Enter a phone number like 020 7946 0000 or +44 7700 900 982"),
        ("ring me", "Enter a phone number like 020 7946 0000 or +44 7700 900 982"),
    ],
)
def test_phone(typed: str, outcome: str) -> None:
    assert read(ask(Phone, "Phone"), typed) == outcome


def test_phone_is_shown_as_people_write_it() -> None:
    assert ask(Phone, "Phone").words("+442079460000", {}) == "+44 20 7946 0000"


@pytest.mark.parametrize("value", ["green", "", 1, None, ["red"], {"red": "red"}])
def test_choice_refuses_what_is_not_offered(value: Any) -> None:
    asked = ask(Choice, "Colour", required="Select a colour", choices=COLOURS)
    assert read(asked, value) in ("Select a colour", "Field may not be null.")


def test_choice_of_a_list_that_the_page_brings() -> None:
    asked = ask(Choice, "Organisation", required="Select one", shape=r"[A-Z0-9]{3,10}")
    assert read(asked, "RCF") == "RCF"
    assert read(asked, "rcf'; --") == "Select one"
    assert asked.words("RCF", {"RCF": "Airedale"}) == "Airedale"


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        (["blue", "red", "blue"], ["red", "blue"]),
        ("blue", ["blue"]),
        (["green"], "Choose from the list"),
        ([["red"]], "Choose from the list"),
        ({"red": "red"}, "Choose from the list"),
    ],
)
def test_choices(value: Any, outcome: Any) -> None:
    assert read(ask(Choices, "Colours", choices=COLOURS), value) == outcome


@pytest.mark.parametrize(
    ("value", "outcome"),
    [("yes", True), ("no", False), (True, True), (False, False), (1, "Say"), ("true", "Say")],
)
def test_yes_or_no(value: Any, outcome: Any) -> None:
    assert read(ask(YesNo, "Sure?", required="Say"), value) == outcome


@pytest.mark.parametrize("value", [False, "no", "on", 1, ["yes"]])
def test_a_box_must_be_ticked(value: Any) -> None:
    asked = ask(Agree, "True", required="Tick the box")
    assert read(asked, value) == "Tick the box"
    assert read(asked, "yes") is True


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        (["3", 12, "3"], [3, 12]),
        ("3", [3]),
        (["99"], "Choose files that you have uploaded to this application"),
        ([True], "Choose from your uploaded files"),
        (["../etc"], "Choose from your uploaded files"),
        (["1"] * 11, "Choose 10 files or fewer"),
    ],
)
def test_documents_are_the_persons_own(value: Any, outcome: Any) -> None:
    assert read(ask(Documents, "Evidence"), value, frozenset({3, 12})) == outcome
