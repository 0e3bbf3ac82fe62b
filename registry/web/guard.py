"""Who may open a page at all. What they may do to a case is `services.access`'s answer."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, cast

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from registry.services import user as users
from workflows.roles import Role

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
# The doors that open before a second step is set up: signing in itself, and what everyone may see.
OPEN_DOORS = frozenset(
    {None, "account", "security", "public", "register", "register_api", "api-docs", "concern"}
)


def init_app(app: Flask) -> None:
    """Let staff through no door of their own before their second step is set up."""
    app.before_request(demand_second_factor)


def me() -> users.Account:
    """Give the account of whoever is signed in, itself and not its stand-in."""
    return cast(users.Account, current_user._get_current_object())


def login_required_for(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Open a page to whoever holds one of these roles; with none named, to whoever is signed in.

    Anybody signed in may be the subject of a case, so `Role.SUBJECT` opens it to all of them.
    """

    def guarded(view: View[P]) -> View[P]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return sign_in_first()
            if not opens_to(current_user, roles):
                abort(403)
            if second_factor_due(current_user):
                return set_up_first()
            return view(*args, **kwargs)

        return checked

    return guarded


def opens_to(user: users.Account, roles: tuple[Role, ...]) -> bool:
    """Tell whether one of these roles is the person's across the scheme."""
    if not roles or Role.SUBJECT in roles:
        return True
    return not users.actor_roles(user).isdisjoint(roles)


def second_factor_due(user: users.Account) -> bool:
    """Tell whether this person must set up a second step before any staff page opens."""
    return users.second_factor_due(user, demo=bool(current_app.config["DEMO"]))


def demand_second_factor() -> ResponseReturnValue | None:
    """Send staff who have no second step to set it up, whatever page of theirs they ask for."""
    if request.blueprint in OPEN_DOORS or not current_user.is_authenticated:
        return None
    return set_up_first() if second_factor_due(current_user) else None


def sign_in_first() -> ResponseReturnValue:
    """Send whoever is not signed in to do so, and back to this page afterwards."""
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("security.login", next=back))


def set_up_first() -> ResponseReturnValue:
    """Send a member of staff to the half of the second step that is still missing."""
    missing = "mf_recovery_codes" if current_user.tf_totp_secret else "two_factor_setup"
    return redirect(url_for(f"security.{missing}"))
