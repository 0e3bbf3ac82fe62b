"""An application on paper: printed once, by the worker, from the answers as they were frozen."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from registry.errors import NotFound
from registry.gateways import outside
from registry.jobs.application_paper import print_application
from registry.models.case import Movement
from registry.models.document import ApplicationPaper, LooseFile
from registry.services import application_paper
from tests import factories
from tests.conftest import NOW
from tests.documents.paper import read
from tests.people import People
from workflows.engine import WrongState


def submission(rows: Any) -> Movement:
    found: Movement = rows.query(Movement).filter_by(trigger="submit").one()
    return found


def test_a_submission_is_printed_from_its_frozen_answers(
    rows: Any, people: People, run_jobs: Callable[[], int]
) -> None:
    application = factories.submitted(people.alice)
    application.person.legal_name = "A Later Name"
    run_jobs()
    row = rows.query(ApplicationPaper).one()
    content = outside.store().read(row.sha256)
    assert row.movement_id == submission(rows).id
    assert (row.sha256, row.size) == (sha256(content).hexdigest(), len(content))
    assert row.template_version == application_paper.TEMPLATE_VERSION
    paper = application_paper.of(application)
    assert isinstance(paper, application_paper.Paper)
    assert (paper.content, paper.filename) == (content, f"Application {application.reference}.pdf")
    words = read(content)
    assert "Submitted by Amina" in words
    assert "A Later Name" not in words


def test_a_second_run_prints_nothing_again(
    rows: Any, people: People, run_jobs: Callable[[], int]
) -> None:
    factories.submitted(people.alice)
    run_jobs()
    made = rows.query(ApplicationPaper).one().made_at
    print_application(submission(rows).id)
    assert rows.query(ApplicationPaper).one().made_at == made


def test_of_two_workers_that_print_at_once_one_keeps(
    rows: Any, people: People, run_jobs: Callable[[], int]
) -> None:
    factories.submitted(people.alice)
    run_jobs()
    kept = rows.query(ApplicationPaper).one().sha256
    assert not application_paper.keep(b"%PDF another", submission(rows), NOW)
    assert rows.query(ApplicationPaper).one().sha256 == kept
    assert rows.query(LooseFile).one().sha256 == sha256(b"%PDF another").hexdigest()


def test_answers_erased_before_their_turn_are_not_printed(
    rows: Any, people: People, run_jobs: Callable[[], int]
) -> None:
    application = factories.submitted(people.alice)
    application.frozen = None
    run_jobs()
    assert rows.query(ApplicationPaper).count() == 0
    with pytest.raises(NotFound):
        application_paper.of(application)


def test_what_is_being_made_is_not_asked_for_again(rows: Any, people: People) -> None:
    application = factories.submitted(people.alice)
    waits = application_paper.of(application)
    assert isinstance(waits, application_paper.Awaited)
    assert waits.standing == "waiting"
    with pytest.raises(WrongState):
        application_paper.ask(application)
