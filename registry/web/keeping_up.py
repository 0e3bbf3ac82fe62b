"""Keeping up, for registrars: who is due to lapse, who was held, employers' answers, letters.

Nobody lapses before a person has looked. Whoever has only the last step left is called first and
looked at alone; the others can be looked at many at a time, as they were shown.
"""

import csv
import io
from collections.abc import Iterator

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.sections.reason import NAME, reason
from registry.services import (
    access,
    casework,
    confirmation_page,
    held_report,
    keeping_up,
    letter_task,
)
from registry.web.attempt import Attempt, Problem, attempt
from registry.web.command import Shown
from registry.web.forms import nested
from registry.web.guard import login_required_for, me
from workflows.roles import Role

bp = Blueprint("keeping_up", __name__, url_prefix="/casework/keeping-up")
registrars = login_required_for(Role.REGISTRAR)
LOOK = reason(
    "What did you look at?",
    "One sentence for everybody ticked. Kept in the history of each, and not shown to them",
    "Say what you looked at",
)

SETTLE = reason(
    "How is it settled?",
    "Say with whom you spoke and what follows. Kept inside; write to both yourself",
    "Say how it is settled",
)


def page_asked() -> int:
    """Read which page the address asks for."""
    given = request.args.get("page", "")
    return int(given) if given.isascii() and given.isdigit() and 0 < len(given) < 5 else 1


@bp.get("")
@registrars
def home() -> ResponseReturnValue:
    """Lead to those whom a call may save, else to the batch."""
    first = keeping_up.lapsing(me(), clock.now(), last_step=True)
    return redirect(url_for(".last_step" if first.total else ".late"))


@bp.get("/last-step")
@registrars
def last_step() -> str:
    """Show those with everything done but the last step: each is called."""
    shown = keeping_up.lapsing(me(), clock.now(), last_step=True, page=page_asked())
    return render_template("casework/last_step.html", shown=shown)


@bp.get("/late")
@registrars
def late() -> ResponseReturnValue:
    """Show everybody else who is due to lapse."""
    return late_page(Attempt())


def late_page(tried: Attempt) -> ResponseReturnValue:
    page = render_template(
        "casework/late.html",
        shown=keeping_up.lapsing(me(), clock.now(), last_step=False, page=page_asked()),
        section=LOOK,
        values=nested(request.form),
        ticked=frozenset(request.form.getlist("chosen")),
        errors=tried.errors,
        looked=request.args.get("looked", type=int),
        left_out=request.args.get("left_out", type=int),
    )
    return page, tried.status


@bp.post("/late")
@registrars
def look() -> ResponseReturnValue:
    """Record that the reader has looked at those ticked."""
    asked = "shown" if request.form.get("all") == "yes" else "chosen"
    chosen = list(pairs(request.form.getlist(asked)))
    if not chosen:
        return late_page(Attempt(status=422, errors=[Problem("Tick whom you looked at", "#all")]))

    def act(shown: Shown) -> str:
        words = LOOK.load(nested(request.form))[NAME]
        became = keeping_up.look(chosen, words, me(), clock.now())
        return url_for(".late", looked=became.done, left_out=became.left_out)

    tried = attempt(act, LOOK)
    return redirect(tried.result) if tried.done else late_page(tried)


def pairs(given: list[str]) -> Iterator[tuple[int, int]]:
    """Read who was ticked, each with the version that was shown: `12:7`."""
    for text in given:
        row, _, version = text.partition(":")
        if all(part.isascii() and part.isdigit() and len(part) < 12 for part in (row, version)):
            yield int(row), int(version)


@bp.get("/held")
@registrars
def held() -> str:
    """Show whose date moved, or who did not lapse, and why."""
    report = held_report.report(
        me(), clock.now(), days=request.args.get("days", "90"), page=page_asked()
    )
    return render_template("casework/held.html", report=report, times=held_report.DAYS)


@bp.get("/held.csv")
@registrars
def held_table() -> Response:
    """Send the same report as a table for a spreadsheet."""
    sheet = io.StringIO()
    table = csv.writer(sheet)
    table.writerow(("number", "name", "when", "what", "why", "date before", "date after"))
    days = request.args.get("days", "90")
    for each in held_report.every(me(), clock.now(), days=days):
        table.writerow(
            (*map(plain, (each.number, each.name)), each.at.isoformat(), each.what)
            + (plain(each.why), each.before or "", each.after or "")
        )
    answer = Response(sheet.getvalue(), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename="held.csv")
    return answer


def plain(text: str) -> str:
    """Keep words from being read as a formula by a spreadsheet."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


@bp.get("/confirmations")
@registrars
def confirmations() -> str:
    """Show the employers' halves that reached the register."""
    return render_template(
        "casework/confirmations.html", waiting=confirmation_page.with_registrar(me())
    )


@bp.get("/confirmations/<int:confirmation_id>")
@registrars
def confirmation(confirmation_id: int) -> ResponseReturnValue:
    """Show what an employer said and what the person replied, and ask how it is settled."""
    return settling(confirmation_id, Attempt())


def settling(confirmation_id: int, tried: Attempt) -> ResponseReturnValue:
    row = confirmation_page.find_for_registrar(confirmation_id, me())
    page = render_template(
        "casework/confirmation.html",
        shown=confirmation_page.page(row, me(), clock.now()),
        section=SETTLE,
        values=nested(request.form),
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return page, tried.status


@bp.post("/confirmations/<int:confirmation_id>")
@registrars
def settle(confirmation_id: int) -> ResponseReturnValue:
    """Record how it was settled."""

    def act(shown: Shown) -> str:
        words = SETTLE.load(nested(request.form))[NAME]
        row = confirmation_page.find_for_registrar(confirmation_id, me(), shown=shown.version)
        actor = access.actor_for(me(), row)
        casework.fire(row, "settle_confirmation", actor=actor, now=clock.now(), reason=words)
        return url_for(".confirmations")

    tried = attempt(act, SETTLE)
    if not tried.done:
        return settling(confirmation_id, tried)
    flash("Settled.", "success")
    return redirect(tried.result)


@bp.get("/letters")
@registrars
def letters() -> ResponseReturnValue:
    """Show the letters that wait to be printed and posted."""
    return letters_page(Attempt())


def letters_page(tried: Attempt) -> ResponseReturnValue:
    page = render_template(
        "casework/letters.html",
        shown=letter_task.waiting(me(), page_asked()),
        errors=tried.errors,
        posted=request.args.get("posted", type=int),
    )
    return page, tried.status


@bp.get("/letters/print")
@registrars
def print_letters() -> str:
    """Lay out the letters of one page, one a sheet, for the browser to print."""
    return render_template(
        "casework/letters_print.html", sheets=letter_task.sheets(me(), page_asked())
    )


@bp.post("/letters")
@registrars
def posted() -> ResponseReturnValue:
    """Record which letters went to the post, and who says so."""
    chosen = [int(text) for text in request.form.getlist("letter") if text.isdecimal()][:500]
    if not chosen:
        return letters_page(
            Attempt(status=422, errors=[Problem("Tick what was posted", "#letter")])
        )

    def act(shown: Shown) -> str:
        count = letter_task.post_all(chosen, me(), clock.now())
        return url_for(".letters", posted=count)

    tried = attempt(act)
    if not tried.done:
        return letters_page(tried)
    flash("Recorded as posted.", "success")
    return redirect(tried.result)
