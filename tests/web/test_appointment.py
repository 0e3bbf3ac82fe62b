"""Posts on a registrant's pages and on the employer's: started, confirmed, disputed, ended."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.models.appointment import Appointment
from registry.models.registration import Registration
from tests import factories
from tests.offices import hold_office
from tests.people import People
from tests.web.conftest import SignIn, form, moves, posted

BEGAN = {"began_on.day": "2", "began_on.month": "11", "began_on.year": "2026"}
AT_RCF = {"place": "in_list", "organisation": "RCF", "post_title": "Chair", **BEGAN}
TODAY = {"ended_on.day": "23", "ended_on.month": "11", "ended_on.year": "2026"}


@pytest.fixture
def registration(people: People) -> Registration:
    hold_office(people)
    return factories.registered(people)


@pytest.fixture
def emma(people: People, sign_in: SignIn) -> FlaskClient:
    return sign_in(people.emma)


def newest(registration: Registration) -> Appointment:
    return registration.appointments[-1]


def start(alice: FlaskClient, registration: Registration, **changes: str) -> Any:
    sent = form(registration.version, **{**AT_RCF, "meanwhile": "main", **changes})
    return posted(alice, "/registration/posts/start", **sent)


def test_a_post_is_started_once_and_shows_by_when_the_employer_answers(
    registration: Registration, alice: FlaskClient, rows: Any
) -> None:
    sent = form(registration.version, **AT_RCF, meanwhile="ended")
    assert alice.post("/registration/posts/start", data=sent).status_code == 302
    assert alice.post("/registration/posts/start", data=sent).status_code == 303
    assert moves(rows, "begin") == 1
    page = alice.get("/registration/posts").text
    assert "Chair, Airedale NHS Foundation Trust" in page
    assert "Monday 7 December 2026" in page
    assert "Posts that have ended" in page
    assert registration.post == "Chair"


def test_what_was_typed_stays_when_something_is_missing(
    registration: Registration, alice: FlaskClient
) -> None:
    page = start(alice, registration, organisation="", meanwhile="")
    assert page.status_code == 422
    assert "Select your organisation" in page.text
    assert 'value="Chair"' in page.text
    stale = form(registration.version - 1, **AT_RCF, meanwhile="main")
    page = alice.post("/registration/posts/start", data=stale)
    assert page.status_code == 409
    assert 'value="Chair"' in page.text
    assert len(registration.appointments) == 1


def test_a_post_begins_today_at_the_latest(registration: Registration, alice: FlaskClient) -> None:
    sent = {**AT_RCF, "began_on.day": "24", "meanwhile": "main"}
    page = posted(alice, "/registration/posts/start", **form(registration.version, **sent))
    assert "The date must be today or in the past" in page.text
    sent["began_on.day"] = "23"
    assert start(alice, registration, **{"began_on.day": "23"}).status_code == 200
    assert len(registration.appointments) == 2


def test_the_end_of_the_last_post_says_what_between_posts_means(
    registration: Registration, alice: FlaskClient
) -> None:
    row = newest(registration)
    path = f"/registration/posts/{row.id}/end"
    assert "nothing stands in the way" in alice.get(path).text
    page = posted(alice, path, **form(row.version, **TODAY))
    assert "You are between posts since 23 November 2026" in page.text
    assert "23 November 2028" in page.text
    assert "Between posts" in alice.get("/registration").text
    assert alice.get(path).location == "/registration/posts"


def test_the_address_of_older_mails_leads_on(
    registration: Registration, alice: FlaskClient
) -> None:
    assert alice.get("/registration/role").location == "/registration/posts"


def test_another_post_becomes_the_main_one(registration: Registration, alice: FlaskClient) -> None:
    start(alice, registration, meanwhile="second")
    row = newest(registration)
    page = posted(alice, f"/registration/posts/{row.id}/main", **form(row.version))
    assert "The register shows your main post: Chair" in page.text
    stale = posted(alice, f"/registration/posts/{row.id}/main", **form(row.version - 1))
    assert stale.status_code == 409


def test_the_chair_confirms_and_the_public_reads_it(
    registration: Registration, alice: FlaskClient, emma: FlaskClient, client: FlaskClient
) -> None:
    start(alice, registration)
    row = newest(registration)
    assert "1 post waits" in emma.get("/employer").text
    assert "in 10 working days" in emma.get("/employer/appointments").text
    path = f"/employer/appointments/{row.id}"
    assert "Stated by the registrant, not confirmed" in emma.get(path).text
    assert posted(emma, f"{path}/confirm", **form(row.version)).status_code == 200
    entry = client.get(f"/register/{registration.number}").text
    assert "Confirmed by the registrant and the employer" in entry


def test_a_dispute_is_read_by_the_registrant_and_never_in_public(
    registration: Registration, alice: FlaskClient, emma: FlaskClient, client: FlaskClient
) -> None:
    start(alice, registration)
    row = newest(registration)
    path = f"/employer/appointments/{row.id}/dispute"
    assert posted(emma, path, **form(row.version)).status_code == 422
    words = "She is deputy chair, not chair"
    posted(emma, path, **form(row.version, reason=words))
    assert words in alice.get("/registration/posts").text
    entry = client.get(f"/register/{registration.number}").text
    assert "Stated by the registrant, not confirmed" in entry
    assert words not in entry


def test_a_secretary_reads_and_cannot_confirm(
    people: People, sign_in: SignIn, alice: FlaskClient
) -> None:
    registration = factories.registered(people)
    office = hold_office(people, kind="secretary")
    secretary = sign_in(people.emma)
    row = newest(registration)
    path = f"/employer/appointments/{row.id}"
    assert "Confirm this post" not in secretary.get(path).text
    assert posted(secretary, f"{path}/confirm", **form(row.version)).status_code == 422
    assert office.kind == "secretary"


def test_the_leavers_reference_is_a_task_until_it_is_written(
    registration: Registration, alice: FlaskClient, emma: FlaskClient
) -> None:
    row = newest(registration)
    posted(alice, f"/registration/posts/{row.id}/end", **form(row.version, **TODAY))
    page = emma.get("/employer/appointments").text
    assert "Leavers’ references to write" in page
    assert "Monday 21 December 2026" in page
    posted(emma, f"/employer/appointments/{row.id}/reference", **form(row.version))
    assert "Leavers’ references" not in emma.get("/employer/appointments").text


def test_interim_cover_stands_apart_in_the_search(
    registration: Registration, emma: FlaskClient, client: FlaskClient, rows: Any
) -> None:
    asked = {"organisation": str(newest(registration).organisation_id), "knows": "yes", **BEGAN}
    sent = form(name="Olive Quayle", post="Chief nurse", **asked)
    page = posted(emma, "/employer/interim-cover", **sent)
    assert "Sunday 13 December 2026" in page.text
    found = client.get("/register?q=quayle").text
    assert "Interim chief nurse, stated by Airedale NHS Foundation Trust." in found
    assert "Not on this register." in found
    assert "Nothing found for “quayle”" in found
    refused = form(name="Otto Quayle", post="Chair", **{**asked, "knows": ""})
    assert posted(emma, "/employer/interim-cover", **refused).status_code == 422
    from registry.models.interim_cover import InterimCover

    note = rows.query(InterimCover).one()
    posted(emma, f"/employer/interim-cover/{note.id}/end", **form(note.version))
    assert "Olive" not in client.get("/register?q=quayle").text


def test_a_registrar_leaves_a_disputed_post_as_stated(
    registration: Registration, people: People, emma: FlaskClient, at_work: SignIn
) -> None:
    row = newest(registration)
    posted(
        emma, f"/employer/appointments/{row.id}/dispute", **form(row.version, reason="Who is she?")
    )
    rene = at_work(people.rene)
    assert "Who is she?" in rene.get("/casework/posts").text
    path = f"/casework/posts/{row.id}/leave_as_stated"
    assert posted(rene, path, **form(row.version)).status_code == 422
    page = posted(rene, path, **form(row.version, reason="The contract was seen"))
    assert "No post is disputed" in page.text
    assert row.state == "stated"
    assert "not disputed any more" in rene.get(path).text
