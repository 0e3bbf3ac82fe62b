"""Minded to refuse, a response, a refusal; and to the public it never happened."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from registry.db import atomic
from registry.services import assessment
from registry.services import user as users
from tests import factories
from tests.journeys import acts
from tests.journeys.acts import answers_of, email_of
from tests.journeys.conftest import Arrive, Person, Site, served
from workflows.roles import Role

pytestmark = pytest.mark.browser


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with served(tmp_path) as site:
        yield site


def test_a_refusal_is_heard_first_explained_and_never_public(site: Site, arrive: Arrive) -> None:
    stranger, alice, rene = (arrive(name) for name in ("stranger", "alice", "rene"))
    before = [public(stranger, address) for address in ASKED]
    acts.prepared(site, "alice")
    acts.prepared(site, "carol", Role.CASEWORKER)
    acts.prepared(site, "asha", Role.ASSESSOR)
    key = acts.prepared(site, "rene", Role.REGISTRAR)
    case = site.ask(recommended)
    acts.sign_in(rene, key)
    propose(rene, case)
    acts.sign_in(alice)
    respond(alice)
    refuse(rene, case)
    alice.go("/application")
    alice.shot("refused-04-alice")
    assert "two standards were not shown" in alice.text
    assert "Apply again at any time" in alice.text
    site.run_jobs()
    site.mailed(email_of("alice"), "(two standards were not shown)")
    assert [public(stranger, address) for address in ASKED] == before


ASKED = ("/register?q=Amina+Okafor", "/register?q=Chief+nurse", "/", "/register/SLN0JHQTR")


def public(stranger: Person, address: str) -> tuple[int, bytes]:
    """Give what the public is told, to the last byte."""
    answer = stranger.context.request.get(address)
    return answer.status, answer.body()


def recommended() -> str:
    """Walk alice's application to where a registrar decides."""
    now = datetime.now(UTC)
    alice, carol, asha = (
        users.find_by_email(email_of(name)) for name in ("alice", "carol", "asha")
    )
    assert alice is not None
    assert carol is not None
    assert asha is not None
    bent = {key: answers_of(key) for key in ("personal", "history", "referee")}
    with atomic():
        application = factories.submitted(alice, now, **bent)
        factories.fire(application, "take", carol, now)
        for check in application.checks:
            factories.clear(check, carol, now)
        factories.fire(application, "take_assessment", asha, now)
        for domain in assessment.domains_of(application):
            actor = factories.actor_for(asha, application)
            found = {**factories.FOUND, "outcome": "not_met"}
            assessment.find(application, domain.key, found, actor=actor, now=now)
        factories.fire(application, "recommend_refusal", asha, now, "Not shown")
        return f"/casework/{application.id}"


def propose(rene: Person, case: str) -> None:
    rene.go(f"{case}/decision")
    rene.shot("refused-01-decision")
    rene.follow("Say that you are minded to refuse", role="button")
    rene.answer(reason="Strategy and partners are not shown by the examples.")
    rene.shot("refused-02-propose")
    rene.press("Send the provisional reasons")
    rene.sees("The applicant is told and has time to respond")


def respond(alice: Person) -> None:
    alice.go("/application")
    alice.shot("refused-02-alice")
    alice.follow("Respond before we decide", role="button")
    alice.sees("Strategy and partners are not shown by the examples.")
    alice.answer(words="The second example shows the work with partners.")
    alice.press("Send your response")
    alice.sees("We have your response")
    alice.shot("refused-03-alice")


def refuse(rene: Person, case: str) -> None:
    rene.go(f"{case}/decision")
    rene.sees("The second example shows the work with partners.")
    rene.follow("Refuse the application", role="button")
    rene.answer(reason="We read your response; still, two standards were not shown.")
    rene.shot("refused-03-refuse")
    rene.press("Refuse the application")
    rene.sees("The application is refused")
    rene.shot("refused-04-done")
