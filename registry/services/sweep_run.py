"""The sweeps that ran and run, with their counts, and the switch that stops them all."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from registry.db import db
from registry.models.sweep import SweepRun, SweepSwitch
from registry.models.user import User
from registry.services import sweep

SILENT = 2 * sweep.LEASE  # a sweep that wrote nothing for so long has died
SHOWN = 30


@dataclass
class Tally:
    """The counts of a sweep as they grow."""

    run_id: int
    due: int
    fired: int = 0
    stuck: int = 0
    stopped: bool = False
    error: str = ""

    @property
    def done(self) -> int:
        return self.fired + self.stuck


@dataclass(frozen=True)
class Shown:
    """One sweep as a page shows it."""

    worker: str
    started_at: datetime
    finished_at: datetime | None
    due: int
    fired: int
    stuck: int
    error: str
    outcome: str
    running: bool

    @property
    def done(self) -> int:
        return self.fired + self.stuck


@dataclass(frozen=True)
class Stop:
    """That all sweeps are stopped: since when, by whom, and why."""

    reason: str
    by: str
    at: datetime


def begin(worker: str, now: datetime) -> Tally | None:
    """Write down that a sweep begins; None when nothing is due, or while sweeps are stopped."""
    due = 0 if stopped() else sweep.due_count(now)
    if not due:
        return None
    run = SweepRun(worker=worker, started_at=now, beat_at=now, due=due)
    db.session.add(run)
    db.session.flush()
    return Tally(run.id, due)


def note(tally: Tally, now: datetime) -> SweepRun:
    """Write down how far a sweep has come."""
    run = db.session.get_one(SweepRun, tally.run_id)
    run.beat_at = now
    run.fired, run.stuck, run.error = tally.fired, tally.stuck, tally.error
    return run


def end(tally: Tally, now: datetime) -> None:
    """Write down that a sweep is over, and give back what it did not fire."""
    run = note(tally, now)
    run.finished_at, run.stopped = now, tally.stopped
    sweep.give_back(tally.run_id)


def recent(now: datetime) -> list[Shown]:
    """List the newest sweeps, those that run first."""
    runs = db.session.scalars(select(SweepRun).order_by(SweepRun.id.desc()).limit(SHOWN))
    return sorted((shown(run, now) for run in runs), key=lambda each: not each.running)


def shown(run: SweepRun, now: datetime) -> Shown:
    running = run.finished_at is None and now - run.beat_at < SILENT
    return Shown(
        worker=run.worker,
        started_at=run.started_at,
        finished_at=run.finished_at,
        due=run.due,
        fired=run.fired,
        stuck=run.stuck,
        error=run.error,
        outcome=outcome(run, running),
        running=running,
    )


def outcome(run: SweepRun, running: bool) -> str:
    if running:
        return "Running"
    if run.finished_at is None:
        return "Broke off: what was left went to the next sweep"
    return "Stopped by the switch" if run.stopped else "Finished"


# The switch


def stopped() -> bool:
    """Say whether all sweeps are stopped."""
    newest = select(SweepSwitch.stopped).order_by(SweepSwitch.id.desc()).limit(1)
    return bool(db.session.scalar(newest))


def stop_in_force() -> Stop | None:
    """Give who stopped all sweeps and why, while they are stopped."""
    newest = (
        select(SweepSwitch.stopped, SweepSwitch.reason, SweepSwitch.at, User.name)
        .join(User, User.id == SweepSwitch.by_id)
        .order_by(SweepSwitch.id.desc())
        .limit(1)
    )
    found = db.session.execute(newest).first()
    return Stop(found.reason, found.name, found.at) if found and found.stopped else None


def stop(reason: str, *, by: User, now: datetime) -> None:
    """Stop every sweep after the timer it has in hand."""
    turn(SweepSwitch(stopped=True, reason=reason, by_id=by.id, at=now))


def go_on(reason: str, *, by: User, now: datetime) -> None:
    """Let sweeps run again."""
    turn(SweepSwitch(stopped=False, reason=reason, by_id=by.id, at=now))


def turn(switch: SweepSwitch) -> None:
    if stopped() != switch.stopped:
        db.session.add(switch)
        db.session.flush()
