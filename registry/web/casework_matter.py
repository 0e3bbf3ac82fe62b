"""Matters about people, for registrars: read, matched with a registration, held or closed.

Opening one is written down, and so is a refusal to open it.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.db import atomic
from registry.sections.concern import FORM
from registry.sections.reason import NAME
from registry.services import access, concern, concern_page, policy
from registry.services import registration_page as registrations
from registry.web.attempt import Attempt, attempt
from registry.web.casework_step import Asking
from registry.web.command import Shown
from registry.web.filters import scheme_today
from registry.web.forms import nested
from registry.web.guard import login_required_for, me
from workflows.concern import WORKFLOW
from workflows.engine import NotPermitted, Reason, UnknownTrigger, Unmet
from workflows.roles import Role

bp = Blueprint("casework_matter", __name__, url_prefix="/casework/matters")
registrars = login_required_for(Role.REGISTRAR)
INSIDE = "Kept with the matter. Never shown to the person, and never public"
ASKING = {
    "stand_aside": Asking(
        "Why do you stand aside?", INSIDE, "You stood aside. The matter is closed to you."
    ),
    "hold": Asking(
        "Why is the registration put on hold?",
        f"{INSIDE}. Say what is being looked at, and by whom",
        "The registration is on hold.",
    ),
    "close_no_action": Asking(
        "Why is no action taken?", INSIDE, "The matter is closed without action."
    ),
    "ask_renewal": Asking(
        "Why should the hold be renewed?",
        f"{INSIDE}. A second person reads it and decides",
        "The renewal is proposed. A second person decides.",
        "Propose renewal",
    ),
    "renew_hold": Asking("Why do you renew the hold?", INSIDE, "The hold is renewed."),
    "release": Asking("Why does the hold end?", INSIDE, "The hold has ended."),
}
DONE = {"acknowledge": "Acknowledged. If an address was given, a message goes to it."}


def address_of(concern_id: int) -> str:
    return url_for("casework_matter.show", concern_id=concern_id)


@bp.get("")
@registrars
def index() -> str:
    """List the matters that the reader may know of."""
    view = request.args.get("view", "")
    view = view if view in concern_page.VIEWS else "open"
    return render_template(
        "casework/matters.html",
        lines=concern_page.lines(view, me()),
        views=concern_page.VIEWS,
        view=view,
    )


@bp.get("/new")
@registrars
def new() -> ResponseReturnValue:
    """Ask for what somebody said by telephone or letter."""
    return new_page(Attempt())


def new_page(tried: Attempt) -> ResponseReturnValue:
    about = request.args.get("about", "")[:100]
    page = render_template(
        "casework/matter_new.html",
        section=FORM,
        values=nested(request.form) or {"about": about},
        errors=tried.errors,
        policy=policy.in_force(scheme_today()),
    )
    return page, tried.status


@bp.post("/new")
@registrars
def write() -> ResponseReturnValue:
    """Keep what somebody said, written down by a registrar."""

    def act(shown: Shown) -> str:
        told = concern.Told(**FORM.load(nested(request.form)))
        row = concern.receive(told, clock.now(), by=me())
        return address_of(row.id) if not concern.barred(row, me()) else url_for(".index")

    tried = attempt(act, FORM)
    return redirect(tried.result) if tried.done else new_page(tried)


@bp.get("/<int:concern_id>")
@registrars
def show(concern_id: int) -> ResponseReturnValue:
    """Show a matter, and write down who opened it, or to whom it was refused."""
    try:
        row = concern.find(concern_id, me())
    except NotPermitted:
        write_down(concern_id, allowed=False)
        raise
    write_down(concern_id, allowed=True)
    return matter(row, Attempt())


def write_down(concern_id: int, *, allowed: bool) -> None:
    with atomic():
        about = f"concern:{concern_id}"
        access.note(me(), about, "open the matter", allowed=allowed, now=clock.now())


def matter(row: concern.Matter, tried: Attempt) -> ResponseReturnValue:
    searched = request.args.get("q", "").strip()[:100]
    page = render_template(
        "casework/matter.html",
        matter=concern_page.matter_page(row, me(), clock.now(), searched),
        searched=searched,
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return page, tried.status


@bp.post("/<int:concern_id>/name_subject")
@registrars
def name_subject(concern_id: int) -> ResponseReturnValue:
    """Record whom a matter is about."""

    def act(shown: Shown) -> str:
        row = concern.find(concern_id, me(), shown=shown.version)
        typed = request.form.get("registration", "")
        if not (typed.isascii() and typed.isdigit()):
            raise Unmet((Reason("Select whom it is about", "subject"),))
        found = registrations.find(int(typed), me())
        concern.take(row, "name_subject", me(), clock.now(), registration=found.id)
        return address_of(concern_id)

    tried = attempt(act, link_to=lambda place: f"#{place}")
    if not tried.done:
        return matter(concern.find(concern_id, me()), tried)
    flash("Recorded whom it is about.", "success")
    return redirect(tried.result)


@bp.get("/<int:concern_id>/<trigger>")
@registrars
def confirm(concern_id: int, trigger: str) -> ResponseReturnValue:
    """Ask for the words of a step, with what follows from it."""
    row = concern.find(concern_id, me())
    if trigger not in ASKING:
        return redirect(address_of(concern_id))
    return step_page(row, trigger, Attempt())


def step_page(row: concern.Matter, trigger: str, tried: Attempt) -> ResponseReturnValue:
    page = concern_page.matter_page(row, me(), clock.now())
    shown = render_template(
        "casework/matter_step.html",
        matter=page,
        step=page.step(trigger),
        label=next(step.label for step in WORKFLOW.steps if step.trigger == trigger),
        asked=ASKING[trigger],
        section=ASKING[trigger].section,
        values=nested(request.form),
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return shown, tried.status


@bp.post("/<int:concern_id>/<trigger>")
@registrars
def take(concern_id: int, trigger: str) -> ResponseReturnValue:
    """Take a step of a matter."""
    if trigger not in ASKING and trigger not in DONE:
        raise UnknownTrigger("There is no such step")
    asked = ASKING.get(trigger)

    def act(shown: Shown) -> str:
        words = asked.section.load(nested(request.form))[NAME] if asked else ""
        row = concern.find(concern_id, me(), shown=shown.version)
        concern.take(row, trigger, me(), clock.now(), reason=words)
        return url_for(".index") if trigger == "stand_aside" else address_of(concern_id)

    tried = attempt(act, asked.section if asked else None)
    if not tried.done:
        row = concern.find(concern_id, me())
        return step_page(row, trigger, tried) if asked else matter(row, tried)
    flash(asked.done if asked else DONE[trigger], "success")
    return redirect(tried.result)
