"""What a registrant does about keeping up: be away, name a contact, reply to the employer."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.sections.absence import absence as absence_questions
from registry.sections.base import Moment, Section
from registry.sections.named_contact import NamedContact
from registry.sections.saying import saying
from registry.services import (
    absence,
    access,
    card,
    confirmation,
    employers_half,
    named_contact,
    policy,
)
from registry.web.attempt import Attempt, attempt
from registry.web.command import Shown
from registry.web.filters import london_date, scheme_today
from registry.web.forms import nested
from registry.web.guard import login_required_for, me
from registry.web.registrant import my_card

bp = Blueprint("registrant_step", __name__, url_prefix="/registration")
CONTACT = NamedContact()
REPLY = saying(
    "reply",
    "Your reply",
    "Say what you see differently, or what a registrar should know. You can send one reply",
    "Write your reply",
)
Change = Callable[[Any], Any]  # what is done to the row of a registration


def changed(change: Change, section: Section | None = None) -> Attempt:
    """Change the person's own registration as it was shown."""
    number = my_card().id

    def act(shown: Shown) -> str:
        change(access.find_registration(number, me(), shown=shown.version))
        return url_for("registrant.home")

    return attempt(act, section)


# Planned absence


@bp.get("/absence")
@login_required_for()
def away() -> ResponseReturnValue:
    """Ask from when to when, and say what an absence does."""
    found = my_card()
    if not found.on_register:
        return redirect(url_for("registrant.home"))
    return absence_page(found, kept_days(found), Attempt())


def kept_days(found: card.Card) -> dict[str, Any]:
    """Give the days that are entered."""
    away = found.away
    return {"began_on": away.began_on, "ends_on": away.ends_on} if away else {}


def questions_of(found: card.Card) -> Section:
    begun = found.away is not None and found.away.begun
    return absence_questions(policy.in_force(scheme_today()).absence_most_months, begun=begun)


def absence_page(found: card.Card, values: Any, tried: Attempt) -> ResponseReturnValue:
    page = render_template(
        "registrant/absence.html",
        card=found,
        section=questions_of(found),
        values=values,
        errors=tried.errors,
        moved_on=tried.status == 409,
        policy=policy.in_force(scheme_today()),
    )
    return page, tried.status


@bp.post("/absence")
@login_required_for()
def go_away() -> ResponseReturnValue:
    """Enter an absence, or give the one that is entered other days."""
    section, typed = questions_of(my_card()), nested(request.form)

    def change(row: Any) -> None:
        days = section.load(typed, at=Moment(today=scheme_today()))
        absence.enter(
            row,
            days.get("began_on"),
            days["ends_on"],
            actor=access.actor_for(me(), row),
            now=clock.now(),
        )

    tried = changed(change, section)
    if not tried.done:
        return absence_page(my_card(), typed, tried)
    entered = my_card().away
    moved = entered and entered.extended_to
    flash(
        f"Your absence is entered. Renewal date extended to {london_date(moved)}."
        if moved
        else "Your absence is entered. Nothing is due in that time, so no date moves.",
        "success",
    )
    return redirect(tried.result)


@bp.post("/absence/end")
@login_required_for()
def come_back() -> ResponseReturnValue:
    """End an absence today, or take back one that has not begun."""
    before = my_card()

    def change(row: Any) -> None:
        absence.end(row, actor=access.actor_for(me(), row), now=clock.now())

    tried = changed(change)
    if not tried.done:
        return absence_page(my_card(), kept_days(my_card()), tried)
    begun = before.away is not None and before.away.begun
    moved = my_card().duty
    date = (
        f" Renewal date extended to {london_date(moved.extended_to)}."
        if (begun and moved and moved.extended_to)
        else ""
    )
    flash(f"Your absence {'has ended' if begun else 'is taken back'}.{date}", "success")
    return redirect(tried.result)


# The contact whom they name


@bp.get("/contact")
@login_required_for()
def contact() -> ResponseReturnValue:
    """Ask whom we write to as well, and say what they read and from when."""
    found = my_card()
    if not found.on_register:
        return redirect(url_for("registrant.home"))
    name, email = found.contact
    return contact_page(found, {"name": name, "email": email}, Attempt())


def contact_page(found: card.Card, values: Any, tried: Attempt) -> ResponseReturnValue:
    page = render_template(
        "registrant/contact.html",
        card=found,
        section=CONTACT,
        values=values,
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return page, tried.status


@bp.post("/contact")
@login_required_for()
def name_contact() -> ResponseReturnValue:
    """Keep whom the person names."""
    typed = nested(request.form)
    tried = changed(
        lambda row: named_contact.name(row, CONTACT.load(typed), user=me(), now=clock.now()),
        CONTACT,
    )
    if not tried.done:
        return contact_page(my_card(), typed, tried)
    flash(f"{my_card().contact[0]} hears from us too when a due date comes near.", "success")
    return redirect(tried.result)


@bp.post("/contact/remove")
@login_required_for()
def drop_contact() -> ResponseReturnValue:
    """Forget the contact."""
    tried = changed(lambda row: named_contact.drop(row, user=me(), now=clock.now()))
    if not tried.done:
        found = my_card()
        name, email = found.contact
        return contact_page(found, {"name": name, "email": email}, tried)
    flash("We write to nobody else about your registration now.", "success")
    return redirect(tried.result)


# The employer's half


@bp.get("/confirmations/<int:confirmation_id>")
@login_required_for()
def employers_answer(confirmation_id: int) -> ResponseReturnValue:
    """Show what the employer said, and ask for a reply while there can be one."""
    return reply_page(confirmation_id, {}, Attempt())


def reply_page(confirmation_id: int, values: Any, tried: Attempt) -> ResponseReturnValue:
    row = confirmation.find_mine(confirmation_id, me())
    page = render_template(
        "registrant/reply.html",
        half=employers_half.shown(row, clock.now()),
        section=REPLY,
        values=values,
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return page, tried.status


@bp.post("/confirmations/<int:confirmation_id>")
@login_required_for()
def reply(confirmation_id: int) -> ResponseReturnValue:
    """Send the reply to an employer who cannot confirm."""
    confirmation.find_mine(confirmation_id, me())
    typed = nested(request.form)

    def act(shown: Shown) -> str:
        words = REPLY.load(typed)["words"]
        row = confirmation.find_mine(confirmation_id, me(), shown=shown.version)
        confirmation.reply(row, words, actor=access.actor_for(me(), row), now=clock.now())
        return url_for("registrant.home")

    tried = attempt(act, REPLY)
    if not tried.done:
        return reply_page(confirmation_id, typed, tried)
    flash("We have your reply. A registrar looks at it and writes to you.", "success")
    return redirect(tried.result)
