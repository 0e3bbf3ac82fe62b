"""What mail servers send back, written into the ledger of notices.

Only a report that came to an address with our mark on it counts; whatever else lies in the mailbox
is counted and left alone. Each report may be read any number of times.
"""

from datetime import datetime
from enum import StrEnum

from registry.db import db
from registry.gateways.bounce import Fate, Report, read
from registry.models.notice import Bounce, Notice
from registry.services import notice, notice_letter

CAME_BACK = {Fate.HARD: Bounce.HARD, Fate.SOFT: Bounce.SOFT}


class Taken(StrEnum):
    """What became of one message in the mailbox of bounces."""

    HARD = "came back for good"
    SOFT = "came back after trying in vain"
    DELAYED = "still being tried"
    DELIVERED = "delivered"
    KNOWN = "known already"
    FORGED = "with a mark that is not ours"
    OTHER = "no report about our mail"


def take(raw: bytes, now: datetime) -> Taken:
    """Write one report into the ledger, in the caller's transaction, and say what it was."""
    report = read(raw)
    if report is None:
        return Taken.OTHER
    row = notice.of_bounce_token(report.token)
    if row is None:
        return Taken.FORGED
    db.session.flush()
    db.session.refresh(row, with_for_update=True)
    if report.fate in CAME_BACK:
        return came_back(row, report, now)
    return heard_of(row, report.fate, now)


def came_back(row: Notice, report: Report, now: datetime) -> Taken:
    """Record that a message did not arrive, and open the next channel once."""
    kind = CAME_BACK[report.fate]
    if row.bounced_at is not None and row.bounce in (kind, Bounce.HARD):
        return Taken.KNOWN
    first = row.bounced_at is None
    row.bounced_at, row.bounce = row.bounced_at or now, kind.value
    row.failure = row.failure or report.words or "came back"
    if first:
        notice_letter.open_next_channel(row)
    return Taken[kind.name]


def heard_of(row: Notice, fate: Fate, now: datetime) -> Taken:
    """Record what a server says of a message that has not come back."""
    field = "delayed_at" if fate is Fate.DELAYED else "delivered_at"
    if getattr(row, field) is not None:
        return Taken.KNOWN
    setattr(row, field, now)
    return Taken[fate.name]
