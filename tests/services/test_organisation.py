"""Organisations: found, opened for an office on call-back, ended; and who is told."""

from datetime import date
from typing import Any

import pytest
from marshmallow import ValidationError

from registry.errors import NotFound
from registry.models.notice import AccessRecord, Notice
from registry.models.organisation import OFFICE_LABELS, Office, Organisation
from registry.sections.moment import Moment
from registry.sections.office import NewOffice
from registry.services import access, organisation
from registry.services import user as users
from tests.conftest import NOW
from tests.people import People
from workflows.engine import NotPermitted
from workflows.roles import Role

ASKED = {
    "kind": "chair",
    "name": "Emma Hart",
    "mail_domain": "airedale.nhs.uk",
    "email": "emma.hart@airedale.nhs.uk",
    "called_back": "The switchboard, as published; the secretary's office confirmed it",
    "called_on": date(2026, 11, 20),
}


@pytest.fixture
def airedale(rows: Any) -> Organisation:
    return rows.query(Organisation).filter_by(code="RCF").one()


def opened(airedale: Organisation, people: People, **changes: Any) -> Office:
    asked = {**ASKED, **changes}
    return organisation.open_office(airedale.id, asked, by=people.rene, now=NOW)


def refusal(airedale: Organisation, people: People, **changes: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        opened(airedale, people, **changes)
    return str(refused.value.messages)


def test_an_opened_office_is_a_dated_row_with_its_call_back(
    airedale: Organisation, people: People, rows: Any
) -> None:
    office = opened(airedale, people)
    account = organisation.account(airedale.id)
    (holder,) = account.current
    assert (holder.name, holder.email) == ("Emma Hart", "emma.hart@airedale.nhs.uk")
    assert (holder.opened_by, holder.called_back) == ("Rene", ASKED["called_back"])
    assert account.mail_domain == "airedale.nhs.uk"
    record = rows.query(AccessRecord).one()
    assert (record.subject, record.act) == (f"office:{office.id}", organisation.OPENED)
    assert record.user_id == people.rene.id


def test_the_person_gets_a_link_and_proves_the_address_by_it(
    airedale: Organisation, people: People, rows: Any
) -> None:
    opened(airedale, people)
    person = users.find_by_email(ASKED["email"])
    assert person.confirmed_at is None, "nobody has proven the address yet"
    sent = rows.query(Notice).filter_by(kind="office_opened").one()
    token = sent.text.split("/account/invitation/")[1].split()[0]
    assert organisation.offered_to(person.email) == [f"Chair, {airedale.name}"]
    taken = users.accept(token, "a hash", "Emma Hart", NOW)
    assert (taken.id, taken.confirmed_at) == (person.id, NOW)
    assert taken.role_names == frozenset(), "an office is no staff role"
    assert organisation.account(airedale.id).current[0].signed_in


def test_a_password_of_an_unproven_account_does_not_count(
    airedale: Organisation, people: People
) -> None:
    squatter = users.add_user(ASKED["email"], (), NOW)
    squatter.confirmed_at, squatter.password = None, "a stranger's hash"
    opened(airedale, people)
    assert squatter.password is None


def test_a_proven_account_keeps_its_password_and_is_led_to_the_door(
    airedale: Organisation, people: People, rows: Any
) -> None:
    known = users.add_user(ASKED["email"], (), NOW)
    known.password = "a hash"
    opened(airedale, people)
    assert known.password == "a hash"
    assert "/employer" in rows.query(Notice).filter_by(kind="office_opened").one().text


def test_staff_roles_on_offer_to_the_same_person_stay_on_offer(
    airedale: Organisation, people: People, rows: Any
) -> None:
    users.invite(ASKED["email"], [Role.ASSESSOR], people.adam, NOW)
    opened(airedale, people)
    (offer,) = users.waiting(NOW)
    assert offer.roles == {Role.ASSESSOR}


def test_only_a_registrar_opens_and_ends(airedale: Organisation, people: People) -> None:
    office = opened(airedale, people)
    for person in (people.adam, people.carol, people.emma):
        with pytest.raises(NotPermitted):
            organisation.open_office(airedale.id, ASKED, by=person, now=NOW)
        with pytest.raises(NotPermitted):
            organisation.end_office(office.id, by=person, now=NOW)


def test_what_speaks_against_opening(airedale: Organisation, people: People) -> None:
    opened(airedale, people)
    assert "End the office of Emma Hart first" in refusal(
        airedale, people, email="new@airedale.nhs.uk"
    )
    assert "holds this office already" in refusal(airedale, people)
    assert "for yourself" in refusal(airedale, people, email=people.rene.email, kind="secretary")
    assert "Select the office" in refusal(airedale, people, kind="caretaker")
    airedale.closed_on = date(2026, 11, 1)
    assert "closed" in refusal(airedale, people, kind="secretary")


def test_the_end_of_an_office_ends_the_access_at_once(
    airedale: Organisation, people: People
) -> None:
    office = opened(airedale, people)
    person = users.find_by_email(ASKED["email"])
    assert len(access.offices_of(person)) == 1
    organisation.end_office(office.id, by=people.rosa, now=NOW)
    assert access.offices_of(person) == []
    (holder,) = organisation.account(airedale.id).former
    assert (holder.ended_on, holder.ended_by) == (NOW.date(), "Rosa")
    with pytest.raises(NotFound):
        organisation.end_office(office.id, by=people.rosa, now=NOW)
    opened(airedale, people, email="next@airedale.nhs.uk")


def test_organisations_are_found_by_any_words_or_by_code(rows: Any, airedale: Organisation) -> None:
    def names(words: str) -> list[str]:
        return [line.code for line in organisation.search(words, page=1, size=10).lines]

    assert names("foundation airedale") == ["RCF"]
    assert names("rcf") == ["RCF"]
    assert names("%") == []
    assert organisation.search("", page=1, size=10).total == rows.query(Organisation).count()


def test_only_organisations_with_an_account_when_asked(
    airedale: Organisation, people: People
) -> None:
    opened(airedale, people)
    found = organisation.search("", page=1, size=10, with_account=True)
    assert [(line.code, line.offices) for line in found.lines] == [("RCF", 1)]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"email": "emma@gmail.com"}, "email"),
        ({"email": "emma@notairedale.nhs.uk"}, "email"),
        ({"mail_domain": "gmail.com", "email": "emma@gmail.com"}, "mail_domain"),
        ({"mail_domain": "no domain"}, "mail_domain"),
        ({"called_back": " "}, "called_back"),
        ({"called_on": "2026-11-24"}, "called_on"),
        ({"kind": ""}, "kind"),
    ],
)
def test_what_a_registrar_records_is_checked(changes: dict[str, Any], wrong: str) -> None:
    typed = {**ASKED, "called_on": "2026-11-20", **changes}
    assert list(NewOffice().validate(typed, at=Moment(today=NOW.date()))) == [wrong]


def test_an_address_in_a_part_of_the_domain_will_do() -> None:
    typed = {**ASKED, "called_on": "2026-11-20", "email": "e@board.airedale.nhs.uk"}
    asked = NewOffice().load({**typed, "mail_domain": "@Airedale.NHS.uk"}, at=Moment(NOW.date()))
    assert asked["mail_domain"] == "airedale.nhs.uk"


def test_every_office_can_be_opened() -> None:
    assert dict(organisation.kinds()) == {
        kind.value: words for kind, words in OFFICE_LABELS.items()
    }
