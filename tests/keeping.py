"""Keeping up a registration, walked through the real services, for tests about what follows."""

from datetime import UTC, date, datetime

from registry.db import db
from registry.models.attestation import Attestation, Confirmation
from registry.models.registration import Registration
from registry.services import attestation, casework
from registry.services.access import actor_for
from tests import factories
from tests.conftest import NOW
from tests.people import People
from tests.sections.answers import typed
from workflows.engine import SYSTEM

DUE = date(2027, 11, 23)
STILL_RIGHT = {"entry": "yes", "contact": "yes"}
SAID = {"true_and_complete": "yes", "in_person": "yes"}


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def attestation_open(registration: Registration, now: datetime = NOW) -> Attestation:
    """Open the attestation that is owed, however early it is."""
    row = attestation.owed_by(registration)
    assert row is not None
    casework.fire(row, "open", actor=SYSTEM, now=now)
    return row


def answer(row: Attestation, now: datetime = NOW) -> None:
    """Answer every section, and send nothing."""
    attestation.save(row, "still_right", STILL_RIGHT, now=now)
    for key in ("fitness", "code"):
        attestation.save(row, key, typed(key), now=now)


def declare(row: Attestation, people: People, now: datetime = NOW) -> None:
    """Answer every section and send the attestation."""
    answer(row, now)
    attestation.declare(row, SAID, actor=actor_for(people.alice, row), now=now)


def confirmation_of(people: People, registration: Registration) -> Confirmation:
    """Declare, and give what the employer is then asked."""
    row = attestation_open(registration)
    declare(row, people)
    return db.session.query(Confirmation).filter_by(attestation_id=row.id).one()


def registered(people: People) -> Registration:
    return factories.registered(people)
