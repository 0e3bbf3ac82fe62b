"""The database: one declarative base, UTC times, and who may write when.

Reading is the default. A session opens read-only transactions until an edge says
`with atomic():`; a flush outside of it raises `WriteOutsideAtomic`. On SQLite that also decides
between BEGIN and BEGIN IMMEDIATE: a deferred transaction that turns to writing loses updates or
fails at once with "database is locked" (600 increments by three processes gave 255).
`atomic()` first ends the read transaction, so what it reads is fresh.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Connection, Date, DateTime, MetaData, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, registry
from sqlalchemy.sql.selectable import ExecutableReturnsRows
from sqlalchemy.types import TypeDecorator

Json = dict[str, Any]
JSON_TYPE = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, always aware and always UTC; SQLite gives back naive ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """The base of every table."""

    registry = registry(
        type_annotation_map={datetime: UtcDateTime, date: Date, Json: JSON_TYPE},
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_label)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
    )


db = SQLAlchemy(
    model_class=Model,
    disable_autonaming=True,
    session_options={"join_transaction_mode": "create_savepoint"},
)
_writing: ContextVar[bool] = ContextVar("writing", default=False)


class WriteOutsideAtomic(RuntimeError):
    """Something wrote while the session was only reading."""


@contextmanager
def writing(allowed: bool) -> Iterator[None]:
    """Let flushes through, or stop them, until the end of the block."""
    token = _writing.set(allowed)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def atomic() -> Iterator[Session]:
    """Commit what happens inside, or none of it. For edges only; it does not nest."""
    session = db.session()
    if session.info.get("atomic"):
        raise RuntimeError("only an edge commits: atomic() does not nest")
    session.rollback()
    session.info["atomic"] = True
    try:
        with writing(True):
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise
    finally:
        session.info.pop("atomic", None)


def answers(question: ExecutableReturnsRows, values: Mapping[str, Any]) -> Sequence[Any]:
    """Read the rows that answer a question which was written once and is asked with values.

    Without the ORM, whose handling of a statement costs a busy page more than its answer.
    """
    return db.session.connection().execute(question, dict(values)).all()


@event.listens_for(Session, "before_flush")
def _refuse_flush(session: Session, *_: object) -> None:
    if not _writing.get() and (session.new or session.dirty or session.deleted):
        raise WriteOutsideAtomic("write inside `with atomic():`")


@event.listens_for(Session, "do_orm_execute")
def _refuse_statement(state: ORMExecuteState) -> None:
    if not _writing.get() and (state.is_insert or state.is_update or state.is_delete):
        raise WriteOutsideAtomic("write inside `with atomic():`")


def init_app(app: Flask) -> None:
    """Bind the database to the application and harden its engine."""
    db.init_app(app)
    with app.app_context():
        event.listen(db.engine, "begin", _begin)
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _harden)


def _harden(connection: Any, _: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    connection.executescript(
        "pragma journal_mode=wal; pragma synchronous=normal; pragma foreign_keys=on;"
        "pragma busy_timeout=10000; pragma cache_size=-65536"
    )


def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
    else:
        raw: Any = connection.connection.dbapi_connection
        raw.read_only = not _writing.get()
