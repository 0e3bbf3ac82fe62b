"""Files given as evidence: checked by content, kept by hash, never shown to strangers."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

import puremagic
from marshmallow import ValidationError
from sqlalchemy import select

from registry.db import db
from registry.errors import NotFound
from registry.gateways import outside
from registry.models.application import Application
from registry.models.check import QUERY_FILES
from registry.models.document import Document
from registry.models.user import User
from registry.services import casework, filing
from workflows.application import State
from workflows.engine import WrongState

LARGEST = 20 * 1024 * 1024
MOST = 40
KINDS = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ACCEPTED = "a PDF, a Word document (.docx), a PNG or a JPEG"


@dataclass(frozen=True)
class Upload:
    """A file as it came in."""

    filename: str
    content: bytes


def keep(
    application: Application, domain: str, upload: Upload, *, user: User, now: datetime
) -> Document:
    """Keep a file as evidence, or raise why it is refused."""
    casework.lock(application)
    if not takes_files(application, domain):
        raise WrongState("Files can be added to a draft, or to an answer")
    if len(of_application(application)) >= MOST:
        raise refused(f"You have added {MOST} files. Remove one before you add another")
    media_type = checked(upload)
    document = Document(
        application_id=application.id,
        domain=domain,
        filename=safe_name(upload.filename),
        media_type=media_type,
        size=len(upload.content),
        sha256=filing.keep(upload.content),
        uploaded_by=user.id,
        uploaded_at=now,
    )
    db.session.add(document)
    application.edited_at = now
    db.session.flush()
    casework.reschedule(application, now)  # a file is an edit: the draft lasts longer for it
    return document


def takes_files(application: Application, domain: str) -> bool:
    """Say whether files are taken now: with a draft, or with an answer that is asked for."""
    if domain.startswith(QUERY_FILES):
        asked = [check.open_query for check in application.checks]
        return any(query.files_key == domain for query in asked if query)
    return application.state in (State.DRAFT, State.AWAITING_INFORMATION)


def checked(upload: Upload) -> str:
    """Give the media type of a file that may be kept, by its content and not by its name."""
    if not upload.filename:
        raise refused("Choose a file first")
    if not upload.content:
        raise refused("The file is empty. Choose another")
    if len(upload.content) > LARGEST:
        raise refused("The file is larger than 20 MB. Choose a smaller one")
    wanted = KINDS.get(PurePath(upload.filename.lower()).suffix)
    if wanted is None or found_type(upload.content) != wanted:
        raise refused(f"The file must be {ACCEPTED}, and whole. Choose another")
    return wanted


def found_type(content: bytes) -> str:
    """Give the media type that the content shows."""
    if content.startswith(b"PK") and b"word/document.xml" in content:
        return KINDS[".docx"]
    try:
        return str(puremagic.from_string(content, mime=True))
    except (puremagic.PureError, ValueError):
        return ""


def safe_name(filename: str) -> str:
    """Give a file name that does no harm in a header or a folder."""
    name = re.sub(r"[^\w .()\-]", "_", PurePath(filename.replace("\\", "/")).name)
    return name[-120:] or "file"


def refused(why: str) -> ValidationError:
    return ValidationError({"file": [why]})


def of_application(application: Application) -> list[Document]:
    """List the files of an application, oldest first."""
    return list(
        db.session.scalars(
            select(Document)
            .where(Document.application_id == application.id, Document.removed_at.is_(None))
            .order_by(Document.id)
        )
    )


def find(application: Application, document_id: int) -> Document:
    """Find a file of an application. Raises NotFound."""
    row = db.session.get(Document, document_id)
    if row is None or row.application_id != application.id or row.removed_at is not None:
        raise NotFound("There is no such file")
    return row


def remove(application: Application, document_id: int, now: datetime) -> None:
    """Take a file out of a draft, or out of an answer that is not sent yet."""
    casework.lock(application)
    row = find(application, document_id)
    if not takes_files(application, row.domain):
        raise WrongState("Files can be taken out of a draft only")
    row.removed_at = now


def content(document: Document) -> bytes:
    """Read a file back."""
    return outside.store().read(document.sha256)
