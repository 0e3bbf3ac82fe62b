"""How Flask-Security is set: what is on, how strict, where its pages are, and what it says."""

import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_security import uia_email_mapper

from registry import clock

FRESH_FOR = timedelta(minutes=30)
SHORTEST_PASSWORD = 12
FEATURES = (
    "REGISTERABLE",
    "CONFIRMABLE",
    "RECOVERABLE",
    "CHANGEABLE",
    "TRACKABLE",
    "TWO_FACTOR",
    "MULTI_FACTOR_RECOVERY_CODES",
    "RETURN_GENERIC_RESPONSES",
    "LOGOUT_CSRF",
)
ADDRESSES = {
    "LOGIN": "/login",
    "LOGOUT": "/logout",
    "VERIFY": "/account/sign-in-again",
    "REGISTER": "/account/create",
    "CONFIRM": "/account/confirm-email",
    "RESET": "/account/reset-password",
    "CHANGE": "/account/change-password",
    "TWO_FACTOR_SETUP": "/account/second-step/set-up",
    "TWO_FACTOR_TOKEN_VALIDATION": "/account/second-step",
    "TWO_FACTOR_RESCUE": "/account/second-step/help",
    "TWO_FACTOR_SELECT": "/account/second-step/choose",
    "MULTI_FACTOR_RECOVERY_CODES": "/account/recovery-codes",
    "MULTI_FACTOR_RECOVERY": "/account/recovery-code",
}
PAGES = {
    "LOGIN_USER": "sign_in",
    "LOGOUT_USER": "sign_out",
    "VERIFY": "sign_in_again",
    "REGISTER_USER": "create",
    "SEND_CONFIRMATION": "send_confirmation",
    "FORGOT_PASSWORD": "forgot_password",
    "RESET_PASSWORD": "reset_password",
    "CHANGE_PASSWORD": "change_password",
    "TWO_FACTOR_VERIFY_CODE": "second_step",
    "MULTI_FACTOR_RECOVERY_CODES": "recovery_codes",
    "MULTI_FACTOR_RECOVERY": "recovery_code",
}
MAIL = {
    "REGISTER_EMAIL_TEMPLATE": "welcome",
    "REGISTER_EMAIL_EXISTING_TEMPLATE": "welcome_existing",
    "EMAIL_TEMPLATE_CONFIRM": "confirmation",
    "EMAIL_TEMPLATE_PASSWORD_RESET": "reset",
    "EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "reset_notice",
    "EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "change_notice",
}
SUBJECTS = {
    "REGISTER": "Confirm your email address",
    "CONFIRM": "Confirm your email address",
    "PASSWORD_RESET": "Choose a new password",
    "PASSWORD_NOTICE": "Your password was changed",
    "PASSWORD_CHANGE_NOTICE": "Your password was changed",
}
WORDS = {
    "GENERIC_AUTHN_FAILED": "Check your email address and password. If you have just created your"
    " account, confirm your email address first. After many wrong tries, wait 15 minutes",
    "EMAIL_NOT_PROVIDED": "Enter your email address",
    "INVALID_EMAIL_ADDRESS": "Enter an email address in the correct format, like name@example.com",
    "PASSWORD_NOT_PROVIDED": "Enter a password",
    "PASSWORD_INVALID_LENGTH": "Use %(length)s to 128 characters",
    "PASSWORD_IS_THE_SAME": "Choose a password that you have not used here before",
    "INVALID_PASSWORD": "Check your password. After many wrong tries, wait 15 minutes",
    "TWO_FACTOR_INVALID_TOKEN": "Check the code, or wait for the next one. Each code works once."
    " After many wrong tries, wait 15 minutes",
    "INVALID_RECOVERY_CODE": "Check the recovery code. Each one works once."
    " After many wrong tries, wait 15 minutes",
}


def settings(app: Flask) -> dict[str, Any]:
    """Give every setting that differs from Flask-Security's own; the application's stand above."""
    named = {
        **dict.fromkeys(FEATURES, True),
        **{f"{name}_URL": address for name, address in ADDRESSES.items()},
        **{f"{name}_TEMPLATE": f"account/{page}.html" for name, page in PAGES.items()},
        **{name: f"account/email/{template}" for name, template in MAIL.items()},
        **{f"EMAIL_SUBJECT_{name}": subject for name, subject in SUBJECTS.items()},
        **{f"MSG_{name}": (text, "error") for name, text in WORDS.items()},
        **passwords(),
        **second_step(str(app.config["ACCOUNT_KEY"]), app.config["SCHEME"].short_name),
        **habits(),
    }
    return {
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "WTF_CSRF_TIME_LIMIT": None,  # a page left open over lunch can still be sent
        **{f"SECURITY_{name}": value for name, value in named.items()},
    }


def passwords() -> dict[str, Any]:
    """Give how passwords are chosen and kept."""
    return {
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_SINGLE_HASH": True,
        "PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
        "PASSWORD_CONFIRM_REQUIRED": False,  # it can be shown instead of typed twice
        "HASHING_SCHEMES": ["hex_sha256"],  # for signed links, where a slow hash would tell
        "CONFIRM_EMAIL_WITHIN": timedelta(days=3),
        "RESET_PASSWORD_WITHIN": timedelta(hours=4),
    }


def second_step(key: str, issuer: str) -> dict[str, Any]:
    """Give how the second step works, with the keys that its secrets are encrypted under."""
    return {
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "TWO_FACTOR_RESCUE_EMAIL": False,  # a mailed code would undo the second step
        "TOTP_SECRETS": {"1": derived(key, "totp")},
        "TOTP_ISSUER": issuer,
        "MULTI_FACTOR_RECOVERY_CODES_N": 10,
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [derived(key, "recovery codes").encode()],
    }


def habits() -> dict[str, Any]:
    """Give where people land, what counts as fresh, and what is left out."""
    return {
        "USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": uia_email_mapper}}],
        "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "EMAIL_HTML": False,
        "DATETIME_FACTORY": clock.now,
        "API_ENABLED_METHODS": ["session"],
        "FRESHNESS": FRESH_FOR,
        # Else one fresh page lends its freshness to all others for an hour.
        "FRESHNESS_GRACE_PERIOD": timedelta(0),
        "POST_LOGIN_VIEW": "own_place.start",
        "POST_REGISTER_VIEW": "account.check_mail",
        "POST_RESET_VIEW": "security.login",
        "POST_CHANGE_VIEW": "account.home",
        "POST_LOGOUT_VIEW": "/",
        "FLASH_MESSAGES": False,  # our pages say it in their own words
        "STATIC_FOLDER": None,
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
    }


def derived(key: str, purpose: str) -> str:
    """Give a key for one purpose from the key of all accounts."""
    return urlsafe_b64encode(hmac.digest(key.encode(), purpose.encode(), "sha256")).decode()
