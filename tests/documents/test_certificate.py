from dataclasses import replace
from datetime import date

import pytest

from registry.documents.certificate import CertificateFacts, certificate_html, certificate_pdf
from registry.documents.render import TooLong
from registry.documents.typeface import NameNotPrintable
from tests.documents.paper import fonts, metadata, opened, pages, read, tags

FACTS = CertificateFacts(
    scheme_name="Register of Senior Health Leaders",
    owner="the Scheme Office",
    accent="#4a1e5c",
    holder_name="Dr Amina Okafor",
    number="SL-4821-7730-K",
    category="NHS leader",
    role="Chief executive",
    organisation="Example NHS Foundation Trust",
    first_registered_on=date(2026, 3, 3),
    renewal_due_on=date(2029, 3, 3),
    issued_on=date(2026, 3, 4),
    code="K7QP-3M2X",
    verify_url="https://register.example/verify/K7QP-3M2X",
    standards_title="the leadership framework of 2024",
    attested=("Identity", "Employment history", "Directors disqualification register"),
    signatory_name="Rene Dubois",
    signatory_title="Registrar",
)
DAME = "The Right Honourable Professor Dame Maria-Theresia Wojciechowska-Featherstonehaugh"


@pytest.fixture(scope="module")
def paper() -> bytes:
    return certificate_pdf(FACTS)


def test_it_says_who_what_when_and_where_to_ask(paper):
    words = read(paper)
    for said in (
        "Certificate of registration",
        "Dr Amina Okafor",
        "Chief executive",
        "Example NHS Foundation Trust",
        "in the category NHS leader",
        "SL-4821-7730-K",
        "3 March 2026",
        "Renewal due 3 March 2029",
        "Issued on 4 March 2026",
        "Directors disqualification register",
        "the leadership framework of 2024",
        "Check this certificate at",
        "K7QP-3M2X",
        "Rene Dubois",
        "A voluntary register run by the Scheme Office. Not a statutory regulator.",
    ):
        assert said in words


def test_it_never_speaks_as_a_power_of_law(paper):
    words = read(paper).lower()
    for word in ("valid until", "expires", "licence", "fit and proper", "cleared"):
        assert word not in words


def test_it_is_tagged_titled_and_in_a_language(paper):
    with opened(paper) as file:
        assert file.Root.MarkInfo.Marked
        assert file.Root.Lang == "en-GB"
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in file.Root
    kinds = {kind for kind, _ in tags(paper)}
    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Figure", "/Link"} <= kinds
    assert "Certificate of registration SL-4821-7730-K" in metadata(paper)


def test_the_code_is_described_for_those_who_cannot_see_it(paper):
    described = [said for kind, said in tags(paper) if kind == "/Figure"]
    assert len(described) == 1
    assert "register.example/verify/K7QP-3M2X" in described[0]


def test_it_claims_both_standards(paper):
    assert 'pdfaid:part="3"' in metadata(paper)
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata(paper)


def test_the_same_facts_give_the_same_bytes(paper):
    assert certificate_pdf(FACTS) == paper
    assert certificate_pdf(replace(FACTS, code="K7QP-3M2Y")) != paper


@pytest.mark.parametrize(
    "name",
    [
        "Al Li",
        DAME,
        "Siân Ŵyn Llŷr-Gruffydd",
        "Ździsława Łączyńska-Żółć",
        "Şükrü İğdır Çağlayan",
        "Μαρία Παπαδοπούλου",
        "Ђорђе Їжакевич-Татаренко",
        "Nguyễn Thị Hồng Ưu",
        "Ọlájùmọ̀kẹ́ Adébáyọ̀",
        "Máret Ánne Gáŋŋa",
        "X" * 200,
    ],
)
def test_every_name_stands_on_one_page_in_our_own_embedded_fonts(name):
    paper = certificate_pdf(replace(FACTS, holder_name=name))
    assert pages(paper) == 1
    assert name.replace(" ", "") in read(paper).replace(" ", "")
    used = fonts(paper)
    assert used
    assert all(inside and "+Paper-" in font for font, inside in used.items())


def test_a_name_the_fonts_lack_is_refused_by_its_letters():
    with pytest.raises(NameNotPrintable, match=r"李 \(U\+674E\)"):
        certificate_pdf(replace(FACTS, holder_name="Al 李"))


def test_a_full_certificate_is_set_closer_and_an_endless_one_refused():
    full = replace(FACTS, holder_name=DAME, attested=FACTS.attested * 6)
    assert pages(certificate_pdf(full)) == 1
    with pytest.raises(TooLong):
        certificate_pdf(replace(FACTS, attested=FACTS.attested * 30))


def test_without_a_post_the_lines_are_left_out():
    assert 'class="post"' not in certificate_html(replace(FACTS, role="", organisation=""))


def test_a_name_is_words_and_never_markup():
    assert "<script>" not in certificate_html(
        replace(FACTS, holder_name="<script>alert(1)</script>")
    )


@pytest.mark.parametrize("accent", ["red", "#fff;} body{", "#12345", ""])
def test_only_a_plain_colour_is_an_accent(accent):
    with pytest.raises(ValueError, match="#rrggbb"):
        certificate_html(replace(FACTS, accent=accent))


def test_a_pale_accent_is_darkened_until_it_can_be_read():
    assert "#e6b800" not in certificate_html(replace(FACTS, accent="#e6b800"))
    assert "#4a1e5c" in certificate_html(FACTS)
