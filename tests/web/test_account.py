"""Signing up, in and out; the second step; invitations; and what a stranger can learn: nothing."""

import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP

from registry import clock
from registry.app import create_app
from registry.db import Model, atomic, db, writing
from registry.services import user as users
from registry.web.guard import login_required_for
from tests import postgres
from workflows.roles import Role

PASSWORD = "correct horse battery"
QUICK_HASH = {"argon2__time_cost": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}


class Letter(NamedTuple):
    """What was posted, in place of the ledger."""

    kind: str
    to: str
    subject: str
    text: str


def a_database(folder: Path) -> str:
    if server := os.environ.get("TEST_POSTGRES"):
        return postgres.new_database(server, f"accounts_{uuid4().hex}")
    return f"sqlite:///{folder / 'test.db'}"


def an_app(folder: Path, **settings: Any) -> Flask:
    app = create_app(
        **{
            "TESTING": True,
            "SQLALCHEMY_DATABASE_URI": a_database(folder),
            "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": QUICK_HASH,
            "RATELIMIT_ENABLED": False,
            "DEMO": False,
            **settings,
        }
    )
    app.extensions["letters"] = []
    app.extensions["post"] = lambda *letter: outbox(app).append(Letter(*letter))
    app.get("/for-registrars")(login_required_for(Role.REGISTRAR)(lambda: "the queue"))
    forgotten = Blueprint("forgotten", __name__)
    forgotten.get("/unguarded")(lambda: "a page whose author forgot the guard")
    app.register_blueprint(forgotten)
    with app.app_context(), writing(True):
        Model.metadata.create_all(db.engine)
    return app


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = an_app(tmp_path_factory.mktemp("accounts"))
    yield app
    close(app)


@pytest.fixture
def app(shared: Flask) -> Flask:
    outbox(shared).clear()
    with shared.app_context(), atomic() as session:
        for name in ("invitation", "user_role", "role", "user"):
            session.execute(Model.metadata.tables[name].delete())
    return shared


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    made: list[Flask] = []

    def make(**settings: Any) -> Flask:
        made.append(an_app(tmp_path, **settings))
        return made[-1]

    yield make
    for app in made:
        close(app)


def close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def token_of(client: FlaskClient) -> str:
    page = client.get("/account/reset-password").text
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


def send(client: FlaskClient, path: str, **form: Any) -> Any:
    return client.post(path, data={"csrf_token": token_of(client), **form})


def outbox(app: Flask) -> list[Letter]:
    return app.extensions["letters"]


def mailed_link(app: Flask) -> str:
    base = app.config["SCHEME"].base_url
    return re.search(rf"{re.escape(base)}(/\S+)", outbox(app)[-1].text)[1]


def a_person(app: Flask, email: str = "ann@trust.example", *roles: Role, **more: Any) -> int:
    from flask_security import hash_password

    with app.app_context(), atomic():
        person = users.add_user(email, roles, clock.now(), name="Ann Ash", **more)
        person.password = hash_password(PASSWORD)
        return person.id


def sign_in(client: FlaskClient, email: str = "ann@trust.example", word: str = PASSWORD) -> Any:
    return send(client, "/login", email=email, password=word)


def connect_app(client: FlaskClient) -> tuple[str, list[str]]:
    page = client.get("/account/second-step/set-up").text
    key = re.search(r'app-key">([^<]+)<', page)[1]
    assert send(client, "/account/second-step/set-up", code=code(key)).status_code == 302
    page = send(client, "/account/recovery-codes").text
    return key, re.findall(r'app-key">([0-9a-f-]+)<', page)


def code(key: str, ahead: int = 0) -> str:
    when = datetime.now(UTC) + timedelta(seconds=30 * ahead)
    return str(TOTP(key.replace(" ", ""), format="base32").generate(when).token)


def test_sign_up_confirm_sign_in_and_out(app: Flask, client: FlaskClient) -> None:
    answer = send(
        client, "/account/create", name="Bo", email="Bo.Li@Trust.example", password=PASSWORD
    )
    assert answer.location == "/account/check-your-email"
    assert sign_in(client, "bo.li@trust.example").status_code == 200, "not before it is confirmed"
    page = client.get(mailed_link(app))
    assert "Confirm my email address" in page.text
    assert sign_in(client, "bo.li@trust.example").status_code == 200, "opening the link is not yes"
    assert send(client, mailed_link(app) + "/yes").location == "/login"
    assert sign_in(client, "BO.LI@trust.example").location == "/account/start"
    assert "Bo" in client.get("/account").text
    assert send(client, "/logout").status_code == 302
    assert client.get("/account").location == "/login?next=/account"
    assert client.get(mailed_link(app)).status_code == 410


def test_signing_in_is_tracked(app: Flask, client: FlaskClient) -> None:
    number = a_person(app)
    sign_in(client)
    with app.app_context():
        person = users.find_user(number)
        assert person
        assert person.login_count == 1
        assert person.current_login_at
        assert person.current_login_at.tzinfo is not None


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/login", {"password": "some wrong password"}),
        ("/account/reset-password", {}),
        ("/account/confirm-email", {}),
        ("/account/create", {"name": "Ann", "password": PASSWORD}),
    ],
)
def test_no_answer_tells_whether_there_is_an_account(
    app: Flask, client: FlaskClient, path: str, form: dict[str, str]
) -> None:
    a_person(app)

    def answer(email: str) -> tuple[int, str | None, str]:
        given = send(client, path, email=email, **form)
        return given.status_code, given.location, plain(given.text, email)

    assert answer("ann@trust.example") == answer("nobody@trust.example")


@pytest.mark.parametrize("path", ["/account/reset-password", "/account/confirm-email"])
@pytest.mark.parametrize("typed", ["", "not an address"])
def test_what_is_no_address_is_asked_for_again(client: FlaskClient, path: str, typed: str) -> None:
    page = send(client, path, email=typed)
    assert page.status_code == 422
    assert "Enter an email address in the correct format" in page.text
    assert f'value="{typed}"' in page.text or not typed


def plain(page: str, email: str) -> str:
    page = page.replace(email, "EMAIL") if email else page
    return re.sub(
        r'(name="(csrf_token|idempotency_key)" value="|nonce-|nonce=")[^"\']+', r"\1", page
    )


def test_a_wrong_address_costs_as_much_time_as_a_wrong_password(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS={})
    client = app.test_client()
    a_person(app)

    def seconds(email: str) -> float:
        token = token_of(client)
        start = perf_counter()
        client.post("/login", data={"csrf_token": token, "email": email, "password": "wrong wrong"})
        return perf_counter() - start

    known, unknown = (
        min(seconds(e) for _ in range(5)) for e in ("ann@trust.example", "x@y.example")
    )
    assert 0.5 < known / unknown < 2


def test_reset_signs_out_elsewhere_and_ends_the_link(app: Flask, client: FlaskClient) -> None:
    a_person(app)
    sign_in(client)
    other = app.test_client()
    send(other, "/account/reset-password", email="ann@trust.example")
    link = mailed_link(app)
    assert send(other, link, password="another good password").location == "/login"
    assert client.get("/account").status_code == 302
    assert other.get(link).status_code == 410
    assert sign_in(other, word="another good password").location == "/account/start"


def test_links_in_mail_do_not_follow_the_host_header(app: Flask, client: FlaskClient) -> None:
    a_person(app)
    form = {"csrf_token": token_of(client), "email": "ann@trust.example"}
    client.post("/account/reset-password", data=form, headers={"Host": "evil.example"})
    client.post("/account/reset-password", data={**form, "csrf_token": token_of(client)})
    assert "evil" not in "".join(message.text for message in outbox(app))


def test_reset_by_mail_confirms_an_address_too(app: Flask, client: FlaskClient) -> None:
    send(client, "/account/create", name="Bo", email="bo@trust.example", password=PASSWORD)
    send(client, "/account/reset-password", email="bo@trust.example")
    send(client, mailed_link(app), password="another good password")
    assert sign_in(client, "bo@trust.example", "another good password").location == "/account/start"


def test_change_password(app: Flask, client: FlaskClient) -> None:
    a_person(app)
    sign_in(client)
    new = "another good password"
    answer = send(client, "/account/change-password", password=PASSWORD, new_password=new)
    assert answer.location == "/account"
    assert client.get("/account").status_code == 200
    assert sign_in(app.test_client(), word=new).location == "/account/start"


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaaaaaa", "ann.ashby-ann.ashby"])
def test_weak_passwords_are_refused(app: Flask, client: FlaskClient, weak: str) -> None:
    answer = send(
        client, "/account/create", name="Ann", email="ann.ashby@trust.example", password=weak
    )
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert 'value="ann.ashby@trust.example"' in answer.text, "nothing typed is lost"


def test_too_many_wrong_tries_lock_without_saying_so(app: Flask, client: FlaskClient) -> None:
    a_person(app)
    pages = {plain(sign_in(client, word="wrong wrong wrong").text, "") for _ in range(users.TRIES)}
    pages.add(plain(sign_in(client).text, ""))
    assert len(pages) == 1, "the right password looks like a wrong one while locked"
    send(client, "/account/reset-password", email="ann@trust.example")
    send(client, mailed_link(app), password="another good password")
    assert sign_in(client, word="another good password").location == "/account/start"


def test_limits_count_an_address_that_has_no_account_alike(make_app: Callable[..., Flask]) -> None:
    app = make_app(RATELIMIT_ENABLED=True)
    a_person(app)

    def statuses(email: str) -> list[int]:
        client = app.test_client()
        return [sign_in(client, email, "wrong wrong wrong").status_code for _ in range(22)]

    known = statuses("ann@trust.example")
    assert known == statuses("nobody@trust.example")
    assert known[0] == 200
    assert known[-1] == 429


def test_posts_need_the_token(app: Flask, client: FlaskClient) -> None:
    a_person(app)
    assert client.post("/login", data={"email": "ann@trust.example"}).status_code == 400
    sign_in(client)
    assert client.post("/logout").status_code == 400
    assert client.get("/account").status_code == 200
    assert client.get("/logout").status_code == 405


def test_signing_in_leaves_nothing_of_the_session_before(app: Flask, client: FlaskClient) -> None:
    a_person(app)
    before = token_of(client)
    client.post(
        "/login", data={"csrf_token": before, "email": "ann@trust.example", "password": PASSWORD}
    )
    with client.session_transaction() as session:
        assert session.get("csrf_token") is None
        assert session.permanent


def test_the_cookie_is_guarded(make_app: Callable[..., Flask]) -> None:
    app = make_app(SECURE_COOKIES=True)
    cookie = app.test_client().get("/login", base_url="https://localhost").headers["Set-Cookie"]
    assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Lax", "__Host-"))


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"]
)
def test_no_way_out_of_this_site_after_signing_in(
    app: Flask, client: FlaskClient, elsewhere: str
) -> None:
    a_person(app)
    form = {"csrf_token": token_of(client), "email": "ann@trust.example", "password": PASSWORD}
    answer = client.post("/login", query_string={"next": elsewhere}, data=form)
    assert not urlsplit(answer.location or "").netloc
    assert not (answer.location or "").startswith(("//", "/\\"))


def test_no_access_token_is_given_or_taken(app: Flask, client: FlaskClient) -> None:
    number = a_person(app)
    answer = client.post(
        "/login?include_auth_token",
        json={"email": "ann@trust.example", "password": PASSWORD},
        headers={"X-CSRFToken": token_of(client), "Accept": "application/json"},
    )
    assert not answer.is_json
    with app.test_request_context():
        person: Any = users.find_user(number)
        token = person.get_auth_token()
    headers = {"Authentication-Token": token}
    assert app.test_client().get("/account", headers=headers).status_code == 302


def test_who_may_open_a_staff_page(app: Flask) -> None:
    a_person(app, "ann@trust.example")
    a_person(app, "rene@register.example", Role.REGISTRAR)
    clients = app.test_client(), app.test_client(), app.test_client()
    sign_in(clients[1], "ann@trust.example")
    sign_in(clients[2], "rene@register.example")
    nobody, ann, rene = (client.get("/for-registrars") for client in clients)
    assert nobody.location == "/login?next=/for-registrars"
    assert ann.status_code == 403
    assert rene.location == "/account/second-step/set-up"
    assert clients[2].get("/unguarded").location == "/account/second-step/set-up"
    assert clients[1].get("/unguarded").status_code == 200


def test_staff_set_up_a_second_step_and_recovery_codes_first(app: Flask) -> None:
    a_person(app, "rene@register.example", Role.REGISTRAR)
    client = app.test_client()
    sign_in(client, "rene@register.example")
    page = client.get("/account/second-step/set-up").text
    assert 'src="data:image/svg+xml' in page
    key = re.search(r'app-key">([^<]+)<', page)[1]
    wrong = send(client, "/account/second-step/set-up", code="000000")
    assert wrong.status_code == 200
    assert key in wrong.text, "the same picture is shown again"
    send(client, "/account/second-step/set-up", code=code(key))
    assert client.get("/for-registrars").location == "/account/recovery-codes"
    codes = re.findall(r'app-key">([0-9a-f-]+)<', send(client, "/account/recovery-codes").text)
    assert len(set(codes)) == 10
    assert client.get("/for-registrars").text == "the queue"
    assert send(client, "/account/second-step/turn-off").status_code == 403


def test_signing_in_with_a_second_step(app: Flask, clock: Any) -> None:
    a_person(app, "rene@register.example", Role.REGISTRAR)
    first, second = app.test_client(), app.test_client()
    sign_in(first, "rene@register.example")
    key, codes = connect_app(first)
    assert sign_in(second, "rene@register.example").location.startswith("/account/second-step?")
    assert second.get("/for-registrars").location.startswith("/login"), "not by password alone"
    assert send(second, "/account/second-step", code=code(key)).status_code == 200, "used before"
    assert send(second, "/account/second-step", code=code(key, 1)).location == "/account/start"
    assert second.get("/for-registrars").text == "the queue"
    third = app.test_client()
    sign_in(third, "rene@register.example")
    assert send(third, "/account/recovery-code", code=codes[0].replace("-", " ")).status_code == 302
    assert third.get("/for-registrars").text == "the queue"
    fourth = app.test_client()
    sign_in(fourth, "rene@register.example")
    assert send(fourth, "/account/recovery-code", code=codes[0]).status_code == 200, "works once"


def test_guessing_the_second_step_locks(app: Flask, clock: Any) -> None:
    a_person(app, "rene@register.example", Role.REGISTRAR)
    client = app.test_client()
    sign_in(client, "rene@register.example")
    key, codes = connect_app(client)
    send(client, "/logout")
    sign_in(client, "rene@register.example")
    for _ in range(users.TRIES):
        send(client, "/account/second-step", code="000000")
    assert send(client, "/account/second-step", code=code(key, 1)).status_code == 200
    assert send(client, "/account/recovery-code", code=codes[0]).status_code == 200


def test_changing_how_you_sign_in_wants_the_password_again(app: Flask, client: FlaskClient) -> None:
    a_person(app)
    sign_in(client)
    with client.session_transaction() as session:
        session["fs_paa"] -= 3600
    assert client.get("/account/second-step/set-up").location.startswith("/account/sign-in-again")
    client.get("/account")
    assert client.get("/account/recovery-codes").location.startswith("/account/sign-in-again")
    send(client, "/account/sign-in-again", password=PASSWORD)
    assert client.get("/account/second-step/set-up").status_code == 200


@pytest.mark.parametrize("path", ["/account/second-step/help", "/account/second-step/choose"])
def test_ways_round_the_second_step_are_closed(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_administrator_invites_by_link(app: Flask) -> None:
    a_person(app, "ada@register.example", Role.ADMINISTRATOR)
    admin, guest = app.test_client(), app.test_client()
    sign_in(admin, "ada@register.example")
    connect_app(admin)
    form = {"email": "New.One@register.example", "roles": ["assessor", "caseworker"]}
    assert send(admin, "/account/staff", **form).status_code == 302
    assert outbox(app)[-1].to == "new.one@register.example"
    link = mailed_link(app)
    assert "Assessor" in guest.get(link).text
    assert send(guest, link, name="", password=PASSWORD).status_code == 200
    assert send(guest, link, name="New One", password=PASSWORD).location == "/login"
    assert guest.get(link).status_code == 410
    assert sign_in(guest, "new.one@register.example").location == "/account/start"
    connect_app(guest)
    assert "Assessor, Caseworker" in guest.get("/account").text


def test_an_invited_person_with_an_account_signs_in_to_accept(app: Flask) -> None:
    number = a_person(app)
    with app.app_context(), atomic():
        token = users.invite("ann@trust.example", [Role.ASSESSOR], None, clock.now())
    link, client = f"/account/invitation/{token}", app.test_client()
    send(client, link, name="Mallory", password="a password of mallory")
    assert sign_in(client, word="a password of mallory").status_code == 200
    sign_in(client)
    assert send(client, link).location == "/account/start"
    with app.app_context():
        person = users.find_user(number)
        assert person
        assert person.role_names == {Role.ASSESSOR}
        assert person.name == "Ann Ash"


def test_the_demo_has_people_to_sign_in_as(make_app: Callable[..., Flask]) -> None:
    app = make_app(DEMO=True)
    number = a_person(app, "rene@register.example", Role.REGISTRAR, is_demo=True)
    real = a_person(app, "real@register.example", Role.REGISTRAR)
    client = app.test_client()
    assert (
        'Sign in<span class="nhsuk-u-visually-hidden"> as Ann Ash<'
        in client.get("/demo/people").text
    )
    assert send(client, f"/demo/people/{real}").status_code == 404
    assert send(client, f"/demo/people/{number}").location == "/account/start"
    assert client.get("/for-registrars").text == "the queue"


def test_there_are_no_demo_people_outside_the_demo(app: Flask, client: FlaskClient) -> None:
    number = a_person(app, is_demo=True)
    assert client.get("/demo/people").status_code == 404
    assert send(client, f"/demo/people/{number}").status_code == 404
    assert client.get("/account").status_code == 302


def test_the_first_administrator_comes_in_by_the_command_line(app: Flask) -> None:
    result = app.test_cli_runner().invoke(
        args=["user", "add", "ada@register.example", "--role", "administrator"]
    )
    path = result.stdout.strip().removeprefix(app.config["SCHEME"].base_url)
    client = app.test_client()
    assert send(client, path, name="Ada", password=PASSWORD).location == "/login"
    assert sign_in(client, "ada@register.example").location == "/account/start"
