"""Raise a matter: the door through which anybody tells us something about a person, in confidence.

The answer is the same whoever it is about: nothing is looked up while somebody waits, so neither
words nor time tell whether a person is registered.
"""

from typing import cast

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from registry import clock
from registry.number import display, is_valid, normalise
from registry.sections.concern import FORM
from registry.services import concern, policy
from registry.web import limits
from registry.web.attempt import Attempt, attempt
from registry.web.command import Shown
from registry.web.filters import scheme_today
from registry.web.forms import nested

bp = Blueprint("concern", __name__, url_prefix="/raise-a-matter")
LIMIT = limits.Limit("20 per hour")


@bp.get("")
def ask() -> ResponseReturnValue:
    """Say what this register can do and who can do more, and take what somebody tells us."""
    return page(Attempt())


def page(tried: Attempt) -> ResponseReturnValue:
    shown = render_template(
        "public/raise_a_matter.html",
        section=FORM,
        values=nested(request.form),
        errors=tried.errors,
        policy=policy.in_force(scheme_today()),
    )
    return shown, tried.status


@bp.post("")
def send() -> ResponseReturnValue:
    """Keep what somebody tells us."""

    def act(shown: Shown) -> str:
        told = concern.Told(**FORM.load(nested(request.form)))
        row = concern.receive(told, clock.now())
        return url_for(".received", reference=display(row.reference))

    tried = attempt(act, FORM)
    return redirect(tried.result) if tried.done else page(tried)


@bp.get("/received")
def received() -> str:
    """Say that it has come, and where else to turn. It knows nothing but the reference given."""
    number = normalise(request.args.get("reference", "")[:40], concern.PREFIX)
    known = is_valid(number) and number.startswith(concern.PREFIX)
    return render_template(
        "public/matter_received.html",
        reference=display(number) if known else "",
        policy=policy.in_force(scheme_today()),
    )


@bp.record_once
def count_tries(state: BlueprintSetupState) -> None:
    """Let one address on the network send only so much."""
    limits.put_on(cast(Flask, state.app), "concern.send", LIMIT)
