"""Mail leaves here, by SMTP. The caller names the message, so a second try is seen to be one.

`smtps://user:password@host` speaks TLS from the first byte. `smtp://` must be upgraded by STARTTLS
before anything is said; `smtp://host?starttls=never` is for a relay on the same machine.

Each envelope has a sender of its own (VERP), so a bounce is known by the address that it comes to
and by nothing that it says. The mailbox of the sender must take what has a "+" in its name.
"""

import smtplib
import ssl
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

TIMEOUT_SECONDS = 20
KEPT_BY_OUTBOX = 1000


@dataclass(frozen=True)
class Message:
    """One message to one person. `id` is its Message-ID, the same however often it goes."""

    id: str
    to: str
    subject: str
    text: str
    html: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    token: str = ""  # carried by the envelope's sender, so that a bounce names its message


class MailRefused(Exception):
    """The message will never be taken: a wrong address, or a server that says no for good."""


class MailUnavailable(Exception):
    """The message was not taken this time; try again later."""


class Sender(Protocol):
    """Whatever takes a message: the SMTP gateway, or the outbox that keeps it."""

    def send(self, message: Message) -> None: ...


class Mail:
    """Send by SMTP."""

    def __init__(self, url: str, sender: str) -> None:
        self.address = urlsplit(url)
        if self.address.scheme not in ("smtp", "smtps") or not self.address.hostname:
            raise ValueError("SMTP_URL reads smtp://user:password@host:port or smtps://...")
        self.sender = sender

    def send(self, message: Message) -> None:
        """Hand the message to the server, or raise `MailRefused` or `MailUnavailable`."""
        letter = written(message, self.sender)
        try:
            with connected(self.address) as server:
                server.send_message(
                    letter, from_addr=envelope(self.sender, message.token), to_addrs=[message.to]
                )
        except smtplib.SMTPRecipientsRefused as error:
            code = max(code for code, _ in error.recipients.values())
            raise kind_of(code)(f"{code} for the recipient") from error
        except smtplib.SMTPResponseException as error:
            raise kind_of(error.smtp_code)(f"{error.smtp_code} from the server") from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailUnavailable(type(error).__name__) from error


class Outbox:
    """Keep messages instead of sending them: for a machine without SMTP, and for tests."""

    def __init__(self) -> None:
        self.messages: deque[Message] = deque(maxlen=KEPT_BY_OUTBOX)
        self.failing: dict[str, Exception] = {}

    def send(self, message: Message) -> None:
        """Keep the message, or raise what `failing` holds for its address."""
        if error := self.failing.get(message.to):
            raise error
        self.messages.append(message)


def gateway(url: str, sender: str) -> Sender:
    """Give the way out that the settings name: SMTP, or an outbox when there is none."""
    return Mail(url, sender) if url else Outbox()


def connected(address: SplitResult) -> smtplib.SMTP:
    """Open the connection, encrypted and signed in as the address asks."""
    host, tls = str(address.hostname), ssl.create_default_context()
    if address.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, address.port or 465, timeout=TIMEOUT_SECONDS, context=tls
        )
    else:
        server = smtplib.SMTP(host, address.port or 587, timeout=TIMEOUT_SECONDS)
    try:
        if address.scheme == "smtp" and parse_qs(address.query).get("starttls") != ["never"]:
            server.starttls(context=tls)
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def written(message: Message, sender: str) -> EmailMessage:
    """Write the message out. A line break in a header raises, so none can be smuggled in."""
    letter = EmailMessage(policy=SMTP)
    letter["From"] = sender
    letter["To"] = message.to
    letter["Subject"] = message.subject
    letter["Message-ID"] = message.id
    letter["Date"] = message.headers.get("Date") or formatdate()
    letter["Auto-Submitted"] = "auto-generated"
    for name, value in message.headers.items():
        if name not in letter:
            letter[name] = value
    letter.set_content(message.text)
    if message.html:
        letter.add_alternative(message.html, subtype="html")
    return letter


def envelope(sender: str, token: str) -> str:
    """Give the sender of the envelope, to whom bounces go: "register+7-4f...@register.example"."""
    _, address = parseaddr(sender)
    name, _, host = address.rpartition("@")
    return f"{name}+{token}@{host}" if token and name else address or sender


def kind_of(code: int) -> type[MailRefused] | type[MailUnavailable]:
    """Tell a refusal for good (5xx) from one for now."""
    return MailRefused if code >= 500 else MailUnavailable
