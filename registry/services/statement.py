"""What a request for a statement shows: to whoever is asked, and to the staff who weigh it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from registry.db import db
from registry.models.case import Movement
from registry.models.reference import Reference
from registry.models.user import User
from registry.sections.base import Row
from registry.sections.reference_answer import CONFIDENTIAL
from registry.services import reference as references
from workflows import calendar


@dataclass(frozen=True)
class Claim:
    """The post that an applicant claims, as far as somebody who is asked may know it."""

    post: str = ""
    organisation: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Request:
    """Who asks whom for what, by when: nothing of the case but this."""

    id: int
    version: int
    kind: str
    state: str
    waiting: bool
    name: str
    person: str
    claim: Claim
    asked_on: date
    due_on: date
    answered_at: datetime | None
    moved_at: datetime

    @property
    def what(self) -> str:
        return "statement" if self.kind == "employer" else "reference"


def shown(row: Reference) -> Request:
    """Give what a page may show of a request."""
    days = row.policy.reference_working_days
    return Request(
        id=row.id,
        version=row.version,
        kind=row.kind,
        state=row.state,
        waiting=references.is_waiting(row),
        name=row.name,
        person=row.application.person.register_name or row.application.person.legal_name,
        claim=claimed(row.application.answers, row.application.organisation_name),
        asked_on=row.requested_on,
        due_on=calendar.add_working_days(row.requested_on, days),
        answered_at=row.answered_at,
        moved_at=row.moved_at,
    )


def claimed(answers: Mapping[str, Mapping[str, Any]], organisation: str) -> Claim:
    """Give the post held now, or the last one of the history for somebody between posts."""
    role = answers.get("role", {})
    if role.get("post_status") == "in_post":
        return Claim(role.get("post_title", ""), organisation, day(role.get("started")))
    posts = answers.get("history", {}).get("employment") or [{}]
    last = max(posts, key=lambda each: (bool(each.get("current")), each.get("ended") or ""))
    since, until = day(last.get("started")), day(last.get("ended"))
    return Claim(last.get("post", ""), last.get("employer", ""), since, until)


def day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None


def rows_of(row: Reference) -> list[Row]:
    """Put a statement that was given into words: all of it, for whoever gave it."""
    return list(references.section_for(row).rows(row.answer)) if row.answer else []


def open_rows(row: Reference) -> list[Row]:
    """Give so much of a statement as an applicant may be shown."""
    return [each for each in rows_of(row) if each.name not in CONFIDENTIAL]


def confidential_rows(row: Reference) -> list[Row]:
    """Give what was said in confidence: for the staff who weigh it, and for nobody else."""
    return [each for each in rows_of(row) if each.name in CONFIDENTIAL]


def told_of_confidence(row: Reference) -> str:
    """Say what the applicant hears of words given in confidence: what they are about.

    Nothing while nothing was given, or where a law forbids telling (scheme rules 3.2).
    """
    said = row.answer or {}
    if not said.get("confidential") or said.get("confidential_law"):
        return ""
    return str(said.get("confidential_about", ""))


def draft_rows(row: Reference, by: str, now: datetime) -> list[Row]:
    """Put what somebody is about to send into words; nothing while an answer is missing."""
    section, kept = references.section_for(row), references.draft_of(row, by)
    if not kept or section.validate(kept, at=row.application.moment(now)):
        return []
    return list(section.rows(kept))


def warnings(row: Reference) -> tuple[str, ...]:
    """Say what a caseworker must know of who answered before resting on the answer."""
    said = row.answer or {}
    found = (
        (said.get("reports_to_them"), "Whoever answered reports to the applicant"),
        (said.get("connected"), "Whoever answered is related or shares a financial interest"),
        (row.answer and is_the_referee(row), "Whoever answered is also the applicant's referee"),
        (row.answer and reported(row), "The applicant says that this referee reported to them"),
    )
    return tuple(words for holds, words in found if holds)


def is_the_referee(row: Reference) -> bool:
    """Say whether the applicant's referee is the one who spoke for the organisation."""
    named = row.application.answers.get("referee", {})
    return row.kind == "employer" and str(named.get("email", "")).lower() == answered_by(row)


def answered_by(row: Reference) -> str:
    """Give the address of whoever answered: of the account signed in, else the one we wrote to."""
    signed_in = db.session.scalar(
        select(User.email)
        .join(Movement, Movement.actor_id == User.id)
        .where(
            Movement.workflow == row.WORKFLOW.name,
            Movement.case_id == row.id,
            Movement.trigger == "answer",
        )
    )
    return signed_in or row.email


def reported(row: Reference) -> bool:
    named = row.application.answers.get("referee", {})
    return row.kind == "referee" and named.get("relationship") == "reported_to_me"
