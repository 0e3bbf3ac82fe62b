"""One set of migrations for both databases: empty to head equals the models, and back again."""

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from registry import models, queue
from registry.app import create_app
from registry.db import Model, UtcDateTime, db, writing
from tests import postgres

FOLDER = Path(__file__).parent.parent / "migrations"


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Flask:
    """An application on a database with nothing in it."""
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    if request.config.getoption("--database") == "postgresql":
        import os

        name = f"empty_{os.getpid()}_{abs(hash(request.node.name)) % 10**6}"
        url = postgres.new_database(os.environ["TEST_POSTGRES"], name)
    return create_app(TESTING=True, SQLALCHEMY_DATABASE_URI=url, INSTANCE=tmp_path)


def our_tables() -> set[str]:
    return {name for name in inspect(db.engine).get_table_names() if queue.is_ours(name)}


def differences() -> list[Any]:
    """What Alembic would still change, apart from how our instants are spelled."""

    def same_type(_c: Any, _i: Any, _m: Any, found: Any, wanted: Any) -> bool | None:
        return False if isinstance(wanted, UtcDateTime) else None

    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": same_type,
                "include_name": lambda name, kind, _: kind != "table" or queue.is_ours(name or ""),
            },
        )
        return list(compare_metadata(context, Model.metadata))


def test_empty_to_head_equals_the_models(empty: Flask) -> None:
    with empty.app_context(), writing(True):
        upgrade()
        assert differences() == []
        assert models.application.Application.__tablename__ in our_tables()
        db.engine.dispose()


def test_head_to_nothing_and_back(empty: Flask) -> None:
    with empty.app_context(), writing(True):
        upgrade()
        before = our_tables()
        downgrade(revision="base")
        assert our_tables() <= {"alembic_version"}
        upgrade()
        assert our_tables() == before
        db.engine.dispose()


def test_the_head_file_names_the_newest_revision() -> None:
    head = ScriptDirectory(str(FOLDER)).get_current_head()
    assert (FOLDER / "HEAD").read_text().strip() == head


def test_every_migration_has_a_human_first_line() -> None:
    for path in (FOLDER / "versions").glob("*.py"):
        first = path.read_text().splitlines()[0]
        assert first.startswith('"""'), path.name
        assert len(first.split()) > 2, path.name
