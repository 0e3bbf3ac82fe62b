"""The commands of the operator: `flask --app wsgi ...`."""

import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from socket import gethostname
from typing import ParamSpec

import click
from flask import Flask, current_app
from flask.cli import AppGroup, ScriptInfo, pass_script_info, with_appcontext

from registry import clock, queue, server
from registry.db import atomic
from registry.gateways.bounce import letters_in, letters_of
from registry.jobs import demo as demo_jobs
from registry.jobs import sweep as sweeps
from registry.services import (
    bounce,
    demo,
    demo_clock,
    outage,
    register,
    setting_up,
    summary,
    sweep,
    sweep_run,
)
from registry.services import user as users
from workflows.diagram import mermaid
from workflows.roles import Role

people = AppGroup("user", help="Accounts of the people who work here.")
STEPS = 1000  # of the bar that shows how far the demonstration is
ROLES = [role.value for role in users.GIVEN]
MOMENT = click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"])
P = ParamSpec("P")


def init_app(app: Flask) -> None:
    """Add our commands to `flask`."""
    for command in (
        set_up,
        demonstrate,
        serve,
        worker,
        sweep_now,
        record_outage,
        rebuild,
        diagram,
        bounces,
        people,
    ):
        app.cli.add_command(command)


def at_scheme_time(command: Callable[P, None]) -> Callable[P, None]:
    """Run a command in the application, and in the demo build at the time of its clock."""

    @wraps(command)
    def in_time(*args: P.args, **kwargs: P.kwargs) -> None:
        if current_app.config["DEMO"]:
            clock.set_offset(demo_clock.offset())
        command(*args, **kwargs)

    timed: Callable[P, None] = with_appcontext(in_time)
    return timed


def make_ready() -> None:
    """See to it that the job engine has its tables, and that the data of the product is there."""
    queue.migrate(current_app.config["SQLALCHEMY_DATABASE_URI"])
    with atomic():
        setting_up.set_up(clock.now())


@click.command("set-up")
@at_scheme_time
def set_up() -> None:
    """Write the data that ships with the product: policy, rules, standards, organisations."""
    make_ready()


@click.command("demo")
@click.option("--people", "count", default=60, show_default=True, help="How many apply.")
@click.option("--seed", default=1, show_default=True, help="Another one makes other people.")
@click.option("--if-empty", is_flag=True, help="Do nothing when somebody has an account.")
@with_appcontext
def demonstrate(count: int, seed: int, if_empty: bool) -> None:
    """Build invented people in every state, by letting them live through the scheme."""
    if not current_app.config["DEMO"]:
        raise click.ClickException("Only the demonstration has invented people: set DEMO=1")
    if current_app.config["SMTP_URL"]:
        raise click.ClickException("Invented people get no real mail: unset SMTP_URL")
    make_ready()
    if not demo.is_empty():
        if if_empty:
            return
        raise click.ClickException("People have accounts here: use an empty database")
    with click.progressbar(length=STEPS, label=f"{count} people live through the scheme") as bar:
        for share in demo_jobs.live(count, seed):
            bar.update(int(share * STEPS) - bar.pos)
        bar.update(STEPS - bar.pos)


@click.command("serve")
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True)
@click.option("--port", envvar="PORT", default=5000, show_default=True)
@click.option("--worker/--no-worker", default=True, help="Run the jobs in this process too.")
@pass_script_info
def serve(info: ScriptInfo, host: str, port: int, worker: bool) -> None:
    """Answer on one address, and run the jobs beside it, until told to stop."""
    app = info.load_app()
    with app.app_context():
        make_ready()
        shown = () if demo.is_empty() or not app.config["DEMO"] else demo.cast()

    def ready() -> None:
        click.echo(f"\n{app.config['SCHEME'].name}: http://{host}:{port}   (Ctrl-C stops it)")
        if shown:
            click.echo(f"\nSign in as one of them at http://{host}:{port}/demo/people\n")
        for member in shown:
            click.echo(f"  {member.name:<24}{member.shows}")

    server.serve(app, bind=f"{host}:{port}", worker=worker, ready=ready)


@click.command("worker")
@click.option("--name", envvar="WORKER_NAME", default=gethostname, show_default="this machine's")
@click.option("--threads", default=4, show_default=True)
@pass_script_info
def worker(info: ScriptInfo, name: str, threads: int) -> None:
    """Run durable jobs until told to stop. No two workers that run at once share a name."""
    queue.run_worker(info.load_app(), name=name, threads=threads)
    queue.wait_until_told()


@click.command("sweep")
@click.option("--dry-run", is_flag=True, help="List what would happen, and change nothing.")
@at_scheme_time
def sweep_now(dry_run: bool) -> None:
    """Fire everything that is due, as the worker does every minute; several may run at once."""
    if dry_run:
        foresee()
    elif current_app.config["DEMO"] and demo_clock.is_moving():
        raise click.ClickException("The demonstration's clock is being moved")
    elif stop := sweep_run.stop_in_force():
        raise click.ClickException(f"{stop.by} stopped all deadlines: {stop.reason}")
    else:
        sweep_with_bar()
        sweeps.number_log()


def sweep_with_bar() -> None:
    with click.progressbar(length=max(1, sweep.due_count(clock.now())), label="Sweeping") as bar:
        tally = None
        for tally in sweeps.sweeping():
            bar.update(min(tally.done, bar.length or 0) - bar.pos)
    if tally is None:
        click.echo("Nothing is due")
        return
    stopped = ", then stopped by the switch" if tally.stopped else ""
    click.echo(f"{tally.fired} fired, {tally.stuck} stuck of {tally.due} due{stopped}")


def foresee() -> None:
    """Print of everything due what firing it would do."""
    moving = waiting = 0
    for each in sweep.foreseen(clock.now()):
        moving, waiting = moving + bool(each.step), waiting + bool(each.unmet)
        would = each.step or f"cannot: {'; '.join(each.unmet)}"
        about = f"{each.case:<12} {each.workflow:<13} {each.trigger:<20}"
        click.echo(f"{about} due {each.due_on.isoformat()}  {would}")
    click.echo(f"{moving + waiting} due; {waiting} would be stuck. Nothing was changed")


@click.command("bounces")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, allow_dash=True, path_type=Path))
@at_scheme_time
def bounces(paths: tuple[Path, ...]) -> None:
    """Read what mail servers sent back: Maildirs, folders of .eml files, mboxes, or "-" for stdin.

    The same message may be read any number of times. What is not ours is counted and left alone.
    """
    counts: Counter[bounce.Taken] = Counter()
    for path in paths or (Path("-"),):
        is_piped = str(path) == "-"
        letters = letters_of(sys.stdin.buffer.read()) if is_piped else letters_in(path)
        for raw in letters:
            with atomic():
                counts[bounce.take(raw, clock.now())] += 1
    for taken in bounce.Taken:
        click.echo(f"{counts[taken]:>6} {taken}")


@click.command("outage")
@click.option("--from", "began", type=MOMENT, required=True, help="London time")
@click.option("--to", "ended", type=MOMENT, required=True, help="London time")
@click.option("--reason", required=True, help="What happened, naming nobody.")
@at_scheme_time
def record_outage(began: datetime, ended: datetime, reason: str) -> None:
    """Record a time without service, and move what was due on its days."""
    first, last = began.replace(tzinfo=clock.LONDON), ended.replace(tzinfo=clock.LONDON)
    if not first < last <= clock.now():
        raise click.ClickException("It ends after it began, and is over")
    with atomic():
        outage_id = outage.record(first, last, reason, by=None, now=clock.now()).id
    days = outage.days_hit(outage.find(outage_id))
    sweeps.move_for_outage(outage_id)
    told = ", ".join(day.isoformat() for day in days) or "too short to move a deadline"
    click.echo(f"{told}: {outage.find(outage_id).moved} people have more time, and are told")


@click.command("rebuild")
@at_scheme_time
def rebuild() -> None:
    """Compute the register's entries and the case summaries again from what they derive from."""
    with click.progressbar(length=max(1, register.event_count()), label="Events") as bar, atomic():
        entries = register.rebuild(lambda read: bar.update(read - bar.pos))
        cases = summary.rebuild(clock.now())
    click.echo(f"{entries} entries and {cases} case summaries rebuilt")


@click.command("diagram")
@click.argument("name", required=False)
def diagram(name: str | None) -> None:
    """Print the workflows as Mermaid text, or the one of that NAME."""
    for workflow in (row.WORKFLOW for row in sweep.ROWS.values()):
        if name in (None, workflow.name):
            click.echo(f"{workflow.name}\n\n{mermaid(workflow)}\n")


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
