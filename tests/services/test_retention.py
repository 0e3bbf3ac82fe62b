"""What was promised to be forgotten is, on its day; and a row says so without a word of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from registry.clock import LONDON
from registry.db import atomic, db
from registry.errors import NotFound
from registry.gateways import outside
from registry.jobs import sweep
from registry.models.application import Application, ApplicationAnswer, EqualityAnswer, Question
from registry.models.case import CaseSummary, Command, Movement
from registry.models.document import ApplicationPaper, Document, LooseFile
from registry.models.erasure import Erasure
from registry.models.notice import Notice
from registry.models.person import Person
from registry.models.registration import Hold
from registry.services import access, document, filing, retention
from registry.services import application as applications
from registry.services.command import begin
from registry.services.sweep import fire_next, next_due
from tests import factories
from tests.conftest import NOW
from tests.people import People, make_people

FILE = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n"
SECRET = "My answer is between us"
SECTIONS = 9


def morning(day: date) -> datetime:
    """The hour at which the register tidies up."""
    return datetime.combine(day, time(3, 30), LONDON).astimezone(UTC)


def expired(people: People) -> Application:
    """A draft with everything in it, that nobody touched for ninety days."""
    draft = factories.a_draft(people.alice)
    upload = document.Upload("My plan.pdf", FILE)
    document.keep(draft, "competence", upload, user=people.alice, now=NOW)
    applications.keep_equality(people.alice, {"age": "45_54"}, NOW)
    while draft.state == "draft":
        fire_next(next_due() or NOW)
    return draft


def withdrawn(people: People, now: datetime = NOW) -> Application:
    """An application that was asked about and answered, and then withdrawn."""
    row = factories.taken(people, now)
    factories.clear(row.checks[0], people.carol, now)
    row.checks[0].note = "Seen by Carol"
    factories.fire(row, "ask", people.carol, now, reason="Which trust?")
    factories.fire(row, "answer", people.alice, now, reason=SECRET)
    factories.fire(row, "withdraw", people.alice, now)
    return row


def erase(now: datetime) -> list[str]:
    """Erase all that is due, and say what it was."""
    proofs = []
    while proof := retention.erase_next(now):
        proofs.append(proof.what)
    return proofs


def count(kind: Any, **which: Any) -> int:
    return db.session.query(kind).filter_by(**which).count()


def everything(*kinds: Any) -> str:
    """All that rows of these kinds say, to look for what should not be there."""
    rows = [row for kind in kinds for row in db.session.query(kind)]
    return " ".join(
        str({c.key: getattr(row, c.key) for c in row.__table__.columns}) for row in rows
    )


def test_a_draft_keeps_its_contents_for_thirty_days_and_not_one_more(
    rows: Any, people: People
) -> None:
    draft = expired(people)
    last = draft.entered_on + timedelta(days=30)
    assert erase(morning(last)) == []
    assert count(ApplicationAnswer) == SECTIONS
    assert erase(morning(last + timedelta(days=1))) == ["contents"]
    assert count(ApplicationAnswer) + count(Document) + count(EqualityAnswer) == 0
    person = rows.get(Person, draft.person_id)
    assert (person.legal_name, person.born_on, person.folded_name) == ("", None, "")
    assert count(CaseSummary) == 0
    assert erase(morning(last + timedelta(days=2))) == []


def test_the_proof_says_what_and_why_and_names_nobody(rows: Any, people: People) -> None:
    draft = expired(people)
    at = morning(draft.entered_on + timedelta(days=31))
    erase(at)
    proof = rows.query(Erasure).one()
    assert proof.why == "A draft that ended keeps its contents for 30 days"
    assert (proof.ended_on, proof.policy_version, proof.at) == (draft.entered_on, 1, at)
    assert (proof.counts["answers"], proof.counts["files"]) == (SECTIONS, 1)
    assert {move.trigger for move in rows.query(Movement)} >= {"expire"}
    left = everything(Erasure, Application, Movement, Person)
    assert "Amina" not in left
    assert "Airedale" not in left


def test_what_was_erased_is_found_by_nobody(rows: Any, people: People) -> None:
    draft = expired(people)
    erase(morning(draft.entered_on + timedelta(days=31)))
    for find in (access.find_application_of, lambda u, i: access.find_application(i, u)):
        with pytest.raises(NotFound):
            find(people.alice, draft.id)
    assert access.find_own_application(people.alice) is None
    again = applications.start(people.alice, NOW + timedelta(days=200))
    assert again.id != draft.id


def test_answers_that_another_case_of_the_person_needs_stay(rows: Any, people: People) -> None:
    draft = expired(people)
    later = morning(draft.entered_on)
    factories.submitted(people.alice, later)
    assert erase(later + timedelta(days=40)) == ["contents"]
    assert count(EqualityAnswer) == 1
    assert rows.query(Person).filter_by(user_id=people.alice.id).one().legal_name
    assert count(ApplicationAnswer) == SECTIONS


def test_a_withdrawn_application_becomes_a_note(rows: Any, people: People) -> None:
    row = withdrawn(people)
    assert erase(morning(NOW.date() + timedelta(days=30))) == []
    assert erase(morning(NOW.date() + timedelta(days=31))) == ["contents"]
    assert row.frozen is None
    assert count(Question) + count(ApplicationAnswer) == 0
    written = everything(Movement, *[type(r) for r in factories.references_of(row)])
    assert SECRET not in written
    assert "Rene Roy" not in written
    assert "Which trust?" in written
    assert row.checks[0].note == "Seen by Carol"
    assert access.find_application_of(people.alice, row.id).person.legal_name


@pytest.mark.parametrize(
    ("ended", "last"),
    [
        (date(2027, 3, 3), date(2029, 3, 3)),
        (date(2028, 2, 29), date(2030, 2, 28)),
        (date(2026, 2, 28), date(2028, 2, 28)),
        (date(2026, 7, 31), date(2028, 7, 31)),
    ],
)
def test_a_note_is_kept_to_the_very_day_two_years_on(
    rows: Any, people: People, ended: date, last: date
) -> None:
    row = withdrawn(people)
    row.entered_at = datetime.combine(ended, time(23, 30), LONDON).astimezone(UTC)
    rows.flush()
    assert erase(morning(last)) == ["contents"]
    assert erase(morning(last + timedelta(days=1))) == ["note"]


def test_nothing_of_a_note_is_left_but_reference_and_dates(
    rows: Any, people: People, run_jobs: Callable[[], int]
) -> None:
    row = withdrawn(people)
    run_jobs()
    assert count(Notice, application_id=row.id) > 1
    assert erase(morning(date(2029, 1, 1))) == ["contents", "note"]
    left = everything(Application, Movement, Notice, Erasure, Person, *map(type, row.checks[:1]))
    for word in ("Amina", "Which trust?", "Seen by Carol", "Airedale", "alice@"):
        assert word not in left, word
    assert row.reference in left
    assert row.erased_at is not None
    assert [proof.what for proof in rows.query(Erasure).order_by(Erasure.id)] == [
        "contents",
        "note",
    ]


def test_a_note_stays_while_the_person_applies_again(rows: Any, people: People) -> None:
    withdrawn(people)
    applications.start(people.alice, NOW)
    assert erase(morning(date(2029, 1, 1))) == ["contents"]


def test_nothing_is_erased_while_a_matter_is_open(rows: Any, people: People) -> None:
    old = applications.start(people.alice, NOW)
    factories.fire(old, "withdraw", people.alice)
    registration = factories.registered(people)
    hold = Hold(registration_id=registration.id, began_on=NOW.date(), reason="A matter")
    rows.add(hold)
    rows.flush()
    assert erase(morning(date(2029, 1, 1))) == []
    hold.ended_on = date(2028, 12, 31)
    rows.flush()
    assert erase(morning(date(2029, 1, 1))) == ["contents", "note"]
    assert rows.get(Person, registration.person_id).legal_name
    assert count(ApplicationAnswer, application_id=old.id) == 0
    assert count(ApplicationAnswer, application_id=registration.application_id) == SECTIONS


def test_bytes_go_only_when_no_other_row_has_them(rows: Any, people: People) -> None:
    draft = expired(people)
    other = factories.a_draft(people.bob, morning(draft.entered_on))
    upload = document.Upload("The same.pdf", FILE)
    shared = document.keep(other, "x", upload, user=people.bob, now=NOW).sha256
    due = morning(draft.entered_on + timedelta(days=31))
    alone = outside.store().keep(b"Alice's alone")
    filing.let_go([alone], due)
    erase(due)
    assert count(LooseFile) == 2
    assert not filing.drop_next(due + timedelta(minutes=59))
    assert filing.drop_next(due + timedelta(hours=1))
    assert filing.drop_next(due + timedelta(hours=1))
    assert outside.store().read(shared) == FILE
    with pytest.raises(FileNotFoundError):
        outside.store().read(alone)
    assert count(LooseFile) == 0


def test_bytes_that_come_again_before_they_go_stay(rows: Any) -> None:
    sha256 = filing.keep(b"There and back")
    filing.let_go([sha256, sha256], NOW)
    filing.let_go([sha256], NOW)
    assert filing.keep(b"There and back") == sha256
    assert not filing.drop_next(NOW + timedelta(days=1))
    assert outside.store().read(sha256) == b"There and back"


def test_the_nightly_turn_erases_and_forgets_old_commands(own_app: Any, clock: Any) -> None:
    with own_app.app_context():
        with atomic():
            draft = expired(make_people())
            due = morning(draft.entered_on + timedelta(days=31))
            begin("user:1", "key", b"", NOW)
        clock.move_to(due)
        sweep.tidy()
        assert count(Erasure) == 1
        assert count(Command) == 0
        (loose,) = [each.sha256 for each in db.session.query(LooseFile)]
        db.session.rollback()
        clock.shift(timedelta(hours=2))
        sweep.drop_files()
        assert count(LooseFile) == 0
        with pytest.raises(FileNotFoundError):
            outside.store().read(loose)
        db.session.rollback()


def test_a_paper_is_erased_with_the_answers_that_it_prints(
    rows: Any, people: People, run_jobs: Callable[[], int]
) -> None:
    withdrawn(people)
    run_jobs()
    assert count(ApplicationPaper) == 1
    assert erase(morning(date(2027, 1, 1))) == ["contents"]
    assert count(ApplicationPaper) == 0
    assert count(LooseFile) == 1
