"""The door of caseworkers, assessors and registrars: the queue, the case, and what goes out of it.

Opening a case is written down, and so is a refusal to open one: the one writing that a GET does,
in a transaction of its own.
"""

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.db import atomic
from registry.sections.reason import reason
from registry.services import access, alarm, case_list, case_page, document, retention
from registry.web import paper
from registry.web.attempt import Attempt, attempt
from registry.web.command import Shown, command
from registry.web.forms import nested
from registry.web.guard import login_required_for, me
from workflows.engine import NotPermitted
from workflows.roles import STAFF, Role

bp = Blueprint("casework", __name__, url_prefix="/casework")
staff = login_required_for(*sorted(STAFF))
LOOKS_AFTER = (Role.REGISTRAR, Role.ADMINISTRATOR)
CONFLICT = reason(
    "What connects you with this case?",
    "For example family, line management, a financial tie, or the same board. "
    "Not shown to the applicant",
    "Say what connects you with this case",
)


def opened(application_id: int, act: str = "open the case") -> case_page.Case:
    """Find a case to be read, and write down who opened it, or to whom it was refused."""
    try:
        row = case_page.find(application_id, me())
    except NotPermitted:
        write_down(application_id, act, allowed=False)
        raise
    write_down(application_id, act, allowed=True)
    return row


def write_down(application_id: int, act: str, *, allowed: bool) -> None:
    with atomic():
        subject = f"application:{application_id}"
        access.note(me(), subject, act, allowed=allowed, now=clock.now())


def address_of(application_id: int) -> str:
    return url_for("casework.show", application_id=application_id)


def link_to(application_id: int, place: str) -> str:
    """Give the address of the place in a case that mends what is missing."""
    if not place:
        return ""
    anchors = {"take": "steps", "checks": "checks", "reason": "reason"}
    case = address_of(application_id)
    return f"{case}#{anchors.get(place, 'place-' + place)}"


@bp.get("")
@login_required_for(*sorted(STAFF), Role.ADMINISTRATOR)
def queue() -> str:
    """Show the cases that this person may know of, the oldest promise first."""
    works_cases = not me().role_names.isdisjoint(STAFF)
    chosen = case_list.chosen(request.args, me())
    return render_template(
        "casework/queue.html",
        queue=case_list.queue(me(), chosen, clock.now()) if works_cases else None,
        lists=case_list,
        alarms=alarm.alarms() if looks_after() else None,
        registrar=Role.REGISTRAR in me().role_names,
    )


def looks_after() -> bool:
    """Say whether this person puts right what failed."""
    return not me().role_names.isdisjoint(LOOKS_AFTER)


@bp.post("/jobs/<name>/<int:subject_id>/try-again")
@login_required_for(*LOOKS_AFTER)
def try_again(name: str, subject_id: int) -> ResponseReturnValue:
    """Put a job that failed for good back in the queue."""
    with command() as shown:
        alarm.try_again(name, subject_id)
        shown.result = url_for(".queue")
    flash("The job is in the queue again.", "success")
    return redirect(shown.result)


@bp.get("/<int:application_id>")
@staff
def show(application_id: int) -> ResponseReturnValue:
    """Show a case."""
    return case(opened(application_id))


def case(application: case_page.Case, tried: Attempt | None = None) -> ResponseReturnValue:
    """Show a case, and what stood in the way of a step."""
    tried = tried or Attempt()
    page = render_template(
        "casework/case.html",
        case=case_page.case_page(application, me(), clock.now()),
        errors=tried.errors,
        emptied_on=retention.emptied_on(application),
        link_to=lambda place: link_to(application.id, place),
        history=request.args.get("history", ""),
    )
    return page, tried.status


@bp.get("/<int:application_id>/conflict")
@staff
def conflict(application_id: int) -> ResponseReturnValue:
    """Ask what connects the reader with a case."""
    return conflict_page(opened(application_id), Attempt())


def conflict_page(application: case_page.Case, tried: Attempt) -> ResponseReturnValue:
    page = render_template(
        "casework/conflict.html",
        head=case_page.brief_head(application, clock.now()),
        section=CONFLICT,
        values=nested(request.form),
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return page, tried.status


@bp.post("/<int:application_id>/conflict")
@staff
def declare(application_id: int) -> ResponseReturnValue:
    """Record a conflict of interest; the case is closed to the reader from now on."""

    def act(shown: Shown) -> str:
        application = case_page.find(application_id, me())
        words = CONFLICT.load(nested(request.form))["reason"]
        access.declare_conflict(application, me(), words, clock.now())
        return url_for(".queue")

    tried = attempt(act, CONFLICT)
    if not tried.done:
        return conflict_page(case_page.find(application_id, me()), tried)
    flash("Your conflict of interest is recorded. The case is closed to you.", "success")
    return redirect(tried.result)


@bp.get("/<int:application_id>/files/<int:file_id>")
@staff
def download(application_id: int, file_id: int) -> ResponseReturnValue:
    """Send a file as it was given; a browser never opens it in the page's place."""
    row = document.find(opened(application_id, f"download file {file_id}"), file_id)
    return send_file(
        BytesIO(document.content(row)),
        mimetype=row.media_type,
        as_attachment=True,
        download_name=row.filename,
    )


@bp.get("/<int:application_id>/summary.pdf")
@staff
def summary(application_id: int) -> ResponseReturnValue:
    """Send the application on paper, as the applicant gets it, or wait for it."""
    application = opened(application_id, "print the summary")
    return paper.sent(application, address_of(application_id), "the case")


@bp.post("/<int:application_id>/summary.pdf")
@staff
def print_summary(application_id: int) -> ResponseReturnValue:
    """Have the paper made."""
    return paper.asked(lambda: case_page.find(application_id, me()))
