"""A section: a group of questions, declared once and read by page, JSON, summary and PDF.

A condition (`show_when`) is read by the loader, the summary and the page alike: the answer to a
question that is not shown is dropped and never required. Answers are kept as the JSON of `dump`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, TypeVar, cast

from marshmallow import EXCLUDE, Schema, ValidationError, missing

from registry.sections.dates import PartedDate, not_in_the_future, not_in_the_past, parts
from registry.sections.kinds import (
    NOT_GIVEN,
    Agree,
    Asked,
    Choice,
    Choices,
    Documents,
    Email,
    Names,
    Option,
    PersonName,
    Phone,
    Text,
    YesNo,
    is_blank,
    options,
)
from registry.sections.moment import Moment, moment, within, written, years_before

__all__ = [
    "GROUPS",
    "NOT_GIVEN",
    "Agree",
    "Asked",
    "Choice",
    "Choices",
    "Documents",
    "Email",
    "Moment",
    "Option",
    "Page",
    "PartedDate",
    "PersonName",
    "Phone",
    "Question",
    "RepeatedGroup",
    "Row",
    "Section",
    "Text",
    "YesNo",
    "ask",
    "declare",
    "is_blank",
    "moment",
    "not_in_the_future",
    "not_in_the_past",
    "options",
    "parts",
    "within",
    "written",
    "years_before",
]

Json = dict[str, Any]
A = TypeVar("A", bound=Asked)
GROUPS = ("About you", "Your work", "Your evidence", "Your declarations")
NO_NAMES: Mapping[str, Names] = {}


class Row(NamedTuple):
    """One answer in words, for the summary, check-your-answers and paper."""

    name: str
    label: str
    value: str


class Page(NamedTuple):
    """A small group of questions shown together."""

    key: str
    title: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A question as a page places it, with what each of its answers reveals."""

    name: str
    asked: Asked
    reveals: Mapping[str, tuple["Question", ...]] = field(default_factory=dict)


def ask(
    kind: Callable[..., A],
    label: str,
    *,
    hint: str = "",
    widget: str = "",
    show_when: tuple[str, Any] | None = None,
    required: str = "",
    short: str = "",
    width: int | None = None,
    autocomplete: str = "",
    **rules: Any,
) -> A:
    """Declare a question; `required` is the sentence shown when it is left unanswered."""
    about = {
        "label": label,
        "hint": hint,
        "widget": widget,
        "show_when": show_when,
        "short": short,
        "width": width,
        "autocomplete": autocomplete,
    }
    messages = {"required": required or "Answer this question"}
    return kind(metadata=about, required=bool(required), error_messages=messages, **rules)


def _wanted(condition: tuple[str, Any]) -> tuple[Any, ...]:
    value = condition[1]
    return value if isinstance(value, tuple) else (value,)


class Section(Schema):
    """A group of questions with one key, one title and one row of answers."""

    class Meta:
        unknown = EXCLUDE

    key: ClassVar[str] = ""
    title: ClassVar[str] = ""
    group: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    pages: ClassVar[tuple[Page, ...]] = ()

    def load(
        self,
        data: Any,
        *,
        at: Moment | None = None,
        many: bool | None = None,
        partial: Any = None,
        unknown: Any = None,
    ) -> Any:
        """Read answers as typed or as kept, or raise `ValidationError` with what to do."""
        ready = self.prepared(data)
        if partial is not True and isinstance(ready, Mapping):
            partial = tuple(name for name in self.fields if not self.shown(name, ready))
        with within(at) if at is not None else nullcontext():
            return super().load(ready, many=many, partial=partial, unknown=unknown)

    def validate(
        self, data: Any, *, at: Moment | None = None, many: bool | None = None, partial: Any = None
    ) -> dict[str, Any]:
        """Give what is wrong with these answers; nothing means they are complete."""
        try:
            self.load(data, at=at, many=many, partial=partial)
        except ValidationError as wrong:
            return wrong.messages_dict
        return {}

    def draft(self, data: Any, *, at: Moment) -> Json:
        """Give the JSON of whatever can be kept of unfinished answers."""
        try:
            answers = self.load(data, at=at, partial=True)
        except ValidationError as wrong:
            answers = wrong.valid_data if isinstance(wrong.valid_data, dict) else {}
        return cast(Json, self.dump(answers))

    def merge(self, page: Page, typed: Any, kept: Mapping[str, Any], *, at: Moment) -> Json:
        """Lay one page's answers upon those kept, or raise what is wrong with that page."""
        if not isinstance(typed, Mapping):
            raise ValidationError("Answer the questions on this page")
        whole = {name: value for name, value in kept.items() if name not in page.names}
        whole.update((name, typed[name]) for name in page.names if name in typed)
        try:
            answers = self.load(whole, at=at)
        except ValidationError as wrong:
            messages = wrong.messages_dict
            here = {name: messages[name] for name in page.names if name in messages}
            if here:
                raise ValidationError(here) from wrong
            # What another page still gets wrong stays as it was kept: nothing typed is lost.
            other = {name: kept[name] for name in messages if name in kept}
            return {**cast(Json, self.dump(wrong.valid_data)), **other}
        return cast(Json, self.dump(answers))

    def prepared(self, data: Any) -> Any:
        """Drop what was left empty and what is not asked; anything odd is left to the loader."""
        if not isinstance(data, Mapping):
            return data
        given = {name: data[name] for name in self.fields if not is_blank(data.get(name, missing))}
        return {name: value for name, value in given.items() if self.shown(name, given)}

    def shown(self, name: str, answers: Mapping[str, Any]) -> bool:
        """Say whether this question is asked, given the others' answers (typed or kept)."""
        condition = self.asked(name).metadata.get("show_when")
        if condition is None:
            return True
        other = condition[0]
        if not self.shown(other, answers):
            return False
        try:
            answer = self.asked(other).deserialize(answers.get(other, missing), other, answers)
        except ValidationError:
            return False
        wanted = _wanted(condition)
        return (
            any(one in wanted for one in answer) if isinstance(answer, list) else answer in wanted
        )

    def asked(self, name: str) -> Asked:
        """Give one question by its name."""
        return cast(Asked, self.fields[name])

    def blank(self, answers: Any) -> bool:
        """Say whether nothing here has been answered yet."""
        return is_blank(self.prepared(answers))

    def page_of(self, name: str) -> Page:
        """Give the page that asks a question, named as a row names it (`employment.0.post`)."""
        first = name.partition(".")[0]
        return next(page for page in self._every_page() if first in page.names)

    def _every_page(self) -> tuple[Page, ...]:
        return self.pages or (Page(self.key, self.title, tuple(self.fields)),)

    def has_groups(self, page: Page | None = None) -> bool:
        """Say whether a page asks something several times over."""
        names = page.names if page else tuple(self.fields)
        return any(isinstance(self.asked(name), RepeatedGroup) for name in names)

    def steps(self, answers: Mapping[str, Any]) -> tuple[Page, ...]:
        """Give the pages on which something is asked, given the answers so far."""
        return tuple(
            page
            for page in self._every_page()
            if any(self.shown(name, answers) for name in page.names)
        )

    def step(self, key: str) -> Page:
        """Give one page by its key, or raise KeyError."""
        for page in self._every_page():
            if page.key == key:
                return page
        raise KeyError(key)

    def questions(
        self, answers: Mapping[str, Any] | None = None, page: Page | None = None
    ) -> tuple[Question, ...]:
        """Place the questions of a page: which stand by themselves, which an answer reveals."""
        names = page.names if page else tuple(self.fields)
        known = answers or {}
        return tuple(
            self._placed(name, names)
            for name in names
            if self.asked(name).widget != "derived"
            and not self._revealed_by(name, names)
            and (self._asks_here(name, names) or self.shown(name, known))
        )

    def _placed(self, name: str, names: tuple[str, ...]) -> Question:
        asked = self.asked(name)
        reveals: dict[str, tuple[Question, ...]] = {}
        for child in names:
            if self._revealed_by(child, names) == name:
                (value,) = _wanted(self.asked(child).metadata["show_when"])
                by = asked.typed(value)
                option = by[0] if isinstance(by, list) else str(by)
                reveals[option] = (*reveals.get(option, ()), self._placed(child, names))
        return Question(name, asked, reveals)

    def _revealed_by(self, name: str, names: tuple[str, ...]) -> str:
        condition = self.asked(name).metadata.get("show_when")
        if condition is None or condition[0] not in names or len(_wanted(condition)) != 1:
            return ""
        opens = self.asked(condition[0]).widget in ("radios", "checkboxes", "tick")
        return str(condition[0]) if opens else ""

    def _asks_here(self, name: str, names: tuple[str, ...]) -> bool:
        condition = self.asked(name).metadata.get("show_when")
        return condition is None or condition[0] in names

    def rows(
        self, answers: Mapping[str, Any] | None, names: Mapping[str, Names] = NO_NAMES
    ) -> Iterator[Row]:
        """Put kept answers into words; `names` gives words for values listed elsewhere."""
        kept = answers or {}
        for name in self.fields:
            if self.shown(name, kept):
                yield from self._row(name, kept.get(name, missing), names.get(name, {}))

    def _row(self, name: str, value: Any, names: Names) -> Iterator[Row]:
        asked = self.asked(name)
        if isinstance(asked, RepeatedGroup) and isinstance(value, list) and value:
            for place, item in enumerate(value):
                for row in asked.section.rows(item if isinstance(item, Mapping) else {}):
                    label = f"{asked.item} {place + 1}: {row.label}"
                    yield Row(f"{name}.{place}.{row.name}", label, row.value)
        else:
            words = NOT_GIVEN if is_blank(value) else asked.words(value, names)
            yield Row(name, asked.short, words)


class RepeatedGroup(Asked):
    """The same questions several times over; errors keep the place of the item as typed."""

    widget = "group"

    def __init__(
        self, *, of: type[Section], item: str, least: int = 0, most: int = 30, **rules: Any
    ) -> None:
        super().__init__(**rules)
        self.section, self.item, self.least, self.most = of(), item, least, most

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> list[Json]:
        if not isinstance(value, list):
            raise self._bad("Give a list")
        if len(value) > self.most:
            raise self._bad(f"Give {self.most} or fewer")
        answers: list[Json] = []
        wrong: dict[int, Any] = {}
        for place, item in enumerate(value):
            if is_blank(item):
                continue
            try:
                answers.append(self.section.load(item, partial=kwargs.get("partial") is True))
            except ValidationError as error:
                wrong[place] = error.messages_dict
                answers.append(error.valid_data if isinstance(error.valid_data, dict) else {})
        if wrong:
            raise ValidationError(cast(Any, wrong), valid_data=cast(Any, answers))
        return answers

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> list[Json]:
        return [self.section.dump(item) for item in value]

    def typed(self, value: Any) -> list[Mapping[str, Any]]:
        """Give the items to show; a group that needs one shows an empty one to begin with."""
        given = value if isinstance(value, list) else []
        items: list[Mapping[str, Any]] = [
            item if isinstance(item, Mapping) else {} for item in given[: self.most]
        ]
        return items or [{}] * min(self.least, 1)


def declare(name: str, about: Mapping[str, Any], questions: Mapping[str, Asked]) -> type[Section]:
    """Make a section from a table of questions."""
    return type(name, (Section,), {**about, **questions})
