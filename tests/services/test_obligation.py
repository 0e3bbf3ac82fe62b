"""Years of one registration, timer by timer: on time, late, caught up, lapsed, restored, paused."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from registry.clock import london_day
from registry.db import db
from registry.models.case import Movement
from registry.models.notice import Notice
from registry.models.registration import Hold, HoldKind, Registration
from registry.services import attestation, casework, obligation, register
from registry.services.access import actor_for
from registry.services.sweep import fire_next, next_due
from tests import factories
from tests.conftest import NOW
from tests.people import People
from tests.sections.answers import typed
from workflows.calendar import for_person
from workflows.engine import SYSTEM, Unmet
from workflows.registration import Standing

DUE = date(2027, 11, 23)
STILL_RIGHT = {"entry": "yes", "contact": "yes"}


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.fixture
def live(rows: Any, run_jobs: Callable[[], None]) -> Callable[[date], None]:
    """Let time pass to the end of a London day, each timer at its own instant."""

    def passed(until: date) -> None:
        end = at(until, 23)
        while (due := next_due()) is not None and due <= end:
            assert fire_next(due) is not None
            rows.flush()
            notices_arrive(due)

    return passed


def notices_arrive(now: datetime) -> None:
    """Write for every step what its mail would have left in the ledger, accepted at once."""
    told = select(Movement).where(
        Movement.workflow == "attestation",
        Movement.trigger.in_(["open", *(f"remind_{n}" for n in range(2, 7))]),
        Movement.id.not_in(select(Notice.movement_id).where(Notice.movement_id.is_not(None))),
    )
    for movement in db.session.scalars(told):
        registration = db.session.get_one(Registration, movement.root_id)
        user = registration.person.user_id
        db.session.add(
            Notice(
                kind="send_attestation_reminder",
                movement_id=movement.id,
                registration_id=registration.id,
                user_id=user,
                address="alice@people.example",
                subject="s",
                text="t",
                message_id=f"<{movement.id}@test>",
                planned_at=now,
                accepted_at=now,
            )
        )
    db.session.flush()


def declare(registration: Registration, people: People, now: datetime) -> None:
    """Answer every section and send the attestation."""
    row = attestation.owed_by(registration)
    assert row is not None
    attestation.save(row, "still_right", STILL_RIGHT, now=now)
    for key in ("fitness", "code"):
        attestation.save(row, key, typed(key), now=now)
    said = {"true_and_complete": "yes", "in_person": "yes"}
    attestation.declare(row, said, actor=actor_for(people.alice, row), now=now)


def confirmed_lately(people: People, now: datetime) -> None:
    people.alice.address_confirmed_at = now


def steps(registration: Registration, *names: str) -> list[tuple[str, date]]:
    query = select(Movement).where(
        Movement.root_workflow == "registration", Movement.root_id == registration.id
    )
    found = [m for m in db.session.scalars(query.order_by(Movement.id)) if m.trigger in names]
    return [(m.trigger, london_day(m.at)) for m in found]


def test_a_registration_owes_its_first_attestation_from_the_day_it_opens(
    rows: Any, people: People
) -> None:
    registration = factories.registered(people)
    owed = registration.obligations[0]
    assert (owed.due_on, owed.state) == (DUE, "scheduled")
    verdict = obligation.verdict(registration, NOW)
    assert verdict.complete
    assert verdict.next_opens_on == DUE - timedelta(days=60)


def test_a_year_on_time(rows: Any, people: People, live: Any) -> None:
    registration = factories.registered(people)
    live(DUE - timedelta(days=60))
    assert steps(registration, "open")[-1] == ("open", DUE - timedelta(days=60))
    verdict = obligation.verdict(registration, at(DUE - timedelta(days=60)))
    assert not verdict.complete
    assert verdict.due_on == DUE
    declare(registration, people, at(DUE - timedelta(days=40)))
    assert obligation.verdict(registration, at(DUE - timedelta(days=40))).complete
    live(DUE + timedelta(days=200))
    assert registration.state == Standing.ACTIVE
    assert registration.obligations[0].due_on == date(2028, 11, 23)
    assert steps(registration, "remind_2", "fall_due") == []


def test_the_last_day_is_in_time_and_the_day_after_is_late(
    rows: Any, people: People, live: Any
) -> None:
    registration = factories.registered(people)
    confirmed_lately(people, NOW + timedelta(days=200))
    live(DUE)
    assert registration.state == Standing.ACTIVE
    live(DUE + timedelta(days=1))
    assert registration.state == Standing.LATE
    assert registration.late_until == DUE + timedelta(days=28)
    assert register.disagreeing() == []
    entry = register.last_event(registration.id)
    assert entry is not None
    assert entry.facts["standing"] == "active"  # being late is nobody else's business


def test_a_late_person_who_sends_it_is_on_time_again_and_the_anniversary_stays(
    rows: Any, people: People, live: Any
) -> None:
    registration = factories.registered(people)
    confirmed_lately(people, NOW + timedelta(days=200))
    live(DUE + timedelta(days=20))
    declare(registration, people, at(DUE + timedelta(days=20)))
    assert registration.state == Standing.ACTIVE
    assert registration.late_until is None
    assert registration.obligations[0].due_on == date(2028, 11, 23)


def test_nobody_lapses_whom_nobody_has_looked_at(rows: Any, people: People, live: Any) -> None:
    registration = factories.registered(people)
    confirmed_lately(people, NOW + timedelta(days=300))
    live(DUE + timedelta(days=28))
    assert registration.state == Standing.LATE
    live(DUE + timedelta(days=60))
    assert registration.state == Standing.LATE
    assert registration.late_until is not None
    assert registration.late_until > DUE + timedelta(days=60)


def test_a_lapse_needs_proof_and_a_look_and_quick_restoration_takes_one_day(
    rows: Any, people: People, live: Any
) -> None:
    registration = factories.registered(people)
    confirmed_lately(people, NOW + timedelta(days=300))
    live(DUE + timedelta(days=22))
    factories.fire(
        registration, "look_at_lapse", people.rene, at(DUE + timedelta(days=26)), "Called twice"
    )
    live(DUE + timedelta(days=28))
    assert registration.state == Standing.LATE  # the 28th day itself is in time
    live(DUE + timedelta(days=29))
    assert registration.state == Standing.LAPSED
    declare(registration, people, at(DUE + timedelta(days=40)))
    assert registration.state == Standing.ACTIVE
    assert register.disagreeing() == []


def test_after_the_quick_days_sending_it_restores_nobody(
    rows: Any, people: People, live: Any
) -> None:
    registration = factories.registered(people)
    confirmed_lately(people, NOW + timedelta(days=300))
    live(DUE + timedelta(days=22))
    factories.fire(
        registration, "look_at_lapse", people.rene, at(DUE + timedelta(days=26)), "Called twice"
    )
    live(DUE + timedelta(days=29))
    ended = registration.entered_on
    declare(registration, people, at(ended + timedelta(days=29)))
    assert registration.state == Standing.LAPSED


def test_without_proof_the_date_moves_and_the_standing_does_not(
    rows: Any, people: People, live: Any
) -> None:
    registration = factories.registered(people)
    people.alice.confirmed_at = NOW - timedelta(days=400)  # no address confirmed within the year
    live(DUE + timedelta(days=1))
    assert registration.state == Standing.ACTIVE
    owed = registration.obligations[0]
    assert owed.due_on >= DUE + timedelta(days=28)
    assert steps(registration, "fall_due", "move_due") == [
        ("fall_due", DUE + timedelta(days=1)),
        ("move_due", DUE + timedelta(days=1)),
    ]


def test_an_absence_stops_every_clock_and_gives_ninety_days_on_return(
    rows: Any, people: People, live: Any
) -> None:
    registration = factories.registered(people)
    away, back = DUE - timedelta(days=20), DUE + timedelta(days=100)
    live(DUE - timedelta(days=40))
    obligation.stop_clocks(
        registration,
        HoldKind.ABSENCE,
        actor=actor_for(people.alice, registration),
        now=at(DUE - timedelta(days=40)),
        began_on=away,
        ends_on=back,
    )
    live(back)
    assert steps(registration, "remind_3", "remind_4", "fall_due") == []
    live(back + timedelta(days=1))
    owed = registration.obligations[0]
    assert owed.due_on >= back + timedelta(days=90)
    assert registration.state == Standing.ACTIVE
    told = obligation.verdict(registration, at(back + timedelta(days=1)))
    assert not told.complete, "it was opened before, and is still to be sent"


def test_a_hold_gives_back_sixty_days_or_what_was_left(
    rows: Any, people: People, live: Any
) -> None:
    registration = factories.registered(people)
    begun, ended = DUE - timedelta(days=70), DUE + timedelta(days=10)
    obligation.stop_clocks(registration, HoldKind.MATTER, actor=SYSTEM, now=at(begun))
    live(ended)
    assert registration.state == Standing.ACTIVE
    (hold,) = registration.holds
    obligation.let_run(registration, hold, actor=SYSTEM, now=at(ended))
    owed = registration.obligations[0]
    assert owed.due_on == for_person(ended + timedelta(days=70))


def test_a_false_report_of_a_death_leaves_no_public_trace(
    rows: Any, people: People, live: Any
) -> None:
    registration = factories.registered(people)
    before = register.last_event(registration.id)
    now = at(DUE - timedelta(days=30))
    factories.fire(registration, "report_death", people.rene, now, "A letter")
    with pytest.raises(Unmet, match="Somebody else"):
        factories.fire(registration, "confirm_death", people.rene, now, "Sure")
    factories.fire(registration, "refute_death", people.rosa, now + timedelta(days=9), "She called")
    assert register.last_event(registration.id) is before
    owed = registration.obligations[0]
    assert owed.due_on >= london_day(now) + timedelta(days=69)


def test_a_death_that_two_confirm_ends_everything(rows: Any, people: People, live: Any) -> None:
    registration = factories.registered(people)
    now = at(DUE - timedelta(days=30))
    live(DUE - timedelta(days=31))
    factories.fire(registration, "report_death", people.rene, now, "A letter")
    factories.fire(registration, "confirm_death", people.rosa, now, "The certificate was seen")
    assert registration.state == Standing.DECEASED
    assert registration.obligations == ()
    event = register.last_event(registration.id)
    assert event is not None
    assert event.facts["standing"] == "ended"
    assert event.facts["shown_until"] == (london_day(now) + timedelta(days=28)).isoformat()
    assert rows.scalars(select(Hold).filter_by(ended_on=None)).all() == []


def test_an_entry_from_before_keeping_up_begins_to_owe(rows: Any, people: People) -> None:
    registration = factories.registered(people)
    assert obligation.next_without() is None
    for each in registration.obligations:
        casework.fire(each, "close", actor=SYSTEM, now=NOW)
    assert obligation.next_without() is registration
    casework.fire(registration, "begin_keeping_up", actor=SYSTEM, now=NOW)
    assert obligation.next_without() is None
