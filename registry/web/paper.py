"""An application on paper, as both of its doors send it: the stored file, or a page that waits."""

from collections.abc import Callable

from flask import make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from registry.services import application_paper
from registry.services.draft import Own
from registry.web.command import command

SECONDS_TO_WAIT = 5


def sent(application: Own, back: str, back_to: str) -> ResponseReturnValue:
    """Send the paper, or say why it is not there yet; while it is made, the page looks again."""
    found = application_paper.of(application)
    if isinstance(found, application_paper.Awaited):
        page = render_template("paper/awaited.html", paper=found, back=back, back_to=back_to)
        response = make_response(page)
        if found.standing == "waiting":
            response.headers["Refresh"] = str(SECONDS_TO_WAIT)
        return response
    response = make_response(found.content)
    response.mimetype = "application/pdf"
    response.headers.set("Content-Disposition", "attachment", filename=found.filename)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def asked(find: Callable[[], Own]) -> ResponseReturnValue:
    """Have the paper made, and lead to where it is waited for."""
    with command() as shown:
        application_paper.ask(find())
        shown.result = request.path
    return redirect(shown.result)
