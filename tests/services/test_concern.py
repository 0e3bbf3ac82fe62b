"""Matters: acknowledged in time, held for a time, kept from whom they touch, silent outside."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from registry.db import db
from registry.errors import NotFound
from registry.models.concern import Concern
from registry.models.notice import Notice
from registry.models.registration import Registration
from registry.models.user import User
from registry.services import concern, obligation
from registry.services.access import ConflictOfInterest
from registry.services.concern import Told
from registry.services.sweep import fire_next, next_due
from tests import factories
from tests.conftest import NOW
from tests.people import People
from workflows.calendar import for_person
from workflows.concern import State
from workflows.engine import Unmet
from workflows.registration import Standing

DAY = timedelta(days=1)


@pytest.fixture
def entry(people: People) -> Registration:
    return factories.registered(people)


def raised(**told: str) -> Concern:
    return concern.receive(Told(**{"about": "Amina", "words": "She said so", **told}), NOW)


def held(entry: Registration, people: People, now: datetime = NOW) -> Concern:
    row = raised()
    concern.take(row, "acknowledge", people.rene, now)
    concern.take(row, "name_subject", people.rene, now, registration=entry.id)
    concern.take(row, "hold", people.rene, now, reason="We look at it")
    return row


def fired_until(end: datetime) -> None:
    while (due := next_due()) is not None and due <= end:
        assert fire_next(due) is not None
        db.session.flush()


def test_the_clock_acknowledges_on_the_last_day_of_the_promise(rows: Any) -> None:
    row = raised()
    last = row.acknowledged_by_day
    assert (last - NOW.date()).days == 2  # a Monday and two working days
    fired_until(NOW + DAY)
    assert row.state == State.RECEIVED
    due = next_due()
    assert due is not None
    assert due.date() == last
    fired_until(due)
    assert row.state == State.ACKNOWLEDGED


def test_who_left_an_address_is_written_to_and_nobody_is_named(
    rows: Any, people: People, run_jobs: Any
) -> None:
    row = raised(about="Zebedee Marsh", words="He did it", email="cara@home.example")
    silent = raised()
    for each in (row, silent):
        concern.take(each, "acknowledge", people.rene, NOW)
    run_jobs()
    notice = rows.query(Notice).filter_by(kind="send_concern_acknowledged").one()
    assert notice.address == "cara@home.example"
    assert "Zebedee" not in notice.subject + notice.text
    assert "He did it" not in notice.text
    assert "999" in notice.text


def test_a_hold_stops_the_clocks_and_stands_in_the_way_of_leaving(
    rows: Any, people: People, entry: Registration
) -> None:
    held(entry, people)
    assert not entry.clocks_run(NOW)
    for trigger in ("leave", "retire"):
        with pytest.raises(Unmet, match="A matter is being looked at"):
            factories.fire(entry, trigger, people.alice)


def test_the_end_of_a_hold_gives_back_sixty_days_at_least(
    rows: Any, people: People, entry: Registration
) -> None:
    owed = entry.attestations[0]
    near = NOW + timedelta(days=360)  # opened, five days before it is due
    obligation.move_due(owed, (near + 5 * DAY).date(), "To be near", NOW)
    row = held(entry, people, near)
    concern.take(row, "release", people.rosa, near + 10 * DAY, reason="Nothing to it")
    assert row.state == State.CLOSED
    assert owed.due_on == for_person((near + 70 * DAY).date())
    factories.fire(entry, "leave", people.alice, near + 10 * DAY)
    assert entry.state == Standing.LEFT


def test_a_hold_ends_by_itself_after_six_months(
    rows: Any, people: People, entry: Registration
) -> None:
    row = held(entry, people)
    assert row.hold_until == NOW.date().replace(year=2027, month=5)
    fired_until(NOW + timedelta(days=181))
    assert row.state == State.HOLD
    fired_until(NOW + timedelta(days=183))
    assert row.state == State.CLOSED
    assert not entry.matter_open


def test_a_hold_is_renewed_once_and_by_two_people(
    rows: Any, people: People, entry: Registration
) -> None:
    row = held(entry, people)
    with pytest.raises(Unmet, match="proposes the renewal first"):
        concern.take(row, "renew_hold", people.rosa, NOW, reason="Longer")
    concern.take(row, "ask_renewal", people.rene, NOW, reason="Longer")
    with pytest.raises(Unmet, match="Somebody else confirms"):
        concern.take(row, "renew_hold", people.rene, NOW, reason="Longer")
    concern.take(row, "renew_hold", people.rosa, NOW, reason="Longer")
    assert row.hold_until == NOW.date().replace(year=2027, month=11)
    with pytest.raises(Unmet, match="renewed once"):
        concern.take(row, "ask_renewal", people.rene, NOW, reason="And longer")


def test_a_hold_wants_to_know_whom_it_is_about(rows: Any, people: People) -> None:
    row = raised()
    concern.take(row, "acknowledge", people.rene, NOW)
    with pytest.raises(Unmet, match="Find the registration"):
        concern.take(row, "hold", people.rene, NOW, reason="We look at it")


def test_a_matter_outlives_the_entry_and_stands_in_the_way_of_returning(
    rows: Any, people: People, entry: Registration
) -> None:
    factories.fire(entry, "leave", people.alice)
    row = held(entry, people)
    with pytest.raises(Unmet, match="A matter is being looked at"):
        factories.fire(entry, "restore", people.rene, reason="They ask")
    concern.take(row, "release", people.rene, NOW, reason="Nothing to it")
    factories.fire(entry, "restore", people.rene, reason="They ask")
    assert entry.state == Standing.ACTIVE
    assert entry.clocks_run(NOW)


def test_death_closes_a_matter_without_a_finding(
    rows: Any, people: People, entry: Registration
) -> None:
    row = held(entry, people)
    factories.fire(entry, "report_death", people.rene, reason="The family wrote")
    factories.fire(entry, "confirm_death", people.rosa, reason="The certificate")
    assert (row.state, row.hold_until, entry.matter_open) == (State.CLOSED, None, False)


def test_a_matter_about_oneself_does_not_exist(rows: Any, people: People) -> None:
    people.rosa.name = "Rosa Lind"
    row = raised(about="Rosa Lind, at the register")
    with pytest.raises(NotFound):
        concern.find(row.id, people.rosa)
    assert concern.find(row.id, people.rene) is row


def test_a_matter_about_ones_own_registration_does_not_exist(
    rows: Any, people: People, entry: Registration
) -> None:
    row = held(entry, people)
    entry.user_id = people.rosa.id
    with pytest.raises(NotFound):
        concern.find(row.id, people.rosa)


@pytest.mark.parametrize(
    "told",
    [{"not_by": "Please not Rosa Lind"}, {"email": "Rosa@people.example"}],
    ids=["named", "raised it"],
)
def test_whoever_is_named_or_raised_it_has_no_part_in_it(
    rows: Any, people: People, told: dict[str, str]
) -> None:
    people.rosa.name = "Rosa Lind"
    row = raised(**told)
    with pytest.raises(ConflictOfInterest):
        concern.find(row.id, people.rosa)
    assert not concern.actor_for(people.rosa, row).roles


def test_part_of_a_name_names_nobody(rows: Any, people: People) -> None:
    people.rosa.name = "Rosa Lind"
    assert concern.find(raised(about="Rosalind Poole").id, people.rosa)


def test_who_stands_aside_has_no_part_in_it_any_more(rows: Any, people: People) -> None:
    row = raised()
    concern.take(row, "stand_aside", people.rene, NOW, reason="We share a board")
    with pytest.raises(ConflictOfInterest):
        concern.find(row.id, people.rene)
    assert concern.find(row.id, people.rosa)


@pytest.mark.parametrize("name", ["alice", "carol", "asha", "adam", "mallory"])
def test_only_registrars_find_a_matter(rows: Any, people: People, name: str) -> None:
    user: User = getattr(people, name)
    with pytest.raises(NotFound):
        concern.find(raised().id, user)
