"""People who are late, by living the year before: with proof or without, near the end or far."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from registry.db import db
from registry.models.case import Movement
from registry.models.notice import Notice
from registry.models.registration import Registration
from registry.models.user import User
from registry.services import attestation
from registry.services.sweep import fire_next, next_due
from tests import factories
from tests.people import People
from tests.sections.answers import typed

DUE = date(2027, 11, 23)
LOOK = datetime(2027, 12, 15, 10, tzinfo=UTC)  # late, 28 days less a week after the due date
STILL_RIGHT = {"entry": "yes", "contact": "yes"}


def registered_as(people: People, user: User) -> Registration:
    """A registration of somebody else than alice."""
    return factories.registered(replace(people, alice=user))


def late(*registrations: Registration, until: datetime = LOOK) -> None:
    """Live to a day on which these are late, every notice taken by a mail server at once."""
    for row in registrations:
        user = db.session.get_one(User, row.user_id)
        user.address_confirmed_at = datetime(2027, 6, 1, tzinfo=UTC)
    while (due := next_due()) is not None and due <= until:
        assert fire_next(due) is not None
        db.session.flush()
        notices_arrive(due)


def notices_arrive(now: datetime) -> None:
    """Write for every step what its mail would have left in the ledger."""
    told = select(Movement).where(
        Movement.workflow == "attestation",
        Movement.trigger.in_(["open", *(f"remind_{n}" for n in range(2, 7))]),
        Movement.id.not_in(select(Notice.movement_id).where(Notice.movement_id.is_not(None))),
    )
    for movement in db.session.scalars(told):
        registration = db.session.get_one(Registration, movement.root_id)
        user = db.session.get_one(User, registration.user_id)
        db.session.add(
            Notice(
                kind="send_attestation_reminder",
                movement_id=movement.id,
                registration_id=registration.id,
                user_id=user.id,
                address=user.email,
                subject="Your yearly attestation",
                text="It is due.\n\nThe letterhead",
                message_id=f"<{movement.id}@test>",
                planned_at=now,
                accepted_at=now,
            )
        )
    db.session.flush()


def all_but_the_last_step(registration: Registration, now: datetime = LOOK) -> None:
    """Answer every section and leave the declaration."""
    row = attestation.owed_by(registration)
    assert row is not None
    attestation.save(row, "still_right", STILL_RIGHT, now=now)
    for key in ("fitness", "code"):
        attestation.save(row, key, typed(key), now=now)


def comes_back(registration: Registration) -> None:
    """Let every message to a person come back, as if the address had never worked."""
    for notice in db.session.query(Notice).filter_by(registration_id=registration.id):
        notice.bounced_at = notice.planned_at + timedelta(hours=1)
    db.session.flush()
