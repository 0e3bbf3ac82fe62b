"""The people of the tests: alice applies, carol handles, asha assesses, rene decides, emma chairs,
mallory must not."""

from dataclasses import dataclass

from registry.models.user import User
from registry.services.user import add_user
from tests.conftest import NOW
from workflows.roles import Role

STAFF = {
    "carol": (Role.CASEWORKER,),
    "asha": (Role.ASSESSOR,),
    "rene": (Role.REGISTRAR,),
    "rosa": (Role.REGISTRAR,),
    "adam": (Role.ADMINISTRATOR,),
}


@dataclass(frozen=True)
class People:
    """Accounts by name."""

    alice: User
    bob: User
    carol: User
    asha: User
    rene: User
    rosa: User
    adam: User
    emma: User
    mallory: User


def make_people() -> People:
    """Make every account, with a proven address."""
    names = People.__dataclass_fields__
    return People(**{name: account(name, STAFF.get(name, ())) for name in names})


def account(name: str, roles: tuple[Role, ...] = ()) -> User:
    return add_user(f"{name}@people.example", roles, NOW, name=name.capitalize())
