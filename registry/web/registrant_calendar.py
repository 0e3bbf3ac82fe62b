"""A registrant's calendar of due dates: the address that is shared, and what calendars fetch."""

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.services import access, calendar_feed
from registry.web.attempt import Attempt, attempt
from registry.web.command import Shown
from registry.web.guard import login_required_for, me
from registry.web.registrant import my_card

bp = Blueprint("registrant_calendar", __name__)
ONE_HOUR = 60 * 60


@bp.get("/registration/calendar")
@login_required_for()
def settings() -> ResponseReturnValue:
    """Show the address of the calendar, or offer to make one."""
    return settings_page(Attempt())


def settings_page(tried: Attempt) -> ResponseReturnValue:
    found = my_card()
    if not found.on_register and not found.calendar_shared:
        return redirect(url_for("registrant.home"))
    address = calendar_feed.address_of(access.find_registration(found.id, me()))
    page = render_template(
        "registrant/calendar.html",
        card=found,
        address=address,
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return page, tried.status


@bp.post("/registration/calendar")
@login_required_for()
def share() -> ResponseReturnValue:
    """Make an address, which ends the one before."""
    number = my_card().id

    def act(shown: Shown) -> str:
        row = access.find_registration(number, me(), shown=shown.version)
        calendar_feed.share(row, user=me(), now=clock.now())
        return url_for(".settings")

    return told(attempt(act), "Your calendar has a new address.")


@bp.post("/registration/calendar/stop")
@login_required_for()
def stop() -> ResponseReturnValue:
    """End the address."""
    number = my_card().id

    def act(shown: Shown) -> str:
        row = access.find_registration(number, me(), shown=shown.version)
        calendar_feed.stop(row, user=me(), now=clock.now())
        return url_for("registrant.home")

    return told(attempt(act), "Your calendar is stopped. Its address no longer opens.")


def told(tried: Attempt, done: str) -> ResponseReturnValue:
    if not tried.done:
        return settings_page(tried)
    flash(done, "success")
    return redirect(tried.result)


@bp.get("/calendar/<token>.ics")
def feed(token: str) -> ResponseReturnValue:
    """Give the calendar to whoever holds its address, for no cache but their own."""
    response = make_response(calendar_feed.feed(token, clock.now()))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Cache-Control"] = f"private, max-age={ONE_HOUR}"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
