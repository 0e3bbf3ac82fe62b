"""Acts of the test of keeping up: one transaction each, held against the oracle afterwards."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize
from sqlalchemy import Connection, select

from registry.db import atomic, db
from registry.gateways.mail import Message
from registry.models.case import Movement
from registry.models.concern import Concern
from registry.models.notice import Notice
from registry.models.registration import Registration
from registry.models.user import User
from registry.services import access, casework, concern, obligation
from tests.services.keeping_up_oracle import OWED, PRESSES, Due, Entry, Oracle, Sent, Stop, day_of
from tests.services.keeping_up_worker import Worker
from tests.services.keeping_up_world import HELD, OFFICES, STAGES, World
from tests.services.stateful_oracle import Moved
from tests.services.stateful_watch import COLUMNS, EVERY, REFUSALS, Look, look
from tests.services.stateful_world import lay_down
from workflows.engine import Actor
from workflows.roles import Role

Row = tuple[str, int]
UNDER = ("attestation", "revalidation", "confirmation", "appointment")


class Watch(RuleBasedStateMachine, Worker):
    """Two registrants, and everybody around them."""

    def __init__(self, connection: Connection, world: World) -> None:
        RuleBasedStateMachine.__init__(self)
        Worker.__init__(self)
        self.connection, self.world = connection, world
        self.savepoint = connection.begin_nested()
        self.oracle = Oracle()
        self.last = self.last_notice = 0
        self.owed: dict[int, dict[Row, Due]] = {}
        self.notices: dict[int, tuple[str, int | None, Sent]] = {}
        self.broken, self.touched, self.patient = True, True, False

    @initialize(
        stage=st.sampled_from((*STAGES, "nearly", "looked", "looked")),
        confirmed=st.sampled_from([30, 30, 30, 340, 400]),
        patient=st.integers(0, 4),
    )
    def begin_at(self, stage: str, confirmed: int, patient: int) -> None:
        place = self.world.stages[stage]
        lay_down(self.connection, place.rows)
        self.now, self.patient = place.now, patient == 0
        with atomic():
            for name in ("alice", "bob"):
                self.user(name).address_confirmed_at = self.now - timedelta(days=confirmed)
        for row in db.session.scalars(select(Registration)):
            user = db.session.get_one(User, row.user_id)
            entry = Entry(row.user_id, row.registered_on, email=user.email)
            entry.state, entry.looked = row.state, row.looked_at is not None
            entry.late_until, entry.confirmed_at = row.late_until, user.address_confirmed_at
            entry.stops = [Stop(h.kind, h.began_on, h.ends_on, h.ended_on) for h in row.holds]
            self.oracle.entries[row.id] = entry
        self.read_notices(laid_down=True)
        for move, _ in self.moves():
            if move.root_workflow == "registration":
                key = (move.workflow, move.case_id, move.trigger)
                self.oracle.entries[move.root_id].newest[key] = move.id
        self.look_again()
        self.broken = False

    def teardown(self) -> None:
        db.session.remove()
        self.savepoint.rollback()
        Worker.__init__(self)
        self.now = self.moment

    # Acting

    def act(self, who: str, row: Row | None, deed: Callable[[Any, Actor], Any]) -> bool:
        """Let somebody act in one transaction, and say whether it was carried out."""
        self.broken = True
        user_id = self.world.people.get(who)
        try:
            with atomic():
                found = row and db.session.get_one(EVERY[row[0]], row[1])
                deed(found, self.actor(user_id, found))
        except REFUSALS:
            assert look() == self.seen, "a refused act left something behind"
            self.touched = self.broken = False
            return False
        self.judge(user_id)
        self.broken = False
        return True

    def step(self, who: str, row: Row, trigger: str, reason: str, **evidence: Any) -> bool:
        return self.act(
            who,
            row,
            lambda case, actor: casework.fire(
                case, trigger, actor=actor, now=self.now, reason=reason, evidence=evidence
            ),
        )

    def actor(self, user_id: int | None, row: Any) -> Actor:
        if user_id is None or row is None:
            return Actor(user_id, frozenset())
        user = db.session.get_one(User, user_id)
        if isinstance(row, Concern):
            return concern.actor_for(user, row)
        return access.actor_for(user, row)

    def user(self, name: str) -> User:
        return db.session.get_one(User, self.world.people[name])

    def time_goes(self, until: datetime, fate: str = "taken", *, late: bool = False) -> None:
        self.broken = True
        self.live(until, fate, late=late)
        self.oracle.days_pass(day_of(self.now))
        self.look_again()
        assert not [row for row in self.seen.timers if row[4] <= self.now], "due and not fired"
        self.broken = False

    def sent(self, message: Message) -> None:
        """Note a message that left: none about somebody whose death is reported, and none that
        says complete of somebody who is not."""
        super().sent(message)
        notice = db.session.scalars(select(Notice).where(Notice.message_id == message.id)).one()
        if notice.registration_id is None:
            return
        entry = self.oracle.entries[notice.registration_id]
        assert entry.reporter is None, f"“{message.subject}” in spite of a reported death"
        if "ou are complete" in message.text and notice.planned_at == self.now:
            row = db.session.get_one(Registration, notice.registration_id)
            assert obligation.verdict(row, self.now).complete, message.text

    def fired(self) -> None:
        self.oracle.days_pass(day_of(self.now))
        self.judge(None, fully=False)

    # Judging

    def judge(self, user_id: int | None, *, fully: bool = True) -> None:
        """Hold what has moved against the oracle."""
        moved = self.moves()
        for move, at in moved:
            if move.actor_id is not None:
                assert move.actor_id == user_id, f"{move} is written down for somebody else"
                self.may(move)
            if move.root_workflow == "registration":
                self.oracle.watch(move, at, self.owed[move.root_id])
            if move.workflow == "concern":
                self.matter(move, at)
            known = self.oracle.states.get((move.workflow, move.case_id), move.source)
            assert move.source == known, f"{move} began elsewhere than {known}"
            self.oracle.states[move.workflow, move.case_id] = move.dest
        self.read_notices()
        if fully:
            self.look_again()
        elif moved:
            self.read_owed({move.root_id for move, _ in moved})

    def look_again(self) -> None:
        """See how everything stands now."""
        self.seen: Look = look()
        self.read_owed()
        self.touched = True

    def moves(self) -> list[tuple[Moved, datetime]]:
        query = select(*COLUMNS, Movement.at).where(Movement.id > self.last).order_by(Movement.id)
        found = [(Moved(*row[:-1]), row[-1]) for row in db.session.execute(query)]
        self.last = found[-1][0].id if found else self.last
        return found

    def may(self, move: Moved) -> None:
        """Say whether this person could have had that role (rulings 11, 12, 16, 22)."""
        name = self.world.name_of(move.actor_id)
        if move.root_workflow == "registration":
            owner = self.oracle.entries[move.root_id].owner
            assert (move.actor_id == owner) == (move.role == "subject"), move
        if move.role == "employer":
            assert name in OFFICES, f"{move}: holds no office"
            if move.trigger != "not_mine" and move.workflow == "confirmation":
                assert name != "sid", "a secretary prepares, and does not confirm"
        if move.role == "confirmer":
            assert name in OFFICES or name in ("alice", "bob"), move
        if move.role == "registrar":
            assert Role.REGISTRAR in HELD[name], f"{move}: is no registrar"
            assert name not in OFFICES or move.workflow == "concern", f"{move}: is barred"

    def matter(self, move: Moved, at: datetime) -> None:
        """Note that a matter stops the clocks, or does so no more."""
        row = db.session.get_one(Concern, move.case_id)
        if row.registration_id is None:
            return
        entry = self.oracle.entries[row.registration_id]
        if move.trigger == "hold":
            stop = Stop("matter", day_of(at))
            entry.stops.append(stop)
            self.held[move.case_id] = stop
        elif move.trigger in ("release", "hold_over", "close"):
            stop = self.held.pop(move.case_id, None) or next(
                (s for s in entry.stops if s.kind == "matter" and s.ended_on is None), None
            )
            if stop is not None:
                stop.ended_on = max(day_of(at), stop.began_on)

    # Reading

    def read_owed(self, some: set[int] | None = None) -> None:
        """Read what is owed under each registration, and that no date went back."""
        for key in self.oracle.entries if some is None else some & set(self.oracle.entries):
            row = db.session.get_one(Registration, key)
            found: dict[Row, Due] = {}
            self.owed[key] = found
            self.oracle.entries[row.id].late_until = row.late_until
            for each in (*row.attestations, *row.revalidations):
                kind = each.WORKFLOW.name
                self.oracle.dated((kind, each.id), each.first_due_on, each.due_on)
                if each.state in OWED[kind]:
                    asked = kind == "revalidation" and each.open_recommendation is not None
                    presses = each.state in PRESSES[kind] and not asked
                    found[kind, each.id] = Due(each.state, each.due_on, presses)

    def read_notices(self, *, laid_down: bool = False) -> None:
        """Note new messages to registrants, and what the test has done to their mail since."""
        query = (
            select(Notice, Movement)
            .join(Movement, Movement.id == Notice.movement_id)
            .where(Notice.id > self.last_notice, Notice.registration_id.is_not(None))
            .order_by(Notice.id)
        )
        for notice, step in db.session.execute(query):
            self.last_notice = notice.id
            entry = self.oracle.entries[notice.registration_id]
            letter = notice.channel == "letter"
            if notice.user_id == entry.owner or letter:
                sent = Sent(
                    *(step.workflow, step.case_id, step.trigger, step.id, letter),
                    address=notice.address,
                    planned_at=notice.planned_at,
                    accepted_at=notice.accepted_at if laid_down else None,
                )
                entry.sent.append(sent)
                self.notices[notice.id] = notice.message_id, notice.registration_id, sent
        for message_id, _, sent in self.notices.values():
            if sent.accepted_at is None and not sent.letter:
                sent.accepted_at = self.taken.get(message_id)

    @property
    def held(self) -> dict[int, Stop]:
        return self.__dict__.setdefault("_held", {})

    def ids(self, kind: str) -> list[int]:
        return sorted(key for name, key in self.seen.rows if name == kind)

    def state(self, row: Row) -> str:
        return self.seen.rows[row][0]
