"""The employer's half as office-holders answer it, and as a registrar settles what was not agreed.

What was attested is told in general words: that it was sent, when, and the post as the register
shows it. The answers themselves are between the registrant and the register.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from registry.clock import london_day
from registry.db import db
from registry.errors import NotFound
from registry.models.attestation import CONFIRMING, Attestation, Confirmation
from registry.models.case import Movement
from registry.models.organisation import OFFICE_LABELS, Office, OfficeKind, Organisation
from registry.models.registration import Registration
from registry.models.user import User
from registry.number import display
from registry.services import access, casework, confirmation, timeline
from registry.services.access import ConflictOfInterest
from registry.services.case_list import names_of
from registry.services.casework import OpenStep
from workflows.confirmation import WHY_NOT, Level, State

ANSWERS = {
    "confirm": "We confirm it",
    "confirm_managed": "We confirm it, and a matter is being managed",
    "cannot_confirm": "We cannot confirm it",
    "not_mine": "This is not mine to answer",
}
DESKS = {
    Level.CHAIR: "the chair",
    Level.DEPUTY: "the deputy chair or the senior independent director",
    Level.SECRETARY: "the secretary",
    Level.REGISTRAR: "a registrar",
}
WITH_US = (State.QUERY, State.WITH_REGISTRAR)


@dataclass(frozen=True)
class ConfirmationPage:
    """One employer's half, without a word of what was answered in the attestation."""

    id: int
    version: int
    state: str
    label: str
    waits: bool
    person: str
    number: str
    registration_id: int
    year: int
    organisation: str
    post: str
    shown_organisation: str
    role_confirmed: bool
    declared_on: date | None
    asked_on: date
    passes_on: date
    desk: str
    next_desk: str
    confirms: bool
    mine: bool
    prepared: str
    prepared_by: str
    why_not: str
    words: str
    reply: str
    answered_by: str
    moved_at: datetime
    steps: tuple[OpenStep, ...]
    history: tuple[timeline.Entry, ...]

    def step(self, trigger: str) -> OpenStep | None:
        """Give a step of this name when it is open to the reader."""
        return next((step for step in self.steps if step.trigger == trigger), None)

    @property
    def bars(self) -> tuple[str, ...]:
        """Say why the reader cannot answer, beyond what a tick on the form settles."""
        step = self.step("confirm")
        return tuple(r.text for r in step.unmet if r.place != "not_in_line") if step else ()


@dataclass(frozen=True)
class Waiting:
    """One that waits, in a list. `barred`: only the number may be shown."""

    id: int
    person: str
    number: str
    year: int
    organisation: str
    state: str
    label: str
    since: date
    passes_on: date | None
    mine: bool = True
    barred: bool = False


def page(row: Confirmation, user: User, now: datetime) -> ConfirmationPage:
    """Lay one out for an office-holder or a registrar."""
    registration: Registration = row.root
    offices = [o for o in access.offices_of(user) if o.organisation_id == row.organisation_id]
    moves = [m for m in timeline.movements_of(registration) if about(row, m)]
    names = names_of(
        {i for i in (row.prepared_by, row.answered_by) if i} | timeline.people_in(moves)
    )
    facts = row.facts(now)
    return ConfirmationPage(
        id=row.id,
        version=row.version,
        state=row.state,
        label=row.label,
        waits=row.state == State.WAITING,
        person=registration.published_name,
        number=display(registration.number),
        registration_id=registration.id,
        year=row.attestation.of_year,
        organisation=organisation_of(row),
        post=registration.post,
        shown_organisation=registration.organisation_name,
        role_confirmed=registration.role_confirmed,
        declared_on=row.attestation.declared_at and london_day(row.attestation.declared_at),
        asked_on=row.asked_on,
        passes_on=passes_on(row),
        desk=DESKS[Level(row.level)],
        next_desk=DESKS[Level(facts.next_level)],
        confirms=any(OfficeKind(o.kind) in CONFIRMING for o in offices),
        mine=user.id in facts.at_desk,
        prepared=row.prepared,
        prepared_by=names.get(row.prepared_by or 0, ""),
        why_not=WHY_NOT.get(row.why_not, ""),
        words=row.words,
        reply=row.reply,
        answered_by=names.get(row.answered_by or 0, ""),
        moved_at=row.moved_at,
        steps=tuple(casework.open_to(row, access.actor_for(user, row), now)),
        history=timeline.entries(moves, {("confirmation", row.id): "Employer"}, names),
    )


def about(row: Confirmation, move: Movement) -> bool:
    return move.workflow == row.WORKFLOW.name and move.case_id == row.id


def organisation_of(row: Confirmation) -> str:
    return db.session.get_one(Organisation, row.organisation_id).name


def passes_on(row: Confirmation) -> date:
    """Give the last day on which an answer comes before it passes to the next desk."""
    return row.asked_on + timedelta(days=row.policy.confirmation_days)


def waiting_for(user: User, now: datetime) -> list[tuple[str, list[Waiting]]]:
    """List what waits for a person, under each office through which they see it."""
    rows = confirmation.waiting_for(user)
    return [
        (
            f"{OFFICE_LABELS[OfficeKind(office.kind)].partition(' (')[0]},"
            f" {office.organisation.name}",
            [
                waiting(row, mine=user.id in row.facts(now).at_desk)
                for row in rows
                if row.organisation_id == office.organisation_id
            ],
        )
        for office in one_each(access.offices_of(user))
    ]


def one_each(offices: list[Office]) -> list[Office]:
    """Give one office of each organisation, one that confirms before one that prepares."""
    ordered = sorted(offices, key=lambda each: each.kind == OfficeKind.SECRETARY)
    return list({each.organisation_id: each for each in reversed(ordered)}.values())


def waiting(row: Confirmation, *, mine: bool = True, barred: bool = False) -> Waiting:
    registration: Registration = row.root
    return Waiting(
        id=row.id,
        person="" if barred else registration.published_name,
        number=display(registration.number),
        year=row.attestation.of_year,
        organisation="" if barred else registration.organisation_name,
        state=row.state,
        label=row.label,
        since=row.entered_on if row.state != State.WAITING else row.asked_on,
        passes_on=passes_on(row) if row.state == State.WAITING else None,
        mine=mine,
        barred=barred,
    )


def with_registrar(user: User) -> list[Waiting]:
    """List what reached the register: nobody answered, or what was said is not agreed."""
    query = (
        select(Confirmation)
        .join(Attestation, Attestation.id == Confirmation.attestation_id)
        .join(Registration, Registration.id == Attestation.registration_id)
        .where(
            Confirmation.state.in_([state.value for state in WITH_US]),
            Registration.user_id != user.id,
        )
        .order_by(Confirmation.entered_at, Confirmation.id)
    )
    return [
        waiting(row, barred=bool(access.barred_from(user, row.root)))
        for row in db.session.scalars(query)
    ]


def find_for_registrar(
    confirmation_id: int, user: User, *, shown: int | None = None
) -> Confirmation:
    """Find one that reached the register. Raises NotFound, ConflictOfInterest or StaleDataError."""
    row = db.session.get(Confirmation, confirmation_id)
    if row is None or row.root.user_id == user.id:
        raise NotFound("There is no such request")
    if why := access.barred_from(user, row.root):
        raise ConflictOfInterest(why)
    return access.fresh(row, shown)
