"""What a check asks of the applicant: as they read and answer it, and as staff weigh the answer.

The applicant hears which check it is, the question and by when to answer; never who looked where.
A late answer is taken as long as nobody has settled the question.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry.clock import london_day
from registry.errors import NotFound
from registry.models.application import Application
from registry.models.case import Movement
from registry.models.check import Check, CheckQuery
from registry.sections.saying import ANSWER
from registry.services import access, casework
from registry.services.evidence import File, files_of
from workflows.engine import Actor, WrongState

Item = Check  # the name by which doors, which know no rows, speak of one


@dataclass(frozen=True)
class Asked:
    """One question, and what became of it. `version` is that of its check."""

    check_id: int
    version: int
    title: str
    words: str
    asked_at: datetime
    due_on: date
    waits: bool
    late: bool
    answer: str
    answered_at: datetime | None
    files_key: str
    files: tuple[File, ...]


def of_application(application: Application, now: datetime) -> tuple[Asked, ...]:
    """List every question that checks asked in a case: what waits first, then the newest."""
    queried = [row for row in application.checks if row.query_raised_by is not None]
    files = files_of(application) if queried else ()
    found = [asked for row in queried for asked in of_check(row, files, now)]
    newest = sorted(found, key=lambda each: each.asked_at, reverse=True)
    return tuple(sorted(newest, key=lambda each: not each.waits))


def of_check(row: Check, files: Iterable[File], now: datetime) -> tuple[Asked, ...]:
    """List the questions of one check, the newest first."""
    if row.query_raised_by is None:  # never queried, so there is nothing to look up
        return ()
    return tuple(asked(row, query, files, now) for query in reversed(row.queries))


def asked(row: Check, query: CheckQuery, files: Iterable[File], now: datetime) -> Asked:
    """Lay one question out."""
    waits = query is row.open_query
    return Asked(
        check_id=row.id,
        version=row.version,
        title=row.title,
        words=query.words,
        asked_at=query.asked_at,
        due_on=query.due_on,
        waits=waits,
        late=waits and query.due_on < london_day(now),
        answer=query.answer,
        answered_at=query.answered_at,
        files_key=query.files_key,
        files=tuple(file for file in files if file.domain == query.files_key),
    )


def find(application: Application, check_id: int, *, shown: int | None = None) -> Check:
    """Find a check about which the applicant was asked; to them no other exists.

    Raises NotFound, or StaleDataError when the version shown is an older one.
    """
    for row in application.checks:
        if row.id == check_id and row.query_raised_by is not None:
            return access.fresh(row, shown)
    raise NotFound("There is no such question")


def newest(row: Check, now: datetime) -> Asked:
    """Give the last question of a check."""
    found = of_check(row, files_of(row.application), now)
    if not found:
        raise NotFound("There is no such question")
    return found[0]


def reply(row: Check, raw: Any, *, actor: Actor, now: datetime) -> Movement:
    """Keep the applicant's answer, or raise what is wrong with it.

    Raises WrongState when the question is answered or settled already.
    """
    casework.lock(row)
    words = ANSWER.load(raw)["words"]
    if row.open_query is None:
        raise WrongState("This question is not open any more")
    key = row.open_query.files_key
    ids = [file.id for file in files_of(row.application) if file.domain == key]
    rests_on = {"documents": ids} if ids else {}
    return casework.fire(row, "reply", actor=actor, now=now, reason=words, evidence=rests_on)
