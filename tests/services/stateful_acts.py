"""What the random people of the stateful test do."""

import re
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy import select

from registry.clock import london_day
from registry.db import db
from registry.models.application import Application, ApplicationAnswer
from registry.models.notice import Notice
from registry.models.user import User
from registry.services import (
    access,
    appointment,
    assessment,
    check,
    document,
    reference,
    registration,
)
from registry.services import application as applications
from tests.factories import CLEAR, CONFIRMED, without_files
from tests.sections.answers import typed
from tests.services.stateful_oracle import Handled
from tests.services.stateful_watch import NOBODY, ROWS, Row, Watch
from tests.services.stateful_world import HELD
from workflows.engine import Actor
from workflows.roles import STAFF, Role

WHILES = [
    *(timedelta(hours=n) for n in (1, 9, 20)),
    *(timedelta(days=n) for n in (1, 3, 6, 10, 16, 30, 45, 100, 200)),
]
TRIGGERS = {
    name: sorted({step.trigger for step in row.WORKFLOW.steps}) for name, row in ROWS.items()
}
RARE = (
    *("withdraw", "leave", "retire", "end_in_error", "end_unreachable"),
    *("report_death", "confirm_death"),
)  # else most cases would end before anything happens
DEEDS: dict[str, tuple[str, tuple[Role, ...]]] = {
    "try_anything": ("application", (Role.SUBJECT, *STAFF)),
    "apply": ("application", (Role.SUBJECT,)),
    "save": ("application", (Role.SUBJECT,)),
    "add_evidence": ("application", (Role.SUBJECT,)),
    "find_one": ("application", (Role.ASSESSOR,)),
    "declare_conflict": ("application", tuple(STAFF)),
    "record_query": ("check", (Role.CASEWORKER,)),
    "answer_by_link": ("reference", (Role.CASEWORKER,)),
    "answer_in_person": ("reference", (Role.EMPLOYER,)),
    "ask_another": ("reference", (Role.CASEWORKER,)),
    "address_to": ("reference", (Role.CASEWORKER,)),
    "correct_name": ("registration", (Role.REGISTRAR,)),
    "change_role": ("registration", (Role.SUBJECT, Role.REGISTRAR)),
}
PDF = document.Upload("evidence.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n")
SECTIONS = ("personal", "role", "route", "qualification", "referee", "fitness", "code")
NAMES = ("Amina Stone", "Amina Okafor", " ")
PLACES = st.integers(0, 9_999)  # taken modulo what there is
APPLICANTS = ("alice", "carol", "max")
BELONGING = st.sampled_from(["check", "check", "check", "reference", "registration"])
PEOPLE = st.sampled_from([*HELD, NOBODY])
REASONS = st.sampled_from(["We shared a board", "Why?", "I was away", "So it is", "", " "])
WHAT_IS_OPEN = {"place": PLACES, "trigger": PLACES, "person": PLACES, "reason": REASONS}


class Acts(Watch):
    """Everything that anybody may try."""

    # Cases go on: whoever might well take a step takes one that is open

    @rule(**WHAT_IS_OPEN)
    def a_case_goes_on(self, place: int, trigger: int, person: int, reason: str) -> None:
        for kind in ("application", "registration"):
            if self.unended(kind):
                return self.goes_on(kind, place, trigger, person, reason)
        return self.apply(self.owner, ("application", 0), 1)

    @rule(kind=BELONGING, **WHAT_IS_OPEN)
    def what_belongs_to_it_goes_on(
        self, kind: str, place: int, trigger: int, person: int, reason: str
    ) -> None:
        if self.unended(kind):
            self.goes_on(kind, place, trigger, person, reason)

    def unended(self, kind: str) -> list[int]:
        """List the cases that are in no last state."""
        endings = ROWS[kind].WORKFLOW.endings
        return [key for key in self.ids(kind) if self.state((kind, key)) not in endings]

    def goes_on(self, kind: str, place: int, trigger: int, person: int, reason: str) -> None:
        going = self.unended(kind)
        row = (kind, going[place % len(going)])
        there = ROWS[kind].WORKFLOW.steps_from(self.state(row))
        staying = [s for s in there if s.trigger not in RARE or person % 8 == 0]
        steps = [(step, names) for step in staying if (names := self.likely(row, step.by))]
        if steps:
            step, names = steps[trigger % len(steps)]
            self.take(names[person % len(names)], row, step.trigger, reason)

    def likely(self, row: Row, by: tuple[Role, ...]) -> list[str]:
        """Name those who may well have such a role: who took the case, else all who could."""
        case = self.application_of(row)
        handled = self.oracle.handled.get(case, Handled())
        owner = db.session.scalar(select(Application.user_id).where(Application.id == case))
        known = {
            Role.SUBJECT: owner,
            Role.CASEWORKER: handled.caseworker,
            Role.ASSESSOR: handled.assessor,
            Role.EMPLOYER: self.world.people["emma"],
        }
        found = [self.name(known[role]) for role in by if known.get(role)]
        missing = {role for role in by if not known.get(role)}
        return found + [name for name, held in HELD.items() if missing & set(held)]

    def take(self, who: str, row: Row, trigger: str, reason: str) -> None:
        """Take a step by the service that pages use for it."""
        if trigger.startswith("recommend"):
            self.find(who, row, "met" if trigger == "recommend_approval" else "not_met")
        if (row[0], trigger) in {("check", "clear"), ("check", "query")}:
            self.record(who, row, trigger)
        elif row[0] == "check":
            self.act(
                who,
                row,
                lambda case, by: check.settle(case, trigger, reason, actor=by, now=self.now),
            )
        elif trigger in {"correct_name", "change_role"}:
            getattr(self, trigger)(who, row, len(reason))
        elif trigger == "submit":
            self.act(who, row, lambda case, by: applications.submit(case, actor=by, now=self.now))
        else:
            self.step(who, row, trigger, reason)

    # Anybody tries anything

    @rule(deed=st.sampled_from(list(DEEDS)), who=st.none() | PEOPLE, place=PLACES, number=PLACES)
    def somebody_does(self, deed: str, who: str | None, place: int, number: int) -> None:
        """One of the other services, by a given person or by somebody who might well."""
        kind, by = DEEDS[deed]
        if going := self.unended(kind) or self.ids(kind):
            row = (kind, going[place % len(going)])
            names = [who] if who else self.likely(row, by)
            getattr(self, deed)(names[number % len(names)], row, number)

    @rule(while_=st.sampled_from(WHILES), late=st.booleans())
    def time_passes(self, while_: timedelta, late: bool) -> None:
        self.time_goes(while_, late=late)

    # What they do

    def try_anything(self, who: str, _: Row, number: int) -> None:
        """Take any step on any row, open or not."""
        kind = sorted(ROWS)[number % len(ROWS)]
        if self.has(kind):
            trigger = TRIGGERS[kind][number // 4 % len(TRIGGERS[kind])]
            self.step(who, self.one(kind, number // 97), trigger, "Because" if number % 3 else "")

    def apply(self, who: str, _: Row, number: int) -> None:
        """Begin an application, perhaps with every answer ready."""

        def begin(_: Any, __: Actor) -> None:
            user = db.session.get_one(User, self.world.people[who])
            applications.accept_rules(user, 1, self.now)
            application = applications.start(user, self.now)
            if number % 2 and application.state == "draft" and not application.answer_rows:
                fill(application, self.world.answers, self.now)

        if who in APPLICANTS:
            self.act(who, None, begin)

    def save(self, _: str, row: Row, number: int) -> None:
        """Answer a section, whole or with an answer left out."""
        section = SECTIONS[number % len(SECTIONS)]
        answers = without_files(typed(section))
        if number % 2:
            answers.pop(sorted(answers)[number % len(answers)])
        self.act(
            NOBODY,
            row,
            lambda case, _: applications.save_section(case, section, answers, now=self.now),
        )

    def add_evidence(self, who: str, row: Row, _: int) -> None:
        def keep(case: Any, _: Actor) -> None:
            user = db.session.get_one(User, case.user_id)
            document.keep(case, "", PDF, user=user, now=self.now)

        self.act(who, row, keep)

    def record_query(self, who: str, row: Row, number: int) -> None:
        self.record(who, row, "query", days=number)

    def record(self, who: str, row: Row, outcome: str, days: int = 0) -> bool:
        def keep(case: Any, actor: Actor) -> None:
            seen = (london_day(self.now) - timedelta(days)).isoformat()
            confirmed = {**CONFIRMED, "made_on": seen} if case.item == "criminal_record" else CLEAR
            raw = {**confirmed, "outcome": outcome, "looked_on": seen, "query": "What was it?"}
            if outcome == "clear" or case.item == "criminal_record":
                raw.pop("query")
            check.record(case, raw, actor=actor, now=self.now)

        return self.act(who, row, keep)

    def find_one(self, who: str, row: Row, number: int) -> None:
        self.find(who, row, "not_met" if number % 2 else "met", number)

    def find(self, who: str, row: Row, outcome: str, place: int | None = None) -> None:
        """Record one finding, or all of them; only the assessor's are ever kept."""

        def keep(case: Any, actor: Actor) -> None:
            domains = assessment.domains_of(case)
            chosen = domains if place is None else (domains[place % len(domains)],)
            raw = {"outcome": outcome, "reason": "The example shows what changed and how we know"}
            for each in chosen:
                assessment.find(case, each.key, raw, actor=actor, now=self.now)

        around = self.circumstances(self.world.people.get(who), row)
        if self.act(who, row, keep):
            handled = self.oracle.handled[row[1]]
            assert around
            assert "assessor" in around.held
            assert handled.assessor == self.world.people[who]
            assert {around.in_office, around.is_referee, handled.assessor in handled.out} == {False}

    def declare_conflict(self, who: str, row: Row, _: int) -> None:
        handled = self.oracle.handled.setdefault(row[1], Handled())
        person = self.world.people.get(who)
        if person is None or person in handled.out:
            return

        def declare(case: Any, _: Actor) -> None:
            access.declare_conflict(case, db.session.get_one(User, person), "A cousin", self.now)

        if self.act(who, row, declare):
            handled.out.add(person)

    def answer_by_link(self, _: str, row: Row, number: int) -> None:
        def reply(case: Any, _: Actor) -> None:
            reference.open_link(reference.token_of(case))
            if reference.send_code(case, self.now) and number % 3:
                assert reference.confirm_code(case, code_sent(), self.now)
            self.reply(case, reference.link_actor(case), declines=number % 2 == 1)

        self.act(NOBODY, row, reply)

    def answer_in_person(self, who: str, row: Row, number: int) -> None:
        self.act(who, row, lambda case, by: self.reply(case, by, declines=number % 2 == 1))

    def reply(self, case: Any, actor: Actor, *, declines: bool) -> None:
        if declines:
            reference.decline(case, "I knew her too short a time", actor=actor, now=self.now)
        else:
            kind = {"referee": "referee_answer", "employer": "employer_statement"}[case.kind]
            reference.answer(case, typed(kind), actor=actor, now=self.now)

    def ask_another(self, who: str, row: Row, number: int) -> None:
        self.act(
            who,
            row,
            lambda case, by: reference.ask_another(
                case, *somebody(number), "No answer", actor=by, now=self.now
            ),
        )

    def address_to(self, who: str, row: Row, number: int) -> None:
        self.act(
            who,
            row,
            lambda case, by: reference.address_to(case, *somebody(number), actor=by, now=self.now),
        )

    def correct_name(self, who: str, row: Row, number: int) -> None:
        self.act(
            who,
            row,
            lambda case, by: registration.correct_name(
                case, NAMES[number % 3], "Passport seen", actor=by, now=self.now
            ),
        )

    def change_role(self, who: str, row: Row, number: int) -> None:
        post, code = ("Chair", "RCF") if number % 2 else ("Adviser", "")
        stated = appointment.Stated(post, code, "A charity", london_day(self.now))
        self.act(
            who,
            row,
            lambda case, by: appointment.replace_main(case, stated, actor=by, now=self.now),
        )


def somebody(number: int) -> tuple[str, str]:
    """Give a name and an address: of somebody outside, or of somebody we know."""
    name = [*HELD, "olive", "otto", "oscar", "oona"][number % (len(HELD) + 4)]
    return name.capitalize(), f"{name}@people.example"


def fill(application: Application, answers: dict[str, dict[str, Any]], now: datetime) -> None:
    """Lay down answers that were read before; what is searched is written by the service."""
    for key, values in answers.items():
        if key in applications.MATCHED:
            applications.keep(application, key, values, None, now)
        else:
            answered = {"section": key, "values": values, "saved_at": now}
            form = application.form_version
            application.answer_rows.append(ApplicationAnswer(**answered, form_version=form))


def code_sent() -> str:
    """Read the code out of the newest message."""
    text = db.session.scalar(select(Notice.text).order_by(Notice.id.desc()).limit(1)) or ""
    found = re.search(r"\b\d{6}\b", text)
    assert found, text
    return found.group()
