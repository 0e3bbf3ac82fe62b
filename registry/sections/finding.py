"""What an assessor finds about one standard, and why."""

from registry.sections.base import Choice, Documents, Section, Text, ask, options

OUTCOMES = options(
    ("met", "Met"),
    ("more_needed", "More is needed", "Say what the applicant could send"),
    ("not_met", "Not met"),
)


class Finding(Section):
    key, title = "finding", "Finding"

    outcome = ask(
        Choice,
        "What do you find?",
        short="Finding",
        required="Select what you find",
        choices=OUTCOMES,
    )
    reason = ask(
        Text,
        "Why?",
        hint="Say which part of the evidence this rests on. The applicant reads it",
        short="Reason",
        required="Give the reason for your finding",
        lines=True,
        most=4000,
        between=(5, 600),
    )
    evidence = ask(Documents, "Evidence relied on (optional)", short="Evidence", most=20)
