"""One check: recorded beside its guidance and what was stated, and settled by a second person."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.errors import NotFound
from registry.sections.reason import NAME
from registry.services import case_check
from registry.web.attempt import Attempt, attempt
from registry.web.casework import staff, write_down
from registry.web.casework_step import INSIDE, Asking
from registry.web.command import Shown, command
from registry.web.forms import nested
from registry.web.guard import me
from workflows.check import WORKFLOW
from workflows.engine import NotPermitted, UnknownTrigger

bp = Blueprint("casework_check", __name__, url_prefix="/casework/checks")
RECORDED = frozenset({"clear", "query"})  # by their own page, which asks for the source
ASKING = {
    "explain": Asking("What explains it?", INSIDE, ""),
    "mitigate": Asking(
        "What weighs against it?",
        f"{INSIDE}. Say what it was, when, and what has changed since",
        "",
    ),
    "ground_ended": Asking(
        "Which evidence shows that the ground has ended?",
        f"{INSIDE}. Name the document, its date and who saw it",
        "",
    ),
    "not_satisfied": Asking("Why is it not satisfied?", INSIDE, ""),
    "withdraw_query": Asking("Why do you take the query back?", INSIDE, ""),
    "leave_out": Asking("Why is this check not lawful for this post?", INSIDE, ""),
    "reconsider": Asking("Why should it be looked at again?", INSIDE, ""),
}


def opened(check_id: int) -> case_check.Item:
    """Find a check to be read, and write down who opened it, or to whom it was refused."""
    try:
        row = case_check.find(check_id, me())
    except NotPermitted:
        write_down(case_check.application_of(check_id), "open a check", allowed=False)
        raise
    write_down(row.application_id, "open a check", allowed=True)
    return row


def back_to(row: case_check.Item) -> str:
    case = url_for("casework.show", application_id=row.application_id)
    return f"{case}#place-{row.item}"


@bp.get("/<int:check_id>/record")
@staff
def recording(check_id: int) -> ResponseReturnValue:
    """Ask what was found, beside the guidance and what others stated."""
    return record_page(opened(check_id), Attempt())


def record_page(row: case_check.Item, tried: Attempt) -> ResponseReturnValue:
    page = render_template(
        "casework/check.html",
        check=case_check.check_page(row, me(), clock.now()),
        values=nested(request.form),
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return page, tried.status


@bp.post("/<int:check_id>/record")
@staff
def record(check_id: int) -> ResponseReturnValue:
    """Keep what was found."""
    said = []

    def act(shown: Shown) -> str:
        row = case_check.find(check_id, me(), shown=shown.version)
        said.append(case_check.record(row, nested(request.form), me(), clock.now()))
        return back_to(row)

    row = case_check.find(check_id, me())
    tried = attempt(act, case_check.form_of(row))
    if not tried.done:
        return record_page(case_check.find(check_id, me()), tried)
    flash(said[0], "success")
    return redirect(tried.result)


def asking(trigger: str) -> Asking | None:
    """Say how the words of a step are asked for. Raises UnknownTrigger."""
    if all(step.trigger != trigger for step in WORKFLOW.steps):
        raise UnknownTrigger("There is no such step")
    return ASKING.get(trigger)


@bp.get("/<int:check_id>/<trigger>")
@staff
def confirm(check_id: int, trigger: str) -> ResponseReturnValue:
    """Ask for the words of a step, with what follows from it."""
    asked = asking(trigger)
    row = opened(check_id)
    shown = case_check.check_page(row, me(), clock.now())
    if asked is None:
        raise NotFound("There is no such page")
    if not shown.takes(trigger):
        return redirect(back_to(row))
    return page(row, trigger, asked, Attempt())


def page(row: case_check.Item, trigger: str, asked: Asking, tried: Attempt) -> ResponseReturnValue:
    said = render_template(
        "casework/check_step.html",
        check=case_check.check_page(row, me(), clock.now()),
        trigger=trigger,
        label=next(step.label for step in WORKFLOW.steps if step.trigger == trigger),
        asked=asked,
        section=asked.section,
        values=nested(request.form),
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return said, tried.status


@bp.post("/<int:check_id>/<trigger>")
@staff
def settle(check_id: int, trigger: str) -> ResponseReturnValue:
    """Take a step of a check."""
    asked = asking(trigger)
    if trigger in RECORDED:
        raise UnknownTrigger("Record the outcome on its own page")
    said = []

    def act(shown: Shown) -> str:
        words = asked.section.load(nested(request.form))[NAME] if asked else ""
        row = case_check.find(check_id, me(), shown=shown.version)
        said.append(case_check.settle(row, trigger, words, me(), clock.now()))
        return back_to(row)

    if asked is None:
        with command() as shown:
            shown.result = act(shown)
        flash(said[0], "success")
        return redirect(shown.result)
    tried = attempt(act, asked.section)
    if not tried.done:
        return page(case_check.find(check_id, me()), trigger, asked, tried)
    flash(said[0], "success")
    return redirect(tried.result)
