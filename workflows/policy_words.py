"""Every amount of the policy in words: what it rules, in which unit, and where it comes from.

A test compares the names with the fields of `Policy`, so that no amount is without its source.
"""

from collections.abc import Callable
from dataclasses import dataclass

from workflows.policy import Policy

DAYS, WORKING_DAYS, MONTHS, YEARS, MONEY = "day", "working day", "month", "year", "penny"
HOURS, THINGS = "hour", "thing"
PERCENT, PER_THOUSAND = "percent", "per thousand"
AROUND = "days before the due date; below 0, after it"


@dataclass(frozen=True)
class Term:
    """One amount of the policy."""

    words: str
    unit: str
    source: str


APPLYING, CHECKS, REGISTRATION, RECORDS = "Applying", "Checks", "Registration", "Records"
KEEPING_UP, REVALIDATION, RETURNING = "Keeping up", "Revalidation", "Ending and returning"
ANSWERING = "Answering people"
OWN = "Our own promise"
RULES = "Scheme rules {}"
CLOCKS = "General Medical Council, adapted"
GMC, NMC, AHPRA = "General Medical Council", "Nursing and Midwifery Council", "Ahpra"
HCPC, GPHC = "Health and Care Professions Council", "General Pharmaceutical Council"
NURSYS = "Our own promise, after notices that never arrived elsewhere"

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
        "between_posts_months": Term(
            "Somebody between posts attests alone for up to", MONTHS, RULES.format("7.3")
        ),
    },
    KEEPING_UP: {
        "attestation_notice_days": Term(
            "The yearly attestation opens by the first of these notices, and we write again",
            AROUND,
            f"{GMC} and {NMC}",
        ),
        "attestation_mandatory_days": Term(
            "Of these, a registration lapses only when we can show that each one arrived",
            AROUND,
            NURSYS,
        ),
        "employer_told_days": Term(
            "The employer hears that an attestation is not sent yet", AROUND, OWN
        ),
        "outage_hours": Term(
            "A deadline moves when we were out of service longer than", HOURS, OWN
        ),
        "outage_working_days": Term("And it moves by", WORKING_DAYS, OWN),
        "proof_hours": Term(
            "A message counts as having arrived when nothing comes back for", HOURS, NURSYS
        ),
        "proof_address_months": Term(
            "That holds for an address that the person confirmed within", MONTHS, NURSYS
        ),
        "letter_working_days": Term(
            "A posted letter counts as having arrived after", WORKING_DAYS, "First class post"
        ),
        "grace_days": Term(
            "When a notice may not have arrived, there is more time, at least", DAYS, NURSYS
        ),
        "late_days": Term("Somebody who is late stays registered for", DAYS, f"{AHPRA}, one month"),
        "lapse_look_days": Term("A person can look at a lapse from this long before it", DAYS, OWN),
        "lapse_wait_days": Term("If nobody has looked, the lapse waits for", DAYS, OWN),
        "pause_return_days": Term("After a hold there is time to renew for at least", DAYS, AHPRA),
        "absence_return_days": Term(
            "After a planned absence there is time to renew for at least", DAYS, OWN
        ),
        "confirmation_days": Term("The employer’s half passes to the next office after", DAYS, OWN),
        "confirmation_reply_working_days": Term(
            "Time to reply to an employer who cannot confirm", WORKING_DAYS, OWN
        ),
    },
    REVALIDATION: {
        "revalidation_notice_days": Term(
            "We check that mail arrives by the first of these notices, open revalidation by the"
            " second, and write again",
            AROUND,
            f"{GMC} and {NMC}",
        ),
        "revalidation_mandatory_days": Term(
            "Of these, a registration lapses only when we can show that each one arrived",
            AROUND,
            NURSYS,
        ),
        "formal_notice_days": Term("The formal notice comes earlier by at least", DAYS, GMC),
        "reflections_asked": Term("Reflections in a cycle", THINGS, NMC),
        "feedback_people": Term("People whose feedback is summed up", THINGS, OWN),
        "non_executive_percent": Term(
            "Appraisals of a non-executive, of those asked of an executive", PERCENT, OWN
        ),
        "confirmer_working_days": Term("A confirmer answers within", WORKING_DAYS, OWN),
        "confirmer_chase_working_days": Term("Reminders to a confirmer, after", WORKING_DAYS, OWN),
        "deferral_earliest_days": Term(
            "A deferral is asked for no earlier before the due date than", DAYS, GMC
        ),
        "deferral_least_days": Term("A deferral is for more than", DAYS, GMC),
        "deferral_most_days": Term("A deferral is for less than", DAYS, GMC),
        "warnings_needed": Term(
            "Written warnings before somebody is reported as not taking part", THINGS, OWN
        ),
        "warning_gap_days": Term("Between one warning and the next lie", DAYS, OWN),
        "audit_per_thousand": Term("Drawn at random to be looked at closely", PER_THOUSAND, HCPC),
        "audit_exempt_months": Term("Nobody is drawn in the first", MONTHS, HCPC),
        "audit_working_days": Term("We look at what was drawn within", WORKING_DAYS, OWN),
        "evidence_working_days": Term(
            "Time to send more evidence when we ask for it", WORKING_DAYS, OWN
        ),
        "remediation_months": Term("A plan to put something right lasts up to", MONTHS, GPHC),
    },
    RETURNING: {
        "quick_restore_days": Term(
            "After a lapse, sending what is missing restores on the same day for", DAYS, AHPRA
        ),
        "simple_restore_months": Term("After a lapse there is a short way back for", MONTHS, OWN),
        "unreachable_days": Term(
            "An entry ends as unreachable when every channel has failed for", DAYS, OWN
        ),
        "unreachable_restore_months": Term("It can then be restored quickly for", MONTHS, OWN),
        "death_shown_days": Term("After a death the entry comes down after", DAYS, OWN),
        "removed_shown_months": Term("A removal by decision is told of for", MONTHS, CLOCKS),
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
    """Write "28 days", "5, 10 and 15 working days", "2.5%", "No fee"."""
    if unit == AROUND:
        return around(value if isinstance(value, tuple) else (value,))
    if isinstance(value, tuple):
        return listed(value, unit)
    if unit in WRITTEN:
        return WRITTEN[unit](value)
    return f"{value} {unit}" if value == 1 else f"{value} {unit}s"


WRITTEN: dict[str, Callable[[int], str]] = {
    MONEY: lambda pence: f"£{pence / 100:.2f}" if pence else "No fee",
    PERCENT: lambda percent: f"{percent}%",
    PER_THOUSAND: lambda share: f"{share / 10:g}%",
    THINGS: str,
}


def listed(values: tuple[int, ...], unit: str) -> str:
    *first, last = values
    begun = f"{', '.join(map(str, first))} and " if first else ""
    return begun + amount(last, unit)


def around(offsets: tuple[int, ...]) -> str:
    """Write days before, on and after the due date: 0 is the day itself, below 0 is after it."""
    before = tuple(days for days in offsets if days > 0)
    after = tuple(-days for days in offsets if days < 0)
    return ", ".join(
        words
        for words in (
            before and f"{in_days(before)} before the due date",
            "on the day itself" if 0 in offsets else "",
            after and f"{in_days(after)} after it",
        )
        if words
    )


def in_days(days: tuple[int, ...]) -> str:
    """Write "1 day", "7, 3 and 1 days"."""
    *first, last = days
    return f"{', '.join(map(str, first))} and {last} days" if first else amount(last, DAYS)
