"""What befalls the people of the demonstration, each a story told through the real services.

A story is a generator: it acts, says how long it waits, and is given the instant at which it goes
on. Each act is a transaction of its own, which the edge opens. What time alone does (reminders,
expiries, checks that run out) no story does: the clocks do it between the acts.
"""

import re
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from registry.clock import london_day
from registry.db import db
from registry.models.application import Application
from registry.models.check import Check
from registry.models.notice import Notice
from registry.models.reference import Reference
from registry.models.registration import Registration
from registry.models.user import User
from registry.reference.organisations import OrganisationRecord
from registry.services import application as applications
from registry.services import assessment, casework, check, document, draft, reference, registration
from registry.services import demo_answers as answers
from registry.services import demo_words as words
from registry.services.access import actor_for
from registry.services.demo_people import Profile
from registry.services.user import add_user
from workflows import check as check_workflow
from workflows.calendar import add_months
from workflows.roles import Role

CODE = re.compile(r"\b\d{6}\b")
BY_OTHERS = ("criminal_record", "conduct", "employer_statement", "referee")


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
    user_id: int = 0
    application_id: int = 0
    brisk: bool = False
    caseworker: int = 0
    assessor: int = 0

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

    def join(self, now: datetime) -> None:
        """Make the account, as far as anybody sees of it."""
        user = add_user(self.profile.email, (), now, name=self.profile.name, is_demo=True)
        self.user_id = user.id

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


def sections(life: Life, now: datetime, *, files: int = 0) -> dict[str, answers.Raw]:
    """Give whole answers, to be saved a few at a time."""
    person, rng, today = life.profile, life.rng, london_day(now)
    since = add_months(today, -rng.randint(8, 50))
    domains = applications.form_of(life.application).domains
    kept = tuple(
        document.keep(life.application, domain.key, file, user=life.user, now=now).id
        for domain, file in zip(domains, life.office.files[:files], strict=False)
    )
    return {
        "personal": answers.personal(person, rng),
        "role": answers.role(person, since),
        "route": answers.route(person, rng, today),
        "history": answers.history(person, rng, since, today),
        "qualification": answers.qualification(person, rng),
        "competence": answers.competence(domains, rng, kept),
        "referee": answers.referee(person, life.referee, life.voice, rng),
        "fitness": answers.fitness(rng),
        "code": answers.code(),
    }


def signed_up(life: Life, now: datetime) -> Story:
    """Make an account, and look around."""
    life.join(now)
    return (yield home(1))


def drafting(life: Life, now: datetime, *, until: str = "code") -> Story:
    """Fill the draft in over some days, up to and including one section."""
    life.join(now)
    life.begin(now)
    every = sections(life, now, files=life.rng.choice((0, 1, 2)))
    for place, (key, raw) in enumerate(every.items()):
        if place % 3 == 2:
            now = yield home(life.days(1, 3))
        life.save(key, raw, now)
        if key == until:
            break
    return now


def started(life: Life, now: datetime) -> Story:
    """Save one section, then half a page of the next."""
    now = yield from drafting(life, now, until="personal")
    form = applications.form_of(life.application)
    first = form["history"].pages[0]
    raw = {"employment": [{"employer": life.profile.organisation.name, "post": life.profile.post}]}
    draft.keep_unfinished(life.application, "history", raw, page=first, now=now)
    return now


def half(life: Life, now: datetime) -> Story:
    """Come as far as the second of six examples."""
    now = yield from drafting(life, now, until="qualification")
    now = yield home(2)
    section = applications.form_of(life.application)["competence"]
    for page, domain in zip(
        section.pages[:2], applications.form_of(life.application).domains, strict=False
    ):
        raw = {domain.key: answers.example(domain, life.rng)}
        life.save("competence", raw, now, page=page)
    return now


def applied(life: Life, now: datetime) -> Story:
    """Fill in everything and submit."""
    now = yield from drafting(life, now)
    now = yield home(life.days(1, 4))
    actor = actor_for(life.user, life.application)
    applications.submit(life.application, actor=actor, now=now)
    return now


def taken(life: Life, now: datetime) -> Story:
    """Have a caseworker take the case and find whom to ask at the organisation."""
    now = yield from applied(life, now)
    now = yield work(life.days(1, 3))
    life.caseworker = life.office.next(Role.CASEWORKER)
    life.step("take", life.caseworker, now)
    now = yield work(0)
    row = life.asked("employer")
    if row is not None and row.asked_at is None:
        actor = actor_for(db.session.get_one(User, life.caseworker), row)
        reference.address_to(row, row.name, row.email, actor=actor, now=now)
    return now


def looked_up(life: Life, now: datetime, *, but: tuple[str, ...] = ()) -> Story:
    """Take the case, and look up what the caseworker can look up alone."""
    now = yield from taken(life, now)
    return (yield from looking(life, now, but=but))


def looking(life: Life, now: datetime, *, but: tuple[str, ...] = ()) -> Story:
    """Look up what the caseworker can look up alone, in two sittings."""
    for share in (0, 1):
        now = yield work(life.days(0, 1))
        mine = [row.item for row in life.application.checks if row.item not in (*BY_OTHERS, *but)]
        for item in mine[share::2]:
            clear(life, item, now)
    return now


def clear(life: Life, item: str, now: datetime, *, age: int = 45) -> None:
    """Record that a check found nothing."""
    today = london_day(now)
    life.record(item, answers.check_record(item, today, today - timedelta(days=age)), now)


def answer_reference(life: Life, kind: str, now: datetime) -> None:
    """Answer a request: through its link and the mailed code, or signed in as office-holder."""
    row = life.asked(kind)
    if row is None or not reference.is_waiting(row):
        return
    today = london_day(now)
    making = {"referee": answers.reference_answer, "employer": answers.employer_statement}[kind]
    holder = db.session.scalar(select(User).filter_by(email=row.email))
    if holder is not None:
        actor = actor_for(holder, row)
    else:
        reference.send_code(row, now)
        reference.confirm_code(row, code_for(row), now)
        actor = reference.link_actor(row)
    reference.answer(row, making(life.rng, today), actor=actor, now=now)


def code_for(row: Reference) -> str:
    """Read the newest code out of the mailbox of whoever was asked."""
    db.session.flush()
    sent = select(Notice.text).filter_by(kind="reference_code", address=row.email)
    found = CODE.search(db.session.scalar(sent.order_by(Notice.id.desc()).limit(1)) or "")
    return found.group() if found else ""


def heard(life: Life, now: datetime, *, days: int = 5) -> Story:
    """Have the referee and the employer answer."""
    now = yield home(life.days(1, days))
    answer_reference(life, "referee", now)
    now = yield work(life.days(1, days - 1))
    answer_reference(life, "employer", now)
    return now


def checked(life: Life, now: datetime, *, age: int = 45) -> Story:
    """Settle every check."""
    now = yield from looked_up(life, now)
    now = yield from heard(life, now)
    return (yield from settled(life, now, age=age))


def settled(life: Life, now: datetime, *, age: int = 45) -> Story:
    """Record what others have said, which settles the last checks."""
    now = yield work(1)
    for row in list(life.application.checks):
        if row.item in BY_OTHERS and row.state == check_workflow.State.OPEN:
            clear(life, row.item, now, age=age)
    return now


def assessing(life: Life, now: datetime) -> Story:
    """Have an assessor take the case."""
    now = yield work(life.days(1, 3))
    life.assessor = life.office.next(Role.ASSESSOR)
    life.step("take_assessment", life.assessor, now)
    return now


def find(life: Life, now: datetime, keys: list[str], outcome: str = "met") -> None:
    """Find against some standards."""
    said = {"met": words.MET, "not_met": words.NOT_MET, "more_needed": (words.MORE,)}[outcome]
    actor = actor_for(db.session.get_one(User, life.assessor), life.application)
    for key in keys:
        raw = {"outcome": outcome, "reason": life.rng.choice(said)}
        assessment.find(life.application, key, raw, actor=actor, now=now)


def keys_of(life: Life) -> list[str]:
    return [domain.key for domain in assessment.domains_of(life.application)]


def recommended(life: Life, now: datetime) -> Story:
    """Find that every standard is met, and recommend."""
    keys = keys_of(life)
    now = yield work(1)
    find(life, now, keys[:3])
    now = yield work(life.days(1, 2))
    find(life, now, keys[3:])
    life.step("recommend_approval", life.assessor, now)
    return now


def assessed(life: Life, now: datetime) -> Story:
    """Come to the registrar with a recommendation to approve."""
    now = yield from checked(life, now)
    now = yield from assessing(life, now)
    return (yield from recommended(life, now))


def approved(life: Life, now: datetime) -> Story:
    """Have a registrar approve."""
    now = yield work(life.days(1, 3))
    life.step("approve", life.office.next(Role.REGISTRAR), now)
    return now


def not_recommended(life: Life, now: datetime) -> Story:
    """Come to the registrar with a recommendation to refuse."""
    now = yield from checked(life, now)
    now = yield from assessing(life, now)
    now = yield work(2)
    keys = keys_of(life)
    find(life, now, keys[:4])
    find(life, now, keys[4:], "not_met")
    life.step("recommend_refusal", life.assessor, now, words.REASON_TO_RECOMMEND_REFUSAL)
    return now


def told(life: Life, now: datetime, *, reason: str = words.REFUSAL[0]) -> Story:
    """Hear that a registrar is minded to refuse."""
    now = yield work(life.days(1, 2))
    life.step("propose_refusal", life.office.next(Role.REGISTRAR), now, reason)
    return now


Telling = Callable[[Life, datetime], Story]


def in_turn(*parts: Telling) -> Telling:
    """Tell one part after the other."""

    def story(life: Life, now: datetime) -> Story:
        for part in parts:
            now = yield from part(life, now)
        return now

    return story
