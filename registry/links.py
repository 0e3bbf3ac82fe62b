"""Turn the key of a place into an address, and make the guarded links that outsiders open.

Mails and calendars point at the very step; a test compares every pattern with the url map. A
guarded link carries the id and an HMAC of id and nonce: nothing to guess, nothing personal, and a
new nonce ends it.
"""

import hashlib
import hmac
from dataclasses import dataclass

PLACES = {
    "home": "/",
    "rules": "/apply/rules",
    "my application": "/application",
    "section": "/applications/{application}/sections/{section}",
    "check answers": "/applications/{application}/check-answers",
    "application": "/applications/{application}",
    "check query": "/applications/{application}/checks/{check}/answer",
    "case": "/casework/{application}",
    "my registration": "/registration",
    "keep up": "/registration",
    "attestation": "/registration/attestation",
    "attestation step": "/registration/attestation/{step}",
    "revalidation": "/registration/revalidation",
    "revalidation step": "/registration/revalidation/{step}",
    "confirming": "/confirming/{revalidation}",
    "audit": "/audit",
    "calendar": "/calendar/{token}.ics",
    "posts": "/registration/posts",
    "appointment": "/employer/appointments/{appointment}",
    "appointments": "/employer/appointments",
    "name request": "/registration/name",
    "messages": "/registration/messages",
    "confirmation": "/employer/confirmations/{confirmation}",
    "confirmation reply": "/registration/confirmations/{confirmation}",
    "certificate": "/registration/certificate",
    "reference": "/references/{token}",
    "invitation": "/account/invitation/{token}",
    "employer": "/employer",
    "entry": "/register/{number}",
    "verify": "/verify/{code}",
    "sign in": "/login",
    "raise a matter": "/raise-a-matter",
    "privacy": "/privacy",
}


@dataclass
class _Settings:
    base_url: str = ""
    secret: bytes = b""


_settings = _Settings()


def configure(base_url: str, secret: str) -> None:
    """Set, once at start, where the application answers and the key of guarded links."""
    _settings.base_url = base_url.rstrip("/")
    _settings.secret = secret.encode()


def path(place: str, **parts: object) -> str:
    """Give the path of a place. Raises KeyError for an unknown place or a missing part."""
    return PLACES[place].format(**parts)


def step_path(place: str) -> str:
    """Give the path of the page that mends something owed, named like `attestation:fitness`."""
    kind, _, step = place.partition(":")
    return path(f"{kind} step", step=step)


def full(path_given: str) -> str:
    """Give the full address of a path of this site."""
    return _settings.base_url + path_given


def address(place: str, **parts: object) -> str:
    """Give the full address of a place, for mail and paper."""
    return full(path(place, **parts))


def token(kind: str, row_id: int, nonce: str) -> str:
    """Make the token of a guarded link."""
    return f"{row_id}-{_mark(kind, row_id, nonce)}"


def opens(token_given: str, kind: str, row_id: int, nonce: str) -> bool:
    """Say whether a token opens this row."""
    return hmac.compare_digest(token_given.encode(), token(kind, row_id, nonce).encode())


def row_of(token_given: str) -> int:
    """Read which row a token is about. Raises ValueError for what is no token."""
    row_id, _, mark = token_given.partition("-")
    if not mark or not row_id.isascii() or not row_id.isdigit() or len(row_id) > 12:
        raise ValueError("no token")
    return int(row_id)


def _mark(kind: str, row_id: int, nonce: str) -> str:
    text = f"{kind}:{row_id}:{nonce}".encode()
    return hmac.new(_settings.secret, text, hashlib.sha256).hexdigest()[:40]
