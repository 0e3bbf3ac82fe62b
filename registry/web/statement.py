"""The pages of one statement: its questions, a last look, and saying that one cannot answer.

Two ways lead here, a guarded link and a signed-in office; both ask and answer alike.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from registry import clock
from registry.errors import MOVED_ON
from registry.sections.saying import saying
from registry.services import reference, statement
from registry.web.command import command
from registry.web.forms import FieldError, flat_errors, nested
from workflows.engine import Actor

WHY = saying(
    "why",
    "Why can you not answer?",
    "For example, we have the wrong person, or you do not know their work well enough",
    "Write why you cannot answer",
)
LABELS = {
    name: section.asked(name).label
    for section in (*reference.SECTIONS.values(), WHY)
    for name in section.fields
    if section.asked(name).widget in ("input", "textarea")
}


class Way(Protocol):
    """One way to a request, and the person who comes by it."""

    @property
    def who(self) -> str:
        """Name whoever comes this way: their commands and their draft are their own."""

    def url(self, page: str) -> str:
        """Give the address of a page on this way."""

    def find(self, shown: int | None = None) -> reference.Asked:
        """Find the request, or raise that it does not exist for this person."""

    def actor(self, row: reference.Asked) -> Actor:
        """Say what this person is towards the request."""

    def known(self) -> dict[str, Any]:
        """Give the answers that need no asking."""


def questions(way: Way) -> ResponseReturnValue:
    """Show the questions with what was written so far."""
    row = way.find()
    if not reference.is_waiting(row):
        return redirect(way.url("home"))
    reference.may_answer(row, way.actor(row))
    return questions_page(way, reference.draft_of(row, way.who) or way.known())


def questions_page(
    way: Way, typed: Any, errors: Sequence[FieldError] = (), status: int = 200
) -> ResponseReturnValue:
    row = way.find()
    page = render_template(
        "referee/questions.html",
        way=way,
        request_shown=statement.shown(row),
        section=reference.section_for(row),
        values=typed,
        errors=errors,
        moved_on=status == 409,
    )
    return page, status


def keep(way: Way) -> ResponseReturnValue:
    """Keep the answers and go on to the last look, or keep what there is for another day."""
    typed, later = nested(request.form), "later" in request.form
    try:
        with command(way.who) as shown:
            row = way.find()
            reference.keep_draft(
                row, typed, by=way.who, actor=way.actor(row), now=clock.now(), complete=not later
            )
            shown.result = way.url("saved" if later else "check")
    except ValidationError as wrong:
        errors = flat_errors(reference.section_for(way.find()), wrong)
        return questions_page(way, typed, errors, 422)
    except MOVED_ON as moved:
        if reference.is_waiting(way.find()):
            return questions_page(way, typed, status=409)
        return closed(way, str(moved))
    return redirect(shown.result)


def check(way: Way, status: int = 200) -> ResponseReturnValue:
    """Show the answers in words before they are sent."""
    row = way.find()
    if not reference.is_waiting(row):
        return redirect(way.url("home"))
    rows = statement.draft_rows(row, way.who, clock.now())
    if not rows:
        return redirect(way.url("questions"))
    page = render_template(
        "referee/check.html",
        way=way,
        request_shown=statement.shown(row),
        rows=rows,
        version=row.version,
        moved_on=status == 409,
    )
    return page, status


def send(way: Way) -> ResponseReturnValue:
    """Give the statement as it was shown."""
    try:
        with command(way.who) as shown:
            row = way.find(shown.version)
            draft = reference.draft_of(row, way.who)
            reference.answer(row, draft, actor=way.actor(row), now=clock.now())
            shown.result = way.url("home")
    except ValidationError:
        return redirect(way.url("questions"))
    except MOVED_ON as moved:
        if reference.is_waiting(way.find()):
            return check(way, 409)
        return closed(way, str(moved))
    return redirect(shown.result)


def ask_why(way: Way) -> ResponseReturnValue:
    """Ask why somebody cannot answer, and say what follows."""
    row = way.find()
    if not reference.is_waiting(row):
        return redirect(way.url("home"))
    reference.may_answer(row, way.actor(row))
    return decline_page(way, {})


def decline_page(
    way: Way, typed: Any, errors: Sequence[FieldError] = (), status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "referee/decline.html",
        way=way,
        request_shown=statement.shown(way.find()),
        section=WHY,
        values=typed,
        errors=errors,
        moved_on=status == 409,
    )
    return page, status


def decline(way: Way) -> ResponseReturnValue:
    """Record that the person cannot answer."""
    typed = nested(request.form)
    try:
        words = WHY.load(typed)["words"]
        with command(way.who) as shown:
            row = way.find()
            reference.decline(row, words, actor=way.actor(row), now=clock.now())
            shown.result = way.url("home")
    except ValidationError as wrong:
        return decline_page(way, typed, flat_errors(WHY, wrong), 422)
    except MOVED_ON as moved:
        if reference.is_waiting(way.find()):
            return decline_page(way, typed, status=409)
        return closed(way, str(moved))
    return redirect(shown.result)


def closed(way: Way, said: str, status: int = 409) -> ResponseReturnValue:
    """Say why nothing was sent, and give the typed words back."""
    page = render_template(
        "referee/closed.html", said=said, typed=typed_words(), home=way.url("home")
    )
    return page, status


def typed_words() -> list[tuple[str, str]]:
    """Give what was written in words, each with its question."""
    return [
        (LABELS[name], value)
        for name, value in request.form.items(multi=True)
        if name in LABELS and value.strip()
    ]


def hide(response: Response) -> Response:
    """Let no search engine keep the address of a page that a link opens."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
