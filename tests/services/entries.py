"""People on the register, put there without walking the line, for tests of finding and showing."""

from datetime import date, datetime, time
from itertools import count
from random import Random
from typing import Any

from registry.clock import LONDON
from registry.db import db
from registry.models.application import Application
from registry.models.case import Movement, begun
from registry.models.person import Person
from registry.models.registration import Registration, Restriction
from registry.number import new_number
from registry.services import register
from registry.services.user import add_user
from workflows.calendar import anniversary

PLACES = count(1)
OPENED = date(2026, 1, 5)


def opened(name: str, on: date = OPENED, **changes: Any) -> Registration:
    """Open an entry under this name on this day."""
    place = next(PLACES)
    at = moment(on)
    user = add_user(f"entry{place}@people.example", (), at)
    person = Person(user_id=user.id, legal_name=name, register_name=name, created_at=at)
    db.session.add(person)
    db.session.flush()
    application = Application(
        reference=f"E{place:06}",
        person_id=person.id,
        user_id=user.id,
        form_version="1",
        standard_set="lcf-2024",
        edited_at=at,
    )
    begun(application, at, 1)
    application.state = "registered"
    db.session.add(application)
    db.session.flush()
    values = {
        "number": new_number("SL", Random(place).randbytes),
        "person_id": person.id,
        "user_id": user.id,
        "application_id": application.id,
        "published_name": name,
        "category": "leader",
        "post": "Chief nurse",
        "organisation_name": "Example NHS Trust",
        "organisation_code": "RX1",
        "region": "Y63",
        "standard_set": "lcf-2024",
        "registered_on": on,
        "renewal_due_on": anniversary(on, 3),
    }
    registration = Registration(**{**values, **changes})
    begun(registration, at, 1)
    db.session.add(registration)
    db.session.flush()
    return publish(registration, on, state="active")


def publish(registration: Registration, on: date, **changes: Any) -> Registration:
    """Change an entry from a day, and let the register say so."""
    for name, value in changes.items():
        setattr(registration, name, value)
    registration.moved_at = moment(on)
    movement = Movement(
        workflow="registration",
        case_id=registration.id,
        root_workflow="registration",
        root_id=registration.id,
        trigger="changed",
        source=registration.state,
        dest=registration.state,
        role="system",
        reason="",
        evidence={},
        policy_version=1,
        effective_on=on,
        at=moment(on),
    )
    db.session.add(movement)
    db.session.flush()
    register.publish(registration, movement)
    return registration


def limited(registration: Registration, kind: str, words: str, on: date, **more: Any) -> None:
    """Limit a registration from a day."""
    limit = Restriction(kind=kind, words=words, began_on=on, **more)
    registration.restrictions.append(limit)
    db.session.flush()
    publish(registration, on)


def moment(on: date) -> datetime:
    return datetime.combine(on, time(10), LONDON)
