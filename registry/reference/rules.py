"""The scheme rules, to which each applicant agrees: plain text, one file a version.

The scheme's powers come from that agreement, so a step that uses one names its rule ("8.1"). A
version that somebody agreed to is never edited; the next one is a new file.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

HEAD = re.compile(r"Version: (\d+)\nIn force from: (\d{4}-\d\d-\d\d)\n")
CHAPTER = re.compile(r"(\d+) (.+)")
RULE = re.compile(r"(\d+\.\d+) (.+)")


@dataclass(frozen=True)
class Rule:
    number: str
    text: str


@dataclass(frozen=True)
class Chapter:
    number: str
    title: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class SchemeRulesText:
    """One version of the rules; `text` is the whole of it, head included."""

    version: int
    effective_on: date
    text: str
    chapters: tuple[Chapter, ...]

    def rule(self, number: str) -> Rule:
        """Give the rule of that number. Raises KeyError when there is none."""
        return {rule.number: rule for chapter in self.chapters for rule in chapter.rules}[number]


def parse(text: str) -> SchemeRulesText:
    """Read a version from its text. Raises ValueError for a line that is no part of one."""
    head = HEAD.match(text)
    if head is None:
        raise ValueError("The rules begin with their version and date")
    blocks = text[head.end() :].strip().split("\n\n")
    return SchemeRulesText(
        version=int(head[1]),
        effective_on=date.fromisoformat(head[2]),
        text=text,
        chapters=tuple(map(chapter, blocks)),
    )


def chapter(block: str) -> Chapter:
    title, *lines = block.splitlines()
    return Chapter(*parts(CHAPTER, title), tuple(Rule(*parts(RULE, line)) for line in lines))


def parts(pattern: re.Pattern[str], line: str) -> tuple[str, str]:
    found = pattern.fullmatch(line)
    if found is None:
        raise ValueError(f"Not a line of the rules: {line}")
    return found[1], found[2]


@cache
def read() -> tuple[SchemeRulesText, ...]:
    """Give every version that ships with the product, oldest first."""
    found = (f for f in files(__package__).iterdir() if re.fullmatch(r"rules-\d+\.txt", f.name))
    versions = (parse(file.read_text(encoding="utf-8")) for file in found)
    return tuple(sorted(versions, key=lambda each: each.version))


def in_force(day: date) -> SchemeRulesText:
    """Give the version in force on that day. Raises LookupError when there is none."""
    for each in reversed(read()):
        if each.effective_on <= day:
            return each
    raise LookupError(f"No rules are in force on {day}")
