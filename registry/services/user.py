"""Accounts: who may sign in, with which staff roles, and how they come by them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from registry.db import db
from registry.models.user import Invitation, StaffRole, User
from workflows.roles import Role

Account = User  # the name by which doors, which know no rows, speak of one
GIVEN = (Role.CASEWORKER, Role.ASSESSOR, Role.REGISTRAR, Role.ADMINISTRATOR)
INVITATION_LASTS = timedelta(days=7)
TRIES = 10
LOCKED_FOR = timedelta(minutes=15)


class InvitationClosed(Exception):
    """The link was used, withdrawn or has run out, or never was one."""


class AccountExists(Exception):
    """The address has an account already: its owner takes up the invitation signed in."""


class NotStaffRole(ValueError):
    """Only the scheme's own staff roles are given to a person for good."""


@dataclass(frozen=True)
class Invited:
    """An open invitation, as its page and the list of staff show it."""

    id: int
    email: str
    roles: frozenset[Role]
    expires_at: datetime
    has_account: bool


def account_rows() -> tuple[Any, Any]:
    """Give the row classes in which the sign-in library keeps accounts and roles."""
    return User, StaffRole


def find_user(user_id: int) -> User | None:
    """Find an account by its id."""
    return db.session.get(User, user_id)


def find_by_email(email: str) -> User | None:
    """Find an account by its address, in whatever case it was typed."""
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def staff_people() -> list[User]:
    """List everyone who holds a staff role, by name."""
    return list(
        db.session.scalars(
            select(User).where(User.roles.any(), User.active).order_by(User.name, User.id)
        )
    )


def demo_people() -> list[User]:
    """List the people of the demo build, in the order they were made."""
    return list(db.session.scalars(select(User).where(User.is_demo, User.active).order_by(User.id)))


def actor_roles(user: User) -> frozenset[Role]:
    """Give the staff roles a person holds; towards one case, ask `access`."""
    return user.role_names


def second_factor_due(user: User, *, demo: bool) -> bool:
    """Tell whether this person must set up a second step before any staff page opens."""
    return user.is_staff and not user.has_second_step and not (demo and user.is_demo)


def add_user(
    email: str, roles: Iterable[Role], now: datetime, *, name: str = "", is_demo: bool = False
) -> User:
    """Make an account with a proven address and no password yet, or raise `AccountExists`."""
    if find_by_email(email):
        raise AccountExists(email)
    user = User(
        email=email,
        name=name or email.partition("@")[0],
        is_demo=is_demo,
        created_at=now,
        confirmed_at=now,
        active=True,
        login_count=0,
        failures=0,
        fs_uniquifier=uuid4().hex,
        roles=role_rows(roles),
    )
    db.session.add(user)
    db.session.flush()
    return user


def grant(user: User, roles: Iterable[Role]) -> None:
    """Give a person staff roles beside those already held."""
    user.roles.extend(row for row in role_rows(roles) if row not in user.roles)


def withdraw_roles(user: User, roles: Iterable[Role]) -> None:
    """Take staff roles away, and sign the person out everywhere."""
    gone = set(roles)
    user.roles = [row for row in user.roles if Role(row.name) not in gone]
    user.fs_uniquifier = uuid4().hex


def close_account(user: User) -> None:
    """Let this person sign in no more, and end the sessions they have."""
    user.active = False
    user.fs_uniquifier = uuid4().hex


def role_rows(roles: Iterable[Role]) -> list[StaffRole]:
    """Give the rows of these staff roles, made on first use."""
    return [role_row(role) for role in dict.fromkeys(roles)]


def role_row(role: Role) -> StaffRole:
    """Give the row of one staff role, or raise `NotStaffRole`."""
    if role not in GIVEN:
        raise NotStaffRole(f"“{role}” is no role that a person holds across the scheme")
    row = db.session.scalar(select(StaffRole).where(StaffRole.name == role.value))
    if row is None:
        row = StaffRole(name=role.value)
        db.session.add(row)
        db.session.flush()
    return row


def invite(email: str, roles: Iterable[Role], by: User | None, now: datetime) -> str:
    """Invite a person to staff roles and give the link's token; an older link stops working."""
    names = sorted(Role(row.name).value for row in role_rows(roles))
    for older in open_invitations(now, email=email):
        older.withdrawn_at = now
    token = token_urlsafe(32)
    db.session.add(
        Invitation(
            email=email.strip().lower(),
            roles=names,
            token_hash=hashed(token),
            invited_by_id=by.id if by else None,
            invited_at=now,
            expires_at=now + INVITATION_LASTS,
        )
    )
    db.session.flush()
    return token


def open_invitations(now: datetime, *, email: str = "") -> list[Invitation]:
    """List the invitations that still wait for an answer."""
    query = select(Invitation).where(
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.expires_at > now,
    )
    if email:
        query = query.where(Invitation.email == email.strip().lower())
    return list(db.session.scalars(query.order_by(Invitation.invited_at, Invitation.id)))


def waiting(now: datetime) -> list[Invited]:
    """List the open invitations as the staff page shows them."""
    return [shown(invitation) for invitation in open_invitations(now)]


def find_invitation(token: str, now: datetime) -> Invited:
    """Find what this link offers, or raise `InvitationClosed`."""
    return shown(opened(token, now))


def accept(token: str, password_hash: str, name: str, now: datetime) -> User:
    """Make the invited person's account with the password they chose, or raise `AccountExists`.

    An account that was added for them but never had a password becomes theirs by this.
    """
    invitation = opened(token, now)
    user = find_by_email(invitation.email)
    if user and user.password:
        raise AccountExists(invitation.email)
    if user is None:
        user = add_user(invitation.email, (), now, name=name)
    user.name, user.password, user.confirmed_at = name, password_hash, user.confirmed_at or now
    return taken_up(invitation, user, now)


def accept_as(token: str, user: User, now: datetime) -> User:
    """Take up an invitation with the account that the person is signed in to."""
    invitation = opened(token, now)
    if user.email != invitation.email:
        raise InvitationClosed("This invitation is for another address")
    return taken_up(invitation, user, now)


def note_failure(user: User, now: datetime) -> None:
    """Count a failed try; after too many in a row nothing succeeds for a while."""
    user.failures += 1
    if user.failures >= TRIES:
        user.failures, user.locked_until = 0, now + LOCKED_FOR


def forget_failures(user: User) -> None:
    """Start counting anew: the person signed in, or proved the address by a reset."""
    user.failures, user.locked_until = 0, None


def is_locked(user: User, now: datetime) -> bool:
    """Tell whether tries for this account fail at present, right or wrong."""
    return user.locked_until is not None and now < user.locked_until


def opened(token: str, now: datetime) -> Invitation:
    """Find an open invitation by its token, or raise `InvitationClosed`."""
    invitation = db.session.scalar(select(Invitation).where(Invitation.token_hash == hashed(token)))
    if (
        invitation is None
        or invitation.accepted_at
        or invitation.withdrawn_at
        or invitation.expires_at <= now
    ):
        raise InvitationClosed("This invitation is no longer open")
    return invitation


def shown(invitation: Invitation) -> Invited:
    """Give what may be shown of an invitation."""
    account = find_by_email(invitation.email)
    return Invited(
        id=invitation.id,
        email=invitation.email,
        roles=frozenset(Role(name) for name in invitation.roles),
        expires_at=invitation.expires_at,
        has_account=bool(account and account.password),
    )


def taken_up(invitation: Invitation, user: User, now: datetime) -> User:
    """Give the invited roles and close the invitation."""
    grant(user, (Role(name) for name in invitation.roles))
    invitation.accepted_at = now
    return user


def hashed(token: str) -> str:
    """Give what is kept of a token: enough to know it again, not to use it."""
    return sha256(token.encode()).hexdigest()
