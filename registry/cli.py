"""Commands at the terminal."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from registry import clock
from registry.db import atomic
from registry.services import user as users
from workflows.roles import Role

people = AppGroup("user", help="Accounts of the people who work here.")
ROLES = [role.value for role in users.GIVEN]


def init_app(app: Flask) -> None:
    """Add our commands to `flask`."""
    app.cli.add_command(people)


@people.command("add")
@click.argument("email")
@click.option("--role", "roles", type=click.Choice(ROLES), multiple=True, required=True)
def add(email: str, roles: tuple[str, ...]) -> None:
    """Invite EMAIL to staff roles, and print the link that takes them up.

    The first administrator comes in this way and invites the rest.
    """
    with atomic():
        token = users.invite(email, [Role(role) for role in roles], None, clock.now())
    base = current_app.config["SCHEME"].base_url.rstrip("/")
    click.echo(f"{base}/account/invitation/{token}")
    click.echo("Open it within 7 days. It is for this person alone.", err=True)
