"""A planned absence: from when to when. No reason is asked, and none is kept."""

from functools import cache
from typing import Any

from marshmallow import ValidationError, validates_schema

from registry.sections.base import PartedDate, Section, ask, moment, not_in_the_past
from workflows.calendar import add_months


class Ending(Section):
    """The last day of an absence, which is not too far off to be meant."""

    key, title = "absence", "Planned absence"

    def __init__(self, most_months: int) -> None:
        super().__init__()
        self.most_months = most_months

    ends_on = ask(
        PartedDate,
        "What is the last day you will be away?",
        hint="If you do not know it yet, give the day you expect. You can change it later",
        short="Last day away",
        required="Enter the last day you will be away",
        validate=not_in_the_past,
    )

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        first = max(data.get("began_on", moment().today), moment().today)
        if data["ends_on"] < first:
            raise ValidationError("The last day must be the first day or later", "ends_on")
        if data["ends_on"] > add_months(first, self.most_months):
            most = f"Enter up to {self.most_months} months at a time"
            raise ValidationError(f"{most}. You can make it longer later", "ends_on")


class Absence(Ending):
    """The first and the last day of an absence that has not begun."""

    began_on = ask(
        PartedDate,
        "What is the first day you will be away?",
        hint="It can be today",
        short="First day away",
        required="Enter the first day you will be away",
        validate=not_in_the_past,
    )

    class Meta(Section.Meta):
        fields = ("began_on", "ends_on")


@cache
def absence(most_months: int, *, begun: bool) -> Section:
    """Make the questions about an absence: one that has begun keeps its first day."""
    return Ending(most_months) if begun else Absence(most_months)
