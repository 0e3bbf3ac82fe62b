"""How the people of the demonstration come through the third year, or do not."""

from datetime import datetime, timedelta

from registry.clock import london_day
from registry.services import demo_keeping_words as words
from registry.services import revalidation
from registry.services.access import actor_for
from registry.services.demo_keeping_up import IN_PERSON, day, registrar_of
from registry.services.demo_life import Life, Pause, Story, Telling, home, work
from registry.services.demo_portfolio import arrange_lot, complete, confirmer_of, owed
from workflows.revalidation import State

NO_TIE = {"no_report": "yes", "no_tie": "yes"}


def before(life: Life, days: int, now: datetime) -> Pause:
    """Wait until so many days before the revalidation is due."""
    return day(owed(life).due_on - timedelta(days=days), now)


def named(life: Life, now: datetime) -> Story:
    """Name the confirmer when the window opens."""
    now = yield before(life, 115, now)
    life.sign_in(now)
    row = owed(life)
    who, _ = revalidation.choices(life.registration)[0]
    raw = {"who": who, **NO_TIE}
    revalidation.name_confirmer(row, raw, actor=actor_for(life.user, row), now=now)
    return now


def sent(life: Life, now: datetime) -> Story:
    """Write what is missing, declare, and send it to the confirmer."""
    now = yield before(life, 95, now)
    life.sign_in(now)
    complete(life, now)
    row = owed(life)
    revalidation.send(row, IN_PERSON, actor=actor_for(life.user, row), now=now)
    return now


def confirmed(*, drawn: bool) -> Telling:
    """Have it confirmed, with or without the luck of the draw."""

    def story(life: Life, now: datetime) -> Story:
        now = yield work(5)
        row = owed(life)
        actor = actor_for(confirmer_of(row), row)
        revalidation.take(row, "confirm", "", actor=actor, now=now)
        arrange_lot(row, now, drawn=drawn)
        now = yield home(1)
        expected = State.AUDIT if drawn else State.SCHEDULED
        if owed(life).state != expected:
            raise LookupError("the draw went another way")
        return now

    return story


def asked_more(life: Life, now: datetime) -> Story:
    """Have a registrar who reads the portfolio ask for more."""
    now = yield work(8)
    row, registrar = owed(life), registrar_of(life)
    revalidation.take(
        row, "ask_more", words.EVIDENCE_ASKED, actor=actor_for(registrar, row), now=now
    )
    return now


def met(life: Life, now: datetime) -> Story:
    """Have a registrar find that what was drawn meets what is asked."""
    now = yield work(12)
    row, registrar = owed(life), registrar_of(life)
    revalidation.take(row, "audit_met", words.AUDITED, actor=actor_for(registrar, row), now=now)
    return now


def deferred(life: Life, now: datetime) -> Story:
    """Have the confirmer recommend a later date, and a registrar follow."""
    now = yield before(life, 90, now)
    row = owed(life)
    revalidation.recommend_deferral(
        row,
        to=row.due_on + timedelta(days=150),
        code="insufficient_evidence",
        lacking="new_post",
        actor=actor_for(confirmer_of(row), row),
        now=now,
    )
    now = yield work(3)
    row = owed(life)
    actor = actor_for(registrar_of(life), row)
    revalidation.take(row, "accept_deferral", "", actor=actor, now=now)
    return now


def warned(life: Life, now: datetime) -> Story:
    """Be warned twice in writing, and answer neither."""
    for text in words.WARNINGS:
        now = yield home(1 if text is words.WARNINGS[0] else 15)
        row = owed(life)
        actor = actor_for(confirmer_of(row), row)
        revalidation.take(row, "warn", text, actor=actor, now=now)
    return now


def not_engaged(life: Life, now: datetime) -> Story:
    """Be said not to have been engaged with, and hear the proposal."""
    now = yield work(4)
    row = owed(life)
    actor = actor_for(confirmer_of(row), row)
    revalidation.take(row, "recommend_non_engagement", words.NOT_ENGAGED, actor=actor, now=now)
    now = yield work(2)
    row, registrar = owed(life), registrar_of(life)
    revalidation.take(
        row, "accept_non_engagement", words.PROPOSED, actor=actor_for(registrar, row), now=now
    )
    return now


def removed(life: Life, now: datetime) -> Story:
    """Be removed by a second person, when the time to answer is over."""
    row = owed(life)
    last = max(row.due_on, london_day(now) + timedelta(days=28))
    proposed_by = row.proposed_by or 0
    now = yield day(last + timedelta(days=3), now)
    row = owed(life)
    actor = actor_for(registrar_of(life, but=proposed_by), row)
    revalidation.take(row, "not_revalidate", words.NOT_REVALIDATED, actor=actor, now=now)
    return now
