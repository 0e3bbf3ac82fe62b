"""Certificates: made once, kept as bytes, never made again under the same code."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, deferred, mapped_column

from registry.db import Model


class Certificate(Model):
    """One issue. Whether it still stands is asked of the register, never stored."""

    __tablename__ = "certificate"
    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    movement_id: Mapped[int] = mapped_column(ForeignKey("movement.id"), unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    name_as_printed: Mapped[str]
    role_as_printed: Mapped[str]
    renewal_due_on: Mapped[date]
    issued_on: Mapped[date]
    issued_at: Mapped[datetime]
    template_version: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
