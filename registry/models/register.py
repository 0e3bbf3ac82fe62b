"""The register: an append-only, bitemporal log, and the projection of it that is searched."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Json, Model


class RegisterEvent(Model):
    """What the register said of one registration: from which day, and since when it knew.

    Only ever inserted. `seq` is empty until the sequencer numbers committed events without gaps,
    because database ids have gaps and commit out of order. `leaf` is the SHA-256 of the canonical
    JSON of field → SHA-256(salt, value), so that one value can be redacted (its salt destroyed)
    and every hash still holds.
    """

    __tablename__ = "register_event"
    __table_args__ = (Index("ix_register_event_on", "registration_id", "effective_on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int | None] = mapped_column(unique=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    movement_id: Mapped[int] = mapped_column(ForeignKey("movement.id"))
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime]
    facts: Mapped[Json]
    salts: Mapped[Json]
    leaf: Mapped[str]


class RegisterEntry(Model):
    """The newest public facts of one registration, laid out for search. Rebuilt from the log."""

    __tablename__ = "register_entry"
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id"), primary_key=True, autoincrement=False
    )
    number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(Text, comment="The name folded, words in order")
    sounds: Mapped[str] = mapped_column(Text, comment="How its words sound")
    standing: Mapped[str] = mapped_column(index=True)
    organisation_code: Mapped[str] = mapped_column(index=True)
    region: Mapped[str] = mapped_column(index=True)
    facts: Mapped[Json]
    event_id: Mapped[int] = mapped_column(ForeignKey("register_event.id"))
    shown_until: Mapped[date | None]
