"""Revalidation walked through the real services, for tests."""

from datetime import UTC, date, datetime
from typing import Any

from registry.db import db
from registry.models.organisation import Office, Organisation
from registry.models.registration import Registration
from registry.models.revalidation import Revalidation
from registry.models.user import User
from registry.services import casework, portfolio, revalidation
from registry.services.access import actor_for
from tests import factories
from tests.conftest import NOW
from tests.people import People
from workflows.engine import SYSTEM
from workflows.portfolio import Kind

DUE = date(2029, 11, 23)
WINDOW = date(2029, 7, 26)
LONG = "What happened taught me to listen sooner and to say plainly what I had got wrong. " * 5
SAID = {"true_and_complete": "yes", "in_person": "yes"}
TICKS = {"no_report": "yes", "no_tie": "yes"}
ANSWERS: dict[Kind, dict[str, Any]] = {
    Kind.ROLE_RECORD: {"posts": "Chief nurse, from April 2024 until today", "non_executive": "no"},
    Kind.APPRAISAL: {"held_on": "2026-11-20", "with_whom": "Chair", "outcome": "Went well."},
    Kind.REFLECTION: {"standards": [], "happened": LONG, "changed": "I ask first."},
    Kind.FEEDBACK: {
        "people": "18",
        "givers": ["staff", "peers", "partners", "public"],
        "said": LONG,
    },
    Kind.DEVELOPMENT_PLAN: {"plan": "To learn finance.", "became": "I did a course."},
    Kind.PEER_DISCUSSION: {"held_on": "2026-11-20", "with_whom": "Jo Bell", "about": "Candour."},
    Kind.SPEAKING_UP: {"statement": LONG},
}


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def answers_of(row: Revalidation, kind: Kind) -> dict[str, Any]:
    """Give whole answers for one kind of item."""
    if kind != Kind.REFLECTION:
        return ANSWERS[kind]
    first = row.sections[kind].asked("standards").options[0].value
    return {**ANSWERS[kind], "standards": [first]}


def fill(row: Revalidation, now: datetime = NOW) -> None:
    """Write everything that is asked."""
    for kind, (asked, have) in row.counted(now).items():
        for _ in range(asked - have):
            portfolio.save(row, kind, answers_of(row, kind), now=now)


def chair(people: People, code: str, who: User | None = None, kind: str = "chair") -> Office:
    """Give somebody, emma unless said, an office of an organisation."""
    organisation = db.session.query(Organisation).filter_by(code=code).one()
    office = Office(
        organisation_id=organisation.id,
        user_id=(who or people.emma).id,
        kind=kind,
        began_on=date(2026, 1, 1),
        opened_by=people.rene.id,
        called_back="The published number",
        at=NOW,
    )
    db.session.add(office)
    db.session.flush()
    return office


def scheduled(people: People) -> Revalidation:
    """Give the revalidation of the first cycle, with emma in the chair."""
    registration = factories.registered(people)
    chair(people, registration.organisation_code)
    return owed(registration)


def owed(registration: Registration) -> Revalidation:
    row = revalidation.owed_by(registration)
    assert row is not None
    return row


def opened(people: People, on: date = WINDOW) -> Revalidation:
    """Give one whose window has opened."""
    row = scheduled(people)
    casework.fire(row, "open", actor=SYSTEM, now=at(on), effective_on=WINDOW)
    return row


def named(row: Revalidation, people: People, now: datetime, by: User | None = None) -> None:
    """Name emma, as alice or somebody else whose it is."""
    office = db.session.query(Office).filter_by(user_id=people.emma.id).one()
    revalidation.name_confirmer(
        row,
        {"who": f"office:{office.id}", **TICKS},
        actor=actor_for(by or people.alice, row),
        now=now,
    )


def sent(people: People, on: date = WINDOW) -> Revalidation:
    """Give one that lies with its confirmer."""
    row = opened(people)
    fill(row)
    named(row, people, at(on))
    revalidation.send(row, SAID, actor=actor_for(people.alice, row), now=at(on))
    return row


def take(
    row: Revalidation, trigger: str, user: User, now: datetime, words: str = "So it is"
) -> None:
    """Take a step as a person, with words."""
    revalidation.take(row, trigger, words, actor=actor_for(user, row), now=now)
