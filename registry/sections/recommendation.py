"""What a confirmer or a registrar enters: a later date with its coded reason, a plan, words."""

from registry.sections.base import Choice, PartedDate, Section, Text, ask, not_in_the_past
from workflows.revalidation_state import DEFERRAL_REASONS, EVIDENCE_LACKING, INSUFFICIENT


class Deferral(Section):
    key, title = "deferral", "Recommend a later date"

    code = ask(
        Choice,
        "Why is a later date needed?",
        hint="The reason is neutral, and is never public",
        short="Reason",
        required="Select why a later date is needed",
        choices=tuple(DEFERRAL_REASONS.items()),
    )
    lacking = ask(
        Choice,
        "What is more time needed for?",
        short="More time for",
        show_when=("code", INSUFFICIENT),
        required="Select what more time is needed for",
        choices=tuple(EVIDENCE_LACKING.items()),
    )
    to = ask(
        PartedDate,
        "What is the new date?",
        short="New date",
        required="Enter the new date",
        validate=not_in_the_past,
    )


class Plan(Section):
    key, title = "plan", "Agree a plan"

    reason = ask(
        Text,
        "What does the person do, and who helps?",
        hint="The person reads these words. Say what is not yet shown, and what would show it",
        short="Plan",
        required="Enter the plan",
        lines=True,
        most=6000,
    )
    until = ask(
        PartedDate,
        "Until when?",
        hint="No more than six months from today",
        short="Until",
        required="Enter the day by which the plan ends",
    )


DEFERRAL, PLAN = Deferral(), Plan()
