"""The administrators' and registrars' door: accounts of organisations, the policy, what is stuck.

No case is seen here. A registrar opens and ends the offices of an organisation; an administrator
looks, and invites staff at the account door.
"""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from registry import clock, queue
from registry.errors import MOVED_ON
from registry.reference import rules, standards
from registry.sections.moment import Moment
from registry.sections.office import NewOffice
from registry.services import alarm, organisation, policy, sweep
from registry.web.command import command
from registry.web.filters import scheme_today
from registry.web.forms import FieldError, flat_errors, nested
from registry.web.guard import login_required_for, me, opens_to
from workflows.policy_words import amounts
from workflows.roles import Role

bp = Blueprint("admin", __name__, url_prefix="/admin")
OFFICE = NewOffice()
PAGE = 40
HIGHEST_PAGE = 999


@bp.get("")
@login_required_for(Role.ADMINISTRATOR, Role.REGISTRAR)
def index() -> str:
    """Lead to everything that is kept here, and say whether something is stuck."""
    return render_template(
        "admin/index.html",
        jobs=len(queue.failed()),
        schedules=len(queue.failing_schedules()),
        timers=len(sweep.alarms()),
        terms=policy.in_force(scheme_today()),
        invites=opens_to(me(), (Role.ADMINISTRATOR,)),
    )


@bp.get("/organisations")
@login_required_for(Role.ADMINISTRATOR, Role.REGISTRAR)
def organisations() -> str:
    """List organisations by name; the search stays in the address."""
    words, page = request.args.get("q", "")[:200], page_asked()
    with_account = request.args.get("account") == "open"
    found = organisation.search(words, page=page, size=PAGE, with_account=with_account)

    def href(number: int) -> str:
        account = "open" if with_account else None
        return url_for(".organisations", q=words or None, account=account, page=number)

    return render_template(
        "admin/organisations.html",
        found=found,
        q=words,
        with_account=with_account,
        page=page,
        pages=-(-found.total // PAGE),
        href=href,
    )


def page_asked() -> int:
    text = request.args.get("page", "1")
    return min(max(int(text), 1), HIGHEST_PAGE) if text.isascii() and text.isdigit() else 1


@bp.get("/organisations/<int:organisation_id>")
@login_required_for(Role.ADMINISTRATOR, Role.REGISTRAR)
def show(organisation_id: int) -> ResponseReturnValue:
    """Show who speaks for an organisation, and to a registrar the way to open an office."""
    kept = organisation.account(organisation_id).mail_domain
    return page_of(organisation_id, {"mail_domain": kept})


def page_of(
    organisation_id: int, typed: Any, errors: list[FieldError] | None = None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "admin/organisation.html",
        account=organisation.account(organisation_id),
        section=OFFICE,
        values=typed,
        errors=errors or [],
        choices={"kind": organisation.kinds()},
        opens=opens_to(me(), (Role.REGISTRAR,)),
        moved_on=status == 409,
    )
    return page, status


@bp.post("/organisations/<int:organisation_id>")
@login_required_for(Role.REGISTRAR)
def open_office(organisation_id: int) -> ResponseReturnValue:
    """Open an office after a call-back to a published contact."""
    typed = nested(request.form)
    try:
        asked = OFFICE.load(typed, at=Moment(today=scheme_today()))
        with command() as shown:
            organisation.open_office(organisation_id, asked, by=me(), now=clock.now())
            shown.result = url_for(".show", organisation_id=organisation_id)
    except ValidationError as wrong:
        return page_of(organisation_id, typed, flat_errors(OFFICE, wrong), 422)
    except MOVED_ON:
        return page_of(organisation_id, typed, status=409)
    flash(f"The office is open. We have written to {asked['email']}.", "success")
    return redirect(shown.result)


@bp.post("/offices/<int:office_id>/invite")
@login_required_for(Role.REGISTRAR)
def invite_again(office_id: int) -> ResponseReturnValue:
    """Send the link to the account once more."""
    with command() as shown:
        office = organisation.invite_again(office_id, by=me(), now=clock.now())
        shown.result = url_for(".show", organisation_id=office.organisation_id)
    flash("Another email is on its way. The link in the one before no longer works.", "success")
    return redirect(shown.result)


@bp.get("/offices/<int:office_id>/end")
@login_required_for(Role.REGISTRAR)
def ask_to_end(office_id: int) -> str:
    """Ask once more before an office ends, with what follows from it."""
    office = organisation.find_office(office_id)
    return render_template(
        "admin/end_office.html",
        office=organisation.shown([office])[0],
        organisation_id=office.organisation_id,
        organisation_name=office.organisation.name,
    )


@bp.post("/offices/<int:office_id>/end")
@login_required_for(Role.REGISTRAR)
def end_office(office_id: int) -> ResponseReturnValue:
    """End an office, and with it what its holder sees and does."""
    with command() as shown:
        office = organisation.end_office(office_id, by=me(), now=clock.now())
        shown.result = url_for(".show", organisation_id=office.organisation_id)
    flash("The office has ended. Its holder sees nothing of the organisation any more.", "success")
    return redirect(shown.result)


@bp.get("/policy")
@login_required_for(Role.ADMINISTRATOR, Role.REGISTRAR)
def policy_in_force() -> str:
    """Show every amount of the policy with its source, and the standards and rules in force."""
    today = scheme_today()
    terms = policy.in_force(today)
    return render_template(
        "admin/policy.html",
        terms=terms,
        amounts=amounts(terms),
        standards=standards.in_force(today),
        rules=rules.in_force(today),
    )


@bp.get("/trouble")
@login_required_for(Role.ADMINISTRATOR, Role.REGISTRAR)
def trouble() -> str:
    """List the jobs that failed for good and the deadlines that could not act; no case is named."""
    return render_template(
        "admin/trouble.html", alarms=alarm.alarms(), schedules=queue.failing_schedules()
    )


@bp.post("/jobs/<name>/<int:subject_id>/again")
@login_required_for(Role.ADMINISTRATOR, Role.REGISTRAR)
def try_again(name: str, subject_id: int) -> ResponseReturnValue:
    """Put a job that failed for good back in the queue."""
    with command() as shown:
        alarm.try_again(name, subject_id)
        shown.result = url_for(".trouble")
    flash("The job is back in the queue.", "success")
    return redirect(shown.result)
