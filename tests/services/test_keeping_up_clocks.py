"""What the random years of keeping up have taught, one case each."""

from datetime import UTC, datetime, timedelta
from typing import Any

from registry.db import db
from registry.models.case import Timer
from registry.models.notice import Notice, unproven_of
from registry.models.registration import HoldKind, Registration
from registry.services import attestation, casework, obligation
from tests import factories, keeping
from tests.lateness import DUE, late
from tests.people import People
from workflows.engine import SYSTEM


def at(days: int) -> datetime:
    return datetime(DUE.year, DUE.month, DUE.day, 12, tzinfo=UTC) + timedelta(days=days)


def clocks(row: Any) -> set[str]:
    found = db.session.query(Timer).filter_by(workflow=row.WORKFLOW.name, case_id=row.id)
    return {timer.trigger for timer in found}


def lapsed(people: People) -> Registration:
    registration = factories.registered(people)
    late(registration, until=at(27))
    factories.fire(registration, "look_at_lapse", people.rene, at(27), "Called twice")
    late(registration, until=at(30))
    assert registration.state == "lapsed"
    return registration


def test_no_clock_of_what_is_owed_runs_for_somebody_who_has_lapsed(people: People) -> None:
    registration = lapsed(people)
    assert [clocks(row) for row in registration.obligations] == [set(), set()]


def test_quick_restoration_sets_the_clocks_of_the_next_year_going(people: People) -> None:
    registration = lapsed(people)
    keeping.declare(registration.attestations[0], people, at(31))
    assert registration.state == "active"
    owed = attestation.owed_by(registration)
    assert owed is not None
    assert clocks(owed) == {"open"}
    assert "open" in clocks(registration.revalidations[0])


def test_a_reminder_of_a_later_date_is_proven_by_itself_and_not_by_the_first(
    people: People,
) -> None:
    registration = factories.registered(people)
    late(registration, until=at(4))
    assert registration.state == "late"
    obligation.stop_clocks(registration, HoldKind.MATTER, actor=SYSTEM, now=at(5))
    (hold,) = registration.holds
    obligation.let_run(registration, hold, actor=SYSTEM, now=at(6))
    owed = registration.attestations[0]
    later = at(0) + (owed.due_on - DUE)
    late(registration, until=later)
    casework.fire(owed, "remind_3", actor=SYSTEM, now=later)
    known = {n.id for n in db.session.query(Notice).filter_by(user_id=registration.user_id)}
    assert known
    told = {missing.key for missing in unproven_of(owed, later + timedelta(days=4))}
    assert told == {"remind_3"}, "it was sent again, and nothing shows that it arrived"
