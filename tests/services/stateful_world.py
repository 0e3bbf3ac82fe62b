"""The people and the beginnings of the stateful test: each stage walked once, then laid down.

To walk an application to a decision takes the services half a second; to lay the rows of such a
walk down again takes milliseconds. What was walked is what is laid down, so nothing is invented.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from registry.db import Model, db
from registry.models.application import Application
from registry.models.organisation import Office, OfficeKind, Organisation
from registry.models.user import User
from registry.services import assessment, check
from registry.services.access import actor_for
from tests import factories
from tests.conftest import NOW
from tests.people import account
from workflows.roles import Role

C, A, R = Role.CASEWORKER, Role.ASSESSOR, Role.REGISTRAR
HELD: dict[str, tuple[Role, ...]] = {
    "alice": (),
    "bob": (),
    "mallory": (),
    "emma": (),  # chairs the applicants' organisation
    "adam": (Role.ADMINISTRATOR,),
    "carol": (C,),
    "cora": (C,),
    "asha": (A,),
    "rene": (R,),
    "rosa": (R,),
    "max": (C, A, R),
    "mia": (A, R),
    "ola": (R,),  # secretary of the applicants' organisation
}
# Appointed when a case must come to its end whatever was done to it: nobody is against them.
NEW = {"later_carol": (C,), "later_asha": (A,), "later_rene": (R,)}
OFFICES = {"emma": OfficeKind.CHAIR, "ola": OfficeKind.SECRETARY}
ORGANISATION = "RCF"
STAGES = (
    "nothing",
    "draft",
    "checks",
    "nearly",
    "queried",
    "assessment",
    "decision",
    "minded",
    "registered",
)
SETTLED_BY = {"insolvency": "ground_ended", "conduct": "mitigate"}
Rows = list[tuple[Table, list[dict[str, Any]]]]


@dataclass(frozen=True)
class World:
    """Who there is, and how a register looks in which one of them got so far."""

    people: dict[str, int]
    stages: dict[str, Rows]
    answers: dict[str, dict[str, Any]]

    def name_of(self, user_id: int) -> str:
        return next(name for name, known in self.people.items() if known == user_id)


def made(connection: Connection, owner: str) -> World:
    """Make everybody, and walk the owner's application through every stage once."""
    users = {name: account(name, roles) for name, roles in (HELD | NEW).items()}
    organisation = db.session.scalars(select(Organisation).filter_by(code=ORGANISATION)).one()
    for name, kind in OFFICES.items():
        db.session.add(
            Office(
                organisation=organisation,
                user_id=users[name].id,
                kind=kind.value,
                began_on=NOW.date(),
                opened_by=users["rene"].id,
                called_back="the switchboard",
                at=NOW,
            )
        )
    db.session.commit()
    before = counted(connection)
    stages: dict[str, Rows] = {"nothing": []}
    savepoint = connection.begin_nested()
    for stage in walk(users, owner):
        db.session.commit()
        stages[stage] = laid_out(connection, before)
    rows = {
        row.section: row.values for row in db.session.scalars(select(Application)).one().answer_rows
    }
    people = {name: user.id for name, user in users.items()}
    db.session.remove()
    savepoint.rollback()
    return World(people, stages, rows)


def walk(users: dict[str, User], owner: str) -> Any:
    """Take one application from its draft into the register, and stop at each stage."""
    now = NOW
    application = factories.a_draft(users[owner], now)
    yield "draft"
    actor = actor_for(users[owner], application)
    factories.applications.submit(application, actor=actor, now=now)
    fire(application, "take", users["cora"], now)
    yield "checks"
    left = [row for row in application.checks if row.item in SETTLED_BY]
    for row in application.checks:
        if row not in left:
            factories.clear(row, users["cora"], now)
    yield "nearly"
    for row in left:
        raw = {**factories.CLEAR, "outcome": "query", "query": "What was decided in 2019?"}
        check.record(row, raw, actor=actor_for(users["cora"], row), now=now)
    yield "queried"
    for row in left:
        fire(row, SETTLED_BY[row.item], users["mia"], now, "It was set aside")
    fire(application, "take_assessment", users["asha"], now)
    for domain in assessment.domains_of(application):
        asha = actor_for(users["asha"], application)
        assessment.find(application, domain.key, factories.FOUND, actor=asha, now=now)
    yield "assessment"
    fire(application, "recommend_approval", users["asha"], now)
    yield "decision"
    fire(application, "propose_refusal", users["rene"], now, "The gap of 2019 is not explained")
    yield "minded"
    fire(application, "respond", users[owner], now, "I looked after my mother")
    fire(application, "approve", users["rosa"], now)
    yield "registered"


def fire(row: Any, trigger: str, user: User, now: datetime, reason: str = "") -> None:
    factories.fire(row, trigger, user, now, reason)
    db.session.flush()


def counted(connection: Connection) -> dict[str, int]:
    """Count the rows of every table of ours."""
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in Model.metadata.sorted_tables
    }


def laid_out(connection: Connection, before: dict[str, int]) -> Rows:
    """Give the rows that a walk has made."""
    after = counted(connection)
    grown = [t for t in Model.metadata.sorted_tables if after[t.name] != before[t.name]]
    assert not any(before[table.name] for table in grown), "a walk adds to tables that were empty"
    return [
        (table, [dict(row._mapping) for row in connection.execute(select(table))])
        for table in grown
    ]


def lay_down(connection: Connection, rows: Rows) -> None:
    """Bring the register to a stage that was walked before."""
    for table, values in rows:
        connection.execute(insert(table), values)
