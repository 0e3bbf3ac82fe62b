"""The steps of a revalidation that others than its registrant take, each on a page that asks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.sections.base import Moment, Section
from registry.sections.reason import NAME, reason
from registry.sections.recommendation import DEFERRAL, PLAN
from registry.services import access, revalidation, revalidation_page
from registry.web.attempt import Attempt, attempt
from registry.web.command import Shown
from registry.web.filters import scheme_today
from registry.web.forms import nested
from registry.web.guard import me
from workflows.engine import WrongState
from workflows.revalidation import WORKFLOW

READ = "The person reads these words"
INSIDE = "Kept with the case. The person does not read these words"


@dataclass(frozen=True)
class Asking:
    """How one step is asked for, and what is said when it is taken."""

    section: Section
    done: str
    button: str = ""


def words(label: str, hint: str) -> Section:
    return reason(label, hint, f"Answer “{label}”")


ASKING = {
    "not_mine": Asking(
        words("Why can you not be the confirmer?", READ),
        "You are no longer the confirmer, and the person names somebody else.",
    ),
    "warn": Asking(
        words("What do you warn about?", f"{READ}. Say what is missing and how you tried to help"),
        "The warning is sent and on record.",
        "Send the warning",
    ),
    "recommend_deferral": Asking(
        DEFERRAL, "Your recommendation is with a registrar.", "Recommend this date"
    ),
    "recommend_non_engagement": Asking(
        words("What did you do, and what did not happen?", READ),
        "Your recommendation is with a registrar.",
    ),
    "decline_recommendation": Asking(
        words("Why is it not followed?", READ), "The recommendation is closed."
    ),
    "accept_non_engagement": Asking(
        words("Why do you propose not to revalidate?", READ),
        "Your proposal is sent. The person has 28 days to answer.",
        "Send the proposal",
    ),
    "confirm_instead": Asking(
        words("Why do you confirm in the confirmer’s place?", INSIDE), "Confirmed."
    ),
    "audit_met": Asking(words("What did you find?", INSIDE), "Revalidated."),
    "ask_more": Asking(
        words("What do you need?", f"{READ}. You can ask once"),
        "The person is asked.",
        "Ask for it",
    ),
    "plan_remediation": Asking(PLAN, "The plan is sent."),
    "propose_not_revalidated": Asking(
        words("Why do you propose not to revalidate?", READ),
        "Your proposal is sent. The person has 28 days to answer.",
        "Send the proposal",
    ),
    "revalidate_after_all": Asking(words("What convinced you?", INSIDE), "Revalidated."),
    "reopen": Asking(words("What is still to be finished?", READ), "It is open again."),
    "not_revalidate": Asking(
        words("Why is the person not revalidated?", READ),
        "Decided. The registration has ended, and the person is told.",
    ),
}
AT_ONCE = {
    "confirm": "You have confirmed. Thank you.",
    "withdraw_recommendation": "Your recommendation is withdrawn.",
    "accept_deferral": "The date is moved. The register shows it, and nothing else.",
}
Find = Callable[..., Any]


@dataclass(frozen=True)
class Way:
    """By which door somebody comes: how the case is found, and where its page is."""

    find: Find
    endpoint: str
    template: str

    def url(self, revalidation_id: int) -> str:
        return url_for(self.endpoint, revalidation_id=revalidation_id)


def page(way: Way, revalidation_id: int, tried: Attempt) -> ResponseReturnValue:
    """Show the case by this door."""
    row = way.find(revalidation_id, me())
    shown = render_template(
        way.template,
        case=revalidation_page.show(row, me(), clock.now()),
        errors=tried.errors,
        moved_on=tried.status == 409,
        url=way.url(revalidation_id),
    )
    return shown, tried.status


def ask(way: Way, revalidation_id: int, trigger: str, tried: Attempt) -> ResponseReturnValue:
    """Ask for what a step needs."""
    if trigger not in ASKING:
        abort(404)
    row = way.find(revalidation_id, me())
    case = revalidation_page.show(row, me(), clock.now())
    if case.step(trigger) is None and tried.done:
        raise WrongState(f"The case is “{case.label}” now")
    shown = render_template(
        "revalidation/step.html",
        case=case,
        step=case.step(trigger),
        label=next(step.label for step in WORKFLOW.steps if step.trigger == trigger),
        trigger=trigger,
        asked=ASKING[trigger],
        values=nested(request.form),
        errors=tried.errors,
        moved_on=tried.status == 409,
        url=way.url(revalidation_id),
    )
    return shown, tried.status


def do(way: Way, revalidation_id: int, trigger: str) -> ResponseReturnValue:
    """Take a step once, or show its page again with what was typed."""
    if trigger not in ASKING and trigger not in AT_ONCE:
        abort(404)

    def act(shown: Shown) -> str:
        row = way.find(revalidation_id, me(), shown=shown.version)
        answers = ASKING[trigger].section.load(nested(request.form), at=moment()) if asks else {}
        take(row, trigger, answers)
        return url_for("confirming.home") if trigger == "not_mine" else way.url(revalidation_id)

    asks = trigger in ASKING
    tried = attempt(act, ASKING[trigger].section if asks else None)
    if not tried.done:
        return (
            ask(way, revalidation_id, trigger, tried) if asks else page(way, revalidation_id, tried)
        )
    flash(ASKING[trigger].done if asks else AT_ONCE[trigger], "success")
    return redirect(tried.result)


def moment() -> Moment:
    return Moment(today=scheme_today())


def take(row: Any, trigger: str, answers: Any) -> None:
    """Hand a step to the service that carries it out."""
    actor, now = access.actor_for(me(), row), clock.now()
    if trigger == "recommend_deferral":
        revalidation.recommend_deferral(
            row,
            to=answers["to"],
            code=answers["code"],
            lacking=answers.get("lacking", ""),
            actor=actor,
            now=now,
        )
    elif trigger == "plan_remediation":
        revalidation.agree_plan(row, answers[NAME], answers["until"], actor=actor, now=now)
    else:
        revalidation.take(row, trigger, answers.get(NAME, ""), actor=actor, now=now)
