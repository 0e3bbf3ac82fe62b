"""What the applicant, and nobody for them, declares when submitting."""

from registry.sections.base import Agree, Section, ask


class Declaration(Section):
    key, title, group = "declaration", "Declaration", "Your declarations"

    true_and_complete = ask(
        Agree,
        "What I have said in this application is true and complete",
        short="True and complete",
        required="Tick the box to declare that your application is true and complete",
    )
    in_person = ask(
        Agree,
        "I am the applicant, and I make this declaration myself",
        short="Made in person",
        required="Tick the box to declare that you are the applicant",
    )
    checks = ask(
        Agree,
        "I understand which checks will be made and whom the scheme will ask",
        short="Checks understood",
        required="Tick the box to say that you understand which checks will be made",
    )
