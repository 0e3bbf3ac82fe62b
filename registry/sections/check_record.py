"""What a caseworker records about one check: where they looked, when, and what they found."""

from registry.sections.base import (
    Choice,
    Documents,
    PartedDate,
    Section,
    Text,
    ask,
    not_in_the_future,
    options,
)

LOOKED_UP = ("outcome", ("clear", "query"))


class CheckRecord(Section):
    """The record of a check that the caseworker makes."""

    key, title = "check_record", "Record the outcome"

    outcome = ask(
        Choice,
        "What did you find?",
        short="Outcome",
        required="Select what you found",
        choices=options(
            ("clear", "Nothing found"),
            ("query", "A question to settle", "It is not a finding against the applicant"),
        ),
    )
    source = ask(
        Text,
        "Which source did you look at?",
        hint="Name the register, the document or the person",
        short="Source",
        required="Enter the source you looked at",
    )
    looked_on = ask(
        PartedDate,
        "On which day did you look?",
        short="Looked on",
        required="Enter the day on which you looked",
        validate=not_in_the_future,
    )
    query = ask(
        Text,
        "What is the question?",
        hint="The applicant reads this",
        short="Question",
        show_when=("outcome", "query"),
        required="Write the question to settle",
        lines=True,
        most=3000,
    )
    note = ask(
        Text,
        "Note for colleagues (optional)",
        hint="Not shown to the applicant",
        short="Note",
        lines=True,
        most=3000,
    )
    evidence = ask(Documents, "Files (optional)", short="Files")


class ConfirmationRecord(Section):
    """The record of a check that the employer has made: that it was made, never what it said."""

    key, title = "confirmation_record", "Record the employer's confirmation"

    outcome = ask(
        Choice,
        "What does the employer say?",
        short="Outcome",
        required="Select what the employer says",
        choices=options(
            ("clear", "The check was made and raised nothing"),
            ("query", "The check was made and there is a question to settle"),
            ("not_lawful", "The check is not lawful for this post"),
        ),
    )
    source = ask(
        Text,
        "Who confirmed it?",
        hint="Name and job title",
        short="Confirmed by",
        required="Enter who confirmed it",
    )
    looked_on = ask(
        PartedDate,
        "On which day did they confirm it?",
        short="Confirmed on",
        required="Enter the day on which they confirmed it",
        validate=not_in_the_future,
    )
    level = ask(
        Choice,
        "Level of the check",
        widget="select",
        show_when=LOOKED_UP,
        required="Select the level of the check",
        choices=options(
            ("basic", "Basic"),
            ("standard", "Standard"),
            ("enhanced", "Enhanced"),
            ("enhanced_barred", "Enhanced with barred lists"),
        ),
    )
    made_on = ask(
        PartedDate,
        "Date of the certificate",
        show_when=LOOKED_UP,
        required="Enter the date of the certificate",
        validate=not_in_the_future,
    )
    note = ask(
        Text,
        "Note for colleagues (optional)",
        hint="Never write what the certificate says",
        short="Note",
        lines=True,
        most=1000,
    )
