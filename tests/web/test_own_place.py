"""Signing in leads each person to where their work is."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.models.user import User
from tests.people import People


def with_second_step(user: User) -> None:
    user.tf_primary_method, user.tf_totp_secret = "authenticator", "kept"
    user.mf_recovery_codes = ["one"]


@pytest.mark.parametrize(
    ("who", "place"),
    [("alice", "/application"), ("carol", "/casework"), ("rene", "/casework"), ("adam", "/admin")],
)
def test_sign_in_leads_to_ones_own_work(
    people: People, sign_in: Callable[[Any], FlaskClient], who: str, place: str
) -> None:
    user = getattr(people, who)
    with_second_step(user)
    answer = sign_in(user).get("/account/start")
    assert answer.headers["Location"].rstrip("/").endswith(place)


def test_an_administrator_is_offered_no_cases(
    people: People, sign_in: Callable[[Any], FlaskClient]
) -> None:
    with_second_step(people.adam)
    page = sign_in(people.adam).get("/account").text
    assert "/admin" in page
    assert 'href="/casework' not in page
