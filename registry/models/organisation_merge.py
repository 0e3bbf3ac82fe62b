"""Organisations that become one on a day, and how far the carrying over has come."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Select, Table, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.clock import london_day
from registry.db import Model, db
from registry.models.application import Application
from registry.models.appointment import Appointment
from registry.models.attestation import Confirmation
from registry.models.case import CaseRow
from registry.models.organisation import Organisation
from workflows import application, confirmation
from workflows import organisation_merge as workflow
from workflows.appointment import HELD

merged_organisation = Table(
    "merged_organisation",
    Model.metadata,
    Column("merge_id", ForeignKey("organisation_merge.id"), primary_key=True),
    Column("organisation_id", ForeignKey("organisation.id"), primary_key=True),
)


class OrganisationMerge(CaseRow, Model):
    """One merger: the organisations that end, the one that goes on, the day."""

    WORKFLOW = workflow.WORKFLOW
    __tablename__ = "organisation_merge"
    successor_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    on: Mapped[date] = mapped_column("on_day")
    planned_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    total: Mapped[int] = mapped_column(default=0, comment="To be carried over, when it began")
    carried: Mapped[int] = mapped_column(default=0, comment="Carried over so far")
    successor: Mapped[Organisation] = relationship(lazy="joined")
    ending: Mapped[list[Organisation]] = relationship(
        secondary=merged_organisation, order_by=Organisation.name
    )

    @property
    def ending_ids(self) -> list[int]:
        return [each.id for each in self.ending]

    def facts(self, now: datetime) -> workflow.Facts:
        every = (*self.ending, self.successor)
        return workflow.Facts(
            entered_on=self.entered_on,
            on=self.on,
            left=self.left(),
            open_to_change=not any(is_closed(each, london_day(now)) for each in every),
        )

    def left(self) -> int:
        """Count what is still to be carried over."""
        questions = (appointments_of, confirmations_of, applications_of)
        return sum(
            db.session.scalar(select(func.count()).select_from(ask(self.ending_ids).subquery()))
            or 0
            for ask in questions
        )


def is_closed(organisation: Organisation, today: date) -> bool:
    return organisation.closed_on is not None and organisation.closed_on <= today


def appointments_of(organisation_ids: list[int]) -> Select[int]:
    """Ask for the posts that are held in these organisations."""
    return (
        select(Appointment.id)
        .where(
            Appointment.organisation_id.in_(organisation_ids),
            Appointment.state.in_([state.value for state in HELD]),
        )
        .order_by(Appointment.id)
    )


def confirmations_of(organisation_ids: list[int]) -> Select[int]:
    """Ask for the employers' halves of attestations that are under way there."""
    return (
        select(Confirmation.id)
        .where(
            Confirmation.organisation_id.in_(organisation_ids),
            Confirmation.state.not_in([state.value for state in confirmation.WORKFLOW.endings]),
        )
        .order_by(Confirmation.id)
    )


def applications_of(organisation_ids: list[int]) -> Select[int]:
    """Ask for the applications under way that name these organisations."""
    return (
        select(Application.id)
        .where(
            Application.organisation_id.in_(organisation_ids),
            Application.state.not_in([state.value for state in application.WORKFLOW.endings]),
        )
        .order_by(Application.id)
    )
