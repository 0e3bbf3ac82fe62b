"""Read what mail servers send back (RFC 3464): which message it is about, and what became of it.

The message is known by the address to which the report came (see `mail.envelope`). Nothing else in
a report is believed, for anybody can write one; whether a token is ours is not asked here.
"""

import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from enum import StrEnum
from pathlib import Path
from tempfile import NamedTemporaryFile

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


def letters_in(path: Path) -> Iterator[bytes]:
    """Read each message in a Maildir, a folder of .eml files, an mbox or one message.

    A message of a Maildir is marked as seen when the next one is asked for, and is not read again.
    """
    if (path / "new").is_dir():
        yield from unseen_in(mailbox.Maildir(path, create=False))
    elif path.is_dir():
        for letter in sorted(path.glob("*.eml")):
            yield letter.read_bytes()
    elif begins_mbox(path.read_bytes()):
        yield from every_in(path)
    else:
        yield path.read_bytes()


def letters_of(raw: bytes) -> Iterator[bytes]:
    """Read each message in what was piped in: an mbox, or one message."""
    if not begins_mbox(raw):
        yield raw
        return
    with NamedTemporaryFile() as kept:
        kept.write(raw)
        kept.flush()
        yield from every_in(Path(kept.name))


def begins_mbox(raw: bytes) -> bool:
    return raw.startswith(b"From ")


def unseen_in(box: mailbox.Maildir) -> Iterator[bytes]:
    for key in sorted(box.keys()):
        letter = box[key]
        if "S" not in letter.get_flags():
            yield box.get_bytes(key)
            letter.set_subdir("cur")
            letter.add_flag("S")
            box[key] = letter


def every_in(path: Path) -> Iterator[bytes]:
    box = mailbox.mbox(path, create=False)
    try:
        for key in box.iterkeys():
            yield box.get_bytes(key)
    finally:
        box.close()
