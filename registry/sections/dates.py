"""Dates as people type them: in three boxes, or as an ISO string from a machine."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import ValidationError

from registry.sections.kinds import Asked, Names
from registry.sections.moment import moment, written

PARTS = ("day", "month", "year")
NAMED = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MONTHS = {name: n for n, full in enumerate(NAMED, start=1) for name in (full, full[:3])}


class PartedDate(Asked):
    """A date from an ISO string, or from a day, a month (a number or its name) and a year."""

    widget = "date"

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> date:
        if isinstance(value, Mapping):
            return self._from_parts(parts(value))
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip(), re.ASCII):
            return self._real(*(int(part) for part in value.strip().split("-")))
        raise self._bad("Enter a real date")

    def _from_parts(self, typed: Mapping[str, str]) -> date:
        absent = [f"a {part}" for part in PARTS if not typed[part]]
        if absent:
            raise self._bad(f"The date must include {' and '.join(absent)}")
        month = str(MONTHS.get(typed["month"].lower(), typed["month"]))
        if not re.fullmatch(r"[0-9]{1,2}", typed["day"]) or not re.fullmatch("[0-9]{1,2}", month):
            raise self._bad("Enter a real date")
        if not re.fullmatch(r"[0-9]{4}", typed["year"]):
            raise self._bad("The year must have 4 numbers")
        return self._real(int(typed["year"]), int(month), int(typed["day"]))

    def _real(self, year: int, month: int, day: int) -> date:
        if not 1900 <= year <= 2200:
            raise self._bad("Enter a real date")
        try:
            return date(year, month, day)
        except ValueError as wrong:
            raise self._bad("Enter a real date") from wrong

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> str | None:
        return value.isoformat() if isinstance(value, date) else value

    def typed(self, value: Any) -> dict[str, str]:
        return parts(value)

    def words(self, value: Any, names: Names) -> str:
        try:
            return written(date.fromisoformat(str(value)))
        except ValueError:
            return str(value)


def parts(value: Any) -> dict[str, str]:
    """Give a date in its three boxes, from what was typed or from what is kept."""
    if isinstance(value, Mapping):
        return {part: _box(value.get(part)) for part in PARTS}
    try:
        day = value if isinstance(value, date) else date.fromisoformat(value)
    except (TypeError, ValueError):
        return dict.fromkeys(PARTS, "")
    return {"day": str(day.day), "month": str(day.month), "year": str(day.year)}


def _box(part: Any) -> str:
    typed = isinstance(part, str | int) and not isinstance(part, bool)
    return str(part).strip()[:20] if typed and not _huge(part) else ""


def _huge(part: Any) -> bool:
    return isinstance(part, int) and abs(part) > 9999  # str() of a vast integer raises


def not_in_the_future(value: date) -> None:
    """The day is today or has passed."""
    if value > moment().today:
        raise ValidationError("The date must be today or in the past")


def not_in_the_past(value: date) -> None:
    """The day is today or still to come."""
    if value < moment().today:
        raise ValidationError("The date must be today or in the future")
