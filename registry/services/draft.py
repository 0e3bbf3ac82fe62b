"""A draft as its applicant works on it: the list of sections, and one page of questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as fact
from datetime import date, datetime
from typing import Any

from marshmallow import ValidationError
from sqlalchemy.orm.exc import StaleDataError

from registry.db import Json
from registry.errors import NotFound
from registry.models.application import Application, ApplicationAnswer
from registry.models.user import User
from registry.sections.base import Page, RepeatedGroup, Row, Section, Text, is_blank
from registry.sections.kinds import cleaned
from registry.services import access, casework, registration
from registry.services import application as applications
from registry.services.evidence import File, evidence_names, files_of
from workflows.application import OPEN, State
from workflows.engine import SYSTEM, Case, Reason, WrongState

LABELS = {
    "not_started": "Not started",
    "in_progress": "In progress",
    "needs_attention": "Needs attention",
    "complete": "Complete",
}
DECLARATION = "declaration"  # made when submitting, so it never stands in the way of it
Names = dict[str, dict[str, str]]
Own = Application  # the name by which doors, which know no rows, speak of one


@dataclass(frozen=True)
class Beginning:
    """Where somebody stands who wants to apply."""

    open_application: int | None
    registered: bool
    rules_accepted: bool


@dataclass(frozen=True)
class Task:
    """One section of the task list."""

    key: str
    title: str
    hint: str
    status: str

    @property
    def label(self) -> str:
        return LABELS[self.status]


@dataclass(frozen=True)
class TaskList:
    """All that an applicant still has to do, and until when."""

    id: int
    reference: str
    groups: tuple[tuple[str, tuple[Task, ...]], ...]
    ends_on: date | None
    kept_days: int
    in_the_way: tuple[Reason, ...]

    @property
    def tasks(self) -> tuple[Task, ...]:
        return tuple(task for _, tasks in self.groups for task in tasks)

    @property
    def complete(self) -> int:
        return sum(task.status == "complete" for task in self.tasks)


@dataclass(frozen=True)
class QuestionPage:
    """One page of questions with what is kept of it."""

    application_id: int
    section: Section
    page: Page
    steps: tuple[Page, ...]
    values: Json
    version: int
    saved_at: datetime | None
    files: tuple[File, ...] = ()
    choices: Mapping[str, Any] = fact(default_factory=dict)
    names: Names = fact(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def place(self) -> int:
        """Say the how-manieth page of the section this is."""
        return self.steps.index(self.page) + 1

    @property
    def takes_files(self) -> bool:
        return bool(evidence_names(self.section, self.page))

    @property
    def kept_rows(self) -> list[Row]:
        """Put what is kept of this page into words."""
        rows = self.section.rows(self.values, self.names)
        return [row for row in rows if row.name.partition(".")[0] in self.page.names]


@dataclass(frozen=True)
class Answered:
    """One section in words, to be checked before submitting or printed afterwards."""

    key: str
    title: str
    rows: tuple[Row, ...]
    complete: bool


def beginning(user: User, now: datetime) -> Beginning:
    """Say whether somebody may begin, or has begun, or is on the register already."""
    last = access.find_own_application(user)
    rules = applications.rules_in_force(now).version
    standing = registration.of_user(user)
    return Beginning(
        open_application=last.id if last is not None and last.state in OPEN else None,
        registered=standing is not None and standing.on_register,
        rules_accepted=applications.accepted_rules(user) >= rules,
    )


def begin(user: User, rules_shown: int | None, now: datetime) -> Application:
    """Record that a person accepts the rules that they were shown, and open their application.

    Raises StaleDataError when other rules are in force by now.
    """
    if rules_shown != applications.rules_in_force(now).version:
        raise StaleDataError("A new version of the rules is in force since this page was made")
    applications.accept_rules(user, rules_shown, now)
    return applications.start(user, now)


def task_list(application: Application, user: User, now: datetime) -> TaskList:
    """Say what is done and what is not, and what stands in the way of submitting."""
    actor = access.actor_for(user, application)
    steps = {step.trigger: step for step in casework.open_to(application, actor, now)}
    unmet = steps["submit"].unmet if "submit" in steps else ()
    at = application.moment(now)
    answers = application.answers
    form = applications.form_of(application)
    groups = tuple(
        (title, tuple(task_of(section, answers.get(section.key, {}), at) for section in sections))
        for title, sections in form.groups()
    )
    return TaskList(
        id=application.id,
        reference=application.reference,
        groups=groups,
        ends_on=ends_on(application, now),
        kept_days=application.policy.draft_kept_days,
        in_the_way=tuple(reason for reason in unmet if reason.place != DECLARATION),
    )


def task_of(section: Section, answers: Mapping[str, Any], at: Any) -> Task:
    """Say how far one section is."""
    return Task(section.key, section.title, section.summary, status_of(section, answers, at))


def status_of(section: Section, answers: Mapping[str, Any], at: Any) -> str:
    """Give a section's status: a wrong answer needs attention, a missing one is only not done."""
    wrong = section.validate(answers, at=at)
    if not wrong:
        return "complete"
    if section.blank(answers):
        return "not_started"
    answered = all(not is_blank(answers.get(name)) for name in wrong)
    return "needs_attention" if answered else "in_progress"


def ends_on(application: Application, now: datetime) -> date | None:
    """Give the last day of a draft that nobody touches any more."""
    case = Case(application.state, application.facts(now), SYSTEM, now, application.policy)
    dated = application.WORKFLOW.deadlines_in(case)
    return next((due for deadline, due in dated if not deadline.reminder), None)


def question_page(application: Application, key: str, page_key: str, now: datetime) -> QuestionPage:
    """Give one page of questions. Raises NotFound, and WrongState when nothing can be changed."""
    refuse_unless_draft(application)
    section = applications.section_of(application, key)
    page = page_of(section, page_key)
    row = applications.answer_row(application, key)
    values = row.values if row else {}
    files = files_of(application) if evidence_names(section, page) else ()
    choices: dict[str, Any] = {"documents": [(str(file.id), file.name) for file in files]}
    if "organisation" in page.names:
        choices["organisation"] = applications.organisations()
    return QuestionPage(
        application_id=application.id,
        section=section,
        page=page,
        steps=section.steps(values),
        values=values,
        version=row.version if row else 0,
        saved_at=row.saved_at if row else None,
        files=files,
        choices=choices,
        names=names_for(application, section, files),
        notes=notes_of(section, page, values, application.moment(now)),
    )


def refuse_unless_draft(application: Application) -> None:
    if application.state != State.DRAFT:
        raise WrongState("The application is no longer a draft, so its answers stand as they are")


def page_of(section: Section, key: str) -> Page:
    try:
        return section.step(key)
    except KeyError:
        raise NotFound("There is no such page") from None


def notes_of(section: Section, page: Page, values: Json, at: Any) -> tuple[str, ...]:
    """Say what a repeated group still lacks, which nobody could know before the other pages."""
    wrong = section.validate(values, at=at)
    groups = (name for name in page.names if isinstance(section.asked(name), RepeatedGroup))
    found = (wrong.get(name) for name in groups if not section.asked(name).required)
    return tuple(str(text) for texts in found if isinstance(texts, list) for text in texts)


def first_open(application: Application, key: str, now: datetime) -> Page:
    """Give the first page of a section that is not complete, else its first."""
    refuse_unless_draft(application)
    section = applications.section_of(application, key)
    values = application.answers.get(key, {})
    return open_page(section, values, application.moment(now)) or section.steps(values)[0]


def page_asking(application: Application, key: str, name: str, now: datetime) -> Page:
    """Give the page that asks one question, or where the section begins for what is not asked."""
    section = applications.section_of(application, key)
    steps = section.steps(application.answers.get(key, {}))
    asking = next((page for page in steps if name in page.names), None)
    return asking or first_open(application, key, now)


def open_page(section: Section, values: Mapping[str, Any], at: Any) -> Page | None:
    """Give the first page on which something is missing or wrong."""
    wrong = section.validate(values, at=at)
    steps = section.steps(values)
    return next((page for page in steps if any(name in wrong for name in page.names)), None)


def next_page(row: ApplicationAnswer, section: Section, page: Page) -> Page | None:
    """Give the page that follows in this section, given the answers now kept."""
    steps = section.steps(row.values)
    after = steps.index(page) + 1 if page in steps else 0
    return steps[after] if after < len(steps) else None


def still_open(application: Application, key: str, now: datetime) -> Page | None:
    """Give the first page of a section that still needs an answer, if there is one."""
    section = applications.section_of(application, key)
    return open_page(section, application.answers.get(key, {}), application.moment(now))


def keep_unfinished(
    application: Application,
    key: str,
    raw: Any,
    *,
    page: Page,
    now: datetime,
    shown: int | None = None,
    email: str = "",
) -> ApplicationAnswer:
    """Keep a page as far as it was answered, for somebody who comes back to it.

    Raises ValidationError for what cannot be kept as it was typed, and as `save_section` does.
    """
    casework.lock(application)
    refuse_unless_draft(application)
    section = applications.section_of(application, key)
    row = applications.answer_row(application, key)
    if shown is not None and shown != (row.version if row else 0):
        raise StaleDataError("This section was saved in another window since this page was made")
    kept = row.values if row else {}
    whole = {name: value for name, value in kept.items() if name not in page.names}
    whole.update((name, raw[name]) for name in page.names if name in raw)
    values = unfinished(section, page, whole, applications.moment_of(application, now, email))
    return applications.keep(application, key, values, row, now)


def unfinished(section: Section, page: Page, whole: Json, at: Any) -> Json:
    """Read what can be read; a text that is still too short is kept as it stands."""
    try:
        answers = section.load(whole, at=at, partial=True)
    except ValidationError as wrong:
        messages = wrong.messages_dict
        started = {name: text for name in messages if (text := begun(section, whole, name))}
        here = {n: messages[n] for n in page.names if n in messages and n not in started}
        if here:
            raise ValidationError(here) from wrong
        other = {n: whole[n] for n in messages if n not in page.names and n in whole}
        return {**section.dump(wrong.valid_data), **other, **started}
    return dict(section.dump(answers))


def begun(section: Section, whole: Json, name: str) -> str:
    """Give a long text that was begun and has too few words so far."""
    asked = section.fields.get(name)
    typed = whole.get(name)
    if not (isinstance(asked, Text) and asked.between and isinstance(typed, str)):
        return ""
    text = cleaned(typed, lines=True)
    return text if len(text) <= asked.most and len(text.split()) < asked.between[0] else ""


def names_for(application: Application, section: Section, files: tuple[File, ...]) -> Names:
    """Give words for values whose lists the page brings."""
    file_names = {str(file.id): file.name for file in files}
    named = dict.fromkeys(evidence_names(section), file_names)
    code = application.answers.get(section.key, {}).get("organisation")
    return {**named, "organisation": {str(code): application.organisation_name}} if code else named


def answered(application: Application, now: datetime) -> tuple[Answered, ...]:
    """Put every section into words: as submitted, or as it stands in the draft."""
    files = files_of(application)
    at = application.moment(now)
    answers = application.answers
    found = []
    for section in applications.form_of(application):
        values = answers.get(section.key, {})
        rows = tuple(section.rows(values, names_for(application, section, files)))
        complete = not section.validate(values, at=at)
        found.append(Answered(section.key, section.title, rows, complete))
    return tuple(found)


def is_draft(application: Application) -> bool:
    return application.state == State.DRAFT
