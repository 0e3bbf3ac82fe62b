"""A revalidation as each of three people sees it: its registrant, its confirmer, a registrar."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from registry.clock import london_day
from registry.db import db
from registry.errors import NotFound
from registry.models.case import Movement
from registry.models.revalidation import PortfolioItem, Recommendation, Revalidation
from registry.models.user import User
from registry.number import display
from registry.sections.moment import written
from registry.services import access, casework, portfolio, registration, revalidation
from registry.services.case_list import names_of
from registry.services.casework import OpenStep
from registry.services.portfolio import Shelf
from registry.services.timeline import Entry, entries, people_in
from workflows.calendar import add_working_days
from workflows.engine import WrongState
from workflows.revalidation import WRITTEN_IN, State
from workflows.revalidation_state import DEFERRAL_REASONS, EVIDENCE_LACKING
from workflows.roles import Role

Own = Revalidation
ASKED_THERE = ("plan", "deferral")
READ_FROM = frozenset(State) - {State.SCHEDULED, State.OPEN}  # the confirmer reads what is sent


@dataclass(frozen=True)
class Recommended:
    """What was recommended, and what became of it."""

    kind: str
    by: str
    at: datetime
    words: str
    to: date | None
    decided: str


@dataclass(frozen=True)
class Shown:
    """One revalidation, laid out for whoever reads it."""

    id: int
    version: int
    registration_id: int
    name: str
    number: str
    organisation: str
    state: str
    label: str
    began_on: date
    due_on: date
    opens_on: date
    is_open: bool
    by: date
    if_nothing: str
    paused: bool
    confirmer: str
    confirmer_problems: tuple[str, ...]
    confirmer_by: date | None
    missing: tuple[str, ...]
    shelves: tuple[Shelf, ...]
    writable: bool
    may_read: bool
    warnings: int
    warnings_needed: int
    recommended: tuple[Recommended, ...]
    asked_more: str
    plan: str
    plan_until: date | None
    proposal: str
    response: str
    lot_code: str
    deferral_from: date
    deferral_first: date
    deferral_last: date
    steps: tuple[OpenStep, ...]
    history: tuple[Entry, ...]

    @property
    def ready(self) -> int:
        return sum(shelf.have >= shelf.asked for shelf in self.shelves)

    @property
    def done(self) -> bool:
        """Say whether every part of the portfolio is there."""
        return self.ready == len(self.shelves)

    def step(self, trigger: str) -> OpenStep | None:
        """Give a step of this name when it is open to the reader."""
        return next((step for step in self.steps if step.trigger == trigger), None)


def of_user(user: User, *, shown: int | None = None) -> Own:
    """Find the revalidation of a person's own that is owed. Raises NotFound."""
    entry = registration.of_user(user)
    row = revalidation.owed_by(entry) if entry is not None else None
    if row is None or row.registration is not entry:  # asked while both are at hand
        raise NotFound("You have no revalidation. It begins when you join the register")
    return access.fresh(row, shown)


def writable(user: User, *, shown: int | None = None) -> Own:
    """Find one's own while it can be written. Raises NotFound or WrongState."""
    row = of_user(user, shown=shown)
    if row.state not in WRITTEN_IN:
        raise WrongState("Your portfolio is sent, and cannot be changed now")
    return row


def show(row: Revalidation, user: User, now: datetime) -> Shown:
    """Lay it out for one reader."""
    entry, actor = row.registration, access.actor_for(user, row)
    read_files(row)
    moves = movements(row) if Role.REGISTRAR in actor.roles else []
    names = people_of(row, moves)
    mine = Role.SUBJECT in actor.roles
    return Shown(
        id=row.id,
        version=row.version,
        registration_id=entry.id,
        name=entry.published_name,
        number=display(entry.number),
        organisation=entry.organisation_name,
        state=row.state,
        label=row.label,
        paused=entry.paused(london_day(now)),
        confirmer=names.get(row.confirmer_id or 0, ""),
        confirmer_problems=tuple(each.title for each in row.problems(now)) if mine else (),
        missing=tuple(each.title for each in row.missing(now)),
        shelves=portfolio.shelves(row, now),
        writable=portfolio.writable(row),
        may_read=row.state in READ_FROM or Role.CONFIRMER not in actor.roles,
        recommended=tuple(recommended(each, names) for each in row.recommendations),
        steps=tuple(answerable(step) for step in casework.open_to(row, actor, now)),
        history=entries(moves, {}, names),
        **dates_of(row),
        **decision_of(row),
    )


def dates_of(row: Revalidation) -> dict[str, Any]:
    """Give the days of a cycle, and what follows from doing nothing."""
    terms, late_until = row.policy, row.registration.late_until
    by = (late_until if row.presses else None) or row.due_on
    asked = row.state == State.WITH_CONFIRMER
    answer_by = add_working_days(row.entered_on, terms.confirmer_working_days)
    return {
        "began_on": row.began_on,
        "due_on": row.due_on,
        "opens_on": row.opens_on(),
        "is_open": row.state != State.SCHEDULED,
        "by": by,
        "if_nothing": if_nothing(by, late_until is not None, terms.late_days),
        "confirmer_by": answer_by if asked else None,
        "deferral_from": row.days_before(terms.deferral_earliest_days),
        "deferral_first": row.days_before(-terms.deferral_least_days - 1),
        "deferral_last": row.days_before(1 - terms.deferral_most_days),
    }


def decision_of(row: Revalidation) -> dict[str, Any]:
    """Give what was warned of, asked, planned, proposed and answered."""
    return {
        "warnings": row.warnings,
        "warnings_needed": row.policy.warnings_needed,
        "asked_more": row.asked_more,
        "plan": row.remediation,
        "plan_until": row.plan_until,
        "proposal": row.proposal,
        "response": row.response,
        "lot_code": row.lot_code,
    }


def answerable(step: OpenStep) -> OpenStep:
    """Leave out of a step what its own page asks for."""
    return replace(step, unmet=tuple(each for each in step.unmet if each.place not in ASKED_THERE))


def if_nothing(by: date, late: bool, late_days: int) -> str:
    """Say what happens to whoever does nothing."""
    if late:
        return (
            "If you do nothing, a person looks at your case after that day, and your registration"
            " can then lapse. You could still come back"
        )
    return (
        f"If you do nothing, you are late after {written(by)}. You stay registered for {late_days}"
        " days more, and your employer hears that something is due, but not what"
    )


def read_files(row: Revalidation) -> None:
    """Read the files of every item at once."""
    query = select(PortfolioItem).filter_by(revalidation_id=row.id).order_by(PortfolioItem.id)
    found = db.session.scalars(query.options(joinedload(PortfolioItem.files)))
    set_committed_value(row, "items", list(found.unique()))


def people_of(row: Revalidation, moves: list[Movement]) -> dict[int, str]:
    """Name everybody who stands on the page, with one question."""
    asked = {row.confirmer_id, *(each.made_by for each in row.recommendations), *people_in(moves)}
    return names_of({each for each in asked if each is not None})


def recommended(row: Recommendation, names: dict[int, str]) -> Recommended:
    said = [DEFERRAL_REASONS.get(row.code, ""), EVIDENCE_LACKING.get(row.lacking, "")]
    words = ": ".join(each for each in said if each) or row.words
    by = names.get(row.made_by or 0, "")
    return Recommended(row.kind, by, row.made_at, words, row.defer_to, row.outcome)


def movements(row: Revalidation) -> list[Movement]:
    """List every step of this cycle, the newest first."""
    query = select(Movement).where(
        Movement.workflow == row.WORKFLOW.name, Movement.case_id == row.id
    )
    return list(db.session.scalars(query.order_by(Movement.id.desc())))


@dataclass(frozen=True)
class Line:
    """One revalidation in a list. `barred`: only the number may be shown."""

    id: int
    number: str
    name: str
    organisation: str
    state: str
    label: str
    due_on: date
    waits: str
    barred: bool = False


WAITS = {
    State.AUDIT: "Drawn: read the portfolio",
    State.REPRESENTATIONS: "A proposal not to revalidate: hear, and decide",
    State.WITH_CONFIRMER: "The confirmer has not answered in time",
}


def waiting(user: User, now: datetime) -> tuple[Line, ...]:
    """List what waits for a registrar, the soonest due first."""
    rows = revalidation.waiting_for_registrar(user, now)
    return tuple(line(row, user) for row in rows if row.registration.user_id != user.id)


def line(row: Revalidation, user: User) -> Line:
    entry, open_one = row.registration, row.open_recommendation
    if access.barred_from(user, entry):
        return Line(row.id, display(entry.number), "", "", "", "", row.due_on, "", barred=True)
    return Line(
        row.id,
        display(entry.number),
        entry.published_name,
        entry.organisation_name,
        row.state,
        row.label,
        row.due_on,
        "A recommendation to decide" if open_one else WAITS.get(State(row.state), ""),
    )


def to_confirm(user: User) -> tuple[Line, ...]:
    """List what a person was named to confirm."""
    return tuple(
        Line(
            row.id,
            display(row.registration.number),
            row.registration.published_name,
            row.registration.organisation_name,
            row.state,
            row.label,
            row.due_on,
            "Waits for your answer" if row.state == State.WITH_CONFIRMER else "Not sent to you yet",
        )
        for row in revalidation.confirming(user)
    )


def find_to_confirm(revalidation_id: int, user: User, *, shown: int | None = None) -> Revalidation:
    """Find one whose confirmer this person is. Raises NotFound."""
    row = db.session.get(Revalidation, revalidation_id)
    if row is None or row.confirmer_id != user.id:
        raise NotFound("There is no such revalidation")
    return access.fresh(row, shown)


def found_again(revalidation_id: int, user: User, *, shown: int | None = None) -> Revalidation:
    """Read again, in another transaction, one that was found for this person a moment ago."""
    return access.fresh(db.session.get_one(Revalidation, revalidation_id), shown)


def find_for_registrar(
    revalidation_id: int, user: User, *, shown: int | None = None
) -> Revalidation:
    """Find one for a registrar. Raises NotFound, also for their own, or ConflictOfInterest."""
    row = db.session.get(Revalidation, revalidation_id)
    if row is None or row.registration.user_id == user.id or row.confirmer_id == user.id:
        raise NotFound("There is no such revalidation")
    access.find_registration(row.registration_id, user)
    return access.fresh(row, shown)
