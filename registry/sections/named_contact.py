"""Somebody whom a registrant names, to hear as well when a due date comes near."""

from registry.sections.base import Agree, Email, PersonName, Section, ask


class NamedContact(Section):
    """Who is copied in. They have agreed to it, because it is their address."""

    key, title = "named_contact", "Somebody who hears from us too"

    name = ask(PersonName, "Their name", required="Enter their name", most=120)
    email = ask(
        Email,
        "Their email address",
        hint="An address of their own, so that a full mailbox of yours stops nothing",
        required="Enter their email address",
    )
    agreed = ask(
        Agree,
        "They have agreed that you give us their name and address",
        short="Agreed",
        required="Ask them first, and tick the box when they agree",
    )
