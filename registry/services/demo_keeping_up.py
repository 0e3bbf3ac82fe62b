"""How the people of the demonstration keep up: each year in time, late, or not at all.

Who attests does it some weeks before the day, and an office-holder confirms; a few are silent, and
the clock passes their part on. Whoever is to be late by the rules signs in now and then: nobody
lapses without proof that the notices arrived.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from registry.clock import london_day
from registry.db import db
from registry.models.attestation import Attestation, Confirmation
from registry.models.user import User
from registry.sections.attestation import FORM
from registry.services import absence, attestation, confirmation
from registry.services import demo_answers as answers
from registry.services import demo_keeping_words as words
from registry.services.access import actor_for
from registry.services.confirmation import Answer
from registry.services.demo_life import Life, Pause, Story, Telling, home, work
from registry.services.demo_portfolio import gather
from workflows.confirmation import State as Half
from workflows.registration import Standing
from workflows.roles import Role

IN_PERSON = {"true_and_complete": "yes", "in_person": "yes"}
SILENT = 0.15  # of the chairs, so that the clock passes their part on


def day(on: date, now: datetime) -> Pause:
    """Wait for a day; one that is over has come."""
    return home(max(0, (on - london_day(now)).days))


def ago(life: Life, days: int, now: datetime) -> Pause:
    """Wait until so many days before the visitor looks."""
    return day(london_day(life.end) - timedelta(days=days), now)


def before(row: Attestation, days: int, now: datetime) -> Pause:
    """Wait until so many days before what is owed is due."""
    return day(row.due_on - timedelta(days=days), now)


def owed(life: Life) -> Attestation:
    row = attestation.owed_by(life.registration)
    if row is None:
        raise LookupError("this story owes no attestation")
    return row


def answer_all(life: Life, now: datetime) -> None:
    """Answer every section of the attestation that is open."""
    life.sign_in(now)
    row = owed(life)
    given = {
        "still_right": {"entry": "yes", "contact": "yes"},
        "fitness": answers.fitness(life.rng),
        "code": answers.code(),
    }
    for key, raw in given.items():
        attestation.save(row, key, raw, now=now)


def attest(life: Life, now: datetime) -> None:
    """Answer every section and press the last button."""
    answer_all(life, now)
    row = owed(life)
    attestation.declare(row, IN_PERSON, actor=actor_for(life.user, row), now=now)


def kept(life: Life, now: datetime) -> Story:
    """Attest year after year, for as long as the story goes on."""
    while life.registration.on_register:
        now = yield from one_year(life, now)
    return now


def years(count: int) -> Telling:
    """Attest in so many years, and then go on to something else."""

    def story(life: Life, now: datetime) -> Story:
        for _ in range(count):
            now = yield from one_year(life, now)
        return now

    return story


def one_year(life: Life, now: datetime) -> Story:
    """Attest some weeks before the day, write on in the portfolio, and have it confirmed."""
    now = yield before(owed(life), life.rng.randint(14, 50), now)
    attest(life, now)
    gather(life, now)
    now = yield work(25 if life.rng.random() < SILENT else life.rng.randint(2, 12))
    confirm(life, now)
    return now


# The employer's half


def half(life: Life) -> Confirmation | None:
    """Give the newest of the employer's halves, if anybody was asked."""
    query = (
        select(Confirmation)
        .join(Attestation)
        .where(Attestation.registration_id == life.registration.id)
    )
    return db.session.scalar(query.order_by(Confirmation.id.desc()).limit(1))


def confirm(life: Life, now: datetime) -> None:
    """Have whoever it lies with confirm, else whoever may; a registrar settles what is left."""
    row = half(life)
    if row is None:
        return
    if row.state == Half.WITH_REGISTRAR:
        registrar = life.office.next(Role.REGISTRAR)
        life.fire(row, "settle_confirmation", registrar, now, words.SETTLED)
    elif row.state == Half.WAITING:
        managed = life.rng.random() < 0.05
        given = Answer("confirm_managed", words=words.MANAGED) if managed else Answer("confirm")
        speak(life, row, given, now)


def speak(life: Life, row: Confirmation, given: Answer, now: datetime) -> None:
    """Answer for the employer, from the desk where it lies if that one confirms."""
    may = confirmation.speakers(row.organisation_id, life.user_id)
    asked = [user for user in confirmation.addressees(row) if user in may]
    holder = (asked or may)[0]
    said = Answer(given.trigger, given.why, given.words, not_in_line=True)
    confirmation.answer(row, said, actor=actor_for(holder, row), now=now)


def sent(days: int) -> Telling:
    """Attest so many days ago; what follows is for others to do."""

    def story(life: Life, now: datetime) -> Story:
        now = yield ago(life, days, now)
        attest(life, now)
        return now

    return story


def cannot(life: Life, now: datetime) -> Story:
    """Have the chair say that they cannot confirm."""
    now = yield work(4)
    row = half(life)
    if row is not None:
        speak(life, row, Answer("cannot_confirm", "dates", words.NOT_KNOWN), now)
    return now


def replied(life: Life, now: datetime) -> Story:
    """Reply to a chair who cannot confirm."""
    now = yield home(2)
    row = half(life)
    if row is not None:
        life.sign_in(now)
        confirmation.reply(row, words.REPLIED, actor=actor_for(life.user, row), now=now)
    return now


# On the way to the day, and past it


def half_attested(life: Life, now: datetime) -> Story:
    """Answer one section and half of the next."""
    now = yield ago(life, 6, now)
    life.sign_in(now)
    row, page = owed(life), FORM["fitness"].pages[0]
    attestation.save(row, "still_right", {"entry": "yes", "contact": "yes"}, now=now)
    some = dict(list(answers.fitness(life.rng).items())[:3])
    attestation.keep_unfinished(row, "fitness", some, page=page, now=now)
    return now


def all_but_one(days: int) -> Telling:
    """Answer everything so many days ago, and press no button."""

    def story(life: Life, now: datetime) -> Story:
        now = yield ago(life, days, now)
        answer_all(life, now)
        return now

    return story


def looked_in(life: Life, now: datetime) -> Story:
    """Sign in shortly before the day, and do nothing."""
    now = yield before(owed(life), 5, now)
    life.sign_in(now)
    return now


def lapsing(life: Life, now: datetime) -> Story:
    """Be late, be called in vain by a registrar, and lapse."""
    now = yield day(owed(life).due_on + timedelta(days=2), now)
    last = life.registration.late_until
    if last is None:
        raise LookupError("this story is not late, so a notice is not proven")
    now = yield day(last - timedelta(days=5), now)
    life.sign_in(now)
    now = yield work(1)
    registrar = life.office.next(Role.REGISTRAR)
    life.fire(life.registration, "look_at_lapse", registrar, now, words.LOOKED)
    return (yield day(last + timedelta(days=1), now))


def restored(life: Life, now: datetime) -> Story:
    """Find out on the day of the lapse, and be back before it ends."""
    if life.registration.state != Standing.LAPSED:
        raise LookupError("this story has not lapsed")
    attest(life, now)
    now = yield work(4)
    confirm(life, now)
    return now


def away(life: Life, now: datetime) -> Story:
    """Enter an absence that lasts beyond the day."""
    now = yield before(owed(life), 45, now)
    life.sign_in(now)
    row, today = life.registration, london_day(now)
    last = today + timedelta(days=150)
    absence.enter(row, today, last, actor=actor_for(life.user, row), now=now)
    return now


def retired(life: Life, now: datetime) -> Story:
    """Retire."""
    now = yield home(life.days(30, 200))
    life.fire(life.registration, "retire", life.user_id, now)
    return now


def registrar_of(life: Life, *, but: int = 0) -> User:
    """Give the registrar whose turn it is."""
    return db.session.get_one(User, life.office.next(Role.REGISTRAR, but=but))
