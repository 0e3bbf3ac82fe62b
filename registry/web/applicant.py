"""The applicant's door: begin, see what is to be done and where it is, check, declare, submit.

Only the subject of a case finds it here; to everybody else, staff included, it does not exist.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from marshmallow import ValidationError

from registry import clock
from registry.errors import NotFound
from registry.reference import rules
from registry.sections.declaration import Declaration
from registry.sections.equality import Equality
from registry.services import access, draft, policy, retention, tracker
from registry.services import application as applications
from registry.web import paper
from registry.web.command import command
from registry.web.filters import scheme_today
from registry.web.forms import FieldError, flat_errors, nested
from registry.web.guard import login_required_for, me
from workflows.engine import Reason, Unmet

bp = Blueprint("applicant", __name__)
DECLARATION, EQUALITY = Declaration(), Equality()
ACCEPT = FieldError("accept", "Tick the box to accept the scheme rules", "accept")


@dataclass(frozen=True)
class Missing:
    """One thing that stands in the way, and the page that mends it."""

    text: str
    href: str
    name: str = ""


def mine(application_id: int, shown: int | None = None) -> draft.Own:
    """Find the signed-in person's own case. Raises NotFound, or StaleDataError."""
    return access.find_application_of(me(), application_id, shown=shown)


def address_of(application_id: int) -> str:
    return url_for("applicant.show", application_id=application_id)


def link_to(application_id: int, place: str) -> str:
    """Give the address of the place that mends what is missing."""
    if place == "rules":
        return url_for("applicant.scheme_rules")
    if place == draft.DECLARATION:
        return url_for("applicant.declaration", application_id=application_id)
    if not place:
        return ""
    return url_for("applicant_section.first", application_id=application_id, key=place)


@bp.get("/apply")
def start() -> str:
    """Say what applying takes, and lead on: to an account, to the rules, or to what was begun."""
    signed_in = current_user.is_authenticated
    return render_template(
        "applicant/start.html",
        beginning=draft.beginning(me(), clock.now()) if signed_in else None,
        policy=policy.in_force(scheme_today()),
    )


@bp.post("/apply")
@login_required_for()
def begin() -> ResponseReturnValue:
    """Open an application for whoever has accepted the rules; show the rules to the others."""
    with command() as shown:
        stands = draft.beginning(me(), clock.now())
        if stands.registered:
            shown.result = url_for("registrant.home")
        elif stands.rules_accepted:
            shown.result = address_of(applications.start(me(), clock.now()).id)
        else:
            shown.result = url_for(".scheme_rules")
    return redirect(shown.result)


@bp.get("/apply/rules")
@login_required_for()
def scheme_rules() -> ResponseReturnValue:
    return rules_page()


def rules_page(errors: tuple[FieldError, ...] = (), status: int = 200) -> ResponseReturnValue:
    text = rules.in_force(scheme_today())
    stands = draft.beginning(me(), clock.now())
    page = render_template("applicant/rules.html", rules=text, beginning=stands, errors=errors)
    return page, status


@bp.post("/apply/rules")
@login_required_for()
def accept_rules() -> ResponseReturnValue:
    """Keep the acceptance and open the application."""
    if request.form.get("accept") != "yes":
        return rules_page((ACCEPT,), 422)
    with command() as shown:
        if draft.beginning(me(), clock.now()).registered:
            shown.result = url_for("registrant.home")
        else:
            shown.result = address_of(draft.begin(me(), shown.version, clock.now()).id)
    return redirect(shown.result)


@bp.get("/application")
@login_required_for()
def newest() -> ResponseReturnValue:
    """Lead to the person's own newest application, or to where one begins."""
    found = access.find_own_application(me())
    return redirect(address_of(found.id) if found else url_for(".start"))


@bp.get("/applications/<int:application_id>")
@login_required_for()
def show(application_id: int) -> str:
    """Show what is still to be done, or where the application is."""
    application = mine(application_id)
    if draft.is_draft(application):
        return render_template(
            "applicant/task_list.html",
            list=draft.task_list(application, me(), clock.now()),
            link_to=lambda place: link_to(application_id, place),
        )
    tracked = tracker.track(application, me(), clock.now())
    terms = policy.in_force(scheme_today())
    return render_template(
        "applicant/tracker.html",
        tracker=tracked,
        policy=terms,
        emptied_on=retention.emptied_on(application),
    )


@bp.get("/applications/<int:application_id>/check-answers")
@login_required_for()
def check_answers(application_id: int) -> str:
    """Show every answer in words, with the way to change it while it may be changed."""
    application = mine(application_id)
    if retention.emptied_on(application):
        raise NotFound("These answers were deleted, as we promised")

    def change(key: str) -> object:
        return lambda name: url_for(
            "applicant_section.of_question",
            application_id=application_id,
            key=key,
            name=name.partition(".")[0],
        )

    return render_template(
        "applicant/check_answers.html",
        application_id=application_id,
        reference=application.reference,
        draft=draft.is_draft(application),
        sections=draft.answered(application, clock.now()),
        change=change,
        link_to=lambda place: link_to(application_id, place),
    )


@bp.get("/applications/<int:application_id>/declaration")
@login_required_for()
def declaration(application_id: int) -> ResponseReturnValue:
    """Ask for the declaration with which the application is submitted."""
    return declaration_page(application_id)


def declaration_page(
    application_id: int, errors: Sequence[FieldError | Missing] = (), status: int = 200
) -> ResponseReturnValue:
    application = mine(application_id)
    if not draft.is_draft(application):
        return redirect(address_of(application_id))
    return render_template(
        "applicant/declaration.html",
        section=DECLARATION,
        values=nested(request.form),
        errors=errors,
        list=draft.task_list(application, me(), clock.now()),
        version=application.version,
        link_to=lambda place: link_to(application_id, place),
    ), status


@bp.post("/applications/<int:application_id>/declaration")
@login_required_for()
def submit(application_id: int) -> ResponseReturnValue:
    """Submit with the declaration that the applicant makes in person."""
    mine(application_id)
    try:
        DECLARATION.load(nested(request.form))
        with command() as shown:
            application = mine(application_id, shown.version)
            actor = access.actor_for(me(), application)
            applications.submit(application, actor=actor, now=clock.now())
            shown.result = address_of(application_id)
    except ValidationError as wrong:
        return declaration_page(application_id, flat_errors(DECLARATION, wrong), 422)
    except Unmet as missing:
        return declaration_page(application_id, in_the_way(missing.reasons, application_id), 422)
    flash("We have received your application. We have sent you an email to say so.", "success")
    return redirect(shown.result)


def in_the_way(reasons: tuple[Reason, ...], application_id: int) -> list[Missing]:
    """Put what is missing into an error summary that leads to where it is mended."""
    return [Missing(reason.text, link_to(application_id, reason.place)) for reason in reasons]


@bp.get("/applications/<int:application_id>/summary.pdf")
@login_required_for()
def summary(application_id: int) -> ResponseReturnValue:
    """Send the application on paper, or wait for it."""
    return paper.sent(mine(application_id), address_of(application_id), "your application")


@bp.post("/applications/<int:application_id>/summary.pdf")
@login_required_for()
def print_summary(application_id: int) -> ResponseReturnValue:
    """Have the paper made."""
    return paper.asked(lambda: mine(application_id))


@bp.get("/equality")
@login_required_for()
def equality() -> ResponseReturnValue:
    """Ask the optional questions; only the person themselves sees their answers again."""
    return equality_page(applications.equality_of(me()))


def equality_page(
    values: object, errors: list[FieldError] | None = None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "applicant/equality.html", section=EQUALITY, values=values, errors=errors or []
    )
    return page, status


@bp.post("/equality")
@login_required_for()
def keep_equality() -> ResponseReturnValue:
    """Keep the optional answers, apart from every case."""
    typed = nested(request.form)
    try:
        values = EQUALITY.dump(EQUALITY.load(typed))
    except ValidationError as wrong:
        return equality_page(typed, flat_errors(EQUALITY, wrong), 422)
    with command() as shown:
        applications.keep_equality(me(), values, clock.now())
        shown.result = url_for(".newest")
    flash("Your answers are saved. They are kept apart from your application.", "success")
    return redirect(shown.result)
