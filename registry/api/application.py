"""An application as JSON: the same sections, steps and refusals as its pages, by the same services.

For programs that act for a signed-in person: the session's cookie, an `X-CSRFToken` header, and for
what changes something the version that was read. A step also carries an `Idempotency-Key`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from werkzeug.exceptions import BadRequest, Unauthorized

from registry import clock
from registry.db import atomic
from registry.errors import NotFound
from registry.services import access, case_page, casework, check_reply
from registry.services import application as applications
from registry.services import command as commands

bp = Blueprint("api_application", __name__, url_prefix="/api/v1/applications")
LONGEST_KEY = 64


@bp.before_request
def known_person() -> None:
    if not current_user.is_authenticated:
        raise Unauthorized("Sign in first")


@bp.get("/<int:application_id>")
def show(application_id: int) -> ResponseReturnValue:
    """Give where an application is, and the steps open to the person who asks."""
    user = current_user._get_current_object()
    row = find(application_id, None)
    steps = casework.open_to(row, access.actor_for(user, row), clock.now())
    return {
        "reference": row.reference,
        "state": row.state,
        "label": row.label,
        "version": row.version,
        "steps": [asdict(step) for step in steps],
        "queries": [query(asked) for asked in check_reply.of_application(row, clock.now())],
        "sections": [
            {"key": section.key, "title": section.title} for section in applications.form_of(row)
        ],
    }


def query(asked: check_reply.Asked) -> dict[str, Any]:
    """Give what a check asked of the applicant, and the answer. `version` is the check's own."""
    return {
        "check": asked.check_id,
        "version": asked.version,
        "title": asked.title,
        "words": asked.words,
        "due_on": asked.due_on.isoformat(),
        "waits": asked.waits,
        "answer": asked.answer,
    }


@bp.post("/<int:application_id>/checks/<int:check_id>/answer")
def answer(application_id: int, check_id: int) -> ResponseReturnValue:
    """Answer what a check asks, once, and lead to where the application is now."""
    sent = body("version", "words")
    user = current_user._get_current_object()
    result = url_for(".show", application_id=application_id)
    with once(result):
        application = access.find_application_of(user, application_id)
        row = check_reply.find(application, check_id, shown=sent["version"])
        check_reply.reply(row, sent, actor=access.actor_for(user, row), now=clock.now())
    return "", 303, {"Location": result}


@bp.get("/<int:application_id>/sections/<key>")
def section(application_id: int, key: str) -> ResponseReturnValue:
    """Give the kept answers to one section of the person's own application, with its version."""
    user = current_user._get_current_object()
    row = access.find_application_of(user, application_id)
    applications.section_of(row, key)
    kept = applications.answer_row(row, key)
    return {"version": kept.version if kept else 0, "answers": kept.values if kept else {}}


@bp.put("/<int:application_id>/sections/<key>")
def save(application_id: int, key: str) -> ResponseReturnValue:
    """Keep the answers to one section against the version that was read."""
    sent = body("version", "answers")
    user = current_user._get_current_object()
    with atomic():
        row = access.find_application_of(user, application_id)
        kept = applications.save_section(
            row, key, sent["answers"], now=clock.now(), shown=sent["version"], email=user.email
        )
        return {"version": kept.version, "answers": kept.values}


@bp.post("/<int:application_id>/steps/<trigger>")
def take(application_id: int, trigger: str) -> ResponseReturnValue:
    """Take a step once, and lead to where the application is now."""
    sent = body("version")
    reason = sent.get("reason", "")
    if not isinstance(reason, str):
        raise BadRequest("The reason is a text")
    user = current_user._get_current_object()
    result = url_for(".show", application_id=application_id)
    with once(result):
        row = find(application_id, sent["version"])
        actor = access.actor_for(user, row)
        casework.fire(row, trigger, actor=actor, now=clock.now(), reason=reason)
    return "", 303, {"Location": result}


def find(application_id: int, shown: int | None) -> case_page.Case:
    """Find a person's own application, or a case that they work on; drafts are the subject's."""
    user = current_user._get_current_object()
    try:
        return access.find_application_of(user, application_id, shown=shown)
    except NotFound:
        return case_page.find(application_id, user, shown=shown)


def body(*needed: str) -> dict[str, Any]:
    """Read the JSON object that was sent. Raises BadRequest when a member is missing."""
    sent = request.get_json()
    if not isinstance(sent, dict) or any(name not in sent for name in needed):
        raise BadRequest(f"Send a JSON object with {' and '.join(needed)}")
    if not isinstance(sent["version"], int) or isinstance(sent["version"], bool):
        raise BadRequest("The version is a whole number")
    return sent


@contextmanager
def once(result: str) -> Iterator[None]:
    """Commit what happens inside once for an `Idempotency-Key`."""
    key = request.headers.get("Idempotency-Key", "")
    if not key or len(key) > LONGEST_KEY:
        raise BadRequest("Send an Idempotency-Key header of up to 64 characters")
    with atomic():
        content = request.path.encode() + b"\0" + request.get_data()
        row = commands.begin(f"user:{current_user.id}", key, content, clock.now())
        yield
        row.result = result
