"""An application on paper: printed once by the worker when it is submitted, then only sent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from registry import queue
from registry.clock import london_day
from registry.config import Scheme
from registry.db import db
from registry.documents.letter import ApplicationFacts, Letterhead
from registry.errors import NotFound
from registry.gateways import outside
from registry.models.application import Application
from registry.models.case import Movement
from registry.models.document import ApplicationPaper
from registry.sections.personal import legal_name
from registry.services import draft, filing
from workflows.application import WORKFLOW
from workflows.engine import WrongState

TEMPLATE_VERSION = "1"
PRINT = "print_application"
PRINTING = frozenset(step.trigger for step in WORKFLOW.steps if PRINT in step.queued)


@dataclass(frozen=True)
class Paper:
    """The bytes under the name by which they are saved."""

    filename: str
    content: bytes


@dataclass(frozen=True)
class Awaited:
    """Why there is no paper yet: it is being made, it failed for good, or nobody asked for it."""

    application_id: int
    reference: str
    standing: str


def made_for(movement_id: int) -> ApplicationPaper | None:
    """Find the paper that a step gave rise to."""
    return db.session.scalar(select(ApplicationPaper).filter_by(movement_id=movement_id))


def letterhead(scheme: Scheme) -> Letterhead:
    """Give the head of the scheme's paper."""
    return Letterhead(
        scheme_name=scheme.name,
        owner=scheme.owner,
        contact_email=scheme.contact_email,
        contact_phone=scheme.contact_phone,
        accent=scheme.accent,
    )


def facts_for(movement: Movement) -> ApplicationFacts | None:
    """Give what the paper says, from the frozen answers alone; None once they are erased."""
    application = db.session.get_one(Application, movement.case_id)
    if application.frozen is None:
        return None
    return ApplicationFacts(
        reference=application.reference,
        applicant_name=legal_name(application.frozen["personal"]),
        submitted_on=london_day(movement.at),
        sections=[
            (section.title, [(row.label, row.value) for row in section.rows])
            for section in draft.answered(application, movement.at)
        ],
    )


def keep(content: bytes, movement: Movement, now: datetime) -> bool:
    """Keep a paper's bytes, or say that another worker has kept one for the same step."""
    sha256 = filing.keep(content)
    paper = ApplicationPaper(
        application_id=movement.case_id,
        movement_id=movement.id,
        template_version=TEMPLATE_VERSION,
        sha256=sha256,
        size=len(content),
        made_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(paper)
    except IntegrityError:
        filing.let_go([sha256], now)
        return False
    return True


def of(application: Application) -> Paper | Awaited:
    """Give the paper of a submitted application, or say why it is not there yet.

    Raises NotFound for a draft, and when the answers were erased.
    """
    cause = printing_step(application)
    made = made_for(cause)
    if made is None:
        standing = queue.standing(PRINT, cause)
        return Awaited(application.id, application.reference, standing)
    content = outside.store().read(made.sha256)
    return Paper(f"Application {application.reference}.pdf", content)


def ask(application: Application) -> None:
    """Have the paper made that was never asked for, or that failed for good.

    Raises WrongState when it is made or being made, and NotFound as `of` does.
    """
    cause = printing_step(application)
    standing = queue.standing(PRINT, cause)
    if standing == "failed":
        queue.try_again(PRINT, cause)
    elif not standing:
        queue.enqueue(PRINT, cause)
    else:
        raise WrongState("The PDF is made already, or it is being made")


def printing_step(application: Application) -> int:
    """Give the last step by which the paper of an application is due."""
    if application.submitted_at is None:
        raise NotFound("The PDF is made when you submit. Until then, check your answers")
    found = db.session.scalar(
        select(Movement.id)
        .where(
            Movement.workflow == WORKFLOW.name,
            Movement.case_id == application.id,
            Movement.trigger.in_(PRINTING),
        )
        .order_by(Movement.id.desc())
        .limit(1)
    )
    if found is None or application.frozen is None:
        raise NotFound("The answers were erased, as promised, and their PDF with them")
    return found
