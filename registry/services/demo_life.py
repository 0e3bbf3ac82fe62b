"""What a story of the demonstration is, and the person of whom it tells.

A story is a generator: it acts, says how long it waits, and is given the instant at which it goes
on. Each act is a transaction of its own, which the edge opens. What time alone does (reminders,
expiries, checks that run out) no story does: the clocks do it between the acts.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from registry.db import db
from registry.models.application import Application
from registry.models.check import Check
from registry.models.reference import Reference
from registry.models.registration import Registration
from registry.models.user import User
from registry.reference.organisations import OrganisationRecord
from registry.reference.standards import Domain
from registry.services import application as applications
from registry.services import casework, check, document, draft, reference, registration
from registry.services import demo_answers as answers
from registry.services.access import actor_for
from registry.services.demo_people import Profile
from registry.services.user import add_user
from workflows.roles import Role


@dataclass(frozen=True)
class Pause:
    """How long a story waits: whole days from now, and whether it goes on in office hours."""

    days: int
    at_work: bool = False


Story = Generator[Pause, datetime, datetime]


def home(days: int) -> Pause:
    """Wait, and go on at home."""
    return Pause(days)


def work(days: int) -> Pause:
    """Wait so many working days."""
    return Pause(days, at_work=True)


@dataclass
class Office:
    """The people who work for the scheme, and who speaks for some organisations."""

    staff: dict[Role, list[int]]
    files: tuple[document.Upload, ...]
    trusts: tuple[OrganisationRecord, ...]
    turn: dict[Role, int] = field(default_factory=dict)

    def next(self, role: Role, *, but: int = 0) -> int:
        """Give whose turn it is."""
        while True:
            self.turn[role] = self.turn.get(role, -1) + 1
            found = self.staff[role][self.turn[role] % len(self.staff[role])]
            if found != but:
                return found


@dataclass
class Life:
    """One person's way through the scheme."""

    profile: Profile
    office: Office
    rng: Random
    referee: str
    voice: str
    end: datetime  # when the visitor looks
    user_id: int = 0
    application_id: int = 0
    brisk: bool = False
    prints: frozenset[str] = frozenset()  # papers in their own time, not by a later worker
    caseworker: int = 0
    assessor: int = 0
    matter_id: int = 0
    reporter: int = 0

    def days(self, least: int, most: int) -> int:
        """Give how long somebody takes: the least for whoever is still on the way today."""
        return least if self.brisk else self.rng.randint(least, most)

    @property
    def user(self) -> User:
        return db.session.get_one(User, self.user_id)

    @property
    def application(self) -> Application:
        return db.session.get_one(Application, self.application_id)

    @property
    def registration(self) -> Registration:
        found = registration.of_user(self.user)
        if found is None:
            raise LookupError("this story has no registration yet")
        return found

    @property
    def domains(self) -> tuple[Domain, ...]:
        return applications.form_of(self.application).domains

    def join(self, now: datetime) -> None:
        """Make the account, as far as anybody sees of it."""
        user = add_user(self.profile.email, (), now, name=self.profile.name, is_demo=True)
        self.user_id = user.id
        self.sign_in(now)

    def sign_in(self, now: datetime) -> None:
        """Sign in, as the door writes it down: every notice until now has then arrived."""
        user = self.user
        user.last_login_at, user.current_login_at = user.current_login_at or now, now
        user.login_count += 1

    def begin(self, now: datetime) -> None:
        """Accept the rules and open an application."""
        rules = applications.rules_in_force(now).version
        self.application_id = draft.begin(self.user, rules, now).id

    def save(self, key: str, raw: answers.Raw, now: datetime, **options: Any) -> None:
        """Answer one section."""
        email = self.profile.email
        applications.save_section(self.application, key, raw, now=now, email=email, **options)

    def fire(self, row: Any, trigger: str, who: int, now: datetime, reason: str = "") -> None:
        """Take a step as somebody."""
        user = db.session.get_one(User, who)
        casework.fire(row, trigger, actor=actor_for(user, row), now=now, reason=reason)

    def step(self, trigger: str, who: int, now: datetime, reason: str = "") -> None:
        """Take a step of the application."""
        self.fire(self.application, trigger, who, now, reason)

    def check(self, item: str) -> Check:
        return next(row for row in self.application.checks if row.item == item)

    def record(self, item: str, raw: answers.Raw, now: datetime) -> None:
        """Record a check as the caseworker of the case."""
        row = self.check(item)
        user = db.session.get_one(User, self.caseworker)
        check.record(row, raw, actor=actor_for(user, row), now=now)

    def asked(self, kind: str) -> Reference | None:
        """Give the newest request for a statement of one kind."""
        rows = reference.of_application(self.application)
        return next((row for row in reversed(rows) if row.kind == kind), None)


Telling = Callable[[Life, datetime], Story]


def in_turn(*parts: Telling) -> Telling:
    """Tell one part after the other."""

    def story(life: Life, now: datetime) -> Story:
        for part in parts:
            now = yield from part(life, now)
        return now

    return story
