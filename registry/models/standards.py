"""The standards in force, and the form that they make. Each set is read once in a process."""

from datetime import date

from sqlalchemy import select

from registry.db import db
from registry.models.policy import StandardSetVersion
from registry.reference.standards import StandardSet
from registry.sections.forms import Form, application_form

_sets: dict[str, StandardSet] = {}


def standard_set(key: str) -> StandardSet:
    """Give a set of standards by its key."""
    if key not in _sets:
        _sets[key] = StandardSet.from_json(db.session.get_one(StandardSetVersion, key).content)
    return _sets[key]


def application_form_of(key: str) -> Form:
    """Give the application form that asks about this set of standards."""
    return application_form(standard_set(key))


def set_in_force(day: date) -> str:
    """Give the key of the set that is in force on a day. Raises LookupError when there is none."""
    rows = db.session.scalars(
        select(StandardSetVersion)
        .where(StandardSetVersion.valid_from <= day)
        .order_by(StandardSetVersion.valid_from.desc())
    )
    for row in rows:
        if row.valid_to is None or row.valid_to >= day:
            return row.key
    raise LookupError(f"no standards are in force on {day}")
