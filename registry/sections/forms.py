"""The application form: its sections in order, under a version, for one set of standards."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from registry.reference.standards import Domain, StandardSet
from registry.sections.base import GROUPS, Moment, Section
from registry.sections.code import Code
from registry.sections.competence import competence
from registry.sections.fitness import Fitness
from registry.sections.history import History
from registry.sections.personal import Personal
from registry.sections.qualification import Qualification
from registry.sections.referee import Referee
from registry.sections.role import CurrentRole
from registry.sections.route import Route

VERSION = "1"  # raise it when a question is added, dropped or changes its meaning
Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Form:
    """An ordered set of sections under one version."""

    key: str
    version: str
    sections: tuple[Section, ...]
    domains: tuple[Domain, ...] = ()

    def __getitem__(self, key: str) -> Section:
        """Give a section by its key, or raise KeyError."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

    def __iter__(self) -> Iterator[Section]:
        return iter(self.sections)

    def groups(self) -> Iterator[tuple[str, tuple[Section, ...]]]:
        """Give the sections by group, in the order of the task list."""
        for group in GROUPS:
            members = tuple(section for section in self.sections if section.group == group)
            if members:
                yield group, members

    def missing(self, answers: Answers, at: Moment) -> tuple[str, ...]:
        """Give the keys of the sections that are not complete."""
        return tuple(
            section.key
            for section in self.sections
            if section.validate(answers.get(section.key, {}), at=at)
        )

    def progress(self, answers: Answers, at: Moment) -> dict[str, str]:
        """Say of each section whether it is not_started, in_progress or complete."""
        open_keys = self.missing(answers, at)
        return {
            section.key: "complete"
            if section.key not in open_keys
            else "not_started"
            if section.blank(answers.get(section.key, {}))
            else "in_progress"
            for section in self.sections
        }


@lru_cache(maxsize=8)
def application_form(standards: StandardSet) -> Form:
    """Give the application form that asks about this set of standards."""
    kinds: tuple[type[Section], ...] = (
        Personal,
        CurrentRole,
        Route,
        History,
        Qualification,
        competence(standards),
        Referee,
        Fitness,
        Code,
    )
    return Form(
        key="application",
        version=f"{VERSION}+{standards.key}",
        sections=tuple(kind() for kind in kinds),
        domains=standards.domains,
    )
