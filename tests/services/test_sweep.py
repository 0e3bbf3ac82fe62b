"""What is due is fired once, in order, by one worker or several, and nothing of it is lost."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from registry.db import db
from registry.models.application import Application
from registry.models.case import Movement, Timer
from registry.services import sweep, sweep_run
from tests import factories
from tests.conftest import NOW
from tests.people import People

LATER = NOW + timedelta(days=100)  # a draft and its three reminders are over


@pytest.fixture
def draft(people: People) -> Application:
    return factories.a_draft(people.alice)


def fired(application: Application) -> list[str]:
    mine = select(Movement.trigger).filter_by(workflow="application", case_id=application.id)
    return list(db.session.scalars(mine.order_by(Movement.id)))


def test_a_claim_takes_the_oldest_and_nobody_takes_them_again(draft: Application) -> None:
    first = sweep.claim(1, LATER, 2)
    second = sweep.claim(2, LATER, 50)
    assert len(first) == 2
    assert [held.fires_at for held in first] == sorted(held.fires_at for held in first)
    assert max(held.fires_at for held in first) < min(held.fires_at for held in second)
    assert sweep.claim(3, LATER, 50) == []


def test_the_claims_of_a_dead_worker_run_out(draft: Application) -> None:
    held = sweep.claim(1, LATER, 50)
    assert sweep.claim(2, LATER + sweep.LEASE - timedelta(seconds=1), 50) == []
    assert sweep.claim(2, LATER + sweep.LEASE, 50) == held


def test_what_is_given_back_can_be_taken_at_once(draft: Application) -> None:
    held = sweep.claim(1, LATER, 50)
    sweep.give_back(1)
    assert sweep.claim(2, LATER, 50) == held


def test_a_case_moves_in_the_order_of_its_clocks(draft: Application) -> None:
    """Whoever holds the last clock of a case fires the older ones of it first."""
    *_, last = sweep.claim(1, LATER, 50)
    names = []
    while (one := sweep.fire(last, LATER)) is not None:
        names.append(one.trigger)
    assert names == ["remind_draft_1", "expire"], "reminders that are past are dropped by the first"
    assert draft.state == "expired"


def test_a_step_that_breaks_is_put_off_and_shown(draft: Application) -> None:
    first, *_ = sweep.claim(1, LATER, 50)
    sweep.fail(first, "KeyError in somewhere, line 3", LATER)
    timer = db.session.get_one(Timer, first.id)
    assert (timer.attempts, timer.fires_at > LATER, timer.claimed_by) == (1, True, None)
    assert sweep.alarms() == [timer]


def test_the_foreseen_is_what_then_happens(draft: Application) -> None:
    told = [(each.case, each.trigger, each.step) for each in sweep.foreseen(LATER)]
    before = db.session.scalar(select(func.count(Movement.id)))
    assert [trigger for _, trigger, _ in told][-1] == "expire"
    assert all(case == draft.reference and step for case, _, step in told)
    assert db.session.scalar(select(func.count(Movement.id))) == before
    while sweep.fire_next(LATER):
        pass
    assert fired(draft) == [told[0][1], told[-1][1]]  # the first drops the reminders that are past


def test_the_foreseen_names_what_stands_in_the_way(draft: Application) -> None:
    expire = db.session.query(Timer).filter_by(trigger="expire").one()
    expire.case_id += 10**6
    db.session.add(
        Timer(
            workflow="application",
            case_id=draft.id,
            trigger="submit",
            due_on=NOW.date(),
            fires_at=NOW,
        )
    )
    db.session.flush()
    seen = {each.trigger: each for each in sweep.foreseen(LATER)}
    assert "not there any more" in seen["expire"].step
    assert (seen["submit"].step, seen["submit"].unmet) == ("", ("This step is for somebody else",))


def test_thousands_are_foreseen_page_by_page(
    draft: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = list(sweep.foreseen(LATER))
    monkeypatch.setattr(sweep, "READ_AT_ONCE", 1)
    assert list(sweep.foreseen(LATER)) == whole
    assert len(whole) > 2


def test_the_switch_is_turned_by_somebody_for_a_reason(people: People, rows: Any) -> None:
    assert sweep_run.stop_in_force() is None
    sweep_run.stop("A notice has the wrong date", by=people.adam, now=NOW)
    stop = sweep_run.stop_in_force()
    assert stop is not None
    assert (stop.reason, stop.by, stop.at) == ("A notice has the wrong date", "Adam", NOW)
    sweep_run.go_on("Mended", by=people.adam, now=NOW)
    assert sweep_run.stop_in_force() is None


def test_no_sweep_begins_while_they_are_stopped(draft: Application, people: People) -> None:
    sweep_run.stop("Wait", by=people.adam, now=NOW)
    assert sweep_run.begin("one", LATER) is None
    sweep_run.go_on("Go", by=people.adam, now=NOW)
    tally = sweep_run.begin("one", LATER)
    assert tally is not None
    assert tally.due == sweep.due_count(LATER) > 0


def test_a_sweep_that_wrote_nothing_for_long_broke_off(draft: Application) -> None:
    tally = sweep_run.begin("one", LATER)
    assert tally is not None
    [run] = sweep_run.recent(LATER)
    assert (run.running, run.outcome) == (True, "Running")
    [run] = sweep_run.recent(LATER + sweep_run.SILENT)
    assert not run.running
    assert run.outcome.startswith("Broke off")
