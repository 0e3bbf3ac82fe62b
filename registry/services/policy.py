"""The policy in force, as public pages tell it. A running case keeps the version it began under."""

from datetime import date

from sqlalchemy import select

from registry.db import db
from registry.models.policy import PolicyVersion
from workflows.policy import FIRST, Policy


def in_force(day: date) -> Policy:
    """Give the policy of a day; the first one while none was ever kept."""
    newest = (
        select(PolicyVersion)
        .where(PolicyVersion.effective_on <= day)
        .order_by(PolicyVersion.version.desc())
        .limit(1)
    )
    row = db.session.scalar(newest)
    return Policy.from_json(row.values) if row else FIRST
