"""Every section: complete answers load, survive storage, and never break on hostile input."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.sections.base import RepeatedGroup, Section
from tests.sections.answers import AT, FORM, SECTIONS, typed

EVERY = pytest.mark.parametrize("key", SECTIONS)
POSTED_BESIDE = {"csrf_token", "idempotency_key", "version", "add", "remove"}
calm = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))

leaf = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=40),
    st.sampled_from(["", " ", "\x00", "\ud800", "\u202etxt", "yes", "no", "31", "2026-11-31"]),
    st.sampled_from(["in_post", "other", "9" * 5000, "<script>", "2026-02-30", "١٢", "a@b.c"]),
    st.dates().map(lambda day: day.isoformat()),
)
junk = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["day", "month", "year", "x", "employer"]), inner),
    ),
    max_leaves=8,
)


@st.composite
def bent(draw: st.DrawFn, key: str) -> dict[str, Any]:
    """Complete answers with some of them replaced, also inside repeated groups."""
    answers = typed(key)
    names = st.sampled_from(list(SECTIONS[key].fields))
    for name in draw(st.lists(names, max_size=3)):
        answers[name] = draw(junk)
    for value in answers.values():
        if isinstance(value, list) and value and isinstance(value[0], dict) and draw(st.booleans()):
            value[0][draw(st.sampled_from(sorted(value[0]) or ["x"]))] = draw(junk)
    return answers


def kept(section: Section, raw: Any) -> dict[str, Any]:
    return json.loads(json.dumps(section.dump(section.load(raw, at=AT))))


@EVERY
def test_complete_answers_have_nothing_wrong(key: str) -> None:
    assert SECTIONS[key].validate(typed(key), at=AT) == {}


@EVERY
def test_what_is_kept_loads_and_dumps_the_same(key: str) -> None:
    once = kept(SECTIONS[key], typed(key))
    assert kept(SECTIONS[key], once) == once


@EVERY
def test_every_complete_answer_is_put_into_words(key: str) -> None:
    section = SECTIONS[key]
    answers = kept(section, typed(key))
    rows = list(section.rows(answers))
    assert {row.name.partition(".")[0] for row in rows} >= set(answers)
    assert all(row.label and isinstance(row.value, str) and row.value for row in rows)


@EVERY
@calm
@given(data=st.data())
def test_bent_answers_load_stably_or_say_what_is_wrong(key: str, data: st.DataObject) -> None:
    section = SECTIONS[key]
    raw = data.draw(bent(key))
    wrong = section.validate(raw, at=AT)  # raises nothing, whatever it is given
    if not wrong:
        once = kept(section, raw)
        assert kept(section, once) == once


@EVERY
@calm
@given(raw=st.one_of(junk, st.data()))
def test_a_draft_a_page_and_a_summary_come_of_anything(key: str, raw: Any) -> None:
    section = SECTIONS[key]
    raw = raw.draw(bent(key)) if hasattr(raw, "draw") else raw
    draft = section.draft(raw, at=AT)
    json.dumps(draft)
    assert list(section.rows(draft))
    assert isinstance(section.blank(raw), bool)
    if isinstance(raw, dict):
        assert section.questions(raw)


@pytest.mark.parametrize("raw", [None, 3, "x", [], [{}], True])
@EVERY
def test_answers_that_are_no_answers_are_refused(key: str, raw: Any) -> None:
    assert "_schema" in SECTIONS[key].validate(raw, at=AT)


@pytest.mark.parametrize("depth", [10, 400])
def test_deep_nesting_is_refused_quietly(depth: int) -> None:
    deep: Any = "x"
    for _ in range(depth):
        deep = [deep]
    assert "employment" in FORM["history"].validate({"employment": deep}, at=AT)


def test_vast_lists_are_refused_before_they_are_read() -> None:
    wrong = FORM["history"].validate({"employment": [{"employer": "x"}] * 100_000}, at=AT)
    assert wrong == {"employment": ["Give 40 or fewer"]}


@EVERY
def test_names_can_be_posted_and_looked_up(key: str) -> None:
    """A dictionary's own methods would be found in place of a missing answer."""
    for name, asked in SECTIONS[key].fields.items():
        inner = asked.section.fields if isinstance(asked, RepeatedGroup) else {}
        for each in (name, *inner):
            assert each.isidentifier()
            assert each not in {*dir(dict), *POSTED_BESIDE}


@EVERY
def test_conditions_and_pages_name_real_questions(key: str) -> None:
    section = SECTIONS[key]
    names = set(section.fields)
    assert all(
        asked.metadata["show_when"] is None or asked.metadata["show_when"][0] in names
        for asked in section.fields.values()
    )
    paged = [name for page in section.pages for name in page.names]
    shown = {name for name in names if section.asked(name).widget != "derived"}
    assert not section.pages or (sorted(paged) == sorted(shown))


@EVERY
def test_every_required_question_says_what_to_do(key: str) -> None:
    section = SECTIONS[key]
    for name, asked in section.fields.items():
        if asked.required:
            message = asked.error_messages["required"]
            assert message != "Answer this question", name
            assert str(message)[0].isupper()


def test_public_words_are_kept() -> None:
    never = ("fit and proper", "cleared", "statutory", "national insurance", "valid until")
    for section in SECTIONS.values():
        said = [section.title, section.summary]
        for asked in section.fields.values():
            said += [asked.label, asked.hint, asked.short]
        assert not [text for text in said if any(word in text.lower() for word in never)]


def test_health_is_not_asked_of_the_applicant() -> None:
    asked = " ".join(f.label for section in FORM for f in section.fields.values()).lower()
    assert "your health" not in asked
    assert "illness" not in asked
