"""Signed-in browsers without JavaScript, and forms sent as their pages send them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from registry.models.application import Application
from registry.models.case import Movement
from registry.models.user import User
from registry.services import application as applications
from registry.web.forms import Json
from tests import factories
from tests.conftest import Client
from tests.people import People

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def sign_in(app: Flask, client: FlaskClient) -> SignIn:
    """Give a browser in which a person has signed in, without the pages that lead there."""

    def browser(user: User) -> FlaskClient:
        made = Client(app, app.response_class)
        with made.session_transaction() as session:
            session["_user_id"] = user.fs_uniquifier
            session["_fresh"] = True
            session["fs_cc"] = "set"
        return made

    return browser


@pytest.fixture
def at_work(sign_in: SignIn) -> SignIn:
    """Give a browser in which a member of staff has signed in, with a second step."""

    def browser(user: User) -> FlaskClient:
        user.tf_primary_method, user.tf_totp_secret = "authenticator", "kept"
        user.mf_recovery_codes = ["kept"]
        return sign_in(user)

    return browser


def form(version: object = "", **answers: object) -> dict[str, object]:
    """Give what a page's form sends besides its answers, under a new key."""
    return {"idempotency_key": uuid4().hex, "version": version, **answers}


def flat(answers: Json, prefix: str = "") -> dict[str, object]:
    """Write nested answers under the flat names of a page."""
    sent: dict[str, object] = {}
    for name, value in answers.items():
        items = dict(enumerate(value)) if is_group(value) else value
        if isinstance(items, dict):
            sent |= flat({str(key): one for key, one in items.items()}, f"{prefix}{name}.")
        else:
            sent[prefix + name] = value
    return sent


def is_group(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def posted(browser: FlaskClient, path: str, **sent: object) -> TestResponse:
    """Send a form and give the page it leads to."""
    answer = browser.post(path, data=sent)
    while answer.status_code in (302, 303):
        answer = browser.get(answer.location)
    return answer


@pytest.fixture
def alice(people: People, sign_in: SignIn) -> FlaskClient:
    return sign_in(people.alice)


@pytest.fixture
def draft(people: People) -> Application:
    return factories.a_draft(people.alice)


def moves(rows: Any, trigger: str) -> int:
    return rows.query(Movement).filter_by(trigger=trigger).count()


def row_version(application: Application, key: str) -> int:
    row = applications.answer_row(application, key)
    return row.version if row else 0
