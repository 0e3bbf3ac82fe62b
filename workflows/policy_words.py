"""Every amount of the policy in words: what it rules, in which unit, and where it comes from.

A test compares the names with the fields of `Policy`, so that no amount is without its source.
"""

from dataclasses import dataclass

from workflows.policy import Policy

DAYS, WORKING_DAYS, MONTHS, YEARS, MONEY = "day", "working day", "month", "year", "penny"


@dataclass(frozen=True)
class Term:
    """One amount of the policy."""

    words: str
    unit: str
    source: str


APPLYING, CHECKS, REGISTRATION, RECORDS = "Applying", "Checks", "Registration", "Records"
ANSWERING = "Answering people"
OWN = "Our own promise"
RULES = "Scheme rules {}"
CLOCKS = "General Medical Council, adapted"

TERMS: dict[str, dict[str, Term]] = {
    APPLYING: {
        "draft_days": Term("A draft that nobody touches ends after", DAYS, RULES.format("6.3")),
        "draft_notice_days": Term("Reminders about a draft, after", DAYS, OWN),
        "draft_kept_days": Term(
            "The content of an ended draft is deleted after", DAYS, RULES.format("6.3")
        ),
        "receipt_working_days": Term(
            "We say whether a submission is complete within", WORKING_DAYS, OWN
        ),
        "decision_working_days": Term(
            "We decide on a complete file within",
            WORKING_DAYS,
            "Health and Care Professions Council",
        ),
        "long_stop_days": Term(
            "A registrar records why it takes longer, after",
            DAYS,
            "Solicitors Regulation Authority and Ahpra, between 30 and 90 days",
        ),
        "information_days": Term(
            "Time to answer a request for information", DAYS, "Our own promise, six weeks"
        ),
        "follow_up_days": Term(
            "Time to answer a follow-up question", DAYS, "Our own promise, three weeks"
        ),
        "information_notice_days": Term("Reminders before an answer is due", DAYS, OWN),
        "representations_days": Term(
            "Time to respond before a refusal",
            DAYS,
            f"{RULES.format('4.2')}, General Medical Council",
        ),
        "appeal_days": Term(
            "Time to ask for a decision to be looked at again", DAYS, RULES.format("10.1")
        ),
        "fee_pence": Term("Fee", MONEY, RULES.format("1.4")),
    },
    CHECKS: {
        "reference_chase_working_days": Term(
            "Reminders to a referee or employer, after", WORKING_DAYS, OWN
        ),
        "reference_working_days": Term(
            "A referee or employer answers within",
            WORKING_DAYS,
            "Financial Conduct Authority, four weeks",
        ),
        "query_reply_working_days": Term(
            "Time to reply when a check raises a question", WORKING_DAYS, OWN
        ),
        "check_valid_months": Term(
            "A check holds for", MONTHS, "Fit and Proper Person Test framework, every year"
        ),
        "criminal_record_valid_months": Term(
            "A criminal record check is no older than", MONTHS, "Financial Conduct Authority"
        ),
        "history_years": Term(
            "Working life to account for",
            YEARS,
            f"{RULES.format('2.1')}, Fit and Proper Person Test framework",
        ),
        "gap_days": Term("A gap is explained when longer than", DAYS, "NHS employment checks"),
    },
    REGISTRATION: {
        "cycle_years": Term(
            "Registration is renewed every",
            YEARS,
            f"{RULES.format('7.1')}, Nursing and Midwifery Council",
        ),
        "attestation_months": Term(
            "What was declared is confirmed every", MONTHS, RULES.format("7.1")
        ),
        "left_shown_months": Term(
            "The public sees that somebody left for", MONTHS, RULES.format("8.2")
        ),
        "warning_shown_months": Term(
            "A warning that has ended stays in the history for", MONTHS, CLOCKS
        ),
        "undertakings_shown_months": Term(
            "Undertakings that have ended stay in the history for", MONTHS, CLOCKS
        ),
        "conditions_shown_months": Term(
            "Conditions that have ended stay in the history for", MONTHS, CLOCKS
        ),
        "suspension_shown_months": Term(
            "A short suspension stays in the history for", MONTHS, CLOCKS
        ),
        "long_suspension_shown_months": Term(
            "A longer suspension stays in the history for", MONTHS, CLOCKS
        ),
        "short_suspension_months": Term("A suspension is short up to", MONTHS, CLOCKS),
        "change_notice_days": Term(
            "A registrant tells us of a change within", DAYS, RULES.format("7.3")
        ),
        "absence_most_months": Term("A planned absence is entered for up to", MONTHS, OWN),
        "interim_cover_days": Term("A note of interim cover ends after", DAYS, OWN),
        "merge_grace_days": Term("After organisations merge, nothing falls due for", DAYS, OWN),
        "leaver_reference_working_days": Term(
            "A leaver's reference is written within",
            WORKING_DAYS,
            "Fit and Proper Person Test framework",
        ),
        "matter_hold_months": Term("A hold for a matter lasts, renewed once at most", MONTHS, OWN),
        "employer_answer_working_days": Term(
            "An employer answers about an appointment within", WORKING_DAYS, OWN
        ),
    },
    RECORDS: {
        "withdrawn_kept_days": Term(
            "The content of a withdrawn application is deleted after", DAYS, RULES.format("4.3")
        ),
        "withdrawn_note_years": Term(
            "The note of a withdrawal is kept for", YEARS, RULES.format("4.3")
        ),
        "command_days": Term("A form that was sent twice is known again for", DAYS, OWN),
    },
    ANSWERING: {
        "enquiry_working_days": Term("We answer a question within", WORKING_DAYS, OWN),
        "adjustment_working_days": Term(
            "We answer a request for an adjustment within", WORKING_DAYS, OWN
        ),
        "acknowledgement_working_days": Term(
            "We say that we have a complaint or a concern within", WORKING_DAYS, OWN
        ),
        "complaint_working_days": Term(
            "We answer a complaint, and a review of that answer, within", WORKING_DAYS, OWN
        ),
    },
}


def amounts(policy: Policy) -> dict[str, list[tuple[str, str, str]]]:
    """Give every amount of a policy under its heading: what it rules, how much, from where."""
    return {
        heading: [
            (term.words, amount(getattr(policy, name), term.unit), term.source)
            for name, term in terms.items()
        ]
        for heading, terms in TERMS.items()
    }


def amount(value: int | tuple[int, ...], unit: str) -> str:
    """Write "28 days", "5, 10 and 15 working days", "No fee"."""
    if isinstance(value, tuple):
        *first, last = value
        return f"{', '.join(map(str, first))} and {amount(last, unit)}"
    if unit == MONEY:
        return f"£{value / 100:.2f}" if value else "No fee"
    return f"{value} {unit}" if value == 1 else f"{value} {unit}s"
