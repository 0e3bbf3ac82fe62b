from datetime import UTC, datetime, timedelta, timezone

import pytest
from jinja2 import UndefinedError

from registry.documents import render
from registry.documents.render import Attached, MissingPicture, TooLong, environment, pdf
from tests.documents.paper import metadata, opened, read

PAGE = (
    '<!doctype html><html lang="en-GB"><head><title>A page</title>'
    '<link rel="stylesheet" href="paper:print/typefaces.css">'
    '<style>body {{ font-family: "Paper Sans" }}</style></head><body><h1>Hello</h1>{}</body></html>'
)
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def printed(body: str = "", **given):
    return pdf(PAGE.format(body), title="Title", identifier=b"one", created=NOON, **given)


def test_the_file_claims_to_be_kept_and_to_be_read_aloud():
    claims = metadata(printed())
    assert 'pdfaid:part="3"' in claims
    assert 'pdfaid:conformance="A"' in claims
    assert "<pdfuaid:part>1</pdfuaid:part>" in claims


def test_the_same_page_gives_the_same_bytes():
    attached = [Attached("facts.json", b"{}", "The facts")]
    assert printed(attachments=attached) == printed(attachments=attached)


def test_the_moment_is_the_one_given_wherever_it_was_written():
    there = NOON.astimezone(timezone(timedelta(hours=5)))
    paper = pdf(PAGE.format(""), title="Title", identifier=b"one", created=there)
    assert paper == printed()
    assert "2026-03-03T12:00:00+00:00" in metadata(paper)


def test_another_title_identifier_or_moment_gives_another_file():
    assert (
        len({printed(), printed("<p>More</p>"), printed(attachments=[Attached("a", b"", "A")])})
        == 3
    )


def test_an_attachment_travels_inside():
    paper = printed(attachments=[Attached("facts.json", b'{"a": 1}', "The facts")])
    with opened(paper) as file:
        assert file.attachments["facts.json"].get_file().read_bytes() == b'{"a": 1}'
        assert file.Root.AF[0].AFRelationship == "/Data"


@pytest.mark.parametrize(
    "body",
    [
        '<img src="paper:static/absent.svg" alt="Absent">',
        '<img src="absent.png" alt="Absent">',
        '<img src="https://example.org/a.png" alt="Away">',
        '<img src="data:image/png;base64,aGVsbG8=" alt="Not a picture">',
        '<p style="background: url(file:///etc/hostname)">Under</p>',
        '<style>@import "https://example.org/a.css";</style>',
        '<link rel="stylesheet" href="paper:print/absent.css">',
    ],
)
def test_what_is_missing_broken_or_elsewhere_stops_the_printing(body):
    with pytest.raises(MissingPicture):
        printed(body)


def test_too_many_pages_or_letters_are_refused(monkeypatch):
    with pytest.raises(TooLong, match="2 pages, 1 at most"):
        printed('<p style="break-before: page">Next</p>', page_limit=1)
    monkeypatch.setattr(render, "HTML_LIMIT", 10)
    with pytest.raises(TooLong, match="10 at most"):
        printed()


def test_an_engraving_lies_under_every_page_and_is_no_content():
    paper = printed('<p style="break-before: page">Next</p>', engraving=b"0 0 m 9 9 l S")
    with opened(paper) as file:
        beneath = [page.Contents[0].read_bytes() for page in file.pages]
    assert len(beneath) == 2
    assert all(each.startswith(b"/Artifact BMC q") for each in beneath)
    assert read(paper) == read(printed('<p style="break-before: page">Next</p>'))


def test_templates_escape_and_refuse_what_is_not_given():
    assert environment().from_string("{{ name }}").render(name="<b>李") == "&lt;b&gt;[U+674E]"
    with pytest.raises(UndefinedError):
        environment().from_string("{{ name }}").render()
