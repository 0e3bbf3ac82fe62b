"""How a life on the register is lived: the time between two days, and what people do on one.

Time passes as the demonstration's clock passes it: timer by timer, each at its instant with the
jobs that follow. What has its turn every night is done once before people go on, because a night
on which nothing is kept long enough yet changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from registry import clock, queue, wiring
from registry.clock import LONDON
from registry.db import atomic, db
from registry.jobs import demo as passing
from registry.models.notice import Notice
from registry.models.organisation import OfficeKind
from registry.models.sweep import ClockMove
from registry.models.user import User
from registry.services import demo_clock, register
from registry.services import user as users
from tests import factories
from tests.conftest import NOW
from tests.journeys import acts
from tests.journeys.acts import email_of
from tests.journeys.conftest import Person, Site
from tests.keeping import SAID, STILL_RIGHT
from tests.offices import hold_office
from tests.people import People
from tests.revalidating import ANSWERS, TICKS
from tests.sections.answers import day as boxes
from tests.sections.answers import typed
from tests.web.conftest import flat
from workflows.portfolio import Kind
from workflows.roles import Role

NAME = "Amina Okafor"
FIRST, SECOND = "RCF", "RR8"
ATTESTED = {"still_right": STILL_RIGHT, "fitness": typed("fitness"), "code": typed("code")}
STAFF = {
    "carol": Role.CASEWORKER,
    "asha": Role.ASSESSOR,
    "rene": Role.REGISTRAR,
    "rosa": Role.REGISTRAR,
}
OFFICES = {
    "emma": (OfficeKind.CHAIR, FIRST),
    "sana": (OfficeKind.SENIOR_INDEPENDENT_DIRECTOR, FIRST),
    "seth": (OfficeKind.SECRETARY, FIRST),
    "noor": (OfficeKind.CHAIR, SECOND),
}


@dataclass(frozen=True)
class Said:
    """What the register says of her from a day on."""

    on: date
    sentence: str
    role: str


@dataclass
class Life:
    """One person on the register, everybody around her, and what was to be read on which day."""

    site: Site
    number: str
    id: int
    here: dict[str, Person]
    said: list[Said] = field(default_factory=list)
    role: str = "Chief nurse Airedale NHS Foundation Trust Stated by the registrant, not confirmed"

    def __getattr__(self, name: str) -> Person:
        return self.here[name]

    # Time

    def until(self, day: date, hour: int = 10) -> None:
        """Live until an hour of a day in London."""
        end = datetime.combine(day, time(hour), LONDON).astimezone(UTC)
        steps = self.site.ask(lambda: lived(end))
        assert not steps, f"it broke off: {steps}"

    def work(self) -> None:
        """Do what the worker has to do, at the scheme's time."""
        self.site.ask(worked)

    # What the register says

    def says(self, on: date, sentence: str) -> None:
        """Read the entry: of the day before the change, of its day, and of today."""
        said = Said(on, f"{NAME} {sentence}", self.role)
        before = self.said[-1] if self.said else None
        self.said.append(said)
        self.work()
        self.reads(f"?on={on - timedelta(days=1)}", before)
        self.reads(f"?on={on}", said)
        self.reads("", said)

    def reads(self, asked: str, said: Said | None) -> None:
        """Let a stranger open the entry and compare it with what is to stand there."""
        stranger = self.here["stranger"]
        stranger.go(f"/register/{self.number}{asked}")
        if said is None:
            assert stranger.heading.startswith(f"{NAME} was not registered")
            return
        assert stranger.heading == said.sentence, f"{asked}: {stranger.heading}"
        assert said.role in stranger.text, f"{asked}: {stranger.text}"

    def still_says(self) -> None:
        """Read in the entry of today what it said last."""
        self.reads("", self.said[-1])

    def said_on(self, day: date) -> Said | None:
        """Give what the register is to say of a day."""
        return next((each for each in reversed(self.said) if each.on <= day), None)

    # Her own page, and her certificate

    def verdict(self) -> str:
        """Open My registration and give the words of the verdict."""
        self.alice.go("/registration")
        return " ".join(self.alice.page.locator("#verdict").inner_text().split())

    def certificate(self) -> str:
        """Give the address at which the newest certificate is checked."""
        self.work()
        self.alice.go("/registration")
        link = self.alice.page.get_by_role("link", name="see what they see")
        return str(link.get_attribute("href"))

    def verifies(self, address: str, heading: str) -> None:
        """Let a stranger check a certificate."""
        self.here["stranger"].go(address)
        found = self.here["stranger"].heading
        assert found == heading, found

    def mailed(self) -> int:
        """Count what was ever sent about her."""
        self.work()
        about_her = {"registration_id": self.id}
        return int(self.site.ask(lambda: db.session.query(Notice).filter_by(**about_her).count()))

    def come(self) -> Person:
        """Let her sign in on a new day."""
        self.alice.context.clear_cookies()
        acts.sign_in(self.alice)
        return self.alice


# Time


def lived(end: datetime) -> str:
    """Live until an instant, and say what stopped it."""
    worked()
    move = demo_clock.newest()
    assert move is not None
    move_id = move.id
    passage = passing.Passage(clock.now(), passing.NIGHTLY, lambda now: reached(move_id, now))
    passage.turns = []
    why = passing.what_stops(passage, end)
    with atomic():
        reached(move_id, end)
    for name, (_, function) in queue.SCHEDULES.items():
        if name != passing.SWEEP:
            clock.set_offset(passing.ahead(end))
            function()
    return why


def reached(move_id: int, now: datetime) -> None:
    demo_clock.reach(move_id, now, passing.ahead(now))


def worked() -> None:
    wiring.set_clock()
    queue.drain()
    with atomic():
        register.number_events(clock.now())


# How it begins


def born(site: Site, arrive: Callable[[str], Person]) -> Life:
    """Give everybody an account and a browser, and register her today."""
    keys = {name: acts.prepared(site, name, role) for name, role in STAFF.items()}
    keys |= {name: acts.prepared(site, name) for name in ("alice", *OFFICES)}
    number, row_id = site.ask(registered)
    names = ("alice", "rene", "rosa", *OFFICES)
    here = {name: arrive(name) for name in ("stranger", *names)}
    for name in names:
        acts.sign_in(here[name], keys[name])
    return Life(site, number, row_id, here)


def registered() -> tuple[str, int]:
    """Walk her application to an approval, and open the offices that speak for two trusts."""
    with atomic():
        db.session.add(ClockMove(from_at=NOW, to_at=NOW, reached_at=NOW, offset_seconds=0))
        known = {name: account(name) for name in ("alice", *STAFF, *OFFICES)}
        others = dict.fromkeys(People.__dataclass_fields__, known["alice"])
        people = People(**{name: known.get(name, alice) for name, alice in others.items()})
        row = factories.registered(people)
        for name, (kind, code) in OFFICES.items():
            hold_office(replace(people, emma=known[name]), kind.value, code)
        return row.number, row.id


def account(name: str) -> User:
    user = users.find_by_email(email_of(name))
    assert user is not None
    return user


# What she does


def attest(life: Life, year: int) -> None:
    """Answer the yearly attestation page by page, declare and send it."""
    alice, home = life.alice, f"{life.site.url}/registration/attestation"
    alice.go(home)
    assert alice.heading == f"Your attestation for {year}"
    for key, answers in ATTESTED.items():
        alice.go(f"{home}/{key}")
        while alice.page.url != home:
            alice.answer(**answers)
            alice.press("Save and continue")
            alice.fine()
    alice.follow("Check your answers", role="button")
    alice.follow("Continue to the declaration", role="button")
    alice.answer(**SAID)
    alice.press("Send my attestation")
    alice.sees("We have your attestation")
    life.work()


def write(alice: Person, today: date, *kinds: Kind) -> None:
    """Put one item of each of these kinds into the portfolio."""
    for kind in kinds:
        answers: dict[str, Any] = dict(ANSWERS[kind])
        if "held_on" in answers:
            answers["held_on"] = boxes((today - timedelta(days=2)).isoformat())
        alice.go(f"/registration/revalidation/{kind}/new")
        if kind == Kind.REFLECTION:
            alice.page.locator('[name="standards"]').first.check()
        for giver in answers.pop("givers", ()):
            alice.page.locator(f'[name="givers"][value="{giver}"]').check()
        answers.pop("standards", None)
        alice.answer(**flat(answers))
        alice.press("Save")
        alice.fine()


def name_confirmer(alice: Person, name: str) -> None:
    alice.go("/registration/revalidation/confirmer")
    alice.tick(f"{name}, Chair")
    alice.answer(**TICKS)
    alice.press("Name this confirmer")
    alice.sees("Your confirmer is named")


def send_portfolio(life: Life) -> None:
    life.alice.go("/registration/revalidation")
    life.alice.sees("7 of 7 parts are there")
    life.alice.follow("Declare and send", role="button")
    life.alice.answer(**SAID)
    life.alice.press("Send my portfolio")
    life.alice.sees("Your portfolio is sent")
    life.work()


# What others do


def confirm_attestation(life: Life, chair: Person, year: int) -> None:
    """Confirm for the organisation what she attested."""
    chair.go("/employer")
    chair.follow(f"{NAME}, for {year}")
    chair.answer(answer="confirm", not_in_line="yes")
    chair.press("Send answer")
    chair.sees("Confirmed. Thank you")
    life.work()


def confirm_portfolio(life: Life, chair: Person, today: date) -> None:
    """Confirm the portfolio, and live through the night of the draw, whoever it falls on."""
    chair.go("/confirming")
    chair.follow(NAME)
    chair.press("Confirm")
    chair.sees("You have confirmed. Thank you")
    life.until(today + timedelta(days=1))
    life.rene.go("/casework/revalidations")
    if life.rene.page.get_by_role("link", name=NAME).count():
        life.rene.follow(NAME)
        decide(life, life.rene, "The portfolio meets what is asked", "It shows all that is asked.")


def step(life: Life, person: Person, label: str, words: str, button: str = "") -> None:
    """Take a step of her registration that asks a registrar for words."""
    person.go(f"/casework/registrations/{life.id}")
    decide(life, person, label, words, button)


def decide(life: Life, person: Person, label: str, words: str, button: str = "") -> None:
    person.follow(label, role="button")
    person.answer(reason=words)
    person.press(button or label)
    person.fine()
    life.work()
