"""The registrant's door: my registration, its certificate, leaving, retiring."""

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.errors import NotFound
from registry.services import access, card, casework, notice, policy, revalidation_page
from registry.web.attempt import Attempt, attempt
from registry.web.command import Shown
from registry.web.filters import scheme_today
from registry.web.guard import login_required_for, me
from workflows.engine import WrongState

bp = Blueprint("registrant", __name__)
SECONDS_TO_WAIT = 5


def my_card() -> card.Card:
    """Give the person's own registration. Raises NotFound for whoever never had one."""
    found = card.of_user(me(), clock.now())
    if found is None:
        raise NotFound("You have no registration. It opens when an application is approved")
    return found


@bp.get("/registration")
@login_required_for()
def home() -> ResponseReturnValue:
    """Show the card first, then what can be done."""
    found = card.of_user(me(), clock.now())
    if found is None:
        return redirect(url_for("applicant.newest"))
    terms = policy.in_force(scheme_today())
    return render_template(
        "registrant/home.html",
        card=found,
        policy=terms,
        new_messages=notice.count_new(me()),
        confirming=len(revalidation_page.to_confirm(me())),
    )


@bp.get("/registration/certificate")
@login_required_for()
def certificate() -> ResponseReturnValue:
    """Send the certificate as it was made, or wait for it on a page that looks again by itself."""
    paper = card.paper(me())
    if paper is None:
        response = make_response(render_template("registrant/making.html"))
        response.headers["Refresh"] = str(SECONDS_TO_WAIT)
        return response
    response = make_response(paper.content)
    response.mimetype = "application/pdf"
    response.headers.set("Content-Disposition", "attachment", filename=paper.filename)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@bp.get("/registration/leave")
@login_required_for()
def leave() -> ResponseReturnValue:
    """Ask once more before leaving, with what follows from it."""
    return ending_page("leave", Attempt())


@bp.get("/registration/retire")
@login_required_for()
def retire() -> ResponseReturnValue:
    """Ask once more before retiring, with what follows from it."""
    return ending_page("retire", Attempt())


def ending_page(trigger: str, tried: Attempt) -> ResponseReturnValue:
    found = my_card()
    step = found.step(trigger)
    if step is None:
        return redirect(url_for(".home"))
    page = render_template(
        "registrant/ending.html",
        card=found,
        step=step,
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return page, tried.status


@bp.post("/registration/leave")
@login_required_for()
def leave_for_good() -> ResponseReturnValue:
    """Leave the register."""
    return end("leave", "You have left the register.")


@bp.post("/registration/retire")
@login_required_for()
def retire_for_good() -> ResponseReturnValue:
    """Retire from the register."""
    return end("retire", "You have retired from the register.")


def end(trigger: str, done: str) -> ResponseReturnValue:
    """End the registration, unless something stands in the way."""
    number = my_card().id

    def act(shown: Shown) -> str:
        row = access.find_registration(number, me(), shown=shown.version)
        casework.fire(row, trigger, actor=access.actor_for(me(), row), now=clock.now())
        return url_for(".home")

    tried = attempt(act)
    if tried.done:
        flash(done, "success")
        return redirect(tried.result)
    if my_card().step(trigger) is None:
        raise WrongState("Your registration has ended already")
    return ending_page(trigger, tried)
