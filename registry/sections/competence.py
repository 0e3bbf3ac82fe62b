"""An example and evidence for each domain of the standards in force; made from the set itself."""

from registry.reference.standards import Domain, StandardSet
from registry.sections.base import Asked, Documents, Page, Section, Text, ask, declare

WORDS = (30, 400)


def evidence_of(domain: str) -> str:
    """Name the question that asks for the evidence of a domain."""
    return f"{domain}_evidence"


def _asked(domain: Domain) -> dict[str, Asked]:
    return {
        domain.key: ask(
            Text,
            f"Give an example of your own work: {domain.title}",
            hint=f"{domain.summary} Say what you did, what changed and how you know. "
            f"Write {WORDS[0]} to {WORDS[1]} words, and name no patient",
            short=domain.title,
            required=f"Give an example for {domain.title.lower()}",
            lines=True,
            most=6000,
            between=WORDS,
        ),
        evidence_of(domain.key): ask(
            Documents,
            "Evidence for this example (optional)",
            hint="Choose from the files that you have uploaded",
            short=f"{domain.title}: evidence",
        ),
    }


def competence(standards: StandardSet) -> type[Section]:
    """Make the section that asks about every domain of a set of standards."""
    questions = {
        name: asked for domain in standards.domains for name, asked in _asked(domain).items()
    }
    pages = tuple(
        Page(domain.key, domain.title, (domain.key, evidence_of(domain.key)))
        for domain in standards.domains
    )
    about = {
        "__doc__": "What the applicant shows for each domain of competence.",
        "key": "competence",
        "title": "Your competence as a leader",
        "group": "Your evidence",
        "summary": f"One example for each of the {len(pages)} domains of the standards",
        "pages": pages,
    }
    return declare("Competence", about, questions)
