"""The people of the test of keeping up, and the places in their years at which it begins.

Years are lived once, by the real services and the real clock; what they left is then laid down.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from registry import clock
from registry.db import atomic, db
from registry.models.attestation import Confirmation
from registry.models.organisation import Office, OfficeKind, Organisation
from registry.models.registration import Registration
from registry.models.user import User
from registry.services import absence, audit, casework, concern, confirmation
from registry.services.access import actor_for
from tests import factories, keeping, revalidating
from tests.conftest import NOW
from tests.people import People, account
from tests.services.keeping_up_worker import Worker
from tests.services.stateful_world import Rows, counted, laid_out
from workflows.audit import hash_of, period_of
from workflows.engine import Actor
from workflows.roles import Role

C, A, R = Role.CASEWORKER, Role.ASSESSOR, Role.REGISTRAR
HELD: dict[str, tuple[Role, ...]] = {
    "alice": (),  # kept up, or not
    "bob": (),  # registered on the same day, at the same organisation
    "mallory": (),
    "emma": (),  # chairs their organisation
    "dora": (),  # is her deputy
    "sid": (R,),  # is its secretary, and a registrar who is therefore barred
    "carol": (C,),
    "asha": (A,),
    "rene": (R,),
    "rosa": (R,),
    "adam": (Role.ADMINISTRATOR,),
    "later_rene": (R,),
    "later_rosa": (R,),
}
OFFICES = {"emma": OfficeKind.CHAIR, "dora": OfficeKind.DEPUTY_CHAIR, "sid": OfficeKind.SECRETARY}
ORGANISATION, ANOTHER = "RCF", "RR8"
Place = tuple[str, datetime]
DUE, RENEWAL = date(2027, 11, 23), date(2029, 11, 23)  # NOW a year on, and three years on
STAGES = (
    *("registered", "open", "due", "late", "nearly", "looked", "lapsed"),
    *("away", "held", "window", "waits", "audited"),
)


@dataclass(frozen=True)
class Stage:
    """A day, and what stands in the tables on it."""

    now: datetime
    rows: Rows


@dataclass(frozen=True)
class World:
    """Who there is, and where each example may begin."""

    people: dict[str, int]
    stages: dict[str, Stage]

    def name_of(self, user_id: int | None) -> str:
        return next((name for name, known in self.people.items() if known == user_id), "")


def made(connection: Connection) -> World:
    """Make everybody, and live through every stage once."""
    users = {name: account(name, roles) for name, roles in HELD.items()}
    for name, kind in OFFICES.items():
        hold_office(users[name], kind, users["rene"])
    for day, per_thousand in ((date(2029, 7, 1), 1000), (date(2029, 10, 1), 500)):
        draw(day, per_thousand)
    db.session.flush()
    ids = {name: user.id for name, user in users.items()}
    db.session.commit()
    before = counted(connection)
    stages: dict[str, Stage] = {}
    savepoint = connection.begin_nested()
    try:
        for name, now in Years(connection, users).walk():
            db.session.commit()
            stages[name] = Stage(now, laid_out(connection, before))
    finally:
        db.session.remove()
        savepoint.rollback()
        clock.set_offset(timedelta())
    return World(ids, stages)


def hold_office(user: User, kind: OfficeKind, by: User) -> None:
    organisation = db.session.scalars(select(Organisation).filter_by(code=ORGANISATION)).one()
    values = {"kind": kind.value, "began_on": NOW.date(), "opened_by": by.id, "at": NOW}
    db.session.add(
        Office(organisation=organisation, user_id=user.id, called_back="switchboard", **values)
    )


def draw(first: date, per_thousand: int) -> None:
    """Publish a draw in which so many of a thousand are drawn."""
    begins_on, ends_on = period_of(first)
    row = audit.new_draw(begins_on, ends_on, NOW)
    row.seed, row.per_thousand = f"{first} decided long ago", per_thousand
    row.seed_hash = hash_of(row.seed)
    db.session.add(row)


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


class Years:
    """The years of two registrants, with branches that end where they are laid out."""

    def __init__(self, connection: Connection, users: dict[str, User]) -> None:
        self.connection, self.users, self.worker = connection, users, Worker()
        self.ids = {name: user.id for name, user in users.items()}

    def walk(self) -> Iterator[Place]:
        """Live, and stop at each stage."""
        names = People.__dataclass_fields__
        people = People(**{name: self.users[name] for name in names})
        factories.registered(people)
        factories.registered(replace(people, alice=people.bob))
        for row in db.session.scalars(select(Registration)):
            for each in row.revalidations:
                each.lot_code = f"lot of {row.user_id}"
        db.session.commit()
        self.worker.work()
        yield "registered", self.worker.now
        yield from self.branch(self.first_year)
        yield from self.branch(self.away)
        yield from self.branch(self.held)
        yield from self.branch(self.third_year)

    def branch(self, years: Callable[[], Iterator[Place]]) -> Iterator[Place]:
        """Live one way on from here, and come back."""
        now, done = self.worker.now, set(self.worker.done)
        db.session.remove()
        savepoint = self.connection.begin_nested()
        yield from years()
        db.session.remove()
        savepoint.rollback()
        self.worker.now, self.worker.done = now, done
        self.worker.taken.clear()

    # The ways

    def first_year(self) -> Iterator[Place]:
        """A year in which alice does nothing, until she has lapsed."""
        with atomic():
            self.user("alice").address_confirmed_at = at(DUE - timedelta(days=150))
        self.to(DUE - timedelta(days=45))
        self.declare("bob")
        yield "open", self.worker.now
        self.to(DUE)
        yield "due", self.worker.now
        self.to(DUE + timedelta(days=3))
        yield "late", self.worker.now
        self.to(DUE + timedelta(days=26))
        yield "nearly", self.worker.now
        with atomic():
            row = self.entry("alice")
            self.take(row, "look_at_lapse", "rene", "Called twice, and wrote")
        yield "looked", self.worker.now
        self.to(DUE + timedelta(days=30))
        assert self.entry("alice").state == "lapsed"
        yield "lapsed", self.worker.now

    def away(self) -> Iterator[Place]:
        """An absence from before the due date, with an end."""
        self.to(DUE - timedelta(days=20))
        with atomic():
            row, until = self.entry("alice"), DUE + timedelta(days=30)
            absence.enter(row, None, until, actor=self.actor("alice", row), now=self.worker.now)
        self.to(DUE - timedelta(days=10))
        yield "away", self.worker.now

    def held(self) -> Iterator[Place]:
        """A matter on hold, with the attestation open."""
        self.to(DUE - timedelta(days=40))
        with atomic():
            row = concern.receive(concern.Told("A number", "What I saw"), self.worker.now)
            found = {"registration": self.entry("alice").id}
            rene = self.user("rene")
            for trigger, evidence in (("acknowledge", {}), ("name_subject", found), ("hold", {})):
                concern.take(row, trigger, rene, self.worker.now, reason="Seen", **evidence)
        self.to(DUE - timedelta(days=30))
        yield "held", self.worker.now

    def third_year(self) -> Iterator[Place]:
        """Two years kept up, and the revalidation of the third."""
        for years in (1, 2):
            self.to(date(NOW.year + years, 10, 10))
            for name in ("alice", "bob"):
                self.declare(name)
            self.to(date(NOW.year + years, 10, 12))
        self.to(RENEWAL - timedelta(days=110))
        yield "window", self.worker.now
        with atomic():
            row = revalidating.owed(self.entry("alice"))
            revalidating.fill(row, self.worker.now)
            office = db.session.scalars(select(Office).filter_by(user_id=self.ids["emma"])).one()
            alice, now = self.actor("alice", row), self.worker.now
            named = {"who": f"office:{office.id}", **revalidating.TICKS}
            revalidating.revalidation.name_confirmer(row, named, actor=alice, now=now)
            revalidating.revalidation.send(row, revalidating.SAID, actor=alice, now=now)
        self.worker.work()
        yield "waits", self.worker.now
        with atomic():
            self.take(revalidating.owed(self.entry("alice")), "confirm", "emma", "")
        self.to(RENEWAL - timedelta(days=100))
        assert revalidating.owed(self.entry("alice")).state == "audit"
        yield "audited", self.worker.now

    # What they do

    def to(self, day: date) -> None:
        db.session.commit()
        self.worker.live(at(day))

    def declare(self, name: str) -> None:
        """Send the attestation that is open, which emma confirms."""
        with atomic():
            now, owed = self.worker.now, [e for e in self.entry(name).attestations if e.is_owed]
            keeping.answer(owed[0], now)
            actor = self.actor(name, owed[0])
            keeping.attestation.declare(owed[0], keeping.SAID, actor=actor, now=now)
        self.worker.work()
        with atomic():
            query = select(Confirmation).where(Confirmation.attestation_id == owed[0].id)
            row = db.session.scalars(query).one()
            given = confirmation.Answer("confirm", not_in_line=True)
            confirmation.answer(row, given, actor=self.actor("emma", row), now=now)
        self.worker.work()

    def take(self, row: Any, trigger: str, name: str, reason: str) -> None:
        actor, now = self.actor(name, row), self.worker.now
        casework.fire(row, trigger, actor=actor, now=now, reason=reason)

    def user(self, name: str) -> User:
        return db.session.get_one(User, self.ids[name])

    def actor(self, name: str, row: Any) -> Actor:
        return actor_for(self.user(name), row)

    def entry(self, name: str) -> Registration:
        return db.session.scalars(select(Registration).filter_by(user_id=self.ids[name])).one()
