"""How often one address on the network, or one account, may try.

The count for an account is kept by what was typed, whether or not such an account exists, so being
stopped tells nothing. It is stored as a keyed hash: the store of counts holds no addresses of
people. Several web processes need a shared store (RATELIMIT_STORAGE_URI) to count together; the
lock of an account is in the database and holds in any case.
"""

from dataclasses import dataclass
from hmac import digest
from typing import Any

from flask import Flask, Response, current_app, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_security import current_user


@dataclass(frozen=True)
class Limit:
    """The tries allowed from one network address, and for one account."""

    network: str
    account: str = ""
    only_failures: bool = False


SIGN_IN = Limit("100 per 5 minutes", "20 per 15 minutes", only_failures=True)
MAIL = Limit("40 per hour", "6 per hour")
LIMITS = {
    "security.login": SIGN_IN,
    "security.verify": SIGN_IN,
    "security.two_factor_token_validation": SIGN_IN,
    "security.mf_recovery": SIGN_IN,
    "security.two_factor_setup": SIGN_IN,
    "security.change_password": SIGN_IN,
    "security.register": MAIL,
    "security.forgot_password": MAIL,
    "security.send_confirmation": MAIL,
    "security.reset_password": Limit("60 per hour"),
    "account.confirm": Limit("60 per hour"),
    "account.invitation": Limit("60 per hour"),
}


def init_app(app: Flask) -> None:
    """Count the tries at every door of LIMITS."""
    limiter = Limiter(get_remote_address, app=app, strategy="moving-window")
    app.extensions["limits"] = limiter  # its own decorators hold it only weakly
    for endpoint, limit in LIMITS.items():
        put_on(app, endpoint, limit)


def put_on(app: Flask, endpoint: str, limit: Limit) -> None:
    """Count the tries at one door."""
    limiter: Limiter = app.extensions["limits"]
    counted = limiter.limit(limit.network, methods=["POST"])
    view: Any = counted(app.view_functions[endpoint])
    if limit.account:
        view = limiter.limit(
            limit.account,
            key_func=account_key,
            methods=["POST"],
            deduct_when=shown_again if limit.only_failures else None,
        )(view)
    app.view_functions[endpoint] = view


def account_key() -> str:
    """Name the account that is tried, as it was typed or as the session knows it."""
    named = request.form.get("email") or session.get("tf_user_id") or ""
    if not named and current_user.is_authenticated:
        named = current_user.get_id()
    key = str(current_app.config["SECRET_KEY"]).encode()
    return digest(key, named.strip().lower().encode(), "sha256").hex()


def shown_again(response: Response) -> bool:
    """Tell a failed try: the form comes back, where success leads on."""
    return response.status_code < 300 or response.status_code >= 400
