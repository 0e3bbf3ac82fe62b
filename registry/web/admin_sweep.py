"""The administrators' door to the clock: what sweeps did, the switch, and times without service."""

from typing import Any

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from registry import clock
from registry.sections.base import Section
from registry.sections.moment import Moment
from registry.sections.outage import OutageReport, span
from registry.sections.reason import NAME, reason
from registry.services import outage, policy, sweep, sweep_run
from registry.web.attempt import Attempt, attempt
from registry.web.command import Shown
from registry.web.filters import scheme_today
from registry.web.forms import nested
from registry.web.guard import login_required_for, me, opens_to
from workflows.roles import Role

bp = Blueprint("admin_sweep", __name__, url_prefix="/admin")
WHY_STOP = reason(
    "Why are all deadlines stopped?",
    "Every member of staff reads these words. Name nobody",
    "Say why all deadlines are stopped",
)
WHY_GO_ON = reason(
    "Why may deadlines run again?",
    "What was wrong, and how you know that it is put right",
    "Say why deadlines may run again",
)
OUTAGE = OutageReport()


def init_app(app: Flask) -> None:
    """Let every page of staff say that all deadlines are stopped."""
    app.add_template_global(stop_for_staff)


def stop_for_staff() -> sweep_run.Stop | None:
    """Give who stopped all deadlines and why, to staff only."""
    if not current_user.is_authenticated or not me().is_staff:
        return None
    return sweep_run.stop_in_force()


@bp.get("/sweeps")
@login_required_for(Role.ADMINISTRATOR, Role.REGISTRAR)
def sweeps() -> str:
    """Show the sweeps that run and ran, what is due now, and the switch."""
    now = clock.now()
    runs = sweep_run.recent(now)
    return render_template(
        "admin/sweeps.html",
        running=[run for run in runs if run.running],
        past=[run for run in runs if not run.running],
        due=sweep.due_count(now),
        next_due=sweep.next_due(),
        stuck=len(sweep.alarms()),
        stop=sweep_run.stop_in_force(),
        turns=opens_to(me(), (Role.ADMINISTRATOR,)),
    )


@bp.get("/sweeps/switch")
@login_required_for(Role.ADMINISTRATOR)
def switch() -> ResponseReturnValue:
    """Ask why all deadlines are to be stopped, or may run again."""
    return switch_page({})


def switch_page(typed: Any, tried: Attempt | None = None) -> ResponseReturnValue:
    tried = tried or Attempt()
    stop = sweep_run.stop_in_force()
    page = render_template(
        "admin/sweep_switch.html",
        section=WHY_GO_ON if stop else WHY_STOP,
        stop=stop,
        values=typed,
        errors=tried.errors,
    )
    return page, tried.status


@bp.post("/sweeps/stop")
@login_required_for(Role.ADMINISTRATOR)
def stop() -> ResponseReturnValue:
    """Stop every sweep after the timer it has in hand."""

    def act(shown: Shown) -> str:
        sweep_run.stop(why(WHY_STOP), by=me(), now=clock.now())
        return url_for(".sweeps")

    return turned(attempt(act, WHY_STOP), "All deadlines are stopped. Staff see it on every page.")


@bp.post("/sweeps/go-on")
@login_required_for(Role.ADMINISTRATOR)
def go_on() -> ResponseReturnValue:
    """Let sweeps run again."""

    def act(shown: Shown) -> str:
        sweep_run.go_on(why(WHY_GO_ON), by=me(), now=clock.now())
        return url_for(".sweeps")

    return turned(
        attempt(act, WHY_GO_ON), "Deadlines run again. What was due meanwhile happens now."
    )


def why(section: Section) -> str:
    """Read why the switch is turned. Raises ValidationError."""
    words: str = section.load(nested(request.form), at=Moment(today=scheme_today()))[NAME]
    return words


def turned(tried: Attempt, done: str) -> ResponseReturnValue:
    """Say that the switch is turned, or show the question again with what was typed."""
    if not tried.done:
        return switch_page(nested(request.form), tried)
    flash(done, "success")
    return redirect(tried.result)


@bp.get("/outages")
@login_required_for(Role.ADMINISTRATOR, Role.REGISTRAR)
def outages() -> ResponseReturnValue:
    """Show the times without service, and to an administrator the way to record one."""
    return outages_page({})


def outages_page(typed: Any, tried: Attempt | None = None) -> ResponseReturnValue:
    tried = tried or Attempt()
    found = outage.recent()
    page = render_template(
        "admin/outages.html",
        outages=found,
        moving=not all(each.finished for each in found),
        terms=policy.in_force(scheme_today()),
        section=OUTAGE,
        values=typed,
        errors=tried.errors,
        records=opens_to(me(), (Role.ADMINISTRATOR,)),
    )
    return page, tried.status


@bp.post("/outages")
@login_required_for(Role.ADMINISTRATOR)
def record_outage() -> ResponseReturnValue:
    """Record a time without service; the due dates of its days move in the background."""

    def act(shown: Shown) -> str:
        told = OUTAGE.load(nested(request.form), at=Moment(today=scheme_today()))
        outage.record(*span(told), told["why"], by=me(), now=clock.now())
        return url_for(".outages")

    tried = attempt(act, OUTAGE)
    if not tried.done:
        return outages_page(nested(request.form), tried)
    flash("Recorded. What was due on those days moves now, and each person is told.", "success")
    return redirect(tried.result)
