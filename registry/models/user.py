"""Who may sign in: accounts, the staff roles they hold, and invitations to hold them.

The columns from `active` down to `mf_recovery_codes` are named as Flask-Security asks for them;
they are declared here, and not taken from its ready-made mixins, so that they are typed and use
our aware UTC times. Employer roles are no part of this: they come from dated offices.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, Column, ForeignKey, String, Table, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from registry.db import JSON_TYPE, Model
from workflows.roles import STAFF, Role

if TYPE_CHECKING:  # the library types its attributes as plain values, which a mapped row is not

    class UserMixin:
        """What Flask-Security asks of an account."""

    class RoleMixin:
        """What Flask-Security asks of a role."""

else:
    from flask_security import RoleMixin, UserMixin

HELD = STAFF | {Role.ADMINISTRATOR}  # the roles that a person holds across the scheme

user_role = Table(
    "user_role",
    Model.metadata,
    Column("user_id", ForeignKey("user.id"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
)


class StaffRole(RoleMixin, Model):
    """A role that holds for a person across the whole scheme."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True, comment="A value of roles.Role")


class User(UserMixin, Model):
    """A person who may sign in."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True, comment="Always in lower case")
    name: Mapped[str] = mapped_column(String(200), comment="How pages address the person")
    is_demo: Mapped[bool] = mapped_column(default=False, comment="Made by the demo, no password")
    created_at: Mapped[datetime]

    active: Mapped[bool] = mapped_column(default=True, comment="False closes the account")
    password: Mapped[str | None] = mapped_column(
        String(255), comment="Argon2 hash; empty until set"
    )
    fs_uniquifier: Mapped[str] = mapped_column(
        String(64),
        unique=True,
        comment="Named by sessions; a new one signs the person out everywhere",
    )
    confirmed_at: Mapped[datetime | None] = mapped_column(comment="When the address was proven")
    address_confirmed_at: Mapped[datetime | None] = mapped_column(
        comment="When the person last said that mail to the address arrives"
    )
    current_login_at: Mapped[datetime | None]
    last_login_at: Mapped[datetime | None]
    current_login_ip: Mapped[str | None] = mapped_column(String(64))
    last_login_ip: Mapped[str | None] = mapped_column(String(64))
    login_count: Mapped[int] = mapped_column(default=0)
    tf_primary_method: Mapped[str | None] = mapped_column(String(20))
    tf_totp_secret: Mapped[str | None] = mapped_column(Text, comment="Encrypted")
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(
        # A type of its own: as_mutable() would make a list of every column that shares JSON_TYPE.
        MutableList.as_mutable(JSON().with_variant(JSONB(), "postgresql")),
        comment="Encrypted; each works once",
    )

    totp_counter: Mapped[int | None] = mapped_column(
        comment="Of the last code, so none works twice"
    )
    failures: Mapped[int] = mapped_column(default=0, comment="Failed tries since the last sign-in")
    locked_until: Mapped[datetime | None] = mapped_column(comment="No try succeeds before this")

    roles: Mapped[list[StaffRole]] = relationship(secondary=user_role, lazy="selectin")

    @validates("email")
    def _lower(self, _: str, email: str) -> str:
        return email.strip().lower()

    @property
    def role_names(self) -> frozenset[Role]:
        return frozenset(Role(role.name) for role in self.roles)

    @property
    def is_staff(self) -> bool:
        """Tell whether the person works for the scheme, administrators with them."""
        return not self.role_names.isdisjoint(HELD)

    @property
    def has_second_step(self) -> bool:
        """Tell whether a code is asked at sign-in, with recovery codes in hand for a lost phone."""
        return bool(self.tf_primary_method and self.tf_totp_secret and self.mf_recovery_codes)


class Invitation(Model):
    """A link by which one person takes up staff roles. Only the hash of its token is kept."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    roles: Mapped[list[str]] = mapped_column(JSON_TYPE)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id"), comment="Empty when it was made at the command line"
    )
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(comment="Also set by a newer invitation")
