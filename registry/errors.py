"""What a refusal becomes outside: one table from exception to status, page and problem JSON.

A rule raises where it stands; no view catches what it cannot answer. A page says what happened and
what to do next. Under `/api/` the same answer is a problem document (RFC 9457).
"""

from dataclasses import asdict
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from workflows.engine import NotPermitted, UnknownTrigger, Unmet, WrongState


class NotFound(Exception):
    """There is no such row, or the person asking may not know of it."""


class KeyReused(Exception):
    """An idempotency key came again with other content."""


class AlreadyDone(Exception):
    """The same command was carried out before; `result` is where it led."""

    def __init__(self, result: str) -> None:
        super().__init__(result)
        self.result = result


class Gone(Exception):
    """It was published once; its time is over."""


STATUS: dict[type[Exception], int] = {
    UnknownTrigger: 404,
    NotFound: 404,
    NotPermitted: 403,
    WrongState: 409,
    StaleDataError: 409,
    KeyReused: 409,
    Gone: 410,
    Unmet: 422,
    ValidationError: 422,
}
# What a page on which words were typed answers itself, with those words: it shows what is so now.
MOVED_ON = (StaleDataError, WrongState, KeyReused)
PAGES = frozenset({400, 403, 404, 409, 410, 413, 422, 429, 500})


def init_app(app: Flask) -> None:
    """Answer every exception of the table, and every HTTP error, in one way."""
    for kind in STATUS:
        app.register_error_handler(kind, refuse)
    app.register_error_handler(HTTPException, fail)
    app.register_error_handler(AlreadyDone, lead_on)


def lead_on(done: AlreadyDone) -> ResponseReturnValue:
    """Lead to where the first of two equal commands led."""
    return redirect(done.result or "/", 303)


def refuse(error: Exception) -> ResponseReturnValue:
    """Answer a rule that said no."""
    kind = next(kind for kind in type(error).__mro__ if kind in STATUS)
    return answer(STATUS[kind], error)


def fail(error: HTTPException) -> ResponseReturnValue:
    """Answer an error of the protocol, or of ours."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < HTTPStatus.BAD_REQUEST or error.response is not None:
        return error
    body, _, headers = answer(status, error)
    given = dict(error.get_headers())
    headers.update({name: given[name] for name in ("Allow", "Retry-After") if name in given})
    return body, status, headers


def answer(status: int, error: Exception) -> tuple[str | Response, int, dict[str, str]]:
    """Say what happened: to a machine as a problem document, to a person as a page."""
    if request.path.startswith("/api/"):
        return jsonify(problem(status, error)), status, {"Content-Type": "application/problem+json"}
    page = status if status in PAGES else 500 if status >= 500 else 400
    shown = {"error": error, "said": said(error), "back": came_from(), "bare": page == 500}
    return render_template(f"errors/{page}.html", **shown), status, {}


def said(error: Exception) -> str:
    """Give what the rule itself says to the person, when it is more than a name."""
    silent = isinstance(error, HTTPException | StaleDataError | ValidationError | Unmet)
    return "" if silent else str(error)


def problem(status: int, error: Exception) -> dict[str, Any]:
    """Give the members of a problem document. A fault of ours tells nothing of itself."""
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    if isinstance(error, Unmet):
        return {**told, "reasons": [asdict(reason) for reason in error.reasons]}
    if isinstance(error, ValidationError):
        return {**told, "errors": error.messages}
    if isinstance(error, HTTPException):
        return told if status >= 500 else {**told, "detail": error.description}
    return told if isinstance(error, StaleDataError) else {**told, "detail": str(error)}


def came_from() -> str:
    """Give the address on this site that the person came from, else the home page."""
    if request.method == "GET":
        return "/"
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host or not parts.path.startswith("/"):
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
