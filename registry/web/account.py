"""The account door: sign-in security, invitations of staff, and the people of the demo build.

What Flask-Security has pages for is in `signin`; here are those it lacks, and those that have to be
otherwise: a mailed link confirms an address only when its reader presses the button, and a wrong
first code of an authenticator app shows the same picture again.
"""

from typing import Any

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_security import auth_required, current_user, hash_password, login_user
from flask_security.confirmable import confirm_email_token_status, confirm_user
from flask_wtf import CSRFProtect

from registry import clock
from registry.db import atomic
from registry.services import demo, employer, notice, organisation
from registry.services import user as users
from registry.web import guard, limits, signin
from registry.web.account_forms import SPACING, FirstCodeForm, InvitationForm, InvitedForm
from registry.web.guard import login_required_for
from registry.web.security import keep_address_private
from registry.web.signin_settings import FRESH_FOR
from workflows.roles import LABELS, Role

bp = Blueprint("account", __name__)
HOME = "own_place.start"


def init_app(app: Flask) -> None:
    """Open the account door and everything that guards it."""
    app.extensions["post"] = post
    app.add_template_global(problems)
    app.jinja_env.globals["role_labels"] = LABELS
    CSRFProtect(app)
    signin.init_app(app)
    app.register_blueprint(bp)
    app.view_functions["security.confirm_email"] = confirm_page
    app.view_functions["security.two_factor_setup"] = second_step
    limits.init_app(app)
    guard.init_app(app)


def post(kind: str, to: str, subject: str, text: str) -> None:
    """Send mail about an account by way of the ledger, as all mail goes."""
    person = users.find_by_email(to)
    draft = notice.Draft(kind, to, subject, text, user_id=person.id if person else None)
    notice.post(draft, clock.now())


def problems(form: Any, *leading: str) -> list[dict[str, str]]:
    """Give what is wrong with a form, each once, with the place that mends it, in page order."""
    fields = sorted(form, key=lambda field: field.name not in leading)
    first = next((field.name for field in fields if field.name not in ("csrf_token", "next")), "")
    found = {str(text): f"#{first}" for text in form.form_errors}
    for field in fields:
        for text in field.errors:
            found.setdefault(str(text), f"#{field.name}")
    return [{"text": text, "href": href} for text, href in found.items()]


@bp.get("/account")
@login_required_for()
def home() -> str:
    """Show the account: name, sign-in security, sign out."""
    return render_template(
        "account/home.html",
        second_step=current_user.has_second_step,
        offices=employer.offices_of(guard.me()),
    )


@bp.get("/account/check-your-email")
def check_mail() -> str:
    """Say the same to everyone who asked for an account, had they one or not."""
    return render_template("account/check_mail.html")


def confirm_page(token: str) -> ResponseReturnValue:
    """Ask the reader of a mailed link to press the button: mail scanners open links as well."""
    keep_address_private()
    if not unconfirmed(token):
        return link_closed("security.send_confirmation")
    return render_template("account/confirm.html", token=token)


@bp.post("/account/confirm-email/<token>/yes")
def confirm(token: str) -> ResponseReturnValue:
    """Take the address as proven."""
    keep_address_private()
    with atomic():
        user = unconfirmed(token)
        if user is None:
            return link_closed("security.send_confirmation")
        confirm_user(user)  # type: ignore[no-untyped-call]  # Flask-Security leaves it untyped
    flash("Your email address is confirmed. Sign in to go on.", "success")
    return redirect(url_for("security.login"))


def unconfirmed(token: str) -> users.Account | None:
    """Give the account that this link would confirm, if it still may."""
    expired, invalid, user = confirm_email_token_status(token)  # type: ignore[no-untyped-call]  # same
    return None if expired or invalid or user is None or user.confirmed_at else user


def link_closed(again: str = "") -> ResponseReturnValue:
    """Say that a mailed link was used or has run out, and where a new one comes from."""
    return render_template("account/link_closed.html", again=again and url_for(again)), 410


@auth_required("session", within=lambda: FRESH_FOR, grace=0)
def second_step() -> ResponseReturnValue:
    """Connect an authenticator app: show its key, take its first code."""
    totp = current_app.extensions["security"].totp_factory
    secret = session.setdefault("new_totp_secret", totp.generate_totp_secret())
    form = FirstCodeForm()
    if form.validate_on_submit():
        if connect_app(secret, str(form.code.data).translate(SPACING)):
            session.pop("new_totp_secret")
            flash("Your app is connected. Now get your recovery codes.", "success")
            return redirect(url_for("security.mf_recovery_codes"))
        form.code.errors = ["Check the code, or wait for the next one"]
    values = totp.fetch_setup_values(secret, current_user)
    return render_template("account/set_up_second_step.html", form=form, app=values)


def connect_app(secret: str, code: str) -> bool:
    """Keep the app's secret if the code is its own."""
    security = current_app.extensions["security"]
    with atomic():
        user = current_user._get_current_object()
        user.totp_counter = None  # counted anew: this is another secret
        if not security.totp_factory.verify_totp(code, secret, user, window=30):
            return False
        security.datastore.tf_set(user, "authenticator", secret)
        user.mf_recovery_codes = None
    return True


@bp.route("/account/second-step/turn-off", methods=["GET", "POST"])
@auth_required("session", within=lambda: FRESH_FOR, grace=0)
def turn_off() -> ResponseReturnValue:
    """Sign in by password alone from now on; staff may not."""
    if current_user.is_staff:
        abort(403)
    if request.method == "GET":
        return render_template("account/turn_off_second_step.html")
    with atomic():
        security = current_app.extensions["security"]
        security.datastore.tf_reset(current_user._get_current_object())
        security.datastore.mf_set_recovery_codes(current_user._get_current_object(), None)
    flash("Two-step sign-in is turned off.", "success")
    return redirect(url_for(".home"))


@bp.route("/account/invitation/<token>", methods=["GET", "POST"])
def invitation(token: str) -> ResponseReturnValue:
    """Take up staff roles: with a new account, or with the one signed in to."""
    keep_address_private()
    try:
        offered = users.find_invitation(token, clock.now())
        return answer_invitation(token, offered)
    except (users.InvitationClosed, users.AccountExists):
        return link_closed()


def answer_invitation(token: str, offered: users.Invited) -> ResponseReturnValue:
    """Show an open invitation, or take the answer to it."""
    form = InvitedForm()
    mine = current_user.is_authenticated and current_user.email == offered.email
    if mine and request.method == "POST":
        with atomic():
            users.accept_as(token, current_user._get_current_object(), clock.now())
        flash("Your new roles are yours from now on.", "success")
        return redirect(url_for(HOME))
    if not offered.has_account and form.validate_on_submit() and fit_password(form, offered.email):
        with atomic():
            secret = hash_password(form.password.data)
            users.accept(token, secret, str(form.name.data).strip(), clock.now())
        second = "to set up your second step" if offered.roles else "to see what waits for you"
        flash(f"Your account is ready. Sign in {second}.", "success")
        return redirect(url_for("security.login"))
    return render_template(
        "account/invitation.html",
        form=form,
        offered=offered,
        mine=mine,
        offices=organisation.offered_to(offered.email) if not offered.roles else (),
    )


def fit_password(form: InvitedForm, email: str) -> bool:
    """Tell whether the chosen password will do, or say on the form why not."""
    security = current_app.extensions["security"]
    wrong, form.password.data = security.password_util.validate(
        form.password.data or "", True, email=email
    )
    form.password.errors = wrong
    return not wrong


@bp.route("/account/staff", methods=["GET", "POST"])
@login_required_for(Role.ADMINISTRATOR)
def staff() -> ResponseReturnValue:
    """List who works here, and invite others by link."""
    form = InvitationForm()
    if form.validate_on_submit() and (email := known_address(form)):
        with atomic():
            token = users.invite(
                email,
                [Role(name) for name in form.roles.data],
                current_user._get_current_object(),
                clock.now(),
            )
            send_invitation(email, token)
        flash(f"An invitation is on its way to {email}.", "success")
        return redirect(url_for(".staff"))
    return render_template(
        "account/staff.html",
        form=form,
        people=users.staff_people(),
        waiting=users.waiting(clock.now()),
    )


def known_address(form: InvitationForm) -> str:
    """Give the address as we keep it, or say on the form that it is none."""
    try:
        mail_util = current_app.extensions["security"].mail_util
        return str(mail_util.validate(form.email.data))
    except ValueError as error:
        form.email.errors = [str(error)]
        return ""


def send_invitation(email: str, token: str) -> None:
    """Mail the link of an invitation."""
    text = render_template(
        "account/email/invitation.txt", link=signin.link("account.invitation", token=token)
    )
    name = current_app.config["SCHEME"].name
    current_app.extensions["post"]("invitation", email, f"Join the staff of the {name}", text)


@bp.get("/demo/people")
def demo_people() -> str:
    """List the people of the demo build, to sign in as one of them."""
    demo_only()
    return render_template("account/demo_people.html", groups=demo.groups(), guests=demo.guests())


@bp.post("/demo/people/<int:user_id>")
def sign_in_as(user_id: int) -> ResponseReturnValue:
    """Sign in as a person of the demo build, without a password."""
    demo_only()
    with atomic():
        person: Any = users.find_user(user_id)
        if person is None or not person.is_demo:
            abort(404)
        session.clear()
        login_user(person, authn_via=["demo"])
    return redirect(url_for(HOME))


def demo_only() -> None:
    """Answer as if there were no such page, except in the demo build."""
    if not current_app.config["DEMO"]:
        abort(404)
