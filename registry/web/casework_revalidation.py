"""Revalidations that wait for a registrar: recommendations, audits, proposals, silence."""

from dataclasses import replace

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from registry import clock
from registry.db import atomic
from registry.services import access, portfolio, revalidation_page
from registry.web import revalidation_step as steps
from registry.web.attempt import Attempt
from registry.web.guard import login_required_for, me
from registry.web.revalidation import sent
from workflows.engine import NotPermitted
from workflows.roles import Role

bp = Blueprint("casework_revalidation", __name__, url_prefix="/casework/revalidations")
WAY = steps.Way(
    revalidation_page.find_for_registrar, "casework_revalidation.show", "casework/revalidation.html"
)
registrars = login_required_for(Role.REGISTRAR)
NEW = Attempt()


@bp.get("")
@registrars
def index() -> str:
    """List what waits for a registrar, the soonest due first."""
    lines = revalidation_page.waiting(me(), clock.now())
    return render_template("casework/revalidations.html", lines=lines)


@bp.get("/<int:revalidation_id>")
@registrars
def show(revalidation_id: int) -> ResponseReturnValue:
    """Show one, and write down who opened it, or to whom it was refused."""
    try:
        revalidation_page.find_for_registrar(revalidation_id, me())
    except NotPermitted:
        write_down(revalidation_id, allowed=False)
        raise
    write_down(revalidation_id, allowed=True)
    return steps.page(replace(WAY, find=revalidation_page.found_again), revalidation_id, NEW)


def write_down(revalidation_id: int, *, allowed: bool) -> None:
    with atomic():
        subject = f"revalidation:{revalidation_id}"
        access.note(me(), subject, "open the portfolio", allowed=allowed, now=clock.now())


@bp.get("/<int:revalidation_id>/files/<int:file_id>")
@registrars
def download(revalidation_id: int, file_id: int) -> ResponseReturnValue:
    row = revalidation_page.find_for_registrar(revalidation_id, me())
    return sent(portfolio.find_file(row, file_id))


@bp.get("/<int:revalidation_id>/<trigger>")
@registrars
def ask(revalidation_id: int, trigger: str) -> ResponseReturnValue:
    return steps.ask(WAY, revalidation_id, trigger, NEW)


@bp.post("/<int:revalidation_id>/<trigger>")
@registrars
def do(revalidation_id: int, trigger: str) -> ResponseReturnValue:
    return steps.do(WAY, revalidation_id, trigger)
