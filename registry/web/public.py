"""The public door: what the scheme is, who may apply, how it works, and whether it is up."""

from collections.abc import Mapping

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from registry import clock
from registry.reference import eligibility as reference
from registry.reference import rules, standards
from registry.services import audit, health, policy
from registry.services.figures import figures
from registry.web import security, theme
from registry.web.filters import scheme_today

bp = Blueprint("public", __name__)
ONE_DAY = 24 * 60 * 60


@bp.get("/")
def home() -> str:
    return render_template("public/home.html", figures=figures(scheme_today()))


@bp.get("/about")
def about() -> str:
    return render_template("public/about.html", policy=policy.in_force(scheme_today()))


@bp.get("/privacy")
def privacy() -> str:
    return render_template("public/privacy.html", policy=policy.in_force(scheme_today()))


@bp.get("/accessibility")
def accessibility() -> str:
    return render_template("public/accessibility.html", policy=policy.in_force(scheme_today()))


@bp.get("/complaints")
def complaints() -> str:
    return render_template("public/complaints.html", policy=policy.in_force(scheme_today()))


@bp.get("/cookies")
def cookies() -> str:
    return render_template("public/cookies.html")


@bp.get("/contact")
def contact() -> str:
    return render_template("public/contact.html", policy=policy.in_force(scheme_today()))


@bp.get("/standards")
def standards_in_force() -> str:
    return render_template("public/standards.html", standards=standards.in_force(scheme_today()))


@bp.get("/rules")
def scheme_rules() -> str:
    return render_template("public/rules.html", rules=rules.in_force(scheme_today()))


@bp.get("/eligibility")
def eligibility() -> ResponseReturnValue:
    """Ask what post a person holds and say whether they may apply.

    The answers stay in the address and nowhere else: nothing is kept, Back works, no cookie is set.
    """
    terms = reference.in_force(scheme_today())
    given = {each.key: request.args.get(each.key, "") for each in terms.questions}
    errors = unanswered(terms, given) if request.args else []
    asked = not request.args or bool(errors)
    page = render_template(
        "public/eligibility.html" if asked else "public/eligible.html",
        terms=terms,
        given=given,
        errors=errors,
        outcome=None if asked else reference.answer(terms, reference.Answers(**given)),
        policy=policy.in_force(scheme_today()),
    )
    return page, 422 if errors else 200


def unanswered(
    terms: reference.EligibilityPolicy, given: Mapping[str, str]
) -> list[dict[str, str]]:
    """List the questions without an answer, as an error summary shows them."""
    return [
        {"key": each.key, "text": f"Answer “{each.title}”", "href": f"#{each.key}"}
        for each in terms.questions
        if given[each.key] not in {option.key for option in each.options}
    ]


@bp.get("/audit")
def audit_draw() -> str:
    """Show the hash of each draw's seed, and the seed when its quarter is over."""
    return render_template(
        "public/audit.html",
        periods=audit.periods(clock.now()),
        policy=policy.in_force(scheme_today()),
    )


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
