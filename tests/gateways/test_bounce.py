"""What mail servers send back: reports as real servers write them, and mail that is none."""

import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest

from registry.gateways.bounce import Fate, letters_in, letters_of, read

TOKEN = "417-0123456789abcdef"  # noqa: S105  a made-up mark


def report(
    action: str = "failed",
    status: str = "5.1.1",
    to: str = f"register+{TOKEN}@register.example",
    said: str = "smtp; 550 5.1.1 <amina@trust.example> user unknown",
) -> bytes:
    """Write a report as RFC 3464 has it, with the returned headers."""
    return f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.trust.example
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.trust.example
Arrival-Date: Mon, 22 Nov 2027 09:00:00 +0000

Final-Recipient: rfc822; amina@trust.example
Action: {action}
Status: {status}
Diagnostic-Code: {said}

--b
Content-Type: text/rfc822-headers

Message-ID: <1@register.example>
To: amina@trust.example

--b--
""".encode()


@pytest.mark.parametrize(
    ("action", "status", "fate"),
    [
        ("failed", "5.1.1", Fate.HARD),
        ("Failed", "5.7.1", Fate.HARD),
        ("failed", "", Fate.HARD),
        ("failed", "4.2.2", Fate.SOFT),
        ("failed", "4.4.7 (delivery time expired)", Fate.SOFT),
        ("delayed", "4.4.1", Fate.DELAYED),
        ("delivered", "2.1.5", Fate.DELIVERED),
    ],
)
def test_hard_soft_delayed_and_delivered_are_told_apart(
    action: str, status: str, fate: Fate
) -> None:
    found = read(report(action, status))
    assert found is not None
    assert (found.token, found.fate) == (TOKEN, fate)


@pytest.mark.parametrize("action", ["relayed", "expanded", "nonsense"])
def test_what_says_nothing_about_arrival_is_none(action: str) -> None:
    assert read(report(action)) is None


def test_its_words_are_kept_without_anybodys_address() -> None:
    found = read(report(said="smtp; 550 no\r\n <amina@trust.example>\x07 here " + "x" * 500))
    assert found is not None
    assert found.words.startswith("5.1.1 smtp; 550 no (address)")
    assert len(found.words) == 200
    assert "\x07" not in found.words


@pytest.mark.parametrize(
    "to",
    [
        "register@register.example",
        "register+417@register.example",
        f"register+{TOKEN}0@register.example",
        "register+417-XYZ@register.example",
    ],
)
def test_a_report_to_an_address_without_a_mark_is_not_about_our_mail(to: str) -> None:
    assert read(report(to=to)) is None


def test_the_mark_is_found_in_the_envelope_that_the_server_notes_and_in_any_case() -> None:
    raw = report(to="undisclosed-recipients:;").replace(
        b"Return-Path: <>", f"Delivered-To: REGISTER+{TOKEN.upper()}@REGISTER.EXAMPLE".encode()
    )
    found = read(raw)
    assert found is not None
    assert found.token == TOKEN


def test_a_note_that_somebody_is_away_is_no_report() -> None:
    away = EmailMessage()
    away["To"] = f"register+{TOKEN}@register.example"
    away["Auto-Submitted"] = "auto-replied"
    away.set_content("Action: failed\nStatus: 5.1.1\nI am on leave.")
    assert read(away.as_bytes()) is None


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00", b"Content-Type: message/delivery-status\n"])
def test_rubbish_is_no_report(raw: bytes) -> None:
    assert read(raw) is None


def test_a_maildir_is_read_once_and_keeps_its_messages(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "box", create=True)
    for _ in range(3):
        box.add(report())
    assert [read(raw) is not None for raw in letters_in(tmp_path / "box")] == [True] * 3
    assert list(letters_in(tmp_path / "box")) == []
    assert len(mailbox.Maildir(tmp_path / "box")) == 3


def test_a_message_is_marked_only_after_it_was_dealt_with(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "box", create=True)
    box.add(report())
    next(letters_in(tmp_path / "box"))  # and then the machine dies
    assert len(list(letters_in(tmp_path / "box"))) == 1


def test_an_mbox_a_folder_and_one_message_are_read_too(tmp_path: Path) -> None:
    kept = mailbox.mbox(tmp_path / "mbox")
    kept.add(report())
    kept.add(report("delayed", "4.4.1"))
    kept.close()
    (tmp_path / "a.eml").write_bytes(report())
    assert len(list(letters_in(tmp_path / "mbox"))) == 2
    assert len(list(letters_in(tmp_path))) == 1
    assert len(list(letters_in(tmp_path / "a.eml"))) == 1
    assert len(list(letters_of((tmp_path / "mbox").read_bytes()))) == 2
    assert len(list(letters_of(report()))) == 1
