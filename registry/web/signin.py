"""Signing in, by Flask-Security, fitted to the rules of this house.

It commits by itself and sends mail by itself. Here each of its views runs as an edge of ours does:
a POST inside `atomic()`, where its own commit is only a flush, and a GET read-only, so that opening
a mailed link (mail scanners do) confirms nothing. Its mail goes the way of all our mail. Links in
mail are made from our own base address, never from the Host header of whoever asked.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import segno
from flask import Flask, abort, current_app, flash, g, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import (
    MailUtil,
    PasswordUtil,
    Security,
    SQLAlchemyUserDatastore,
    Totp,
    password_changed,
    password_reset,
    user_authenticated,
    user_failed_authn,
)
from flask_security.forms import SendConfirmationForm
from flask_security.recoverable import reset_password_token_status
from flask_security.utils import get_message

from registry import clock
from registry.db import atomic, db
from registry.services import user as users
from registry.web import account_forms as forms
from registry.web.security import keep_address_private
from registry.web.signin_settings import settings

View = Callable[..., Any]  # Flask's own type lets a view be a coroutine; none here is
FEWEST_CHARACTERS = 5
ASKING_ADDRESS = {"forgot_password": forms.ForgottenForm, "send_confirmation": SendConfirmationForm}
# Ways round the second step, or parts of it that we do otherwise.
CLOSED = ("two_factor_setup_validate", "two_factor_rescue", "tf_select")


class AccountStore(SQLAlchemyUserDatastore):
    """Where Flask-Security keeps accounts. Only an edge commits."""

    def commit(self) -> None:
        self.db.session.flush()

    def create_user(self, **kwargs: Any) -> Any:
        return super().create_user(**{"created_at": clock.now(), **kwargs})


class AccountMail(MailUtil):
    """Addresses in lower case, and mail by way of `app.extensions["post"]`."""

    def normalize(self, email: str) -> str:
        return str(super().normalize(email)).lower()

    def validate(self, email: str) -> str:
        return str(super().validate(email)).lower()

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: Any,
        sender: Any,
        body: str | None,
        html: str | None,
        **context: Any,
    ) -> None:
        post = current_app.extensions["post"]
        post(template.rpartition("/")[2], recipient, subject, body or "")


class AccountPassword(PasswordUtil):
    """Length is what makes a password; repeating one letter, or one's own address, does not."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str], str]:
        problems, password = super().validate(password, is_register, **kwargs)
        email = str(getattr(kwargs.get("user"), "email", kwargs.get("email") or ""))
        if not problems and guessable(password, email):
            return ["Choose a password that is harder to guess"], password
        return list(problems or ()), password


class AccountTotp(Totp):
    """Codes of an authenticator app, each good for one sign-in."""

    def generate_qrcode(self, username: str, totp: str) -> str:
        uri = self.get_totp_uri(username, totp)
        return str(segno.make(uri, error="m").svg_data_uri(scale=5, border=4))

    def get_last_counter(self, user: Any) -> int | None:
        counter: int | None = user.totp_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        user.totp_counter = tmatch.counter


def init_app(app: Flask) -> None:
    """Set Flask-Security up and make its views keep our rules."""
    for name, value in settings(app).items():
        app.config.setdefault(name, value)
    security = Security(
        app,
        AccountStore(db, *users.account_rows()),
        mail_util_cls=AccountMail,
        password_util_cls=AccountPassword,
        totp_cls=AccountTotp,
        login_form=forms.SignInForm,
        verify_form=forms.SignInAgainForm,
        register_form=forms.SignUpForm,
        forgot_password_form=forms.ForgottenForm,
        reset_password_form=forms.NewPasswordForm,
        change_password_form=forms.ChangeForm,
        two_factor_verify_code_form=forms.CodeForm,
        two_factor_rescue_form=forms.NoRescueForm,
        mf_recovery_form=forms.RecoveryForm,
    )
    security.want_json(lambda request: False)  # its JSON doors could hand out access tokens
    security.login_manager.request_loader(lambda request: None)  # nor is one ever taken
    security.mail_context_processor(lambda: {"link": link})
    follow_signals(app)
    take_over_views(app)


def take_over_views(app: Flask) -> None:
    """Run each view of Flask-Security as an edge of ours, and close those we do without."""
    for endpoint, view in list(app.view_functions.items()):
        if endpoint.startswith("security."):
            app.view_functions[endpoint] = as_edge(view)
    for name in CLOSED:
        app.view_functions[f"security.{name}"] = closed
    app.view_functions["security.reset_password"] = open_link_only(
        app.view_functions["security.reset_password"]
    )
    for name, form in ASKING_ADDRESS.items():
        endpoint = f"security.{name}"
        app.view_functions[endpoint] = address_first(app.view_functions[endpoint], name, form)


def as_edge(view: View) -> View:
    """Let a POST write in one transaction, and anything else only read."""

    @wraps(view)
    def edge(*args: Any, **kwargs: Any) -> Any:
        if request.method != "POST":
            return view(*args, **kwargs)
        with atomic():
            return view(*args, **kwargs)

    return edge


def closed(**_: str) -> ResponseReturnValue:
    """Answer for a door that is not used here."""
    abort(404)


def open_link_only(view: View) -> View:
    """Say so when a mailed link has been used or has run out, before asking for anything."""

    @wraps(view)
    def checked(token: str) -> Any:
        keep_address_private()
        expired, invalid, user = reset_password_token_status(token)  # type: ignore[no-untyped-call]  # it has no types
        if expired or invalid or not user:
            again = url_for("security.forgot_password")
            return render_template("account/link_closed.html", again=again), 410
        return view(token=token)

    return checked


def address_first(view: View, name: str, form_class: type[Any]) -> View:
    """Ask again when what was typed is no address. That tells nothing about who has an account.

    The library answers every address alike, and takes an empty box for one.
    """

    @wraps(view)
    def checked() -> Any:
        form = form_class()
        if request.method != "POST" or is_address(form.email.data or ""):
            return view()
        form.email.errors = [get_message("INVALID_EMAIL_ADDRESS")[0]]
        template = current_app.config[f"SECURITY_{name.upper()}_TEMPLATE"]
        return render_template(template, **{f"{name}_form": form}), 422

    return checked


def is_address(text: str) -> bool:
    try:
        return bool(current_app.extensions["security"].mail_util.validate(text))
    except ValueError:
        return False


def follow_signals(app: Flask) -> None:
    """Keep our own record of what happens while people sign in."""
    user_authenticated.connect(on_sign_in, app)
    user_failed_authn.connect(on_failure, app)
    password_reset.connect(on_reset, app)
    password_changed.connect(on_change, app)


def on_sign_in(_: Flask, user: users.Account, **__: Any) -> None:
    """Start counting failures anew, and leave nothing in the session that was there before."""
    users.forget_failures(user)
    session.permanent = True
    for key in ("csrf_token", "new_totp_secret"):
        session.pop(key, None)
    g.pop("csrf_token", None)


def on_failure(_: Flask, user: users.Account, **__: Any) -> None:
    users.note_failure(user, clock.now())


def on_reset(_: Flask, user: users.Account, **__: Any) -> None:
    """Whoever opened the mailed link has proven the address, and may try again at once."""
    users.forget_failures(user)
    user.confirmed_at = user.confirmed_at or clock.now()
    flash("Your password is changed. Sign in with the new one.", "success")


def on_change(_: Flask, **__: Any) -> None:
    flash("Your password is changed.", "success")


def guessable(password: str, email: str) -> bool:
    """Tell a password that repeats a few characters, or is about the address."""
    folded = password.casefold()
    name = email.partition("@")[0].casefold()
    return len(set(folded)) < FEWEST_CHARACTERS or (len(name) > 3 and name in folded)


def link(endpoint: str, **values: Any) -> str:
    """Give a full address for a mail, from the settings and not from the request."""
    return str(current_app.config["SCHEME"].base_url).rstrip("/") + url_for(endpoint, **values)
