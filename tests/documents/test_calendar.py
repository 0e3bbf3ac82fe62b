"""The calendar file, read back as other programs read it."""

from datetime import UTC, date, datetime
from typing import NamedTuple

from registry.documents.calendar import Entry, calendar

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ENTRY = Entry(
    uid="attestation-7@register.example",
    day=date(2027, 12, 31),
    title="Yearly attestation due",
    description="2 things are missing:\n- Fitness; all of it, and\\or the code",
    address="https://register.example/registration",
    changed_at=NOW,
)


class Line(NamedTuple):
    name: str
    parameters: tuple[str, ...]
    value: str


def read(content: bytes) -> list[Line]:
    """Unfold and split a calendar as RFC 5545 says; every line ends in CRLF."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    unfolded = content.replace(b"\r\n ", b"").decode()
    lines = []
    for line in unfolded.split("\r\n")[:-1]:
        head, _, value = line.partition(":")
        name, *parameters = head.split(";")
        lines.append(Line(name, tuple(parameters), value))
    return lines


def plain(value: str) -> str:
    """Take the escapes out of a value."""
    text, escaped = "", False
    for sign in value:
        if escaped:
            text += "\n" if sign == "n" else sign
        elif sign != "\\":
            text += sign
        escaped = sign == "\\" and not escaped
    return text


def value(content: bytes, name: str) -> str:
    return plain(next(line.value for line in read(content) if line.name == name))


def test_a_calendar_has_what_every_reader_asks_for() -> None:
    lines = read(calendar("A register", [ENTRY]))
    assert [line.value for line in lines if line.name in ("BEGIN", "END")] == [
        *("VCALENDAR", "VEVENT", "VEVENT", "VCALENDAR")
    ]
    found = {line.name: line for line in lines}
    assert found["VERSION"].value == "2.0"
    assert found["PRODID"].value
    assert found["UID"].value == "attestation-7@register.example"
    assert found["DTSTAMP"].value == "20261123T100000Z"


def test_a_day_is_a_whole_day_and_ends_with_the_next() -> None:
    found = {line.name: line for line in read(calendar("A register", [ENTRY]))}
    assert found["DTSTART"] == ("DTSTART", ("VALUE=DATE",), "20271231")
    assert found["DTEND"] == ("DTEND", ("VALUE=DATE",), "20280101")


def test_words_come_back_as_they_were() -> None:
    content = calendar("A register", [ENTRY])
    assert value(content, "SUMMARY") == ENTRY.title
    assert value(content, "DESCRIPTION") == ENTRY.description


def test_no_line_is_longer_than_75_octets_and_no_letter_is_broken() -> None:
    long = "Ọláwálé 🩺 " * 40
    content = calendar("A register", [Entry(**{**vars(ENTRY), "title": long})])
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    for line in content.split(b"\r\n"):
        line.decode()
    assert value(content, "SUMMARY") == long


def test_nothing_in_the_words_begins_a_line_of_its_own() -> None:
    wicked = "Due\r\nBEGIN:VALARM\x0b\x00"
    entry = Entry(**{**vars(ENTRY), "title": wicked, "uid": "a\r\nb", "address": "x\r\ny"})
    names = [line.name for line in read(calendar("A\r\nregister", [entry]))]
    assert names.count("BEGIN") == 2
    assert value(calendar("A", [entry]), "SUMMARY") == "Due\nBEGIN:VALARM"
