"""A person the scheme knows: what is matched and searched, kept apart from the answers."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Model


class Person(Model):
    """One human being. Former names serve matching only and are never published."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), unique=True)
    legal_name: Mapped[str] = mapped_column(default="")
    register_name: Mapped[str] = mapped_column(default="")
    folded_name: Mapped[str] = mapped_column(default="", index=True)
    former_names: Mapped[str] = mapped_column(default="")
    born_on: Mapped[date | None]
    created_at: Mapped[datetime]


class RulesAcceptance(Model):
    """A person accepted one version of the scheme rules."""

    __tablename__ = "rules_acceptance"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    version: Mapped[int] = mapped_column(ForeignKey("scheme_rules.version"))
    at: Mapped[datetime]
