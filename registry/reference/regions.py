"""The seven NHS regions of England, by code."""

import csv
from functools import cache
from importlib.resources import files


@cache
def read() -> dict[str, str]:
    """Give the name of each region by its code, in the order in which they are listed."""
    text = files(__package__).joinpath("regions.csv").read_text(encoding="utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


def name_of(code: str) -> str:
    """Give a region's name, or nothing for a body outside the seven (Wales, for one)."""
    return read().get(code, "")
