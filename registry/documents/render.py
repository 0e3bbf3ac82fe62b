"""HTML to paper: one PDF that is PDF/A-3a for keeping and PDF/UA-1 for reading aloud.

The same HTML, title, identifier and moment give the same bytes, so a certificate can be made again
and compared. That rests on three things: fonts come from the shelves and never from the machine,
times are given and never read, and HarfBuzz subsets the fonts (libharfbuzz-subset0; the slower
fallback writes the time of day into them).

Guards: a document over the size or page limit is refused. WeasyPrint cannot be stopped half-way,
so the limit of size is checked before layout and the limit of time belongs to the worker that runs
the job; nothing here may run in a web request.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import pydyf
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from registry.config import ROOT
from registry.documents.fetcher import SCHEME, ShelfFetcher
from registry.documents.typeface import legible

HTML_LIMIT = 4_000_000
PAGE_LIMIT = 80

# WeasyPrint writes one claim a file. PDF/A wants every foreign property described, so the PDF/UA
# claim brings the description of its own schema with it.
UA_CLAIM = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


class PaperError(Exception):
    """A document could not be made as it was asked for."""


class MissingPicture(PaperError):
    """Something the document shows is not on the shelves or cannot be read."""


class TooLong(PaperError):
    """The document is larger than its limit of size or pages."""


@dataclass(frozen=True)
class Attached:
    """A file that travels inside the PDF, for machines."""

    name: str
    content: bytes
    description: str
    relationship: str = "Data"


@lru_cache
def environment() -> Environment:
    """Give the templates of paper: all escaped, nothing undefined, every letter printable."""
    paper = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=legible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    paper.filters["day"] = day
    return paper


def day(on: date) -> str:
    """Write a date as people do: 3 March 2027."""
    return f"{on.day} {on:%B %Y}"


def pdf(
    html: str,
    *,
    title: str,
    identifier: bytes,
    created: datetime,
    attachments: Sequence[Attached] = (),
    page_limit: int = PAGE_LIMIT,
    engraving: bytes = b"",
) -> bytes:
    """Print HTML as tagged PDF/A-3a and PDF/UA-1, or raise why it cannot be.

    An engraving is drawing operators put under every page, as ornament that no reader announces.
    """
    if len(html) > HTML_LIMIT:
        raise TooLong(f"{len(html)} characters, {HTML_LIMIT} at most")
    document = laid_out(html)
    if len(document.pages) > page_limit:
        raise TooLong(f"{len(document.pages)} pages, {page_limit} at most")
    moment = created.astimezone(UTC).replace(microsecond=0)
    document.metadata.title = title
    document.metadata.created = document.metadata.modified = moment.isoformat()
    document.metadata.attachments = [attachment(each, moment) for each in attachments]

    def finish(_document: Any, paper: Any) -> None:
        claim_accessible(paper)
        if engraving:
            lay_under(paper, engraving)

    written: bytes = document.write_pdf(
        pdf_variant="pdf/a-3a", pdf_identifier=identifier, finisher=finish
    )
    return written


def laid_out(html: str) -> Any:
    """Lay pages out, and refuse when any picture or style is missing or broken."""
    pictures: dict[str, object] = {}
    try:
        document = HTML(string=html, base_url=SCHEME, url_fetcher=ShelfFetcher()).render(
            font_config=FontConfiguration(), cache=pictures, pdf_variant="pdf/a-3a"
        )
    except FatalURLFetchingError as refusal:
        raise MissingPicture(str(refusal)) from None
    # WeasyPrint only logs a picture it cannot decode, and remembers it as None.
    if broken := [url for url, picture in pictures.items() if picture is None]:
        raise MissingPicture(f"This picture cannot be read: {broken[0][:80]}")
    return document


def attachment(attached: Attached, moment: datetime) -> Any:
    """Give WeasyPrint an attachment with times of ours, or it would put the clock's."""
    return Attachment(
        string=attached.content,
        name=attached.name,
        description=attached.description,
        relationship=attached.relationship,
        created=moment,
        modified=moment,
    )


def claim_accessible(paper: Any) -> None:
    """Add the claim of PDF/UA-1 to the file's metadata."""
    packet = paper.objects[int(paper.catalog["Metadata"].split()[0])]
    packet.stream = [packet.stream[0].replace(b"</rdf:RDF>", UA_CLAIM + b"</rdf:RDF>", 1)]


@lru_cache(maxsize=8)
def packed(engraving: bytes) -> bytes:
    """Pack an ornament, marked as one. It is the same on every paper, so it is packed once."""
    return zlib.compress(b"/Artifact BMC q\n" + engraving + b"\nQ EMC", level=9)


def lay_under(paper: Any, engraving: bytes) -> None:
    """Draw an ornament beneath the words of every page."""
    ornament = pydyf.Stream([packed(engraving)], extra={"Filter": "/FlateDecode"})
    paper.add_object(ornament)
    for page in paper.objects:
        if isinstance(page, pydyf.Dictionary) and page.get("Type") == "/Page":
            page["Contents"] = pydyf.Array([ornament.reference, page["Contents"]])
