"""Fresh databases of both kinds, each with an application upon it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

from registry.app import create_app
from registry.db import db
from registry.models.policy import forget_policies
from tests import postgres
from tests.conftest import TEST_SETTINGS, made

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


class Place:
    """Where one kind of database is kept while it is measured."""

    def __init__(self, kind: str, server: str, folder: Path) -> None:
        self.kind, self.server, self.folder = kind, server, folder
        self.apps: list[Flask] = []

    def app(self, name: str) -> Flask:
        """Make an empty database, with the data that ships with the product."""
        forget_policies()
        url = f"sqlite:///{self.folder / name}.db"
        if self.kind == POSTGRESQL:
            url = postgres.new_database(self.server, name)
        app = create_app(
            **TEST_SETTINGS,
            SQLALCHEMY_DATABASE_URI=url,
            INSTANCE=self.folder,
            STORE=self.folder / "store",
        )
        made(app, url)
        self.apps.append(app)
        return app

    def close(self) -> None:
        for app in self.apps:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()


@contextmanager
def places() -> Iterator[list[Place]]:
    """Give a place of each kind; both are gone afterwards."""
    cluster = postgres.start()
    with TemporaryDirectory(prefix="bench-") as folder:
        both = [Place(kind, cluster.url, Path(folder)) for kind in (SQLITE, POSTGRESQL)]
        try:
            yield both
        finally:
            for place in both:
                place.close()
            cluster.stop()
