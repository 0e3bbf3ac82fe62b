"""The mailbox of the demo build, for mail that no server takes. Elsewhere it does not exist."""

from itertools import groupby

from flask import Blueprint, render_template

from registry.documents import mail
from registry.services import notice
from registry.web.account import demo_only

bp = Blueprint("demo", __name__, url_prefix="/demo")
bp.before_request(demo_only)


@bp.get("/mailbox")
def mailbox() -> str:
    """List the newest messages of everybody."""
    return render_template("demo/mailbox.html", notices=notice.mailbox())


@bp.get("/mailbox/<int:notice_id>")
def message(notice_id: int) -> str:
    """Show one message as its reader gets it, and what became of it."""
    found = notice.in_mailbox(notice_id)
    read = [mail.pieces(block) for block in mail.blocks_of(found.text)]
    runs = [
        (shape, [piece.text for piece in run])
        for block in read
        for shape, run in groupby(block, key=lambda piece: piece.shape)
    ]
    return render_template("demo/message.html", notice=found, runs=runs)
