"""The employer's half of an attestation, in the words in which its registrant reads of it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from registry.db import db
from registry.models.attestation import Attestation, Confirmation
from registry.models.organisation import Organisation
from registry.models.registration import Registration
from workflows.confirmation import WHY_NOT, Level, State
from workflows.engine import SYSTEM, Case

DESKS = {
    Level.CHAIR: "the chair",
    Level.DEPUTY: "the deputy chair or the senior independent director",
    Level.SECRETARY: "the secretary, who prepares the answer",
    Level.REGISTRAR: "a registrar",
}

LABELS = {
    State.WAITING: "With your employer",
    State.WITH_REGISTRAR: "With a registrar",
    State.CONFIRMED: "Confirmed",
    State.MANAGED: "Confirmed",
    State.CANNOT: "Your employer cannot confirm",
    State.QUERY: "With a registrar",
    State.SETTLED: "Settled",
    State.CLOSED: "Closed",
}


@dataclass(frozen=True)
class EmployersHalf:
    """Where it stands; `reply_by` is there while the registrant can reply."""

    id: int
    version: int
    state: str
    label: str
    year: int
    organisation: str
    sentence: str
    asked_on: date
    reply_by: date | None
    why_not: str
    words: str
    reply: str


def newest(registration: Registration, now: datetime) -> EmployersHalf | None:
    """Give the employer's half of the newest attestation that was sent, where one was asked for."""
    row = db.session.scalar(
        select(Confirmation)
        .join(Attestation)
        .where(Attestation.registration_id == registration.id)
        .order_by(Attestation.year.desc())
        .limit(1)
    )
    return None if row is None else shown(row, now)


def shown(row: Confirmation, now: datetime) -> EmployersHalf:
    """Lay an employer's half out for the person it is about; a settled one says no more of it."""
    said = row.state in (State.CANNOT, State.QUERY)
    return EmployersHalf(
        id=row.id,
        version=row.version,
        state=row.state,
        label=LABELS[State(row.state)],
        year=row.attestation.of_year,
        organisation=db.session.get_one(Organisation, row.organisation_id).name,
        sentence=sentence(row),
        asked_on=row.asked_on,
        reply_by=reply_by(row, now),
        why_not=WHY_NOT.get(row.why_not, "") if said else "",
        words=row.words if said else "",
        reply=row.reply,
    )


def sentence(row: Confirmation) -> str:
    """Say in one sentence where it stands."""
    desk = DESKS[Level(row.level)]
    return {
        State.WAITING: f"It is with {desk}. There is nothing for you to do",
        State.WITH_REGISTRAR: "Nobody there could answer, so a registrar deals with it. There is"
        " nothing for you to do",
        State.CONFIRMED: "Your employer has confirmed your attestation",
        State.MANAGED: "Your employer has confirmed your attestation",
        State.CANNOT: "Your employer says that they cannot confirm. You can reply",
        State.QUERY: "A registrar looks at what your employer said and at your reply, and writes"
        " to you",
        State.SETTLED: "A registrar has settled it",
        State.CLOSED: "It was closed together with your registration",
    }[State(row.state)]


def reply_by(row: Confirmation, now: datetime) -> date | None:
    """Give the last day for the registrant's reply, while there can be one."""
    if row.state != State.CANNOT:
        return None
    case = Case(row.state, row.facts(now), SYSTEM, now, row.policy)
    return next(due for _, due in row.WORKFLOW.deadlines_in(case))
