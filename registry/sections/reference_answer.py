"""What a referee answers, and what the employer's standing statement says."""

from registry.sections.base import (
    Agree,
    Choice,
    PartedDate,
    Section,
    Text,
    YesNo,
    ask,
    not_in_the_future,
    options,
)


def _said(question: str, short: str, name: str) -> Text:
    return ask(
        Text,
        question,
        hint="What it is about, when, and how it stands now. Leave out anything about health",
        short=short,
        show_when=(name, True),
        required=f"Give details: {short.lower()}",
        lines=True,
        most=3000,
    )


def _again(question: str) -> Choice:
    return ask(
        Choice,
        question,
        short="Would work with them again",
        required="Select yes, no or cannot say",
        choices=options(("yes", "Yes"), ("no", "No"), ("cannot_say", "I cannot say")),
    )


def _confidential() -> YesNo:
    return ask(
        YesNo,
        "Is there anything that you tell us in confidence?",
        hint="We do not show it to the applicant. We tell them what it is about, so that they can "
        "reply",
        short="In confidence",
        required="Select yes if you want to tell us something in confidence",
    )


def _confidential_words() -> Text:
    return ask(
        Text,
        "What do you tell us in confidence?",
        hint="Write it here and nowhere else. Only this answer is kept from the applicant",
        short="In confidence: the words",
        show_when=("confidential", True),
        required="Write what you tell us in confidence",
        lines=True,
        most=3000,
    )


def _confidential_about() -> Text:
    return ask(
        Text,
        "What is it about?",
        hint="The applicant reads this. Name the subject and not the content, for example “How a "
        "complaint of 2024 was handled”",
        short="In confidence: what the applicant is told",
        show_when=("confidential", True),
        required="Write what it is about",
    )


def _confidential_law() -> Text:
    return ask(
        Text,
        "Does a law forbid that the applicant hears even that? (optional)",
        hint="If so, name the law. Then we tell them nothing of it",
        short="In confidence: law that forbids telling",
        show_when=("confidential", True),
    )


CONFIDENTIAL = ("confidential_words", "confidential_about", "confidential_law")


class RefereeAnswer(Section):
    """The reference of somebody whom the applicant chose."""

    key, title = "referee_answer", "Your reference"

    capacity = ask(
        Text,
        "In which role do you answer?",
        hint="Your job title and organisation",
        short="Answers as",
        required="Enter the role in which you answer",
    )
    known_since = ask(
        PartedDate,
        "Since when have you known their work?",
        hint="Your best estimate will do",
        short="Has known their work since",
        required="Enter the date since when you have known their work",
        validate=not_in_the_future,
    )
    connected = ask(
        YesNo,
        "Are you related to them, or do you share a financial interest?",
        short="Related or financial tie",
        required="Select yes if you are related or share a financial interest",
    )
    strengths = ask(
        Text,
        "What have you seen them do well as a leader?",
        short="What they do well",
        required="Write what you have seen them do well",
        lines=True,
        most=4000,
        between=(10, 500),
    )
    development = ask(
        Text,
        "What should they still develop? (optional)",
        short="Still to develop",
        lines=True,
        most=3000,
    )
    matters = ask(
        YesNo,
        "Do you know of anything that bears on their fitness to lead?",
        hint="Findings that were upheld, or questions still open. Not rumours",
        short="Matters bearing on fitness",
        required="Select yes if you know of anything",
    )
    matters_details = _said("What do you know?", "Matters bearing on fitness: details", "matters")
    again = _again("Would you work with them again?")
    confidential = _confidential()
    confidential_words = _confidential_words()
    confidential_about = _confidential_about()
    confidential_law = _confidential_law()
    true = ask(
        Agree,
        "What I have said is true, and I know that the applicant may be shown all that I have not "
        "given in confidence",
        short="True, and may be shown",
        required="Tick the box to confirm that what you have said is true",
    )


class EmployerStatement(Section):
    """The standing statement of the organisation: post, dates, matters and who says so."""

    key, title = "employer_statement", "Your statement for the organisation"

    capacity = ask(
        Text,
        "In which role do you answer for the organisation?",
        hint="For example chair, senior independent director, company secretary",
        short="Answers as",
        required="Enter the role in which you answer",
    )
    reports_to_them = ask(
        YesNo,
        "Do you report to this person?",
        short="Reports to the applicant",
        required="Select yes if you report to this person",
    )
    post_confirmed = ask(
        YesNo,
        "Are the post and the dates they gave right?",
        short="Post and dates right",
        required="Select yes if the post and dates are right",
    )
    correction = ask(
        Text,
        "What is right instead?",
        short="Correction",
        show_when=("post_confirmed", False),
        required="Write what is right instead",
        lines=True,
        most=1000,
    )
    open_matters = ask(
        YesNo,
        "Is a matter about their conduct or competence open?",
        hint="Disciplinary, grievance, speaking up or serious incident matters about this person",
        short="Open matters",
        required="Select yes if a matter is open",
    )
    open_matters_details = _said("What is open?", "Open matters: details", "open_matters")
    upheld_matters = ask(
        YesNo,
        "Has such a matter been upheld in the last six years?",
        short="Upheld matters",
        required="Select yes if a matter has been upheld",
    )
    upheld_matters_details = _said("What was upheld?", "Upheld matters: details", "upheld_matters")
    criminal_record = ask(
        Choice,
        "Has a criminal record check been made for this post?",
        hint="Do not tell us what a certificate says",
        short="Criminal record check",
        required="Select whether a criminal record check has been made",
        choices=options(
            ("made", "Yes, and we have considered the result"),
            ("not_made", "No"),
            ("not_lawful", "It is not lawful for this post"),
        ),
    )
    criminal_record_level = ask(
        Choice,
        "At which level?",
        short="Level of the check",
        show_when=("criminal_record", "made"),
        required="Select the level of the check",
        choices=options(
            ("basic", "Basic"),
            ("standard", "Standard"),
            ("enhanced", "Enhanced"),
            ("enhanced_barred", "Enhanced with barred lists"),
        ),
    )
    criminal_record_date = ask(
        PartedDate,
        "Date of the certificate",
        show_when=("criminal_record", "made"),
        required="Enter the date of the certificate",
        validate=not_in_the_future,
    )
    again = _again("Would the organisation employ them again?")
    confidential = _confidential()
    confidential_words = _confidential_words()
    confidential_about = _confidential_about()
    confidential_law = _confidential_law()
    true = ask(
        Agree,
        "I am entitled to say this for the organisation, it is true, and I know that "
        "the applicant may be shown all that is not given in confidence",
        short="Entitled and true",
        required="Tick the box to confirm that you may say this for the organisation",
    )


ANSWERS: dict[str, type[Section]] = {"referee": RefereeAnswer, "employer": EmployerStatement}


def answer_form(kind: str) -> Section:
    """Give the section that a request of this kind asks, or raise KeyError."""
    return ANSWERS[kind]()
