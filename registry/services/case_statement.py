"""One request for a statement as staff see it: whom we asked, what came, what to do next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from marshmallow import ValidationError

from registry.clock import london_day
from registry.errors import NotFound
from registry.models.reference import Reference
from registry.models.user import User
from registry.sections.base import Section
from registry.sections.contact import ContactBeforeLeave, PublishedContact, SomebodyElse
from registry.services import access, application_step, case_page, casework, reference, timeline
from registry.services import application as applications
from registry.services import user as users
from registry.services.case_check import Stated, stated
from registry.services.case_list import names_of
from registry.services.case_page import Head
from registry.services.casework import OpenStep
from workflows.engine import WrongState

PUBLISHED, BEFORE_LEAVE, ELSE = PublishedContact(), ContactBeforeLeave(), SomebodyElse()
Request = Reference  # the name by which doors, which know no rows, speak of one


@dataclass(frozen=True)
class Named:
    """Whom the applicant named at the organisation, and when we may write to them."""

    name: str
    post: str
    email: str
    may_write: str
    may_write_now: bool
    in_office: bool


@dataclass(frozen=True)
class StatementPage:
    """Everything that the page of one request shows."""

    id: int
    version: int
    head: Head
    kind: str
    name: str
    email: str
    post: str
    state: str
    label: str
    asked_at: datetime | None
    requested_on: date
    stated: Stated
    named: Named | None
    to_address: bool
    section: Section
    steps: tuple[OpenStep, ...]
    history: tuple[timeline.Entry, ...]

    def step(self, trigger: str) -> OpenStep | None:
        """Give a step of this name when it is open to the reader."""
        return next((step for step in self.steps if step.trigger == trigger), None)


def find(
    application_id: int, reference_id: int, user: User, *, shown: int | None = None
) -> Reference:
    """Find a request of a case that staff may see. Raises as `case_page.find` does."""
    application = case_page.find(application_id, user)
    for row in reference.of_application(application):
        if row.id == reference_id:
            return access.fresh(row, shown)
    raise NotFound("There is no such request")


def statement_page(row: Reference, user: User, now: datetime) -> StatementPage:
    """Lay one request out for somebody who works on the case."""
    application = row.application
    line = case_page.statement_line(row)
    named = contact_named(row, london_day(now))
    moves = [
        move
        for move in timeline.movements_of(application)
        if move.workflow == "reference" and move.case_id == row.id
    ]
    names = names_of(timeline.people_in(moves))
    return StatementPage(
        id=row.id,
        version=row.version,
        head=case_page.brief_head(application, now),
        kind=row.kind,
        name=row.name,
        email=row.email,
        post=row.post,
        state=line.state,
        label=line.label,
        asked_at=row.asked_at,
        requested_on=row.requested_on,
        stated=stated(row),
        named=named,
        to_address=to_address(row),
        section=section_for(named),
        steps=tuple(casework.open_to(row, case_page.child_actor(user, application), now)),
        history=timeline.entries(moves, {("reference", row.id): row.title}, names),
    )


def to_address(row: Reference) -> bool:
    """Say whether the contact must be checked before the request is sent."""
    return row.kind == "employer" and row.asked_at is None


def section_for(named: Named | None) -> Section:
    """Give what is asked before sending: more, before the day that the applicant allows."""
    return PUBLISHED if named is None or named.may_write_now else BEFORE_LEAVE


def contact_named(row: Reference, today: date) -> Named | None:
    """Give the contact that the applicant named, and whether we may write to them by now."""
    if row.kind != "employer":
        return None
    application = row.application
    said = application.answers.get("referee", {})
    section = applications.section_of(application, "referee")
    words = {each.name: each.value for each in section.rows(said)}
    holder = application_step.office_holder(application)
    after = date.fromisoformat(said["employer_after"]) if said.get("employer_after") else None
    when = said.get("employer_contact")
    may_write = words.get("employer_contact", "")
    if when == "after":
        may_write = f"From {words['employer_after']}"
    return Named(
        name=said.get("employer_name", ""),
        post=said.get("employer_post", ""),
        email=said.get("employer_email", ""),
        may_write=may_write,
        may_write_now=when == "at_once" or (after is not None and after <= today),
        in_office=holder is not None and holder.email == row.email,
    )


def send_to(row: Reference, raw: Any, user: User, now: datetime) -> None:
    """Send the employer's request to a contact that was checked, or raise what is wrong."""
    casework.lock(row)
    if not to_address(row):
        raise WrongState("The request has been sent already")
    section = section_for(contact_named(row, london_day(now)))
    typed = section.load(raw)
    refuse_their_own(row, typed["email"])
    actor = access.actor_for(user, row)
    name, email = typed["name"], typed["email"]
    reference.address_to(row, name, email, actor=actor, now=now, found_at=typed["found_at"])


def send_again(row: Reference, user: User, now: datetime) -> None:
    """Send the same request to the same address again."""
    casework.lock(row)
    if row.asked_at is None:
        raise WrongState("The request has not been sent yet. Check the contact first")
    casework.fire(row, "ask", actor=access.actor_for(user, row), now=now)


def ask_another(row: Reference, raw: Any, user: User, now: datetime) -> Reference:
    """Ask somebody else instead, or raise what is wrong with what was typed."""
    casework.lock(row)
    typed = ELSE.load(raw)
    refuse_their_own(row, typed["email"])
    actor = access.actor_for(user, row)
    return reference.ask_another(
        row, typed["name"], typed["email"], typed["reason"], actor=actor, now=now
    )


def refuse_their_own(row: Reference, email: str) -> None:
    """Let nobody speak for themselves, and nobody speak twice in one case."""
    application = row.application
    others = [
        each.email.lower()
        for each in reference.of_application(application)
        if each.id != row.id and each.kind != row.kind
    ]
    applicant = users.find_user(application.user_id)
    if applicant is not None and email.lower() == applicant.email:
        raise ValidationError({"email": ["This is the applicant’s own address"]})
    if email.lower() in others:
        raise ValidationError({"email": ["This person already speaks in this case"]})
