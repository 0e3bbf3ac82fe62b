"""A post that a registrant starts or ends."""

from registry.sections.base import (
    Choice,
    PartedDate,
    Section,
    Text,
    ask,
    not_in_the_future,
    options,
)
from registry.sections.role import ODS_CODE


class FirstPost(Section):
    """A post of somebody who holds none."""

    key, title = "new_post", "Start a new post"

    place = ask(
        Choice,
        "Where is the post?",
        short="Place",
        required="Select where the post is",
        choices=options(
            ("in_list", "At an organisation in our list", "NHS trusts and foundation trusts"),
            ("not_listed", "At another organisation"),
        ),
    )
    organisation = ask(
        Choice,
        "Organisation",
        widget="select",
        show_when=("place", "in_list"),
        required="Select your organisation",
        shape=ODS_CODE,
    )
    organisation_name = ask(
        Text,
        "Name of the organisation",
        show_when=("place", "not_listed"),
        required="Enter the name of the organisation",
        most=160,
    )
    post_title = ask(
        Text,
        "Job title",
        hint="As in your contract or letter of appointment",
        required="Enter your job title",
        most=120,
    )
    began_on = ask(
        PartedDate,
        "When did you start?",
        short="Started",
        required="Enter the date you started",
        validate=not_in_the_future,
    )


class AnotherPost(FirstPost):
    """A post of somebody who holds one already."""

    meanwhile = ask(
        Choice,
        "What about your present main post?",
        hint="The register shows your main post",
        short="Main post",
        required="Select what happens to your present main post",
        choices=options(
            ("ended", "It has ended", "The new post takes its place from the date above"),
            ("main", "I keep it, and the new post becomes my main one"),
            ("second", "I keep it as my main post"),
        ),
    )


class EndOfPost(Section):
    """The last day of a post. No reason is asked."""

    key, title = "end_of_post", "End a post"

    ended_on = ask(
        PartedDate,
        "What was your last day in this post?",
        hint="Today or earlier",
        short="Last day",
        required="Enter your last day in this post",
        validate=not_in_the_future,
    )
