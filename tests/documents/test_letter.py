from dataclasses import replace
from datetime import date

from registry.documents.letter import (
    ApplicationFacts,
    LetterFacts,
    Letterhead,
    application_pdf,
    letter_pdf,
)
from tests.documents.paper import metadata, pages, read, tags

HEAD = Letterhead(
    "Register of Senior Health Leaders",
    "the Scheme Office",
    "help@register.example",
    "020 7946 0000",
    "#4a1e5c",
)
LETTER = LetterFacts(
    title="We have decided not to register you",
    reference="AP-2026-00412",
    written_on=date(2026, 3, 3),
    addressee=("Dr Siân Llŷr", "1 High Street"),
    paragraphs=("Dear Dr Llŷr", "You can ask for a review."),
    signatory_name="Rene Dubois",
    signatory_title="Registrar",
)
APPLICATION = ApplicationFacts(
    reference="AP-2026-00412",
    applicant_name="Siân Llŷr",
    submitted_on=date(2026, 2, 1),
    sections=[
        ("About you", [("Full name", "Siân Llŷr"), ("Other name", "")]),
        ("Your work", [("Post", "Chief executive. " * 900), ("After it", "Still here")]),
    ],
)


def test_a_letter_says_who_writes_to_whom_about_what():
    words = read(letter_pdf(HEAD, LETTER))
    for said in (
        "Register of Senior Health Leaders",
        "help@register.example",
        "3 March 2026 Reference AP-2026-00412",
        "Dr Siân Llŷr 1 High Street",
        "We have decided not to register you",
        "You can ask for a review.",
        "Rene Dubois Registrar for the Scheme Office",
        "Page 1 of 1",
    ):
        assert said in words


def test_an_application_keeps_every_answer_over_its_pages():
    paper = application_pdf(HEAD, APPLICATION)
    words = read(paper)
    assert pages(paper) > 1
    assert words.count("Chief executive.") == 900
    assert "After it Still here" in words
    assert "Other name Not answered" in words
    assert "Submitted by Siân Llŷr on 1 February 2026." in words
    assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= {kind for kind, _ in tags(paper)}


def test_letters_the_fonts_lack_are_numbered_and_the_reader_is_told():
    words = read(letter_pdf(HEAD, replace(LETTER, paragraphs=("Dear 李",))))
    assert "Dear [U+674E]" in words
    assert "shown by their Unicode number" in words
    assert "Unicode number" not in read(letter_pdf(HEAD, LETTER))


def test_paper_is_the_same_each_time_and_claims_both_standards():
    paper = letter_pdf(HEAD, LETTER)
    assert paper == letter_pdf(HEAD, LETTER)
    assert 'pdfaid:conformance="A"' in metadata(paper)
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata(paper)
