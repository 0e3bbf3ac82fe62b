"""The public door: what the scheme is, who may apply, how it works, and whether it is up."""

from flask import Blueprint, Response, current_app, make_response, render_template
from flask.typing import ResponseReturnValue

from registry.services import health
from registry.web import security, theme

bp = Blueprint("public", __name__)
PAGES = (
    "about",
    "privacy",
    "accessibility",
    "complaints",
    "cookies",
    "standards",
    "contact",
    "rules",
)
ONE_DAY = 24 * 60 * 60


@bp.get("/")
def home() -> str:
    return render_template("public/home.html")


def words(page: str) -> str:
    return render_template(f"public/{page}.html")


for name in PAGES:
    bp.add_url_rule(f"/{name}", name, words, defaults={"page": name}, methods=["GET"])


@bp.get("/theme.css")
def stylesheet() -> Response:
    """Send the accent colour of the settings as a stylesheet."""
    security.share(ONE_DAY)
    return Response(theme.stylesheet(current_app.config["SCHEME"].accent), mimetype="text/css")


@bp.get("/icon.svg")
def icon() -> Response:
    """Send the scheme's mark in its accent colour."""
    security.share(ONE_DAY)
    return Response(render_template("public/icon.svg"), mimetype="image/svg+xml")


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Say that this process answers."""
    return {"status": "ok"}


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Say whether this installation can serve."""
    problems = health.problems()
    status = "not ready" if problems else "ready"
    return make_response({"status": status, "problems": problems}, 503 if problems else 200)
