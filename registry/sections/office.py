"""What a registrar records when an organisation's account is opened for one office (rulings 11)."""

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from registry.sections.base import (
    Choice,
    Email,
    PartedDate,
    PersonName,
    Section,
    Text,
    ask,
    not_in_the_future,
)

DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}", re.ASCII)
# Anybody can have an address there, so it says nothing about an organisation.
OPEN_TO_ALL = frozenset(
    {
        *("aol.com", "btinternet.com", "gmail.com", "googlemail.com", "hotmail.co.uk"),
        *("hotmail.com", "icloud.com", "live.co.uk", "live.com", "mail.com", "me.com"),
        *("msn.com", "outlook.com", "proton.me", "protonmail.com", "yahoo.co.uk", "yahoo.com"),
    }
)


class MailDomain(Text):
    """The part of the organisation's addresses after the @."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        domain = super()._deserialize(value, attr, data, **kwargs).lower().removeprefix("@")
        if not DOMAIN.fullmatch(domain):
            raise self._bad("Enter a mail domain like trust.nhs.uk")
        if domain in OPEN_TO_ALL:
            raise self._bad("Anybody can have an address there. Enter the organisation's own")
        return domain


class NewOffice(Section):
    """Who holds which office, and how we made sure."""

    key, title = "office", "Open the account for an office"

    kind = ask(Choice, "Office", required="Select the office", shape=r"[a-z_]{4,40}")
    name = ask(PersonName, "Name of the person", required="Enter the person's name", most=120)
    mail_domain = ask(
        MailDomain,
        "Mail domain of the organisation",
        hint="As on its own website, for example trust.nhs.uk",
        short="Mail domain",
        required="Enter the mail domain of the organisation",
        most=253,
    )
    email = ask(
        Email,
        "Work email address of the person",
        hint="In the organisation's own mail domain",
        required="Enter the person's work email address",
    )
    called_back = ask(
        Text,
        "Which published contact did you call back?",
        hint="The number and where it is published, and who confirmed the office. Never a number "
        "that the person gave you",
        short="Called back",
        required="Enter the published contact that you called back",
        lines=True,
        most=500,
    )
    called_on = ask(
        PartedDate,
        "When did you call?",
        short="Called on",
        required="Enter the date of the call",
        validate=not_in_the_future,
    )

    @validates_schema(skip_on_field_errors=True)
    def address_in_the_domain(self, values: Mapping[str, Any], **_: Any) -> None:
        """Whoever speaks for an organisation has an address there."""
        domain = values["email"].rpartition("@")[2].lower()
        if domain != values["mail_domain"] and not domain.endswith(f".{values['mail_domain']}"):
            raise ValidationError(f"The address must end in @{values['mail_domain']}", "email")
