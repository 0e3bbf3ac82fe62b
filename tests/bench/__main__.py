"""Measure the product against bare drivers and pages without a register, and print a table.

`python -m tests.bench` measures submitting, looking up and printing; `... keep-up` measures what
keeping up rests on with a million registrations, which takes longer.

Every number of a run is measured in that run, both sides in turns. A side that does not do its
work ends the run.
"""

import os
import platform
import sqlite3
import sys
import time
from collections.abc import Iterator
from importlib.metadata import version

from sqlalchemy import text

from registry.db import db
from tests.bench import lookup, paper, rebuild, submit, sweep
from tests.bench.measure import Cost
from tests.bench.place import POSTGRESQL, Place, places

Row = tuple[str, ...]
HEAD: Row = ("What", "On", "Time", "Processor", "Against", "Time", "Processor", "Ratio", "Aim")
AIM_TIMES, AIM_MS = 3.0, 2.0
AIM_AT_HAND, AIM_SIZES = 1.3, 1.2
AIM_OF_BARE = 0.4
RATES: Row = ("What", "A second", "Against", "A second", "Ratio", "Aim")


def main() -> None:
    began = time.monotonic()
    with places() as both:
        rows = [row for place in both for row in (*of_submit(place), *of_pages(place))]
        rows += of_paper()
        out(machine(both))
    out("", as_table([HEAD, *rows]), "")
    out(f"Medians of rounds that alternate, in milliseconds; {time.monotonic() - began:.0f} s.")


def keep_up() -> None:
    """Measure sweeps and the rebuilding of the projection, on PostgreSQL alone."""
    began = time.monotonic()
    with places() as both:
        place = both[-1]
        rows = [*of_sweeps(place), of_rebuilding(place)]
        out(machine(both))
    out("", as_table([RATES, *rows]), "", f"Rates of one run; {time.monotonic() - began:.0f} s.")


def of_sweeps(place: Place) -> Iterator[Row]:
    small, large = (sweep.measured(place, size) for size in (sweep.SMALL, sweep.LARGE))
    for size, each in ((sweep.SMALL, small), (sweep.LARGE, large)):
        ratio = each.ours / each.bare
        aim = marked(f"≥ {AIM_OF_BARE}", ratio >= AIM_OF_BARE)
        what = f"a sweep with {sweep.DUE:,} due of {size:,}, two workers"
        yield rate(what, each.ours, f"its {each.statements} statements, bare", each.bare, aim)
    slower = small.ours / large.ours
    aim = marked(f"time ≤ {AIM_SIZES}", slower <= AIM_SIZES)
    yield rate(f"time of a sweep, {sweep.LARGE:,}", large.ours, f"{sweep.SMALL:,}", small.ours, aim)


def of_rebuilding(place: Place) -> Row:
    done = rebuild.measured(place.apps[-1])
    what = f"rebuilding from {done.events:,} events, told {done.told:,} times"
    grown = f"{done.grown:.0f} MB more memory"
    return what, f"{done.rate:,.0f}", grown, "", "", ""


def rate(what: str, ours: float, against: str, theirs: float, aim: str) -> Row:
    return what, f"{ours:,.0f}", against, f"{theirs:,.0f}", f"{ours / theirs:.2f}", aim


def of_submit(place: Place) -> Iterator[Row]:
    costs, statements = submit.measured(place)
    ours, bare = costs["ours"], costs["bare"]
    on_server = place.kind == POSTGRESQL
    met = ours.wall <= AIM_TIMES * bare.wall if on_server else ours.wall <= AIM_MS
    aim = marked(f"≤ {AIM_TIMES:g}" if on_server else f"≤ {AIM_MS:g} ms", met)
    against = f"the same {statements} statements, bare"
    yield line("submit, with all its writes", place.kind, ours, against, bare, aim)


def of_pages(place: Place) -> Iterator[Row]:
    costs = lookup.measured(place)
    for page in lookup.PAGES:
        small, large = costs[page, lookup.SMALL], costs[page, lookup.LARGE]
        for size, cost in ((lookup.SMALL, small), (lookup.LARGE, large)):
            against = costs[lookup.AT_HAND + page, size]
            aim = marked(f"≤ {AIM_AT_HAND}", cost.wall <= AIM_AT_HAND * against.wall)
            yield line(
                f"{page}, {size:,}", place.kind, cost, "the page, facts at hand", against, aim
            )
        aim = marked(f"≤ {AIM_SIZES}", large.wall <= AIM_SIZES * small.wall)
        about = f"{page}, {lookup.LARGE:,}"
        yield line(about, place.kind, large, f"{lookup.SMALL:,} people", small, aim)


def of_paper() -> list[Row]:
    costs = paper.measured()
    return [line("certificate", "", costs["ours"], "WeasyPrint alone", costs["bare"], "")]


def line(what: str, where: str, ours: Cost, against: str, theirs: Cost, aim: str) -> Row:
    ratio = f"{ours.wall / theirs.wall:.2f}"
    return what, where, *spent(ours), against, *spent(theirs), ratio, aim


def spent(cost: Cost) -> Row:
    return f"{cost.wall:.1f}", f"{cost.cpu:.1f}"


def marked(aim: str, met: bool) -> str:
    return aim if met else f"{aim}, missed"


def machine(both: list[Place]) -> str:
    """Say on what was measured."""
    server = both[-1].apps[0]
    with server.app_context():
        postgresql = db.session.scalar(text("show server_version"))
        db.session.rollback()
    cores, wanted = os.cpu_count() or 1, os.getloadavg()[0]
    busy = f" All programs together wanted {wanted:.1f} cores: measure again when it is quiet."
    return (
        f"{cores} cores ({platform.machine()}), Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}, PostgreSQL {postgresql} (without syncing to disk, for"
        f" both sides), SQLAlchemy {version('sqlalchemy')}, WeasyPrint {version('weasyprint')}."
        + (busy if wanted > cores else "")
    )


def as_table(rows: list[Row]) -> str:
    """Write rows as a table that reads well as text and in the README."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    head, *body = (
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    )
    return "\n".join([head, "|" + "|".join("-" * (width + 2) for width in widths) + "|", *body])


def out(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")


if sys.argv[1:] == ["keep-up"]:
    keep_up()
else:
    main()
