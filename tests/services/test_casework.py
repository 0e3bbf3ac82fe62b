"""The door: one transaction for state, history, clocks, register and jobs; nobody goes round it."""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from registry import queue
from registry.db import db
from registry.models.case import CaseSummary, Movement, Timer
from registry.models.register import RegisterEntry, RegisterEvent
from registry.services import casework, register, summary, sweep
from registry.services.access import actor_for
from tests import factories
from tests.conftest import NOW
from tests.people import People
from workflows.engine import SYSTEM, NotPermitted, UnknownTrigger, Unmet, WrongState


def movements(row: Any) -> list[Movement]:
    query = select(Movement).filter_by(workflow=row.WORKFLOW.name, case_id=row.id)
    return list(db.session.scalars(query.order_by(Movement.id)))


def timers(row: Any) -> dict[str, date]:
    query = select(Timer).filter_by(workflow=row.WORKFLOW.name, case_id=row.id)
    return {timer.trigger: timer.due_on for timer in db.session.scalars(query)}


def test_a_submission_is_one_movement_with_all_that_follows(rows: Any, people: People) -> None:
    application = factories.submitted(people.alice)
    (moved,) = movements(application)
    assert (moved.trigger, moved.source, moved.dest) == ("submit", "draft", "checks")
    assert (moved.actor_id, moved.role, moved.at) == (people.alice.id, "subject", NOW)
    assert len(application.checks) == 12
    assert application.frozen["personal"]["register_name"] == "Amina Okafor"
    assert rows.get(CaseSummary, application.id).stage == "checks"
    assert timers(application) == {}


def test_the_receipt_is_queued_once_in_the_same_transaction(rows: Any, people: People) -> None:
    application = factories.submitted(people.alice)
    (moved,) = movements(application)
    assert ("send_receipt", moved.id) in queue.pending()
    rows.rollback()
    assert queue.pending() == []


def test_every_movement_takes_a_version_also_one_that_stays(rows: Any, people: People) -> None:
    application = factories.submitted(people.alice)
    rows.flush()
    before = application.version
    factories.fire(application, "take", people.carol)
    rows.flush()
    assert application.state == "checks"
    assert application.version > before


@pytest.mark.parametrize(
    ("who", "trigger", "refusal"),
    [
        ("mallory", "take", NotPermitted),
        ("alice", "take", NotPermitted),
        ("carol", "fly", UnknownTrigger),
        ("carol", "approve", WrongState),
        ("alice", "submit", WrongState),
    ],
)
def test_a_refusal_changes_nothing(
    rows: Any, people: People, who: str, trigger: str, refusal: type[Exception]
) -> None:
    application = factories.submitted(people.alice)
    rows.flush()
    before = (application.state, application.version, len(movements(application)))
    with pytest.raises(refusal):
        factories.fire(application, trigger, getattr(people, who))
    rows.flush()
    assert (application.state, application.version, len(movements(application))) == before


def test_the_owner_of_a_case_has_no_staff_role_there(rows: Any, people: People) -> None:
    application = factories.submitted(people.carol)
    with pytest.raises(NotPermitted):
        factories.fire(application, "take", people.carol)


def test_closing_the_last_check_moves_the_application(rows: Any, people: People) -> None:
    application = factories.taken(people)
    *most, last = application.checks
    for row in most:
        factories.clear(row, people.carol)
    assert application.state == "checks"
    factories.clear(last, people.carol)
    assert application.state == "assessment"
    assert movements(application)[-1].role == "system"


def test_a_check_that_runs_out_takes_the_application_back(rows: Any, people: People) -> None:
    application = factories.in_assessment(people)
    check = next(c for c in application.checks if c.item == "criminal_record")
    rows.flush()
    assert check.valid_to == date(2027, 5, 2)
    casework.fire(check, "go_stale", actor=SYSTEM, now=NOW)
    assert (check.state, application.state) == ("stale", "checks")


def test_nobody_is_approved_on_a_check_that_has_run_out_though_no_clock_said_so(
    rows: Any, people: People
) -> None:
    application = factories.in_decision(people)
    application.checks[0].valid_to = NOW.date()
    rows.flush()
    with pytest.raises(Unmet, match="out of date"):
        factories.fire(application, "approve", people.rene, NOW + timedelta(days=1))
    factories.fire(application, "approve", people.rene, NOW)


def test_an_approval_needs_a_second_person(rows: Any, people: People) -> None:
    application = factories.in_decision(people)
    people.asha.roles = [*people.asha.roles, *people.rene.roles]
    rows.flush()
    with pytest.raises(Unmet, match="cannot decide as well"):
        factories.fire(application, "approve", people.asha)


def test_who_stands_aside_loses_the_case_and_their_findings(rows: Any, people: People) -> None:
    application = factories.in_assessment(people)
    factories.fire(application, "stand_aside", people.asha, reason="We shared a board")
    rows.flush()
    assert application.assessor_id is None
    assert actor_for(people.asha, application).roles == frozenset()


def test_an_overdue_timer_fires_with_its_due_date(rows: Any, people: People) -> None:
    application = factories.a_draft(people.alice)
    rows.flush()
    due = timers(application)["expire"]
    later = NOW + timedelta(days=120)
    while sweep.fire_next(later):
        pass
    last = movements(application)[-1]
    assert (last.trigger, last.effective_on, last.at) == ("expire", due, later)
    assert application.state == "expired"
    assert timers(application) == {}


def test_the_due_day_itself_is_in_time(rows: Any, people: People) -> None:
    application = factories.a_draft(people.alice)
    rows.flush()
    expire = rows.scalars(select(Timer).filter_by(trigger="expire")).one()
    assert expire.fires_at == casework.london_midnight_after(expire.due_on)
    while sweep.fire_next(expire.fires_at - timedelta(seconds=1)):
        pass
    assert application.state == "draft"


def test_a_reminder_fires_once(rows: Any, people: People) -> None:
    application = factories.a_draft(people.alice)
    rows.flush()
    day = NOW + timedelta(days=15)
    while sweep.fire_next(day):
        pass
    assert [m.trigger for m in movements(application)] == ["remind_draft_1"]
    assert "remind_draft_1" not in timers(application)


def test_a_timer_that_cannot_move_its_case_is_kept_and_shown(rows: Any, people: People) -> None:
    application = factories.submitted(people.alice)
    rows.flush()
    stuck = Timer(
        workflow="application",
        case_id=application.id,
        trigger="checks_closed",
        due_on=NOW.date(),
        fires_at=NOW,
    )
    rows.add(stuck)
    rows.flush()
    sweep.fire_next(NOW)
    assert sweep.alarms() == [stuck]
    assert stuck.fires_at > NOW


def test_log_projection_and_live_facts_agree(rows: Any, people: People) -> None:
    registration = factories.registered(people)
    rows.flush()
    live = register.facts_of(registration, None).as_json()
    (logged,) = rows.scalars(select(RegisterEvent))
    entry = rows.get(RegisterEntry, registration.id)
    assert live == logged.facts == entry.facts
    assert register.leaf(logged.facts, logged.salts) == logged.leaf


def test_a_change_that_forgets_to_publish_is_caught(rows: Any, people: People) -> None:
    registration = factories.registered(people)
    registration.post = "Chief executive"  # round the door
    rows.flush()
    assert disagreements() == [registration.number]


def test_a_rebuild_gives_the_same_projection(rows: Any, people: People) -> None:
    registration = factories.registered(people)
    rows.flush()
    before = dict(rows.get(RegisterEntry, registration.id).facts)
    assert register.rebuild() == 1
    assert rows.get(RegisterEntry, registration.id).facts == before


def test_the_log_is_numbered_without_gaps(rows: Any, people: People) -> None:
    factories.registered(people)
    rows.flush()
    assert register.number_events(NOW) == 1
    assert register.number_events(NOW) == 0
    assert rows.scalars(select(RegisterEvent.seq)).all() == [1]


def test_a_summary_that_is_computed_again_is_the_same(rows: Any, people: People) -> None:
    application = factories.in_decision(people)
    rows.flush()
    kept = rows.get(CaseSummary, application.id)
    assert {name: getattr(kept, name) for name in summary.computed(application, NOW)} == (
        summary.computed(application, NOW)
    )


def test_a_submission_takes_a_known_number_of_statements(rows: Any, people: People) -> None:
    application = factories.a_draft(people.alice)
    rows.commit()
    with statements() as seen:
        factories.applications.submit(
            application, actor=actor_for(people.alice, application), now=NOW
        )
        rows.flush()
    assert len(seen) <= SUBMIT_STATEMENTS, "\n".join(seen)


SUBMIT_STATEMENTS = 50


@contextmanager
def statements() -> Any:
    """Collect the SQL that goes to the database inside the block."""
    seen: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        seen.append(" ".join(statement.split())[:160])

    engine: Any = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def disagreements() -> list[str]:
    from registry.services.register import disagreeing

    return disagreeing()


def test_jobs_run_once_however_often_they_are_asked(
    rows: Any, people: People, run_jobs: Callable[[], int]
) -> None:
    factories.registered(people)
    assert run_jobs() > 0
    assert run_jobs() == 0


def test_checks_that_close_while_the_applicant_is_asked_do_not_strand_the_case(
    rows: Any, people: People
) -> None:
    application = factories.taken(people)
    factories.fire(application, "ask", people.carol, reason="Which dates are right?")
    for row in application.checks:
        factories.clear(row, people.carol)
    assert application.state == "awaiting_information"
    factories.fire(application, "answer", people.alice, reason="The later ones")
    assert application.state == "assessment"


def test_no_clock_runs_for_a_check_of_an_ended_case(rows: Any, people: People) -> None:
    application = factories.in_assessment(people)
    factories.fire(application, "withdraw", people.alice)
    rows.flush()
    assert rows.scalars(select(Timer).filter_by(workflow="check")).all() == []
