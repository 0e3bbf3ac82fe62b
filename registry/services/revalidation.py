"""Revalidation: confirmed, recommended about, drawn, looked at, decided."""

from datetime import date, datetime, timedelta
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import select

from registry.clock import london_day
from registry.db import Json, db
from registry.errors import NotFound
from registry.models.case import Movement
from registry.models.confirmer import candidate
from registry.models.organisation import OFFICE_LABELS, Office, OfficeKind, Organisation
from registry.models.registration import Registration
from registry.models.revalidation import Recommendation, Revalidation
from registry.models.user import User
from registry.number import normalise
from registry.sections.base import Moment
from registry.sections.portfolio import CONFIRMER, DECLARATION
from registry.services import access, casework, obligation
from workflows.calendar import add_working_days, for_person
from workflows.confirmer import problems
from workflows.engine import SYSTEM, Actor
from workflows.revalidation import PRESSING, Recommended, State
from workflows.revalidation_state import DEFERRAL_REASONS, EVIDENCE_LACKING
from workflows.roles import Role

NOBODY = "We found nobody on the register with this number"


def find(revalidation_id: int, user: User, *, shown: int | None = None) -> Revalidation:
    """Find a revalidation of a person's own, or one whose confirmer or registrar they are."""
    row = db.session.get(Revalidation, revalidation_id)
    if row is None or not access.actor_for(user, row).roles:
        raise NotFound("There is no such revalidation")
    return access.fresh(row, shown)


def owed_by(registration: Registration) -> Revalidation | None:
    """Give the revalidation of the cycle that runs."""
    return next((each for each in registration.revalidations if each.is_owed), None)


# What people do


def choices(registration: Registration) -> tuple[tuple[str, str], ...]:
    """List whom a registrant may name: offices of the organisation, or somebody by number."""
    held = db.session.execute(
        select(Office, User)
        .join(Organisation, Organisation.id == Office.organisation_id)
        .join(User, User.id == Office.user_id)
        .where(
            Organisation.code == registration.organisation_code,
            Office.ended_on.is_(None),
            Office.kind != OfficeKind.SECRETARY,
            Office.user_id != registration.user_id,
        )
        .order_by(Office.id)
    )
    offices = {
        user.id: (f"office:{office.id}", f"{user.name}, {OFFICE_LABELS[OfficeKind(office.kind)]}")
        for office, user in held
    }
    return (*offices.values(), ("registrant", "Somebody else who is on the register"))


def name_confirmer(row: Revalidation, raw: Any, *, actor: Actor, now: datetime) -> Movement:
    """Name a confirmer, or raise what speaks against them."""
    casework.lock(row)
    answers = CONFIRMER.load(raw, at=Moment(today=london_day(now)))
    user_id = user_named(answers)
    if speaks_against := problems(candidate(row.registration, user_id, row.began_on)):
        field = "number" if answers["who"] == "registrant" else "who"
        raise refused({field: [each.title for each in speaks_against]})
    if row.state in PRESSING:
        row.confirmer_id = user_id
    return casework.fire(
        row, "name_confirmer", actor=actor, now=now, evidence={"confirmer": user_id}
    )


def user_named(answers: Json) -> int:
    """Give the account of whoever was chosen from the list, or named by number."""
    from registry.services.registration import PREFIX

    if answers["who"] == "registrant":
        number = normalise(answers["number"], PREFIX)
        found = number and db.session.scalar(select(Registration.user_id).filter_by(number=number))
        if not found:
            raise refused({"number": [NOBODY]})
        return int(found)
    office = db.session.get(Office, int(answers["who"].partition(":")[2]))
    if office is None or office.ended_on is not None:
        raise refused({"who": ["This office has ended. Choose again"]})
    return office.user_id


def refused(messages: dict[str, list[str]]) -> ValidationError:
    return ValidationError(messages)


def send(row: Revalidation, raw: Any, *, actor: Actor, now: datetime) -> Movement:
    """Send the portfolio with the declaration made in person: for the first time, or again."""
    casework.lock(row)
    DECLARATION.load(raw, at=Moment(today=london_day(now)))
    if row.state in (State.OPEN, State.REMEDIATION):
        row.declared_at = now
    trigger = "resubmit" if row.state == State.REMEDIATION else "submit"
    return casework.fire(row, trigger, actor=actor, now=now)


def recommend_deferral(
    row: Revalidation, *, to: date | None, code: str, lacking: str, actor: Actor, now: datetime
) -> Movement:
    """Recommend a later date, for a coded neutral reason."""
    casework.lock(row)
    if row.open_recommendation is None:
        row.proposed_to, row.proposed_code, row.proposed_lacking = to, code, lacking
    named = (DEFERRAL_REASONS.get(code, ""), EVIDENCE_LACKING.get(lacking, ""))
    words = ": ".join(each for each in named if each)
    return casework.fire(row, "recommend_deferral", actor=actor, now=now, reason=words)


def agree_plan(
    row: Revalidation, plan: str, until: date | None, *, actor: Actor, now: datetime
) -> Movement:
    """Agree a plan after an audit that was not met, to end on a day."""
    casework.lock(row)
    if row.state == State.AUDIT:
        row.plan_until = until
    return casework.fire(row, "plan_remediation", actor=actor, now=now, reason=plan)


def take(row: Revalidation, trigger: str, words: str, *, actor: Actor, now: datetime) -> Movement:
    """Take a step that needs words and nothing else."""
    return casework.fire(row, trigger, actor=actor, now=now, reason=words)


# What the steps do


def keep_until(row: Revalidation, day: date, why: str, movement: Movement) -> None:
    """Keep the due date no earlier than a day, by a step of its own."""
    to = for_person(day)
    if row.due_on < to:
        obligation.move_due(row, to, why, movement.at)


def keep_formal_notice(row: Revalidation, movement: Movement) -> None:
    """Give ninety days from the formal notice, also when it goes late."""
    least = london_day(movement.at) + timedelta(days=row.policy.formal_notice_days)
    keep_until(row, least, "The formal notice went late", movement)


def wait_for_confirmer(row: Revalidation, movement: Movement) -> None:
    last = add_working_days(london_day(movement.at), row.policy.confirmer_working_days)
    keep_until(row, last, "It is with the confirmer", movement)


def keep_ahead(row: Revalidation, movement: Movement) -> None:
    """Keep the due date ahead while we look."""
    last = add_working_days(london_day(movement.at), row.policy.audit_working_days)
    keep_until(row, last, "It is being looked at", movement)


def give_time(row: Revalidation, movement: Movement) -> None:
    """Leave as many days as after any stop of the clocks."""
    least = london_day(movement.at) + timedelta(days=row.policy.pause_return_days)
    keep_until(row, least, "It lay with somebody else", movement)


def give_time_if_past(row: Revalidation, movement: Movement) -> None:
    """Leave time again when the day passed while a recommendation was open."""
    if row.due_on < london_day(movement.at) + timedelta(days=row.policy.grace_days):
        give_time(row, movement)


def drop_confirmer(row: Revalidation, movement: Movement) -> None:
    row.confirmer_id = None


def keep_confirmation(row: Revalidation, movement: Movement) -> None:
    """Write down the confirmation, which needs no decision."""
    made = recommend(row, Recommended.CONFIRM, movement)
    made.decided_at, made.outcome = movement.at, movement.trigger


def keep_deferral(row: Revalidation, movement: Movement) -> None:
    made = recommend(row, Recommended.DEFER, movement)
    made.defer_to, made.code, made.lacking = (
        row.proposed_to,
        row.proposed_code,
        row.proposed_lacking,
    )
    db.session.flush()


def keep_non_engagement(row: Revalidation, movement: Movement) -> None:
    recommend(row, Recommended.NON_ENGAGEMENT, movement)


def recommend(row: Revalidation, kind: Recommended, movement: Movement) -> Recommendation:
    made = Recommendation(
        kind=kind.value, made_by=movement.actor_id, made_at=movement.at, words=movement.reason
    )
    row.recommendations.append(made)
    db.session.flush()
    return made


def end_recommendation(row: Revalidation, movement: Movement) -> None:
    """Write down what became of the recommendation that was open."""
    open_one = row.open_recommendation
    if open_one is not None:
        open_one.decided_at, open_one.decided_by = movement.at, movement.actor_id
        open_one.outcome = movement.trigger
    row.proposed_to, row.proposed_code, row.proposed_lacking = None, "", ""


def note_warning(row: Revalidation, movement: Movement) -> None:
    row.warnings += 1
    row.warned_on = london_day(movement.at)


def defer(row: Revalidation, movement: Movement) -> None:
    """Move the due date as recommended. The reason stays inside; the public sees the date."""
    if row.proposed_to is not None:
        obligation.move_due(row, for_person(row.proposed_to), "Deferred", movement.at)


def ask_more(row: Revalidation, movement: Movement) -> None:
    row.asked_more = movement.reason
    last = add_working_days(london_day(movement.at), row.policy.evidence_working_days)
    keep_until(row, last, "More evidence was asked for", movement)


def begin_plan(row: Revalidation, movement: Movement) -> None:
    row.remediation = movement.reason
    if row.plan_until is not None:
        keep_until(row, row.plan_until, "A plan was agreed", movement)


def propose_end(row: Revalidation, movement: Movement) -> None:
    """Write down who proposes it and why, and give time to answer."""
    row.proposal, row.proposed_by = movement.reason, movement.actor_id
    row.response = ""
    last = london_day(movement.at) + timedelta(days=row.policy.representations_days)
    keep_until(row, last, "An answer to the proposal is awaited", movement)


def note_response(row: Revalidation, movement: Movement) -> None:
    row.response = f"{row.response}\n\n{movement.reason}".strip()


def finish_revalidation(row: Revalidation, movement: Movement) -> None:
    """Begin the next cycle, and let entry and certificate show its date."""
    obligation.schedule_revalidation(row.registration, movement)
    if row.registration.on_register:
        casework.fire(row.registration, "renew", actor=SYSTEM, now=movement.at)
    obligation.settle(row, movement)


def remove_registration(row: Revalidation, movement: Movement) -> None:
    """End the registration by the decision not to revalidate."""
    if row.registration.on_register:
        casework.fire(
            row.registration, "remove", actor=SYSTEM, now=movement.at, reason=movement.reason
        )


EFFECTS = (
    keep_formal_notice,
    wait_for_confirmer,
    keep_ahead,
    give_time,
    give_time_if_past,
    drop_confirmer,
    keep_confirmation,
    keep_deferral,
    keep_non_engagement,
    end_recommendation,
    note_warning,
    defer,
    ask_more,
    begin_plan,
    propose_end,
    note_response,
    finish_revalidation,
    remove_registration,
)


# What waits


def confirming(user: User) -> list[Revalidation]:
    """List what a person confirms, the soonest due first."""
    query = (
        select(Revalidation)
        .where(
            Revalidation.confirmer_id == user.id,
            Revalidation.state.in_([State.SCHEDULED, State.OPEN, State.WITH_CONFIRMER]),
        )
        .order_by(Revalidation.due_on, Revalidation.id)
    )
    return list(db.session.scalars(query))


def waiting_for_registrar(user: User, now: datetime) -> list[Revalidation]:
    """List what only a registrar can move on: recommendations, audits, proposals, silence."""
    if Role.REGISTRAR not in user.role_names:
        return []
    recommended = select(Recommendation.revalidation_id).where(Recommendation.decided_at.is_(None))
    query = (
        select(Revalidation)
        .where(
            Revalidation.state.in_([State.AUDIT, State.REPRESENTATIONS, State.WITH_CONFIRMER])
            | Revalidation.id.in_(recommended)
        )
        .order_by(Revalidation.due_on, Revalidation.id)
    )
    return [row for row in db.session.scalars(query) if waits(row, now)]


def waits(row: Revalidation, now: datetime) -> bool:
    """Say whether it is a registrar's turn: a confirmer has a time of their own first."""
    if row.state != State.WITH_CONFIRMER or row.open_recommendation is not None:
        return True
    last = add_working_days(row.entered_on, row.policy.confirmer_working_days)
    return london_day(now) > last
