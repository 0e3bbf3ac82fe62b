"""Read what mail servers send back (RFC 3464): which message it is about, and what became of it.

The message is known by the address to which the report came (see `mail.envelope`). Nothing else in
a report is believed, for anybody can write one; whether a token is ours is not asked here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from enum import StrEnum

COMES_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
TOKEN = re.compile(r"\+(\d{1,12}-[0-9a-f]{16})@", re.IGNORECASE)
STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
LONGEST = 200


class Fate(StrEnum):
    """What a server says of a message. Delayed means that it still tries."""

    HARD = "hard"
    SOFT = "soft"
    DELAYED = "delayed"
    DELIVERED = "delivered"


@dataclass(frozen=True)
class Report:
    """One report: the token in the address that it came to, and what it says."""

    token: str
    fate: Fate
    words: str


def read(raw: bytes) -> Report | None:
    """Read a report; None for other mail, such as a note that somebody is on holiday."""
    letter = message_from_bytes(raw)
    token = token_in(letter)
    found = next((fields for fields in status_fields(letter) if fields["Action"]), None)
    if token is None or found is None:
        return None
    fate = fate_of(text(found, "Action"), text(found, "Status"))
    return Report(token, fate, words_of(found)) if fate else None


def token_in(letter: Message) -> str | None:
    """Find the token in the addresses to which a message came."""
    for name in COMES_TO:
        for value in letter.get_all(name, []):
            if found := TOKEN.search(str(value)):
                return found[1].lower()
    return None


def status_fields(letter: Message) -> Iterator[Message]:
    """Give each group of fields in the parts that say what became of the message."""
    for part in letter.walk():
        if part.get_content_type() == "message/delivery-status":
            groups = part.get_payload() or []
            yield from (group for group in groups if isinstance(group, Message))


def fate_of(action: str, status: str) -> Fate | None:
    """Tell a refusal for good (5.x.x) from one after trying in vain (4.x.x), and from a delay."""
    match action.lower():
        case "failed":
            return Fate.SOFT if status.startswith("4.") else Fate.HARD
        case "delayed":
            return Fate.DELAYED
        case "delivered":
            return Fate.DELIVERED
        case _:  # relayed or expanded: nobody knows what follows
            return None


def words_of(fields: Message) -> str:
    """Give the status and the server's own words, without the address of anybody."""
    said = re.sub(r"\S+@\S+", "(address)", text(fields, "Diagnostic-Code"))
    status = STATUS.search(text(fields, "Status"))
    whole = " ".join([status[0] if status else "", *said.split()])
    return "".join(filter(str.isprintable, whole)).strip()[:LONGEST]


def text(fields: Message, name: str) -> str:
    return str(fields.get(name, "")).strip()
