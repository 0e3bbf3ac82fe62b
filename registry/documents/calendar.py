"""Write a calendar that other programs read (RFC 5545): whole days, folded lines, stable names.

A subscribed calendar replaces what was there by UID, so an entry keeps its UID when its date moves.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MOST_OCTETS = 75
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
CLEANED = str.maketrans(dict.fromkeys((*range(32), 127), None))


@dataclass(frozen=True)
class Entry:
    """Something on one day; `changed_at` is when what it says last changed."""

    uid: str
    day: date
    title: str
    description: str
    address: str
    changed_at: datetime


def calendar(name: str, entries: Iterable[Entry]) -> bytes:
    """Write the entries as one calendar, which is asked for again once a day."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{one_line(name)}//Due dates//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{text(name)}",
        f"X-WR-CALNAME:{text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
        *(line for entry in entries for line in event(entry)),
        "END:VCALENDAR",
    ]
    return b"".join(piece + b"\r\n" for line in lines for piece in folded(line))


def event(entry: Entry) -> Iterator[str]:
    """Write one entry that takes no time of its day."""
    yield "BEGIN:VEVENT"
    yield f"UID:{one_line(entry.uid)}"
    yield f"DTSTAMP:{entry.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{text(entry.title)}"
    yield f"DESCRIPTION:{text(entry.description)}"
    yield f"URL:{one_line(entry.address)}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def text(words: str) -> str:
    """Write words as a value: its separators escaped, and no sign that ends a line."""
    return words.translate(ESCAPED).translate(CLEANED)


def one_line(words: str) -> str:
    return words.translate(CLEANED)


def folded(line: str) -> Iterator[bytes]:
    """Break a line before its 76th octet, never inside a character; what follows begins blank."""
    piece = b""
    for sign in line:
        octets = sign.encode()
        if len(piece) + len(octets) > MOST_OCTETS:
            yield piece
            piece = b" "
        piece += octets
    yield piece
