"""The applicant's files: listed, added, downloaded, taken back."""

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from werkzeug.datastructures import FileStorage

from registry import clock
from registry.services import document, draft, evidence
from registry.web.applicant import mine
from registry.web.command import command
from registry.web.forms import FieldError
from registry.web.guard import login_required_for, me

bp = Blueprint("applicant_file", __name__)
# A file that is too large by no more than this is refused on its own page, beside the words typed
# there; a larger one is cut off before it is read.
ROOM = 60 * 1024 * 1024
NOTHING = document.Upload("", b"")


def make_room(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Let a page with files read a little more than it accepts, to refuse it in its own words."""
    request.max_content_length = ROOM


bp.url_value_preprocessor(make_room)


def received(file: FileStorage | None) -> document.Upload:
    """Read one file as it came; of one that is too large no more than tells so."""
    if file is None:
        return NOTHING
    return document.Upload(file.filename or "", file.stream.read(document.LARGEST + 1))


def change(application: draft.Own, domain: str) -> list[str]:
    """Add the file that came, or take back the one that is named; give the ids that were added."""
    taken = request.form.get("take_out", "")
    if taken.isascii() and taken.isdigit() and len(taken) < 10:
        evidence.take_out(application, int(taken), clock.now())
        return []
    upload = received(request.files.get("file"))
    row = document.keep(application, domain, upload, user=me(), now=clock.now())
    return [str(row.id)]


@bp.get("/applications/<int:application_id>/files")
@login_required_for()
def listed(application_id: int) -> ResponseReturnValue:
    """List the files of the application."""
    return page(application_id)


def page(
    application_id: int, errors: tuple[FieldError, ...] = (), status: int = 200
) -> ResponseReturnValue:
    application = mine(application_id)
    shown = render_template(
        "applicant/files.html",
        application_id=application_id,
        files=evidence.files_of(application),
        may_add=evidence.may_add(application),
        errors=errors,
    )
    return shown, status


@bp.post("/applications/<int:application_id>/files")
@login_required_for()
def add(application_id: int) -> ResponseReturnValue:
    """Keep a file, or say why it is refused."""
    mine(application_id)
    try:
        with command() as shown:
            change(mine(application_id), "")
            shown.result = url_for(".listed", application_id=application_id)
    except ValidationError as wrong:
        texts = wrong.messages_dict.get("file", [])
        errors = tuple(FieldError("file", str(text), "file") for text in texts)
        return page(application_id, errors, 422)
    flash("The file is added.", "success")
    return redirect(shown.result)


@bp.get("/applications/<int:application_id>/files/<int:file_id>")
@login_required_for()
def download(application_id: int, file_id: int) -> ResponseReturnValue:
    """Send a file back as it was given; a browser never opens it in the page's place."""
    row = document.find(mine(application_id), file_id)
    return send_file(
        BytesIO(document.content(row)),
        mimetype=row.media_type,
        as_attachment=True,
        download_name=row.filename,
    )


@bp.post("/applications/<int:application_id>/files/<int:file_id>/remove")
@login_required_for()
def remove(application_id: int, file_id: int) -> ResponseReturnValue:
    """Take a file back while it may be."""
    with command() as shown:
        evidence.take_out(mine(application_id), file_id, clock.now())
        shown.result = url_for(".listed", application_id=application_id)
    flash("The file is taken out.", "success")
    return redirect(shown.result)
