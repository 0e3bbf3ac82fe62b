"""What the clock did, who stopped it, when the service was down, and where the demo's clock is."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Model


class SweepRun(Model):
    """One worker's turn at what was due, with its counts as they grow."""

    __tablename__ = "sweep_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    worker: Mapped[str]
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime] = mapped_column(comment="When it last wrote down its counts")
    finished_at: Mapped[datetime | None] = mapped_column(comment="Empty for good if it died")
    due: Mapped[int] = mapped_column(comment="What was due when it began")
    fired: Mapped[int] = mapped_column(default=0, comment="Moved their case, or were gone already")
    stuck: Mapped[int] = mapped_column(default=0, comment="Could not move their case, and wait")
    stopped: Mapped[bool] = mapped_column(default=False, comment="Ended by the stop switch")
    error: Mapped[str] = mapped_column(
        Text, default="", comment="Kind and place of the last, no text"
    )


class SweepSwitch(Model):
    """One turn of the switch that stops all sweeps. The newest holds; none is ever changed."""

    __tablename__ = "sweep_switch"
    id: Mapped[int] = mapped_column(primary_key=True)
    stopped: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]


class Outage(Model):
    """A time in which nobody could meet a deadline, and how many due dates were moved for it."""

    __tablename__ = "outage"
    id: Mapped[int] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    recorded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id"), comment="Empty when it was recorded at the command line"
    )
    recorded_at: Mapped[datetime]
    policy_version: Mapped[int] = mapped_column(ForeignKey("policy_version.version"))
    moved: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]


class ClockMove(Model):
    """One move of the demonstration's clock. The newest says what time it is in the scheme."""

    __tablename__ = "demo_clock"
    id: Mapped[int] = mapped_column(primary_key=True)
    from_at: Mapped[datetime]
    to_at: Mapped[datetime]
    reached_at: Mapped[datetime]
    offset_seconds: Mapped[float] = mapped_column(comment="The scheme's time less the wall clock's")
    steps: Mapped[int] = mapped_column(default=0)
    moving: Mapped[bool | None] = mapped_column(
        unique=True, comment="True while it moves, else empty: so only one can"
    )
    error: Mapped[str] = mapped_column(Text, default="", comment="Why it stopped on the way")

    @property
    def offset(self) -> timedelta:
        return timedelta(seconds=self.offset_seconds)
