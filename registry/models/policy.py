"""The versions of policy, standards and scheme rules that have been in force."""

from datetime import date, datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Json, Model, db
from workflows.policy import Policy

_versions: dict[int, Policy] = {}


class PolicyVersion(Model):
    """One version of policy. Never changed once it is in force."""

    __tablename__ = "policy_version"
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    effective_on: Mapped[date]
    values: Mapped[Json]
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class StandardSetVersion(Model):
    """One set of competence standards, imported as data."""

    __tablename__ = "standard_set"
    key: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    content: Mapped[Json]


class SchemeRules(Model):
    """One version of the rules that an applicant accepts (rulings 1)."""

    __tablename__ = "scheme_rules"
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    effective_on: Mapped[date]
    text: Mapped[str] = mapped_column(Text)


def policy_of(version: int) -> Policy:
    """Give a version of policy. Versions never change, so each is read once in a process."""
    if version not in _versions:
        row = db.session.get_one(PolicyVersion, version)
        _versions[version] = Policy.from_json(row.values)
    return _versions[version]


def forget_policies() -> None:
    """Drop what was read (tests that make their own versions)."""
    _versions.clear()
