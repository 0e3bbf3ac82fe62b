"""Files that an applicant gives: added, refused, sent back, taken back; no words lost by it."""

import re
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient

from registry.models.application import Application
from registry.models.document import Document
from registry.services import application as applications
from tests import factories
from tests.conftest import NOW
from tests.people import People
from tests.sections.answers import EXAMPLE, FORM
from tests.web.conftest import form, row_version

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
LARGE = PDF + b" " * (23 * 1024 * 1024)
SECTION = "/applications/{}/sections/{}"


def upload(name: str, content: bytes) -> tuple[BytesIO, str]:
    return BytesIO(content), name


def in_parts(answers: dict[str, object], file: bytes) -> bytes:
    """Write a form with a file as a browser does, all in memory."""
    head = '--edge\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    parts = [
        head.format(name, "").encode() + f"{value}\r\n".encode() for name, value in answers.items()
    ]
    named = head.format("file", '; filename="large.pdf"').encode()
    return b"".join([*parts, named, file, b"\r\n--edge--\r\n"])


def test_files_go_with_an_example_and_keep_its_words(
    rows: Any, alice: FlaskClient, draft: Application
) -> None:
    name = FORM.domains[0].key
    path = SECTION.format(draft.id, f"competence/{name}")
    version = row_version(draft, "competence")
    words = f"Typed and not yet saved. {EXAMPLE}"
    bad = form(version, upload="yes", file=upload("photo.png", PDF), **{name: words})
    page = alice.post(path, data=bad)
    assert page.status_code == 422
    assert "The file must be a PDF" in page.text
    assert "Typed and not yet saved" in page.text
    good = form(version, upload="yes", file=upload("../a plan (1).pdf", PDF), **{name: words})
    page = alice.post(path, data=good)
    assert page.status_code == 200
    assert "Typed and not yet saved" in page.text
    file = rows.query(Document).one()
    ticked = rf'name="{name}_evidence"[^>]*value="{file.id}"[^>]*checked'
    assert re.search(ticked, page.text)
    assert 'Remove<span class="nhsuk-u-visually-hidden">' in page.text
    sent = form(version, **{name: words, f"{name}_evidence": file.id})
    assert alice.post(path, data=sent).status_code == 302
    got = alice.get(f"/applications/{draft.id}/files/{file.id}")
    assert got.data == PDF
    assert got.headers["Content-Disposition"].startswith("attachment; filename=")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    gone = alice.post(f"/applications/{draft.id}/files/{file.id}/remove", data=form())
    assert gone.status_code == 302
    assert draft.answers["competence"][f"{name}_evidence"] == []
    assert alice.get(f"/applications/{draft.id}/files/{file.id}").status_code == 404


def test_taking_a_file_back_keeps_the_words(
    rows: Any, alice: FlaskClient, draft: Application
) -> None:
    name = FORM.domains[0].key
    alice.post(f"/applications/{draft.id}/files", data=form(file=upload("plan.pdf", PDF)))
    file = rows.query(Document).one()
    sent = form(row_version(draft, "competence"), take_out=file.id, **{name: "My words"})
    page = alice.post(SECTION.format(draft.id, f"competence/{name}"), data=sent)
    assert page.status_code == 200
    assert "My words" in page.text
    assert "plan.pdf" not in page.text
    assert file.removed_at is not None


def test_a_file_that_is_too_large_is_refused_beside_the_words(
    rows: Any, alice: FlaskClient, draft: Application
) -> None:
    name = FORM.domains[0].key
    page = alice.post(
        SECTION.format(draft.id, f"competence/{name}"),
        content_type="multipart/form-data; boundary=edge",
        input_stream=BytesIO(in_parts(form(0, upload="yes", **{name: "My words"}), LARGE)),
    )
    assert page.status_code == 422
    assert "larger than 20 MB" in page.text
    assert "My words" in page.text
    assert rows.query(Document).count() == 0


def test_what_was_submitted_is_not_taken_back(
    rows: Any, alice: FlaskClient, people: People
) -> None:
    application = factories.a_draft(people.alice)
    alice.post(f"/applications/{application.id}/files", data=form(file=upload("plan.pdf", PDF)))
    applications.submit(application, actor=factories.actor_for(people.alice, application), now=NOW)
    factories.fire(application, "take", people.carol)
    factories.fire(application, "ask", people.carol, reason="Which year?")
    file = rows.query(Document).one()
    answer = alice.post(f"/applications/{application.id}/files/{file.id}/remove", data=form())
    assert answer.status_code == 409
    assert file.removed_at is None


def test_a_question_is_answered_with_words_and_a_file(
    rows: Any, alice: FlaskClient, people: People
) -> None:
    application = factories.taken(people)
    factories.fire(application, "ask", people.carol, reason="Which year did you begin?")
    base = f"/applications/{application.id}"
    assert "Which year did you begin?" in alice.get(base).text
    assert "Monday 4 January 2027" in alice.get(f"{base}/answer").text
    assert alice.post(f"{base}/answer", data=form(application.version)).status_code == 422
    stale = alice.post(f"{base}/answer", data=form(application.version - 1, words="In 2015"))
    assert stale.status_code == 409
    assert "In 2015" in stale.text
    sent = form(application.version, words="In 2015", file=upload("contract.pdf", PDF))
    assert alice.post(f"{base}/answer", data=sent).status_code == 302
    assert application.state == "checks"
    assert application.questions[0].answer == "In 2015"
    assert rows.query(Document).one().filename == "contract.pdf"
    late = alice.post(f"{base}/answer", data=form(application.version, words="And more"))
    assert late.status_code == 409
    assert "And more" in late.text
