"""Random people take random steps at random times; whatever they do, what was promised holds.

Each example begins at one stage of one application and ends in a savepoint that is rolled back.
Now and then nobody new may act but staff who were just appointed: they bring every case to an end.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import invariant, run_state_machine_as_test
from sqlalchemy import select

from registry.clock import LONDON, london_day
from registry.db import db
from registry.models.application import Application
from registry.models.case import CaseSummary
from registry.models.register import RegisterEntry, RegisterEvent
from registry.models.registration import Registration
from registry.services import casework, register, summary
from registry.wiring import WORKFLOWS
from tests.services.stateful_acts import Acts
from tests.services.stateful_oracle import OPEN, at_rest
from tests.services.stateful_watch import ROWS, Row
from tests.services.stateful_world import HELD, made
from workflows.engine import SYSTEM, Case, Workflow
from workflows.roles import Role

STEPS, RUNS, ON_POSTGRESQL = 40, 100, 5  # for each of the two owners
SHOWN_MONTHS = 12
OWNERS = ("alice", "carol")  # somebody from outside, and a caseworker who applies herself
LINKED = {Role.SUBJECT, Role.REFEREE, Role.EMPLOYER, Role.SYSTEM}


class Scheme(Acts):
    """What must hold after whatever anybody did."""

    def teardown(self) -> None:
        try:
            if self.patient and not self.broken:
                for application_id in self.ids("application"):
                    self.see_through(application_id)
        finally:
            super().teardown()

    @invariant()
    def all_holds(self) -> None:
        """Ask everything again, unless the last act was refused and so has changed nothing."""
        if self.touched:
            self.every_case_stands_where_its_movements_led()
            self.the_register_says_what_is_so()
            self.a_replay_of_the_log_gives_the_entries()
            self.nobody_has_two_open_cases_or_registrations()
            self.a_registration_exists_exactly_for_who_was_registered()
            self.no_number_is_given_twice()
            self.an_application_that_ended_leaves_nothing_open()
            self.timers_are_those_that_the_facts_ask_for()
            self.a_summary_is_what_is_computed()

    def the_register_says_what_is_so(self) -> None:
        if self.has("registration"):
            assert register.disagreeing() == []

    def a_replay_of_the_log_gives_the_entries(self) -> None:
        if not self.has("registration"):
            return
        query = select(RegisterEvent).order_by(RegisterEvent.effective_on, RegisterEvent.id)
        newest = {event.registration_id: event for event in db.session.scalars(query)}
        for event in newest.values():
            assert event.facts["name"].strip(), "an entry without a name"
            assert event.leaf == register.leaf(event.facts, event.salts)
        replayed = {key: register.projected(e, SHOWN_MONTHS) for key, e in newest.items()}
        entries = {row.registration_id: row for row in db.session.scalars(select(RegisterEntry))}
        assert replayed == {
            key: {name: getattr(row, name) for name in replayed.get(key, {})}
            for key, row in entries.items()
        }

    def every_case_stands_where_its_movements_led(self) -> None:
        for row, (state, _) in self.seen.rows.items():
            assert self.oracle.states.get(row, ROWS[row[0]].WORKFLOW.initial) == state, row
        query = select(Application.id, Application.caseworker_id, Application.assessor_id)
        for key, caseworker, assessor in db.session.execute(query):
            if handled := self.oracle.handled.get(key):
                assert (handled.caseworker, handled.assessor) == (caseworker, assessor)

    def nobody_has_two_open_cases_or_registrations(self) -> None:
        for table, states in ((Application, OPEN), (Registration, {"new", "active"})):
            found = db.session.scalars(select(table.person_id).where(table.state.in_(states))).all()
            assert len(found) == len(set(found)), table

    def a_registration_exists_exactly_for_who_was_registered(self) -> None:
        granted = select(Application.id).where(Application.state == "registered")
        made_of = db.session.scalars(select(Registration.application_id)).all()
        assert sorted(made_of) == sorted(db.session.scalars(granted))

    def no_number_is_given_twice(self) -> None:
        numbers = db.session.execute(select(Registration.id, Registration.number)).all()
        known = self.numbers
        assert all(known.setdefault(number, key) == key for key, number in numbers)
        assert len(known) == len(numbers)

    def an_application_that_ended_leaves_nothing_open(self) -> None:
        for kind, key in self.touched:
            if kind == "application":
                children = [row.state for row in db.session.get_one(Application, key).checks]
                assert at_rest(self.state((kind, key)), children)

    def timers_are_those_that_the_facts_ask_for(self) -> None:
        assert not any(row[5] for row in self.seen.timers), "an alarm"
        for row in self.cases():
            name, ended = row.WORKFLOW.name, self.ended(row)
            case = Case(row.state, row.facts(self.now), SYSTEM, self.now, row.policy)
            wanted = {
                (d.trigger, due, casework.fires_at(d, due))
                for d, due in row.WORKFLOW.deadlines_in(case)
                if not (d.reminder and casework.fires_at(d, due) <= self.now)
            }
            kept = {t[2:5] for t in self.seen.timers if t[:2] == (name, row.id)}
            assert kept == wanted, f"timers of {name} {row.id}"
            assert not (kept and ended), "a clock of a case that has ended"

    def cases(self) -> list[Any]:
        """Give every row under the roots that the last act touched."""
        found: list[Any] = [db.session.get_one(ROWS[kind], key) for kind, key in self.touched]
        roots = [row.id for row in found if isinstance(row, Application)]
        for kind in ("check", "reference"):
            query = select(ROWS[kind]).where(ROWS[kind].application_id.in_(roots))
            found.extend(db.session.scalars(query))
        return found

    def ended(self, row: Any) -> bool:
        root = row.root
        return root.state in root.WORKFLOW.endings

    def a_summary_is_what_is_computed(self) -> None:
        for kind, key in self.touched:
            if kind != "application":
                continue
            kept = db.session.get_one(CaseSummary, key)
            now = computed(db.session.get_one(Application, key), self.now)
            assert {name: getattr(kept, name) for name in now} == now

    # However it was left, a case can end

    def see_through(self, application_id: int) -> None:
        """Bring an application to its end, by newly appointed people and without the applicant."""
        row = ("application", application_id)
        for _ in range(12):
            if self.state(row) not in OPEN:
                return
            getattr(self, f"end_{self.state(row)}")(row)
        raise AssertionError(f"no end can be reached from {self.state(row)}")

    def end_draft(self, row: Row) -> None:
        self.time_goes(timedelta(days=120))

    def end_awaiting_information(self, row: Row) -> None:
        self.time_goes(timedelta(days=60))

    def end_minded_to_refuse(self, row: Row) -> None:
        if not self.step("later_rene", row, "refuse", "Nothing was said against it"):
            self.time_goes(timedelta(days=60))

    def end_decision(self, row: Row) -> None:
        if not self.step("later_rene", row, "propose_refusal", "A ground stands"):
            self.step("later_rene", row, "return_to_assessment", "Nobody has recommended")

    def end_assessment(self, row: Row) -> None:
        self.step("later_asha", row, "take_assessment", "")
        self.settle_checks(row)
        assessor = self.name(self.oracle.handled[row[1]].assessor)
        if self.state(row) == "assessment":
            self.find(assessor, row, "not_met")
            self.step(assessor, row, "recommend_refusal", "Not met")

    def end_checks(self, row: Row) -> None:
        self.step("later_carol", row, "take", "")
        self.settle_checks(row)

    def settle_checks(self, row: Row) -> None:
        """Settle every check, by the caseworker of the case and a registrar."""
        caseworker = self.name(self.oracle.handled[row[1]].caseworker)
        for one in [c.id for c in db.session.get_one(Application, row[1]).checks]:
            item = ("check", one)
            if self.state(item) == "stale":
                self.step(caseworker, item, "refresh", "")
            if self.state(item) == "open":
                self.record(caseworker, item, "clear")
            if self.state(item) == "query" and not self.not_satisfied(item):
                self.time_goes(timedelta(days=20))  # until the time to answer is over
                self.not_satisfied(item)

    def not_satisfied(self, item: Row) -> bool:
        return self.step("later_rene", item, "not_satisfied", "Not explained")


@pytest.fixture(scope="module")
def runs(pytestconfig: pytest.Config) -> int:
    """How many examples each test runs: the profile may ask for more, PostgreSQL for fewer."""
    if pytestconfig.getoption("--database") == "postgresql":
        return ON_POSTGRESQL
    return max(RUNS, settings.default.max_examples // len(OWNERS))


@pytest.mark.slow
@pytest.mark.parametrize("owner", OWNERS)
def test_whatever_people_do_what_was_promised_holds(rows: Any, runs: int, owner: str) -> None:
    connection: Any = db.engines[None]
    world = made(connection, owner)
    run_state_machine_as_test(
        lambda: Scheme(connection, world, owner),
        settings=settings(max_examples=runs, stateful_step_count=STEPS),
    )


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.name)
def test_from_every_state_steps_of_people_who_exist_lead_to_an_end(workflow: Workflow) -> None:
    there_are = LINKED.union(*HELD.values())
    leads = {(s.source, s.dest) for s in workflow.steps if s.dest and there_are & set(s.by)}
    ending = set(workflow.endings)
    while more := {source for source, dest in leads if dest in ending} - ending:
        ending |= more
    assert ending == set(workflow.states)


def computed(application: Application, now: datetime) -> dict[str, object]:
    """Compute a summary as of the last morning, when the clocks that change it were heard."""
    values = summary.computed(application, now)
    due, today = application.representations_due_on, london_day(now)
    early = now.astimezone(LONDON).hour < casework.REMINDERS_AT
    if application.state == "minded_to_refuse" and due == today - timedelta(1) and early:
        return summary.computed(application, now - timedelta(hours=9))
    return values
