"""The ledger of notices: every message that was planned, and what became of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Model


class Notice(Model):
    """One message to one address. It is recorded before it is sent; a message that was in flight
    when a machine died goes again under the same Message-ID."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("movement_id", "kind", "address"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    movement_id: Mapped[int | None] = mapped_column(ForeignKey("movement.id"), index=True)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    address: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(unique=True)
    planned_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    accepted_at: Mapped[datetime | None] = mapped_column(comment="The mail server took it")
    failure: Mapped[str] = mapped_column(Text, default="")


class AccessRecord(Model):
    """Who opened what about whom, and who was refused."""

    __tablename__ = "access_record"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    subject: Mapped[str] = mapped_column(index=True, comment="application:7")
    act: Mapped[str]
    allowed: Mapped[bool]
    at: Mapped[datetime]
