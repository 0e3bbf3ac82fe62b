"""The files of an application as its applicant sees them: listed, and taken back while they may."""

from dataclasses import dataclass
from datetime import datetime

from registry.db import Json
from registry.models.application import Application
from registry.models.check import QUERY_FILES
from registry.models.document import Document
from registry.sections.base import Page, Section
from registry.services import application as applications
from registry.services import casework, document
from workflows.application import State
from workflows.engine import WrongState


@dataclass(frozen=True)
class File:
    """A file that was given as evidence."""

    id: int
    name: str
    size: int
    added_at: datetime
    removable: bool
    domain: str = ""


def evidence_names(section: Section, page: Page | None = None) -> tuple[str, ...]:
    """Give the questions of a page that are answered by files."""
    names = page.names if page else tuple(section.fields)
    return tuple(name for name in names if section.asked(name).widget == "documents")


def files_of(application: Application) -> tuple[File, ...]:
    """List the files of an application."""
    return tuple(
        File(
            row.id, row.filename, row.size, row.uploaded_at, removable(application, row), row.domain
        )
        for row in document.of_application(application)
    )


def removable(application: Application, row: Document) -> bool:
    """Say whether a file can still be taken back: what was submitted or sent stays."""
    if row.domain.startswith(QUERY_FILES):
        return document.takes_files(application, row.domain)
    if application.submitted_at is None:
        return application.state == State.DRAFT
    waits = application.state == State.AWAITING_INFORMATION
    return waits and row.uploaded_at > application.submitted_at


def take_out(application: Application, file_id: int, now: datetime) -> None:
    """Take a file back, and out of every answer that named it."""
    casework.lock(application)
    row = document.find(application, file_id)
    if not removable(application, row):
        raise WrongState("This file is part of what you submitted, so it stays")
    document.remove(application, file_id, now)
    if application.state != State.DRAFT:
        return
    for answer in list(application.answer_rows):
        section = applications.section_of(application, answer.section)
        left = without_file(section, answer.values, file_id)
        if left != answer.values:
            applications.keep(application, answer.section, left, answer, now)


def without_file(section: Section, values: Json, file_id: int) -> Json:
    """Give the answers of a section without one file."""
    left = dict(values)
    for name in evidence_names(section):
        if file_id in (left.get(name) or ()):
            left[name] = [one for one in left[name] if one != file_id]
    return left


def may_add(application: Application) -> bool:
    """Say whether files are taken now: with a draft, or with an answer that is asked for."""
    return application.state in (State.DRAFT, State.AWAITING_INFORMATION)
