"""The administration door: who may look, who opens and ends an office, what it never shows."""

from dataclasses import fields
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry import queue
from registry.models.case import Timer
from registry.models.notice import AccessRecord, Notice
from registry.models.organisation import Office, Organisation
from tests import factories
from tests.conftest import NOW
from tests.offices import hold_office
from tests.people import People
from tests.web.conftest import SignIn, form, posted
from workflows.policy import FIRST, Policy
from workflows.policy_words import AROUND, TERMS, amount, amounts

PAGES = ("", "/organisations", "/organisations/{}", "/policy", "/trouble")
ASKED = {
    "kind": "chair",
    "name": "Erin Hart",
    "mail_domain": "airedale.nhs.uk",
    "email": "erin.hart@airedale.nhs.uk",
    "called_back": "The switchboard, as published on the trust's website",
    "called_on.day": "20",
    "called_on.month": "11",
    "called_on.year": "2026",
}


@pytest.fixture(autouse=True)
def _demo_people(people: People) -> None:
    """Staff without a second step, as the demo build has them."""
    for person in (people.carol, people.asha, people.rene, people.rosa, people.adam):
        person.tf_primary_method = "authenticator"
        person.tf_totp_secret = "kept elsewhere"
        person.mf_recovery_codes = ["kept elsewhere"]


@pytest.fixture
def rene(people: People, sign_in: SignIn) -> FlaskClient:
    return sign_in(people.rene)


@pytest.fixture
def airedale(rows: Any) -> str:
    return f"/admin/organisations/{rows.query(Organisation).filter_by(code='RCF').one().id}"


def test_a_registrar_opens_an_office_and_ends_it(
    rene: FlaskClient, airedale: str, rows: Any, people: People
) -> None:
    page = posted(rene, airedale, **form(**ASKED))
    assert "The office is open" in page.text
    assert "Erin Hart, Chair" in page.text
    office = rows.query(Office).one()
    assert (office.called_back, office.opened_by) == (ASKED["called_back"], people.rene.id)
    assert rows.query(Notice).filter_by(kind="office_opened").one().address == ASKED["email"]
    asking = rene.get(f"/admin/offices/{office.id}/end")
    assert "cannot be taken back" in asking.text
    assert office.ended_on is None, "a page that asks ends nothing"
    ended = posted(rene, f"/admin/offices/{office.id}/end", **form())
    assert "Offices that have ended" in ended.text
    assert office.ended_on == NOW.date()
    acts = [record.act for record in rows.query(AccessRecord).order_by(AccessRecord.id)]
    assert acts == ["open office", "end office"]


def test_opening_twice_is_one_office(rene: FlaskClient, airedale: str, rows: Any) -> None:
    once = form(**ASKED)
    assert [rene.post(airedale, data=once).location for _ in range(2)] == [airedale] * 2
    assert rows.query(Office).count() == 1
    assert rows.query(Notice).filter_by(kind="office_opened").count() == 1


def test_the_link_can_be_sent_again_until_it_is_used(
    rene: FlaskClient, airedale: str, rows: Any, clock: Any
) -> None:
    rene.post(airedale, data=form(**ASKED))
    office = rows.query(Office).one()
    clock.shift(60)
    rene.post(f"/admin/offices/{office.id}/invite", data=form())
    first, second = rows.query(Notice).filter_by(kind="office_opened").order_by(Notice.id)
    links = ["/account" + notice.text.split("/account")[1].split()[0] for notice in (first, second)]
    assert rene.get(links[0]).status_code == 410
    stranger = rene.application.test_client()
    opened = stranger.get(links[1])
    assert "Open your account for your organisation" in opened.text
    assert "Chair, " in opened.text


def test_what_was_typed_comes_back_with_what_is_wrong(
    rene: FlaskClient, airedale: str, rows: Any
) -> None:
    page = rene.post(airedale, data=form(**{**ASKED, "email": "erin@gmail.com"}))
    assert page.status_code == 422
    assert "The address must end in @airedale.nhs.uk" in page.text
    assert ASKED["called_back"] in page.text.replace("&#39;", "'")
    assert rows.query(Office).count() == 0


def test_a_second_chair_is_refused_on_the_page(
    rene: FlaskClient, airedale: str, people: People
) -> None:
    hold_office(people)
    page = rene.post(airedale, data=form(**ASKED))
    assert page.status_code == 422
    assert "End the office of Emma first" in page.text


def test_a_key_that_comes_again_with_other_words_loses_none(
    rene: FlaskClient, airedale: str, rows: Any
) -> None:
    first = form(**ASKED)
    rene.post(airedale, data=first)
    page = rene.post(airedale, data={**first, "called_back": "Another number"})
    assert page.status_code == 409
    assert "Another number" in page.text
    assert rows.query(Office).count() == 1


@pytest.mark.parametrize(
    ("who", "status"), [("adam", 200), ("rene", 200), ("carol", 403), ("asha", 403), ("alice", 403)]
)
def test_who_may_look(
    people: People, sign_in: SignIn, airedale: str, who: str, status: int
) -> None:
    browser = sign_in(getattr(people, who))
    number = airedale.rpartition("/")[2]
    assert {browser.get(f"/admin{page.format(number)}").status_code for page in PAGES} == {status}


@pytest.mark.parametrize("who", ["adam", "carol", "asha", "alice"])
def test_only_a_registrar_opens_and_ends(
    people: People, sign_in: SignIn, airedale: str, rows: Any, who: str
) -> None:
    office = hold_office(people)
    browser = sign_in(getattr(people, who))
    end = f"/admin/offices/{office.id}/end"
    assert browser.post(airedale, data=form(**ASKED)).status_code == 403
    assert browser.get(end).status_code == 403
    assert browser.post(end, data=form()).status_code == 403
    assert browser.post(f"/admin/offices/{office.id}/invite", data=form()).status_code == 403
    assert (rows.query(Office).count(), office.ended_on) == (1, None)


def test_an_administrator_is_offered_no_office_to_open(
    people: People, sign_in: SignIn, airedale: str
) -> None:
    page = sign_in(people.adam).get(airedale)
    assert "Open this office" not in page.text
    assert "A registrar opens an office" in page.text


def test_what_does_not_exist_is_404(rene: FlaskClient) -> None:
    for path in ("/admin/organisations/999999", "/admin/offices/999999/end"):
        assert rene.get(path).status_code == 404
        assert rene.post(path, data=form(**ASKED)).status_code == 404


def test_the_list_keeps_its_search_in_the_address(rene: FlaskClient, people: People) -> None:
    assert "Airedale NHS Foundation Trust" in rene.get("/admin/organisations?q=airedale").text
    assert "No organisation in our list" in rene.get("/admin/organisations?q=nowhere").text
    second = rene.get("/admin/organisations?q=nhs&page=2").text
    assert "/admin/organisations?q=nhs&amp;page=1" in second
    assert rene.get("/admin/organisations?page=-1").status_code == 200
    hold_office(people)
    assert "1 organisation with an account" in rene.get("/admin/organisations?account=open").text


def test_no_case_is_named_here(people: People, sign_in: SignIn, airedale: str, rows: Any) -> None:
    application = factories.submitted(people.alice)
    timer = rows.query(Timer).first()
    timer.alarm, timer.attempts = "Finish the file first", 3
    browser = sign_in(people.adam)
    number = airedale.rpartition("/")[2]
    for page in PAGES:
        text = browser.get(f"/admin{page.format(number)}").text
        assert application.reference not in text
        assert "Amina" not in text
    assert "Finish the file first" in browser.get("/admin/trouble").text
    assert "1 deadline that could not act" in " ".join(browser.get("/admin").text.split())


def test_a_job_that_failed_can_be_tried_again(
    people: People, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, int]] = []
    job = queue.FailedJob("issue_certificate", 7, 6, "OSError in write, line 3", NOW)
    monkeypatch.setattr(queue, "failed", lambda: [job])
    monkeypatch.setattr(queue, "try_again", lambda *which: told.append(which))
    browser = sign_in(people.adam)
    assert "OSError in write" in browser.get("/admin/trouble").text
    once = form()
    for _ in range(2):
        browser.post("/admin/jobs/issue_certificate/7/again", data=once)
    assert told == [("issue_certificate", 7)]


def test_every_amount_of_the_policy_has_its_words_and_its_source() -> None:
    named = [name for terms in TERMS.values() for name in terms]
    asked = {field.name for field in fields(Policy)} - {"version", "effective_on"}
    assert sorted(named) == sorted(asked)
    shown = {words: amount for rows in amounts(FIRST).values() for words, amount, _ in rows}
    assert shown["Fee"] == "No fee"
    assert shown["Reminders to a referee or employer, after"] == "5, 10 and 15 working days"
    assert shown["Drawn at random to be looked at closely"] == "2.5%"


@pytest.mark.parametrize(
    ("offsets", "said"),
    [
        (
            FIRST.attestation_notice_days,
            "60, 30 and 7 days before the due date, on the day itself,",
        ),
        (FIRST.attestation_notice_days, "on the day itself, 14 and 21 days after it"),
        ((14, 0), "14 days before the due date, on the day itself"),
        ((1,), "1 day before the due date"),
        ((-1,), "1 day after it"),
        ((3, 1), "3 and 1 days before the due date"),
    ],
)
def test_days_below_nothing_are_said_to_be_after_the_due_date(
    offsets: tuple[int, ...], said: str
) -> None:
    assert said in amount(offsets, AROUND)
    assert "-" not in amount(offsets, AROUND)
