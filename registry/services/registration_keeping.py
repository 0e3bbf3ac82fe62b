"""How somebody keeps up, as a registrar sees it: the verdict, every date and why it moved, every
stop of the clock, and of each notice whether it can be shown to have arrived."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from registry.db import db
from registry.models.attestation import Confirmation
from registry.models.case import Movement
from registry.models.obligation import Obligation
from registry.models.registration import Hold, HoldKind, Registration
from registry.services import keeping_up, notice_proof, obligation
from registry.services.case_list import names_of
from workflows.obligation import Verdict

HOLDS = {
    HoldKind.MATTER: "A matter is being looked at",
    HoldKind.ABSENCE: "Planned absence",
    HoldKind.DEATH: "A death was reported",
}


@dataclass(frozen=True)
class Move:
    """One time that a due date moved."""

    before: date | None
    after: date | None
    why: str
    on: datetime
    by: str


@dataclass(frozen=True)
class Duty:
    """One thing that is or was owed, with every date it ever had."""

    title: str
    state: str
    label: str
    owed: bool
    due_on: date
    first_due_on: date
    moves: tuple[Move, ...]
    employer: str = ""
    employer_state: str = ""


@dataclass(frozen=True)
class Stop:
    """One stop of the clocks."""

    words: str
    began_on: date
    ends_on: date | None
    ended_on: date | None


@dataclass(frozen=True)
class Keeping:
    """Everything about keeping up that the page of a registration shows."""

    verdict: Verdict
    late_until: date | None
    only_last_step: bool
    looked_at: datetime | None
    looked_by: str
    duties: tuple[Duty, ...]
    stops: tuple[Stop, ...]
    mandatory: tuple[notice_proof.Line, ...]
    signed_in_at: datetime | None
    unreachable_since: date | None
    death_reported: bool


def of(row: Registration, steps: list[Movement], now: datetime) -> Keeping:
    """Gather how somebody keeps up, for a registrar."""
    users = notice_proof.users_of([row])
    return Keeping(
        verdict=obligation.verdict(row, now),
        late_until=row.late_until,
        only_last_step=keeping_up.only_last_step(row, now),
        looked_at=row.looked_at,
        looked_by=names_of({row.looked_by}).get(row.looked_by, "") if row.looked_by else "",
        duties=tuple(duties(row, steps)),
        stops=tuple(stop(hold) for hold in reversed(row.holds)),
        mandatory=notice_proof.mandatory_of([row], users, now)[row.id],
        signed_in_at=users[row.user_id].current_login_at,
        unreachable_since=row.unreachable_since,
        death_reported=row.death_reported_by is not None,
    )


def stop(hold: Hold) -> Stop:
    return Stop(HOLDS[HoldKind(hold.kind)], hold.began_on, hold.ends_on, hold.ended_on)


def duties(row: Registration, steps: list[Movement]) -> list[Duty]:
    """List what is owed and what was, the newest first, each with its moves."""
    every: list[Any] = [*row.attestations, *row.revalidations]
    moves = moves_of(steps)
    halves = employers_halves([each.id for each in row.attestations])
    return [
        duty(each, moves.get((each.WORKFLOW.name, each.id), ()), halves)
        for each in sorted(every, key=lambda one: one.due_on, reverse=True)
    ]


def duty(each: Any, moves: tuple[Move, ...], halves: dict[int, Confirmation]) -> Duty:
    half = halves.get(each.id) if each.KIND == "attestation" else None
    owed: Obligation = each
    return Duty(
        title=f"{owed.TITLE}, {owed.of_year}",
        state=owed.state,
        label=each.label,
        owed=owed.is_owed,
        due_on=owed.due_on,
        first_due_on=owed.first_due_on,
        moves=moves,
        employer=half.label if half else "",
        employer_state=half.state if half else "",
    )


def moves_of(steps: list[Movement]) -> dict[tuple[str, int], tuple[Move, ...]]:
    """Give every move of every due date, the oldest first, of steps the newest first."""
    moved = [step for step in reversed(steps) if step.trigger == "move_due"]
    names = names_of({m.actor_id for m in moved if m.actor_id is not None})
    found: dict[tuple[str, int], tuple[Move, ...]] = {}
    for move in moved:
        key = (move.workflow, move.case_id)
        told = Move(
            before=day(move.evidence.get("from")),
            after=day(move.evidence.get("to")),
            why=move.reason,
            on=move.at,
            by=names.get(move.actor_id or 0, "The register"),
        )
        found[key] = (*found.get(key, ()), told)
    return found


def day(text: Any) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None


def employers_halves(attestations: list[int]) -> dict[int, Confirmation]:
    query = select(Confirmation).where(Confirmation.attestation_id.in_(attestations))
    return {row.attestation_id: row for row in db.session.scalars(query)}
