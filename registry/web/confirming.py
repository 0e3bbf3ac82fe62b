"""For confirmers: what they were named to confirm, the portfolio once it is sent, their answer."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from registry import clock
from registry.services import portfolio, revalidation_page
from registry.web import revalidation_step as steps
from registry.web.attempt import Attempt
from registry.web.guard import login_required_for, me
from registry.web.revalidation import sent

bp = Blueprint("confirming", __name__, url_prefix="/confirming")
WAY = steps.Way(
    revalidation_page.find_to_confirm, "confirming.show", "revalidation/confirming.html"
)
NEW = Attempt()


@bp.get("")
@login_required_for()
def home() -> str:
    """List what a person was named to confirm."""
    return render_template("revalidation/to_confirm.html", lines=revalidation_page.to_confirm(me()))


@bp.get("/<int:revalidation_id>")
@login_required_for()
def show(revalidation_id: int) -> ResponseReturnValue:
    return steps.page(WAY, revalidation_id, NEW)


@bp.get("/<int:revalidation_id>/files/<int:file_id>")
@login_required_for()
def download(revalidation_id: int, file_id: int) -> ResponseReturnValue:
    """Send a file of a portfolio that was sent to this confirmer."""
    row = revalidation_page.find_to_confirm(revalidation_id, me())
    if not revalidation_page.show(row, me(), clock.now()).may_read:
        abort(404)
    return sent(portfolio.find_file(row, file_id))


@bp.get("/<int:revalidation_id>/<trigger>")
@login_required_for()
def ask(revalidation_id: int, trigger: str) -> ResponseReturnValue:
    return steps.ask(WAY, revalidation_id, trigger, NEW)


@bp.post("/<int:revalidation_id>/<trigger>")
@login_required_for()
def do(revalidation_id: int, trigger: str) -> ResponseReturnValue:
    return steps.do(WAY, revalidation_id, trigger)
