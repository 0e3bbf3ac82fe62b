"""The assessor's finding on one standard, beside the example and the evidence it rests on."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.services import case_finding, case_page
from registry.web.attempt import Attempt, attempt
from registry.web.casework import opened, staff
from registry.web.command import Shown
from registry.web.forms import nested
from registry.web.guard import me

bp = Blueprint("casework_finding", __name__, url_prefix="/casework")


@bp.get("/<int:application_id>/findings/<domain>")
@staff
def show(application_id: int, domain: str) -> ResponseReturnValue:
    """Show one standard: what the applicant gives as an example, and what is found."""
    return page(opened(application_id, f"read standard {domain[:40]}"), domain, Attempt())


def page(application: case_page.Case, domain: str, tried: Attempt) -> ResponseReturnValue:
    shown = render_template(
        "casework/finding.html",
        finding=case_finding.finding_page(application, domain, me(), clock.now()),
        section=case_finding.SECTION,
        asked=case_finding.PAGE,
        values=nested(request.form),
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return shown, tried.status


@bp.post("/<int:application_id>/findings/<domain>")
@staff
def keep(application_id: int, domain: str) -> ResponseReturnValue:
    """Keep a finding and go on to the next standard that has none."""

    def act(shown: Shown) -> str:
        application = case_page.find(application_id, me())
        seen = request.form.get("seen", "")
        answers = nested(request.form)
        case_finding.keep(application, domain, answers, seen, user=me(), now=clock.now())
        following = case_finding.next_domain(application, domain)
        if following:
            return url_for(".show", application_id=application_id, domain=following)
        return f"{url_for('casework.show', application_id=application_id)}#findings"

    tried = attempt(act, case_finding.SECTION)
    if not tried.done:
        return page(case_page.find(application_id, me()), domain, tried)
    flash("Your finding is kept.", "success")
    return redirect(tried.result)
