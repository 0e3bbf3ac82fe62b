"""Posts that an employer disputes, as registrars settle them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.sections.reason import NAME, reason
from registry.services import appointment_page
from registry.web.attempt import Attempt, attempt
from registry.web.command import Shown
from registry.web.forms import nested
from registry.web.guard import login_required_for, me
from workflows.roles import Role

bp = Blueprint("casework_appointment", __name__, url_prefix="/casework/posts")
registrars = login_required_for(Role.REGISTRAR)
SETTLE = reason(
    "Why does the post stay as stated?",
    "Not shown to anybody outside. Say whom you asked and what they answered",
    "Say why the post stays as stated",
)


@bp.get("")
@registrars
def listed() -> str:
    """List the posts that are disputed, the oldest first."""
    return render_template("casework/posts.html", posts=appointment_page.disputed(me()))


@bp.get("/<int:appointment_id>/leave_as_stated")
@registrars
def ask_why(appointment_id: int) -> ResponseReturnValue:
    """Ask why a disputed post stays as the registrant stated it."""
    return page(appointment_id, Attempt())


def page(appointment_id: int, tried: Attempt) -> ResponseReturnValue:
    shown = render_template(
        "casework/post_settle.html",
        post=appointment_page.for_registrar(appointment_id, me(), clock.now()),
        section=SETTLE,
        values=nested(request.form),
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return shown, tried.status


@bp.post("/<int:appointment_id>/leave_as_stated")
@registrars
def leave_as_stated(appointment_id: int) -> ResponseReturnValue:
    """Leave a disputed post as the registrant stated it."""

    def act(shown: Shown) -> str:
        words = SETTLE.load(nested(request.form))[NAME]
        appointment_page.settle(appointment_id, words, me(), clock.now(), shown=shown.version)
        return url_for(".listed")

    tried = attempt(act, SETTLE)
    if not tried.done:
        return page(appointment_id, tried)
    flash(
        "The post stays as stated by the registrant. The employer can still confirm it.", "success"
    )
    return redirect(tried.result)
