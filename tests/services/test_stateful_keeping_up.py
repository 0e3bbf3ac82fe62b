"""Random years of people who keep up or do not, under lost mail and workers that die.

Whatever happens, nobody lapses whom it cannot be shown that they were told, and at whom no
registrar has looked; no clock is lost; and the public never learns who is late.
"""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import invariant, run_state_machine_as_test
from sqlalchemy import select

from registry.db import db
from registry.models.register import RegisterEntry, RegisterEvent
from registry.models.registration import Registration
from registry.services import casework, obligation, register
from tests.services.keeping_up_acts import Acts
from tests.services.keeping_up_oracle import OWED, WINDOW, day_of, years_on
from tests.services.keeping_up_watch import EVERY, UNDER
from tests.services.keeping_up_world import made
from workflows.calendar import for_person
from workflows.engine import SYSTEM, Case

STEPS, RUNS, ON_POSTGRESQL = 40, 60, 5
PUBLIC = {
    "active": "active",
    "late": "active",
    "lapsed": "lapsed",
    "left": "left",
    "retired": "retired",
    "unreachable": "ended",
    "removed": "removed",
    "deceased": "ended",
    "ended_in_error": "ended_in_error",
}
NOT_OURS = {"late", "death", "hold", "paused", "absence", "overdue"}


class KeepingUp(Acts):
    """What must hold after whatever anybody did."""

    def teardown(self) -> None:
        try:
            if self.patient and not self.broken:
                for row in self.going("registration"):
                    self.see_through(row)
                self.all_holds()
        finally:
            super().teardown()

    @invariant()
    def all_holds(self) -> None:
        """Ask everything again, unless the last act was refused and so has changed nothing."""
        if not self.touched:
            return
        rows = list(db.session.scalars(select(Registration).order_by(Registration.id)))
        for row in rows:
            self.stands_where_its_movements_led(row)
            self.owes_one_of_each(row)
            self.keeps_its_anniversary(row)
            self.is_late_only_with_something_overdue(row)
            self.the_verdict_is_what_is_missing(row)
            self.the_public_reads_its_standing(row)
            self.no_clock_is_lost(row)
        current = [row.person_id for row in rows if row.state in ("new", "active", "late")]
        assert len(current) == len(set(current)), "two current entries of one person"
        assert register.disagreeing() == []
        assert not any(timer[5] for timer in self.seen.timers), "an alarm"

    def stands_where_its_movements_led(self, row: Registration) -> None:
        assert row.state == self.oracle.entries[row.id].state

    def owes_one_of_each(self, row: Registration) -> None:
        for kind, every in (("attestation", row.attestations), ("revalidation", row.revalidations)):
            owed = [each for each in every if each.state in OWED[kind]]
            if row.state in ("active", "late"):
                assert len(owed) == 1, f"{len(owed)} of {kind} owed"
            elif row.state != "lapsed":
                assert not owed, f"{kind} owed by somebody who is {row.state}"

    def keeps_its_anniversary(self, row: Registration) -> None:
        began = self.oracle.entries[row.id].registered_on
        assert row.registered_on == began
        for each in row.attestations:
            assert each.first_due_on == for_person(years_on(began, each.year))
        for each in row.revalidations:
            assert each.first_due_on == for_person(years_on(began, 3 * each.cycle))

    def is_late_only_with_something_overdue(self, row: Registration) -> None:
        """No clock is missed: who should be late by now is, unless the clocks stand still."""
        entry, today = self.oracle.entries[row.id], day_of(self.now)
        pressing = [each for each in self.owed[row.id].values() if each.pressing]
        overdue = [each for each in pressing if each.due_on < today]
        if row.state == "late":
            assert overdue, "late, and nothing is overdue"
            assert row.late_until is not None
        else:
            assert row.late_until is None
        if entry.paused_on(today):
            return
        if row.state == "active":
            assert not overdue, f"overdue, and neither late nor extended: {overdue}"
        if row.state == "late":
            assert row.late_until >= today, "the time of being late is over, and nothing happened"
        for (kind, key), each in self.owed[row.id].items():
            opens = each.due_on - timedelta(days=WINDOW[kind])
            if row.state in ("active", "late") and each.state == "scheduled":
                assert opens > today, f"{kind} {key} never opened, due {each.due_on}"

    def the_verdict_is_what_is_missing(self, row: Registration) -> None:
        """Complete if and only if nothing is open; never because a part is done."""
        today = day_of(self.now)
        still = [
            (kind, key)
            for (kind, key), each in self.owed[row.id].items()
            if each.state != "scheduled" or each.due_on - timedelta(days=WINDOW[kind]) <= today
        ]
        told = obligation.verdict(row, self.now)
        assert told.complete == (not still), (still, told)
        assert {owed.place.partition(":")[0] for owed in told.missing} == {k for k, _ in still}

    def the_public_reads_its_standing(self, row: Registration) -> None:
        entry = db.session.get_one(RegisterEntry, row.id)
        assert entry.standing == PUBLIC[row.state]
        last = register.last_event(row.id)
        assert last is not None
        assert entry.facts == last.facts
        query = select(RegisterEvent).where(RegisterEvent.registration_id == row.id)
        for event in db.session.scalars(query):
            assert event.facts["standing"] in PUBLIC.values()
            values = {str(value) for value in event.facts.values()}
            assert not NOT_OURS & values, event.facts
        if row.state in ("active", "late"):
            dates = [row.late_until or row.renewal_due_on]
            assert last.facts["renewal_due_on"] in {day.isoformat() for day in dates}

    def no_clock_is_lost(self, root: Registration) -> None:
        """The timers that stand are those that the facts ask for now."""
        rows: list[Any] = [root, *root.attestations, *root.revalidations, *root.appointments]
        for row in rows:
            name = row.WORKFLOW.name
            case = Case(row.state, row.facts(self.now), SYSTEM, self.now, row.policy)
            wanted = {
                (d.trigger, due, casework.fires_at(d, due))
                for d, due in row.WORKFLOW.deadlines_in(case)
                if not (d.reminder and casework.fires_at(d, due) <= self.now)
            }
            kept = {t[2:5] for t in self.seen.timers if t[:2] == (name, row.id)}
            assert kept == wanted, f"timers of {name} {row.id}: {kept ^ wanted}"

    # However it was left, it can end

    def see_through(self, row: tuple[str, int]) -> None:
        """Bring a registration to an end, by newly appointed people and without the registrant."""
        if self.state(row) not in ("active", "late"):
            return
        self.step("later_rene", row, "report_death", "A letter")
        self.step("later_rosa", row, "confirm_death", "The certificate was seen")
        self.step("later_rene", row, "confirm_death", "The certificate was seen")
        assert self.state(row) == "deceased", "no end can be reached"
        for kind in UNDER[:3]:
            for key in self.ids(kind):
                case = db.session.get_one(EVERY[kind], key)
                if case.root.id == row[1]:
                    assert case.state in EVERY[kind].WORKFLOW.endings


@pytest.fixture(scope="module")
def runs(pytestconfig: pytest.Config) -> int:
    """How many examples the test runs: the profile may ask for more, PostgreSQL for fewer."""
    if pytestconfig.getoption("--database") == "postgresql":
        return ON_POSTGRESQL
    return max(RUNS, settings.default.max_examples // 2)


@pytest.mark.slow
def test_nobody_lapses_by_accident_and_no_clock_is_lost(rows: Any, runs: int) -> None:
    connection: Any = db.engines[None]
    world = made(connection)
    run_state_machine_as_test(
        lambda: KeepingUp(connection, world),
        settings=settings(max_examples=runs, stateful_step_count=STEPS),
    )
