"""The sets of competence standards that ship with the product, each with the days of its life.

A set is data: its names come from its publisher, its summaries and statements are our own words.
An assessment points at the set that was in force when it was made; a new framework is a new file.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Domain:
    """One field of competence, and what a leader who meets it would say."""

    key: str
    number: int
    title: str
    summary: str
    statements: tuple[str, ...]


@dataclass(frozen=True)
class StandardSet:
    """One set of standards, from the first day on which it counts to the last."""

    key: str
    title: str
    source: str
    valid_from: date
    valid_to: date | None
    domains: tuple[Domain, ...]

    def in_force(self, day: date) -> bool:
        """Say whether the set counts on that day; both its first and last day count."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def domain(self, key: str) -> Domain:
        """Give the domain of that key. Raises KeyError when there is none."""
        return {domain.key: domain for domain in self.domains}[key]

    def as_json(self) -> dict[str, Any]:
        """Give the set in the shape in which sets are kept, exported and imported."""
        last = self.valid_to and self.valid_to.isoformat()
        return {**asdict(self), "valid_from": self.valid_from.isoformat(), "valid_to": last}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "StandardSet":
        """Read a kept set. Missing or unknown names raise KeyError or TypeError."""
        domains = tuple(
            Domain(**{**domain, "statements": tuple(domain["statements"])})
            for domain in content["domains"]
        )
        first, last = content["valid_from"], content["valid_to"]
        dates = {
            "valid_from": date.fromisoformat(first),
            "valid_to": last and date.fromisoformat(last),
        }
        return cls(**{**content, **dates, "domains": domains})


@cache
def read() -> tuple[StandardSet, ...]:
    """Give every set that ships with the product, oldest first."""
    folder = files(__package__).joinpath("standard_sets")
    found = (file for file in folder.iterdir() if file.name.endswith(".json"))
    sets = (StandardSet.from_json(json.loads(f.read_text(encoding="utf-8"))) for f in found)
    return tuple(sorted(sets, key=lambda each: each.valid_from))


def in_force(day: date) -> StandardSet:
    """Give the newest set that counts on that day. Raises LookupError when there is none."""
    for each in reversed(read()):
        if each.in_force(day):
            return each
    raise LookupError(f"No standards are in force on {day}")
