"""What anyone may read without an account."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from registry.config import scheme
from registry.models.policy import PolicyVersion
from registry.reference import rules, standards
from registry.services import health
from tests.conftest import NOW
from workflows.policy import FIRST

WORDS = [
    ("/", "Check whether someone is on this register"),
    ("/about", "About the register"),
    ("/privacy", "How we use what we know about you"),
    ("/accessibility", "Accessibility"),
    ("/complaints", "Complain about how we work"),
    ("/cookies", "Cookies"),
    ("/contact", "Contact us"),
    ("/standards", "The standards in force"),
    ("/rules", "Scheme rules"),
    ("/eligibility", "Check whether you can apply"),
]
FORBIDDEN = (
    "licence",
    "license",
    "valid until",
    "fit and proper",
    "cleared",
    "NHS logo",
    "illegal",
)
LEADER = "post=executive_director&held=now&organisation_type=nhs_trust&band=vsm&programme=none"
ASSOCIATE = "post=manager&held=now&organisation_type=icb&band=band_8c&programme=none"
NOT_YET = "post=other&held=never&organisation_type=other_sector&band=other&programme=none"


@pytest.mark.parametrize(("path", "heading"), WORDS)
def test_a_page_has_one_heading_and_its_title_says_the_same(
    client: FlaskClient, path: str, heading: str
) -> None:
    answer = client.get(path)
    page = html.document_fromstring(answer.text)
    assert answer.status_code == 200
    assert [h.text_content().strip() for h in page.iter("h1")] == [heading]
    assert page.findtext(".//title").startswith(f"{heading} – Register of Senior Health Leaders")
    assert page.get("lang") == "en-GB"


@pytest.mark.parametrize("path", [path for path, _ in WORDS])
def test_a_page_claims_no_more_than_the_register_is(client: FlaskClient, path: str) -> None:
    text = client.get(path).text
    assert "Not a statutory regulator." in text
    assert not [word for word in FORBIDDEN if word in text]


@pytest.mark.parametrize("path", [path for path, _ in WORDS])
def test_a_page_holds_no_script_or_style_of_its_own(client: FlaskClient, path: str) -> None:
    page = html.document_fromstring(client.get(path).text)
    assert not page.xpath("//style | //script[not(@src)] | //*[@style] | //@onclick")


@pytest.mark.parametrize("path", [path for path, _ in WORDS])
def test_no_link_of_a_public_page_to_another_is_broken(client: FlaskClient, path: str) -> None:
    public = {path for path, _ in WORDS}
    page = html.document_fromstring(client.get(path).text)
    for link in page.xpath("//a[starts-with(@href, '#')]/@href"):
        assert page.xpath("//*[@id=$id]", id=link[1:]), link
    for link in page.xpath("//a[starts-with(@href, '/')]/@href"):
        target, _, anchor = link.partition("#")
        if anchor and target in public:
            assert f'id="{anchor}"' in client.get(target).text


def test_reading_sets_no_cookie(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/").headers


def test_the_search_asks_the_register(client: FlaskClient) -> None:
    form = html.document_fromstring(client.get("/").text).forms[0]
    assert (form.action, form.method, list(form.fields)) == ("/register", "GET", ["q"])


def test_the_rules_are_those_in_force_word_for_word(client: FlaskClient, clock: object) -> None:
    text = html.document_fromstring(client.get("/rules").text).text_content()
    for chapter in rules.read()[-1].chapters:
        assert all(rule.text in text for rule in chapter.rules)


def test_the_standards_are_those_in_force(client: FlaskClient) -> None:
    text = html.document_fromstring(client.get("/standards").text).text_content()
    assert all(domain.title in text for domain in standards.read()[0].domains)


def test_the_about_page_tells_the_policy_of_the_day(client: FlaskClient) -> None:
    assert "Usually within 10 working days" in client.get("/about").text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/complaints", "answers within 31 working days"),
        ("/complaints", "who is looking at it, within 3 working days"),
        ("/contact", "We answer within 7 working days"),
        ("/accessibility", "We answer within 1 working day."),
        ("/privacy", "erased after 12 days. A short note stays for 4 years"),
    ],
)
def test_what_a_page_promises_is_policy(
    client: FlaskClient, rows: Any, path: str, words: str
) -> None:
    """A new version of policy changes the page that promises it."""
    terms = replace(
        FIRST,
        version=2,
        complaint_working_days=31,
        acknowledgement_working_days=3,
        enquiry_working_days=7,
        adjustment_working_days=1,
        withdrawn_kept_days=12,
        withdrawn_note_years=4,
    )
    kept = {"effective_on": terms.effective_on, "values": terms.as_json()}
    rows.add(PolicyVersion(version=2, reason="A test", at=NOW, **kept))
    rows.flush()
    assert words in client.get(path).text


def test_the_hours_of_the_telephone_are_a_setting(client: FlaskClient, app: Flask) -> None:
    given = scheme({"SCHEME_CONTACT_HOURS": "Tuesdays, 10am to noon"}, "")
    assert given.contact_hours == "Tuesdays, 10am to noon"
    assert app.config["SCHEME"].contact_hours in client.get("/contact").text


@pytest.mark.parametrize(
    ("answers", "heading", "words"),
    [
        (LEADER, "You can apply", "Your route is “NHS leader”."),
        (ASSOCIATE, "You can apply as an associate", "Associates hold no senior post yet."),
        (NOT_YET, "You cannot apply yet", "says nothing about you or your work"),
    ],
)
def test_the_eligibility_check_answers(
    client: FlaskClient, answers: str, heading: str, words: str
) -> None:
    answer = client.get(f"/eligibility?{answers}")
    page = html.document_fromstring(answer.text)
    assert answer.status_code == 200
    assert page.findtext(".//h1") == heading
    assert words in answer.text


def test_an_unfinished_eligibility_check_keeps_its_answers_and_says_what_is_missing(
    client: FlaskClient,
) -> None:
    answer = client.get("/eligibility?post=manager&band=nonsense")
    page = html.document_fromstring(answer.text)
    assert answer.status_code == 422
    assert page.findtext(".//title").startswith("Error: ")
    links = page.xpath("//*[@data-module='nhsuk-error-summary']//a/@href")
    assert links == ["#held", "#organisation_type", "#band", "#programme"]
    assert all(page.xpath("//input[@id=$id]", id=link[1:]) for link in links)
    assert page.xpath("//input[@checked]/@value") == ["manager"]


def test_the_accent_and_the_mark_are_served(client: FlaskClient, app: Flask) -> None:
    accent = app.config["SCHEME"].accent
    assert f"--accent:{accent};" in client.get("/theme.css").text
    icon = client.get("/icon.svg")
    assert accent in icon.text
    assert icon.mimetype == "image/svg+xml"


def test_the_process_says_that_it_is_up(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_the_installation_says_that_it_is_ready(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ready", "problems": []})


def test_a_database_behind_the_newest_migration_is_not_ready(
    rows: object, tmp_path: object
) -> None:
    head = tmp_path / "HEAD"
    head.write_text("9999\n")
    assert health.problems(head) == ("The database is not at the newest migration",)
