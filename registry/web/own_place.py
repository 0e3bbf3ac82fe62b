"""Where a signed-in person's own work is: the first link of the header, and where sign-in leads."""

from flask import Blueprint, Flask, redirect, url_for
from flask.typing import ResponseReturnValue

from registry.services import access, registration
from registry.web.guard import login_required_for, me
from workflows.roles import STAFF, Role

bp = Blueprint("own_place", __name__)
DESKS = frozenset({Role.REGISTRAR, Role.ADMINISTRATOR})


def init_app(app: Flask) -> None:
    """Let the header ask for its links."""
    app.add_template_global(own_places)


def own_places() -> list[tuple[str, str]]:
    """Give the words and the address of each page that is the person's own, the first first."""
    roles = me().role_names
    places = []
    if roles & STAFF:
        places.append(("Casework", url_for("casework.queue")))
    if roles & DESKS:
        places.append(("Administration", url_for("admin.index")))
    if access.offices_of(me()):
        places.append(("Your organisation", url_for("employer.home")))
    return places or [registrants_place()]


def registrants_place() -> tuple[str, str]:
    if registration.of_user(me()) is None:
        return "Your application", url_for("applicant.newest")
    return "My registration", url_for("registrant.home")


@bp.get("/account/start")
@login_required_for()
def start() -> ResponseReturnValue:
    """Lead from sign-in to where the person's work is."""
    return redirect(own_places()[0][1])
