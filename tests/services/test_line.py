"""The main line through the services, from a draft to an entry and a certificate."""

from collections.abc import Callable
from typing import Any

from registry.models.certificate import Certificate
from registry.models.register import RegisterEntry, RegisterEvent
from tests import factories
from tests.people import People


def test_an_application_becomes_an_entry_and_a_certificate(
    rows: Any, people: People, run_jobs: Callable[[], int]
) -> None:
    registration = factories.registered(people)
    run_jobs()
    assert registration.state == "active"
    assert rows.query(RegisterEvent).count() == 1
    assert rows.query(RegisterEntry).one().name == "Amina Okafor"
    assert rows.query(Certificate).one().content.startswith(b"%PDF")
