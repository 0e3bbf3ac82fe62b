"""What goes into a portfolio over the cycle: one section for each kind of item."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from marshmallow import ValidationError

from registry.reference.standards import StandardSet
from registry.sections.base import (
    Agree,
    Asked,
    Choice,
    Choices,
    PartedDate,
    PersonName,
    Section,
    Text,
    YesNo,
    ask,
    declare,
    not_in_the_future,
    options,
)
from workflows.portfolio import Kind

GROUP = "Your portfolio"
WORDS = (50, 800)
NO_NAMES_OF_PATIENTS = "Name no patient, and nobody who has not agreed to it"
GIVERS = options(
    ("staff", "People who report to you or work in your services"),
    ("peers", "Peers"),
    ("partners", "Partner organisations"),
    ("public", "Patients, families or the public"),
)


class People(Asked):
    """A number of people, no fewer than are asked for."""

    def __init__(self, *, least: int, **rules: Any) -> None:
        super().__init__(**rules)
        self.least = least

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> int:
        text = str(value).strip() if not isinstance(value, bool) else ""
        if not (text.isascii() and text.isdigit() and len(text) < 7):
            raise self._bad("Enter a number, for example 18")
        if int(text) < self.least:
            raise self._bad(f"Feedback from at least {self.least} people is asked for")
        return int(text)

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> int:
        return int(value)

    def typed(self, value: Any) -> str:
        return str(value) if isinstance(value, str | int) else ""


def from_all(given: list[str]) -> None:
    """Refuse feedback that leaves out one of the groups."""
    if len(given) < len(GIVERS):
        raise ValidationError("Feedback from each of the four groups is asked for")


class RoleRecord(Section):
    key, title, group = Kind.ROLE_RECORD.value, "Role record", GROUP
    summary = "The posts you held in this cycle, and what you answered for"

    posts = ask(
        Text,
        "Which posts did you hold in this cycle, and from when to when?",
        hint="Write “between posts” for any time without one. No reason is asked",
        short="Posts",
        required="Enter the posts that you held",
        lines=True,
        most=3000,
    )
    non_executive = ask(
        YesNo,
        "Were you a non-executive for most of this cycle?",
        hint="Fewer appraisals are then asked",
        short="Non-executive",
        required="Select yes if you were a non-executive for most of this cycle",
    )


class Appraisal(Section):
    key, title, group = Kind.APPRAISAL.value, "Appraisal", GROUP
    summary = "One for each year, less any year in which you were away"

    held_on = ask(
        PartedDate,
        "When was the appraisal?",
        hint="For example, 12 4 2027",
        short="Date",
        required="Enter the date of the appraisal",
        validate=not_in_the_future,
    )
    with_whom = ask(
        Text,
        "Who held it?",
        hint="The post is enough, for example “Chair”",
        short="Held by",
        required="Enter who held the appraisal",
    )
    outcome = ask(
        Text,
        "What came of it?",
        hint=f"What went well, what you agreed to do. {NO_NAMES_OF_PATIENTS}",
        short="Outcome",
        required="Enter what came of the appraisal",
        lines=True,
        most=6000,
    )


class Feedback(Section):
    key, title, group = Kind.FEEDBACK.value, "Feedback summary", GROUP
    summary = "What at least 15 people said, staff, peers, partners and the public among them"

    people = ask(
        People,
        "How many people gave feedback?",
        short="People",
        required="Enter how many people gave feedback",
        least=15,
        width=4,
    )
    givers = ask(
        Choices,
        "Who was among them?",
        hint="Each of the four groups is asked for",
        short="Groups",
        required="Select who was among them",
        choices=GIVERS,
        validate=from_all,
    )
    said = ask(
        Text,
        "What did they say, and what did you change?",
        hint=NO_NAMES_OF_PATIENTS,
        short="What was said and changed",
        required="Enter what they said and what you changed",
        lines=True,
        most=6000,
        between=WORDS,
    )


class DevelopmentPlan(Section):
    key, title, group = Kind.DEVELOPMENT_PLAN.value, "Development plan", GROUP
    summary = "What you planned to learn, and what became of it"

    plan = ask(
        Text,
        "What did you plan to learn or do differently?",
        short="Plan",
        required="Enter your plan",
        lines=True,
        most=6000,
    )
    became = ask(
        Text,
        "What became of it?",
        short="Outcome",
        required="Enter what became of your plan",
        lines=True,
        most=6000,
    )


class PeerDiscussion(Section):
    key, title, group = Kind.PEER_DISCUSSION.value, "Peer discussion", GROUP
    summary = "One conversation about your reflections with another leader"

    held_on = ask(
        PartedDate,
        "When did you talk?",
        hint="For example, 12 4 2027",
        short="Date",
        required="Enter the date of the discussion",
        validate=not_in_the_future,
    )
    with_whom = ask(
        PersonName,
        "Whom did you talk with?",
        hint="Another leader, inside or outside your organisation",
        short="With",
        required="Enter the name of the person you talked with",
    )
    about = ask(
        Text,
        "What did you take from it?",
        hint=NO_NAMES_OF_PATIENTS,
        short="What it was about",
        required="Enter what you took from the discussion",
        lines=True,
        most=6000,
    )


class SpeakingUp(Section):
    key, title, group = Kind.SPEAKING_UP.value, "Speaking-up statement", GROUP
    summary = "How you listen to people who speak up, and how open you are when things go wrong"

    statement = ask(
        Text,
        "What did you do in this cycle so that people can speak up and be heard?",
        hint=f"And what you told patients or families when something went wrong."
        f" {NO_NAMES_OF_PATIENTS}",
        short="Statement",
        required="Enter your statement",
        lines=True,
        most=6000,
        between=WORDS,
    )


@lru_cache(maxsize=8)
def sections(standards: StandardSet) -> Mapping[Kind, Section]:
    """Give the section of each kind of item; reflections are mapped to these standards."""
    each = (
        RoleRecord(),
        Appraisal(),
        reflection(standards),
        Feedback(),
        DevelopmentPlan(),
        PeerDiscussion(),
        SpeakingUp(),
    )
    return {Kind(section.key): section for section in each}


def reflection(standards: StandardSet) -> Section:
    """Make the section of a reflection, whose standards come from the set."""
    asked = {
        "standards": ask(
            Choices,
            "Which standards is it about?",
            required="Select at least one standard",
            choices=tuple((domain.key, domain.title) for domain in standards.domains),
        ),
        "happened": ask(
            Text,
            "What happened, and what did you learn?",
            hint=f"From practice, learning or feedback. {NO_NAMES_OF_PATIENTS}",
            short="Reflection",
            required="Enter your reflection",
            lines=True,
            most=6000,
            between=WORDS,
        ),
        "changed": ask(
            Text,
            "What do you do differently now?",
            short="What changed",
            required="Enter what you do differently now",
            lines=True,
            most=3000,
        ),
    }
    about = {
        "__doc__": "Something that happened, what was learnt, and which standards it is about.",
        "key": Kind.REFLECTION.value,
        "title": "Reflection",
        "group": GROUP,
        "summary": "Five, each about one or more of the standards",
    }
    return declare("Reflection", about, asked)()


class PortfolioDeclaration(Section):
    """What the registrant, and nobody for them, declares when sending the portfolio."""

    key, title, group = "portfolio_declaration", "Declaration", GROUP

    true_and_complete = ask(
        Agree,
        "What I have written in this portfolio is true and complete",
        short="True and complete",
        required="Tick the box to declare that your portfolio is true and complete",
    )
    in_person = ask(
        Agree,
        "I am the registrant, and I make this declaration myself",
        short="Made in person",
        required="Tick the box to declare that you are the registrant",
    )


class NamedConfirmer(Section):
    """Whom the registrant names as confirmer, and what they declare about them."""

    key, title, group = "confirmer", "Your confirmer", GROUP

    who = ask(
        Choice,
        "Who will be your confirmer?",
        hint="The list holds those who hold an office in your organisation",
        short="Confirmer",
        required="Select your confirmer",
        shape=r"office:[1-9][0-9]{0,8}|registrant",
    )
    number = ask(
        Text,
        "Their registration number",
        hint="As on the register, for example SL-4K7-2QXP",
        show_when=("who", "registrant"),
        required="Enter their registration number",
        most=30,
    )
    no_report = ask(
        Agree,
        "They do not report to me",
        short="Does not report to the registrant",
        required="Tick the box: somebody who reports to you cannot be your confirmer",
    )
    no_tie = ask(
        Agree,
        "They are not family, and we have no financial interest in common",
        short="No tie",
        required="Tick the box: somebody with such a tie cannot be your confirmer",
    )


DECLARATION = PortfolioDeclaration()
CONFIRMER = NamedConfirmer()
UPLOAD = declare("Upload", {"key": "file", "title": "File"}, {"file": ask(Text, "File")})()
