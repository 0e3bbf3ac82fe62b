"""Each POST is carried out once. The same key again answers with the first result."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from registry.db import db
from registry.errors import AlreadyDone, KeyReused
from registry.models.case import Command


def begin(who: str, key: str, content: bytes, now: datetime) -> Command:
    """Write a command down before anything else happens. Raises AlreadyDone or KeyReused."""
    digest = hashlib.sha256(content).hexdigest()
    command = Command(who=who, key=key, request_hash=digest, at=now)
    try:
        with db.session.begin_nested():
            db.session.add(command)
    except IntegrityError:
        first = db.session.scalars(select(Command).filter_by(who=who, key=key)).one()
        if first.request_hash != digest:
            raise KeyReused("This page was sent before with other content") from None
        raise AlreadyDone(first.result) from None
    return command


def forget_old(now: datetime, days: int) -> int:
    """Drop commands older than policy says, and give their number."""
    result = db.session.execute(delete(Command).where(Command.at < now - timedelta(days=days)))
    return int(result.rowcount)  # type: ignore[attr-defined]  # a delete has a row count
