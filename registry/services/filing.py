"""The store of files as rows use it: bytes are kept once, and go when no row has them any more.

A row that lets go of bytes says so in its own transaction; the bytes go later. Whoever keeps the
same bytes meanwhile takes that note away first, and waits for whoever is about to drop them. The
pause covers a file that was kept, but not yet committed, while another row let go of it.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_, select

from registry.db import db
from registry.gateways import outside
from registry.models.document import ApplicationPaper, Document, LooseFile
from registry.models.revalidation import PortfolioFile

PAUSE = timedelta(hours=1)


def keep(content: bytes) -> str:
    """Keep bytes for a row of the open transaction, and give their hash."""
    sha256 = hashlib.sha256(content).hexdigest()
    db.session.execute(delete(LooseFile).where(LooseFile.sha256 == sha256))
    return outside.store().keep(content)


def let_go(hashes: Iterable[str], now: datetime) -> None:
    """Note that a row of the open transaction needs these bytes no more."""
    wanted = set(hashes)
    known = set(db.session.scalars(select(LooseFile.sha256).where(LooseFile.sha256.in_(wanted))))
    db.session.add_all(LooseFile(sha256=each, let_go_at=now) for each in sorted(wanted - known))
    db.session.flush()


def drop_next(now: datetime) -> bool:
    """Drop the oldest bytes that nobody has any more, or say that there are none.

    The file goes before the commit: after a crash in between the note is still there, and dropping
    what is gone does nothing.
    """
    loose = db.session.scalar(
        select(LooseFile)
        .where(LooseFile.let_go_at <= now - PAUSE)
        .order_by(LooseFile.let_go_at, LooseFile.sha256)
        .limit(1)
        .with_for_update()
    )
    if loose is None:
        return False
    owners = (Document, ApplicationPaper, PortfolioFile)
    if not db.session.scalar(select(or_(*(had_by(kind, loose) for kind in owners)))):
        outside.store().drop(loose.sha256)
    db.session.delete(loose)
    db.session.flush()
    return True


def had_by(
    kind: type[Document | ApplicationPaper | PortfolioFile], loose: LooseFile
) -> ColumnElement[bool]:
    """Say, in SQL, whether a row of one kind still has these bytes."""
    return select(kind.id).where(kind.sha256 == loose.sha256).exists()
