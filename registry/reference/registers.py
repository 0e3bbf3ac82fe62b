"""Registers of other professional bodies, and what their numbers look like.

A number of the right form is not yet a registration: that is what the check of the register says.
Zeros in front are kept as typed, because some bodies write them and some do not.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from unicodedata import normalize as unicode_form

DASHES = re.compile("[\u2010-\u2015\u2212]")
DIGIT_GAP = re.compile(r"(?<=^[0-9]{2})(?=[0-9])")
DROPPED = re.compile(r"[\s.,/]")


@dataclass(frozen=True)
class OtherRegister:
    """One body: `pattern` is the whole form of a number, `strip` a front that people add to it."""

    key: str
    title: str
    short: str
    pattern: str
    strip: str
    example: str
    hint: str

    @property
    def dashed(self) -> bool:
        return "-" in self.example


@cache
def read() -> dict[str, OtherRegister]:
    """Give the registers by key, in the order in which a form lists them."""
    text = files(__package__).joinpath("registers.json").read_text(encoding="utf-8")
    return {entry["key"]: OtherRegister(**entry) for entry in json.loads(text)}


def normalise(key: str, text: str) -> str:
    """Put a number as typed into the body's own form. Raises KeyError for an unknown body."""
    register = read()[key]
    typed = DROPPED.sub("", DASHES.sub("-", unicode_form("NFKC", text))).upper()
    bare = typed.replace("-", "")
    if register.dashed:
        return DIGIT_GAP.sub("-", bare)
    return re.sub(f"^{register.strip}", "", bare) if register.strip else bare


def valid(key: str, text: str) -> bool:
    """Say whether a number as typed has the form of that body's numbers."""
    return re.fullmatch(read()[key].pattern, normalise(key, text)) is not None
