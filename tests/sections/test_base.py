"""What a section does with its questions: conditions, groups, pages, drafts, rows."""

import pytest
from marshmallow import ValidationError

from registry.sections.base import (
    Page,
    PartedDate,
    RepeatedGroup,
    Row,
    Section,
    Text,
    YesNo,
    ask,
    moment,
)
from tests.sections.answers import AT


class Pet(Section):
    name = ask(Text, "Name", required="Enter its name")
    ill = ask(YesNo, "Is it ill?", short="Ill", required="Select yes if it is ill")
    since = ask(PartedDate, "Since when?", show_when=("ill", True), required="Enter since when")


class Keeper(Section):
    key, title = "keeper", "Keeper"
    pages = (Page("has", "Pets", ("has", "pets")), Page("more", "More", ("why", "motto")))
    has = ask(YesNo, "Do you keep pets?", required="Select yes if you keep pets")
    pets = ask(
        RepeatedGroup,
        "Pets",
        show_when=("has", True),
        required="Add one",
        of=Pet,
        item="Pet",
        least=1,
        most=3,
    )
    why = ask(Text, "Why not?", show_when=("has", False), required="Enter why not")
    motto = ask(Text, "Motto")


keeper = Keeper()
REX = {"name": "Rex", "ill": "yes", "since": "2026-01-02"}


def test_a_hidden_answer_is_dropped_and_not_required() -> None:
    raw = {"has": "no", "why": "No room", "pets": [{"name": ""}]}
    assert keeper.load(raw, at=AT) == {"has": False, "why": "No room"}


def test_a_shown_question_is_required() -> None:
    assert keeper.validate({"has": "yes", "why": "x"}, at=AT) == {"pets": ["Add one"]}


@pytest.mark.parametrize("has", ["", "perhaps", None, ["yes"]])
def test_without_a_sound_answer_nothing_follows(has: object) -> None:
    assert set(keeper.validate({"has": has}, at=AT)) == {"has"}


def test_errors_keep_the_place_of_the_item_as_typed() -> None:
    wrong = keeper.validate({"has": "yes", "pets": [{"name": " "}, {"ill": "no"}]}, at=AT)
    assert wrong == {"pets": {1: {"name": ["Enter its name"]}}}


def test_conditions_hold_inside_a_group() -> None:
    pets = [{"name": "Tom", "ill": "no", "since": "nonsense"}]
    assert keeper.load({"has": "yes", "pets": pets}, at=AT)["pets"] == [
        {"name": "Tom", "ill": False}
    ]


def test_too_many_items() -> None:
    assert keeper.validate({"has": True, "pets": [REX] * 4}, at=AT) == {"pets": ["Give 3 or fewer"]}


def test_a_draft_keeps_what_is_sound() -> None:
    pets = [{"name": "Tom", "ill": "x"}, {"since": {"day": "1"}}]
    assert keeper.draft({"has": "yes", "pets": pets, "motto": "\x00"}, at=AT) == {
        "has": True,
        "pets": [{"name": "Tom"}, {}],
    }


def test_rows_read_labels_and_follow_conditions() -> None:
    kept = keeper.dump(keeper.load({"has": "yes", "pets": [REX]}, at=AT))
    assert list(keeper.rows(kept)) == [
        Row("has", "Do you keep pets?", "Yes"),
        Row("pets.0.name", "Pet 1: Name", "Rex"),
        Row("pets.0.ill", "Pet 1: Ill", "Yes"),
        Row("pets.0.since", "Pet 1: Since when?", "2 January 2026"),
        Row("motto", "Motto", "Not given"),
    ]


def test_a_page_is_judged_by_itself() -> None:
    first, second = keeper.pages
    kept = keeper.merge(first, {"has": "no"}, {}, at=AT)
    assert kept == {"has": False}
    with pytest.raises(ValidationError) as error:
        keeper.merge(second, {"motto": "Onward"}, kept, at=AT)
    assert error.value.messages == {"why": ["Enter why not"]}
    assert keeper.merge(second, {"why": "No room", "has": "yes"}, kept, at=AT) == {
        "has": False,
        "why": "No room",
    }


def test_an_answer_on_one_page_drops_what_it_hides_on_another() -> None:
    kept = {"has": False, "why": "No room", "motto": "Onward"}
    changed = keeper.merge(keeper.pages[0], {"has": "yes", "pets": [REX]}, kept, at=AT)
    assert "why" not in changed
    assert changed["motto"] == "Onward"


def test_questions_reveal_what_their_answers_ask() -> None:
    has, motto = keeper.questions()
    assert (has.name, motto.name) == ("has", "motto")
    assert [q.name for q in has.reveals["yes"]] == ["pets"]
    assert [q.name for q in has.reveals["no"]] == ["why"]


def test_a_later_page_asks_only_what_follows_from_the_earlier() -> None:
    second = keeper.step("more")
    assert [q.name for q in keeper.questions({"has": True}, second)] == ["motto"]
    assert [q.name for q in keeper.questions({"has": False}, second)] == ["why", "motto"]
    assert keeper.page_of("pets.0.name").key == "has"


@pytest.mark.parametrize(
    ("answers", "blank"),
    [({}, True), ({"has": " ", "pets": [{"name": ""}], "x": "y"}, True), ({"has": False}, False)],
)
def test_blank(answers: dict[str, object], blank: bool) -> None:
    assert keeper.blank(answers) is blank


def test_no_moment_outside_a_load() -> None:
    with pytest.raises(LookupError):
        moment()
