"""What a registrant declares every year: the post, the contact, fitness, and the code."""

from registry.sections.base import Agree, Section, YesNo, ask
from registry.sections.code import Code
from registry.sections.fitness import Fitness
from registry.sections.forms import Form

VERSION = "1"


class StillRight(Section):
    key, title, group = "still_right", "Your entry and contact details", "Your attestation"
    summary = "What the register shows of you, and where we write to"

    entry = ask(
        YesNo,
        "Is everything that the register shows of you right today?",
        hint="Your name, post and organisation. If not, change it first and come back",
        short="Entry is right",
        required="Select yes if the register shows you rightly",
    )
    contact = ask(
        YesNo,
        "Does mail to the address shown here reach you?",
        hint="We write to it before anything falls due",
        short="Mail reaches the person",
        required="Select yes if mail to this address reaches you",
    )


class AttestationDeclaration(Section):
    """What the registrant, and nobody for them, declares when sending the attestation."""

    key, title, group = "attestation_declaration", "Declaration", "Your attestation"

    true_and_complete = ask(
        Agree,
        "What I have said in this attestation is true and complete",
        short="True and complete",
        required="Tick the box to declare that your attestation is true and complete",
    )
    in_person = ask(
        Agree,
        "I am the registrant, and I make this declaration myself",
        short="Made in person",
        required="Tick the box to declare that you are the registrant",
    )


FORM = Form("attestation", VERSION, (StillRight(), Fitness(), Code()))
DECLARATION = AttestationDeclaration()
