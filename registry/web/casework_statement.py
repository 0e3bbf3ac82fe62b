"""The statements of referee and employer: read, asked for at a checked contact, asked of others."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.sections.base import Section
from registry.services import case_statement
from registry.web.attempt import Attempt, attempt
from registry.web.casework import opened, staff
from registry.web.command import Shown, command
from registry.web.forms import nested
from registry.web.guard import me

bp = Blueprint("casework_statement", __name__, url_prefix="/casework")
NOTHING = Attempt()


def find(
    application_id: int, reference_id: int, shown: int | None = None
) -> case_statement.Request:
    return case_statement.find(application_id, reference_id, me(), shown=shown)


def address_of(application_id: int, reference_id: int) -> str:
    return url_for(
        "casework_statement.show", application_id=application_id, reference_id=reference_id
    )


@bp.get("/<int:application_id>/references/<int:reference_id>")
@staff
def show(application_id: int, reference_id: int) -> ResponseReturnValue:
    """Show whom we asked, what they said, and what to do while they have not."""
    opened(application_id, f"read statement {reference_id}")
    return page(find(application_id, reference_id), NOTHING)


def page(row: case_statement.Request, tried: Attempt) -> ResponseReturnValue:
    """Show a request; the form of a contact keeps what was typed."""
    shown = render_template(
        "casework/statement.html",
        statement=case_statement.statement_page(row, me(), clock.now()),
        values=nested(request.form),
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return shown, tried.status


@bp.post("/<int:application_id>/references/<int:reference_id>/send")
@staff
def send(application_id: int, reference_id: int) -> ResponseReturnValue:
    """Send the employer's request to a contact that was checked."""

    def act(shown: Shown) -> str:
        row = find(application_id, reference_id, shown.version)
        case_statement.send_to(row, nested(request.form), me(), clock.now())
        return address_of(application_id, reference_id)

    tried = attempt(act, case_statement.BEFORE_LEAVE)
    if not tried.done:
        return page(find(application_id, reference_id), tried)
    flash("The request is on its way.", "success")
    return redirect(tried.result)


@bp.post("/<int:application_id>/references/<int:reference_id>/ask")
@staff
def ask(application_id: int, reference_id: int) -> ResponseReturnValue:
    """Send the same request to the same address again."""
    with command() as shown:
        row = find(application_id, reference_id, shown.version)
        case_statement.send_again(row, me(), clock.now())
        shown.result = address_of(application_id, reference_id)
    flash("The request is sent again.", "success")
    return redirect(shown.result)


@bp.get("/<int:application_id>/references/<int:reference_id>/replace")
@staff
def replacing(application_id: int, reference_id: int) -> ResponseReturnValue:
    """Ask whom to ask instead."""
    opened(application_id, f"read statement {reference_id}")
    return replace_page(find(application_id, reference_id), NOTHING)


def replace_page(row: case_statement.Request, tried: Attempt) -> ResponseReturnValue:
    section: Section = case_statement.ELSE
    shown = render_template(
        "casework/statement_replace.html",
        statement=case_statement.statement_page(row, me(), clock.now()),
        section=section,
        values=nested(request.form),
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return shown, tried.status


@bp.post("/<int:application_id>/references/<int:reference_id>/replace")
@staff
def replace(application_id: int, reference_id: int) -> ResponseReturnValue:
    """Ask somebody else for the statement."""

    def act(shown: Shown) -> str:
        row = find(application_id, reference_id, shown.version)
        other = case_statement.ask_another(row, nested(request.form), me(), clock.now())
        return address_of(application_id, other.id)

    tried = attempt(act, case_statement.ELSE)
    if not tried.done:
        return replace_page(find(application_id, reference_id), tried)
    flash("The request is on its way to somebody else.", "success")
    return redirect(tried.result)
