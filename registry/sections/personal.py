"""Who the applicant is and how to reach them."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import ValidationError, validates_schema

from registry.sections.base import (
    Choice,
    Page,
    PartedDate,
    PersonName,
    Phone,
    Section,
    Text,
    ask,
    moment,
    not_in_the_future,
    options,
    years_before,
)

POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})")
YOUNGEST, OLDEST = 18, 100


def of_age(born: date) -> None:
    """The person is an adult, and the year is no slip of the hand."""
    today = moment().today
    if born > years_before(today, YOUNGEST):
        raise ValidationError(f"You must be {YOUNGEST} or over to apply. Check the date")
    if born < years_before(today, OLDEST):
        raise ValidationError("Check the year of your birth")


class Personal(Section):
    key, title, group = "personal", "Your name and contact details", "About you"
    summary = "Name, date of birth, address and phone"
    pages = (
        Page(
            "name",
            "Your name",
            ("honorific", "legal_first_names", "legal_last_name", "register_name", "former_names"),
        ),
        Page("born", "Your date of birth", ("born",)),
        Page(
            "contact",
            "How to reach you",
            ("phone", "address_line_1", "address_line_2", "town", "postcode", "country")
            + ("preferred_contact",),
        ),
    )

    honorific = ask(
        Text, "Title (optional)", short="Title", width=10, most=30, autocomplete="honorific-prefix"
    )
    legal_first_names = ask(
        PersonName,
        "First names",
        hint="As on your passport or driving licence. Leave this empty if you have one name only",
        autocomplete="given-name",
        most=120,
    )
    legal_last_name = ask(
        PersonName,
        "Last name",
        hint="As on your passport or driving licence",
        required="Enter your last name",
        autocomplete="family-name",
        most=120,
    )
    register_name = ask(
        PersonName,
        "Name to show on the register",
        hint="The name people know you by at work. It is public once you are registered",
        required="Enter the name to show on the register",
        most=120,
    )
    former_names = ask(
        Text,
        "Other names you have used (optional)",
        hint="We use these only to find the right records. They are never published, "
        "and we do not ask why your name changed",
        short="Other names",
        lines=True,
        most=400,
    )
    born = ask(
        PartedDate,
        "Date of birth",
        hint="For example, 27 3 1974. It is never published",
        required="Enter your date of birth",
        autocomplete="bday",
        validate=[not_in_the_future, of_age],
    )
    phone = ask(
        Phone,
        "Phone number",
        hint="For numbers outside the UK include the country code",
        required="Enter a phone number on which we can reach you",
        width=20,
        autocomplete="tel",
    )
    address_line_1 = ask(
        Text,
        "Address line 1",
        required="Enter address line 1, such as the number and street",
        autocomplete="address-line1",
        most=120,
    )
    address_line_2 = ask(
        Text,
        "Address line 2 (optional)",
        short="Address line 2",
        autocomplete="address-line2",
        most=120,
    )
    town = ask(
        Text,
        "Town or city",
        required="Enter a town or city",
        width=20,
        autocomplete="address-level2",
        most=80,
    )
    postcode = ask(
        Text, "Postcode", required="Enter a postcode", width=10, autocomplete="postal-code", most=12
    )
    country = ask(
        Text,
        "Country (optional)",
        hint="Leave this empty if you live in the UK",
        short="Country",
        width=20,
        autocomplete="country-name",
        most=60,
    )
    preferred_contact = ask(
        Choice,
        "How do you want us to reach you first?",
        short="Preferred contact",
        required="Select how you want us to reach you first",
        choices=options(("email", "Email"), ("phone", "Phone"), ("post", "Letter")),
    )

    def prepared(self, data: Any) -> Any:
        """Write a British postcode in its usual form."""
        ready = super().prepared(data)
        if isinstance(ready, dict) and isinstance(ready.get("postcode"), str):
            ready["postcode"] = usual(ready["postcode"])
        return ready

    @validates_schema
    def british_postcode(self, data: Mapping[str, Any], **_: Any) -> None:
        """Without a country the address is in the UK, and the postcode looks like it."""
        postcode = data.get("postcode")
        if postcode and not data.get("country") and not POSTCODE.fullmatch(postcode):
            message = "Enter a UK postcode like LS1 4AP, or give the country"
            raise ValidationError({"postcode": [message]})


def usual(postcode: str) -> str:
    """Give a British postcode in capitals with its space; leave any other as it is."""
    if len(postcode) > 20:
        return postcode
    found = POSTCODE.fullmatch(re.sub(r"\s+", "", postcode).upper())
    return f"{found[1]} {found[2]}" if found else postcode


def legal_name(answers: Mapping[str, Any]) -> str:
    """Give the whole legal name from the answers kept."""
    pieces = (answers.get("legal_first_names"), answers.get("legal_last_name"))
    return " ".join(str(piece) for piece in pieces if piece)
