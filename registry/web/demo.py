"""The demo build: the clock that can be moved, and the mailbox. Elsewhere neither exists."""

from itertools import groupby

from flask import (
    Blueprint,
    Flask,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from registry import clock
from registry.documents import mail
from registry.services import demo_clock, notice
from registry.web.account import demo_only
from registry.web.command import command
from workflows.engine import WrongState

bp = Blueprint("demo", __name__, url_prefix="/demo")
bp.before_request(demo_only)


def init_app(app: Flask) -> None:
    """Set the scheme's clock before anything else of a request is looked at."""
    app.before_request(set_clock)
    app.add_template_global(clock_move)


def set_clock() -> None:
    """Let this request happen at the scheme's time, in the demo build."""
    if current_app.config["DEMO"]:
        g.clock_move = demo_clock.last_move()
        if g.clock_move:
            clock.set_offset(g.clock_move.offset)


def clock_move() -> demo_clock.Move | None:
    """Give the newest move of the clock, for the bar on every page."""
    move: demo_clock.Move | None = g.get("clock_move")
    return move


@bp.get("/clock")
def show_clock() -> str:
    """Show where the clock is, and how far it has come while it moves."""
    return render_template("demo/clock.html", move=clock_move(), now=clock.now())


@bp.post("/clock")
def move_clock() -> ResponseReturnValue:
    """Begin to live a day, a month or a year."""
    by = request.form.get("by", "")
    if by not in demo_clock.BY:
        flash("Choose a day, a month or a year.", "error")
        return redirect(url_for(".show_clock"), 303)
    try:
        with command() as shown:
            demo_clock.begin(by, clock.now())
            shown.result = url_for(".show_clock")
    except WrongState as refused:
        flash(f"{refused}.", "error")
    return redirect(url_for(".show_clock"), 303)


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
