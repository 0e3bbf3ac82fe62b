"""Turn the bank holidays that GOV.UK publishes into `workflows/holidays.py`.

The rules may read no file, so the published days travel as a module. When a new year is published:
fetch https://www.gov.uk/bank-holidays.json, then `python -m registry.reference.bank_holidays FILE`.
Days already known are kept, because each edition drops its oldest years.
"""

import json
import sys
from collections.abc import Mapping
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from workflows import holidays

Days = dict[str, set[date]]

HEAD = '''"""Bank holidays as published on GOV.UK, one line a year. Generated; do not edit by hand.

Contains public sector information licensed under the Open Government Licence v3.0
(GOV.UK, bank holidays, https://www.gov.uk/bank-holidays).
Written by `registry.reference.bank_holidays`, which says how to add a new year.
"""

PUBLISHED = {
'''


def published_days(edition: Mapping[str, Any]) -> Days:
    """Read one edition of the published file, in its own JSON shape."""
    return {
        division: {date.fromisoformat(event["date"]) for event in listed["events"]}
        for division, listed in edition.items()
    }


def module(days: Days) -> str:
    """Write the source of `workflows/holidays.py` for these days."""
    return HEAD + "".join(entry(name, days[name]) for name in days) + "}\n"


def entry(division: str, days: set[date]) -> str:
    years = groupby(sorted(days), key=lambda day: day.year)
    lines = (
        f"        {year} {' '.join(f'{day:%m-%d}' for day in of_year)}\n" for year, of_year in years
    )
    return f'    "{division}": """\n{"".join(lines)}    """,\n'


def known_days() -> Days:
    """Give the days that the present module holds."""
    return {
        division: {
            date.fromisoformat(f"{year}-{day}")
            for year, *days in map(str.split, table.strip().splitlines())
            for day in days
        }
        for division, table in holidays.PUBLISHED.items()
    }


def merged(known: Days, fresh: Days) -> Days:
    """Put a new edition over the known days: its own years are replaced, older ones stay."""
    return {
        division: days | {day for day in known.get(division, set()) if day.year < min(days).year}
        for division, days in fresh.items()
    }


def main(edition: Path) -> None:
    """Write the module anew with the days of an edition."""
    fresh = published_days(json.loads(edition.read_text(encoding="utf-8")))
    Path(holidays.__file__).write_text(module(merged(known_days(), fresh)), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
