"""Ethnic categories of the NHS Data Dictionary (the 2001 census groups), for the equality form.

"Not stated" (Z) is an answer: asked, and not given. "Not known" is the code of a person who was
never asked; it is kept apart and never offered.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

NOT_KNOWN = "99"


@dataclass(frozen=True)
class EthnicCategory:
    code: str
    group: str
    title: str


@cache
def read() -> tuple[EthnicCategory, ...]:
    """Give the categories in the order of the form, the refusal to say last."""
    text = files(__package__).joinpath("ethnic_categories.csv").read_text(encoding="utf-8")
    return tuple(EthnicCategory(**row) for row in csv.DictReader(text.splitlines()))


def groups() -> dict[str, list[EthnicCategory]]:
    """Give the categories by group, for a question with headings."""
    by_group: dict[str, list[EthnicCategory]] = {}
    for category in read():
        by_group.setdefault(category.group, []).append(category)
    return by_group
