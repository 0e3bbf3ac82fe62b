"""The rules of single sections of the application, and of the form that they make."""

from typing import Any

import pytest

from registry.reference import eligibility, standards
from registry.sections.base import GROUPS, Moment
from registry.sections.fitness import MATTERS, PART_ONE, declared
from registry.sections.forms import application_form
from registry.sections.personal import legal_name
from tests.sections.answers import AT, EXAMPLE, FORM, SECTIONS, TODAY, day, typed, wrong


def loaded(key: str, **changes: Any) -> dict[str, Any]:
    answers: dict[str, Any] = SECTIONS[key].load(typed(key, **changes), at=AT)
    return answers


@pytest.mark.parametrize(
    ("key", "change", "name", "says"),
    [
        ("personal", {"born": None}, "born", "Enter your date of birth"),
        ("personal", {"born": day("2008-11-24")}, "born", "You must be 18 or over to apply"),
        ("personal", {"born": day("1926-11-22")}, "born", "Check the year of your birth"),
        ("personal", {"postcode": "90210"}, "postcode", "Enter a UK postcode"),
        ("role", {"organisation": "rcf"}, "organisation", "Select your organisation"),
        ("role", {"started": day("2026-11-24")}, "started", "The date must be today"),
        ("role", {"host_organisation": " "}, "host_organisation", "Enter the organisation"),
        ("route", {"route": "senior_clinician"}, "clinical_profession", "Enter your clinical"),
        ("referee", {"email": "ALICE@trust.example"}, "email", "Enter another person's"),
        ("referee", {"employer_email": "alice@trust.example"}, "employer_email", "Enter another"),
        ("referee", {"employer_email": "rene@leeds.example"}, "employer_email", "Enter somebody"),
        ("referee", {"employer_after": day("2027-02-24")}, "employer_after", "The date must be wi"),
        ("fitness", {"bankrupt": "yes"}, "bankrupt_details", "Give details: undischarged"),
        ("fitness", {"tribunal": None}, "tribunal", "Select yes or no: tribunal findings"),
        ("code", {"speaking_up": None}, "speaking_up", "Tick the box"),
        ("competence", {"culture": "Too short"}, "culture", "Write at least 30 words"),
        ("competence", {"strategy": None}, "strategy", "Give an example for setting strategy"),
        ("declaration", {"in_person": None}, "in_person", "Tick the box"),
        ("check_record", {"looked_on": day("2026-11-24")}, "looked_on", "The date must be today"),
        ("check_record", {"query": None}, "query", "Write the question"),
        ("check_record", {"source": None}, "source", "Enter the source"),
        ("finding", {"reason": "No."}, "reason", "Write at least 5 words"),
        ("referee_answer", {"matters": "yes"}, "matters_details", "Give details: matters"),
        ("employer_statement", {"correction": ""}, "correction", "Write what is right"),
    ],
)
def test_what_is_refused(key: str, change: dict[str, Any], name: str, says: str) -> None:
    found = wrong(key, **change)
    assert list(found) == [name]
    assert found[name][0].startswith(says)


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("personal", {"legal_first_names": None}),
        ("personal", {"born": day("2008-11-23")}),
        ("personal", {"country": "France", "postcode": "75001"}),
        ("referee", {"has_employer": "no", "employer_name": None, "employer_email": "x"}),
        ("referee", {"employer_contact": "at_once", "employer_after": None}),
        ("referee", {"employer_after": day("2027-02-23")}),
        ("qualification", {"has_qualifications": "no", "registered_elsewhere": "no"}),
        ("route", {"route": "aspirant", "scheme": None, "scheme_completed": None}),
        ("confirmation_record", {"outcome": "not_lawful", "level": None, "made_on": None}),
        ("equality", {"ethnic_category": None, "religion": None}),
    ],
)
def test_what_is_accepted(key: str, change: dict[str, Any]) -> None:
    assert wrong(key, **change) == {}


def test_not_in_post_completes_the_role_and_drops_the_rest() -> None:
    assert loaded("role", post_status="not_in_post") == {"post_status": "not_in_post"}


def test_not_listed_asks_for_the_name_in_place_of_the_code() -> None:
    answers = loaded("role", organisation_known="not_listed", organisation_name="A hospice")
    assert answers["organisation_name"] == "A hospice"
    assert "organisation" not in answers


@pytest.mark.parametrize(
    ("route", "category"),
    [("nhs_leader", "leader"), ("aspirant", "associate"), (" aspirant ", "associate")],
)
def test_the_category_follows_from_the_route(route: str, category: str) -> None:
    answers = {"route": route, "category": "leader", "board_experience": "member"}
    whole = {**answers, "readiness": "later"}
    assert SECTIONS["route"].load(whole, at=AT)["category"] == category


def test_a_postcode_is_kept_in_its_usual_form() -> None:
    assert loaded("personal")["postcode"] == "LS1 4AP"


def test_the_legal_name_is_made_of_its_pieces() -> None:
    assert legal_name(loaded("personal")) == "Amina Grace O’Connor-Okafor"
    assert legal_name({"legal_last_name": "Suharto"}) == "Suharto"


@pytest.mark.parametrize(
    ("number", "kept"), [("12a 3456e", "12A3456E"), ("12A3456", None), ("1234567", None)]
)
def test_a_number_has_the_form_of_its_body(number: str, kept: str | None) -> None:
    raw = typed("qualification")
    raw["registrations"] = [{"body": "nmc", "number": number, "status": "registered"}]
    found = SECTIONS["qualification"].validate(raw, at=AT)
    if kept is None:
        says = found["registrations"][0]["number"]
        assert says == ["Enter a number of the NMC like 12A3456E"]
    else:
        answers = SECTIONS["qualification"].load(raw, at=AT)
        assert answers["registrations"][0]["number"] == kept


@pytest.mark.parametrize("year", ["2027", "09", "1800", "２００９", "MMIX"])
def test_a_year_that_is_none(year: str) -> None:
    award = {"name": "MBA", "awarded_by": "Leeds", "year": year}
    found = wrong("qualification", qualifications=[award])
    assert found["qualifications"][0]["year"] == ["Enter a year like 2009, not in the future"]


def test_part_one_grounds_are_six_and_come_first() -> None:
    assert [matter.name for matter in MATTERS[:6]] == list(PART_ONE)
    assert len(PART_ONE) == 6


def test_declared_matters_are_the_ones_answered_yes() -> None:
    assert declared(loaded("fitness")) == ("conflicts",)


def test_the_convictions_question_warns_against_spent_ones() -> None:
    asked = FORM["fitness"].asked("convictions")
    assert "not spent" in asked.label
    assert "spent or protected" in asked.hint


def test_every_equality_question_can_be_declined_and_left_out() -> None:
    section = SECTIONS["equality"]
    assert section.validate({}, at=AT) == {}
    for asked in section.fields.values():
        assert asked.options[-1].label == "Prefer not to say"
        assert "99" not in [option.value for option in asked.options]


def test_every_route_of_the_policy_can_be_chosen_and_is_followed_up() -> None:
    section = SECTIONS["route"]
    known = {key for policy in eligibility.read() for key in policy.routes}
    assert {option.value for option in section.asked("route").options} == known
    for key in known:
        assert section.questions({"route": key}, section.step("more")), key


def test_the_form_asks_about_every_domain_of_its_standards() -> None:
    current = standards.in_force(TODAY)
    names = FORM["competence"].fields
    assert [name for name in names if not name.endswith("_evidence")] == [
        domain.key for domain in current.domains
    ]
    assert FORM.domains == current.domains
    assert FORM.version.endswith(current.key)
    assert application_form(current) is FORM


def test_the_form_is_read_in_groups_and_by_key() -> None:
    assert [group for group, _ in FORM.groups()] == list(GROUPS)
    assert [s.key for _, members in FORM.groups() for s in members] == [s.key for s in FORM]
    with pytest.raises(KeyError):
        FORM["equality"]


def test_missing_and_progress() -> None:
    answers = {section.key: section.dump(loaded(section.key)) for section in FORM}
    assert FORM.missing(answers, AT) == ()
    answers["competence"] = {"outcomes": EXAMPLE}
    del answers["code"]
    assert FORM.missing(answers, AT) == ("competence", "code")
    progress = FORM.progress(answers, AT)
    assert (progress["competence"], progress["code"]) == ("in_progress", "not_started")
    assert progress["fitness"] == "complete"


def test_a_complete_history_opens_again_as_time_passes() -> None:
    answers = {"history": FORM["history"].dump(loaded("history"))}
    answers["history"]["employment"][0] |= {"current": False, "ended": "2026-11-01"}
    answers["history"]["employment"][0]["reason"] = "Retired"
    assert "history" not in FORM.missing(answers, AT)
    assert "history" in FORM.missing(answers, Moment(today=TODAY.replace(month=12)))
