"""What an office-holder answers about an attestation."""

from registry.sections.base import Agree, Choice, Section, Text, ask, options
from workflows.confirmation import WHY_NOT


class EmployersAnswer(Section):
    key, title = "employers_answer", "The employer's answer"

    answer = ask(
        Choice,
        "What does the organisation answer?",
        widget="radios",
        short="Answer",
        required="Select an answer",
        choices=options(
            ("confirm", "We confirm it", "As far as we know, it is right"),
            (
                "confirm_managed",
                "We confirm it, and a matter is being managed",
                "It is right, and we look at something that does not change this answer",
            ),
            ("cannot_confirm", "We cannot confirm it", "They read why, and can reply"),
            ("not_mine", "This is not mine to answer", "It passes on to the next office"),
        ),
    )
    why = ask(
        Choice,
        "Why can you not confirm it?",
        widget="radios",
        show_when=("answer", "cannot_confirm"),
        required="Select why you cannot confirm it",
        choices=options(*WHY_NOT.items()),
    )
    words = ask(
        Text,
        "Say what you mean",
        hint="The person reads these words, and so does a registrar if they reply",
        show_when=("answer", "cannot_confirm"),
        required="Say in your own words why you cannot confirm it",
        lines=True,
        most=4_000,
    )
    not_in_line = ask(
        Agree,
        "I do not report to this person",
        hint="Nobody answers for the person who manages them. Needed for every answer but the last",
        short="Does not report to them",
    )


FORM = EmployersAnswer()
