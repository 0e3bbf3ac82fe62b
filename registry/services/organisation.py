"""Organisations, and the accounts of those who speak for them: opened on call-back, then ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import func, or_, select

from registry import links
from registry.clock import london_day
from registry.db import db
from registry.errors import NotFound
from registry.models.notice import AccessRecord
from registry.models.organisation import OFFICE_LABELS, Office, OfficeKind, Organisation
from registry.models.user import User
from registry.services import access, notice
from registry.services import user as users
from workflows.engine import NotPermitted
from workflows.roles import Role

OPENED, ENDED, INVITED = "open office", "end office", "send invitation again"


@dataclass(frozen=True)
class Line:
    """One organisation in the list."""

    id: int
    name: str
    code: str
    region: str
    offices: int


@dataclass(frozen=True)
class Listed:
    """A page of the list, and how many there are."""

    lines: tuple[Line, ...]
    total: int


@dataclass(frozen=True)
class Holder:
    """Somebody who holds or held an office, and how that came about."""

    id: int
    label: str
    name: str
    email: str
    began_on: date
    ended_on: date | None
    called_back: str
    opened_by: str
    opened_at: datetime
    ended_by: str
    signed_in: bool


@dataclass(frozen=True)
class Account:
    """One organisation with everybody who speaks or spoke for it."""

    id: int
    name: str
    code: str
    region: str
    mail_domain: str
    closed_on: date | None
    current: tuple[Holder, ...]
    former: tuple[Holder, ...]


def search(words: str, *, page: int, size: int, with_account: bool = False) -> Listed:
    """List organisations whose name or code holds every word, by name."""
    counted = (
        select(Office.organisation_id, func.count().label("offices"))
        .where(Office.ended_on.is_(None))
        .group_by(Office.organisation_id)
        .subquery()
    )
    offices = func.coalesce(counted.c.offices, 0)
    query = select(Organisation, offices).outerjoin(
        counted, counted.c.organisation_id == Organisation.id
    )
    for word in words.split()[:8]:
        held = Organisation.name.icontains(word, autoescape=True)
        query = query.where(or_(held, Organisation.code == word.upper()))
    if with_account:
        query = query.where(offices > 0)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    query = query.order_by(Organisation.name, Organisation.id)
    found = db.session.execute(query.limit(size).offset((page - 1) * size))
    return Listed(
        tuple(Line(each.id, each.name, each.code, each.region, count) for each, count in found),
        total,
    )


def account(organisation_id: int) -> Account:
    """Give one organisation with its offices. Raises NotFound."""
    row = find(organisation_id)
    offices = list(
        db.session.scalars(
            select(Office).filter_by(organisation_id=row.id).order_by(Office.began_on, Office.id)
        )
    )
    holders = [(office, holder) for office, holder in zip(offices, shown(offices), strict=True)]
    return Account(
        id=row.id,
        name=row.name,
        code=row.code,
        region=row.region,
        mail_domain=row.mail_domain,
        closed_on=row.closed_on,
        current=tuple(holder for office, holder in holders if office.ended_on is None),
        former=tuple(holder for office, holder in holders if office.ended_on is not None),
    )


def find(organisation_id: int) -> Organisation:
    row = db.session.get(Organisation, organisation_id)
    if row is None:
        raise NotFound("There is no such organisation")
    return row


def by_code(code: str) -> Organisation | None:
    """Give the organisation that is known outside by this code, if any."""
    return db.session.scalar(select(Organisation).filter_by(code=code)) if code else None


def shown(offices: Iterable[Office]) -> list[Holder]:
    """Give offices as pages show them, with who opened and who ended each."""
    offices = list(offices)
    ended = enders(offices)
    ids = {each.user_id for each in offices} | {each.opened_by for each in offices}
    people = {
        user.id: user
        for user in db.session.scalars(select(User).where(User.id.in_({*ids, *ended.values()})))
    }
    return [
        Holder(
            id=each.id,
            label=OFFICE_LABELS[OfficeKind(each.kind)],
            name=people[each.user_id].name,
            email=people[each.user_id].email,
            began_on=each.began_on,
            ended_on=each.ended_on,
            called_back=each.called_back,
            opened_by=people[each.opened_by].name,
            opened_at=each.at,
            ended_by=people[ended[about(each)]].name if about(each) in ended else "",
            signed_in=people[each.user_id].password is not None or people[each.user_id].is_demo,
        )
        for each in offices
    ]


def enders(offices: Iterable[Office]) -> dict[str, int]:
    """Say who ended each office."""
    query = select(AccessRecord).where(
        AccessRecord.subject.in_([about(each) for each in offices]), AccessRecord.act == ENDED
    )
    return {each.subject: each.user_id or 0 for each in db.session.scalars(query)}


def about(office: Office) -> str:
    """Name an office in the record of who did what."""
    return f"office:{office.id}"


def kinds() -> list[tuple[str, str]]:
    """Give the offices that can be opened, with their labels."""
    return [(kind.value, label) for kind, label in OFFICE_LABELS.items()]


def open_office(organisation_id: int, asked: dict[str, Any], *, by: User, now: datetime) -> Office:
    """Open an office for a person after a call-back, and send them the link to their account.

    Raises NotPermitted for anybody but a registrar, ValidationError for what cannot stand.
    """
    registrar_only(by)
    organisation = find(organisation_id)
    kind, email = checked(organisation, asked, by, now)
    person = account_for(email, asked["name"], now)
    office = Office(
        organisation=organisation,
        organisation_id=organisation.id,
        user_id=person.id,
        kind=kind,
        began_on=asked["called_on"],
        opened_by=by.id,
        called_back=asked["called_back"],
        at=now,
    )
    organisation.mail_domain = asked["mail_domain"]
    db.session.add(office)
    db.session.flush()
    access.note(by, about(office), OPENED, allowed=True, now=now)
    tell(office, person, by, now)
    return office


def registrar_only(by: User) -> None:
    if Role.REGISTRAR not in by.role_names:
        raise NotPermitted("Only a registrar opens and ends the account of an organisation")


def checked(
    organisation: Organisation, asked: dict[str, Any], by: User, now: datetime
) -> tuple[OfficeKind, str]:
    """Give the office and the address, or raise what speaks against opening it."""
    today, email = london_day(now), asked["email"].strip().lower()
    if organisation.closed_on and organisation.closed_on <= today:
        raise ValidationError({"_schema": ["This organisation is closed. Open its successor's"]})
    try:
        kind = OfficeKind(asked["kind"])
    except ValueError:
        raise ValidationError({"kind": ["Select the office"]}) from None
    if email == by.email:
        raise ValidationError({"email": ["You cannot open an office for yourself"]})
    current = shown(
        db.session.scalars(
            select(Office).filter_by(organisation_id=organisation.id, kind=kind, ended_on=None)
        )
    )
    if any(holder.email == email for holder in current):
        raise ValidationError({"email": ["This person holds this office already"]})
    if kind == OfficeKind.CHAIR and current:
        raise ValidationError({"kind": [f"End the office of {current[0].name} first"]})
    return kind, email


def account_for(email: str, name: str, now: datetime) -> User:
    """Find the account of an address, or make one whose address is still to be proven.

    A password that somebody set without proving the address does not count: it may be a stranger's.
    """
    person = users.find_by_email(email)
    if person is None:
        person = users.add_user(email, (), now, name=name)
        person.confirmed_at = None
    elif person.confirmed_at is None:
        person.password = None
    return person


def tell(office: Office, person: User, by: User, now: datetime) -> None:
    """Write to an office-holder: how to come in, and who opened the office."""
    new = person.password is None and not person.is_demo
    link = links.address("employer")
    if new:
        link = links.address("invitation", token=invitation(person, by, now))
    notice.write(
        "office_opened",
        address=person.email,
        now=now,
        user_id=person.id,
        context={
            "name": person.name,
            "organisation": office.organisation.name,
            "office": OFFICE_LABELS[OfficeKind(office.kind)].partition(" (")[0],
            "by": by.name,
            "at": london_day(now),
            "new": new,
            "link": link,
            "days": users.INVITATION_LASTS.days,
        },
    )


def invitation(person: User, by: User, now: datetime) -> str:
    """Make the link that takes the account up; staff roles offered to the same person stay so."""
    offered = users.open_invitations(now, email=person.email)
    roles = [Role(name) for each in offered for name in each.roles]
    return users.invite(person.email, roles, by, now)


def offered_to(email: str) -> list[str]:
    """Say for whom the holder of an address speaks, for the page of their invitation."""
    held = (
        select(Office)
        .join(User, User.id == Office.user_id)
        .where(User.email == email, Office.ended_on.is_(None))
    )
    return [
        f"{OFFICE_LABELS[OfficeKind(office.kind)]}, {office.organisation.name}"
        for office in db.session.scalars(held)
    ]


def find_office(office_id: int) -> Office:
    """Find an office that somebody holds now. Raises NotFound."""
    row = db.session.get(Office, office_id)
    if row is None or row.ended_on is not None:
        raise NotFound("Nobody holds this office now")
    return row


def invite_again(office_id: int, *, by: User, now: datetime) -> Office:
    """Send an office-holder who has no password yet another link; the older one stops working."""
    registrar_only(by)
    office = find_office(office_id)
    access.note(by, about(office), INVITED, allowed=True, now=now)
    tell(office, db.session.get_one(User, office.user_id), by, now)
    return office


def end_office(office_id: int, *, by: User, now: datetime) -> Office:
    """End an office, and with it at once what its holder sees and does here."""
    registrar_only(by)
    office = find_office(office_id)
    office.ended_on = london_day(now)
    access.note(by, about(office), ENDED, allowed=True, now=now)
    return office
