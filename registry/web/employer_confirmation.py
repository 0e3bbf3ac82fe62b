"""The employer's half of an attestation: four answers by an office-holder, prepared by a secretary.

The page tells in general words what was attested; the answers themselves it never has.
"""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.sections.confirmation import FORM
from registry.services import access, confirmation, confirmation_page
from registry.services.confirmation import Answer
from registry.web.attempt import Attempt, attempt
from registry.web.command import Shown
from registry.web.forms import nested
from registry.web.guard import login_required_for, me

bp = Blueprint("employer_confirmation", __name__, url_prefix="/employer/confirmations")
DONE = {
    "confirm": "Confirmed. Thank you. The person is told.",
    "confirm_managed": "Confirmed, with a matter being managed. The person is told.",
    "cannot_confirm": "Sent. The person is told what you wrote and can reply.",
    "not_mine": "Passed on. You need do nothing more.",
}


@bp.get("/<int:confirmation_id>")
@login_required_for()
def show(confirmation_id: int) -> ResponseReturnValue:
    """Show what was sent, by whom and for which post, and ask for the answer."""
    return page(confirmation_id, Attempt())


def page(confirmation_id: int, tried: Attempt) -> ResponseReturnValue:
    row = confirmation.find_for_employer(confirmation_id, me())
    shown = confirmation_page.page(row, me(), clock.now())
    typed: dict[str, Any] = nested(request.form)
    kept = {"answer": row.prepared, "why": row.why_not, "words": row.words} if row.prepared else {}
    html = render_template(
        "employer/confirmation.html",
        shown=shown,
        section=FORM,
        values=typed or kept,
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return html, tried.status


@bp.post("/<int:confirmation_id>")
@login_required_for()
def send(confirmation_id: int) -> ResponseReturnValue:
    """Answer for the organisation, or keep what a secretary prepares."""
    preparing = "prepare" in request.form

    def act(shown: Shown) -> str:
        row = confirmation.find_for_employer(confirmation_id, me(), shown=shown.version)
        given = given_by(FORM.load(nested(request.form)))
        actor = access.actor_for(me(), row)
        if preparing and given.trigger != "not_mine":
            confirmation.prepare(row, given, actor=actor)
            return url_for(".show", confirmation_id=confirmation_id)
        confirmation.answer(row, given, actor=actor, now=clock.now())
        return url_for("employer.home")

    tried = attempt(act, FORM, lambda place: f"#{place}" if place else "")
    if not tried.done:
        return page(confirmation_id, tried)
    if preparing and tried.result != url_for("employer.home"):
        flash("Kept. Whoever holds an office that confirms can now send it.", "success")
    else:
        flash(DONE[nested(request.form)["answer"]], "success")
    return redirect(tried.result)


def given_by(answers: dict[str, Any]) -> Answer:
    return Answer(
        trigger=answers["answer"],
        why=answers.get("why", ""),
        words=answers.get("words", ""),
        not_in_line=answers.get("not_in_line", False),
    )
