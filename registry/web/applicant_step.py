"""The steps of an applicant after submitting: answer, respond, withdraw. Each has its own page."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from registry import clock
from registry.errors import MOVED_ON, AlreadyDone, NotFound
from registry.sections.base import Section
from registry.sections.saying import ANSWER, RESPONSE
from registry.services import access, casework, evidence, tracker
from registry.web import applicant_file
from registry.web.applicant import address_of, mine
from registry.web.command import command
from registry.web.forms import FieldError, flat_errors, nested
from registry.web.guard import login_required_for, me

bp = Blueprint("applicant_step", __name__)
bp.url_value_preprocessor(applicant_file.make_room)


@dataclass(frozen=True)
class Act:
    """How one step is put to the applicant."""

    title: str
    done: str
    section: Section | None = None
    takes_files: bool = False


ACTS = {
    "withdraw": Act("Withdraw your application", "Your application is withdrawn."),
    "answer": Act("Answer our question", "We have your answer.", ANSWER, takes_files=True),
    "respond": Act("Respond before we decide", "We have your response.", RESPONSE),
}


@bp.get("/applications/<int:application_id>/<trigger>")
@login_required_for()
def confirm(application_id: int, trigger: str) -> ResponseReturnValue:
    """Ask once more, with what follows from it; or ask for the words that belong to it."""
    application = mine(application_id)
    if trigger not in ACTS:
        raise NotFound("There is no such page")
    open_now = casework.open_to(application, access.actor_for(me(), application), clock.now())
    if all(step.trigger != trigger for step in open_now):
        return redirect(address_of(application_id))
    return page(application_id, trigger, {})


def page(
    application_id: int,
    trigger: str,
    typed: Any,
    errors: list[FieldError] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """Show the page of one step; one that is no longer open gives the typed words back."""
    application = mine(application_id)
    tracked = tracker.track(application, me(), clock.now())
    act = ACTS[trigger]
    shown = render_template(
        "applicant/step.html",
        tracker=tracked,
        trigger=trigger,
        step=tracked.step(trigger),
        act=act,
        values=typed,
        errors=errors or [],
        files=evidence.files_of(application) if act.takes_files else (),
        moved_on=status == 409,
    )
    return shown, status


@bp.post("/applications/<int:application_id>/<trigger>")
@login_required_for()
def take(application_id: int, trigger: str) -> ResponseReturnValue:
    """Take one step of the person's own."""
    mine(application_id)
    act = ACTS.get(trigger)
    typed = nested(request.form)
    try:
        if act and act.takes_files and ("upload" in request.form or "take_out" in request.form):
            return change_files(application_id, trigger, typed)
        words = act.section.load(typed)["words"] if act and act.section else ""
        with command() as shown:
            fire(application_id, trigger, words, shown.version)
            shown.result = address_of(application_id)
    except ValidationError as wrong:
        return page(application_id, trigger, typed, problems(act, wrong), 422)
    except MOVED_ON:
        if act is None or act.section is None:
            raise
        return page(application_id, trigger, typed, status=409)
    if act:
        flash(act.done, "success")
    return redirect(shown.result)


def fire(application_id: int, trigger: str, words: str, version: int | None) -> None:
    """Move the case; a file chosen with the words comes along."""
    application = mine(application_id, version)
    file = request.files.get("file")
    if trigger in ACTS and ACTS[trigger].takes_files and file is not None and file.filename:
        applicant_file.change(application, trigger)
    actor = access.actor_for(me(), application)
    casework.fire(application, trigger, actor=actor, now=clock.now(), reason=words)


def problems(act: Act | None, wrong: ValidationError) -> list[FieldError]:
    """Give what is wrong with the words and with the file."""
    messages = wrong.messages_dict
    found = flat_errors(act.section, messages) if act and act.section else []
    return [*found, *(FieldError("file", str(text), "file") for text in messages.get("file", []))]


def change_files(application_id: int, trigger: str, typed: Any) -> ResponseReturnValue:
    """Add or take back a file, and show the page again with the words typed so far."""
    try:
        with command() as shown:
            applicant_file.change(mine(application_id), trigger)
            shown.result = address_of(application_id)
    except AlreadyDone:
        return page(application_id, trigger, typed)
    return page(application_id, trigger, typed)
