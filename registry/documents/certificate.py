"""The certificate: one page that says who is registered, what was checked, and where to ask today.

It is a picture of one day. So it gives no end of its own, only when renewal is due, and sends the
reader to the register for how things stand now.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from functools import lru_cache

import segno

from registry.documents.colour import mixed, readable, written
from registry.documents.guilloche import Frame, circle, even_waves, rosette, sheet, stroke, woven
from registry.documents.render import TooLong, environment, pdf
from registry.documents.typeface import composed, family, require_printable, set_name

WIDTH, HEIGHT = 210, 297
SEAL = (WIDTH / 2, 39)
NAME_WIDTH = 440.0
NAME_SIZES = (50, 47, 44, 41, 38, 35, 32, 30, 28, 26, 24, 22, 20, 18, 16)
# Millimetres between the parts, most generous first: the first that keeps to one page is taken.
ROOMS = (9.0, 7.5, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0)
# From here down the letters are smaller too.
TIGHT = 2.0


@dataclass(frozen=True)
class CertificateFacts:
    """All that a certificate says."""

    scheme_name: str
    owner: str
    accent: str
    holder_name: str
    number: str
    category: str
    role: str
    organisation: str
    first_registered_on: date
    renewal_due_on: date
    issued_on: date
    code: str
    verify_url: str
    standards_title: str
    attested: tuple[str, ...]
    signatory_name: str
    signatory_title: str

    def texts(self) -> Iterator[str]:
        """Give every text that will be printed."""
        for field in fields(self):
            value = getattr(self, field.name)
            yield from (value,) if isinstance(value, str) else ()
        yield from self.attested


def certificate_pdf(facts: CertificateFacts) -> bytes:
    """Print the certificate on one page."""
    for room in rooms(facts):
        try:
            return pdf(
                certificate_html(facts, room=room),
                title=f"Certificate of registration {facts.number}",
                identifier=f"certificate {facts.number} {facts.code}".encode(),
                created=datetime.combine(facts.issued_on, time(12), tzinfo=UTC),
                page_limit=1,
                engraving=engraving(readable(facts.accent)),
            )
        except TooLong:
            continue
    raise TooLong("This certificate says more than one page holds")


def rooms(facts: CertificateFacts) -> tuple[float, ...]:
    """Give the distances worth a try: beside a post, the three most generous never fit."""
    return ROOMS[3:] if facts.role and facts.organisation else ROOMS


def certificate_html(facts: CertificateFacts, *, room: float = ROOMS[0]) -> str:
    """Write the certificate's page, or raise NameNotPrintable with the letters it cannot write."""
    require_printable(*facts.texts())
    name, tight = composed(facts.holder_name), room <= TIGHT
    accent = readable(facts.accent)
    return (
        environment()
        .get_template("print/certificate.html")
        .render(
            facts=facts,
            name=set_name(name, width=NAME_WIDTH, sizes=NAME_SIZES[-6:] if tight else NAME_SIZES),
            face=family(name),
            room=room,
            tight=tight,
            accent=accent,
            tint=written(*mixed(accent, 0.55)),
            code=segno.make(facts.verify_url, error="m", micro=False).svg_data_uri(
                border=0, dark=accent, unit="", xmldecl=False
            ),
            address=re.sub(r"^https?://", "", facts.verify_url),
        )
    )


@lru_cache(maxsize=8)
def engraving(accent: str) -> bytes:
    """Draw the border, the pale flower behind the words and the scheme's small rosette."""
    colour = mixed(accent, 0)
    band = Frame(WIDTH, HEIGHT, inset=12.5, radius=9)
    backdrop = rosette(WIDTH / 2, 118, 64, petals=24, strands=14, depth=0.2)
    weave = woven(band, waves=even_waves(band, 7.5), strands=10, reach=3.3)
    edges = ((8.2, 13.3, 0.5), (7.2, 14.3, 0.15), (16.8, 4.7, 0.15))
    return sheet(
        [
            *(stroke(path, mixed(accent, 0.9), 0.13) for path in backdrop),
            *(stroke(path, mixed(accent, 0.38), 0.12) for path in weave),
            *(stroke(path, mixed(accent, 0.3), 0.1) for path in seal()),
            *(stroke(circle(*SEAL, radius), colour, 0.18) for radius in (15.0, 14.4)),
            *(
                stroke(Frame(WIDTH, HEIGHT, inset, radius).edge(), colour, width)
                for inset, radius, width in edges
            ),
        ],
        HEIGHT,
    )


def seal() -> Iterator[str]:
    """Give the lines of the scheme's rosette."""
    yield from rosette(*SEAL, 13.4, petals=28, strands=10, depth=0.14)
    yield from rosette(*SEAL, 9.0, petals=16, strands=8, depth=0.24)
    yield from rosette(*SEAL, 4.2, petals=8, strands=6, depth=0.34)
