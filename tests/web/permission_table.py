"""The permission table: one line for every method and route, one column for every role.

    200      the page
    go       led on to another page
    in       led to sign in
    ok       allowed: done, or refused for what was sent (409, 422) and not for who sent it
    403 404  closed to this person; does not exist for them

A single answer holds for every role. After the route stands the stage: the case, link or account of
`tests.world` that fills the address, and what else the address needs.
"""

from pathlib import Path
from typing import NamedTuple

from werkzeug.routing import Map

from tests.world import ROLES, Place, World

TABLE = Path(__file__).with_name("permissions.txt")


class Line(NamedTuple):
    """One line of the table."""

    method: str
    rule: str
    stage: str
    parts: Place
    answers: dict[str, str]

    @property
    def name(self) -> str:
        given = ",".join(str(value) for value in self.parts.values())
        return " ".join(part for part in (self.method, self.rule, self.stage, given) if part)

    def address(self, urls: Map, world: World) -> str:
        """Fill the route with the ids of the world."""
        route = next(
            rule
            for rule in urls.iter_rules()
            if rule.rule == self.rule and self.method in (rule.methods or ())
        )
        known = {**world.places.get(self.stage, {}), **self.parts}
        values = {name: known[name] for name in route.arguments}
        return str(urls.bind("localhost").build(route.endpoint, values, method=self.method))


def read(table: str) -> list[Line]:
    """Read the table."""
    return [line_of(text) for text in table.splitlines() if text and not text.startswith("#")]


def line_of(text: str) -> Line:
    told, route, stage = [*(part.strip() for part in text.split("|")), ""][:3]
    method, rule = route.split()
    name, *parts = stage.split() or [""]
    cells = told.split()
    cells = cells * len(ROLES) if len(cells) == 1 else cells
    if len(cells) != len(ROLES):
        raise ValueError(f"{len(cells)} answers, not {len(ROLES)}: {text}")
    given = dict(part.split("=") for part in parts)
    return Line(method, rule, name, given, dict(zip(ROLES, cells, strict=True)))


LINES = read(TABLE.read_text(encoding="utf-8"))
