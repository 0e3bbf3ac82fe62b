"""A change of name: asked by the registrant, seen to by a registrar."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.errors import NotFound
from registry.sections.name_request import HOW, NewName
from registry.sections.reason import NAME, reason
from registry.services import access, name_request, registration
from registry.web.attempt import Attempt, attempt
from registry.web.command import Shown
from registry.web.forms import nested
from registry.web.guard import login_required_for, me
from workflows.roles import Role

bp = Blueprint("name_request", __name__)
SECTION = NewName()
registrars = login_required_for(Role.REGISTRAR)
CLOSE = reason(
    "Why is the request closed?",
    "The person reads these words. Never write down why a name changed",
    "Say why the request is closed",
)
NOTHING = Attempt()


def registration_id() -> int:
    row = registration.of_user(me())
    if row is None:
        raise NotFound("You have no registration. It opens when an application is approved")
    return row.id


@bp.get("/registration/name")
@login_required_for()
def ask() -> ResponseReturnValue:
    """Ask for the new name, or show what becomes of the request."""
    return page(NOTHING)


def page(tried: Attempt) -> ResponseReturnValue:
    row = access.find_registration(registration_id(), me())
    asked = name_request.open_of(row)
    shown = render_template(
        "registrant/name.html",
        name=row.published_name,
        version=row.version,
        on_register=row.on_register,
        asked=name_request.task(asked) if asked else None,
        how=HOW,
        section=SECTION,
        values=nested(request.form),
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return shown, tried.status


@bp.post("/registration/name")
@login_required_for()
def send() -> ResponseReturnValue:
    """Ask for a new name."""
    number = registration_id()

    def act(shown: Shown) -> str:
        typed = SECTION.load(nested(request.form))
        row = access.find_registration(number, me(), shown=shown.version)
        actor = access.actor_for(me(), row)
        name_request.ask(row, typed, actor=actor, now=clock.now())
        return url_for(".ask")

    tried = attempt(act, SECTION)
    if not tried.done:
        return page(tried)
    flash("We have your request. Your entry keeps its name until we have seen evidence.", "success")
    return redirect(tried.result)


@bp.post("/registration/name/withdraw")
@login_required_for()
def withdraw() -> ResponseReturnValue:
    """Take the request back."""
    number = registration_id()

    def act(shown: Shown) -> str:
        own = access.find_registration(number, me())
        row = name_request.find_mine(me(), own, shown=shown.version)
        name_request.take(row, "withdraw", me(), clock.now())
        return url_for("registrant.home")

    tried = attempt(act)
    if not tried.done:
        return page(tried)
    flash("Your request is withdrawn, and the name you asked for is deleted.", "success")
    return redirect(tried.result)


@bp.get("/casework/names")
@registrars
def tasks() -> str:
    """List who has asked for a new name, the oldest first."""
    found = name_request.tasks(me())
    return render_template("casework/names.html", tasks=found, how=HOW)


@bp.get("/casework/names/<int:request_id>/close")
@registrars
def ask_why(request_id: int) -> ResponseReturnValue:
    """Ask why a request is closed without a change."""
    return close_page(request_id, NOTHING)


def close_page(request_id: int, tried: Attempt) -> ResponseReturnValue:
    row = name_request.find(request_id, me())
    shown = render_template(
        "casework/name_close.html",
        task=name_request.task(row),
        open=row.state == "asked",
        section=CLOSE,
        values=nested(request.form),
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return shown, tried.status


@bp.post("/casework/names/<int:request_id>/close")
@registrars
def close(request_id: int) -> ResponseReturnValue:
    """Close a request without a change."""

    def act(shown: Shown) -> str:
        words = CLOSE.load(nested(request.form))[NAME]
        row = name_request.find(request_id, me(), shown=shown.version)
        name_request.take(row, "close", me(), clock.now(), words)
        return url_for(".tasks")

    tried = attempt(act, CLOSE)
    if not tried.done:
        return close_page(request_id, tried)
    flash("The request is closed and the person is told why.", "success")
    return redirect(tried.result)
