"""Run migrations through the application's own engine, on SQLite and PostgreSQL alike."""

from alembic import context
from flask import current_app

from registry import models  # noqa: F401  the metadata is whole only once every table is imported
from registry.db import Model, UtcDateTime, db, writing
from registry.queue import is_ours


def include_name(name: str | None, kind: str, parents: object) -> bool:
    """Leave the tables of the job engine alone."""
    return kind != "table" or name is None or is_ours(name)


def render_item(kind: str, item: object, _: object) -> str | bool:
    """Write our instants as plain columns: a migration must not depend on today's code."""
    return "sa.DateTime(timezone=True)" if isinstance(item, UtcDateTime) else False


def run() -> None:
    with current_app.app_context(), writing(True), db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":  # a table that is rebuilt may be referred to
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            include_name=include_name,
            render_item=render_item,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.dialect.name == "sqlite":
            connection.commit()
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            connection.commit()


run()
