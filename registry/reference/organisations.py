"""NHS trusts in England as the Organisation Data Service listed them (see README.md here)."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class OrganisationRecord:
    """One organisation, under the code that it keeps for life."""

    code: str
    name: str
    region: str
    icb: str
    opened_on: date
    closed_on: date | None

    def open_on(self, day: date) -> bool:
        """Say whether it existed on that day; both its first and last day count."""
        return self.opened_on <= day and (self.closed_on is None or day <= self.closed_on)


@cache
def records() -> tuple[OrganisationRecord, ...]:
    text = files(__package__).joinpath("organisations.csv").read_text(encoding="utf-8")
    return tuple(record(row) for row in csv.DictReader(text.splitlines()))


def record(row: dict[str, str]) -> OrganisationRecord:
    return OrganisationRecord(
        code=row["code"],
        name=row["name"],
        region=row["region"],
        icb=row["icb"],
        opened_on=date.fromisoformat(row["opened_on"]),
        closed_on=date.fromisoformat(row["closed_on"]) if row["closed_on"] else None,
    )


def read() -> list[OrganisationRecord]:
    """Give every organisation, by name; those since closed are among them."""
    return list(records())
