"""The commands of the operator: `flask --app wsgi ...`."""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from registry import clock, queue
from registry.db import atomic
from registry.services import register, setting_up, summary
from workflows.policy import FIRST


def init_app(app: Flask) -> None:
    """Offer every command."""
    for command in (set_up, worker, rebuild):
        app.cli.add_command(command)


@click.command("set-up")
@with_appcontext
def set_up() -> None:
    """Write the data that ships with the product: policy, rules, standards, organisations."""
    queue.migrate(current_app.config["SQLALCHEMY_DATABASE_URI"])
    with atomic():
        setting_up.set_up(clock.now())


@click.command("worker")
@click.option("--threads", default=4, show_default=True)
@with_appcontext
def worker(threads: int) -> None:
    """Run durable jobs until told to stop."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    queue.serve_worker(app, name=app.config["WORKER_NAME"], threads=threads)


@click.command("rebuild")
@with_appcontext
def rebuild() -> None:
    """Compute the register's entries and the case summaries again from what they derive from."""
    with atomic():
        entries = register.rebuild(FIRST.left_shown_months)
        cases = summary.rebuild(clock.now())
    click.echo(f"{entries} entries and {cases} case summaries rebuilt")
