"""The staff door: the queue, the case, its steps, and what it answers when things go wrong."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, text

from registry import queue
from registry.db import db
from registry.models.application import Application, Conflict, Finding
from registry.models.case import Movement
from registry.models.check import Check
from registry.models.document import Document
from registry.models.notice import AccessRecord, Notice
from registry.models.user import User
from registry.services import assessment, casework, reference
from tests import factories
from tests.conftest import NOW
from tests.people import People
from tests.sections.answers import day, typed
from tests.web.conftest import SignIn, flat, form, posted

Browser = Callable[[User], FlaskClient]


@pytest.fixture
def case(people: People) -> Application:
    return factories.submitted(people.alice)


@pytest.fixture
def carol(people: People, at_work: Browser) -> FlaskClient:
    return at_work(people.carol)


def address(application: Application, rest: str = "") -> str:
    return f"/casework/{application.id}{rest}"


def check_of(application: Application, item: str) -> Check:
    return next(row for row in application.checks if row.item == item)


def moves(rows: Any, trigger: str) -> int:
    return rows.query(Movement).filter_by(workflow="application", trigger=trigger).count()


def text_of(page: Any) -> str:
    """Give what a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


FAIL = "update {}workflow_status set status = 'ERROR', queue_name = null, completed_at = :at"
CLEAR = {"outcome": "clear", "source": "Passport on a video call"}
LOOKED = flat({"looked_on": day("2026-11-20")})


def test_every_page_of_a_case_opens(people: People, at_work: Browser, run_jobs: Any) -> None:
    registration = factories.registered(people)
    run_jobs()
    application = db.session.get(Application, registration.application_id)
    rene = at_work(people.rene)
    domain = assessment.domains_of(application)[0].key
    statement = factories.references_of(application)[0].id
    for path in (
        "",
        "?view=ended",
        "/registrations",
        "/registrations?q=okafor",
        f"/registrations/{registration.id}",
        f"/registrations/{registration.id}/correct_name",
        f"/registrations/{registration.id}/end_in_error",
        f"/{application.id}",
        f"/{application.id}/decision",
        f"/{application.id}/conflict",
        f"/{application.id}/findings/{domain}",
        f"/{application.id}/references/{statement}",
        f"/{application.id}/references/{statement}/replace",
        f"/checks/{application.checks[0].id}/record",
    ):
        page = rene.get(f"/casework{path}")
        assert page.status_code == 200, path
        assert "Amina Okafor" in page.text or path in ("", "/registrations"), path


def test_a_caseworker_takes_a_case_and_records_every_check(
    rows: Any, carol: FlaskClient, case: Application
) -> None:
    assert "Unassigned 1 1 case" in text_of(carol.get("/casework"))
    page = posted(carol, address(case, "/take"), **form(case.version))
    assert "The case is yours." in page.text
    for row in case.checks:
        assert row.about.guidance in carol.get(f"/casework/checks/{row.id}/record").text.replace(
            "&#39;", "'"
        )
        more = {"level": "enhanced", **flat({"made_on": day("2026-11-02")})}
        sent = form(row.version, **CLEAR, **LOOKED, **more)
        answer = carol.post(f"/casework/checks/{row.id}/record", data=sent)
        assert answer.location == f"{address(case)}#place-{row.item}"
    assert {row.state for row in case.checks} == {"clear"}
    assert case.state == "assessment"
    assert check_of(case, "identity").source == CLEAR["source"]


def test_an_assessor_finds_on_each_standard_and_two_people_decide(
    rows: Any, people: People, at_work: Browser
) -> None:
    application = factories.in_assessment(people)
    asha, found = at_work(people.asha), typed("finding")
    for domain in assessment.domains_of(application):
        path = address(application, f"/findings/{domain.key}")
        assert domain.summary in text_of(asha.get(path)).replace("&#39;", "'")
        assert asha.post(path, data=form(seen="", **found)).status_code == 302
    posted(asha, address(application, "/recommend_approval"), **form(application.version))
    assert application.state == "decision"
    rene = at_work(people.rene)
    page = rene.get(address(application, "/decision"))
    assert "Recommends approval" in page.text
    assert found["reason"] in page.text
    side = text_of(page).partition("Decide Approve")
    assert side[1], "what was recommended comes first"
    posted(rene, address(application, "/approve"), **form(application.version))
    assert application.state == "registered"


def test_an_assessor_who_is_a_registrar_too_cannot_decide(
    people: People, at_work: Browser, rows: Any
) -> None:
    from registry.services.user import grant
    from workflows.roles import Role

    application = factories.in_decision(people)
    grant(people.asha, [Role.REGISTRAR])
    page = at_work(people.asha).post(address(application, "/approve"), data=form())
    assert page.status_code == 422
    assert "The person who assessed or recommended cannot decide as well" in page.text
    assert application.state == "decision"


def test_a_refusal_needs_a_chance_to_respond_and_its_reasons(
    rows: Any, people: People, at_work: Browser
) -> None:
    application = factories.in_decision(people)
    rene = at_work(people.rene)
    bare = rene.post(address(application, "/propose_refusal"), data=form(application.version))
    assert bare.status_code == 422
    assert "<title>Error: " in bare.text
    reason = "The second post is not shown."
    path = address(application, "/propose_refusal")
    letter = rene.post(path, data=form(application.version, reason=reason, preview="yes"))
    assert "We are thinking of refusing your application" in letter.text
    assert letter.text.count(reason) == 2, "in the box and in the message"
    assert application.state == "decision"
    posted(rene, path, **form(application.version, reason=reason))
    assert application.state == "minded_to_refuse"
    early = rene.post(
        address(application, "/refuse"), data=form(application.version, reason="Kept <b>words</b>")
    )
    assert early.status_code == 422
    assert "Wait for the applicant" in early.text
    assert "Kept &lt;b&gt;words&lt;/b&gt;" in early.text


@pytest.mark.parametrize("path", ["", "/1", "/1/ask", "/checks/1/record", "/registrations"])
def test_applicants_and_strangers_get_nothing(
    people: People, case: Application, sign_in: SignIn, client: FlaskClient, path: str
) -> None:
    path = path.replace("/1", f"/{case.id}", 1)
    assert client.get(f"/casework{path}").status_code == 302, "signed out: to the sign-in page"
    for user in (people.alice, people.mallory, people.emma):
        assert sign_in(user).get(f"/casework{path}").status_code == 403


def test_staff_without_a_second_step_set_it_up_first(people: People, sign_in: SignIn) -> None:
    assert sign_in(people.carol).get("/casework").location == "/account/second-step/set-up"


def test_a_draft_and_a_case_of_ones_own_do_not_exist(
    people: People, at_work: Browser, rows: Any
) -> None:
    draft = factories.a_draft(people.alice)
    own = factories.submitted(people.rene)
    rene = at_work(people.rene)
    for row in (draft, own):
        assert rene.get(address(row)).status_code == 404
        assert rene.post(address(row, "/ask"), data=form(reason="x")).status_code == 404
        assert row.reference not in rene.get("/casework?view=team").text


def test_a_caseworker_has_no_part_in_registrations(
    people: People, carol: FlaskClient, rows: Any
) -> None:
    registration = factories.registered(people)
    assert carol.get(f"/casework/registrations/{registration.id}").status_code == 403


def test_opening_a_case_is_written_down_and_so_is_a_refusal(
    rows: Any, people: People, at_work: Browser, case: Application
) -> None:
    rosa = at_work(people.rosa)
    assert rosa.get(address(case)).status_code == 200
    rows.add(Conflict(application_id=case.id, user_id=people.rosa.id, words="Sister", at=NOW))
    refused = rosa.get(address(case))
    assert refused.status_code == 403
    assert "Amina" not in refused.text
    check = case.checks[0].id
    assert rosa.get(f"/casework/checks/{check}/record").status_code == 403
    kept = [
        (row.user_id, row.subject, row.allowed)
        for row in rows.query(AccessRecord).order_by(AccessRecord.id)
    ]
    subject = f"application:{case.id}"
    assert kept == [(people.rosa.id, subject, allowed) for allowed in (True, False, False)]


def test_a_declared_conflict_closes_the_case(
    rows: Any, people: People, at_work: Browser, case: Application
) -> None:
    rosa = at_work(people.rosa)
    assert rosa.post(address(case, "/conflict"), data=form()).status_code == 422
    page = posted(rosa, address(case, "/conflict"), **form(reason="We share a board."))
    assert "The case is closed to you" in page.text
    assert rows.query(Conflict).one().words == "We share a board."
    assert rosa.get(address(case)).status_code == 403
    queue_page = text_of(rosa.get("/casework?view=team"))
    assert case.reference in queue_page
    assert "Amina" not in queue_page
    assert case.reference not in rosa.get("/casework?view=team&search=Okafor").text
    assert case.reference not in rosa.get("/casework?view=team&stage=checks").text


def test_who_works_on_a_case_stands_aside_instead(
    rows: Any, people: People, at_work: Browser
) -> None:
    application = factories.in_assessment(people)
    asha = at_work(people.asha)
    refused = asha.post(address(application, "/conflict"), data=form(reason="A tie."))
    assert refused.status_code == 409
    assert "A tie." in refused.text
    asked = asha.get(address(application, "/stand_aside"))
    assert "Your access to this case ends" in asked.text
    posted(asha, address(application, "/stand_aside"), **form(application.version, reason="A tie"))
    assert application.assessor_id is None
    assert asha.get(address(application)).status_code == 403


def test_sending_a_step_twice_moves_once(rows: Any, carol: FlaskClient, case: Application) -> None:
    sent = form(case.version)
    first = carol.post(address(case, "/take"), data=sent)
    again = carol.post(address(case, "/take"), data=sent)
    assert (first.status_code, again.status_code) == (302, 303)
    assert first.location == again.location
    assert moves(rows, "take") == 1


def test_an_older_page_moves_nothing_and_gives_the_words_back(
    rows: Any, people: People, at_work: Browser
) -> None:
    application = factories.taken(people)
    carol, old = at_work(people.carol), application.version
    factories.fire(application, "ask", people.carol, reason="First question")
    words = "My long question\nabout the second post"
    page = carol.post(address(application, "/ask"), data=form(old, reason=words))
    assert page.status_code == 409
    assert "about the second post" in page.text
    assert "Waiting for the applicant" in page.text
    assert moves(rows, "ask") == 1
    assert carol.post(address(application, "/take"), data=form(old)).status_code == 409


def test_two_people_recording_one_check_the_second_keeps_the_words(
    rows: Any, people: People, at_work: Browser
) -> None:
    application = factories.taken(people)
    row = check_of(application, "director")
    old = row.version
    factories.clear(row, people.carol)
    sent = form(old, outcome="query", source="Companies House", query="Who is this?", **LOOKED)
    page = at_work(people.carol).post(f"/casework/checks/{row.id}/record", data=sent)
    assert page.status_code == 409
    for kept in ("Who is this?", "Companies House", "Nothing found"):
        assert kept in page.text
    assert row.state == "clear"


def test_two_windows_finding_on_one_standard_the_second_keeps_the_words(
    rows: Any, people: People, at_work: Browser
) -> None:
    application = factories.in_assessment(people)
    key = assessment.domains_of(application)[0].key
    path = address(application, f"/findings/{key}")
    asha, found = at_work(people.asha), typed("finding")
    assert asha.post(path, data=form(seen="", **found)).status_code == 302
    late = form(seen="", outcome="not_met", reason="This is what I wrote in the other window.")
    page = asha.post(path, data=late)
    assert page.status_code == 409
    assert late["reason"] in page.text
    assert rows.query(Finding).one().outcome == "met"
    seen = re.search(r'name="seen" value="([^"]+)"', page.text)[1]
    assert asha.post(path, data={**late, **form(seen=seen)}).status_code == 302
    assert rows.query(Finding).one().outcome == "not_met"


def test_only_the_assessor_of_the_case_finds(rows: Any, people: People, at_work: Browser) -> None:
    application = factories.in_assessment(people)
    key = assessment.domains_of(application)[0].key
    page = at_work(people.rene).post(
        address(application, f"/findings/{key}"), data=form(seen="", **typed("finding"))
    )
    assert page.status_code == 403
    assert typed("finding")["reason"] in page.text
    assert rows.query(Finding).count() == 0
    assert at_work(people.asha).get(address(application, "/findings/none")).status_code == 404


@pytest.mark.parametrize("trigger", ["nothing", "take_over", "..%2f", "__class__"])
def test_an_unknown_step_does_not_exist(
    carol: FlaskClient, case: Application, trigger: str
) -> None:
    check = f"/casework/checks/{case.checks[0].id}"
    for path in (address(case), check):
        assert carol.get(f"{path}/{trigger}").status_code == 404
        assert carol.post(f"{path}/{trigger}", data=form()).status_code == 404


def test_steps_of_the_clock_and_of_the_applicant_are_for_somebody_else(
    carol: FlaskClient, case: Application
) -> None:
    for trigger in ("checks_closed", "withdraw", "take_assessment"):
        status = carol.post(address(case, f"/{trigger}"), data=form()).status_code
        assert status in (403, 409), trigger
    assert case.state == "checks"


def test_the_outcome_of_a_check_is_recorded_on_its_page_alone(
    rows: Any, people: People, at_work: Browser
) -> None:
    application = factories.taken(people)
    row = check_of(application, "identity")
    carol = at_work(people.carol)
    assert carol.post(f"/casework/checks/{row.id}/clear", data=form()).status_code == 404
    bare = carol.post(f"/casework/checks/{row.id}/record", data=form(row.version))
    assert bare.status_code == 422
    assert "Select what you found" in bare.text
    assert row.state == "open"


def test_a_second_person_settles_a_query(rows: Any, people: People, at_work: Browser) -> None:
    application = factories.taken(people)
    row = check_of(application, "declaration")
    carol = at_work(people.carol)
    sent = form(row.version, outcome="query", source="The form", query="Which charity?", **LOOKED)
    posted(carol, f"/casework/checks/{row.id}/record", **sent)
    assert row.state == "query"
    words = {"reason": "It is declared and small."}
    own = carol.post(f"/casework/checks/{row.id}/explain", data=form(row.version, **words))
    assert own.status_code == 422
    assert words["reason"] in own.text
    rene = at_work(people.rene)
    page = posted(rene, f"/casework/checks/{row.id}/explain", **form(row.version, **words))
    assert row.state == "clear"
    assert "Fitness declarations: query explained" in page.text
    assert "Not shown to the applicant" in page.text


def employers(application: Application) -> Any:
    return next(r for r in factories.references_of(application) if r.kind == "employer")


def test_the_employer_is_written_to_at_a_checked_contact(
    rows: Any, people: People, at_work: Browser
) -> None:
    application = factories.taken(people)
    row = employers(application)
    carol, path = at_work(people.carol), address(application, f"/references/{row.id}")
    page = text_of(carol.get(path))
    assert "Call back a published contact first" in page
    assert "From 1 December 2026" in page
    contact = {"name": "Jo Chair", "email": "jo@airedale.example", "found_at": "Board page"}
    too_early = carol.post(f"{path}/send", data=form(row.version, **contact))
    assert too_early.status_code == 422
    assert "Board page" in too_early.text
    own = carol.post(
        f"{path}/send",
        data=form(row.version, **{**contact, "email": people.alice.email}, agreed="yes"),
    )
    assert "This is the applicant" in own.text
    posted(carol, f"{path}/send", **form(row.version, **contact, agreed="yes"))
    assert (row.email, row.asked_at) == ("jo@airedale.example", NOW)
    asked = rows.query(Movement).filter_by(workflow="reference", case_id=row.id).one()
    assert asked.reason == "Board page"
    posted(carol, f"{path}/ask", **form(row.version))
    assert rows.query(Movement).filter_by(workflow="reference", case_id=row.id).count() == 2


def test_somebody_else_is_asked_when_a_referee_is_silent(
    rows: Any, people: People, at_work: Browser
) -> None:
    application = factories.taken(people)
    row = next(r for r in factories.references_of(application) if r.kind == "referee")
    carol, path = at_work(people.carol), address(application, f"/references/{row.id}/replace")
    other = {"name": "Pat Peer", "email": "pat@leeds.example", "reason": "On leave"}
    assert carol.post(path, data=form(row.version, name="Pat")).status_code == 422
    posted(carol, path, **form(row.version, **other))
    assert row.state == "replaced"
    assert factories.references_of(application)[-1].email == "pat@leeds.example"
    late = carol.post(path, data=form(row.version, **other))
    assert late.status_code == 409
    assert "On leave" in late.text


def test_somebody_else_is_asked_when_a_referee_declines(
    rows: Any, people: People, at_work: Browser
) -> None:
    application = factories.taken(people)
    row = next(r for r in factories.references_of(application) if r.kind == "referee")
    row.code_confirmed_at = NOW
    actor = reference.link_actor(row)
    casework.fire(row, "decline", actor=actor, now=NOW, reason="I hardly know them.")
    carol = at_work(people.carol)
    assert "I hardly know them." in carol.get(address(application, f"/references/{row.id}")).text
    other = {"name": "Pat Peer", "email": "pat@leeds.example", "reason": "Declined"}
    path = address(application, f"/references/{row.id}/replace")
    posted(carol, path, **form(row.version, **other))
    assert row.state == "replaced"


def test_the_files_that_a_check_rests_on_are_kept_with_it(
    rows: Any, people: People, at_work: Browser
) -> None:
    application = factories.taken(people)
    file = Document(
        application_id=application.id,
        domain="",
        filename="deed.pdf",
        size=9,
        media_type="application/pdf",
        sha256="0" * 64,
        uploaded_by=people.alice.id,
        uploaded_at=NOW,
    )
    rows.add(file)
    rows.flush()
    row = check_of(application, "identity")
    carol, path = at_work(people.carol), f"/casework/checks/{row.id}/record"
    assert "deed.pdf" in carol.get(path).text
    other = carol.post(path, data=form(row.version, **CLEAR, **LOOKED, evidence="999"))
    assert other.status_code == 422, "a file of another case"
    posted(carol, path, **form(row.version, **CLEAR, **LOOKED, evidence=str(file.id)))
    assert row.state == "clear"
    assert f"/files/{file.id}" in carol.get(path).text


def test_statements_stand_beside_the_checks_that_rest_on_them(
    rows: Any, people: People, at_work: Browser
) -> None:
    application = factories.taken(people)
    row = next(r for r in factories.references_of(application) if r.kind == "referee")
    row.code_confirmed_at = NOW
    answer = typed("referee_answer")
    reference.answer(row, answer, actor=reference.link_actor(row), now=NOW)
    carol = at_work(people.carol)
    for item, shows in (("referee", True), ("conduct", True), ("identity", False)):
        page = carol.get(f"/casework/checks/{check_of(application, item).id}/record")
        assert (answer["strengths"] in page.text) is shows, item
    assert answer["strengths"] in carol.get(address(application, f"/references/{row.id}")).text


def test_there_is_no_file_that_was_never_given(
    people: People, carol: FlaskClient, case: Application
) -> None:
    assert carol.get(address(case, "/files/99")).status_code == 404


def test_a_registrar_corrects_a_name_and_ends_an_error(
    rows: Any, people: People, at_work: Browser, run_jobs: Any
) -> None:
    registration = factories.registered(people)
    rene = at_work(people.rene)
    assert registration.published_name in rene.get("/casework/registrations?q=amina").text
    path = f"/casework/registrations/{registration.id}"
    same = rene.post(
        f"{path}/correct_name",
        data=form(registration.version, name="Amina Okafor", evidence="Deed poll"),
    )
    assert same.status_code == 422
    changed = form(registration.version, name="Amina Stone", evidence="Deed poll, on a call")
    page = posted(rene, f"{path}/correct_name", **changed)
    assert "Amina Stone" in page.text
    assert "Amina Okafor" in registration.person.former_names
    stale = rene.post(
        f"{path}/end_in_error", data=form(registration.version - 1, reason="Wrong person")
    )
    assert stale.status_code == 409
    assert "Wrong person" in stale.text
    posted(rene, f"{path}/end_in_error", **form(registration.version, reason="Wrong person"))
    assert registration.state == "ended_in_error"
    closed = rene.post(f"{path}/correct_name", data=form(name="Al Li", evidence="Seen"))
    assert closed.status_code == 409
    assert "Al Li" in closed.text


def test_what_failed_shows_to_those_who_put_it_right(
    rows: Any, people: People, at_work: Browser, case: Application
) -> None:
    where = "dbos." if db.engine.dialect.name == "postgresql" else ""
    rows.execute(text(FAIL.format(where)), {"at": int(NOW.timestamp() * 1000)})
    failed = queue.failed()
    assert {job.name for job in failed} == {
        "send_receipt",
        "send_reference_request",
        "print_application",
    }
    adam = at_work(people.adam)
    page = adam.get("/casework")
    assert "could not be done without a person" in page.text
    assert case.reference in page.text
    assert "Amina" not in page.text
    assert "could not be done" not in at_work(people.carol).get("/casework").text
    job = failed[0]
    path = f"/casework/jobs/{job.name}/{job.subject_id}/try-again"
    assert at_work(people.carol).post(path, data=form()).status_code == 403
    posted(adam, path, **form())
    assert len(queue.failed()) == len(failed) - 1
    assert adam.post("/casework/jobs/none/1/try-again", data=form()).status_code == 404


HOSTILE = "<script>alert(1)</script>{{ 7*7 }}\x00‮"


def test_hostile_words_are_shown_as_words(rows: Any, people: People, at_work: Browser) -> None:
    application = factories.taken(people)
    carol = at_work(people.carol)
    page = posted(carol, address(application, "/ask"), **form(application.version, reason=HOSTILE))
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text
    for query in ("page=999999", "page=-1", "stage=%00", "search=%25", "view=';--", "sort=x"):
        assert carol.get(f"/casework?{query}").status_code == 200, query
    huge = carol.post(address(application, "/stand_aside"), data=form(reason="x" * 20_000))
    assert huge.status_code == 422


def test_no_page_of_the_door_asks_the_database_too_often(
    people: People, at_work: Browser, rows: Any
) -> None:
    application = factories.in_decision(people)
    rene = at_work(people.rene)
    key = assessment.domains_of(application)[0].key
    statement = factories.references_of(application)[0].id
    limits = {
        "/casework?view=team": 15,
        address(application): 20,
        address(application, "/decision"): 20,
        address(application, f"/findings/{key}"): 20,
        address(application, f"/references/{statement}"): 20,
        f"/casework/checks/{application.checks[0].id}/record": 20,
    }
    for path, most in limits.items():
        asked: list[str] = []

        def count(*args: Any, kept: list[str] = asked) -> None:
            kept.append(args[2])

        event.listen(db.engine, "before_cursor_execute", count)
        assert rene.get(path).status_code == 200
        event.remove(db.engine, "before_cursor_execute", count)
        asked = [one for one in asked if "SAVEPOINT" not in one]
        assert len(asked) <= most, (path, len(asked), asked)


def test_a_message_that_never_arrived_shows_on_the_case(
    rows: Any, carol: FlaskClient, case: Application, run_jobs: Callable[[], int]
) -> None:
    run_jobs()
    assert "could not be delivered" not in carol.get(address(case)).text
    sent = rows.query(Notice).filter_by(kind="send_receipt").one()
    sent.failure = "no such mailbox"
    page = carol.get(address(case)).text
    assert "1 message could not be delivered" in page
    assert sent.address in page


def test_a_late_case_says_so(people: People, at_work: Browser, clock: Any) -> None:
    factories.taken(people)
    clock.move_to(NOW + timedelta(days=20))
    page = text_of(at_work(people.carol).get("/casework?view=mine"))
    assert "15 of 10 working days" in page
    assert "Late" in page
