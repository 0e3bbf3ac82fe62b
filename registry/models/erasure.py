"""Proof that something was erased: what, when and why, and no word of what it was."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Json, Model


class Erasure(Model):
    """One erasure, written in the transaction that erased. Never changed, never removed."""

    __tablename__ = "erasure"
    __table_args__ = (UniqueConstraint("application_id", "what"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    what: Mapped[str] = mapped_column(comment="contents or note")
    why: Mapped[str] = mapped_column(Text, comment="The promise that was kept, naming nobody")
    ended_on: Mapped[date]
    policy_version: Mapped[int] = mapped_column(ForeignKey("policy_version.version"))
    counts: Mapped[Json] = mapped_column(comment="How many rows of each kind")
    at: Mapped[datetime]
