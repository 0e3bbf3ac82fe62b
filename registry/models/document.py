"""Files of applications: evidence that people give, and the paper that the worker makes.

The bytes are in the store under the hash of their content, so two rows may share them.
"""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Model


class Document(Model):
    """One file of one application, as it was given."""

    __tablename__ = "document"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    domain: Mapped[str] = mapped_column(comment="The standard that it is evidence for")
    filename: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(index=True)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class ApplicationPaper(Model):
    """An application as it was submitted, printed once for the step that froze its answers."""

    __tablename__ = "application_paper"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    movement_id: Mapped[int] = mapped_column(ForeignKey("movement.id"), unique=True)
    template_version: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    made_at: Mapped[datetime]


class LooseFile(Model):
    """Bytes in the store that a row let go of. They go for good unless another row has them."""

    __tablename__ = "loose_file"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    let_go_at: Mapped[datetime]
