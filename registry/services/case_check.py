"""One check as staff record and settle it, beside what it rests on."""

from dataclasses import dataclass
from datetime import date, datetime

from registry.db import Json, db
from registry.errors import NotFound
from registry.models.case import Movement
from registry.models.check import Check
from registry.models.reference import Reference
from registry.models.user import User
from registry.sections.base import Page, Row, Section
from registry.services import (
    access,
    case_page,
    casework,
    check_reply,
    reference,
    statement,
    timeline,
)
from registry.services import check as checks
from registry.services.case_list import names_of
from registry.services.case_page import Head, Part
from registry.services.casework import OpenStep
from registry.services.evidence import File, files_of
from workflows.engine import Actor
from workflows.reference import State as ReferenceState

# Which answers of the applicant a check is read beside.
BESIDE = {
    "identity": ("personal",),
    "history": ("history", "role"),
    "qualification": ("qualification",),
    "registration": ("qualification",),
    "insolvency": ("personal", "fitness"),
    "director": ("personal", "fitness"),
    "trustee": ("personal", "fitness"),
    "criminal_record": ("role",),
    "conduct": ("fitness",),
    "employer_statement": ("role", "referee"),
    "referee": ("referee",),
    "declaration": ("fitness",),
}
# Whose statement a check is read beside.
STATED_BY = {
    "referee": ("referee",),
    "employer_statement": ("employer",),
    "criminal_record": ("employer",),
    "conduct": ("employer", "referee"),
    "history": ("employer",),
}
Item = Check  # the name by which doors, which know no rows, speak of one


@dataclass(frozen=True)
class Stated:
    """A statement that somebody gave, in words."""

    id: int
    title: str
    label: str
    answered_at: datetime | None
    rows: tuple[Row, ...]
    in_confidence: tuple[Row, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """What is recorded of a check so far."""

    source: str
    looked_on: date | None
    valid_to: date | None
    note: str
    recorder: str
    files: tuple[File, ...]


@dataclass(frozen=True)
class CheckPage:
    """Everything that the page of one check shows."""

    id: int
    version: int
    head: Head
    item: str
    title: str
    where: str
    guidance: str
    part_one: bool
    state: str
    label: str
    kept: Kept
    section: Section
    page: Page
    choices: dict[str, list[tuple[str, str]]]
    parts: tuple[Part, ...]
    statements: tuple[Stated, ...]
    may_record: bool
    queries: tuple[check_reply.Asked, ...]
    steps: tuple[OpenStep, ...]
    history: tuple[timeline.Entry, ...]

    def step(self, trigger: str) -> OpenStep | None:
        """Give a step of this name when it is open to the reader."""
        return next((step for step in self.steps if step.trigger == trigger), None)

    def takes(self, trigger: str) -> bool:
        """Say whether the reader may take this step now."""
        return self.step(trigger) is not None or (
            self.may_record and trigger in case_page.RECORDING
        )


def application_of(check_id: int) -> int:
    """Give the id of the case that a check belongs to."""
    row = db.session.get(Check, check_id)
    return row.application_id if row is not None else 0


def find(check_id: int, user: User, *, shown: int | None = None) -> Check:
    """Find a check of a case that staff may see. Raises as `case_page.find` does."""
    row = db.session.get(Check, check_id)
    if row is None:
        raise NotFound("There is no such check")
    case_page.find(row.application_id, user)
    return access.fresh(row, shown)


def check_page(row: Check, user: User, now: datetime) -> CheckPage:
    """Lay one check out for somebody who works on the case."""
    application = row.application
    files = files_of(application)
    steps = casework.open_to(row, case_page.child_actor(user, application), now)
    section = checks.section_for(row)
    moves = moves_of(row)
    return CheckPage(
        id=row.id,
        version=row.version,
        head=case_page.brief_head(application, now),
        item=row.item,
        title=row.title,
        where=row.about.source,
        guidance=row.about.guidance,
        part_one=row.about.part_one,
        state=row.state,
        label=row.label,
        kept=kept(row, moves, files),
        section=section,
        page=asked_on(section, bool(files)),
        choices={"documents": [(str(file.id), file.name) for file in files]},
        parts=tuple(case_page.parts_of(application, files, BESIDE.get(row.item, ()))),
        statements=tuple(
            stated(each)
            for each in reference.of_application(application)
            if each.kind in STATED_BY.get(row.item, ()) and each.state != ReferenceState.REPLACED
        ),
        may_record=any(step.trigger in case_page.RECORDING for step in steps),
        queries=check_reply.of_check(row, files, now),
        steps=tuple(step for step in steps if step.trigger not in case_page.RECORDING),
        history=timeline.entries(
            moves, {("check", row.id): row.title}, names_of(timeline.people_in(moves))
        ),
    )


def asked_on(section: Section, has_files: bool) -> Page:
    """Give what the page asks: files are only asked for where there are some to choose."""
    names = [name for name in section.fields if has_files or name != "evidence"]
    return Page(section.key, section.title, tuple(names))


def kept(row: Check, moves: list[Movement], files: tuple[File, ...]) -> Kept:
    """Give what is recorded, with the files that the last record rests on."""
    names = names_of({row.recorded_by} if row.recorded_by else set())
    by = names.get(row.recorded_by or 0, "")
    recorded = (move for move in moves if move.trigger in case_page.RECORDING)
    last = next(recorded, None)
    ids = last.evidence.get("documents", []) if last else []
    rests_on = tuple(file for file in files if file.id in ids)
    return Kept(row.source, row.looked_on, row.valid_to, row.note, by, rests_on)


def moves_of(row: Check) -> list[Movement]:
    """List the steps of this check, the newest first."""
    return [
        move
        for move in timeline.movements_of(row.application)
        if move.workflow == "check" and move.case_id == row.id
    ]


def stated(row: Reference) -> Stated:
    """Put a statement into words, with what to know of whoever gave it."""
    line = case_page.statement_line(row)
    return Stated(
        id=row.id,
        title=row.title,
        label=line.label,
        answered_at=row.answered_at,
        rows=tuple(statement.open_rows(row)),
        in_confidence=tuple(statement.confidential_rows(row)),
        warnings=statement.warnings(row),
    )


def record(row: Check, raw: Json, user: User, now: datetime) -> str:
    """Keep the outcome, and say in words what became of the check."""
    checks.record(row, raw, actor=actor(row, user), now=now)
    return f"{row.title}: {row.label.lower()}."


def settle(row: Check, trigger: str, reason: str, user: User, now: datetime) -> str:
    """Take a step of a check, and say in words what became of it."""
    checks.settle(row, trigger, reason, actor=actor(row, user), now=now)
    return f"{row.title}: {row.label.lower()}."


def actor(row: Check, user: User) -> Actor:
    return access.actor_for(user, row)


def form_of(row: Check) -> Section:
    """Give the questions that record this check."""
    return checks.section_for(row)
