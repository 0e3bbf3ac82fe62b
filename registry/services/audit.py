"""The seeds of the audit draw: hidden until their period is over, with a hash published before."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from registry.clock import london_day
from registry.db import db
from registry.models.case import Movement
from registry.models.revalidation import AuditDraw, Revalidation, draw_on
from registry.services import policy
from workflows import audit


@dataclass(frozen=True)
class Period:
    """One period as the public sees it; the seed is empty until the period is over."""

    begins_on: date
    ends_on: date
    seed_hash: str
    per_thousand: int
    published_at: datetime
    seed: str


def keep_seeds(now: datetime) -> None:
    """Publish the hash for this period and the next, and the seeds of those that are over."""
    today = london_day(now)
    for first, last in (audit.period_of(today), audit.next_period(today)):
        if draw_on(first) is None:
            db.session.add(new_draw(first, last, now))
    over = select(AuditDraw).where(AuditDraw.ends_on < today, AuditDraw.revealed_at.is_(None))
    for draw in db.session.scalars(over):
        draw.revealed_at = now
    db.session.flush()


def new_draw(first: date, last: date, now: datetime) -> AuditDraw:
    seed = secrets.token_hex(32)
    return AuditDraw(
        begins_on=first,
        ends_on=last,
        seed=seed,
        seed_hash=audit.hash_of(seed),
        per_thousand=policy.in_force(first).audit_per_thousand,
        published_at=now,
    )


def ready_draw(row: Revalidation, movement: Movement) -> None:
    """See to it that a seed stands, with its hash published, before tonight's draw."""
    keep_seeds(movement.at)


def periods(now: datetime) -> tuple[Period, ...]:
    """List the periods for the public, the newest first."""
    today = london_day(now)
    rows = db.session.scalars(select(AuditDraw).order_by(AuditDraw.begins_on.desc()))
    return tuple(
        Period(
            row.begins_on,
            row.ends_on,
            row.seed_hash,
            row.per_thousand,
            row.published_at,
            row.seed if row.ends_on < today else "",
        )
        for row in rows
    )
