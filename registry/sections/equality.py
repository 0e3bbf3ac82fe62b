"""Optional equality questions. They are kept apart from the case: no assessor ever sees them.

Every question can be left out or answered "Prefer not to say"; nothing is inferred from either.
"""

from registry.reference import ethnic
from registry.sections.base import Asked, Choice, Option, Section, ask, declare, options

RATHER_NOT = Option("prefer_not_to_say", "Prefer not to say")
NOT_STATED = "Z"  # the dictionary's own code for asked, and not given


def _ethnic() -> tuple[Option, ...]:
    named = tuple(
        Option(category.code, f"{category.group}: {category.title}")
        for category in ethnic.read()
        if category.code not in (NOT_STATED, ethnic.NOT_KNOWN)
    )
    return (*named, Option(NOT_STATED, RATHER_NOT.label))


def _optional(question: str, short: str, *pairs: tuple[str, str], widget: str = "") -> Asked:
    return ask(Choice, question, short=short, widget=widget, choices=(*options(*pairs), RATHER_NOT))


Equality: type[Section] = declare(
    "Equality",
    {
        "__doc__": "The optional equality questions.",
        "key": "equality",
        "title": "Equality questions",
        "summary": "Optional, and kept apart from your application",
    },
    {
        "age_band": _optional(
            "How old are you?",
            "Age",
            ("under_35", "Under 35"),
            ("35_44", "35 to 44"),
            ("45_54", "45 to 54"),
            ("55_64", "55 to 64"),
            ("65_over", "65 or over"),
        ),
        "ethnic_category": ask(
            Choice,
            "What is your ethnic group?",
            short="Ethnic group",
            widget="select",
            choices=_ethnic(),
        ),
        "sex": _optional("What is your sex?", "Sex", ("female", "Female"), ("male", "Male")),
        "gender": _optional(
            "Is your gender the same as the sex you were registered with at birth?",
            "Gender same as at birth",
            ("same", "Yes"),
            ("different", "No"),
        ),
        "disability": _optional(
            "Do you have a disability or long-term health condition?",
            "Disability",
            ("yes", "Yes"),
            ("no", "No"),
        ),
        "orientation": _optional(
            "What is your sexual orientation?",
            "Sexual orientation",
            ("bisexual", "Bisexual"),
            ("gay_lesbian", "Gay or lesbian"),
            ("heterosexual", "Heterosexual or straight"),
            ("other", "Another orientation"),
        ),
        "religion": _optional(
            "What is your religion or belief?",
            "Religion or belief",
            ("none", "None"),
            ("buddhist", "Buddhist"),
            ("christian", "Christian"),
            ("hindu", "Hindu"),
            ("jewish", "Jewish"),
            ("muslim", "Muslim"),
            ("sikh", "Sikh"),
            ("other", "Another religion or belief"),
            widget="select",
        ),
        "caring": _optional(
            "Do you care for a child or for an adult who needs support?",
            "Caring responsibilities",
            ("yes", "Yes"),
            ("no", "No"),
        ),
    },
)
