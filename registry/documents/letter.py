"""Plain paper of the scheme: letters of decision, and applications as they were submitted.

Both share one layout with the scheme's head and numbered pages. What the typefaces cannot write is
shown by its Unicode number, because evidence and decisions must never lose a word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from registry.documents.colour import mixed, readable, written
from registry.documents.render import environment, pdf
from registry.documents.typeface import unprintable

Rows = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Letterhead:
    """How the scheme shows itself at the head of its paper."""

    scheme_name: str
    owner: str
    contact_email: str
    contact_phone: str
    accent: str


@dataclass(frozen=True)
class LetterFacts:
    """All that a letter says; each addressee line and paragraph is one text."""

    title: str
    reference: str
    written_on: date
    addressee: tuple[str, ...]
    paragraphs: tuple[str, ...]
    signatory_name: str
    signatory_title: str


@dataclass(frozen=True)
class ApplicationFacts:
    """An application as it was submitted: titled sections of questions with their answers."""

    reference: str
    applicant_name: str
    submitted_on: date
    sections: Sequence[tuple[str, Rows]]


def letter_html(head: Letterhead, letter: LetterFacts) -> str:
    """Write a letter's pages."""
    texts = (letter.title, *letter.addressee, *letter.paragraphs)
    return written_on_paper("letter", head, texts, title=letter.title, letter=letter)


def letter_pdf(head: Letterhead, letter: LetterFacts) -> bytes:
    """Print a letter."""
    return pdf(
        letter_html(head, letter),
        title=f"{letter.title}: {letter.reference}",
        identifier=f"letter {letter.reference} {letter.written_on}".encode(),
        created=noon(letter.written_on),
    )


def application_html(head: Letterhead, application: ApplicationFacts) -> str:
    """Write an application's pages."""
    title = f"Application {application.reference}"
    answers = (each for _, rows in application.sections for row in rows for each in row)
    texts = (application.applicant_name, *answers)
    return written_on_paper("application", head, texts, title=title, application=application)


def application_pdf(head: Letterhead, application: ApplicationFacts) -> bytes:
    """Print an application as it was submitted, to be kept as evidence."""
    return pdf(
        application_html(head, application),
        title=f"Application {application.reference}",
        identifier=f"application {application.reference} {application.submitted_on}".encode(),
        created=noon(application.submitted_on),
    )


def written_on_paper(template: str, head: Letterhead, texts: Iterable[str], **said: object) -> str:
    """Fill one template of the scheme's plain paper."""
    accent = readable(head.accent)
    tint = written(*mixed(accent, 0.7))
    page = environment().get_template(f"print/{template}.html")
    missing = unprintable("".join(texts))
    return page.render(head=head, accent=accent, tint=tint, unprintable=missing, **said)


def noon(on: date) -> datetime:
    """Give the moment that a paper of this day carries, far from either midnight."""
    return datetime.combine(on, time(12), tzinfo=UTC)
