"""A time without service, as an administrator records it: from when, to when, and what happened."""

import re
from datetime import datetime, time
from typing import Any

from marshmallow import ValidationError, validates_schema

from registry.sections.base import PartedDate, Section, Text, ask, not_in_the_future
from workflows.calendar import LONDON

SHAPE = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.ASCII | re.IGNORECASE)


class TimeOfDay(Text):
    """A time of the day: 9am, 2:30pm, 14:30."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        found = SHAPE.fullmatch(text)
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        if found and found[3]:
            hour = hour % 12 + (12 if found[3].lower() == "pm" else 0) if 1 <= hour <= 12 else 99
        if hour > 23 or minute > 59:
            raise self._bad("Enter a time like 9am, 2:30pm or 14:30")
        return f"{hour:02}:{minute:02}"


class OutageReport(Section):
    """From when to when nobody could use the service, and why."""

    key, title = "outage", "Record a time without service"

    began_on = ask(
        PartedDate,
        "On which day did it begin?",
        short="Began on",
        required="Enter the day on which it began",
        validate=not_in_the_future,
    )
    began = ask(
        TimeOfDay,
        "At what time did it begin?",
        hint="London time, like 9am, 2:30pm or 14:30",
        short="Began at",
        required="Enter the time at which it began",
        most=8,
    )
    ended_on = ask(
        PartedDate,
        "On which day did it end?",
        short="Ended on",
        required="Enter the day on which it ended",
        validate=not_in_the_future,
    )
    ended = ask(
        TimeOfDay,
        "At what time did it end?",
        hint="London time",
        short="Ended at",
        required="Enter the time at which it ended",
        most=8,
    )
    why = ask(
        Text,
        "What happened?",
        hint="It stands in the history of everybody whose date moves. Name nobody",
        short="What happened",
        required="Say what happened",
        lines=True,
        most=500,
    )

    @validates_schema(skip_on_field_errors=True)
    def in_order(self, values: dict[str, Any], **_: Any) -> None:
        """It ends after it began."""
        began, ended = span(values)
        if ended <= began:
            raise ValidationError("It must end after it began", "ended")


def span(values: dict[str, Any]) -> tuple[datetime, datetime]:
    """Give the two instants that were recorded."""

    def instant(part: str) -> datetime:
        day = values[f"{part}_on"]
        return datetime.combine(day, time.fromisoformat(values[part]), LONDON)

    return instant("began"), instant("ended")
