"""Messages: everything that was sent to a person, on a page. Nobody's opening is recorded."""

from flask import Blueprint, render_template

from registry.documents import mail
from registry.services import notice
from registry.web.guard import login_required_for, me

bp = Blueprint("message", __name__, url_prefix="/registration/messages")


@bp.get("")
@login_required_for()
def messages() -> str:
    """List what was sent to me, what is new first."""
    return render_template("registrant/messages.html", messages=notice.received(me()))


@bp.get("/<int:notice_id>")
@login_required_for()
def message(notice_id: int) -> str:
    """Show one message as it was sent."""
    found = notice.find_received(notice_id, me())
    return render_template("registrant/message.html", message=found, runs=mail.runs(found.text))
