"""Who speaks about the applicant: a referee they choose, and somebody at their organisation."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from marshmallow import ValidationError, validates_schema

from registry.sections.base import (
    Choice,
    Email,
    Page,
    PartedDate,
    PersonName,
    Section,
    Text,
    YesNo,
    ask,
    moment,
    options,
)

LATEST = timedelta(days=92)
HAS_EMPLOYER = ("has_employer", True)


def within_three_months(value: Any) -> None:
    """An application cannot wait longer than this for leave to ask the employer."""
    if value > moment().today + LATEST:
        raise ValidationError("The date must be within the next 3 months")


def not_yourself(value: str) -> None:
    """Nobody speaks for themselves."""
    if value.casefold() == moment().applicant_email.casefold():
        raise ValidationError("Enter another person's email address, not your own")


class Referee(Section):
    key, title, group = "referee", "Your referee and employer", "Your evidence"
    summary = "One referee, and who at your organisation may confirm your post"
    pages = (
        Page("referee", "Your referee", ("name", "post", "organisation", "email", "relationship")),
        Page(
            "employer",
            "Your employer",
            ("has_employer", "employer_name", "employer_post", "employer_email")
            + ("employer_contact", "employer_after"),
        ),
    )

    name = ask(
        PersonName,
        "Referee's name",
        hint="Somebody who knows your work as a leader well",
        required="Enter the referee's name",
        most=120,
    )
    post = ask(Text, "Referee's job title", required="Enter the referee's job title", most=120)
    organisation = ask(
        Text, "Referee's organisation", required="Enter the referee's organisation", most=160
    )
    email = ask(
        Email,
        "Referee's email address",
        hint="A work address. We send the questions there",
        required="Enter the referee's email address",
        validate=not_yourself,
    )
    relationship = ask(
        Choice,
        "How does the referee know your work?",
        short="Relationship",
        required="Select how the referee knows your work",
        choices=options(
            ("managed_me", "They managed me"),
            ("chaired", "They chaired a board or committee of mine"),
            ("peer", "They worked beside me as a peer"),
            ("partner", "They worked with me from another organisation"),
            ("reported_to_me", "They reported to me"),
        ),
    )
    has_employer = ask(
        YesNo,
        "Is there an organisation that can confirm your post?",
        hint="Your present organisation, or the last one if you left it in the past year",
        short="Employer to confirm",
        required="Select yes if an organisation can confirm your post",
    )
    employer_name = ask(
        PersonName,
        "Who can answer for the organisation?",
        hint="Usually the chair, the company secretary or the director of people. "
        "It cannot be you or somebody who reports to you",
        short="Person at the organisation",
        show_when=HAS_EMPLOYER,
        required="Enter the name of the person who can answer for the organisation",
        most=120,
    )
    employer_post = ask(
        Text,
        "Their job title",
        short="Their job title",
        show_when=HAS_EMPLOYER,
        required="Enter their job title",
        most=120,
    )
    employer_email = ask(
        Email,
        "Their work email address",
        show_when=HAS_EMPLOYER,
        required="Enter their work email address",
        validate=not_yourself,
    )
    employer_contact = ask(
        Choice,
        "When may we contact them?",
        short="We may contact them",
        widget="select",
        show_when=HAS_EMPLOYER,
        required="Select when we may contact them",
        choices=options(
            ("at_once", "As soon as I submit"),
            ("after", "From a date that I choose"),
            ("ask_first", "Ask me first"),
        ),
    )
    employer_after = ask(
        PartedDate,
        "From which date?",
        hint="Only if you chose a date. It can be up to 3 months ahead",
        short="Not before",
        show_when=("employer_contact", "after"),
        required="Enter the date from which we may contact them",
        validate=within_three_months,
    )

    @validates_schema
    def two_people(self, data: Mapping[str, Any], **_: Any) -> None:
        """The referee and the employer's voice are two different people."""
        voices = [str(data.get(name, "")).casefold() for name in ("email", "employer_email")]
        if voices[0] and voices[0] == voices[1]:
            raise ValidationError({"employer_email": ["Enter somebody other than your referee"]})
