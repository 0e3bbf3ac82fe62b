"""Acts of the stateful test: one transaction each, looked at from all sides afterwards.

A refused act must leave everything as it was; an act that is carried out is held at once against
`stateful_oracle`, which is written from the rulings and asks nothing of the code under test.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize
from marshmallow import ValidationError
from sqlalchemy import Connection, func, literal, select, union_all

from registry import queue
from registry.db import atomic, db
from registry.errors import NotFound
from registry.models.application import Application
from registry.models.case import Movement, Timer
from registry.models.check import Check
from registry.models.organisation import Organisation
from registry.models.reference import Reference
from registry.models.register import RegisterEvent
from registry.models.registration import Registration
from registry.models.user import User
from registry.services import access, casework, sweep
from tests.conftest import NOW
from tests.services.stateful_oracle import Circumstances, Moved, Oracle
from tests.services.stateful_world import HELD, NEW, OFFICES, ORGANISATION, STAGES, World, lay_down
from workflows.engine import Actor, Refused

ROWS: dict[str, Any] = {
    "application": Application,
    "check": Check,
    "reference": Reference,
    "registration": Registration,
}
EVERY: dict[str, Any] = sweep.ROWS  # those too that this test leaves to the clock and to others
Row = tuple[str, int]  # the workflow, and the id of the case
REFUSALS = (Refused, ValidationError, NotFound)
NOBODY = "somebody unknown"
ALSO = ("send_notice", "write_letter")  # what a message or its want of proof asks for
COLUMNS = [getattr(Movement, field.name) for field in fields(Moved)]


@dataclass(frozen=True)
class Look:
    """All that a refused act must leave as it was."""

    rows: dict[tuple[str, int], tuple[str, int]]  # the state and version of every case
    movements: int
    timers: frozenset[tuple[Any, ...]]
    jobs: frozenset[tuple[str, int]]
    events: int


def look() -> Look:
    """Read what stands in the database now."""
    every: Any = EVERY.items()
    cases = union_all(*(select(literal(n), r.id, r.state, r.version) for n, r in every))
    timer = select(
        *(Timer.workflow, Timer.case_id, Timer.trigger, Timer.due_on, Timer.fires_at, Timer.alarm)
    )
    run = db.session.execute
    return Look(
        rows={(name, key): (state, version) for name, key, state, version in run(cases)},
        movements=db.session.scalar(select(func.max(Movement.id))) or 0,
        timers=frozenset(tuple(row) for row in run(timer)),
        jobs=frozenset(queue.pending()),
        events=db.session.scalar(select(func.count(RegisterEvent.id))) or 0,
    )


class Watch(RuleBasedStateMachine):
    """The scheme at work, with everybody in it."""

    def __init__(self, connection: Connection, world: World, owner: str) -> None:
        super().__init__()
        self.connection, self.world, self.owner = connection, world, owner
        self.savepoint = connection.begin_nested()
        self.now = NOW + timedelta(hours=1)
        self.oracle = Oracle()
        self.touched: set[tuple[str, int]] = set()
        self.numbers: dict[str, int] = {}
        self.patient, self.broken = False, True

    @initialize(stage=st.sampled_from([*STAGES, "registered"]), patient=st.integers(0, 4))
    def begin_at(self, stage: str, patient: int) -> None:
        lay_down(self.connection, self.world.stages[stage])
        self.patient = patient == 0
        self.seen = look()
        for move in moved_since(0):
            self.oracle.remember(move)
        self.touch_all()
        self.broken = False

    def teardown(self) -> None:
        db.session.remove()
        self.savepoint.rollback()

    # Acting and looking

    def act(self, who: str, row: Row | None, deed: Callable[[Any, Actor], Any]) -> bool:
        """Let somebody act in one transaction, and say whether it was carried out."""
        self.broken = True
        user_id = self.world.people.get(who)
        around, root = self.circumstances(user_id, row), self.root_of(row)
        try:
            with atomic():
                found = row and db.session.get_one(ROWS[row[0]], row[1])
                deed(found, self.actor(user_id, found))
        except REFUSALS:
            assert look() == self.seen, "a refused act left something behind"
            self.touched, self.broken = set(), False
            return False
        self.judge(user_id, around, root)
        self.broken = False
        return True

    def actor(self, user_id: int | None, row: Any) -> Actor:
        if user_id is None or row is None:
            return Actor(user_id, frozenset())
        return access.actor_for(db.session.get_one(User, user_id), row)

    def judge(self, user_id: int | None, around: Circumstances | None, root: Any) -> None:
        """Hold what was carried out against the rulings and the model."""
        before, self.seen = self.seen, look()
        moves = moved_since(before.movements)
        for move in moves:
            here = around if (move.root_workflow, move.root_id) == root else None
            self.oracle.watch(move, user_id, here)
            now, then = (
                self.seen.rows[move.workflow, move.case_id],
                before.rows.get((move.workflow, move.case_id), ("", 0)),
            )
            assert now[1] > then[1], f"{move} took no version"
        asked = {(job, move.id) for move in moves for job in queued_by(move)}
        new = self.seen.jobs - before.jobs
        assert {job for job in new if job[0] not in ALSO} == asked, "other jobs than promised"
        changed = {row for row, how in self.seen.rows.items() if before.rows.get(row) != how}
        self.touched = {self.root_of(row) for row in changed} | {root} - {None}

    def circumstances(self, user_id: int | None, row: Row | None) -> Circumstances | None:
        """Read what binds a person to a case from outside, before they act."""
        if user_id is None or row is None:
            return None
        name, case = self.world.name_of(user_id), self.application_of(row)
        asked = db.session.scalars(select(Reference.email).where(Reference.application_id == case))
        owner, code = db.session.execute(
            select(Application.user_id, Organisation.code)
            .outerjoin(Organisation, Application.organisation_id == Organisation.id)
            .where(Application.id == case)
        ).one()
        works_there = code == ORGANISATION
        return Circumstances(
            owner=owner,
            application=case,
            held=frozenset(role.value for role in (HELD | NEW)[name]),
            in_office=works_there and name in OFFICES,
            confirms=works_there and OFFICES.get(name, "secretary") != "secretary",
            is_referee=f"{name}@people.example" in set(asked),
        )

    def application_of(self, row: Row) -> int:
        """Give the application behind a row."""
        if row[0] == "application":
            return row[1]
        table = ROWS[row[0]]
        return db.session.scalars(select(table.application_id).where(table.id == row[1])).one()

    def root_of(self, row: Row | None) -> Row | None:
        if row is None or row[0] in ("application", "registration"):
            return row
        root = db.session.get_one(EVERY[row[0]], row[1]).root
        return root.WORKFLOW.name, root.id

    def touch_all(self) -> None:
        """Have every case looked at."""
        self.touched = {row for row in self.seen.rows if row[0] in ("application", "registration")}

    def ids(self, kind: str) -> list[int]:
        return sorted(key for name, key in self.seen.rows if name == kind)

    def one(self, kind: str, place: int) -> Row:
        ids = self.ids(kind)
        return kind, ids[place % len(ids)]

    def has(self, kind: str) -> bool:
        return any(name == kind for name, _ in self.seen.rows)

    def state(self, row: Row) -> str:
        return self.seen.rows[row][0]

    def step(self, who: str, row: Row, trigger: str, reason: str) -> bool:
        return self.act(
            who,
            row,
            lambda case, actor: casework.fire(
                case, trigger, actor=actor, now=self.now, reason=reason
            ),
        )

    def time_goes(self, while_: timedelta, *, late: bool = False) -> None:
        """The clock goes on, and the sweep fires what is due: at its instant, or all at the end."""
        self.broken = True
        until = self.now + while_
        for _ in range(200):
            due = sweep.next_due()
            if due is None or due > until:
                break
            self.now = until if late else max(self.now, due)
            with atomic():
                sweep.fire_next(self.now)
        else:
            raise AssertionError("the sweep does not come to rest")
        self.now = until
        self.judge(None, None, None)
        self.touch_all()
        assert not [row for row in self.seen.timers if row[4] <= self.now], "due and not fired"
        self.broken = False

    def name(self, user_id: int | None) -> str:
        return NOBODY if user_id is None else self.world.name_of(user_id)


def moved_since(movement_id: int) -> list[Moved]:
    """List the movements after this one, in the order in which they were made."""
    query = select(*COLUMNS).where(Movement.id > movement_id).order_by(Movement.id)
    return [Moved(*row) for row in db.session.execute(query)]


def queued_by(move: Moved) -> tuple[str, ...]:
    """Give the jobs that a step promises."""
    steps = EVERY[move.workflow].WORKFLOW.steps_from(move.source)
    here = [s for s in steps if s.trigger == move.trigger]
    return next(s.queued for s in here if (s.dest or s.source) == move.dest)
