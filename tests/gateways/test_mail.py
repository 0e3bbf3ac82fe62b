"""Mail to a real SMTP server in this process, one that may say no."""

from collections.abc import Iterator
from dataclasses import replace
from socket import socket
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from registry.gateways.mail import (
    Mail,
    MailRefused,
    MailUnavailable,
    Message,
    Outbox,
    envelope,
    gateway,
    written,
)

LETTER = Message(
    "<1@register.example>", "ann@trust.example", "Your renewal – two things missing", "Dear Ann"
)


class Server:
    """Takes mail, but not for two addresses."""

    def __init__(self) -> None:
        self.taken: list[Any] = []

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address == "gone@trust.example":
            return "550 no such person"
        if address == "full@trust.example":
            return "452 the mailbox is full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope)
        return "250 OK"


@pytest.fixture
def server() -> Iterator[tuple[Server, str]]:
    handler = Server()
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield handler, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


def test_a_message_arrives_under_the_id_it_was_given(server: tuple[Server, str]) -> None:
    handler, url = server
    Mail(f"{url}?starttls=never", "register@register.example").send(LETTER)
    [envelope] = handler.taken
    assert envelope.mail_from == "register@register.example"
    assert b"Message-ID: <1@register.example>" in envelope.content


@pytest.mark.parametrize(
    ("to", "error"), [("gone@trust.example", MailRefused), ("full@trust.example", MailUnavailable)]
)
def test_no_for_good_and_no_for_now(
    server: tuple[Server, str], to: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        Mail(f"{server[1]}?starttls=never", "r@register.example").send(
            Message("<2@x>", to, "Hello", "Hello")
        )


def test_the_envelope_names_the_message_so_that_a_bounce_does(server: tuple[Server, str]) -> None:
    handler, url = server
    sender = "The Register <register@register.example>"
    Mail(f"{url}?starttls=never", sender).send(replace(LETTER, token="7-0123"))
    [taken] = handler.taken
    assert taken.mail_from == "register+7-0123@register.example"
    assert b"From: The Register <register@register.example>" in taken.content


@pytest.mark.parametrize(
    ("sender", "token", "address"),
    [
        ("a@b.example", "7-01", "a+7-01@b.example"),
        ("A <a@b.example>", "7-01", "a+7-01@b.example"),
        ("a@b.example", "", "a@b.example"),
        ("A <a@b.example>", "", "a@b.example"),
        ("root", "7-01", "root"),
    ],
)
def test_who_the_envelope_says_it_is_from(sender: str, token: str, address: str) -> None:
    assert envelope(sender, token) == address


def test_nothing_is_said_to_a_server_that_cannot_encrypt(server: tuple[Server, str]) -> None:
    with pytest.raises(MailUnavailable):
        Mail(server[1], "register@register.example").send(LETTER)
    assert server[0].taken == []


def test_a_server_that_is_down_is_for_later() -> None:
    with pytest.raises(MailUnavailable):
        Mail("smtp://127.0.0.1:1?starttls=never", "r@register.example").send(LETTER)


def test_no_header_can_be_smuggled_in() -> None:
    bad = Message("<3@x>", "ann@trust.example", "Hello\r\nBcc: all@trust.example", "Hello")
    with pytest.raises(ValueError, match="(?i)header"):
        written(bad, "register@register.example")


def test_text_and_page_say_the_same_thing_side_by_side() -> None:
    letter = written(
        Message("<4@x>", "ann@trust.example", "Hello", "Words", "<p>Words</p>", {"X-Kind": "late"}),
        "register@register.example",
    )
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert letter["X-Kind"] == "late"
    assert letter["Auto-Submitted"] == "auto-generated"


def test_without_an_address_mail_is_kept() -> None:
    outbox = gateway("", "register@register.example")
    assert isinstance(outbox, Outbox)
    outbox.send(LETTER)
    outbox.failing["ann@trust.example"] = MailRefused("550")
    with pytest.raises(MailRefused):
        outbox.send(LETTER)
    assert list(outbox.messages) == [LETTER]


def test_a_wrong_setting_stops_the_start() -> None:
    with pytest.raises(ValueError, match="SMTP_URL"):
        gateway("http://mail.example", "register@register.example")
