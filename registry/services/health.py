"""Whether this installation can serve: the database answers and has every migration."""

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from registry.config import ROOT
from registry.db import db

HEAD = ROOT / "migrations" / "HEAD"


def problems(head: Path = HEAD) -> tuple[str, ...]:
    """List what keeps this installation from serving; empty when it is ready."""
    try:
        revision = db.session.execute(text("select version_num from alembic_version")).scalar()
    except SQLAlchemyError:
        db.session.rollback()
        return ("The database does not answer, or was never migrated",)
    if revision != head.read_text().strip():
        return ("The database is not at the newest migration",)
    return ()
