"""The contact whom a registrant names, to be copied in when a due date comes near."""

from datetime import datetime
from typing import Any

from marshmallow import ValidationError

from registry.models.registration import Registration
from registry.models.user import User
from registry.services import access, casework
from workflows.engine import WrongState


def name(registration: Registration, given: Any, *, user: User, now: datetime) -> None:
    """Keep whom a registrant names, instead of whoever was named before."""
    if given["email"].casefold() == user.email.casefold():
        raise ValidationError({"email": ["This is your own address. We write to it already"]})
    keep(registration, given["name"], given["email"], user=user, now=now)


def drop(registration: Registration, *, user: User, now: datetime) -> None:
    """Forget the contact; nothing more is sent there."""
    keep(registration, "", "", user=user, now=now)


def keep(
    registration: Registration, contact: str, email: str, *, user: User, now: datetime
) -> None:
    casework.lock(registration)
    if not registration.on_register:
        raise WrongState("Your registration has ended, so nobody is copied in")
    registration.contact_name, registration.contact_email = contact, email
    act = "name a contact" if email else "drop the contact"
    access.note(user, f"registration:{registration.id}", act, allowed=True, now=now)
