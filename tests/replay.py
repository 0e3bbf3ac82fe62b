"""What happened elsewhere in 2022, played again: many who did not finish, some but for one button.

4,012 people did not finish their renewal, and 1,017 of them had done everything but the last
step. Here a tenth of all mail comes back as well, the office looks at lapses in batches, as
quickly as the pages let it, and posts every second letter. `python -m tests.replay` plays it in
full and prints who was held and why; a test plays a two-hundredth.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import func, select

from registry import clock, queue
from registry.app import create_app
from registry.db import atomic, db
from registry.gateways.bounce import Fate, Report
from registry.models.application import Application
from registry.models.case import Movement, begun
from registry.models.notice import Notice
from registry.models.person import Person
from registry.models.policy import StandardSetVersion
from registry.models.registration import Registration
from registry.models.user import User
from registry.services import (
    attestation,
    bounce,
    casework,
    held_report,
    keeping_up,
    letter_task,
    registration,
)
from registry.services.sweep import fire_next
from registry.services.user import add_user
from tests.conftest import TEST_SETTINGS, made
from tests.sections.answers import typed
from workflows.calendar import LONDON, anniversary, is_working_day
from workflows.engine import SYSTEM
from workflows.registration import Standing
from workflows.roles import Role

PEOPLE, ALMOST, BOUNCING = 4_012, 1_017, 10
JOINED = date(2025, 3, 3)
DUE = anniversary(JOINED, 1)
BEGIN, END = DUE - timedelta(days=61), DUE + timedelta(days=100)
SIGNED_IN = DUE - timedelta(days=20)  # the day on which some do everything but the last step
AT_ONCE = 50


@dataclass
class Played:
    """What became of everybody."""

    people: int
    almost: int
    standings: dict[str, int] = field(default_factory=dict)
    lapsed_almost: int = 0
    lapsed_unproven: int = 0
    lapsed_unseen: int = 0
    told: tuple[tuple[str, int], ...] = ()

    @property
    def accidents(self) -> int:
        """Count those who lapsed though they ought not to have."""
        return self.lapsed_almost + self.lapsed_unproven + self.lapsed_unseen


def play(people: int, almost: int) -> Played:
    """Let them live from the opening of the attestation until long after its end."""
    registrar = office()
    everybody = joined(people)
    queue.drain()
    looked_unproven: set[int] = set()
    day = BEGIN
    while day <= END:
        night(day)
        if day == SIGNED_IN:
            do_all_but_the_last_step(everybody[:almost], at(day, 9))
        morning(day)
        if is_working_day(day):
            in_the_office(registrar, at(day, 11))
        looked_unproven |= lapsed_without_proof(at(day, 12))
        day += timedelta(days=1)
    return told(registrar, everybody[:almost], people, looked_unproven)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON)


@contextmanager
def scheme_time(now: datetime) -> Iterator[datetime]:
    """Let the scheme's clock stand near an instant."""
    clock.set_offset(timedelta())
    clock.set_offset(now - clock.now())
    try:
        yield now
    finally:
        clock.set_offset(timedelta())


def office() -> int:
    """Open the office of one registrar."""
    with atomic():
        return add_user("rene@office.example", (Role.REGISTRAR,), at(JOINED, 9)).id


def joined(people: int) -> list[int]:
    """Put so many on the register on one day, each by the step that opens an entry."""
    ids: list[int] = []
    now = at(JOINED, 10)
    for first in range(0, people, AT_ONCE):
        with scheme_time(now), atomic():
            key = db.session.scalars(select(StandardSetVersion.key).limit(1)).one()
            ids += [one(number, key, now) for number in range(first, min(people, first + AT_ONCE))]
    return ids


def one(number: int, standard_set: str, now: datetime) -> int:
    user = add_user(f"leader{number}@{domain(number)}", (), now, name=f"Leader {number}")
    user.confirmed_at = at(DUE - timedelta(days=300), 9)  # an address confirmed within the year
    name = f"Amina Leader{number}"
    person = Person(user_id=user.id, legal_name=name, register_name=name, created_at=now)
    db.session.add(person)
    db.session.flush()
    case = Application(
        reference=f"R{number:07}",
        person_id=person.id,
        user_id=user.id,
        form_version="1",
        standard_set=standard_set,
        edited_at=now,
    )
    begun(case, now, 1)
    case.state = "registered"  # long ago; how it came to that is not what is played here
    db.session.add(case)
    db.session.flush()
    row = Registration(
        number=registration.unused_number(),
        person_id=person.id,
        user_id=user.id,
        application_id=case.id,
        published_name=name,
        category="leader",
        standard_set=standard_set,
        registered_on=JOINED,
        renewal_due_on=anniversary(JOINED, 3),
    )
    begun(row, now, 1)
    db.session.add(row)
    db.session.flush()
    casework.fire(row, "open", actor=SYSTEM, now=now)
    return row.id


def domain(number: int) -> str:
    return "gone.example" if number % BOUNCING == 0 else "trust.example"


def night(day: date) -> None:
    sweep(at(day, 0, 1))


def morning(day: date) -> None:
    sweep(at(day, 9, 1))
    mail_comes_back(at(day, 10))


def sweep(now: datetime) -> None:
    """Fire all that is due by now, and send what follows from it."""
    with scheme_time(now):
        while True:
            with atomic():
                fired = fire_next(now)
            if fired is None:
                break
        queue.drain(patience=600)


def mail_comes_back(now: datetime) -> None:
    """Return what went to addresses that no longer exist."""
    with scheme_time(now):
        with atomic():
            gone = select(Notice).where(
                Notice.address.endswith("@gone.example"),
                Notice.accepted_at.is_not(None),
                Notice.bounced_at.is_(None),
            )
            for row in db.session.scalars(gone):
                bounce.came_back(row, Report("", Fate.HARD, "550 no such mailbox"), now)
        queue.drain(patience=600)


def do_all_but_the_last_step(ids: list[int], now: datetime) -> None:
    """Answer every section of the attestation, and do not send it."""
    for registration_id in ids:
        with scheme_time(now), atomic():
            row = db.session.get_one(Registration, registration_id)
            db.session.get_one(User, row.user_id).current_login_at = now
            owed = attestation.owed_by(row)
            assert owed is not None
            still_right = {"entry": "yes", "contact": "yes"}
            for key, answers in (
                ("still_right", still_right),
                ("fitness", typed("fitness")),
                ("code", typed("code")),
            ):
                attestation.save(owed, key, answers, now=now)


def in_the_office(registrar: int, now: datetime) -> None:
    """Look at everybody whom the pages let be looked at together, and post every second letter."""
    with scheme_time(now), atomic():
        user = db.session.get_one(User, registrar)
        first = keeping_up.lapsing(user, now, last_step=False)
        for page in range(1, first.pages + 1):
            lines = keeping_up.lapsing(user, now, last_step=False, page=page).lines
            chosen = [(line.id, line.version) for line in lines]  # also those not fit for a batch
            keeping_up.look(chosen, "Looked at in a batch", user, now)
        almost = keeping_up.lapsing(user, now, last_step=True)
        keeping_up.look([(line.id, line.version) for line in almost.lines], "Batch", user, now)
        tasks = letter_task.waiting(user).tasks
        letter_task.post_all([task.id for task in tasks if task.id % 2], user, now)


def lapsed_without_proof(now: datetime) -> set[int]:
    """Find whoever lapsed today with a mandatory notice that is not proven."""
    today = at(now.date(), 0)
    query = select(Registration).where(
        Registration.state == Standing.LAPSED.value, Registration.entered_at >= today
    )
    found = set()
    for row in db.session.scalars(query):
        lines = keeping_up.one(row, now).notices
        if any(line.proof is None for line in lines):
            found.add(row.id)
    db.session.rollback()
    return found


def told(registrar: int, almost: list[int], people: int, unproven: set[int]) -> Played:
    """Count what became of everybody, and read the report of who was held and why."""
    counted = select(Registration.state, func.count()).group_by(Registration.state)
    standings = {row[0]: row[1] for row in db.session.execute(counted)}
    lapsed = set(
        db.session.scalars(select(Registration.id).where(Registration.state == Standing.LAPSED))
    )
    looked = set(
        db.session.scalars(
            select(Movement.root_id).where(
                Movement.trigger == "look_at_lapse", Movement.actor_id == registrar
            )
        )
    )
    with scheme_time(at(END, 12)) as now:
        report = held_report.report(db.session.get_one(User, registrar), now, days="365")
    return Played(
        people=people,
        almost=len(almost),
        standings=standings,
        lapsed_almost=len(lapsed & set(almost)),
        lapsed_unproven=len(unproven),
        lapsed_unseen=len(lapsed - looked),
        told=report.sums,
    )


def as_text(played: Played) -> str:
    """Write down what became of everybody."""
    lines = [
        f"{played.people} people did not finish; {played.almost} of them had done everything but"
        f" the last step; every tenth address was gone.",
        *(f"  {state}: {count}" for state, count in sorted(played.standings.items())),
        f"Accidental lapses: {played.accidents} (nearly done {played.lapsed_almost}, not proven"
        f" {played.lapsed_unproven}, not looked at {played.lapsed_unseen})",
        "Held, and why:",
        *(f"  {count:6}  {why}" for why, count in played.told),
    ]
    return "\n".join(lines)


def without_certificates() -> None:
    """Leave out the paper: it is measured and tested elsewhere, and takes a second each."""

    def nothing(_: int) -> None: ...

    queue.JOBS["issue_certificate"] = nothing


def main() -> None:
    with TemporaryDirectory(prefix="replay-") as folder:
        url = f"sqlite:///{folder}/replay.db"
        settings: dict[str, Any] = {"INSTANCE": Path(folder), "STORE": Path(folder) / "store"}
        app = create_app(**TEST_SETTINGS, SQLALCHEMY_DATABASE_URI=url, **settings)
        made(app, url)
        without_certificates()
        with app.app_context():
            sys.stdout.write(as_text(play(PEOPLE, ALMOST)) + "\n")


if __name__ == "__main__":
    main()
