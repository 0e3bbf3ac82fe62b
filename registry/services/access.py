"""Who is asking: what a person is towards one case, and which cases exist for them at all.

The owner of a case is its subject and loses every staff role there. Somebody barred from a case
(rulings 22) finds no role and no page; every query of a list starts here as well.
"""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm.exc import StaleDataError

from registry.db import db
from registry.errors import NotFound
from registry.models.application import Application, Conflict
from registry.models.appointment import Appointment
from registry.models.attestation import Confirmation
from registry.models.case import CaseRow
from registry.models.check import Check
from registry.models.interim_cover import InterimCover
from registry.models.notice import AccessRecord
from registry.models.organisation import Office
from registry.models.organisation_merge import OrganisationMerge
from registry.models.reference import Reference
from registry.models.registration import Registration
from registry.models.revalidation import Revalidation
from registry.models.user import User
from workflows.engine import Actor, NotPermitted, WrongState
from workflows.roles import STAFF, Role

Row = TypeVar("Row", bound=CaseRow)


class ConflictOfInterest(NotPermitted):
    """The person has a conflict with this case and has no part in it."""


def actor_for(user: User, row: CaseRow) -> Actor:
    """Say what a person is towards this case."""
    return Actor(user.id, roles_towards(user, row))


def roles_towards(user: User, row: CaseRow) -> frozenset[Role]:
    """Give the roles that hold for this person towards this very case."""
    root = row.root
    if isinstance(root, Registration):
        return towards_registration(user, row, root)
    if isinstance(root, InterimCover) and holds_office(user, root.organisation_id):
        return frozenset({Role.EMPLOYER})
    if isinstance(root, InterimCover | OrganisationMerge):
        return frozenset({Role.REGISTRAR}) & user.role_names
    if not isinstance(root, Application):
        return frozenset()
    if root.user_id == user.id:
        return frozenset({Role.SUBJECT})
    if isinstance(row, Reference) and row.kind == "employer" and speaks_for(user, root):
        return frozenset({Role.EMPLOYER})
    if conflict(user, root):
        return frozenset()
    return staff_roles(user, root, must_be_assigned=row is not root)


def towards_registration(user: User, row: CaseRow, root: Registration) -> frozenset[Role]:
    """Give the roles towards a registration, or towards what lies under it."""
    if root.user_id == user.id:
        return frozenset({Role.SUBJECT})
    if isinstance(row, Revalidation) and row.confirmer_id == user.id:
        return frozenset({Role.CONFIRMER})
    if isinstance(row, Confirmation | Appointment) and holds_office(user, row.organisation_id):
        return frozenset({Role.EMPLOYER})
    held = frozenset({Role.REGISTRAR}) & user.role_names
    return frozenset() if held and barred_from(user, root) else held


def staff_roles(user: User, root: Application, *, must_be_assigned: bool) -> frozenset[Role]:
    """Give staff roles: a caseworker or assessor is one only of a case that is theirs or free."""
    free = () if must_be_assigned else (None,)
    held = {Role.REGISTRAR}
    if root.caseworker_id in (user.id, *free):
        held.add(Role.CASEWORKER)
    if root.assessor_id in (user.id, *free):
        held.add(Role.ASSESSOR)
    return user.role_names & held


def speaks_for(user: User, application: Application) -> bool:
    """Say whether a person holds a current, confirming office of the applicant's organisation."""
    if application.organisation_id is None:
        return False
    return any(
        office.organisation_id == application.organisation_id and office.kind != "secretary"
        for office in offices_of(user)
    )


def holds_office(user: User, organisation_id: int | None) -> bool:
    """Say whether a person holds any office of an organisation now, a secretary's too."""
    return any(office.organisation_id == organisation_id for office in offices_of(user))


def offices_of(user: User) -> list[Office]:
    """List the offices that a person holds now."""
    held = select(Office).where(Office.user_id == user.id, Office.ended_on.is_(None))
    return list(db.session.scalars(held))


def conflict(user: User, application: Application) -> str:
    """Say why a person may have no part in a case, or nothing."""
    return conflict_with(user, application.id)


def conflict_with(user: User, application_id: int) -> str:
    """Say the same of a case that nobody has read yet."""
    reasons = barring(user)
    found = select(*(holds for holds, _ in reasons)).where(Application.id == application_id)
    held = db.session.execute(found).one()
    return next((why for true, (_, why) in zip(held, reasons, strict=True) if true), "")


def barring(user: User) -> tuple[tuple[ColumnElement[bool], str], ...]:
    """Give each ground that bars a person from an application, as a condition and in words."""
    declared = exists().where(
        Conflict.application_id == Application.id, Conflict.user_id == user.id
    )
    asked = exists().where(
        Reference.application_id == Application.id, Reference.email == user.email
    )
    in_office = exists().where(
        Office.organisation_id == Application.organisation_id,
        Office.user_id == user.id,
        Office.ended_on.is_(None),
    )
    return (
        (declared, "You stood aside from this case, or a conflict of interest was recorded"),
        (asked, "You are a referee in this case"),
        (in_office, "You hold an office in the applicant's organisation"),
    )


def barred(user: User) -> ColumnElement[bool]:
    """Give the condition under which `conflict` finds a reason, for lists of applications."""
    return or_(*(holds for holds, _ in barring(user)))


def declare_conflict(application: Application, user: User, words: str, now: datetime) -> None:
    """Record that a person has a conflict with a case; from now on it is closed to them.

    Raises WrongState for somebody who works on the case: they stand aside, so that it goes on.
    """
    if user.id in (application.caseworker_id, application.assessor_id):
        raise WrongState("You work on this case, so stand aside from it instead")
    db.session.add(
        Conflict(application_id=application.id, user_id=user.id, words=words.strip(), at=now)
    )
    note(user, f"application:{application.id}", "declare a conflict", allowed=True, now=now)


def find_application(application_id: int, user: User, *, shown: int | None = None) -> Application:
    """Find a case that this person may see. A case they may not see does not exist.

    Raises NotFound, ConflictOfInterest, or StaleDataError when the version shown is an older one.
    """
    row = db.session.get(Application, application_id)
    if row is None or not may_see(user, row):
        raise NotFound("There is no such application")
    if row.user_id != user.id and (why := conflict(user, row)):
        raise ConflictOfInterest(why)
    return fresh(row, shown)


def find_application_of(
    user: User, application_id: int, *, shown: int | None = None
) -> Application:
    """Find a case whose subject this person is; to the subject's pages no other exists."""
    row = db.session.get(Application, application_id)
    if row is None or row.user_id != user.id or row.erased_at is not None:
        raise NotFound("There is no such application")
    return fresh(row, shown)


def find_own_application(user: User) -> Application | None:
    """Find the application that a person has open, else the last one."""
    return db.session.scalar(
        select(Application)
        .where(Application.user_id == user.id, Application.erased_at.is_(None))
        .order_by(Application.id.desc())
        .limit(1)
    )


def find_check(check_id: int, user: User, *, shown: int | None = None) -> Check:
    """Find a check of a case that this person works on."""
    row = db.session.get(Check, check_id)
    if row is None or row.application.user_id == user.id:
        raise NotFound("There is no such check")
    find_application(row.application_id, user)
    return fresh(row, shown)


def find_reference(reference_id: int, user: User, *, shown: int | None = None) -> Reference:
    """Find a request for a statement, for staff or for the employer's office-holder."""
    row = db.session.get(Reference, reference_id)
    if row is None or row.application.user_id == user.id:
        raise NotFound("There is no such request")
    if row.kind == "employer" and speaks_for(user, row.application):
        return fresh(row, shown)
    find_application(row.application_id, user)
    return fresh(row, shown)


def find_registration(
    registration_id: int, user: User, *, shown: int | None = None
) -> Registration:
    """Find a registration, for the registrant or a registrar.

    Raises NotFound, ConflictOfInterest, or StaleDataError when the version shown is an older one.
    """
    row = db.session.get(Registration, registration_id)
    if row is None or (row.user_id != user.id and Role.REGISTRAR not in user.role_names):
        raise NotFound("There is no such registration")
    if row.user_id != user.id and (why := barred_from(user, row)):
        raise ConflictOfInterest(why)
    return fresh(row, shown)


def barred_from(user: User, row: Registration) -> str:
    """Say why a person may have no part in a registration: what barred them from its case."""
    return conflict_with(user, row.application_id)


def fresh(row: Row, shown: int | None) -> Row:
    """Let a row pass when the version that a person was shown is the newest."""
    if shown is not None and row.version != shown:
        raise StaleDataError("The case has moved since this page was made")
    return row


def may_see(user: User, row: Application) -> bool:
    if row.erased_at is not None:
        return False
    return row.user_id == user.id or not user.role_names.isdisjoint(STAFF)


def visible_applications(user: User) -> Select[Application]:
    """Start every list of cases: those that exist for this person."""
    query = select(Application).where(Application.erased_at.is_(None))
    if user.role_names.isdisjoint(STAFF):
        return query.where(Application.user_id == user.id)
    return query.where(Application.user_id != user.id)


def note(user: User | None, subject: str, act: str, *, allowed: bool, now: datetime) -> None:
    """Write down who opened what about whom, or was refused. In a transaction of its own."""
    db.session.add(
        AccessRecord(
            user_id=user.id if user else None, subject=subject, act=act, allowed=allowed, at=now
        )
    )
