"""The outside as this process uses it: set once at start, asked for by whoever needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry.gateways.mail import Outbox, Sender, gateway
from registry.gateways.store import FolderStore, Store


@dataclass
class _Outside:
    mail: Sender
    store: Store


_outside = _Outside(Outbox(), FolderStore(Path("instance/store")))


def init_app(config: Mapping[str, Any]) -> None:
    """Set the gateways of this process from the settings."""
    _outside.mail = gateway(config["SMTP_URL"], config["MAIL_FROM"])
    _outside.store = FolderStore(config["STORE"])


def mail() -> Sender:
    """Give the way out for mail."""
    return _outside.mail


def store() -> Store:
    """Give the store of files."""
    return _outside.store
