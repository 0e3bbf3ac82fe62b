"""The seeds of the audit draw: published as hashes before their quarter, and whole after it."""

from registry import clock
from registry.db import atomic
from registry.services import audit


def keep_seeds() -> None:
    """Publish what is due to be published today."""
    with atomic():
        audit.keep_seeds(clock.now())
