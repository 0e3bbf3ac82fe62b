"""A registrant's new post: where they work now, or that they are between posts."""

from registry.sections.base import Choice, Section, Text, ask, options
from registry.sections.role import ODS_CODE

IN_POST = ("in_list", "not_listed")


class NewRole(Section):
    key, title = "new_role", "Your role and organisation"

    place = ask(
        Choice,
        "Where do you work now?",
        required="Select where you work now",
        choices=options(
            ("in_list", "At an organisation in our list", "NHS trusts and foundation trusts"),
            ("not_listed", "At another organisation"),
            ("between_posts", "I am between posts"),
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
        hint="As in your contract or letter of appointment. Leave it empty between posts",
        show_when=("place", IN_POST),
        required="Enter your job title",
        most=120,
    )
