"""A page's flat names: into answers, with items added or removed, and back as errors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from registry.web.forms import MOST_KEYS, FieldError, flat_errors, nested, rearranged
from tests.sections.answers import AT, FORM

Pairs = list[tuple[str, str]]


@pytest.mark.parametrize(
    ("pairs", "answers"),
    [
        ([("name", "Al")], {"name": "Al"}),
        ([("born.day", "1"), ("born.month", "2")], {"born": {"day": "1", "month": "2"}}),
        ([("jobs.0.post", "x"), ("jobs.2.post", "y")], {"jobs": [{"post": "x"}, {"post": "y"}]}),
        ([("jobs.10.a", "x"), ("jobs.9.a", "y")], {"jobs": [{"a": "y"}, {"a": "x"}]}),
        ([("files", "3"), ("files", "4")], {"files": ["3", "4"]}),
        ([("jobs.0.files", "3"), ("jobs.0.files", "4")], {"jobs": [{"files": ["3", "4"]}]}),
        ([("a", "x"), ("a.b", "y")], {"a": "x"}),
        ([("a.b", "y"), ("a", "x")], {"a": {"b": "y"}}),
        ([("jobs.100.a", "x")], {"jobs": {"100": {"a": "x"}}}),
        ([("a..b", "x"), (".", "x"), ("", "x"), ("é", "x"), ("a.b.c.d.e.f", "x")], {}),
        ([("x" * 61, "x")], {}),
    ],
)
def test_nested(pairs: Pairs, answers: object) -> None:
    assert nested(MultiDict(pairs)) == answers


def test_nested_reads_no_more_keys_than_a_page_has() -> None:
    assert len(nested(MultiDict([(f"k{n}", "x") for n in range(MOST_KEYS + 50)]))) == MOST_KEYS


@given(st.lists(st.tuples(st.text("ab01._ é", max_size=12), st.text(max_size=3)), max_size=20))
def test_nested_takes_any_names(pairs: Pairs) -> None:
    assert isinstance(nested(MultiDict(pairs)), dict)


TWO_JOBS = [("employment.0.employer", "A"), ("employment.1.employer", "B")]


@pytest.mark.parametrize(
    ("button", "employers"),
    [
        (("add", "employment"), ["A", "B", None]),
        (("remove.employment.0", "yes"), ["B"]),
        (("remove.employment.1", "yes"), ["A"]),
        (("remove.employment.7", "yes"), ["A", "B"]),
    ],
)
def test_items_are_added_and_removed(button: tuple[str, str], employers: list[str | None]) -> None:
    answers = rearranged(FORM["history"], MultiDict([*TWO_JOBS, button]))
    assert answers is not None
    assert [job.get("employer") for job in answers["employment"]] == employers


@pytest.mark.parametrize(
    "button",
    [("save", "x"), ("add", "employer"), ("add", ""), ("remove.key.0", "x"), ("remove", "x")],
)
def test_other_buttons_rearrange_nothing(button: tuple[str, str]) -> None:
    assert rearranged(FORM["history"], MultiDict([*TWO_JOBS, button])) is None


def test_an_item_is_added_to_the_empty_one_on_the_page() -> None:
    answers = rearranged(FORM["history"], MultiDict([("add", "employment")]))
    assert answers == {"add": "employment", "employment": [{}, {}]}


def test_no_more_items_than_the_group_takes() -> None:
    jobs = [(f"employment.{n}.employer", "A") for n in range(40)]
    answers = rearranged(FORM["history"], MultiDict([*jobs, ("add", "employment")]))
    assert answers is not None
    assert len(answers["employment"]) == 40


def test_errors_come_in_the_order_of_the_questions_with_the_box_to_go_to() -> None:
    history = FORM["history"]
    raw = {"gaps": "x", "employment": [{}, {"employer": "A", "post": "B", "current": "yes"}]}
    errors = flat_errors(history, history.validate(raw, at=AT))
    assert errors == [
        FieldError(
            "employment.1.started",
            "Enter the date on which you started",
            "employment.1.started.day",
        ),
        FieldError("gaps", "Give a list", "gaps"),
    ]
    assert errors[0].href == "#employment.1.started.day"


def test_an_error_of_the_whole_goes_to_the_page() -> None:
    history = FORM["history"]
    assert flat_errors(history, history.validate([], at=AT))[0].href == "#maincontent"
