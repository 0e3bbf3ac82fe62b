"""Who may apply, and in which category: a dated policy held as data, and the one question to it.

A rule lists the answers that it accepts; a question it does not list may have any answer. The
first rule that accepts all answers decides. Who counts as senior is thus never written in code.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

When = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Answers:
    """What a person says of their post. Each value is the key of an option."""

    post: str
    held: str
    organisation_type: str
    band: str
    programme: str


@dataclass(frozen=True)
class Option:
    key: str
    title: str
    hint: str


@dataclass(frozen=True)
class Question:
    """One question of the eligibility check, named as in `Answers`."""

    key: str
    title: str
    hint: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Route:
    """A way on to the register, with the category it leads to and a sentence on who it is for."""

    key: str
    title: str
    category: str
    summary: str


@dataclass(frozen=True)
class Eligible:
    """May apply as a leader."""

    route: Route


@dataclass(frozen=True)
class Associate:
    """May apply as an associate."""

    route: Route


@dataclass(frozen=True)
class NotYet:
    """May not apply now; `text` says why and what would change that."""

    text: str


@dataclass(frozen=True)
class EligibilityPolicy:
    """One version of who may apply."""

    version: int
    effective_on: date
    questions: tuple[Question, ...]
    routes: Mapping[str, Route]
    rules: tuple[tuple[Route, When], ...]
    not_yet: tuple[tuple[str, When], ...]

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "EligibilityPolicy":
        """Read a kept version. A rule that names an unknown route raises KeyError."""
        routes = {entry["key"]: Route(**entry) for entry in content["routes"]}
        return cls(
            version=content["version"],
            effective_on=date.fromisoformat(content["effective_on"]),
            questions=tuple(question(entry) for entry in content["questions"]),
            routes=routes,
            rules=tuple((routes[rule["route"]], when(rule)) for rule in content["rules"]),
            not_yet=tuple((entry["text"], when(entry)) for entry in content["not_yet"]),
        )


def question(entry: Mapping[str, Any]) -> Question:
    return Question(**{**entry, "options": tuple(Option(**each) for each in entry["options"])})


def when(entry: Mapping[str, Any]) -> When:
    return {key: tuple(accepted) for key, accepted in entry["when"].items()}


def answer(policy: EligibilityPolicy, answers: Answers) -> Eligible | Associate | NotYet:
    """Say under this policy whether a person who answers so may apply, and by which route."""
    check_known(policy, answers)
    for route, accepted in policy.rules:
        if accepts(accepted, answers):
            return Eligible(route) if route.category == "leader" else Associate(route)
    return NotYet(next(text for text, accepted in policy.not_yet if accepts(accepted, answers)))


def accepts(accepted: When, answers: Answers) -> bool:
    given = asdict(answers)
    return all(given[key] in options for key, options in accepted.items())


def check_known(policy: EligibilityPolicy, answers: Answers) -> None:
    given = asdict(answers)
    for each in policy.questions:
        if given[each.key] not in {option.key for option in each.options}:
            raise ValueError(f"{given[each.key]!r} is no answer to {each.key!r}")


@cache
def read() -> tuple[EligibilityPolicy, ...]:
    """Give every version that ships with the product, oldest first."""
    found = (f for f in files(__package__).iterdir() if f.name.startswith("eligibility-"))
    versions = (
        EligibilityPolicy.from_json(json.loads(f.read_text(encoding="utf-8"))) for f in found
    )
    return tuple(sorted(versions, key=lambda each: each.effective_on))


def in_force(day: date) -> EligibilityPolicy:
    """Give the version in force on that day. Raises LookupError when there is none."""
    for each in reversed(read()):
        if each.effective_on <= day:
            return each
    raise LookupError(f"No eligibility policy is in force on {day}")
