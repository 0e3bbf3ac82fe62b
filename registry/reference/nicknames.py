"""Given names and their short forms, for finding only."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def read() -> Mapping[str, Mapping[str, str]]:
    """Give, for each folded name, the names that may stand for it, and how."""
    text = files(__package__).joinpath("nicknames.csv").read_text(encoding="utf-8")
    linked: dict[str, dict[str, str]] = defaultdict(dict)
    for row in csv.DictReader(text.splitlines()):
        linked[row["name"]].setdefault(row["nickname"], "nickname")
        linked[row["nickname"]].setdefault(row["name"], "name")
    return linked
