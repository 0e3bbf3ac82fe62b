"""What a registrant owes: opened, moved, met, paused. The one verdict is asked here.

Whoever shows whether somebody is complete asks `verdict` and shows its words: page, notice, API and
calendar. A due date moves by the step `move_due` alone, so every move stands in the history.
"""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from registry.clock import london_day
from registry.db import db
from registry.models.attestation import Attestation, Confirmation
from registry.models.case import CaseRow, Movement, begun
from registry.models.obligation import Obligation
from registry.models.registration import Hold, HoldKind, Registration
from registry.models.revalidation import Revalidation
from registry.services import casework, notice_letter, policy
from workflows import confirmation
from workflows.calendar import anniversary, for_person
from workflows.engine import SYSTEM, Actor
from workflows.obligation import Verdict
from workflows.obligation import verdict as judged
from workflows.registration import ON_REGISTER, Standing
from workflows.revalidation import State as Revalidated


def verdict(registration: Registration, now: datetime) -> Verdict:
    """Say whether a registrant is complete, or what is missing, where and by when."""
    return judged((each.owing(now) for each in registration.obligations), london_day(now))


# What the steps of a registration do


def open_obligations(registration: Registration, movement: Movement) -> None:
    """Schedule what a new or restored registration owes next, unless it is owed already."""
    close_obligations(registration, movement)
    schedule_attestation(registration, movement)
    schedule_revalidation(registration, movement)


def next_without() -> Registration | None:
    """Find somebody registered who owes no attestation: an entry from before any was asked."""
    owed = select(Attestation.registration_id).where(Attestation.state.in_(Attestation.OWED))
    return db.session.scalar(
        select(Registration)
        .where(Registration.state.in_(ON_REGISTER), Registration.id.not_in(owed))
        .order_by(Registration.id)
        .limit(1)
    )


def schedule_attestation(registration: Registration, movement: Movement) -> None:
    """Schedule the attestation of the next anniversary, counted from the first registration."""
    today = london_day(movement.at)
    year = max((each.year for each in registration.attestations), default=0) + 1
    while anniversary(registration.registered_on, year) <= today:
        year += 1
    due_on = for_person(anniversary(registration.registered_on, year))
    row = Attestation(year=year, due_on=due_on, first_due_on=due_on)
    begun(row, movement.at, policy.in_force(today).version)
    registration.attestations.append(row)
    db.session.flush()
    casework.reschedule(row, movement.at)


def schedule_revalidation(registration: Registration, movement: Movement) -> None:
    """Schedule the revalidation of the next cycle, counted from the first registration.

    What was gathered for a cycle that never came to its end goes on into the next.
    """
    today = london_day(movement.at)
    terms = policy.in_force(today)
    past = registration.revalidations
    cycle = max((e.cycle for e in past if e.state == Revalidated.REVALIDATED), default=0) + 1
    while anniversary(registration.registered_on, terms.cycle_years * cycle) <= today:
        cycle += 1
    due_on = for_person(anniversary(registration.registered_on, terms.cycle_years * cycle))
    row = Revalidation(
        cycle=cycle, due_on=due_on, first_due_on=due_on, lot_code=secrets.token_hex(8)
    )
    begun(row, movement.at, terms.version)
    if past and past[-1].state == Revalidated.CLOSED:
        row.items = list(past[-1].items)
    registration.revalidations.append(row)
    db.session.flush()
    row.date_moved()
    casework.reschedule(row, movement.at)


def begin_late(registration: Registration, movement: Movement) -> None:
    """Start the time of being late: still registered, and told so."""
    days = registration.policy.late_days
    registration.late_until = for_person(overdue_since(registration) + timedelta(days=days))
    registration.looked_at = registration.looked_by = None


def end_late(registration: Registration, movement: Movement) -> None:
    registration.late_until = registration.looked_at = registration.looked_by = None


def overdue_since(registration: Registration) -> date:
    due: date = registration.pressing[0].due_on
    return due


def grant_grace(registration: Registration, movement: Movement) -> None:
    """Move the date, because it cannot be shown that the person was told, or a person said so."""
    notice_letter.open_letters(registration, movement.at)
    later = for_person(london_day(movement.at) + timedelta(days=registration.policy.grace_days))
    if named := movement.evidence.get("to"):
        later = max(later, date.fromisoformat(named))
    if registration.state == Standing.LATE:
        registration.late_until = later
        registration.looked_at = registration.looked_by = None
        return
    for each in registration.pressing:
        if each.due_on < later:
            move_due(each, later, movement.reason or "A notice may not have arrived", movement.at)


def wait_for_look(registration: Registration, movement: Movement) -> None:
    """Give more time, because nobody has looked at this lapse yet."""
    wait = timedelta(days=registration.policy.lapse_wait_days)
    registration.late_until = for_person(london_day(movement.at) + wait)
    movement.evidence = {**movement.evidence, "why": "look"}


def note_look(registration: Registration, movement: Movement) -> None:
    registration.looked_at, registration.looked_by = movement.at, movement.actor_id


def end_registration(registration: Registration, movement: Movement) -> None:
    """Close what was open under a registration that has ended."""
    end_late(registration, movement)
    close_obligations(registration, movement)
    for hold in registration.holds:
        if hold.kind != HoldKind.MATTER:  # a matter goes on, and stands in the way of returning
            hold.ended_on = hold.ended_on or london_day(movement.at)


def close_obligations(registration: Registration, movement: Movement) -> None:
    """Close every obligation that is still owed, with the employer's halves under way."""
    for each in registration.obligations:
        casework.fire(row_of(each), "close", actor=SYSTEM, now=movement.at)
    under_way = select(Confirmation).where(
        Confirmation.attestation_id.in_([each.id for each in registration.attestations]),
        Confirmation.state.not_in([str(state) for state in confirmation.WORKFLOW.endings]),
    )
    for row in db.session.scalars(under_way):
        casework.fire(row, "close", actor=SYSTEM, now=movement.at)


# Stops of the clock


def stop_clocks(
    registration: Registration, kind: HoldKind, *, actor: Actor, now: datetime, **hold: Any
) -> Movement:
    """Enter a hold or an absence, from today or from a day to come (`began_on`, `ends_on`)."""
    casework.lock(registration)
    row = Hold(
        kind=kind.value,
        entered_by=actor.id,
        **{"began_on": london_day(now), "ends_on": None, "reason": "", **hold},
    )
    registration.holds.append(row)
    db.session.flush()
    return casework.fire(registration, "pause", actor=actor, now=now, evidence={"hold": row.id})


def let_run(registration: Registration, hold: Hold, *, actor: Actor, now: datetime) -> Movement:
    """End a hold or an absence today."""
    return casework.fire(registration, "resume", actor=actor, now=now, evidence={"hold": hold.id})


def begin_pause(registration: Registration, movement: Movement) -> None:
    """Let no clock of this registration run while a hold or an absence lasts."""
    reschedule_owed(registration, movement.at)


def end_pause(registration: Registration, movement: Movement) -> None:
    """Let the clocks run again, with the days that were left and never fewer than promised."""
    today = london_day(movement.at)
    named = movement.evidence.get("hold")
    for hold in registration.holds:
        is_over = hold.ends_on is not None and hold.ends_on < today
        if hold.ended_on is None and (hold.id == named if named else is_over):
            hold.ended_on = max(today, hold.began_on)
            give_back(registration, hold, movement)
    reschedule_owed(registration, movement.at)


def give_back(registration: Registration, hold: Hold, movement: Movement) -> None:
    """Move what was due in a pause: the days that were left when it began, or the days promised."""
    today = london_day(movement.at)
    if hold.began_on >= today and hold.kind != HoldKind.DEATH:
        return  # it never began
    for each in registration.obligations:
        if later := moved_to(each, hold, today):
            move_due(each, later, "The clocks stood still", movement.at)
    if registration.late_until is not None:
        later = for_person(today + timedelta(days=least_days(registration, hold)))
        registration.late_until = max(registration.late_until, later)


def moved_to(obligation: Obligation, hold: Hold, back_on: date) -> date | None:
    """Give the day to which a pause that is over by a day moves a due date, if it moves it."""
    least = least_days(obligation.registration, hold)
    under_way = obligation.opens_on() <= back_on
    left = (obligation.due_on - hold.began_on).days if under_way else 0
    later = for_person(back_on + timedelta(days=max(left, least)))
    return later if obligation.due_on < later else None


def least_days(registration: Registration, hold: Hold) -> int:
    """Give the days that somebody has at least when a pause is over."""
    terms = registration.policy
    absent = hold.kind == HoldKind.ABSENCE
    return terms.absence_return_days if absent else terms.pause_return_days


def note_death(registration: Registration, movement: Movement) -> None:
    """Stop every clock and all mail at once; two people look before anything else follows."""
    registration.death_reported_by = movement.actor_id
    registration.holds.append(
        Hold(
            kind=HoldKind.DEATH.value,
            began_on=london_day(movement.at),
            reason="",
            entered_by=movement.actor_id,
        )
    )
    db.session.flush()
    reschedule_owed(registration, movement.at)


def drop_death(registration: Registration, movement: Movement) -> None:
    """Go on as if nothing had been reported, with the days given back."""
    registration.death_reported_by = None
    for hold in registration.holds:
        if hold.kind == HoldKind.DEATH and hold.ended_on is None:
            hold.ended_on = london_day(movement.at)
            give_back(registration, hold, movement)
    reschedule_owed(registration, movement.at)


def note_unreachable(registration: Registration, movement: Movement) -> None:
    registration.unreachable_since = london_day(movement.at)
    registration.unreachable_by = movement.actor_id


# What the steps of an obligation do


def move_due(obligation: Obligation, to: date, why: str, now: datetime) -> None:
    """Move a due date later, as a step with its reason."""
    casework.fire(
        row_of(obligation),
        "move_due",
        actor=SYSTEM,
        now=now,
        reason=why,
        evidence={"from": obligation.due_on.isoformat(), "to": to.isoformat()},
    )


def apply_due(obligation: Obligation, movement: Movement) -> None:
    obligation.due_on = date.fromisoformat(movement.evidence["to"])
    obligation.date_moved()
    settle(obligation, movement)


def make_up_for_lateness(obligation: Obligation, movement: Movement) -> None:
    """Move the due date by the days that a mandatory notice went late: that is not their fault.

    A reminder goes on the morning of its day, the opening with the day after.
    """
    goes_on = movement.effective_on + timedelta(days=movement.source != movement.dest)
    late = (london_day(movement.at) - goes_on).days
    must = {trigger for trigger, _, mandatory in obligation.plan() if mandatory}
    if late > 0 and movement.trigger in must and obligation.is_owed:
        to = for_person(obligation.due_on + timedelta(days=late))
        move_due(obligation, to, f"A notice went {late} days late", movement.at)


def settle(obligation: Obligation, movement: Movement) -> None:
    """Let a registration follow what became of an obligation: on time again, or restored."""
    registration: Registration = obligation.registration
    facts = registration.facts(movement.at)
    overdue = facts.due_on is not None and facts.due_on < london_day(movement.at)
    if registration.state == Standing.LATE and not overdue:
        casework.fire(registration, "catch_up", actor=SYSTEM, now=movement.at)
    elif (
        registration.state == Standing.LAPSED
        and not facts.missing
        and is_quick(registration, movement)
    ):
        casework.fire(registration, "restore_quickly", actor=SYSTEM, now=movement.at)
    else:
        casework.reschedule(registration, movement.at)


def is_quick(registration: Registration, movement: Movement) -> bool:
    """Say whether the time of quick restoration still runs."""
    last = registration.entered_on + timedelta(days=registration.policy.quick_restore_days)
    return london_day(movement.at) <= last


def set_clocks(registration: Registration, movement: Movement) -> None:
    """Let the clocks of what is owed follow the standing: none runs off the register."""
    reschedule_owed(registration, movement.at)


def reschedule_owed(registration: Registration, now: datetime) -> None:
    """Make the clocks of what is owed those that hold now; the registration's follow its step."""
    for each in registration.obligations:
        casework.reschedule(row_of(each), now)


def row_of(obligation: Obligation) -> CaseRow:
    if not isinstance(obligation, CaseRow):
        raise TypeError("an obligation is a case row")
    return obligation
