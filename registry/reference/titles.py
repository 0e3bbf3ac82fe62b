"""The words before and after a name that are no part of it, folded as `registry.names` folds."""

import csv
from functools import cache
from importlib.resources import files


@cache
def read() -> dict[str, frozenset[str]]:
    """Give the words that may stand `before` and `after` a name."""
    text = files(__package__).joinpath("titles.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return {
        place: frozenset(row["title"].casefold() for row in rows if row["place"] == place)
        for place in ("before", "after")
    }
