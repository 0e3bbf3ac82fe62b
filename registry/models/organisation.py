"""Organisations, and the dated offices through which people speak for them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Model


class Organisation(Model):
    """A body that employs leaders, under the code by which the outside knows it."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    region: Mapped[str] = mapped_column(default="")
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    mail_domain: Mapped[str] = mapped_column(
        default="", comment="Set when a registrar opens the account after a call-back"
    )
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))


class OfficeKind(StrEnum):
    CHAIR = "chair"
    DEPUTY_CHAIR = "deputy_chair"
    SENIOR_INDEPENDENT_DIRECTOR = "senior_independent_director"
    SECRETARY = "secretary"


OFFICE_LABELS = {
    OfficeKind.CHAIR: "Chair",
    OfficeKind.DEPUTY_CHAIR: "Deputy chair",
    OfficeKind.SENIOR_INDEPENDENT_DIRECTOR: "Senior independent director",
    OfficeKind.SECRETARY: "Company secretary (prepares, does not confirm)",
}


class Office(Model):
    """An office that a person holds in an organisation, from a day to a day (rulings 11)."""

    __tablename__ = "office"
    __table_args__ = (
        Index(
            "uq_office_current",
            "organisation_id",
            "user_id",
            "kind",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    kind: Mapped[str]
    began_on: Mapped[date]
    ended_on: Mapped[date | None]
    opened_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    called_back: Mapped[str] = mapped_column(comment="The published contact that was called back")
    at: Mapped[datetime]
    organisation: Mapped[Organisation] = relationship(lazy="joined")
