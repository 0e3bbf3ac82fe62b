"""The employer's roster: posts to confirm or dispute, leavers' references, interim cover."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.sections.interim_cover import Cover
from registry.sections.moment import Moment
from registry.sections.reason import NAME, reason
from registry.services import access, appointment, appointment_page, interim_cover
from registry.services.appointment_page import Roster
from registry.web.attempt import Attempt, attempt
from registry.web.command import Shown
from registry.web.filters import scheme_today
from registry.web.forms import nested
from registry.web.guard import login_required_for, me
from workflows.engine import NotPermitted

bp = Blueprint("employer_appointment", __name__, url_prefix="/employer")
COVER = Cover()
DISPUTE = reason(
    "What is not right?",
    "The registrant reads these words; the public never does. For example, that the post ended, "
    "or that its name is another",
    "Say what is not right",
)
NOTHING = Attempt()
DONE = {
    "confirm": "The post is confirmed. The register says so, and we have told the registrant.",
    "reference_written": "It is noted that the reference is written.",
}


def my_roster() -> Roster:
    """Give the roster. Raises NotPermitted for whoever holds no office."""
    if not access.offices_of(me()):
        raise NotPermitted("You hold no office in an organisation that has an account here")
    return appointment_page.roster(me())


@bp.get("/appointments")
@login_required_for()
def listed() -> str:
    """Show who holds which post, and what waits for an answer."""
    return render_template("employer/appointments.html", roster=my_roster())


@bp.get("/appointments/<int:appointment_id>")
@login_required_for()
def show(appointment_id: int) -> ResponseReturnValue:
    """Show one post, and what can be said of it."""
    return page("appointment", appointment_id, NOTHING)


def page(template: str, appointment_id: int, tried: Attempt) -> ResponseReturnValue:
    row = appointment.find_for_employer(appointment_id, me())
    shown = render_template(
        f"employer/{template}.html",
        post=appointment_page.shown_to(row, me(), clock.now()),
        section=DISPUTE,
        values=nested(request.form),
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return shown, tried.status


@bp.post("/appointments/<int:appointment_id>/confirm")
@login_required_for()
def confirm(appointment_id: int) -> ResponseReturnValue:
    """Confirm a post."""
    return take(appointment_id, "confirm")


@bp.post("/appointments/<int:appointment_id>/reference")
@login_required_for()
def reference(appointment_id: int) -> ResponseReturnValue:
    """Note that a leaver's reference is written."""
    return take(appointment_id, "reference_written")


def take(appointment_id: int, trigger: str) -> ResponseReturnValue:
    def act(shown: Shown) -> str:
        row = appointment.find_for_employer(appointment_id, me(), shown=shown.version)
        appointment_page.take(row, trigger, me(), clock.now())
        return url_for(".listed")

    tried = attempt(act)
    if not tried.done:
        return page("appointment", appointment_id, tried)
    flash(DONE[trigger], "success")
    return redirect(tried.result)


@bp.get("/appointments/<int:appointment_id>/dispute")
@login_required_for()
def ask_why(appointment_id: int) -> ResponseReturnValue:
    """Ask what is not right."""
    return page("appointment_dispute", appointment_id, NOTHING)


@bp.post("/appointments/<int:appointment_id>/dispute")
@login_required_for()
def dispute(appointment_id: int) -> ResponseReturnValue:
    """Say that a post is not right."""

    def act(shown: Shown) -> str:
        words = DISPUTE.load(nested(request.form))[NAME]
        row = appointment.find_for_employer(appointment_id, me(), shown=shown.version)
        appointment_page.take(row, "dispute", me(), clock.now(), words)
        return url_for(".listed")

    tried = attempt(act, DISPUTE)
    if not tried.done:
        return page("appointment_dispute", appointment_id, tried)
    flash("We have told the registrant. The public sees that the post is not confirmed.", "success")
    return redirect(tried.result)


@bp.get("/interim-cover")
@login_required_for()
def ask_cover() -> ResponseReturnValue:
    """Ask who covers which post."""
    return cover_page(NOTHING)


def cover_page(tried: Attempt) -> ResponseReturnValue:
    roster = my_roster()
    typed = nested(request.form)
    only = roster.organisations[0][0] if len(roster.organisations) == 1 else ""
    page = render_template(
        "employer/interim_cover.html",
        roster=roster,
        section=COVER,
        values={"organisation": only, **typed},
        errors=tried.errors,
        choices={"organisation": roster.organisations},
    )
    return page, tried.status


@bp.post("/interim-cover")
@login_required_for()
def give_cover() -> ResponseReturnValue:
    """Give a note of interim cover."""
    my_roster()

    def act(_: Shown) -> str:
        typed = COVER.load(nested(request.form), at=Moment(today=scheme_today()))
        interim_cover.give(typed, me(), clock.now())
        return url_for(".listed")

    tried = attempt(act, COVER)
    if not tried.done:
        return cover_page(tried)
    flash("The note is shown to the public until it ends.", "success")
    return redirect(tried.result)


@bp.post("/interim-cover/<int:cover_id>/end")
@login_required_for()
def end_cover(cover_id: int) -> ResponseReturnValue:
    """End a note of interim cover today."""

    def act(shown: Shown) -> str:
        row = interim_cover.find(cover_id, me(), shown=shown.version)
        interim_cover.end(row, actor=access.actor_for(me(), row), now=clock.now())
        return url_for(".listed")

    tried = attempt(act)
    if not tried.done:
        shown = render_template(
            "employer/appointments.html", roster=my_roster(), errors=tried.errors, moved_on=True
        )
        return shown, tried.status
    flash("The note has ended and is no longer shown.", "success")
    return redirect(tried.result)
