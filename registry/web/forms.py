"""Between a page's flat names and a section's answers: `born.day=1` in, errors by name out."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from registry.sections.base import PartedDate, RepeatedGroup, Section

Json = dict[str, Any]
SEGMENT = re.compile(r"[A-Za-z0-9_]{1,60}", re.ASCII)
PLACE = re.compile(r"[0-9]{1,2}", re.ASCII)
MOST_KEYS, MOST_VALUES, DEEPEST = 2000, 60, 5
WHOLE_PAGE = "maincontent"


class FieldError(NamedTuple):
    """One thing that is wrong: at which question, in words, and where to go to mend it."""

    name: str
    text: str
    target: str

    @property
    def href(self) -> str:
        return f"#{self.target}"


def nested(form: MultiDict[str, str]) -> Json:
    """Turn a page's flat names into answers; names beyond any page's needs are left out."""
    tree: Json = {}
    for count, (key, values) in enumerate(form.lists()):
        if count >= MOST_KEYS:
            break
        path = key.split(".", DEEPEST)
        if len(path) <= DEEPEST and all(SEGMENT.fullmatch(segment) for segment in path):
            _plant(tree, path, values[0] if len(values) == 1 else values[:MOST_VALUES])
    return {name: _with_lists(branch) for name, branch in tree.items()}


def _plant(tree: Json, path: list[str], value: Any) -> None:
    for segment in path[:-1]:
        tree = tree.setdefault(segment, {})
        if not isinstance(tree, dict):
            return
    tree.setdefault(path[-1], value)


def _with_lists(branch: Any) -> Any:
    if not isinstance(branch, dict):
        return branch
    ready = {name: _with_lists(value) for name, value in branch.items()}
    if all(PLACE.fullmatch(name) for name in ready):
        return [ready[place] for place in sorted(ready, key=int)]
    return ready


def rearranged(section: Section, form: MultiDict[str, str]) -> Json | None:
    """Give the answers with an item added or removed, when that is the button that was pressed.

    Nothing is saved by it: the page is shown again with what was typed.
    """
    answers = nested(form)
    name = form.get("add", "")
    if isinstance(group := section.fields.get(name), RepeatedGroup):
        items = group.typed(answers.get(name))
        answers[name] = [*items, {}][: group.most]
        return answers
    for button in form:
        word, _, rest = button.partition(".")
        name, _, place = rest.partition(".")
        group = section.fields.get(name)
        if word == "remove" and isinstance(group, RepeatedGroup) and PLACE.fullmatch(place):
            kept = enumerate(group.typed(answers.get(name)))
            answers[name] = [item for here, item in kept if here != int(place)]
            return answers
    return None


def flat_errors(
    section: Section, messages: ValidationError | Mapping[str, Any]
) -> list[FieldError]:
    """Give what is wrong in the order of the questions, each with the box to go to."""
    given = messages.messages_dict if isinstance(messages, ValidationError) else messages
    return list(_flat(section, given, ""))


def _flat(section: Section, messages: Any, prefix: str) -> Iterator[FieldError]:
    if not isinstance(messages, Mapping):
        yield from _texts(messages, prefix.rstrip("."), prefix.rstrip(".") or WHOLE_PAGE)
        return
    for name, asked in section.fields.items():
        wrong = messages.get(name)
        path = f"{prefix}{name}"
        if isinstance(asked, RepeatedGroup) and isinstance(wrong, Mapping):
            for place in sorted(wrong):
                yield from _flat(asked.section, wrong[place], f"{path}.{place}.")
        elif wrong:
            target = f"{path}.day" if isinstance(asked, PartedDate) else path
            yield from _texts(wrong, path, target)
    here = prefix.rstrip(".")
    yield from _texts(messages.get("_schema"), here, here or WHOLE_PAGE)


def _texts(messages: Any, name: str, target: str) -> Iterator[FieldError]:
    given = messages if isinstance(messages, list) else [messages] if messages else []
    for text in given:
        yield FieldError(name, str(text), target)
