"""The referee's door: a guarded link, a code to the address that was asked, the questions.

The link alone shows who asks and about whom. Whoever opens it in another browser enters a code of
their own, even when somebody has entered one before: the mark is in that browser's session.
"""

from dataclasses import dataclass
from hmac import digest
from typing import Any

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from registry import clock
from registry.services import access, reference, statement
from registry.web import statement as pages
from registry.web.command import command
from registry.web.forms import FieldError
from registry.web.security import keep_address_private
from workflows.engine import Actor

bp = Blueprint("referee", __name__, url_prefix="/references/<token>")
bp.before_request(keep_address_private)
bp.after_request(pages.hide)
MARKS = "references"
MOST_MARKS = 8
PAGES = {
    "home": "referee.start",
    "questions": "referee.questions",
    "check": "referee.check",
    "answer": "referee.send",
    "decline": "referee.ask_why",
    "saved": "referee.saved",
}
# By network address, and for one request whoever asks: five tries a code, some codes an hour.
LIMITS = {
    "referee.send_code": ("60 per hour", "8 per hour"),
    "referee.enter_code": ("200 per hour", "40 per hour"),
    "referee.keep": ("300 per hour", "120 per hour"),
}


class CodeNeeded(Exception):
    """This browser has not entered a code for this request."""


@dataclass(frozen=True)
class ByLink:
    """The way of somebody who was sent a link, in a browser that has entered the code."""

    token: str
    id: int

    @property
    def who(self) -> str:
        return f"link:reference:{self.id}"

    def url(self, page: str) -> str:
        return url_for(PAGES[page], token=self.token)

    def find(self, shown: int | None = None) -> reference.Asked:
        row = reference.open_link(self.token)
        if not is_marked(self.token):
            raise CodeNeeded("Enter a code in this browser first")
        return access.fresh(row, shown)

    def actor(self, row: reference.Asked) -> Actor:
        return reference.link_actor(row)

    def known(self) -> dict[str, Any]:
        return {}


def way(token: str) -> ByLink:
    return ByLink(token, reference.open_link(token).id)


def is_marked(token: str) -> bool:
    """Say whether this browser has entered a code for this request."""
    return token in session.get(MARKS, ())


def mark(token: str) -> None:
    others = [one for one in session.get(MARKS, ()) if one != token]
    session[MARKS] = [*others, token][-MOST_MARKS:]


@bp.errorhandler(CodeNeeded)
def code_first(needed: CodeNeeded) -> ResponseReturnValue:
    """Lead to the first page; words that were typed meanwhile are given back."""
    opened = way((request.view_args or {})["token"])
    if request.method == "POST":
        return pages.closed(opened, str(needed), 403)
    return redirect(opened.url("home"))


@bp.get("")
def start(token: str) -> ResponseReturnValue:
    """Say who asks and why, or what became of the request."""
    row = reference.open_link(token)
    shown = statement.shown(row)
    marked = is_marked(token)
    template = "referee/start.html" if shown.waiting else "referee/over.html"
    return render_template(
        template,
        token=token,
        request_shown=shown,
        marked=marked,
        rows=statement.rows_of(row) if marked else [],
    )


@bp.post("/send-code")
def send_code(token: str) -> ResponseReturnValue:
    """Send a code to the address that was asked; opening the link alone sends nothing."""
    opened = way(token)
    with command(opened.who) as shown:
        row = reference.open_link(token)
        sent = reference.is_waiting(row) and reference.send_code(row, clock.now())
        shown.result = url_for(".code", token=token)
    if not sent:
        flash("We sent a code less than a minute ago. Look for that one first.")
    return redirect(shown.result)


@bp.get("/code")
def code(token: str) -> ResponseReturnValue:
    """Ask for the code that was sent."""
    return code_page(token)


def code_page(
    token: str, errors: tuple[FieldError, ...] = (), status: int = 200
) -> ResponseReturnValue:
    row = reference.open_link(token)
    if not reference.is_waiting(row) or row.code_sent_at is None:
        return redirect(url_for(".start", token=token))
    page = render_template(
        "referee/code.html",
        token=token,
        address=veiled(row.email),
        works=reference.code_works(row, clock.now()),
        minutes=reference.CODE_LASTS.seconds // 60,
        errors=errors,
    )
    return page, status


def veiled(email: str) -> str:
    """Give so much of an address that its owner knows it, and nobody else learns it."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"


@bp.post("/code")
def enter_code(token: str) -> ResponseReturnValue:
    """Take the code; a wrong one counts."""
    opened = way(token)
    with command(opened.who) as shown:
        row = reference.open_link(token)
        right = reference.confirm_code(row, request.form.get("code", "")[:40], clock.now())
        works = reference.code_works(row, clock.now())
        left = reference.TRIES - row.code_tries
        shown.result = opened.url("questions") if right else url_for(".code", token=token)
    if right:
        mark(token)
        return redirect(shown.result)
    return code_page(token, (wrong_code(works, left),), 422)


def wrong_code(works: bool, left: int) -> FieldError:
    """Say what is wrong with a code, and what to do."""
    tries = "1 try" if left == 1 else f"{left} tries"
    words = f"That is not the code in our newest email. You have {tries} left"
    return FieldError("code", words if works else "This code is used up. Ask for a new one", "code")


@bp.get("/questions")
def questions(token: str) -> ResponseReturnValue:
    return pages.questions(way(token))


@bp.post("/questions")
def keep(token: str) -> ResponseReturnValue:
    return pages.keep(way(token))


@bp.get("/saved")
def saved(token: str) -> ResponseReturnValue:
    """Say that what was written is kept, and how to come back to it."""
    row = way(token).find()
    return render_template("referee/saved.html", way=way(token), request_shown=statement.shown(row))


@bp.get("/check")
def check(token: str) -> ResponseReturnValue:
    return pages.check(way(token))


@bp.post("/answer")
def send(token: str) -> ResponseReturnValue:
    return pages.send(way(token))


@bp.get("/decline")
def ask_why(token: str) -> ResponseReturnValue:
    return pages.ask_why(way(token))


@bp.post("/decline")
def decline(token: str) -> ResponseReturnValue:
    return pages.decline(way(token))


def count_tries(state: BlueprintSetupState) -> None:
    """Limit how often one network address, and anybody for one request, may try."""
    limiter = state.app.extensions["limits"]
    for endpoint, (network, asked) in LIMITS.items():
        counted = limiter.limit(network, methods=["POST"])(state.app.view_functions[endpoint])
        state.app.view_functions[endpoint] = limiter.limit(
            asked, key_func=request_key, methods=["POST"]
        )(counted)


def request_key() -> str:
    """Name the request that is tried; the store of counts holds no link."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return digest(key, str((request.view_args or {}).get("token")).encode(), "sha256").hex()


bp.record_once(count_tries)
