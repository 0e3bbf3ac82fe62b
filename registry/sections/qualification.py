"""Qualifications that the person relies on, and the other registers they stand on."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from registry.reference import registers
from registry.sections.base import (
    Choice,
    Documents,
    Option,
    Page,
    RepeatedGroup,
    Section,
    Text,
    YesNo,
    ask,
    moment,
    options,
)

OTHER = Option("other", "Another body")
BODIES = (
    *(Option(each.key, f"{each.title} ({each.short})") for each in registers.read().values()),
    OTHER,
)
EARLIEST = 1940


def a_past_year(value: str) -> None:
    """A year of four digits that has come."""
    ascii_year = len(value) == 4 and value.isascii() and value.isdigit()
    if not ascii_year or not EARLIEST <= int(value) <= moment().today.year:
        raise ValidationError("Enter a year like 2009, not in the future")


def _usual(body: str, number: str) -> str:
    return registers.normalise(body, number) if registers.valid(body, number) else number


class Award(Section):
    name = ask(
        Text,
        "Qualification",
        hint="For example MBA, or MSc in health leadership",
        required="Enter the qualification",
    )
    awarded_by = ask(Text, "Awarded by", required="Enter who awarded it")
    year = ask(Text, "Year", width=4, required="Enter the year of the award", validate=a_past_year)
    evidence = ask(Documents, "Evidence (optional)", short="Evidence", most=3)


class Membership(Section):
    body = ask(Choice, "Body", widget="select", required="Select the body", choices=BODIES)
    body_name = ask(
        Text,
        "Name of the body",
        hint="Only if it is not in the list",
        show_when=("body", OTHER.value),
        required="Enter the name of the body",
    )
    number = ask(
        Text, "Registration number", width=20, required="Enter the registration number", most=30
    )
    status = ask(
        Choice,
        "Where do you stand with that body?",
        hint="Registered without a licence to practise is good standing for a leader",
        short="Standing",
        widget="select",
        required="Select where you stand with that body",
        choices=options(
            ("registered", "Registered"),
            ("without_practice", "Registered without a licence to practise"),
            ("conditions", "Registered with conditions, undertakings or a warning"),
            ("suspended", "Suspended"),
            ("left", "I left the register"),
            ("removed", "Removed or struck off"),
        ),
    )

    def prepared(self, data: Any) -> Any:
        """Write a number in the body's own form, so that the same number is kept one way."""
        ready = super().prepared(data)
        if not isinstance(ready, dict):
            return ready
        body, number = ready.get("body"), ready.get("number")
        short = isinstance(number, str) and len(number) <= 60
        if short and any(body == key for key in registers.read()):
            ready["number"] = _usual(str(body), str(number))
        return ready

    @validates_schema
    def number_of_that_body(self, data: Mapping[str, Any], **_: Any) -> None:
        """The number has the form that the body gives its numbers."""
        register = registers.read().get(data.get("body", ""))
        number = data.get("number")
        if register and number and not registers.valid(register.key, number):
            message = f"Enter a number of the {register.short} like {register.example}"
            raise ValidationError({"number": [message]})


class Qualification(Section):
    key, title, group = "qualification", "Qualifications and other registers", "Your work"
    summary = "What you rely on, and your registration with other bodies"
    pages = (
        Page("asked", "What you rely on", ("has_qualifications", "registered_elsewhere")),
        Page("qualifications", "Your qualifications", ("qualifications",)),
        Page("registers", "Your other registers", ("registrations",)),
    )

    has_qualifications = ask(
        YesNo,
        "Do you rely on qualifications for your post?",
        hint="You can be registered without one",
        short="Relies on qualifications",
        required="Select yes if you rely on qualifications",
    )
    qualifications = ask(
        RepeatedGroup,
        "Qualifications",
        show_when=("has_qualifications", True),
        required="Add at least one qualification",
        of=Award,
        item="Qualification",
        least=1,
        most=20,
    )
    registered_elsewhere = ask(
        YesNo,
        "Are you, or have you been, on the register of another professional body?",
        short="On another register",
        required="Select yes if you are or have been on another register",
    )
    registrations = ask(
        RepeatedGroup,
        "Other registers",
        show_when=("registered_elsewhere", True),
        required="Add at least one registration",
        of=Membership,
        item="Registration",
        least=1,
        most=10,
    )
