"""Declarations about fitness: each a yes or no, with details when the answer is yes.

What is asked is limited on purpose. Spent and protected convictions are not to be given, an offence
is never described here, health is not asked, and nothing serves to identify a person to the tax
office. A settlement agreement or a claim that someone brought is no finding against them.
"""

from typing import NamedTuple

from registry.sections.base import Asked, Page, Section, Text, YesNo, ask, declare


class Matter(NamedTuple):
    """One question of fitness."""

    name: str
    short: str
    question: str
    page: str
    hint: str = ""
    details: str = "What happened, when, and how does it stand now?"
    part_one: bool = False


PAGES = (
    ("grounds", "Grounds in the regulations"),
    ("character", "Convictions and removals"),
    ("conduct", "Findings about your conduct"),
    ("interests", "Interests"),
)
MATTERS = (
    Matter(
        "bankrupt",
        "Undischarged bankruptcy",
        "Are you an undischarged bankrupt, or has your estate been sequestrated "
        "and not discharged?",
        "grounds",
        "A bankruptcy that has been discharged is not a ground, and you answer no",
        part_one=True,
    ),
    Matter(
        "bankruptcy_restrictions",
        "Bankruptcy restrictions",
        "Are you subject to a bankruptcy restrictions order or undertaking, or an interim order?",
        "grounds",
        "Include the same kind of order made in Scotland or Northern Ireland",
        part_one=True,
    ),
    Matter(
        "debt_relief",
        "Debt relief order",
        "Are you in the moratorium period of a debt relief order?",
        "grounds",
        part_one=True,
    ),
    Matter(
        "creditors",
        "Arrangement with creditors",
        "Do you have an arrangement or trust deed with creditors that is not discharged?",
        "grounds",
        "For example an individual voluntary arrangement that is still running",
        part_one=True,
    ),
    Matter(
        "barred",
        "Barred list",
        "Are you on a list of people barred from work with children or adults?",
        "grounds",
        "Include the lists for Scotland and Northern Ireland",
        part_one=True,
    ),
    Matter(
        "prohibited",
        "Prohibited from the post",
        "Does any law prohibit you from holding your post, or from carrying on "
        "an activity that your organisation carries on?",
        "grounds",
        "This covers only the posts to which the prohibition applies",
        part_one=True,
    ),
    Matter(
        "convictions",
        "Unspent convictions or cautions",
        "Do you have convictions or cautions that are not spent?",
        "character",
        "Do not tell us about convictions or cautions that are spent or protected",
        "Give only the dates and the court or police force. Do not describe the offence",
    ),
    Matter(
        "struck_off",
        "Removed from a professional register",
        "Has a regulator of health care or social work professionals ever erased, "
        "removed or struck you off its register?",
        "character",
        "Leaving a register because you chose to is not removal",
    ),
    Matter(
        "disqualified",
        "Disqualified as director or trustee",
        "Are you disqualified as a company director or a charity trustee, or have you been removed "
        "as a trustee?",
        "character",
    ),
    Matter(
        "misconduct",
        "Serious misconduct or mismanagement",
        "Have you been responsible for, or played a part in, serious misconduct or mismanagement "
        "in health or social care?",
        "conduct",
        "This includes taking part in it, making it possible and knowingly letting it happen",
    ),
    Matter(
        "tribunal",
        "Tribunal findings",
        "Has a court or tribunal made a finding about your own conduct at work?",
        "conduct",
        "A claim that you brought yourself is not a finding about you",
    ),
    Matter(
        "upheld",
        "Upheld disciplinary or grievance findings",
        "Has a disciplinary, grievance or speaking up process upheld a finding against you?",
        "conduct",
    ),
    Matter(
        "settlement",
        "Settlement agreement",
        "Have you left a health organisation under a settlement agreement, "
        "other than for redundancy?",
        "conduct",
        "Having one is not a finding against you. Tell us that it exists, not what it says "
        "if it binds you",
        "Which organisation, and when did you leave?",
    ),
    Matter(
        "conflicts",
        "Conflicts of interest",
        "Do you have interests that could conflict with your post, or seem to?",
        "interests",
        details="What is the interest, and how is it managed?",
    ),
)
PART_ONE = tuple(matter.name for matter in MATTERS if matter.part_one)


def _asked() -> dict[str, Asked]:
    found: dict[str, Asked] = {}
    for matter in MATTERS:
        found[matter.name] = ask(
            YesNo,
            matter.question,
            hint=matter.hint,
            short=matter.short,
            required=f"Select yes or no: {matter.short.lower()}",
        )
        found[f"{matter.name}_details"] = ask(
            Text,
            matter.details,
            short=f"{matter.short}: details",
            show_when=(matter.name, True),
            required=f"Give details: {matter.short.lower()}",
            lines=True,
            most=3000,
        )
    return found


def _pages() -> tuple[Page, ...]:
    return tuple(
        Page(
            key,
            title,
            tuple(
                name
                for matter in MATTERS
                if matter.page == key
                for name in (matter.name, f"{matter.name}_details")
            ),
        )
        for key, title in PAGES
    )


Fitness: type[Section] = declare(
    "Fitness",
    {
        "__doc__": "What the applicant declares about their own fitness.",
        "key": "fitness",
        "title": "Fitness declarations",
        "group": "Your declarations",
        "summary": "Yes or no to 14 questions, with details where the answer is yes",
        "pages": _pages(),
    },
    _asked(),
)


def declared(answers: dict[str, object]) -> tuple[str, ...]:
    """Give the names of the matters to which the person answered yes."""
    return tuple(matter.name for matter in MATTERS if answers.get(matter.name) is True)
