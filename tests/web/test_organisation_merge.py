"""A merger on the registrar's pages: planned, looked at, agreed, watched while it runs."""

from collections.abc import Callable
from typing import Any

from registry.models.organisation_merge import OrganisationMerge
from registry.services import sweep
from tests import factories
from tests.conftest import NOW
from tests.people import People
from tests.web.conftest import SignIn, form, posted

DAY = {"on.day": "23", "on.month": "11", "on.year": "2026"}
ASKED = {"first": "RCF", "successor": "RR8", **DAY}


def test_planned_looked_at_agreed_and_carried_out(
    people: People, at_work: SignIn, rows: Any, run_jobs: Callable[[], int]
) -> None:
    registration = factories.registered(people)
    rene = at_work(people.rene)
    page = posted(rene, "/admin/mergers/new", **form(**ASKED))
    assert "<strong>1 person</strong>" in page.text
    assert "Nobody speaks for Leeds Teaching Hospitals NHS Trust yet" in page.text
    assert registration.organisation_code == "RCF"
    merge = rows.query(OrganisationMerge).one()
    path = f"/admin/mergers/{merge.id}"
    assert posted(rene, f"{path}/agree", **form(merge.version - 1)).status_code == 409
    posted(rene, f"{path}/agree", **form(merge.version))
    while sweep.fire_next(NOW):
        pass
    rows.commit()
    running = rene.get(path)
    assert running.headers["Refresh"] == "5"
    assert "0 of 1 carried over" in running.text
    run_jobs()
    done = rene.get(path)
    assert "Refresh" not in done.headers
    assert "1 carried over" in done.text
    assert registration.organisation_code == "RR8"
    assert "Airedale" in rene.get("/admin/mergers").text


def test_a_plan_that_is_dropped_changes_nothing(people: People, at_work: SignIn, rows: Any) -> None:
    rene = at_work(people.rene)
    posted(rene, "/admin/mergers/new", **form(**ASKED))
    merge = rows.query(OrganisationMerge).one()
    page = posted(rene, f"/admin/mergers/{merge.id}/drop", **form(merge.version))
    assert "Dropped, nothing has changed" in page.text
    assert (
        posted(rene, f"/admin/mergers/{merge.id}/agree", **form(merge.version)).status_code == 409
    )


def test_what_cannot_be_is_said_at_its_question(people: People, at_work: SignIn) -> None:
    rene = at_work(people.rene)
    page = posted(rene, "/admin/mergers/new", **form(**{**ASKED, "successor": "RCF"}))
    assert page.status_code == 422
    assert "cannot merge into itself" in page.text
    page = posted(rene, "/admin/mergers/new", **form(**{**ASKED, "on.day": "31"}))
    assert "Enter a real date" in page.text
