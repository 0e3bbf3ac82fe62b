"""The pages of revalidation: written, named, sent, confirmed, decided, by three people."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.db import db
from registry.models.organisation import Office
from registry.models.revalidation import Revalidation
from registry.services import audit, casework, portfolio, revalidation
from registry.services.access import actor_for
from tests.conftest import NOW
from tests.people import People
from tests.revalidating import DUE, SAID, TICKS, WINDOW, answers_of, at, fill, opened, sent, take
from tests.web.conftest import SignIn, flat, form, posted
from workflows.engine import SYSTEM
from workflows.portfolio import Kind
from workflows.revalidation import State

HOME = "/registration/revalidation"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def window(clock: Any) -> Any:
    """Let the pages be asked for when the window is open."""
    clock.move_to(at(WINDOW))
    return clock


@pytest.fixture
def alice(people: People, sign_in: SignIn, window: Any) -> FlaskClient:
    """Alice, signed in when the window is open."""
    return sign_in(people.alice)


def save(browser: FlaskClient, row: Revalidation, kind: Kind, **more: str) -> Any:
    return posted(browser, f"{HOME}/{kind}/new", **form(**flat(answers_of(row, kind)), **more))


def in_audit(people: People) -> Revalidation:
    row = sent(people)
    take(row, "confirm", people.emma, at(WINDOW))
    row.asked_more = ""
    for draw in db.session.query(audit.AuditDraw):
        draw.per_thousand = 1000
    db.session.flush()
    casework.fire(row, "draw", actor=SYSTEM, now=at(WINDOW))
    assert row.state == State.AUDIT
    return row


def test_everything_missing_is_a_link_and_goes_as_it_is_written(
    people: People, alice: FlaskClient, window: Any
) -> None:
    row = opened(people)
    page = alice.get(HOME).text
    assert "0 of 7 parts are there" in page
    assert "Friday 23 November 2029" in page
    for kind in Kind:
        assert f'href="{HOME}/{kind}"' in page
    assert "1 of 3" in save(alice, row, Kind.APPRAISAL).text
    assert len(portfolio.kept(row)) == 1


def test_an_unfinished_item_is_kept_and_counts_for_nothing(
    people: People, alice: FlaskClient, window: Any
) -> None:
    row = opened(people)
    refused = posted(alice, f"{HOME}/reflection/new", **form(happened="Only this"))
    assert refused.status_code == 422
    assert "Only this" in refused.text
    kept = posted(alice, f"{HOME}/reflection/new", **form(happened="Only this", later="yes"))
    assert "Not finished yet" in kept.text
    assert row.counted(at(WINDOW))[Kind.REFLECTION] == (5, 0)


def test_two_windows_do_not_overwrite_each_other(
    people: People, alice: FlaskClient, window: Any
) -> None:
    row = opened(people)
    save(alice, row, Kind.SPEAKING_UP)
    (item,) = portfolio.kept(row)
    typed = flat(answers_of(row, Kind.SPEAKING_UP))
    path, shown = f"{HOME}/speaking_up/{item.id}", item.version
    window.shift(60)
    assert posted(alice, path, **form(shown, **typed)).status_code == 200
    later = {"statement": "Something else again. " * 20}
    assert posted(alice, path, **form(shown, **later)).status_code == 409


def test_files_come_and_go_with_an_item(people: People, alice: FlaskClient, window: Any) -> None:
    row = opened(people)
    save(alice, row, Kind.APPRAISAL)
    (item,) = portfolio.kept(row)
    path = f"{HOME}/appraisal/{item.id}/files"
    bad = posted(alice, path, **form(), file=(BytesIO(b"nothing"), "a.pdf"))
    assert (bad.status_code, "must be" in bad.text) == (422, True)
    good = posted(alice, path, **form(), file=(BytesIO(PDF), "Notes.pdf"))
    assert "Notes.pdf" in good.text
    number = item.files[0].id
    assert alice.get(f"{HOME}/files/{number}").data == PDF
    posted(alice, path, **form(take_out=number))
    assert alice.get(f"{HOME}/files/{number}").status_code == 404


def test_from_naming_to_sending(people: People, alice: FlaskClient, window: Any) -> None:
    row = opened(people)
    fill(row)
    office = db.session.query(Office).filter_by(user_id=people.emma.id).one()
    assert "Emma, Chair" in alice.get(f"{HOME}/confirmer").text
    who = {"who": f"office:{office.id}"}
    without = posted(alice, f"{HOME}/confirmer", **form(row.version, **who, no_tie="yes"))
    assert "reports to you cannot be your confirmer" in without.text
    posted(alice, f"{HOME}/confirmer", **form(row.version, **who, **TICKS))
    assert "nothing is sent yet" in alice.get(HOME).text
    empty = posted(alice, f"{HOME}/declaration", **form(row.version))
    assert empty.status_code == 422
    page = posted(alice, f"{HOME}/declaration", **form(row.version, **SAID))
    assert "It is with Emma, and your part is done" in re.sub(r"\s+", " ", page.text)
    assert alice.get(f"{HOME}/appraisal/new").status_code == 200
    assert save(alice, row, Kind.APPRAISAL).status_code == 409


def test_sending_names_what_is_missing_with_its_link(
    people: People, alice: FlaskClient, window: Any
) -> None:
    row = opened(people)
    page = posted(alice, f"{HOME}/declaration", **form(row.version, **SAID))
    assert page.status_code == 422
    assert f'href="{HOME}/feedback"' in page.text
    assert f'href="{HOME}/confirmer"' in page.text
    assert row.state == State.OPEN


def test_a_confirmer_reads_nothing_before_it_is_sent(
    people: People, sign_in: SignIn, window: Any
) -> None:
    row = opened(people)
    fill(row)
    row.confirmer_id = people.emma.id
    (plan,) = [i for i in portfolio.kept(row) if i.kind == Kind.DEVELOPMENT_PLAN]
    file = portfolio.add_file(row, plan.id, portfolio.Upload("a.pdf", PDF), NOW)
    emma = sign_in(people.emma)
    page = emma.get(f"/confirming/{row.id}").text
    assert "Development plan: done" in page
    assert "To learn finance" not in page
    assert emma.get(f"/confirming/{row.id}/files/{file.id}").status_code == 404
    actor = actor_for(people.alice, row)
    revalidation.send(row, SAID, actor=actor, now=at(WINDOW))
    assert "To learn finance" in emma.get(f"/confirming/{row.id}").text
    assert emma.get(f"/confirming/{row.id}/files/{file.id}").data == PDF


def test_a_confirmer_confirms(people: People, sign_in: SignIn, window: Any) -> None:
    row = sent(people)
    emma = sign_in(people.emma)
    assert "Alice" in emma.get("/confirming").text or "Amina" in emma.get("/confirming").text
    page = posted(emma, f"/confirming/{row.id}/confirm", **form(row.version))
    assert "You have confirmed" in page.text
    assert row.state == State.SUBMITTED


def test_nobody_else_finds_it(people: People, sign_in: SignIn, window: Any) -> None:
    row = sent(people)
    for user in (people.bob, people.alice):
        assert sign_in(user).get(f"/confirming/{row.id}").status_code == 404
    assert sign_in(people.bob).get(HOME).status_code == 404


def test_a_deferral_is_recommended_and_followed(
    people: People, sign_in: SignIn, at_work: SignIn, window: Any
) -> None:
    row = opened(people)
    row.confirmer_id = people.emma.id
    emma, rene = sign_in(people.emma), at_work(people.rene)
    path = f"/confirming/{row.id}/recommend_deferral"
    assert "23 January 2030" in emma.get(path).text  # the first day that is allowed
    day = DUE + timedelta(days=60)
    to = {"to.day": day.day, "to.month": day.month, "to.year": day.year}
    early = posted(emma, path, **form(row.version, code="ongoing_process", **to))
    assert early.status_code == 422
    without = posted(emma, path, **form(row.version, code="insufficient_evidence", **to))
    assert "Select what more time is needed for" in without.text
    later = DUE + timedelta(days=100)
    to = {"to.day": later.day, "to.month": later.month, "to.year": later.year}
    posted(emma, path, **form(row.version, code="ongoing_process", **to))
    assert "A recommendation to decide" in rene.get("/casework/revalidations").text
    posted(rene, f"/casework/revalidations/{row.id}/accept_deferral", **form(row.version))
    assert row.due_on >= later


def test_a_registrar_reads_plans_and_proposes_and_another_decides(
    people: People, alice: FlaskClient, at_work: SignIn, window: Any
) -> None:
    row = in_audit(people)
    rene, rosa = at_work(people.rene), at_work(people.rosa)
    path = f"/casework/revalidations/{row.id}"
    assert "To learn finance" in rene.get(path).text
    too_long = {"until.day": 1, "until.month": 6, "until.year": 2030}
    refused = posted(rene, f"{path}/plan_remediation", **form(row.version, reason="A", **too_long))
    assert "six months" in refused.text
    until = {"until.day": 7, "until.month": 1, "until.year": 2030}
    posted(rene, f"{path}/plan_remediation", **form(row.version, reason="Three more", **until))
    assert "Three more" in alice.get(HOME).text
    posted(alice, f"{HOME}/declaration", **form(row.version, **SAID))
    posted(rene, f"{path}/propose_not_revalidated", **form(row.version, reason="Not shown"))
    assert "Not shown" in alice.get(f"{HOME}/response").text
    posted(alice, f"{HOME}/response", **form(row.version, reason="It is shown"))
    same = posted(rene, f"{path}/not_revalidate", **form(row.version, reason="So it is"))
    assert "Somebody else decides" in same.text
    posted(rosa, f"{path}/revalidate_after_all", **form(row.version, reason="It is"))
    assert row.state == State.REVALIDATED


def test_what_was_asked_for_is_sent_once(
    people: People, alice: FlaskClient, at_work: SignIn, window: Any
) -> None:
    row = in_audit(people)
    path = f"/casework/revalidations/{row.id}"
    posted(at_work(people.rene), f"{path}/ask_more", **form(row.version, reason="The plan"))
    assert "The plan" in alice.get(HOME).text
    posted(alice, f"{HOME}/send_evidence", **form(row.version))
    assert row.state == State.AUDIT


def test_the_public_reads_the_hash_and_no_seed_before_its_time(
    people: People, client: FlaskClient
) -> None:
    audit.keep_seeds(NOW)
    (now, following) = reversed(audit.periods(NOW))
    page = client.get("/audit").text
    draws = {draw.seed_hash: draw.seed for draw in db.session.query(audit.AuditDraw)}
    assert now.seed_hash in page
    assert following.seed_hash in page
    assert not any(seed in page for seed in draws.values())


def test_of_a_portfolio_that_waits_the_register_says_nothing(
    people: People, client: FlaskClient, window: Any
) -> None:
    row = in_audit(people)
    page = client.get(f"/register/{row.registration.number}").text
    assert not re.search("audit|drawn|portfolio of", page.split("<footer")[0], re.IGNORECASE)
