"""Interim cover, as an office-holder states it."""

from registry.sections.base import (
    Agree,
    Choice,
    PartedDate,
    PersonName,
    Section,
    Text,
    ask,
    not_in_the_future,
)


class Cover(Section):
    """Who fills which post, from when."""

    key, title = "interim_cover", "State who covers a post"

    organisation = ask(
        Choice,
        "Organisation",
        widget="select",
        required="Select the organisation",
        shape=r"[0-9]{1,9}",
    )
    name = ask(
        PersonName,
        "Name of the person",
        hint="As colleagues know them",
        required="Enter the person's name",
        most=120,
    )
    post = ask(
        Text,
        "Which post do they cover?",
        hint="For example, chief nurse. Leave out “interim”",
        short="Post",
        required="Enter the post that they cover",
        most=80,
    )
    began_on = ask(
        PartedDate,
        "When did they start?",
        short="Started",
        required="Enter the date they started",
        validate=not_in_the_future,
    )
    knows = ask(
        Agree,
        "The person knows that their name is shown in public",
        required="Tick that the person knows, or do not give the note",
    )
