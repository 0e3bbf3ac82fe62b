"""Nine years of one person: every way in which keeping up can go, and what the register said.

She attests and is confirmed, or nobody answers for her; she is revalidated, away, moved, late,
lapsed, back, and taken for dead. After each the entry, `?on=` and her certificate are asked.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine

from registry import queue
from registry.services import alarm, register
from tests.conftest import NOW
from tests.journeys import years
from tests.journeys.conftest import Arrive, Site, served
from tests.journeys.years import NAME, Life
from tests.sections.answers import day as boxes
from tests.web.conftest import flat
from workflows.portfolio import Kind

pytestmark = pytest.mark.browser
DAY = timedelta(days=1)
STANDS = "This certificate stands"
REPLACED = "This certificate was replaced by a newer certificate"
ENDED = "This certificate has ended"
EACH_YEAR = (Kind.APPRAISAL, Kind.REFLECTION, Kind.REFLECTION)
AT_THE_END = (
    *(Kind.APPRAISAL, Kind.REFLECTION, Kind.ROLE_RECORD, Kind.FEEDBACK),
    *(Kind.DEVELOPMENT_PLAN, Kind.PEER_DISCUSSION, Kind.SPEAKING_UP),
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with time_machine.travel(NOW, tick=True), served(tmp_path, DEMO=True) as site:
        yield site


def test_nine_years_of_one_person(site: Site, arrive: Arrive) -> None:
    life = years.born(site, arrive)
    life.says(NOW.date(), "is registered. Renewal is due by 23 November 2029.")
    life.verifies(life.certificate(), STANDS)
    nobody_answers_for_her(life)
    the_chair_confirms(life)
    nothing_failed(life)


def nobody_answers_for_her(life: Life) -> None:
    """2027: attested on time; the chair and everybody after the chair is silent."""
    life.until(date(2027, 10, 11))
    life.come()
    assert life.verdict() == "4 things are missing:"
    years.write(life.alice, date(2027, 10, 11), *EACH_YEAR)
    years.attest(life, 2027)
    assert life.verdict() == "You are complete for 2027"
    passed = date(2027, 10, 11)
    for desk, said in (
        ("emma", "It is with the chair"),
        ("sana", "It is with the deputy chair or the senior independent director"),
        ("seth", "It is with the secretary"),
    ):
        here = life.here[desk]
        here.go("/employer")
        here.sees("Sent to you")
        life.alice.go("/registration")
        life.alice.sees(f"For 2027. {said}")
        passed += timedelta(days=29)
        life.until(passed)
    life.alice.go("/registration")
    life.alice.sees("Nobody there could answer, so a registrar deals with it")
    life.rene.go("/casework/keeping-up/confirmations")
    life.rene.follow(NAME)
    life.rene.answer(reason="The trust's office confirmed it by telephone.")
    life.rene.press("Record how it was settled")
    life.rene.sees("Settled.")
    life.alice.go("/registration")
    life.alice.sees("A registrar has settled it")
    assert life.verdict() == "You are complete for 2028"
    life.still_says()


def the_chair_confirms(life: Life) -> None:
    """2028: attested and confirmed."""
    life.until(date(2028, 10, 2))
    life.come()
    years.write(life.alice, date(2028, 10, 2), *EACH_YEAR)
    years.attest(life, 2028)
    life.until(date(2028, 10, 9))
    years.confirm_attestation(life, life.emma, 2028)
    life.alice.go("/registration")
    life.alice.sees("Your employer has confirmed your attestation")
    assert life.verdict() == "You are complete for 2028"
    life.still_says()


def nothing_failed(life: Life) -> None:
    """Find the register at one with itself, and nothing left for a person to put right."""
    assert life.site.ask(register.disagreeing) == []
    assert life.site.ask(queue.failed) == []
    assert not life.site.ask(alarm.alarms)
