"""One database a worker process, migrated once; each test in a transaction that is rolled back.

Requests of the client run in a context of their own, as in production: read only until the view
says `atomic()`. What a view wrote without it is lost, and its test fails.
"""

import os
import uuid
from collections.abc import Callable, Iterator
from contextvars import Context
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import settings

from registry import queue
from registry.app import create_app
from registry.db import db, writing
from registry.models.policy import forget_policies
from registry.services.setting_up import set_up
from tests import postgres

# No deadline: how long an example takes says more about the machine than about the example.
# `make test` asks the same of everybody each time; `make soak` looks for what nobody has seen yet.
settings.register_profile("house", deadline=None, print_blob=True, derandomize=True)
settings.register_profile("soak", deadline=None, print_blob=True, max_examples=5_000)
settings.load_profile("house")

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # a Monday in winter, with no holiday near


TEST_SETTINGS: dict[str, Any] = {
    "TESTING": True,
    "DEMO": False,
    "SECRET_KEY": "a key for tests only",
    "WTF_CSRF_ENABLED": False,
    "RATELIMIT_ENABLED": False,
    "SMTP_URL": "",
}


def made(app: Flask, url: str) -> None:
    """Bring an empty database to its head, with the data that ships with the product."""
    queue.migrate(url)
    with app.app_context(), writing(True):
        upgrade()
        set_up(NOW)
        db.session.commit()
        db.session.remove()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", default="sqlite", choices=("sqlite", "postgresql"))


def pytest_configure(config: pytest.Config) -> None:
    """Start one PostgreSQL for all worker processes; they find it in the environment."""
    if config.getoption("--database") == "postgresql" and "TEST_POSTGRES" not in os.environ:
        cluster = postgres.start()
        os.environ["TEST_POSTGRES"] = cluster.url
        config.add_cleanup(cluster.stop)


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest, tmp_path_factory: Any) -> str:
    if request.config.getoption("--database") == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('database') / 'register.db'}"
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return postgres.new_database(os.environ["TEST_POSTGRES"], f"register_{worker}")


@pytest.fixture(scope="session")
def app(database_url: str, tmp_path_factory: Any) -> Iterator[Flask]:
    folder: Path = tmp_path_factory.mktemp("instance")
    app = create_app(
        **TEST_SETTINGS,
        SQLALCHEMY_DATABASE_URI=database_url,
        INSTANCE=folder,
        STORE=folder / "store",
    )
    made(app, database_url)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def own_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application with a database of its own, in which commits are real."""
    url = f"sqlite:///{tmp_path / 'own.db'}"
    if request.config.getoption("--database") == "postgresql":
        name = f"own_{uuid.uuid4().hex[:12]}"
        url = postgres.new_database(os.environ["TEST_POSTGRES"], name)
    app = create_app(
        **TEST_SETTINGS, SQLALCHEMY_DATABASE_URI=url, INSTANCE=tmp_path, STORE=tmp_path / "store"
    )
    made(app, url)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The wall clock, standing at NOW; move it with `move_to` and `shift`."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def rows(app: Flask, clock: Any) -> Iterator[Any]:
    """The session of the test itself, which may write. All of it is rolled back."""
    with app.app_context(), writing(True):
        engine = db.engine
        with engine.connect() as connection:
            outer = connection.begin()
            db.engines[None] = connection  # type: ignore[assignment]  # every session joins it
            try:
                yield db.session
            finally:
                db.session.remove()
                db.engines[None] = engine
                outer.rollback()
                forget_policies()


class Client(FlaskClient):
    """A browser without JavaScript, each request in a context of its own."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        db.session.commit()
        try:
            return Context().run(super().open, *args, **kwargs)
        finally:
            db.session.expire_all()


@pytest.fixture
def client(app: Flask, rows: Any) -> FlaskClient:
    return Client(app, app.response_class)


@pytest.fixture
def run_jobs(app: Flask, rows: Any) -> Callable[[], int]:
    """Run the jobs that the test's steps have queued, as the worker would."""

    def run() -> int:
        db.session.commit()

        def drained() -> int:
            with app.app_context():
                return queue.drain()

        count = Context().run(drained)
        db.session.expire_all()
        return count

    return run


@pytest.fixture
def people(rows: Any) -> Any:
    """Everybody, with an account."""
    from tests.people import make_people

    return make_people()
