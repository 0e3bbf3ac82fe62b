"""Registrations as a registrar keeps them: found, read, a name put right, an error ended."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.db import atomic
from registry.sections.reason import NAME
from registry.services import access, registration_page
from registry.web.attempt import Attempt, attempt
from registry.web.casework_step import Asking
from registry.web.command import Shown
from registry.web.forms import nested
from registry.web.guard import login_required_for, me
from workflows.engine import NotPermitted
from workflows.roles import Role

bp = Blueprint("casework_registration", __name__, url_prefix="/casework/registrations")
registrars = login_required_for(Role.REGISTRAR)
END = Asking(
    "Why is the entry an error?",
    "The person reads these words. Say what went wrong and what happens next",
    "The entry has ended and the person is told.",
)
NOTHING = Attempt()


def address_of(registration_id: int) -> str:
    return url_for("casework_registration.show", registration_id=registration_id)


@bp.get("")
@registrars
def search() -> str:
    """Find a registration by number or name."""
    typed = request.args.get("q", "").strip()[:100]
    return render_template(
        "casework/registrations.html", typed=typed, found=registration_page.search(typed)
    )


@bp.get("/<int:registration_id>")
@registrars
def show(registration_id: int) -> ResponseReturnValue:
    """Show a registration, and write down who opened it, or to whom it was refused."""
    try:
        registration_page.find(registration_id, me())
    except NotPermitted:
        write_down(registration_id, allowed=False)
        raise
    write_down(registration_id, allowed=True)
    return page("registration", registration_id, NOTHING)


def write_down(registration_id: int, *, allowed: bool) -> None:
    with atomic():
        subject = f"registration:{registration_id}"
        access.note(me(), subject, "open the registration", allowed=allowed, now=clock.now())


def page(template: str, registration_id: int, tried: Attempt) -> ResponseReturnValue:
    row = registration_page.find(registration_id, me())
    shown = render_template(
        f"casework/{template}.html",
        registration=registration_page.registration_page(row, me(), clock.now()),
        name_section=registration_page.SECTION,
        asked=END,
        values=nested(request.form),
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return shown, tried.status


@bp.get("/<int:registration_id>/correct_name")
@registrars
def naming(registration_id: int) -> ResponseReturnValue:
    """Ask for the new name and the evidence that was seen."""
    return page("registration_name", registration_id, NOTHING)


@bp.post("/<int:registration_id>/correct_name")
@registrars
def correct_name(registration_id: int) -> ResponseReturnValue:
    """Publish a changed name."""

    def act(shown: Shown) -> str:
        row = registration_page.find(registration_id, me(), shown=shown.version)
        registration_page.correct_name(row, nested(request.form), me(), clock.now())
        return address_of(registration_id)

    tried = attempt(act, registration_page.SECTION)
    if not tried.done:
        return page("registration_name", registration_id, tried)
    flash("The new name is shown. A new certificate is being made.", "success")
    return redirect(tried.result)


@bp.get("/<int:registration_id>/end_in_error")
@registrars
def ending(registration_id: int) -> ResponseReturnValue:
    """Ask once more before an entry ends."""
    return page("registration_end", registration_id, NOTHING)


@bp.post("/<int:registration_id>/end_in_error")
@registrars
def end_in_error(registration_id: int) -> ResponseReturnValue:
    """End an entry that was made in error."""

    def act(shown: Shown) -> str:
        words = END.section.load(nested(request.form))[NAME]
        row = registration_page.find(registration_id, me(), shown=shown.version)
        registration_page.take(row, "end_in_error", words, me(), clock.now())
        return address_of(registration_id)

    tried = attempt(act, END.section)
    if not tried.done:
        return page("registration_end", registration_id, tried)
    flash(END.done, "success")
    return redirect(tried.result)
