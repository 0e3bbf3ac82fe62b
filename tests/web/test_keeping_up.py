"""Keeping up, as registrars see it: nobody lapses unseen, and the last step is never in a batch."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from registry.db import db
from registry.models.case import Movement
from registry.models.notice import Channel, Notice
from registry.models.registration import Registration
from registry.services import access
from tests import factories
from tests.lateness import LOOK, all_but_the_last_step, comes_back, late, registered_as
from tests.people import People
from tests.web.conftest import SignIn, form, moves, posted
from workflows.registration import Standing

KEEPING = "/casework/keeping-up"
WORDS = {"reason": "I read the list and the notices of each."}


@pytest.fixture
def entry(people: People) -> Registration:
    return factories.registered(people)


@pytest.fixture
def other(people: People) -> Registration:
    return registered_as(people, people.bob)


@pytest.fixture
def rene(people: People, at_work: SignIn) -> FlaskClient:
    return at_work(people.rene)


@pytest.fixture
def both_late(entry: Registration, other: Registration, clock: Any) -> None:
    late(entry, other)
    assert (entry.state, other.state) == (Standing.LATE, Standing.LATE)
    clock.move_to(LOOK)


def ticked(row: Registration) -> str:
    return f"{row.id}:{row.version}"


def test_those_due_to_lapse_are_listed_with_proof_and_verdict(
    both_late: None, rene: FlaskClient
) -> None:
    page = rene.get(f"{KEEPING}/late").text
    assert page.count("4 things are missing") == 2
    assert "mandatory notices are proven to have arrived" in page
    assert "Never signed in" in page
    assert "Tuesday 21 December 2027" in page


def test_many_are_looked_at_at_once_and_each_keeps_the_words(
    both_late: None, rene: FlaskClient, rows: Any, entry: Registration, other: Registration
) -> None:
    sent = form(chosen=[ticked(entry), ticked(other)], **WORDS)
    page = posted(rene, f"{KEEPING}/late", **sent)
    assert "You have looked at 2 people" in page.text
    assert entry.looked_at is not None
    assert other.looked_at is not None
    assert moves(rows, "look_at_lapse") == 2
    again = posted(rene, f"{KEEPING}/late", **sent)
    assert "You have looked at 2 people" in again.text
    assert moves(rows, "look_at_lapse") == 2


def test_one_tick_takes_all_that_were_shown(
    both_late: None, rene: FlaskClient, rows: Any, entry: Registration, other: Registration
) -> None:
    sent = form(all="yes", shown=[ticked(entry), ticked(other)], **WORDS)
    assert "You have looked at 2 people" in posted(rene, f"{KEEPING}/late", **sent).text


def test_nothing_is_taken_without_words_or_without_a_tick(
    both_late: None, rene: FlaskClient, rows: Any, entry: Registration
) -> None:
    silent = rene.post(f"{KEEPING}/late", data=form(chosen=[ticked(entry)]))
    nobody = rene.post(f"{KEEPING}/late", data=form(**WORDS))
    assert (silent.status_code, nobody.status_code) == (422, 422)
    assert f'value="{ticked(entry)}" checked' in silent.text
    assert moves(rows, "look_at_lapse") == 0


def test_whoever_has_only_the_last_step_left_is_called_and_in_no_batch(
    both_late: None, rene: FlaskClient, rows: Any, entry: Registration, other: Registration
) -> None:
    all_but_the_last_step(entry)
    first = rene.get(rene.get(KEEPING).location).text
    assert "Only the last step is missing" in first
    assert entry.published_name in first
    batch = rene.get(f"{KEEPING}/late").text
    assert ticked(entry) not in batch
    assert ticked(other) in batch
    sent = form(chosen=[ticked(entry), ticked(other)], **WORDS)
    page = posted(rene, f"{KEEPING}/late", **sent).text
    assert "You have looked at 1 person." in page
    assert "1 person was left out" in page
    assert entry.looked_at is None
    own = f"/casework/registrations/{entry.id}"
    assert "Call them" in rene.get(own).text
    call = form(entry.version, reason="Called at 10:15. They send it today.")
    assert posted(rene, f"{own}/look_at_lapse", **call).status_code == 200
    assert entry.looked_at is not None


def test_whoever_moved_since_the_page_was_made_is_left_out(
    both_late: None, rene: FlaskClient, rows: Any, people: People, entry: Registration
) -> None:
    seen = ticked(entry)
    factories.fire(entry, "extend_late", people.rosa, LOOK, "They are ill")
    page = posted(rene, f"{KEEPING}/late", **form(chosen=[seen], **WORDS)).text
    assert "1 person was left out" in page
    assert entry.looked_at is None


def test_whose_notices_came_back_is_not_looked_at_and_gets_more_time_by_itself(
    both_late: None, rene: FlaskClient, rows: Any, entry: Registration
) -> None:
    comes_back(entry)
    page = rene.get(f"{KEEPING}/late").text
    assert "Gets more time by itself until there is proof" in page
    assert ticked(entry) not in page
    posted(rene, f"{KEEPING}/late", **form(chosen=[ticked(entry)], **WORDS))
    assert moves(rows, "look_at_lapse") == 0


def test_a_barred_registrar_sees_the_number_alone(
    both_late: None, people: People, at_work: SignIn, entry: Registration, rows: Any
) -> None:
    application = rows.get_one(access.Application, entry.application_id)
    access.declare_conflict(application, people.rosa, "We share a board", LOOK)
    page = at_work(people.rosa).get(f"{KEEPING}/late").text
    assert "Closed to you" in page
    assert page.count("things are missing") == 1


def test_a_page_of_those_who_are_late_asks_little(both_late: None, rene: FlaskClient) -> None:
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    assert rene.get(f"{KEEPING}/late").status_code == 200
    assert len(asked) <= 25


def test_the_report_says_who_was_held_and_why(
    both_late: None, rene: FlaskClient, people: People, entry: Registration
) -> None:
    factories.fire(entry, "extend_late", people.rosa, LOOK, "They are ill")
    page = rene.get(f"{KEEPING}/held").text
    assert "They are ill" in page
    assert "Somebody gave more time" in page
    table = rene.get(f"{KEEPING}/held.csv")
    assert table.mimetype == "text/csv"
    assert f"{entry.published_name},{LOOK.isoformat()}" in table.text


def test_the_report_tells_why_nobody_lapsed_unseen(
    both_late: None, rene: FlaskClient, entry: Registration, other: Registration, clock: Any
) -> None:
    comes_back(other)
    after = LOOK.replace(day=24)
    late(entry, other, until=after)
    clock.move_to(after)
    assert (entry.state, other.state) == (Standing.LATE, Standing.LATE)
    page = rene.get(f"{KEEPING}/held").text
    assert "No registrant lapses before somebody has looked" in page
    assert "A mandatory notice could not be shown to have arrived" in page


def a_letter(entry: Registration, rows: Any) -> Notice:
    letter = Notice(
        kind="send_attestation_reminder",
        registration_id=entry.id,
        address="1 High Street, Leeds",
        subject="Your yearly attestation",
        text="It is due.\n\nThe letterhead",
        message_id="<letter@test>",
        planned_at=LOOK,
        channel=Channel.LETTER.value,
    )
    rows.add(letter)
    rows.flush()
    return letter


def test_a_letter_is_printed_posted_and_ticked_with_a_name(
    both_late: None, rene: FlaskClient, rows: Any, people: People, entry: Registration
) -> None:
    letter = a_letter(entry, rows)
    assert entry.published_name in rene.get(f"{KEEPING}/letters").text
    sheet = rene.get(f"{KEEPING}/letters/print").text
    assert "It is due." in sheet
    assert "The letterhead" not in sheet
    page = posted(rene, f"{KEEPING}/letters", **form(letter=[str(letter.id)]))
    assert "1 letter is recorded as posted today" in page.text
    assert (letter.posted_on, letter.posted_by) == (LOOK.date(), people.rene.id)


def test_a_letter_that_nobody_ticked_is_not_posted(
    both_late: None, rene: FlaskClient, rows: Any, entry: Registration
) -> None:
    letter = a_letter(entry, rows)
    assert rene.post(f"{KEEPING}/letters", data=form()).status_code == 422
    assert letter.posted_on is None


@pytest.mark.parametrize(
    "trigger", ["extend_late", "report_death", "report_unreachable", "look_at_lapse"]
)
def test_a_registrar_takes_every_step_with_words(
    both_late: None, rene: FlaskClient, rows: Any, entry: Registration, trigger: str
) -> None:
    address = f"/casework/registrations/{entry.id}/{trigger}"
    assert rene.get(address).status_code == 200
    assert rene.post(address, data=form(entry.version)).status_code == 422
    assert posted(rene, address, **form(entry.version, **WORDS)).status_code == 200
    assert rows.query(Movement).filter_by(trigger=trigger, reason=WORDS["reason"]).count() == 1


def test_a_step_that_does_not_exist_is_not_found(
    both_late: None, rene: FlaskClient, entry: Registration
) -> None:
    assert rene.get(f"/casework/registrations/{entry.id}/lapse").status_code == 404


def test_the_page_of_a_registration_tells_dates_moves_and_proof(
    both_late: None, rene: FlaskClient, entry: Registration
) -> None:
    page = rene.get(f"/casework/registrations/{entry.id}").text
    assert "Yearly attestation, 2027" in page
    assert "The notice of 23 November 2027" in page
    assert "Taken, and nothing came back" in page
    assert "Then the date moves on, because nobody has looked yet" in page


def test_a_reported_death_is_confirmed_or_refuted_by_somebody_else(
    both_late: None, rene: FlaskClient, people: People, at_work: SignIn, entry: Registration
) -> None:
    address = f"/casework/registrations/{entry.id}"
    assert "Confirm a death" not in rene.get(address).text
    posted(rene, f"{address}/report_death", **form(entry.version, reason="The family wrote"))
    assert "Record that a death was reported" not in rene.get(address).text
    same = rene.post(f"{address}/confirm_death", data=form(entry.version, **WORDS))
    assert same.status_code == 422
    assert "Somebody else confirms" in same.text
    rosa = at_work(people.rosa)
    posted(rosa, f"{address}/confirm_death", **form(entry.version, reason="The certificate"))
    assert entry.state == Standing.DECEASED
