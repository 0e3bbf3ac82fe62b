"""The macros that show a question: each box finds its label, its error and what was typed."""

import re
from typing import Any

import pytest
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader
from tinyhtml5 import parse

from registry.config import ROOT
from registry.sections.base import Option, Page, Row
from registry.web.forms import flat_errors
from tests.sections.answers import AT, SECTIONS, typed

ENVIRONMENT = Environment(
    loader=ChoiceLoader(
        [FileSystemLoader(ROOT / "templates"), PackageLoader("nhsuk_frontend_jinja")]
    ),
    autoescape=True,
    undefined=ChainableUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
PAGE = ENVIRONMENT.from_string(
    '{% from "components/field.html" import questions %}'
    "{{ questions(section, values, errors, page, choices) }}"
)
SUMMARY = ENVIRONMENT.from_string(
    '{% from "components/summary_list.html" import summary_list %}{{ summary_list(rows, change) }}'
)
FILES = {"documents": (Option("3", "plan.pdf"), Option("12", "letter.pdf"))}


def page(
    key: str, values: dict[str, Any], errors: Any = (), at: Page | None = None, choices: Any = FILES
) -> Any:
    """Show a page of questions and give it parsed."""
    shown = PAGE.render(
        section=SECTIONS[key], values=values, errors=list(errors), page=at, choices=choices
    )
    return parse(shown, namespace_html_elements=False)


def ids(root: Any) -> list[str]:
    return [element.get("id") for element in root.iter() if element.get("id")]


def box(root: Any, name: str) -> Any:
    return next(element for element in root.iter() if element.get("id") == name)


def words(root: Any) -> str:
    return " ".join("".join(root.itertext()).split())


@pytest.mark.parametrize("key", SECTIONS)
@pytest.mark.parametrize("empty", [True, False])
def test_every_box_has_a_label_and_no_id_twice(key: str, empty: bool) -> None:
    root = page(key, {} if empty else typed(key))
    found = ids(root)
    assert len(found) == len(set(found))
    labels = {element.get("for") for element in root.iter("label")}
    boxes = [e for tag in ("input", "select", "textarea") for e in root.iter(tag)]
    assert {element.get("id") for element in boxes} <= labels


@pytest.mark.parametrize("key", SECTIONS)
def test_every_error_has_a_place_to_go_to(key: str) -> None:
    section = SECTIONS[key]
    for values in ({}, dict.fromkeys(section.fields, "?")):
        errors = flat_errors(section, section.validate(values, at=AT))
        root = page(key, values, errors)
        assert {error.target for error in errors} <= set(ids(root))
        assert all(error.text in words(root) for error in errors)


@pytest.mark.parametrize("key", SECTIONS)
def test_a_described_box_names_what_describes_it(key: str) -> None:
    section = SECTIONS[key]
    errors = flat_errors(section, section.validate({}, at=AT))
    root = page(key, {}, errors)
    named = [i for e in root.iter() for i in (e.get("aria-describedby") or "").split()]
    assert set(named) <= set(ids(root))


def test_what_was_typed_is_shown_again_and_never_run() -> None:
    nasty = "<script>alert(1)</script>"
    root = page("personal", {"legal_last_name": nasty, "former_names": f"</textarea>{nasty}"})
    assert box(root, "legal_last_name").get("value") == nasty
    assert not list(root.iter("script"))


def test_lines_stay_as_they_are_inside_what_an_answer_reveals() -> None:
    root = page("fitness", {"bankrupt": "yes", "bankrupt_details": "One\n\n  two\nthree"})
    assert box(root, "bankrupt_details").text == "One\n\n  two\nthree"


def test_kept_answers_are_shown_in_their_boxes() -> None:
    section = SECTIONS["role"]
    kept = section.dump(section.load(typed("role"), at=AT))
    choices = {"organisation": (("RCF", "Airedale"), ("RBS", "Alder Hey"))}
    root = page("role", kept, choices=choices)
    assert box(root, "started.month").get("value") == "4"
    assert box(root, "joint").get("checked") is not None
    chosen = [o for o in box(root, "organisation").iter("option") if o.get("selected") is not None]
    assert [option.get("value") for option in chosen] == ["RCF"]


def test_files_are_offered_and_ticked() -> None:
    first = SECTIONS["competence"].pages[0]
    root = page("competence", {"outcomes_evidence": [12]}, at=first)
    ticked = [e.get("value") for e in root.iter("input") if e.get("checked") is not None]
    assert ticked == ["12"]


def test_without_files_the_page_says_so() -> None:
    first = SECTIONS["competence"].pages[0]
    assert "not uploaded any files" in words(page("competence", {}, at=first, choices={}))


def test_items_are_added_and_removed_by_ordinary_buttons() -> None:
    root = page("history", typed("history"))
    buttons = [(b.get("name"), b.get("value"), words(b)) for b in root.iter("button")]
    assert buttons[0] == (None, None, "Save and continue")  # what Enter presses
    assert ("remove.employment.1", "yes", "Remove job 2") in buttons
    assert ("add", "employment", "Add another job") in buttons
    assert all(b.get("type") == "submit" for b in root.iter("button"))


def test_a_full_group_offers_no_more() -> None:
    root = page("history", {"employment": [{"employer": "A"}] * 40})
    assert ("add", "employment") not in [
        (b.get("name"), b.get("value")) for b in root.iter("button")
    ]


def test_a_page_shows_its_own_questions_only() -> None:
    section = SECTIONS["role"]
    root = page("role", {"post_status": "in_post"}, at=section.step("post"))
    names = {e.get("name") for e in root.iter("input")}
    assert "post_title" in names
    assert not names & {"post_status", "organisation_known"}


def test_a_summary_keeps_lines_and_escapes_what_was_typed() -> None:
    rows = [Row("former_names", "Other names", "Amina <b>Bello</b>\nAmina Stone")]
    shown = SUMMARY.render(rows=rows, change=lambda name: f"/personal#{name}")
    assert "Amina &lt;b&gt;Bello&lt;/b&gt;<br>Amina Stone" in shown
    assert re.search(r'href="/personal#former_names"', shown)
    assert "Change" not in SUMMARY.render(rows=rows)
