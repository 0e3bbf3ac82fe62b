"""The shared parts of pages, drawn with what services give them."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from lxml import html

from registry.services.casework import OpenStep
from workflows.engine import Reason


@pytest.fixture
def draw(app: Flask) -> Any:
    """Draw one macro with these values, as a tree."""

    def drawn(file: str, call: str, **values: Any) -> html.HtmlElement:
        name = call.partition("(")[0]
        source = f'{{% from "components/{file}.html" import {name} %}}<div>{{{{ {call} }}}}</div>'
        with app.test_request_context():
            return html.fromstring(app.jinja_env.from_string(source).render(**values))

    return drawn


def a_step(trigger: str, **changes: Any) -> OpenStep:
    plain = {"danger": False, "reason": False, "unmet": (), "consequence": ""}
    return OpenStep(**{**plain, "trigger": trigger, "label": trigger.title(), **changes})


def test_a_form_carries_a_new_key_and_the_version_shown(draw: Any) -> None:
    first = draw("command_fields", "command_fields(7)")
    second = draw("command_fields", "command_fields(7)")
    fields = {field.get("name"): field.get("value") for field in first.iter("input")}
    assert set(fields) == {"csrf_token", "idempotency_key", "version"}
    assert fields["version"] == "7"
    assert fields["idempotency_key"] != second.xpath("//*[@name='idempotency_key']/@value")[0]


def test_a_plain_step_is_a_form_of_its_own(draw: Any) -> None:
    page = draw("step_buttons", "step_buttons(steps, '/cases/7', 3)", steps=[a_step("approve")])
    form = page.find(".//form")
    assert (form.get("method"), form.get("action")) == ("post", "/cases/7/approve")
    assert form.xpath(".//*[@name='version']/@value") == ["3"]


@pytest.mark.parametrize("changes", [{"danger": True}, {"reason": True}])
def test_a_step_that_asks_again_links_to_its_own_page(draw: Any, changes: Any) -> None:
    steps = [a_step("refuse", **changes)]
    page = draw("step_buttons", "step_buttons(steps, '/cases/7')", steps=steps)
    assert page.find(".//form") is None
    assert page.xpath(".//a/@href") == ["/cases/7/refuse"]


def test_only_the_first_step_that_nothing_hinders_is_green(draw: Any) -> None:
    steps = [
        a_step("submit", unmet=(Reason("Finish your work"),)),
        a_step("save"),
        a_step("ask"),
        a_step("withdraw", danger=True),
    ]
    page = draw("step_buttons", "step_buttons(steps, '/x')", steps=steps)
    classes = [b.get("class") for b in page.xpath(".//*[contains(@class, 'nhsuk-button')]")]
    assert [c.removeprefix("nhsuk-button").strip() for c in classes] == [
        "nhsuk-button--secondary",
        "",
        "nhsuk-button--secondary",
        "nhsuk-button--warning",
    ]


def test_what_stands_in_the_way_is_told_beside_the_button_with_a_link(draw: Any) -> None:
    steps = [a_step("submit", unmet=(Reason("Finish <i>your</i> work", "role"),))]
    page = draw(
        "step_buttons", "step_buttons(steps, '/x', 1, to)", steps=steps, to=lambda p: f"/to/{p}"
    )
    note = page.get_element_by_id(page.find(".//button").get("aria-describedby"))
    assert note.xpath(".//a/@href") == ["/to/role"]
    assert note.find(".//a").text == "Finish <i>your</i> work"


def test_history_says_when_and_who_and_an_empty_one_says_so(draw: Any) -> None:
    moved = SimpleNamespace(
        label="Submitted", at=datetime(2027, 3, 3, 16, 30, tzinfo=UTC), who="Amina Okafor"
    )
    told = draw("timeline", "timeline(moves)", moves=[moved]).find(".//ol").text_content()
    assert " ".join(told.split()) == "Submitted 3 March 2027 at 4:30pm, Amina Okafor"
    assert "Nothing has happened yet." in draw("timeline", "timeline([])").text_content()


def test_a_clock_says_how_much_is_used_by_when_and_what_then(draw: Any, clock: Any) -> None:
    page = draw("clock", "clock(6, 10, due, 'Then we ask again')", due=date(2026, 11, 27))
    assert " ".join(page.text_content().split()) == (
        "6 of 10 working days 6 of 10 By Friday 27 November 2026 (in 4 working days). "
        "Then we ask again."
    )
    assert page.find(".//progress").get("value") == "6"


def test_a_long_list_shows_its_ends_and_its_middle(draw: Any) -> None:
    page = draw("pagination", "pagination(5, 12, to)", to=lambda n: f"?q=a&page={n}")
    numbers = [item.text_content().strip() for item in page.iter("li")]
    assert numbers == ["1", "⋯", "4", "5", "6", "⋯", "12"]
    assert page.xpath(".//*[@aria-current='page']/@href") == ["?q=a&page=5"]
    assert page.xpath(".//a[@rel='next']/@href") == ["?q=a&page=6"]


@pytest.mark.parametrize(("page", "ways"), [(1, ["next"]), (2, ["prev", "next"]), (3, ["prev"])])
def test_the_first_page_leads_on_and_the_last_one_back(
    draw: Any, page: int, ways: list[str]
) -> None:
    drawn = draw("pagination", f"pagination({page}, 3, to)", to=str)
    assert drawn.xpath("//a/@rel") == ways


def test_one_page_needs_no_pagination(draw: Any) -> None:
    assert not draw("pagination", "pagination(1, 1, to)", to=str).text_content().strip()


def test_a_task_says_its_status_in_words(draw: Any) -> None:
    tasks = [
        SimpleNamespace(title="Work", href="/work", status="complete", label="Complete", hint="a"),
        SimpleNamespace(title="Code", href="/code", status="not_started", label="Not started"),
    ]
    page = draw("task_list", "task_list(tasks)", tasks=tasks)
    assert page.xpath(".//a/@href") == ["/work", "/code"]
    assert page.xpath(".//strong")[0].text.strip() == "Not started"


def test_an_internal_note_says_who_may_not_read_it(draw: Any) -> None:
    note = draw("notice", "internal_note('Called <b>them</b>')").text_content()
    assert "Not shown to the applicant" in note
    assert "Called <b>them</b>" in note


def test_errors_are_listed_with_the_place_that_mends_them(draw: Any) -> None:
    page = draw("error_summary", "error_summary(e)", e=[{"text": "Enter a date", "href": "#born"}])
    assert page.xpath(".//a/@href") == ["#born"]
    assert not draw("error_summary", "error_summary([])").text_content().strip()
