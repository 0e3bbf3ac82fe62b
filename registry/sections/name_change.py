"""A change of name as a registrar records it: evidence is seen, not kept; why is never asked."""

from registry.sections.base import PersonName, Section, Text, ask


class NameChange(Section):
    key, title = "name_change", "Record a change of name"

    name = ask(
        PersonName,
        "New name",
        hint="As the person wants the register to show it",
        short="New name",
        required="Enter the new name",
        most=120,
    )
    evidence = ask(
        Text,
        "Which evidence did you see?",
        hint="For example a deed poll, seen on a video call. Evidence is seen, not kept. "
        "Never write down why the name changed",
        short="Evidence seen",
        required="Say which evidence you saw",
        most=300,
    )
