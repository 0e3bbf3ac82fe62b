"""An attestation as its registrant works on it: the list of sections, and one page of questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as fact
from datetime import date, datetime
from typing import Any

from registry.clock import london_day
from registry.db import Json
from registry.errors import NotFound
from registry.models.attestation import Attestation
from registry.models.case import Movement
from registry.models.user import User
from registry.sections.attestation import FORM
from registry.sections.base import Moment, Page, Row, Section
from registry.services import absence, access, attestation, draft, duty, registration
from registry.services.draft import Answered, Task
from workflows.attestation import State
from workflows.engine import WrongState

Own = Attestation  # the name by which doors, which know no rows, speak of one
CLOSED = "The time in which this could be sent is over, so nothing was changed"


@dataclass(frozen=True)
class Part(Task):
    """One section of an attestation. Only the verdict says “complete”, so a part never does."""

    @property
    def label(self) -> str:
        return "Answered" if self.status == "complete" else super().label


@dataclass(frozen=True)
class TaskList:
    """How far an attestation is, by when it is due, and what follows from doing nothing."""

    id: int
    year: int
    is_open: bool
    opens_on: date
    by: date
    if_nothing: str
    lapsed: bool
    tasks: tuple[Part, ...]

    @property
    def answered(self) -> int:
        return sum(task.status == "complete" for task in self.tasks)

    @property
    def wanting(self) -> tuple[Part, ...]:
        return tuple(task for task in self.tasks if task.status != "complete")


@dataclass(frozen=True)
class QuestionPage:
    """One page of questions with what is kept of it."""

    section: Section
    page: Page
    steps: tuple[Page, ...]
    values: Json
    version: int
    saved_at: datetime | None
    kept_rows: tuple[Row, ...]
    is_start: bool = False
    choices: Mapping[str, Any] = fact(default_factory=dict)


@dataclass(frozen=True)
class Declared:
    """An attestation that was sent, in words."""

    id: int
    year: int
    declared_at: datetime | None
    sections: tuple[Answered, ...]


def owed_by(user: User, now: datetime) -> Attestation:
    """Find the attestation that a person owes now or next.

    Raises NotFound for whoever owes none: never registered, or no longer.
    """
    standing = registration.of_user(user)
    row = attestation.owed_by(standing) if standing is not None else None
    if standing is None or row is None or not duty.may_send(standing, now):
        raise NotFound("You owe no attestation")
    return row


def writable(user: User, now: datetime) -> Attestation:
    """Find the attestation that a person can answer and send now. Raises WrongState."""
    try:
        row = owed_by(user, now)
    except NotFound:
        if registration.of_user(user) is None:
            raise
        raise WrongState(CLOSED) from None
    if row.state != State.OPEN:
        raise WrongState("Your attestation is sent, and the next one is not open yet")
    return row


def task_list(row: Attestation, now: datetime) -> TaskList:
    """Say what is answered and what is not, by when, and what follows from doing nothing."""
    standing, at = row.registration, moment(now)
    known = (duty.quick_until(standing), absence.due_after(standing, row, now), standing.late_until)
    by = next((day for day in known if day is not None), row.due_on)
    return TaskList(
        id=row.id,
        year=row.of_year,
        is_open=is_open(row),
        opens_on=row.opens_on(),
        by=by,
        if_nothing=duty.if_nothing(standing, by, now),
        lapsed=not standing.on_register,
        tasks=tuple(
            Part(each.key, each.title, each.summary, draft.status_of(each, values, at))
            for each in FORM
            for values in [row.answers.get(each.key, {})]
        ),
    )


def is_open(row: Attestation) -> bool:
    return row.state == State.OPEN


def moment(now: datetime) -> Moment:
    return Moment(today=london_day(now))


def question_page(row: Attestation, key: str, page_key: str) -> QuestionPage:
    """Give one page of questions. Raises NotFound."""
    section = attestation.section_of(key)
    page = draft.page_of(section, page_key)
    kept = attestation.answer_row(row, key)
    values = kept.values if kept else attestation.starting_values(row, key)
    rows = section.rows(kept.values) if kept else ()
    return QuestionPage(
        section=section,
        page=page,
        steps=section.steps(values),
        values=values,
        version=kept.version if kept else 0,
        saved_at=kept.saved_at if kept else None,
        kept_rows=tuple(each for each in rows if each.name in page.names),
        is_start=kept is None and bool(values),
    )


def first_open(row: Attestation, key: str, now: datetime) -> Page:
    """Give the first page of a section that is not complete, else its first."""
    section = attestation.section_of(key)
    values = row.answers.get(key, {})
    return draft.open_page(section, values, moment(now)) or section.steps(values)[0]


def still_open(row: Attestation, key: str, now: datetime) -> Page | None:
    """Give the first page of a section that still needs an answer, if there is one."""
    section = attestation.section_of(key)
    return draft.open_page(section, row.answers.get(key, {}), moment(now))


def page_asking(row: Attestation, key: str, name: str, now: datetime) -> Page:
    """Give the page that asks one question. Raises NotFound."""
    section = attestation.section_of(key)
    if name not in section.fields:
        raise NotFound("There is no such question")
    steps = section.steps(row.answers.get(key, {}))
    asking = next((page for page in steps if name in page.names), None)
    return asking or first_open(row, key, now)


def next_page(row: Attestation, key: str, page: Page) -> Page | None:
    """Give the page that follows in this section, given the answers now kept."""
    steps = attestation.section_of(key).steps(row.answers.get(key, {}))
    after = steps.index(page) + 1 if page in steps else 0
    return steps[after] if after < len(steps) else None


def answered(row: Attestation, now: datetime) -> tuple[Answered, ...]:
    """Put every section into words."""
    at = moment(now)
    return tuple(
        Answered(
            each.key,
            each.title,
            tuple(each.rows(row.answers.get(each.key, {}))),
            complete=not each.validate(row.answers.get(each.key, {}), at=at),
        )
        for each in FORM
    )


def declared(attestation_id: int, user: User, now: datetime) -> Declared:
    """Give an attestation that a person has sent, for that person alone. Raises NotFound."""
    row = attestation.find(attestation_id, user)
    if row.declared_at is None:
        raise NotFound("There is no such attestation")
    return Declared(row.id, row.of_year, row.declared_at, answered(row, now))


def send(user: User, raw: Any, *, shown: int | None, now: datetime) -> Movement:
    """Send what a person owes, with the declaration that they have just made."""
    row = writable(user, now)
    actor = access.actor_for(user, row)
    return attestation.declare(row, raw, actor=actor, now=now, shown=shown)
