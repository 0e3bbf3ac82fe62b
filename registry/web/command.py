"""Carry out a POST once, in one transaction, against the version that the person was shown."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import request
from flask_security import current_user
from werkzeug.exceptions import BadRequest

from registry import clock
from registry.db import atomic
from registry.services import command as commands

NOT_CONTENT = frozenset({"csrf_token", "idempotency_key"})
LONGEST_KEY = 64


@dataclass
class Shown:
    """What the page that was sent had shown; the view says where the answer leads."""

    version: int | None
    result: str = ""


@contextmanager
def command(who: str = "") -> Iterator[Shown]:
    """Commit what happens inside once: the same key again is answered with the first result.

    Raises KeyReused when the key comes with other content, BadRequest without a key.
    """
    key = request.form.get("idempotency_key", "")
    if not key or len(key) > LONGEST_KEY:
        raise BadRequest("This form was not sent from its page. Open the page again")
    with atomic():
        row = commands.begin(who or signed_in(), key, content(), clock.now())
        shown = Shown(version_shown())
        yield shown
        row.result = shown.result


def signed_in() -> str:
    """Say who commands: a person signed in, or anybody."""
    return f"user:{current_user.id}" if current_user.is_authenticated else "anonymous"


def version_shown() -> int | None:
    """Read the version that the page carried."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def content() -> bytes:
    """Give what makes one POST differ from another: its address, its answers and its files."""
    digest = hashlib.sha256(request.path.encode())
    for name in sorted(set(request.form) - NOT_CONTENT):
        for value in request.form.getlist(name):
            digest.update(f"\0{name}\0{value}".encode(errors="surrogatepass"))
    for name in sorted(request.files):
        for file in request.files.getlist(name):
            digest.update(f"\0{name}\0{file.filename}\0".encode(errors="surrogatepass"))
            digest.update(hashlib.sha256(file.stream.read()).digest())
            file.stream.seek(0)
    return digest.digest()
