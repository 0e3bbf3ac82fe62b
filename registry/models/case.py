"""What every case keeps: its state, each step it took, its clocks, and the commands it answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from registry.clock import london_day
from registry.db import Json, Model
from registry.models.policy import policy_of
from workflows.engine import Workflow
from workflows.policy import Policy


class CaseRow:
    """A row that moves by `casework.fire` and by nothing else.

    `version` counts every movement, also one that stays in its state, because `moved_at` is always
    written; two people who saw the same version cannot both move it.
    """

    WORKFLOW: ClassVar[Workflow]
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(index=True, comment="Written by casework.fire only")
    entered_at: Mapped[datetime] = mapped_column(comment="When the case came into its state")
    moved_at: Mapped[datetime] = mapped_column(comment="When the last step was taken")
    version: Mapped[int]

    @declared_attr
    def policy_version(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("policy_version.version"))

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}

    @property
    def policy(self) -> Policy:
        return policy_of(self.policy_version)

    @property
    def label(self) -> str:
        return self.WORKFLOW.label(self.state)

    @property
    def entered_on(self) -> date:
        return london_day(self.entered_at)

    @property
    def root(self) -> CaseRow:
        """The case whose lock covers this one: the application or the registration."""
        return self

    def facts(self, now: datetime) -> Any:
        raise NotImplementedError

    def children(self) -> Sequence[CaseRow]:
        return ()


def begun(row: CaseRow, now: datetime, policy_version: int) -> None:
    """Set a new row at the start of its workflow."""
    row.state = row.WORKFLOW.initial.value
    row.entered_at = row.moved_at = now
    row.policy_version = policy_version


class Movement(Model):
    """One step a case took. Written once and never removed; of its columns only `reason` may ever
    change, to nothing, when the time is over for which its words were to be kept."""

    __tablename__ = "movement"
    __table_args__ = (
        Index("ix_movement_case", "workflow", "case_id"),
        Index("ix_movement_root", "root_workflow", "root_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    workflow: Mapped[str]
    case_id: Mapped[int]
    root_workflow: Mapped[str]
    root_id: Mapped[int]
    trigger: Mapped[str] = mapped_column(comment="The step's name in its workflow")
    source: Mapped[str]
    dest: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id"), comment="Empty when a deadline or a guarded link fired it"
    )
    role: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    evidence: Mapped[Json] = mapped_column(comment="What the step rested on, ids only")
    policy_version: Mapped[int] = mapped_column(ForeignKey("policy_version.version"))
    effective_on: Mapped[date]
    at: Mapped[datetime]


class Timer(Model):
    """One dated trigger that waits. An alarm says that it fired and could not move the case."""

    __tablename__ = "timer"
    __table_args__ = (UniqueConstraint("workflow", "case_id", "trigger", "due_on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    workflow: Mapped[str]
    case_id: Mapped[int]
    trigger: Mapped[str]
    due_on: Mapped[date] = mapped_column(comment="The last London day that is in time")
    fires_at: Mapped[datetime] = mapped_column(index=True)
    claimed_by: Mapped[int | None] = mapped_column(comment="The sweep that has it in hand")
    claimed_until: Mapped[datetime | None] = mapped_column(comment="Then another sweep may take it")
    attempts: Mapped[int] = mapped_column(default=0)
    alarm: Mapped[str] = mapped_column(Text, default="")


class Command(Model):
    """One POST that was carried out, so that the same one again answers with the same result."""

    __tablename__ = "command"
    __table_args__ = (UniqueConstraint("who", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(comment="user:7, link:reference:3 or anonymous")
    key: Mapped[str]
    request_hash: Mapped[str]
    result: Mapped[str] = mapped_column(default="", comment="Where the answer led")
    at: Mapped[datetime] = mapped_column(index=True)


class CaseSummary(Model):
    """The computed answers that lists need. Lists read it; rules never do."""

    __tablename__ = "case_summary"
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    reference: Mapped[str]
    person_name: Mapped[str]
    stage: Mapped[str] = mapped_column(index=True)
    next: Mapped[str] = mapped_column(index=True, comment="Who must act next")
    due_on: Mapped[date | None] = mapped_column(index=True)
    route: Mapped[str]
    organisation: Mapped[str]
    caseworker_id: Mapped[int | None] = mapped_column(index=True)
    assessor_id: Mapped[int | None] = mapped_column(index=True)
    submitted_on: Mapped[date | None] = mapped_column(index=True)
