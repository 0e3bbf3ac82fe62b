"""Who is late and due to lapse, as a registrar looks at them before anything ends.

Two lists. First those with everything done but the last step, or nearly: each is called, and looked
at on a page of its own. Then the rest, which can be looked at many at a time. Somebody whose
notices are not proven is in neither lapse nor look: their date moves by itself, and they are told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.exc import StaleDataError

from registry.clock import london_day
from registry.db import db
from registry.errors import NotFound
from registry.models.application import Application
from registry.models.attestation import Attestation, AttestationAnswer
from registry.models.registration import Hold, Registration
from registry.models.revalidation import PortfolioItem, Revalidation
from registry.models.user import User
from registry.number import display
from registry.sections.attestation import FORM
from registry.services import access, casework, notice_proof, obligation, policy
from registry.services.access import ConflictOfInterest
from workflows import attestation as attestation_workflow
from workflows.engine import Refused
from workflows.obligation import Verdict
from workflows.portfolio import Kind
from workflows.registration import Standing
from workflows.revalidation import PRESSING

PAGE = 50
MOST_AT_ONCE = 250


@dataclass(frozen=True)
class LateLine:
    """Somebody who is late. `barred`: only the number may be shown."""

    id: int
    version: int
    number: str
    barred: bool
    name: str = ""
    organisation: str = ""
    late_until: date | None = None
    verdict: Verdict | None = None
    notices: tuple[notice_proof.Line, ...] = ()
    signed_in_at: datetime | None = None
    bounces: int = 0
    only_last_step: bool = False

    @property
    def unproven(self) -> tuple[notice_proof.Line, ...]:
        return tuple(each for each in self.notices if each.proof is None)

    @property
    def in_batch(self) -> bool:
        """Say whether it may be looked at together with others."""
        return not (self.barred or self.only_last_step or self.unproven)


@dataclass(frozen=True)
class Lapsing:
    """One page of a list, and how many each list holds."""

    lines: tuple[LateLine, ...]
    page: int
    total: int
    last_step: int
    rest: int
    looked_at: int
    look_days: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class Looked:
    """What became of a batch."""

    done: int
    left_out: int


def lapsing(user: User, now: datetime, *, last_step: bool, page: int = 1) -> Lapsing:
    """Give one page of those who will lapse unless somebody acts, the soonest first."""
    today = london_day(now)
    due, almost = due_to_lapse(user, today), in_sight(today)
    not_looked = Registration.looked_at.is_(None)
    counted = db.session.execute(
        select(
            func.count().filter(and_(not_looked, almost)),
            func.count().filter(and_(not_looked, not_(almost))),
            func.count().filter(not_(not_looked)),
        )
        .select_from(Registration)
        .where(due)
    ).one()
    wanted = and_(due, not_looked, almost if last_step else not_(almost))
    rows = rows_where(user, wanted, page)
    return Lapsing(
        lines=tuple(lines(rows, now)),
        page=page,
        total=counted[0] if last_step else counted[1],
        last_step=counted[0],
        rest=counted[1],
        looked_at=counted[2],
        look_days=policy.in_force(today).lapse_look_days,
    )


def due_to_lapse(user: User, today: date) -> ColumnElement[bool]:
    """Say who is late, with clocks that run, and lapses within the days of the look."""
    last = today + timedelta(days=policy.in_force(today).lapse_look_days)
    held = exists().where(
        Hold.registration_id == Registration.id, Hold.began_on <= today, Hold.ended_on.is_(None)
    )
    return and_(
        Registration.state == Standing.LATE.value,
        Registration.late_until <= last,
        Registration.user_id != user.id,
        not_(held),
    )


def in_sight(today: date) -> ColumnElement[bool]:
    """Say of whom nothing but the last step, or next to nothing, can be missing.

    Counted in the database, so that 4,000 rows page well; what exactly is missing is the verdict's
    to say, row by row, and the batch obeys that alone.
    """
    answers = (
        select(func.count(AttestationAnswer.id))
        .where(AttestationAnswer.attestation_id == Attestation.id)
        .scalar_subquery()
    )
    attested = exists().where(
        Attestation.registration_id == Registration.id,
        Attestation.state == attestation_workflow.State.OPEN.value,
        Attestation.due_on < today,
        answers >= len(FORM.sections),
    )
    kinds = (
        select(func.count(PortfolioItem.kind.distinct()))
        .where(PortfolioItem.revalidation_id == Revalidation.id, PortfolioItem.removed_at.is_(None))
        .scalar_subquery()
    )
    gathered = exists().where(
        Revalidation.registration_id == Registration.id,
        Revalidation.state.in_([state.value for state in PRESSING]),
        Revalidation.due_on < today,
        kinds >= len(Kind),
    )
    return or_(attested, gathered)


def rows_where(
    user: User, wanted: ColumnElement[bool], page: int
) -> list[tuple[Registration, bool]]:
    """Read one page of registrations with all that their verdict asks, in a handful of questions.

    The second of each pair says whether the reader is barred from it.
    """
    barred = exists().where(Application.id == Registration.application_id, access.barred(user))
    query = (
        select(Registration, barred)
        .where(wanted)
        .options(*EVERYTHING)
        .order_by(Registration.late_until, Registration.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return [(row, bool(closed)) for row, closed in db.session.execute(query)]


EVERYTHING: tuple[Any, ...] = (
    selectinload(Registration.attestations).selectinload(Attestation.answer_rows),
    selectinload(Registration.revalidations).selectinload(Revalidation.items),
    selectinload(Registration.revalidations).selectinload(Revalidation.recommendations),
    selectinload(Registration.holds),
)


def lines(rows: Iterable[tuple[Registration, bool]], now: datetime) -> list[LateLine]:
    """Lay out several people at once; of each the proof is read together with all others'."""
    rows = list(rows)
    seen = [row for row, barred in rows if not barred]
    users = notice_proof.users_of(seen)
    proven = notice_proof.mandatory_of(seen, users, now)
    return [
        LateLine(row.id, row.version, display(row.number), barred=True)
        if barred
        else line(row, users[row.user_id], proven[row.id], now)
        for row, barred in rows
    ]


def line(
    row: Registration, user: User, notices: tuple[notice_proof.Line, ...], now: datetime
) -> LateLine:
    return LateLine(
        id=row.id,
        version=row.version,
        number=display(row.number),
        barred=False,
        name=row.published_name,
        organisation=row.organisation_name,
        late_until=row.late_until,
        verdict=obligation.verdict(row, now),
        notices=notices,
        signed_in_at=user.current_login_at,
        bounces=sum(each.bounces for each in notices),
        only_last_step=only_last_step(row, now),
    )


def only_last_step(row: Registration, now: datetime) -> bool:
    """Say whether of everything that is overdue nothing but the last step is missing."""
    today = london_day(now)
    overdue = [each for each in row.pressing if each.due_on < today]
    return bool(overdue) and all(len(each.owed(now)) == 1 for each in overdue)


def one(row: Registration, now: datetime) -> LateLine:
    """Give one person as the lists show them."""
    return lines([(row, False)], now)[0]


def look(chosen: Iterable[tuple[int, int]], reason: str, user: User, now: datetime) -> Looked:
    """Record that somebody has looked at several people, each as shown.

    Left out, and so not lapsing: whoever moved since the page was made, has nothing but the last
    step to take, has a notice without proof, or is barred to the reader.
    """
    done = left_out = 0
    for registration_id, version in list(chosen)[:MOST_AT_ONCE]:
        try:
            row = access.find_registration(registration_id, user, shown=version)
            if row.state != Standing.LATE or not one(row, now).in_batch:
                left_out += 1
                continue
            actor = access.actor_for(user, row)
            casework.fire(row, "look_at_lapse", actor=actor, now=now, reason=reason)
            done += 1
        except (ConflictOfInterest, NotFound, Refused, StaleDataError):
            left_out += 1
    return Looked(done, left_out)
