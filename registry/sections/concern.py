"""What anybody may tell us about a person, and what a registrar writes down of a matter."""

from registry.sections.base import Email, Section, Text, ask


class Matter(Section):
    """The form of the public. Only two questions want an answer."""

    key, title = "matter", "Raise a matter"

    about = ask(
        Text,
        "Who is it about?",
        hint="Their name and where they work, or their number on the register",
        short="About",
        required="Say who it is about: a name, or a number on the register",
        most=300,
    )
    words = ask(
        Text,
        "What do you want to tell us?",
        hint="What happened, when, and how you know. Leave out what names patients",
        short="What was told",
        required="Tell us what happened",
        lines=True,
        most=10_000,
    )
    not_by = ask(
        Text,
        "Is there anybody at the register who should not see this? (optional)",
        hint="For example because they know the person, or because it is about them. We keep it"
        " from them",
        short="Not to be seen by",
        most=300,
    )
    name = ask(
        Text,
        "Your name (optional)",
        hint="You can stay anonymous. It is then harder for us to ask you more",
        short="Name",
        most=120,
        autocomplete="name",
    )
    email = ask(
        Email,
        "Your email address (optional)",
        hint="We write to it once, to say that we have what you told us. Leave it out if"
        " somebody else reads your mail",
        short="Email",
        autocomplete="email",
    )


FORM = Matter()
