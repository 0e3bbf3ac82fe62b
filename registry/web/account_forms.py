"""The forms of signing in: Flask-Security's own, made to say nothing about who has an account.

An answer must not differ, in words or in time, between an address that has an account and one
that has none. So an unconfirmed or a locked account fails like a wrong password, and a form that
stops early spends the time that the other way would have taken.
"""

from typing import Any

from flask import url_for
from flask_security import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    MfRecoveryForm,
    RegisterFormV2,
    ResetPasswordForm,
    TwoFactorRescueForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from flask_security.forms import Form
from flask_security.utils import get_message, hash_password
from wtforms import EmailField, PasswordField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from registry import clock
from registry.services import user as users
from workflows.roles import Role

SPACING = str.maketrans("", "", " \u00a0-\u2010\u2011\u2013")
CODE_MISSING = "Enter the six figures your app shows"
OFFERED = {
    Role.CASEWORKER: "Caseworker: runs the checks and asks for what is missing",
    Role.ASSESSOR: "Assessor: finds against each standard and recommends",
    Role.REGISTRAR: "Registrar: decides, and answers for the register",
    Role.ADMINISTRATOR: "Administrator: invites staff and keeps settings, decides nothing",
}
name_given = (
    DataRequired("Enter your name"),
    Length(max=200, message="Use 200 characters at most"),
)


def locked(form: Any, field: Any, message: str) -> bool:
    """Fail this form if its account is locked, in the very words of a wrong answer."""
    if form.user is None or not users.is_locked(form.user, clock.now()):
        return False
    field.errors = [get_message(message)[0]]
    return True


class SignInForm(LoginForm):
    """Address and password. Nobody is remembered on a machine that others use."""

    remember = None  # how WTForms takes a field out

    def validate(self, **kwargs: Any) -> bool:
        self.next.data = self.next.data or url_for("account.home")
        return super().validate(**kwargs) and not locked(self, self.password, "INVALID_PASSWORD")


class SignInAgainForm(VerifyForm):
    """The password once more, before something that matters."""

    def validate(self, **kwargs: Any) -> bool:
        return super().validate(**kwargs) and not locked(self, self.password, "INVALID_PASSWORD")


class SignUpForm(RegisterFormV2):
    """Name, address and password of a new account."""

    name = StringField("Your name", validators=name_given)


class ForgottenForm(ForgotPasswordForm):
    """Ask for a mail that lets you choose a new password.

    An address not confirmed yet gets one too: opening it proves the address all the same.
    """

    def validate(self, **kwargs: Any) -> bool:
        known = super().validate(**kwargs)
        if self.requires_confirmation:
            self.email.errors, known = [], True
        if known:
            hash_password("as long as an unknown address takes")
        return known


class NewPasswordForm(ResetPasswordForm):
    """Choose a new password from the mailed link. It is typed once, and can be shown."""

    password_confirm = None  # how WTForms takes a field out


class ChangeForm(ChangePasswordForm):
    """Choose another password."""

    new_password_confirm = None  # how WTForms takes a field out


class CodeForm(TwoFactorVerifyCodeForm):
    """The six figures that the app shows, however they are spaced."""

    def validate(self, **kwargs: Any) -> bool:
        self.code.data = str(self.code.data or "").translate(SPACING)
        valid = super().validate(**kwargs)
        if not self.code.data:
            self.code.errors = [CODE_MISSING]
        return valid and not locked(self, self.code, "TWO_FACTOR_INVALID_TOKEN")


class RecoveryForm(MfRecoveryForm):
    """One of the codes kept for the day the phone is lost."""

    def validate(self, **kwargs: Any) -> bool:
        figures = str(self.code.data or "").translate(SPACING).lower()
        self.code.data = "-".join(figures[at : at + 4] for at in range(0, len(figures), 4))
        valid = super().validate(**kwargs)
        if not figures:
            self.code.errors = ["Enter a recovery code"]
        elif not valid:
            account: Any = self.user
            users.note_failure(account, clock.now())
        return valid and not locked(self, self.code, "INVALID_RECOVERY_CODE")


class NoRescueForm(TwoFactorRescueForm):
    """Nothing: the one way round a lost app is a recovery code."""

    help_setup = RadioField(choices=[])


class FirstCodeForm(Form):
    """The first code of an app that was just connected."""

    code = StringField("Code", validators=[DataRequired(CODE_MISSING)])


class InvitedForm(Form):
    """Name and password of an invited person."""

    name = StringField("Your name", validators=name_given)
    password = PasswordField("Choose a password")


class InvitationForm(Form):
    """Whom to invite, and to which staff roles."""

    email = EmailField("Email address", validators=[DataRequired("Enter an email address")])
    roles = SelectMultipleField(
        "Roles",
        choices=[SelectChoice(role.value, label) for role, label in OFFERED.items()],
        validators=[DataRequired("Choose at least one role")],
    )
