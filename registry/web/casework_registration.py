"""Registrations as a registrar keeps them: found, read, a name put right, an error ended."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.db import atomic
from registry.sections.reason import NAME
from registry.services import (
    access,
    name_request,
    notice_proof,
    registration_keeping,
    registration_page,
    timeline,
)
from registry.web.attempt import Attempt, attempt
from registry.web.casework_step import Asking
from registry.web.command import Shown
from registry.web.forms import nested
from registry.web.guard import login_required_for, me
from workflows.engine import NotPermitted, UnknownTrigger
from workflows.registration import WORKFLOW
from workflows.roles import Role

bp = Blueprint("casework_registration", __name__, url_prefix="/casework/registrations")
registrars = login_required_for(Role.REGISTRAR)
END = Asking(
    "Why is the entry an error?",
    "The person reads these words. Say what went wrong and what happens next",
    "The entry has ended and the person is told.",
)
INSIDE = "Kept in the history. Not shown to the registrant"
ASKING = {
    "look_at_lapse": Asking(
        "What did you look at, and what was said in the call?",
        f"{INSIDE}. If only the last step is missing, write when you called and what was said",
        "You have looked at this lapse. It takes place after the last day, unless they finish.",
        "Record that I have looked",
    ),
    "extend_late": Asking(
        "Why do they get more time?", INSIDE, "More time is given, and they are told."
    ),
    "restore": Asking(
        "Why are they restored?", INSIDE, "Restored. A new certificate is being made."
    ),
    "report_death": Asking(
        "Who reported it, and how?",
        f"{INSIDE}. All mail stops at once, and so does every clock",
        "Recorded. All mail has stopped. A second person confirms it, or finds it false.",
        "Record the report",
    ),
    "refute_death": Asking(
        "How do you know that it is false?",
        f"{INSIDE}. Nothing public ever showed it",
        "Recorded as false. Clocks and mail run again, with the days given back.",
    ),
    "confirm_death": Asking(
        "Which source confirms it?",
        f"{INSIDE}. Somebody else than who recorded the report",
        "The registration has ended.",
    ),
    "report_unreachable": Asking(
        "Which channels were tried, and when?",
        f"{INSIDE}. After some time a second person may end the entry, without blame",
        "Recorded that every channel fails.",
    ),
    "end_unreachable": Asking(
        "What was tried since?", INSIDE, "The entry has ended. It can be restored quickly."
    ),
}
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
        with atomic():
            row = registration_page.find(registration_id, me())
            note(registration_id, allowed=True)
            now, steps = clock.now(), timeline.movements_of(row)
            return render_template(
                "casework/registration.html",
                registration=registration_page.registration_page(row, me(), now, steps),
                keeping=registration_keeping.of(row, steps, now),
            )
    except NotPermitted:
        with atomic():
            note(registration_id, allowed=False)
        raise


def note(registration_id: int, *, allowed: bool) -> None:
    subject = f"registration:{registration_id}"
    access.note(me(), subject, "open the registration", allowed=allowed, now=clock.now())


@bp.get("/<int:registration_id>/messages")
@registrars
def messages(registration_id: int) -> str:
    """Show every message about a registration, and what became of it."""
    row = registration_page.find(registration_id, me())
    return render_template(
        "casework/registration_messages.html",
        registration=registration_page.found(row),
        sent=notice_proof.ledger_of(row, clock.now()),
    )


def page(template: str, registration_id: int, tried: Attempt) -> ResponseReturnValue:
    row = registration_page.find(registration_id, me())
    shown = render_template(
        f"casework/{template}.html",
        registration=registration_page.registration_page(row, me(), clock.now()),
        name_section=registration_page.SECTION,
        asked=END,
        values={"name": name_request.asked_name(registration_id), **nested(request.form)},
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


@bp.get("/<int:registration_id>/<trigger>")
@registrars
def confirm(registration_id: int, trigger: str) -> ResponseReturnValue:
    """Ask for the words of a step, with what follows from it."""
    if trigger not in ASKING:
        raise UnknownTrigger("There is no such step")
    return step_page(registration_id, trigger, NOTHING)


def step_page(registration_id: int, trigger: str, tried: Attempt) -> ResponseReturnValue:
    row = registration_page.find(registration_id, me())
    shown = registration_page.registration_page(row, me(), clock.now())
    page = render_template(
        "casework/registration_step.html",
        registration=shown,
        step=shown.step(trigger),
        label=next(step.label for step in WORKFLOW.steps if step.trigger == trigger),
        asked=ASKING[trigger],
        values=nested(request.form),
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return page, tried.status


@bp.post("/<int:registration_id>/<trigger>")
@registrars
def take(registration_id: int, trigger: str) -> ResponseReturnValue:
    """Take a step of a registration."""
    if trigger not in ASKING:
        raise UnknownTrigger("There is no such step")
    asked = ASKING[trigger]

    def act(shown: Shown) -> str:
        words = asked.section.load(nested(request.form))[NAME]
        row = registration_page.find(registration_id, me(), shown=shown.version)
        registration_page.take(row, trigger, words, me(), clock.now())
        return address_of(registration_id)

    tried = attempt(act, asked.section)
    if not tried.done:
        return step_page(registration_id, trigger, tried)
    flash(asked.done, "success")
    return redirect(tried.result)
