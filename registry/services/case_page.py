"""A case as staff work on it: answers with their evidence, checks, statements, findings, steps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from registry.clock import london_day
from registry.db import db
from registry.errors import NotFound
from registry.models.application import Application, Finding
from registry.models.check import Check
from registry.models.reference import Reference
from registry.models.registration import Registration
from registry.models.user import User
from registry.sections.base import Row, Section
from registry.sections.finding import OUTCOMES
from registry.sections.route import CATEGORIES
from registry.services import (
    access,
    assessment,
    casework,
    check_reply,
    draft,
    notice,
    reference,
    summary,
    timeline,
)
from registry.services import application as applications
from registry.services.case_list import NEXT, ROUTES, Clock, clock_of, names_of
from registry.services.casework import OpenStep
from registry.services.evidence import File, evidence_names, files_of
from workflows.application import WORKFLOW, State
from workflows.engine import Actor
from workflows.reference import State as ReferenceState
from workflows.roles import LABELS, STAFF, Role

RECORDING = frozenset({"clear", "query", "leave_out"})
DECIDING = ("approve", "refuse", "propose_refusal", "return_to_assessment")
Case = Application  # the name by which doors, which know no rows, speak of one


@dataclass(frozen=True)
class Head:
    """What stands above every page of a case."""

    id: int
    version: int
    reference: str
    name: str
    state: str
    label: str
    waiting_on: str
    due_on: date | None
    clock: Clock | None
    caseworker: str
    assessor: str
    submitted_on: date
    route: str
    category: str
    organisation: str


@dataclass(frozen=True)
class Part:
    """One section of the application in words, with the files that it names."""

    key: str
    title: str
    rows: tuple[Row, ...]
    files: tuple[File, ...]


@dataclass(frozen=True)
class CheckLine:
    """One check in the list of checks."""

    id: int
    item: str
    title: str
    state: str
    label: str
    source: str
    looked_on: date | None
    valid_to: date | None
    note: str
    recorder: str
    may_record: bool
    queries: tuple[check_reply.Asked, ...]
    steps: tuple[OpenStep, ...]


@dataclass(frozen=True)
class StatementLine:
    """One statement that was asked for, or is still to be asked for."""

    id: int
    kind: str
    title: str
    state: str
    label: str
    asked_at: datetime | None
    answered_at: datetime | None
    waits_for_us: bool


@dataclass(frozen=True)
class FindingLine:
    """What was found against one standard."""

    domain: str
    title: str
    outcome: str = ""
    label: str = "No finding yet"
    reason: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Exchange:
    """A question to the applicant, and the answer."""

    words: str
    by: str
    asked_at: datetime
    due_on: date
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True)
class Elsewhere:
    """A step that is open, but to somebody else."""

    label: str
    who: str


@dataclass(frozen=True)
class CasePage:
    """Everything that the page of a case shows."""

    head: Head
    parts: tuple[Part, ...]
    files: tuple[File, ...]
    checks: tuple[CheckLine, ...]
    statements: tuple[StatementLine, ...]
    findings: tuple[FindingLine, ...]
    may_find: bool
    exchanges: tuple[Exchange, ...]
    said: tuple[timeline.Said, ...]
    steps: tuple[OpenStep, ...]
    elsewhere: tuple[Elsewhere, ...]
    history: tuple[timeline.Entry, ...]
    registration_id: int | None
    recommendation: str
    undelivered: tuple[str, ...]

    def step(self, trigger: str) -> OpenStep | None:
        """Give a step of this name when it is open to the reader."""
        return next((step for step in self.steps if step.trigger == trigger), None)

    @property
    def to_decide(self) -> tuple[OpenStep, ...]:
        """Give the steps by which the reader decides, first what was recommended."""
        refusing = self.recommendation == "refusal"
        order = ("refuse", "propose_refusal", "approve") if refusing else DECIDING
        found = [step for step in self.steps if step.trigger in DECIDING]
        places = [*order, *DECIDING]
        return tuple(sorted(found, key=lambda step: places.index(step.trigger)))

    @property
    def other_steps(self) -> tuple[OpenStep, ...]:
        return tuple(step for step in self.steps if step.trigger not in DECIDING)

    @property
    def settled(self) -> int:
        """Count the checks that wait for nobody."""
        return sum(line.state not in ("open", "query", "stale") for line in self.checks)


def find(application_id: int, user: User, *, shown: int | None = None) -> Application:
    """Find a case for staff: what was never submitted, or is their own, does not exist here."""
    row = access.find_application(application_id, user)
    if row.user_id == user.id or row.submitted_at is None:
        raise NotFound("There is no such case")
    return access.fresh(row, shown)


def case_page(application: Application, user: User, now: datetime) -> CasePage:
    """Lay a case out for somebody who works on it."""
    moves = timeline.movements_of(application)
    statements = reference.of_application(application)
    names = names_of(timeline.people_in(moves) | people_of(application))
    files = files_of(application)
    steps = steps_for(application, user, now)
    mine = child_actor(user, application)
    return CasePage(
        head=head(application, names, now),
        parts=tuple(parts_of(application, files)),
        files=files,
        checks=tuple(check_line(row, mine, names, files, now) for row in application.checks),
        statements=tuple(statement_line(row) for row in statements),
        findings=tuple(findings_of(application, names)),
        may_find=may_find(application, user),
        exchanges=tuple(exchanges_of(application, names)),
        said=tuple(timeline.said_in(moves, names)),
        steps=steps,
        elsewhere=elsewhere(application, {step.trigger for step in steps}, names),
        history=timeline.entries(moves, titles_of(application, statements), names),
        registration_id=registration_of(application),
        recommendation=application.recommendation,
        undelivered=notice.undelivered(application.id),
    )


def steps_for(application: Application, user: User, now: datetime) -> tuple[OpenStep, ...]:
    """List what the reader may do: first what nothing hinders and takes the case on, last dangers.

    What somebody has taken already is nothing to take, so it is left out.
    """
    taken = takers(application)
    listed = casework.open_to(application, access.actor_for(user, application), now)
    steps = [step for step in listed if taken.get(step.trigger) is None]
    return tuple(sorted(steps, key=lambda s: (s.danger, bool(s.unmet), s.trigger == "ask")))


def takers(application: Application) -> dict[str, int | None]:
    """Give who has taken what there is to take in a case."""
    return {"take": application.caseworker_id, "take_assessment": application.assessor_id}


def child_actor(user: User, application: Application) -> Actor:
    """Say what a member of staff, whom nothing bars, is towards the checks and statements."""
    return Actor(user.id, access.staff_roles(user, application, must_be_assigned=True))


def people_of(application: Application) -> set[int]:
    """Give the ids of everybody whom the page of a case names."""
    asked = {question.asked_by for question in application.questions}
    recorded = {check.recorded_by for check in application.checks}
    found = {finding.assessor_id for finding in application.findings}
    several = asked | recorded | found | {application.caseworker_id, application.assessor_id}
    return {user_id for user_id in several if user_id is not None}


def head(application: Application, names: Mapping[int, str], now: datetime) -> Head:
    """Say who this is, where the case is, who must act next and by when."""
    who, due_on = summary.turn(application, now)
    submitted_on = london_day(application.submitted_at or now)
    person = application.person
    version = application.policy_version
    return Head(
        id=application.id,
        version=application.version,
        reference=application.reference,
        name=person.register_name or person.legal_name,
        state=application.state,
        label=application.label,
        waiting_on=NEXT[who],
        due_on=due_on,
        clock=clock_of(who, due_on, submitted_on, version, london_day(now)),
        caseworker=names.get(application.caseworker_id or 0, ""),
        assessor=names.get(application.assessor_id or 0, ""),
        submitted_on=submitted_on,
        route=ROUTES.get(application.route, ""),
        category={each.value: each.label for each in CATEGORIES}.get(application.category, ""),
        organisation=application.organisation_name,
    )


def brief_head(application: Application, now: datetime) -> Head:
    """Give the head of a page that is about one thing of a case."""
    ids = {i for i in (application.caseworker_id, application.assessor_id) if i is not None}
    return head(application, names_of(ids), now)


def parts_of(
    application: Application, files: tuple[File, ...], keys: tuple[str, ...] | None = None
) -> Iterator[Part]:
    """Put sections of the application into words, with the files that they name."""
    for section in applications.form_of(application):
        if keys is None or section.key in keys:
            yield part(application, section, files)


def part(application: Application, section: Section, files: tuple[File, ...]) -> Part:
    """Put one section into words; files are given as files, not as their names."""
    values = application.answers.get(section.key, {})
    apart = evidence_names(section)
    named = {str(i) for name in apart for i in values.get(name) or ()}
    rows = section.rows(values, draft.names_for(application, section, files))
    return Part(
        section.key,
        section.title,
        tuple(row for row in rows if row.name not in apart),
        tuple(file for file in files if str(file.id) in named),
    )


def check_line(
    row: Check, actor: Actor, names: Mapping[int, str], files: tuple[File, ...], now: datetime
) -> CheckLine:
    """Lay out one check, with what the reader may do about it."""
    steps = casework.open_to(row, actor, now)
    return CheckLine(
        id=row.id,
        item=row.item,
        title=row.title,
        state=row.state,
        label=row.label,
        source=row.source,
        looked_on=row.looked_on,
        valid_to=row.valid_to,
        note=row.note,
        recorder=names.get(row.recorded_by or 0, ""),
        may_record=any(step.trigger in RECORDING for step in steps),
        queries=check_reply.of_check(row, files, now),
        steps=tuple(step for step in steps if step.trigger not in RECORDING),
    )


def statement_line(row: Reference) -> StatementLine:
    """Lay out one statement; what was never sent is not yet requested of anybody."""
    unsent = row.asked_at is None and row.state == ReferenceState.REQUESTED
    return StatementLine(
        id=row.id,
        kind=row.kind,
        title=row.title,
        state="not_started" if unsent else row.state,
        label="Not sent yet" if unsent else row.label,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        waits_for_us=unsent or row.state in (ReferenceState.OVERDUE, ReferenceState.DECLINED),
    )


def findings_of(application: Application, names: Mapping[int, str]) -> Iterator[FindingLine]:
    """Give the finding that counts for each standard, also where there is none yet."""
    current = assessment.current(application)
    for domain in assessment.domains_of(application):
        found: Finding | None = current.get(domain.key)
        if found is None:
            yield FindingLine(domain.key, domain.title)
        else:
            label = next(each.label for each in OUTCOMES if each.value == found.outcome)
            by = names.get(found.assessor_id, "")
            yield FindingLine(
                domain.key, domain.title, found.outcome, label, found.reason, by, found.at
            )


def may_find(application: Application, user: User) -> bool:
    """Say whether the reader records findings: the assessor of the case, while it is assessed."""
    return application.state == State.ASSESSMENT and application.assessor_id == user.id


def exchanges_of(application: Application, names: Mapping[int, str]) -> Iterator[Exchange]:
    """Give each question to the applicant with its answer, the newest first."""
    for row in reversed(application.questions):
        by = names.get(row.asked_by or 0, "")
        yield Exchange(row.words, by, row.asked_at, row.due_on, row.answer, row.answered_at)


def elsewhere(
    application: Application, mine: set[str], names: Mapping[int, str]
) -> tuple[Elsewhere, ...]:
    """Name the steps that staff may take from here, but not the reader, and who may."""
    idle = {"stand_aside", *(trigger for trigger, who in takers(application).items() if who)}
    found: dict[str, Elsewhere] = {}
    for step in WORKFLOW.steps_from(application.state):
        roles = [role for role in step.by if role in STAFF]
        if roles and step.trigger not in mine and step.trigger not in idle:
            who = " or ".join(holder(application, role, names) for role in roles)
            found[step.trigger] = Elsewhere(step.label, who)
    return tuple(found.values())


def holder(application: Application, role: Role, names: Mapping[int, str]) -> str:
    """Name who holds a role in this case, or the role itself while nobody does."""
    held = {Role.CASEWORKER: application.caseworker_id, Role.ASSESSOR: application.assessor_id}
    label = LABELS[role].lower()
    return names.get(held.get(role) or 0, f"{'an' if label[0] in 'aeiou' else 'a'} {label}")


def titles_of(application: Application, statements: list[Reference]) -> dict[tuple[str, int], str]:
    """Name checks and statements for the timeline."""
    checks = {("check", row.id): row.title for row in application.checks}
    return {**checks, **{("reference", row.id): row.title for row in statements}}


def registration_of(application: Application) -> int | None:
    """Find the registration that this case led to."""
    if application.state != State.REGISTERED:
        return None
    return db.session.scalar(select(Registration.id).filter_by(application_id=application.id))
