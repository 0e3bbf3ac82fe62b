"""Web and worker together in one process, for one machine: `flask serve`.

The worker's threads must start after the fork, so they start in the web server's own hook. Several
web processes would each bring a worker of the same name; whoever needs more than one machine runs
`serve --no-worker` and `worker` apart, on PostgreSQL.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from registry import queue
from registry.db import db

WEB_THREADS, JOB_THREADS = 8, 2


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn comes without types
    """One web process with threads, and with a worker beside them if wanted."""

    def __init__(self, app: Flask, settings: dict[str, Any]) -> None:
        self.application, self.wanted = app, settings
        super().__init__()

    def load_config(self) -> None:
        """Take our settings, and none from a file or the command line."""
        for name, value in self.wanted.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Give the application that was built before the fork."""
        return self.application


def serve(app: Flask, *, bind: str, worker: bool, ready: Callable[[], None]) -> None:
    """Answer on this address until told to stop; call `ready` once people can come."""
    with app.app_context():
        db.engine.dispose()  # a connection must not be shared with the process that is forked
    settings: dict[str, Any] = {
        "bind": bind,
        "worker_class": "gthread",
        "workers": 1,
        "threads": WEB_THREADS,
        "loglevel": "warning",
        "control_socket_disable": True,
        "when_ready": lambda _: ready(),
    }
    if worker:
        settings["post_worker_init"] = lambda _: queue.run_worker(
            app, name=app.config["WORKER_NAME"], threads=JOB_THREADS
        )
        settings["worker_exit"] = lambda _master, _process: queue.stop_worker()
    Server(app, settings).run()
