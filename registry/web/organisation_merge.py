"""Mergers of organisations, as registrars plan them, look at them and let them happen."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.sections.organisation_merge import Merge
from registry.services import application as applications
from registry.services import organisation_merge
from registry.web.attempt import Attempt, attempt
from registry.web.command import Shown
from registry.web.forms import nested
from registry.web.guard import login_required_for, me
from workflows.roles import Role

bp = Blueprint("organisation_merge", __name__, url_prefix="/admin/mergers")
SECTION = Merge()
registrars = login_required_for(Role.REGISTRAR)
NOTHING = Attempt()
SECONDS_TO_WAIT = 5
DONE = {
    "agree": "Agreed. It begins on its day, and this page shows how far it has come.",
    "drop": "The plan is dropped. Nothing has changed.",
}


@bp.get("")
@registrars
def listed() -> str:
    """List every merger that was planned."""
    return render_template("admin/mergers.html", lines=organisation_merge.listed())


@bp.get("/new")
@registrars
def ask() -> ResponseReturnValue:
    """Ask which organisations become one, and when."""
    return plan_page(NOTHING)


def plan_page(tried: Attempt) -> ResponseReturnValue:
    choices = applications.organisations()
    page = render_template(
        "admin/merger_new.html",
        section=SECTION,
        values=nested(request.form),
        errors=tried.errors,
        choices=dict.fromkeys(("first", "second", "third", "successor"), choices),
    )
    return page, tried.status


@bp.post("/new")
@registrars
def plan() -> ResponseReturnValue:
    """Plan a merger; nothing changes by it."""

    def act(_: Shown) -> str:
        typed = SECTION.load(nested(request.form))
        ending = [typed[name] for name in ("first", "second", "third") if typed.get(name)]
        merge_id = organisation_merge.plan(
            ending, typed["successor"], typed["on"], by=me(), now=clock.now()
        )
        return url_for(".show", merge_id=merge_id)

    tried = attempt(act, SECTION)
    return redirect(tried.result) if tried.done else plan_page(tried)


@bp.get("/<int:merge_id>")
@registrars
def show(merge_id: int) -> ResponseReturnValue:
    """Show what a merger would change, or how far it has come."""
    return page(merge_id, NOTHING)


def page(merge_id: int, tried: Attempt) -> ResponseReturnValue:
    row = organisation_merge.find(merge_id, me())
    merge = organisation_merge.page(row, me(), clock.now())
    ahead = merge.state in ("planned", "agreed")
    response = make_response(
        render_template(
            "admin/merger.html",
            merge=merge,
            dry_run=organisation_merge.dry_run(row, clock.now()) if ahead else None,
            errors=tried.errors,
            moved_on=tried.status == 409,
        ),
        tried.status,
    )
    if merge.state == "running":
        response.headers["Refresh"] = str(SECONDS_TO_WAIT)
    return response


@bp.post("/<int:merge_id>/agree")
@registrars
def agree(merge_id: int) -> ResponseReturnValue:
    """Let a merger be carried out on its day."""
    return take(merge_id, "agree")


@bp.post("/<int:merge_id>/drop")
@registrars
def drop(merge_id: int) -> ResponseReturnValue:
    """Drop a plan before its day."""
    return take(merge_id, "drop")


def take(merge_id: int, trigger: str) -> ResponseReturnValue:
    def act(shown: Shown) -> str:
        row = organisation_merge.find(merge_id, me(), shown=shown.version)
        organisation_merge.take(row, trigger, me(), clock.now())
        return url_for(".show", merge_id=merge_id)

    tried = attempt(act)
    if not tried.done:
        return page(merge_id, tried)
    flash(DONE[trigger], "success")
    return redirect(tried.result)
