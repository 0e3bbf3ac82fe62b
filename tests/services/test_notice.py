"""What became of notices: letters for what did not arrive, mail that stops, the ledger."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from registry.db import db
from registry.gateways import outside
from registry.gateways.mail import MailRefused, Outbox
from registry.models.application import Application
from registry.models.case import Movement
from registry.models.notice import Channel, Notice, Proof
from registry.models.registration import Registration
from registry.services import casework, notice, notice_letter
from registry.services.access import actor_for
from tests import factories
from tests.conftest import NOW
from tests.keeping import DUE, at, attestation_open, declare
from tests.offices import hold_office
from tests.people import People
from workflows.engine import SYSTEM, Actor, WrongState
from workflows.registration import Standing

OPENED = at(DUE - timedelta(days=60))


@pytest.fixture
def entry(people: People, run_jobs: Any) -> Registration:
    """A registration whose first mail has gone."""
    registration = factories.registered(people)
    run_jobs()
    sent().clear()
    return registration


def sent() -> Any:
    box = outside.mail()
    assert isinstance(box, Outbox)
    return box.messages


@pytest.fixture(autouse=True)
def outbox() -> Any:
    box = outside.mail()
    assert isinstance(box, Outbox)
    box.messages.clear()
    yield box
    box.failing.clear()
    box.messages.clear()


def notices(registration: Registration, channel: str = "letter") -> list[Notice]:
    query = db.session.query(Notice).filter_by(registration_id=registration.id, channel=channel)
    return query.order_by(Notice.id).all()


def gone(address: str = "alice@people.example") -> None:
    box = outside.mail()
    assert isinstance(box, Outbox)
    box.failing[address] = MailRefused("550 gone")


def remind(registration: Registration, place: int, on: date) -> Movement:
    row = registration.attestations[-1]
    return casework.fire(row, f"remind_{place}", actor=SYSTEM, now=at(on))


# The next channel


def test_a_mandatory_notice_that_is_refused_for_good_becomes_a_letter_once(
    entry: Registration, run_jobs: Callable[[], int], clock: Any
) -> None:
    clock.move_to(OPENED)
    gone()
    attestation_open(entry, OPENED)
    run_jobs()
    [letter] = notices(entry)
    [mail] = [row for row in notices(entry, "email") if row.kind == "send_attestation_open"]
    assert mail.failure == "550 gone"
    assert letter.movement_id == mail.movement_id
    assert letter.address == "1 High Street, Leeds, LS1 4AP"
    assert "due by 23 November 2027" in letter.subject
    assert "days left" not in letter.subject
    run_jobs()
    assert len(notices(entry)) == 1
    assert notice.mailbox()[0].channel == Channel.LETTER
    assert all(message.to != letter.address for message in sent())


def test_what_is_not_mandatory_or_not_to_the_registrant_becomes_no_letter(
    entry: Registration, people: People, run_jobs: Callable[[], int], clock: Any
) -> None:
    clock.move_to(OPENED)
    hold_office(people)
    gone("emma@people.example")
    attestation_open(entry, OPENED)
    casework.fire(entry.attestations[0], "tell_employer_1", actor=SYSTEM, now=OPENED)
    gone()
    run_jobs()
    declare(entry.attestations[0], people, OPENED)
    run_jobs()
    refused = {row.kind for row in notices(entry, "email") if row.failure}
    assert refused >= {"send_employer_told", "send_attestation_declared"}
    assert {row.kind for row in notices(entry)} <= {"send_attestation_open"}


def test_nobody_is_reminded_of_what_they_have_just_sent(
    entry: Registration, people: People, run_jobs: Callable[[], int], clock: Any
) -> None:
    clock.move_to(OPENED)
    attestation_open(entry, OPENED)
    remind(entry, 2, OPENED.date())
    declare(entry.attestations[0], people, OPENED)  # before the worker comes to it
    run_jobs()
    kinds = [row.kind for row in notices(entry, "email")]
    assert "send_attestation_declared" in kinds
    assert not {"send_attestation_open", "send_attestation_reminder"} & set(kinds)


def test_nobody_is_told_of_lateness_that_is_over(
    entry: Registration, people: People, run_jobs: Callable[[], int], clock: Any
) -> None:
    clock.move_to(OPENED)
    attestation_open(entry, OPENED)
    every_notice_is_read(entry, people, run_jobs)
    late = at(DUE + timedelta(days=1))
    clock.move_to(late)
    casework.fire(entry, "fall_due", actor=SYSTEM, now=late)
    declare(entry.attestations[0], people, late)
    assert entry.state == Standing.ACTIVE
    run_jobs()
    kinds = {row.kind for row in notices(entry, "email")}
    assert "send_caught_up" in kinds
    assert "send_late" not in kinds


def test_a_letter_is_a_task_for_one_working_day_with_address_or_phone(
    entry: Registration, people: People, run_jobs: Callable[[], int], clock: Any
) -> None:
    friday = at(date(2027, 9, 24))
    clock.move_to(friday)
    gone()
    attestation_open(entry, friday)
    run_jobs()
    [task] = notice_letter.to_post()
    assert task.address == ("1 High Street", "Leeds", "LS1 4AP")
    assert (task.opened_on, task.due_on) == (date(2027, 9, 24), date(2027, 9, 27))
    assert task.phone == "+442079460000"
    people.alice.current_login_at = friday + timedelta(hours=1)
    assert notice_letter.to_post() == []


def test_whoever_gave_no_address_is_called(
    entry: Registration, run_jobs: Callable[[], int], clock: Any
) -> None:
    clock.move_to(OPENED)
    frozen = dict(notice_letter.personal(entry))
    for name in notice_letter.ADDRESS_FIELDS:
        frozen[name] = ""
    application = db.session.get_one(Application, entry.application_id)
    application.frozen = {**application.answers, "personal": frozen}
    gone()
    attestation_open(entry, OPENED)
    run_jobs()
    assert notices(entry)[0].address == "No postal address: call"
    [task] = notice_letter.to_post()
    assert (task.address, task.phone) == ((), "+442079460000")


def test_a_moved_date_opens_letters_for_exactly_what_is_not_proven(
    entry: Registration, people: People, run_jobs: Callable[[], int], clock: Any
) -> None:
    people.alice.address_confirmed_at = OPENED
    clock.move_to(OPENED)
    attestation_open(entry, OPENED)
    for place, before in ((2, 30), (3, 7), (4, 0)):
        clock.move_to(at(DUE - timedelta(days=before)))
        if place == 3:
            gone("nobody@people.example")
        remind(entry, place, DUE - timedelta(days=before))
        run_jobs()
    lost = next(row for row in notices(entry, "email") if row.movement_id == last(entry, 3))
    lost.accepted_at = None  # a server took it and nobody knows what became of it
    after = at(DUE + timedelta(days=1))
    clock.move_to(after)
    casework.fire(entry, "fall_due", actor=SYSTEM, now=after)
    run_jobs()
    assert entry.state == Standing.ACTIVE
    assert entry.attestations[0].due_on == DUE + timedelta(days=29)
    assert [row.movement_id for row in notices(entry)] == [last(entry, 3)]


def test_a_mandatory_notice_that_was_never_sent_is_sent_and_goes_by_letter(
    entry: Registration, run_jobs: Callable[[], int], clock: Any
) -> None:
    clock.move_to(OPENED)
    attestation_open(entry, OPENED)
    run_jobs()
    after = at(DUE + timedelta(days=1))
    clock.move_to(after)
    casework.fire(entry, "fall_due", actor=SYSTEM, now=after)
    run_jobs()
    steps = {row.movement_id for row in notices(entry)}
    assert {last(entry, 2), last(entry, 3)} <= steps
    assert entry.attestations[0].due_on > DUE


def last(registration: Registration, place: int) -> int:
    step = notice_letter.step_of(registration.attestations[0], f"remind_{place}")
    assert step is not None
    return step.id


# Posting


@pytest.fixture
def letter(entry: Registration, run_jobs: Callable[[], int], clock: Any) -> Notice:
    """A letter for the notice that opened the attestation."""
    clock.move_to(OPENED)
    gone()
    attestation_open(entry, OPENED)
    run_jobs()
    return notices(entry)[0]


def by(people: People, registration: Registration) -> Actor:
    return actor_for(people.rene, registration)


def test_a_posted_letter_is_proven_two_working_days_later(
    letter: Notice, entry: Registration, people: People
) -> None:
    friday = date(2027, 9, 24)
    notice_letter.posted(letter, friday, by(people, entry), now=at(friday))
    assert (letter.posted_on, letter.posted_by) == (friday, people.rene.id)
    for days, proof in ((3, None), (4, Proof.POSTED)):
        now = at(friday + timedelta(days=days))
        assert letter.proof(people.alice, now, entry.policy) == proof


@pytest.mark.parametrize("days", [-1, 1])
def test_a_letter_is_not_posted_before_it_was_written_nor_tomorrow(
    letter: Notice, entry: Registration, people: People, days: int
) -> None:
    on = OPENED.date() + timedelta(days=days)
    with pytest.raises(WrongState):
        notice_letter.posted(letter, on, by(people, entry), now=OPENED)
    assert letter.posted_on is None


def test_a_letter_is_posted_once_and_mail_never(
    letter: Notice, entry: Registration, people: People
) -> None:
    notice_letter.posted(letter, OPENED.date(), by(people, entry), now=OPENED)
    for row in (letter, notices(entry, "email")[0]):
        with pytest.raises(WrongState):
            notice_letter.posted(row, OPENED.date(), by(people, entry), now=OPENED)


def test_after_a_letter_a_moved_date_leaves_the_whole_time(
    letter: Notice, entry: Registration, people: People, clock: Any
) -> None:
    row = entry.attestations[0]
    after = at(DUE + timedelta(days=1))
    casework.fire(entry, "fall_due", actor=SYSTEM, now=after)
    assert row.due_on == DUE + timedelta(days=29)  # 22 December
    friday = DUE + timedelta(days=24)
    notice_letter.posted(letter, friday, by(people, entry), now=at(friday))
    assert row.due_on == date(2028, 1, 18)  # Tuesday 21 December and 28 days
    moved = db.session.query(Movement).filter_by(trigger="move_due").order_by(Movement.id.desc())
    assert moved.first().reason == "A letter was posted on 17 December 2027"


def test_a_date_that_was_never_moved_stays_when_a_letter_goes(
    letter: Notice, entry: Registration, people: People
) -> None:
    on = DUE - timedelta(days=5)
    notice_letter.posted(letter, on, by(people, entry), now=at(on))
    assert entry.attestations[0].due_on == DUE


def every_notice_is_read(entry: Registration, people: People, run_jobs: Any) -> None:
    """Send what is still to be sent of the plan, and let the person sign in after it."""
    for place in range(2, 7):
        remind(entry, place, DUE)
    run_jobs()
    people.alice.current_login_at = at(DUE + timedelta(days=40))


def test_somebody_late_gets_the_whole_time_after_a_letter_too(
    letter: Notice, entry: Registration, people: People, run_jobs: Callable[[], int]
) -> None:
    every_notice_is_read(entry, people, run_jobs)
    casework.fire(entry, "fall_due", actor=SYSTEM, now=at(DUE + timedelta(days=1)))
    assert (entry.state, entry.late_until) == (Standing.LATE, DUE + timedelta(days=28))
    on = date(2027, 12, 17)
    notice_letter.posted(letter, on, by(people, entry), now=at(on))
    assert entry.late_until == date(2028, 1, 18)


# A reported death


def test_nothing_leaves_once_a_death_is_reported_not_even_what_was_queued(
    entry: Registration, people: People, run_jobs: Callable[[], int], clock: Any
) -> None:
    clock.move_to(OPENED)
    hold_office(people)
    attestation_open(entry, OPENED)
    declare(entry.attestations[0], people, OPENED)
    notice.write(
        "reference_code",
        address=people.alice.email,
        now=OPENED,
        context={"name": "Alice", "code": "048213", "minutes": 30},
        user_id=people.alice.id,
    )
    notice.write(
        "reference_code",
        address="ref@trust.example",
        now=OPENED,
        context={"name": "Sam", "code": "048213", "minutes": 30},
        application_id=entry.application_id,
    )
    factories.fire(entry, "report_death", people.rene, OPENED, reason="A colleague told us")
    run_jobs()
    assert list(sent()) == []
    assert notice_letter.to_post() == []


def test_mail_about_others_goes_on(
    entry: Registration, people: People, run_jobs: Callable[[], int]
) -> None:
    factories.fire(entry, "report_death", people.rene, NOW, reason="A colleague told us")
    factories.submitted(people.bob)
    run_jobs()
    to = {message.to for message in sent()}
    assert "bob@people.example" in to
    assert "alice@people.example" not in to


def test_after_a_false_report_mail_goes_on_but_for_what_is_no_longer_true(
    entry: Registration, people: People, run_jobs: Callable[[], int], clock: Any
) -> None:
    clock.move_to(OPENED)
    attestation_open(entry, OPENED)
    entry.new_name = "Amina Stone"
    factories.fire(entry, "correct_name", people.rene, OPENED, reason="Marriage")
    factories.fire(entry, "report_death", people.rene, OPENED, reason="A colleague told us")
    run_jobs()
    assert list(sent()) == []
    later = OPENED + timedelta(days=10)
    clock.move_to(later)
    factories.fire(entry, "refute_death", people.rosa, later, reason="She called us")
    run_jobs()
    kinds = {row.message_id: row.kind for row in notices(entry, "email")}
    assert sorted(kinds[message.id] for message in sent()) == ["send_extended", "send_name_changed"]
    [dropped] = [row for row in notices(entry, "email") if row.failure]
    assert (dropped.kind, dropped.failure) == ("send_attestation_open", notice.NOT_SENT)
    remind(entry, 2, DUE)
    run_jobs()
    assert len(sent()) == 3


def test_a_letter_waits_while_a_death_is_reported_and_is_there_afterwards(
    letter: Notice, entry: Registration, people: People
) -> None:
    assert [task.id for task in notice_letter.to_post()] == [letter.id]
    factories.fire(entry, "report_death", people.rene, OPENED, reason="A colleague told us")
    assert notice_letter.to_post() == []
    factories.fire(entry, "refute_death", people.rosa, OPENED, reason="She called us")
    assert [task.id for task in notice_letter.to_post()] == [letter.id]


# Copies


@pytest.mark.parametrize(
    ("before", "copied"), [(31, False), (30, True), (7, True), (0, True), (-14, True)]
)
def test_the_named_contact_is_copied_from_thirty_days_before(
    entry: Registration,
    people: People,
    run_jobs: Callable[[], int],
    clock: Any,
    before: int,
    copied: bool,
) -> None:
    entry.contact_name, entry.contact_email = "Sam Hill", "sam@home.example"
    on = DUE - timedelta(days=before)
    clock.move_to(at(on))
    attestation_open(entry, at(on))
    remind(entry, 2, on)
    run_jobs()
    to = [message.to for message in sent() if "we opened" not in message.text]
    assert to.count("sam@home.example") == (1 if copied else 0)
    assert to.count("alice@people.example") == 2
    copy = [message for message in sent() if message.to == "sam@home.example"]
    assert all("Sam Hill, this is a copy." in message.text for message in copy)


@pytest.mark.parametrize("step", ["tell_employer_1", "tell_employer_2"])
def test_the_employer_hears_that_it_is_due_and_never_what(
    entry: Registration, people: People, run_jobs: Callable[[], int], clock: Any, step: str
) -> None:
    hold_office(people)
    clock.move_to(OPENED)
    attestation_open(entry, OPENED)
    run_jobs()
    sent().clear()
    casework.fire(entry.attestations[0], step, actor=SYSTEM, now=OPENED)
    run_jobs()
    [message] = sent()
    assert message.to == "emma@people.example"
    assert "23 November 2027" in message.subject
    said = f"{message.subject} {' '.join(message.text.split())} {message.html}".lower()
    for missing in ("fitness", "code of", "contact details", "missing", "declar"):
        assert missing not in said


def test_the_employer_hears_of_late_and_lapsed_and_never_why(
    entry: Registration, people: People, run_jobs: Callable[[], int], clock: Any
) -> None:
    hold_office(people)
    clock.move_to(OPENED)
    attestation_open(entry, OPENED)
    late, over = at(DUE + timedelta(days=1)), at(DUE + timedelta(days=30))
    every_notice_is_read(entry, people, run_jobs)
    clock.move_to(late)
    casework.fire(entry, "fall_due", actor=SYSTEM, now=late)
    run_jobs()
    entry.looked_at = over
    clock.move_to(over)
    casework.fire(entry, "lapse", actor=SYSTEM, now=over)
    run_jobs()
    told = [message for message in sent() if message.to == "emma@people.example"]
    assert [message.subject.partition(": ")[2][:11] for message in told] == [
        "renewal lat",
        "the registr",
    ]
    for message in told:
        said = f"{message.subject} {message.text} {message.html}".lower()
        assert not [word for word in ("fitness", "code of", "missing", "declar") if word in said]


# The ledger


def test_the_ledger_says_what_became_of_each_notice_and_what_the_person_did(
    entry: Registration, people: People, run_jobs: Callable[[], int], clock: Any
) -> None:
    clock.move_to(OPENED)
    attestation_open(entry, OPENED)
    run_jobs()
    acted = OPENED + timedelta(days=4)
    clock.move_to(acted)
    people.alice.address_confirmed_at = OPENED
    declare(entry.attestations[0], people, acted)
    run_jobs()
    found = {each.kind: each for each in notice.ledger(entry, acted)}
    opened = found["send_attestation_open"]
    assert (opened.planned_at, opened.sent_at, opened.accepted_at) == (OPENED, OPENED, OPENED)
    assert (opened.step, opened.proof) == ("open", Proof.QUIET)
    assert opened.acted is not None
    assert (opened.acted.trigger, opened.acted.label) == ("declare", "Send my attestation")
    assert found["send_welcome"].acted is None  # more than 30 days before
    assert found["send_attestation_declared"].proof is None


def test_the_ledger_asks_little_however_long_it_is(
    entry: Registration, people: People, run_jobs: Callable[[], int], clock: Any
) -> None:
    clock.move_to(OPENED)
    attestation_open(entry, OPENED)
    for place in (2, 3, 4):
        remind(entry, place, DUE)
    run_jobs()
    db.session.refresh(entry)
    asked: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        asked.append(statement)

    bind = db.session.connection()
    event.listen(bind, "before_cursor_execute", note)
    found = notice.ledger(entry, OPENED)
    event.remove(bind, "before_cursor_execute", note)
    assert len(found) >= 5
    assert len(asked) <= 3, asked
