"""The demonstration: invented people who live through the real services."""

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select

from registry import clock, queue
from registry.db import db
from registry.jobs import demo as living
from registry.models.application import Application
from registry.models.case import CaseSummary, Movement
from registry.models.certificate import Certificate
from registry.models.register import RegisterEvent
from registry.models.registration import Registration
from registry.models.user import User
from registry.services import demo, register, summary, sweep
from registry.services.demo_fates import (
    APPLYING,
    FATES,
    KEEPING_UP,
    LEAD,
    STARRING,
    YEAR,
    Fate,
    due_in,
    fate_of,
)
from registry.services.demo_life import Life, Office

PAPERS = {demo.CERTIFICATE, demo.APPLICATION}
SHOWN_FIRST = 60  # people of `make run`


@pytest.fixture
def lived(own_app: Flask) -> Iterator[Flask]:
    """Let twelve people live through the scheme."""
    with own_app.app_context():
        for _ in living.live(12):
            pass
        yield own_app


@pytest.mark.slow
def test_what_people_lived_through_agrees_with_itself(lived: Flask) -> None:
    assert register.disagreeing() == []
    assert queue.failed() == []
    assert {name for name, _ in queue.pending()} <= PAPERS
    queue.drain()
    assert sweep.alarms() == []
    now = clock.now()
    for application in db.session.scalars(select(Application)):
        kept = db.session.get_one(CaseSummary, application.id)
        computed = summary.computed(application, now)
        assert {name: getattr(kept, name) for name in computed} == computed
    numbers = list(db.session.scalars(select(RegisterEvent.seq).order_by(RegisterEvent.seq)))
    assert numbers == list(range(1, len(numbers) + 1))
    assert db.session.scalar(select(func.max(Movement.at))) <= now
    assert everyone_is_invented()
    assert every_entry_has_its_certificate()
    assert the_cast_is_there()
    assert demo.guests()


def everyone_is_invented() -> bool:
    people = db.session.scalars(select(User)).all()
    return bool(people) and all(
        user.is_demo and user.password is None and user.email.endswith(".example")
        for user in people
    )


def every_entry_has_its_certificate() -> bool:
    registered = set(db.session.scalars(select(Registration.id)))
    return bool(registered) and registered == set(
        db.session.scalars(select(Certificate.registration_id))
    )


def the_cast_is_there() -> bool:
    first = demo.groups()[0]
    return [person.name for person in first.people] == [member.name for member in demo.cast()]


def test_the_same_seed_gives_the_same_people() -> None:
    def named(seed: int) -> list[str]:
        rng = Random(seed)  # noqa: S311  # invented people, no secret
        found = demo.profiles(rng, demo.open_trusts(demo.FIRST.effective_on))
        return [next(found).name for _ in range(300)]

    assert named(1) == named(1)
    assert named(1) != named(2)
    assert len(set(named(1))) == 300


def test_every_way_to_go_is_gone_by_somebody() -> None:
    rng = Random(1)  # noqa: S311  # invented people, no secret
    shown = {fate_of(place, rng) for place in range(SHOWN_FIRST)}
    assert shown > set(STARRING | KEEPING_UP | APPLYING)
    assert {fate_of(place, rng) for place in range(len(FATES))} == set(FATES)


def test_whoever_needs_a_chair_has_one_and_the_cast_its_names(app: Flask) -> None:
    people = [(life, fate) for _, life, fate in cast_of(len(FATES))]
    for (life, fate), key in zip(people, FATES, strict=True):
        assert fate is FATES[key]
        if key in demo.KNOWN:
            assert life.profile.organisation.code == demo.KNOWN[key]
        if key in demo.STARS:
            assert life.profile.name == " ".join(demo.STARS[key])
            assert life.prints == {demo.CERTIFICATE}, "a visitor who signs in finds it there"


def test_papers_that_a_later_step_would_change_are_printed_in_their_time(app: Flask) -> None:
    prints = {
        key: life.prints for key, (_, life, _) in zip(FATES, cast_of(len(FATES)), strict=True)
    }
    assert prints["moved"] == prints["revalidated"] == {demo.CERTIFICATE}
    assert prints["retired"] == prints["untaken"] == frozenset()


def cast_of(count: int) -> list[tuple[datetime, Life, Fate]]:
    office = Office({}, (), demo.open_trusts(demo.FIRST.effective_on))
    return list(demo.lives(count, 1, office, datetime(2026, 11, 23, tzinfo=UTC)))


def test_the_story_of_a_day_begins_as_long_before_as_it_takes() -> None:
    start, _ = due_in(30)
    assert start + 30 == round(YEAR) + LEAD
    assert due_in(30, 3)[0] - start == round(3 * YEAR) - round(YEAR)
    assert all(fate.brisk for fate in FATES.values() if fate.on_time)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"DEMO": False}, "set DEMO=1"),
        ({"DEMO": True, "SMTP_URL": "smtp://mail.example"}, "unset SMTP_URL"),
    ],
)
def test_there_are_no_invented_people_outside_a_demonstration(
    app: Flask, monkeypatch: pytest.MonkeyPatch, settings: dict[str, object], said: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setitem(app.config, name, value)
    done = app.test_cli_runner().invoke(args=["demo"])
    assert done.exit_code == 1
    assert said in done.output
