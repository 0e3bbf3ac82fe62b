"""The applicant's page to answer what a check asks, with files when there are any to show."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from registry import clock
from registry.errors import MOVED_ON, AlreadyDone
from registry.sections.saying import ANSWER
from registry.services import access, check_reply
from registry.web import applicant_file
from registry.web.applicant import address_of, mine
from registry.web.command import command
from registry.web.forms import FieldError, flat_errors, nested
from registry.web.guard import login_required_for, me

bp = Blueprint("applicant_query", __name__, url_prefix="/applications/<int:application_id>/checks")
bp.url_value_preprocessor(applicant_file.make_room)


def queried(application_id: int, check_id: int, shown: int | None = None) -> check_reply.Item:
    """Find a check about which the signed-in person was asked."""
    return check_reply.find(mine(application_id), check_id, shown=shown)


@bp.get("/<int:check_id>/answer")
@login_required_for()
def ask(application_id: int, check_id: int) -> ResponseReturnValue:
    """Ask what the check wants to know, by when, and say what follows from silence."""
    row = queried(application_id, check_id)
    if not check_reply.newest(row, clock.now()).waits:
        return redirect(address_of(application_id))
    return page(application_id, check_id, {})


def page(
    application_id: int,
    check_id: int,
    typed: Any,
    errors: list[FieldError] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """Show the question; one that is no longer open gives the typed words back."""
    row = queried(application_id, check_id)
    shown = render_template(
        "applicant/query.html",
        application_id=application_id,
        asked=check_reply.newest(row, clock.now()),
        action=url_for(".answer", application_id=application_id, check_id=check_id),
        section=ANSWER,
        values=typed,
        errors=errors or [],
        moved_on=status == 409,
    )
    return shown, status


@bp.post("/<int:check_id>/answer")
@login_required_for()
def answer(application_id: int, check_id: int) -> ResponseReturnValue:
    """Send the answer, or change the files that go with it."""
    queried(application_id, check_id)
    typed = nested(request.form)
    try:
        if "upload" in request.form or "take_out" in request.form:
            return change_files(application_id, check_id, typed)
        ANSWER.load(typed)  # before the file is kept: its words are what an answer needs
        with command() as shown:
            send(queried(application_id, check_id, shown.version), typed)
            shown.result = address_of(application_id)
    except ValidationError as wrong:
        return page(application_id, check_id, typed, problems(wrong), 422)
    except MOVED_ON:
        return page(application_id, check_id, typed, status=409)
    flash("We have your answer.", "success")
    return redirect(shown.result)


def send(row: check_reply.Item, typed: Any) -> None:
    """Send the answer; a file chosen with the words comes along."""
    file = request.files.get("file")
    if file is not None and file.filename:
        applicant_file.change(row.application, check_reply.newest(row, clock.now()).files_key)
    check_reply.reply(row, typed, actor=access.actor_for(me(), row), now=clock.now())


def change_files(application_id: int, check_id: int, typed: Any) -> ResponseReturnValue:
    """Add or take back a file, and show the page again with the words typed so far."""
    try:
        with command() as shown:
            row = queried(application_id, check_id)
            key = check_reply.newest(row, clock.now()).files_key
            applicant_file.change(row.application, key)
            shown.result = address_of(application_id)
    except AlreadyDone:
        return page(application_id, check_id, typed)
    return page(application_id, check_id, typed)


def problems(wrong: ValidationError) -> list[FieldError]:
    """Give what is wrong with the words and with the file."""
    messages = wrong.messages_dict
    files = messages.get("file", [])
    return [
        *flat_errors(ANSWER, messages),
        *(FieldError("file", str(text), "file") for text in files),
    ]
