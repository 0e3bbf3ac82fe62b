"""The administrators' door to the clock: what runs, the switch, and times without service."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.models.sweep import Outage, SweepRun, SweepSwitch
from registry.services import sweep_run
from tests.conftest import NOW
from tests.people import People
from tests.web.conftest import SignIn, form, posted

OUTAGE = {
    "began_on.day": "20",
    "began_on.month": "11",
    "began_on.year": "2026",
    "began": "9am",
    "ended_on.day": "20",
    "ended_on.month": "11",
    "ended_on.year": "2026",
    "ended": "12:30",
    "why": "The network was cut",
}


@pytest.fixture
def adam(people: People, at_work: SignIn) -> FlaskClient:
    return at_work(people.adam)


def test_a_running_sweep_shows_its_progress_and_renews_the_page(
    adam: FlaskClient, rows: Any
) -> None:
    run = SweepRun(worker="one", started_at=NOW, beat_at=NOW, due=400, fired=100, stuck=2)
    rows.add(run)
    rows.flush()
    page = adam.get("/admin/sweeps").text
    assert 'http-equiv="refresh"' in page
    assert 'value="102" max="400"' in page
    run.finished_at, run.fired = NOW, 398
    rows.flush()
    page = adam.get("/admin/sweeps").text
    assert 'http-equiv="refresh"' not in page
    assert "Finished. 398 done, <strong>2 are stuck</strong> of 400, on one." in page


def test_the_switch_stops_with_a_reason_and_all_staff_see_it(
    adam: FlaskClient, people: People, at_work: SignIn, sign_in: SignIn, rows: Any
) -> None:
    assert adam.post("/admin/sweeps/stop", data=form(reason=" ")).status_code == 422
    assert not sweep_run.stopped()
    page = posted(adam, "/admin/sweeps/stop", **form(reason="Letters had a wrong date")).text
    assert "Let deadlines run again" in page
    seen = at_work(people.carol).get("/casework").text
    assert "All deadlines are stopped." in seen
    assert "Adam stopped them on 23 November 2026 at 10am: Letters had a wrong date" in seen
    assert "All deadlines are stopped" not in sign_in(people.alice).get("/account").text
    posted(adam, "/admin/sweeps/go-on", **form(reason="Put right"))
    assert "All deadlines are stopped" not in at_work(people.carol).get("/casework").text
    turns = [(each.stopped, each.reason, each.by_id) for each in rows.query(SweepSwitch)]
    adam_id = people.adam.id
    assert turns == [(True, "Letters had a wrong date", adam_id), (False, "Put right", adam_id)]


def test_an_outage_is_recorded_with_its_london_times(
    adam: FlaskClient, rows: Any, people: People, run_jobs: Callable[[], int]
) -> None:
    page = posted(adam, "/admin/outages", **form(**OUTAGE)).text
    assert "20 November 2026 at 9am to 20 November 2026 at 12:30pm" in page
    assert "Dates are moving" in page
    run_jobs()
    outage = rows.query(Outage).one()
    assert (outage.moved, outage.recorded_by_id) == (0, people.adam.id)
    assert "0 people got more time" in adam.get("/admin/outages").text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ended": "8:59am"}, "It must end after it began"),
        ({"began": "25:00"}, "Enter a time like 9am, 2:30pm or 14:30"),
        ({"began": "13pm"}, "Enter a time like 9am, 2:30pm or 14:30"),
        ({"ended_on.day": "24"}, "The date must be today or in the past"),
        ({"why": ""}, "Say what happened"),
    ],
)
def test_a_wrong_report_is_refused_with_what_was_typed(
    adam: FlaskClient, rows: Any, changed: dict[str, str], said: str
) -> None:
    answer = adam.post("/admin/outages", data=form(**{**OUTAGE, **changed}))
    assert answer.status_code == 422
    assert said in answer.text
    assert rows.query(Outage).count() == 0
