"""The steps of a case that staff take: at once, with a reason on a page of its own, or deciding."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.sections.base import Section
from registry.sections.reason import NAME, reason
from registry.services import access, case_page, casework, preview
from registry.web.attempt import Attempt, Problem, attempt
from registry.web.casework import address_of, case, link_to, opened, staff
from registry.web.command import Shown, command
from registry.web.forms import nested
from registry.web.guard import me
from workflows.application import WORKFLOW
from workflows.engine import UnknownTrigger, Unmet

bp = Blueprint("casework_step", __name__, url_prefix="/casework")
INSIDE = "Not shown to the applicant"
READ = "The applicant reads these words"


@dataclass(frozen=True)
class Asking:
    """How the words of one step are asked for, and what is said when it is taken."""

    label: str
    hint: str
    done: str
    button: str = ""

    @property
    def section(self) -> Section:
        return reason(self.label, self.hint, f"Answer “{self.label}”")


ASKING = {
    "stand_aside": Asking(
        "Why do you stand aside?", INSIDE, "You stood aside. The case is closed to you."
    ),
    "ask": Asking(
        "What do you need from the applicant?",
        f"{READ}. Say what is missing and why you need it",
        "The applicant is asked.",
        "Send the question",
    ),
    "recommend_refusal": Asking(
        "Why do you recommend refusal?",
        f"{INSIDE}. The registrar reads it. Name the standards or checks it rests on",
        "Your recommendation is with the registrars.",
    ),
    "return_to_assessment": Asking(
        "What should the assessor look at again?",
        f"{INSIDE}. The assessor reads it",
        "The case is back in assessment.",
    ),
    "propose_refusal": Asking(
        "Which reasons should the applicant respond to?",
        f"{READ}. Give each reason and what it rests on",
        "The applicant is told and has time to respond.",
        "Send the provisional reasons",
    ),
    "refuse": Asking(
        "Why is the application refused?",
        f"{READ}. Answer what they said in their response",
        "The application is refused and the applicant is told.",
    ),
}
DONE = {
    "take": "The case is yours.",
    "take_assessment": "The assessment is yours.",
    "recommend_approval": "Your recommendation is with the registrars.",
    "approve": "Approved. The registration is open and the certificate is being made.",
}


def asking(trigger: str) -> Asking | None:
    """Say how the words of a step are asked for. Raises UnknownTrigger."""
    if all(step.trigger != trigger for step in WORKFLOW.steps):
        raise UnknownTrigger("There is no such step")
    return ASKING.get(trigger)


@bp.get("/<int:application_id>/decision")
@staff
def decision(application_id: int) -> ResponseReturnValue:
    """Show what a decision rests on, and the ways to decide."""
    return decision_page(opened(application_id, "read for a decision"), Attempt())


def decision_page(application: case_page.Case, tried: Attempt) -> ResponseReturnValue:
    page = render_template(
        "casework/decision.html",
        case=case_page.case_page(application, me(), clock.now()),
        errors=tried.errors,
        link_to=lambda place: link_to(application.id, place),
    )
    return page, tried.status


@bp.get("/<int:application_id>/<trigger>")
@staff
def confirm(application_id: int, trigger: str) -> ResponseReturnValue:
    """Ask for the words of a step, with what follows from it."""
    asked = asking(trigger)
    application = opened(application_id)
    actor = access.actor_for(me(), application)
    is_open = any(
        step.trigger == trigger for step in casework.open_to(application, actor, clock.now())
    )
    if asked is None or not is_open:
        return redirect(address_of(application_id))
    return page(application, trigger, asked, Attempt())


def page(
    application: case_page.Case, trigger: str, asked: Asking, tried: Attempt
) -> ResponseReturnValue:
    """Show the page of one step; one that is no longer open gives the typed words back."""
    shown = case_page.case_page(application, me(), clock.now())
    values = nested(request.form)
    said = render_template(
        "casework/step.html",
        case=shown,
        step=shown.step(trigger),
        trigger=trigger,
        label=next(step.label for step in WORKFLOW.steps if step.trigger == trigger),
        asked=asked,
        section=asked.section,
        values=values,
        letter=preview.letter(application, trigger, str(values.get(NAME, "")), clock.now()),
        errors=tried.errors,
        moved_on=tried.status == 409,
        link_to=lambda place: link_to(application.id, place),
    )
    return said, tried.status


@bp.post("/<int:application_id>/<trigger>")
@staff
def take(application_id: int, trigger: str) -> ResponseReturnValue:
    """Take a step of a case."""
    asked = asking(trigger)
    if asked is None:
        return take_at_once(application_id, trigger)
    if "preview" in request.form:
        return page(case_page.find(application_id, me()), trigger, asked, Attempt())

    def act(shown: Shown) -> str:
        words = asked.section.load(nested(request.form))[NAME]
        fire(application_id, trigger, shown, words)
        gone = trigger == "stand_aside"
        return url_for("casework.queue") if gone else address_of(application_id)

    tried = attempt(act, asked.section, lambda place: link_to(application_id, place))
    if not tried.done:
        return page(case_page.find(application_id, me()), trigger, asked, tried)
    flash(asked.done, "success")
    return redirect(tried.result)


def take_at_once(application_id: int, trigger: str) -> ResponseReturnValue:
    """Take a step that wants no words; what is still missing shows on the page it came from."""
    try:
        with command() as shown:
            fire(application_id, trigger, shown, "")
            shown.result = address_of(application_id)
    except Unmet as missing:
        reasons = [Problem(r.text, link_to(application_id, r.place)) for r in missing.reasons]
        show = decision_page if trigger in case_page.DECIDING else case
        return show(case_page.find(application_id, me()), Attempt(status=422, errors=[*reasons]))
    flash(DONE.get(trigger, "Done."), "success")
    return redirect(shown.result)


def fire(application_id: int, trigger: str, shown: Shown, words: str) -> None:
    """Move the case in the transaction of the command."""
    application = case_page.find(application_id, me(), shown=shown.version)
    actor = access.actor_for(me(), application)
    casework.fire(application, trigger, actor=actor, now=clock.now(), reason=words)
