"""Whom a caseworker writes to for a statement, and where that contact was found."""

from registry.sections.base import Agree, Email, PersonName, Section, Text, ask


class PublishedContact(Section):
    """The office-holder who speaks for an organisation, checked before anything is sent."""

    key, title = "published_contact", "Send the request to the employer"

    name = ask(PersonName, "Name", required="Enter the name of the person to write to", most=120)
    email = ask(Email, "Email address", required="Enter the email address to write to")
    found_at = ask(
        Text,
        "Where did you find this published contact?",
        hint="For example the organisation’s own page of board members, and whom you called back",
        short="Found at",
        required="Say where this contact is published",
        most=300,
    )


class ContactBeforeLeave(PublishedContact):
    """The same, before the day from which the applicant lets us write."""

    agreed = ask(
        Agree,
        "The applicant has agreed that we write now",
        short="Agreed",
        required="Ask the applicant first, and tick the box when they agree",
    )


class SomebodyElse(Section):
    """Another person to ask instead of one who does not answer."""

    key, title = "somebody_else", "Ask somebody else"

    name = ask(PersonName, "Name", required="Enter the name of the person to ask", most=120)
    email = ask(Email, "Email address", required="Enter the email address to write to")
    reason = ask(
        Text,
        "Why do you ask somebody else?",
        hint="Not shown to the applicant. For another employer contact, say where it is published",
        short="Reason",
        required="Say why you ask somebody else",
        lines=True,
        most=2000,
    )
