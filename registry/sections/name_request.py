"""What a registrant says when they ask for a new name. The reason is never asked."""

from registry.sections.base import Choice, PersonName, Section, ask, options


class NewName(Section):
    """The name, and how evidence can be seen."""

    key, title = "new_name", "Ask for a new name"

    new_name = ask(
        PersonName,
        "Which name should the register show?",
        hint="In full, as you want it to appear on your entry and certificate",
        short="New name",
        required="Enter the new name",
        most=120,
        autocomplete="name",
    )
    shown_how = ask(
        Choice,
        "How would you like to show us evidence?",
        hint="A deed poll, a certificate or another official paper with the new name",
        short="Evidence",
        required="Select how you would like to show us evidence",
        choices=options(
            ("video", "On a video call"),
            ("office", "In person, at our office"),
            ("post", "By post, and you send it back to me"),
        ),
    )


HOW = {"video": "On a video call", "office": "In person", "post": "By post, to be sent back"}
