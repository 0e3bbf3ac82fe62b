"""Settings, read once from the environment; with nothing set, one machine runs safely on SQLite.

The names of the scheme, its owner and its colour are settings because bodies and offices change.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Scheme:
    """How the scheme calls and shows itself, on pages, mail and paper."""

    name: str = "Register of Senior Health Leaders"
    short_name: str = "Register of Senior Health Leaders"
    owner: str = "the Scheme Office"
    contact_email: str = "help@register.example"
    contact_phone: str = "020 7946 0000"
    contact_hours: str = "Monday to Friday, 9am to 5pm"
    accent: str = "#4a1e5c"
    base_url: str = "http://127.0.0.1:5000"
    signatory_name: str = "The Registrar"
    signatory_title: str = "For the register"


def settings(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Give the application's settings for this environment."""
    instance = Path(environment.get("INSTANCE", str(ROOT / "instance")))
    instance.mkdir(parents=True, exist_ok=True)
    demo = environment.get("DEMO", "") == "1"
    base_url = environment.get("BASE_URL", f"http://127.0.0.1:{environment.get('PORT', '5000')}")
    return {
        "SECRET_KEY": secret(instance, "secret_key", environment),
        "ACCOUNT_KEY": secret(instance, "account_key", environment),
        "INSTANCE": instance,
        "DEMO": demo,
        "SCHEME": scheme(environment, base_url),
        "SQLALCHEMY_DATABASE_URI": environment.get(
            "DATABASE_URL", f"sqlite:///{instance / 'register.db'}"
        ),
        "SMTP_URL": environment.get("SMTP_URL", ""),
        "MAIL_FROM": environment.get("MAIL_FROM", "register@register.example"),
        "STORE": Path(environment.get("STORE", str(instance / "store"))),
        "SECURE_COOKIES": base_url.startswith("https://"),
        "RATELIMIT_STORAGE_URI": environment.get("RATELIMIT_STORAGE_URI", "memory://"),
        "WORKER_NAME": environment.get("WORKER_NAME", "embedded"),
    }


def scheme(environment: Mapping[str, str], base_url: str) -> Scheme:
    """Read the scheme's own names, each with its default."""
    given = {
        name: environment[key]
        for name in Scheme.__dataclass_fields__
        if (key := f"SCHEME_{name.upper()}") in environment
    }
    return Scheme(**{"base_url": base_url, **given})


def secret(instance: Path, name: str, environment: Mapping[str, str]) -> str:
    """Give a secret from the environment, or one made on first run and kept beside the data."""
    if value := environment.get(name.upper()):
        return value
    path = instance / name
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()
