"""What the people of the test of keeping up do, and what becomes of the mail."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy import select

from registry.db import atomic, db
from registry.gateways.bounce import Fate, Report
from registry.models.notice import Channel, Notice
from registry.models.organisation import Office
from registry.models.registration import HoldKind
from registry.models.user import User
from registry.services import (
    absence,
    appointment,
    attestation,
    bounce,
    concern,
    confirmation,
    keeping_up,
    letter_task,
    portfolio,
    revalidation,
    sweep,
)
from tests import keeping, revalidating
from tests.sections.answers import typed
from tests.services.keeping_up_oracle import Stop, day_of
from tests.services.keeping_up_watch import EVERY, Row, Watch
from tests.services.keeping_up_world import ANOTHER, HELD, ORGANISATION, at
from workflows.engine import Actor

WHILES = [
    *(timedelta(hours=n) for n in (1, 7, 20)),
    *(timedelta(days=n) for n in (1, 2, 3, 7, 7, 14, 21, 28, 30, 60)),
]
HOW = st.sampled_from([*("taken",) * 5, "refused", "waits", "lost", "", ""])
PLACES = st.integers(0, 9_999)
REGISTRARS = ("rene", "rosa")
OFFICERS = ("emma", "dora")
PEOPLE = st.sampled_from(sorted(HELD))
KINDS = ("registration", "attestation", "revalidation", "confirmation", "appointment", "concern")
TRIGGERS = {kind: sorted({step.trigger for step in EVERY[kind].WORKFLOW.steps}) for kind in KINDS}
WORDS = ("Because it is so", "Seen", "")
FINAL = {"leave", "retire", "end_in_error", "confirm_death", "end_unreachable", "not_revalidate"}
# What a registrar or the confirmer may well do, each more often the more often it is named.
MOVES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "registration": (
        REGISTRARS,
        (
            *("look_at_lapse",) * 5,
            *("extend_late", "restore", "restore", "restore", "report_death", "report_death"),
            *("refute_death", "refute_death", "confirm_death", "report_unreachable"),
            *("end_unreachable", "end_in_error"),
        ),
    ),
    "confirmation": (REGISTRARS, ("settle_confirmation",)),
    "revalidation": (
        REGISTRARS,
        (
            *("confirm_instead", "warn", "accept_deferral", "decline_recommendation"),
            *("accept_non_engagement", "audit_met", "ask_more", "propose_not_revalidated"),
            *("revalidate_after_all", "reopen", "not_revalidate"),
        ),
    ),
    "confirmer": (
        ("emma",),
        (*("confirm", "not_mine", "warn", "recommend_non_engagement"), "withdraw_recommendation"),
    ),
}


class Acts(Watch):
    """Everything that anybody may try."""

    # Time and mail

    @rule(while_=st.sampled_from(WHILES), fate=HOW, late=st.sampled_from([False, False, True]))
    def time_passes(self, while_: timedelta, fate: str, late: bool) -> None:
        self.time_goes(self.now + while_, fate, late=late)

    @rule(seconds=st.sampled_from([-1, 0, 0, 1, 3600]), place=st.integers(0, 3), fate=HOW)
    def to_a_clock(self, seconds: int, place: int, fate: str) -> None:
        """Go to the second before a clock of somebody, to it, or past it."""
        soon = self.now + timedelta(days=70)
        instants = sorted({row[4] for row in self.seen.timers if row[4] <= soon})
        if instants:
            there = instants[min(place, len(instants) - 1)] + timedelta(seconds=seconds)
            self.time_goes(max(there, self.now), fate)

    @rule(place=PLACES, fate=HOW)
    def the_worker_dies(self, place: int, fate: str) -> None:
        """It claims what is due next and dies in the middle; another goes on when that runs out."""
        due = sweep.next_due()
        if due is None or due > self.now + timedelta(days=40):
            return
        self.time_goes(due - timedelta(seconds=1), fate)
        self.now = due
        self.look_again()
        self.die(place)
        now = self.seen
        self.look_again()
        assert self.seen == now, "a worker that died left something behind"
        self.time_goes(self.now + timedelta(minutes=10), fate)

    @rule(who=st.sampled_from([*REGISTRARS, "mallory"]), n=PLACES, fate=HOW)
    def a_late_time_ends(self, who: str, n: int, fate: str) -> None:
        """Somebody looks at a lapse, or nobody does, and its day comes and goes."""
        late = [row for row in self.going("registration") if self.state(row) == "late"]
        if not late:
            return
        row = late[n % len(late)]
        self.step(who, row, "look_at_lapse", WORDS[n % 3])
        until = self.oracle.entries[row[1]].late_until
        if until is not None and until - day_of(self.now) < timedelta(days=60):
            self.time_goes(max(self.now, at(until) + timedelta(days=n % 2)), fate)

    @rule(fate=HOW, once=st.booleans(), place=PLACES)
    def mail_goes(self, fate: str, once: bool, place: int) -> None:
        """Do one of the jobs that wait, or all; a job that is done may go again."""
        jobs = self.waiting()
        if once and jobs:
            jobs = [jobs[place % len(jobs)]]
        for job in jobs:
            if self.do(job, fate or "taken") and job[0].startswith("send_"):
                self.do(job)
        self.read_notices()
        self.look_again()

    @rule(place=PLACES, fate=st.sampled_from([*(Fate.HARD, Fate.SOFT) * 2, Fate.DELAYED]))
    def mail_comes_back(self, place: int, fate: Fate) -> None:
        """A server that took a message says later that it did not arrive."""
        gone = [key for key, (_, _, sent) in self.notices.items() if sent.accepted_at]
        if not gone:
            return
        chosen = gone[-1 - place % min(len(gone), 8)]

        def come(_: Any, __: Actor) -> None:
            row = db.session.get_one(Notice, chosen)
            report = Report("", fate, "5.1.1 unknown")
            if fate is Fate.DELAYED:
                bounce.heard_of(row, fate, self.now)
            else:
                bounce.came_back(row, report, self.now)

        if self.act("", None, come) and fate is not Fate.DELAYED:
            self.notices[chosen][2].came_back = True

    @rule(who=st.sampled_from(REGISTRARS), only=st.booleans())
    def letters_go_to_the_post(self, who: str, only: bool) -> None:
        query = select(Notice.id).where(
            Notice.channel == Channel.LETTER.value, Notice.posted_on.is_(None)
        )
        letters = list(db.session.scalars(query.order_by(Notice.id)))[: 1 if only else None]

        def post(_: Any, __: Actor) -> None:
            letter_task.post_all(letters, self.user(who), self.now)

        if letters and self.act(who, None, post):
            posted = select(Notice.id).where(Notice.posted_on == day_of(self.now))
            for key in set(db.session.scalars(posted)) & set(letters):
                self.notices[key][2].posted_on = day_of(self.now)

    # People

    @rule(who=st.sampled_from(["alice", "alice", "bob"]), deed=st.sampled_from(range(20)), n=PLACES)
    def a_registrant_acts(self, who: str, deed: int, n: int) -> None:
        found = [k for k, e in self.oracle.entries.items() if e.owner == self.world.people[who]]
        deeds: tuple[Callable[[str, Row, int], None], ...] = (
            *(self.saves, self.declares, self.declares, self.signs_in, self.goes_away),
            *(self.comes_back, self.fills, self.sends, self.starts_post, self.ends_post),
        )
        deeds[deed % len(deeds)](who, ("registration", found[0]), n)
        if deed == 19 and n % 3 == 0:
            self.step(who, ("registration", found[0]), ("leave", "retire")[n % 2], "")

    @rule(kind=st.sampled_from(sorted(MOVES)), who=PLACES, trigger=PLACES, place=PLACES)
    def somebody_decides(self, kind: str, who: int, trigger: int, place: int) -> None:
        """A step that is open, by somebody who may well take it."""
        names, wanted = MOVES[kind]
        going = self.going("revalidation" if kind == "confirmer" else kind)
        if not going:
            return
        row = going[place % len(going)]
        there = {step.trigger for step in EVERY[row[0]].WORKFLOW.steps_from(self.state(row))}
        steps = [name for name in wanted if name in there]
        if steps and (steps[trigger % len(steps)] not in FINAL or place % 4 == 0):
            self.step(names[who % len(names)], row, steps[trigger % len(steps)], WORDS[0])

    @rule(who=st.sampled_from(REGISTRARS))
    def a_batch_is_looked_at(self, who: str) -> None:
        def look(_: Any, __: Actor) -> None:
            rows = {
                key: self.seen.rows[row][1]
                for row in self.going("registration")
                for key in [row[1]]
            }
            keeping_up.look(rows.items(), "Looked at the list", self.user(who), self.now)

        self.act(who, None, look)

    @rule(who=st.sampled_from(OFFICERS), how=PLACES, place=PLACES)
    def the_employer_answers(self, who: str, how: int, place: int) -> None:
        if rows := [row for row in self.going("confirmation") if self.state(row) == "waiting"]:
            how_ = ("confirm", "confirm_managed", "cannot_confirm", "not_mine")[how % 4]
            given = confirmation.Answer(how_, "not_known", "As we know", not_in_line=how % 3 > 0)
            self.act(
                who,
                rows[place % len(rows)],
                lambda row, by: confirmation.answer(row, given, actor=by, now=self.now),
            )
        if rows := self.going("appointment"):
            row, trigger = rows[place % len(rows)], ("confirm", "dispute")[how % 2]
            self.step(who, row, trigger, "As we know it")

    @rule(who=st.sampled_from(REGISTRARS), n=PLACES)
    def a_matter_goes_on(self, who: str, n: int) -> None:
        """Somebody raises a matter; it is put on hold, renewed, and released."""
        going = self.going("concern")
        if not going:
            said = concern.Told("A number", "What I saw", name="Jo", email="jo@example.org")
            self.act("", None, lambda _, __: concern.receive(said, self.now))
            return
        row = going[n % len(going)]
        there = [s.trigger for s in EVERY["concern"].WORKFLOW.steps_from(self.state(row))]
        trigger = there[n // 7 % len(there)]
        entries = sorted(self.oracle.entries)
        found = {"registration": entries[n % len(entries)]} if trigger == "name_subject" else {}
        if trigger != "stand_aside":
            self.act(
                who,
                row,
                lambda case, _: concern.take(
                    case, trigger, self.user(who), self.now, reason="So", **found
                ),
            )

    @rule(who=PEOPLE, kind=st.sampled_from(KINDS), trigger=PLACES, place=PLACES, n=PLACES)
    def somebody_tries_anything(
        self, who: str, kind: str, trigger: int, place: int, n: int
    ) -> None:
        rows, name = self.ids(kind), TRIGGERS[kind][trigger % len(TRIGGERS[kind])]
        if rows and (name not in FINAL or n % 4 == 0) and name != "name_subject":
            self.step(who, (kind, rows[place % len(rows)]), name, WORDS[n % 3])

    @rule(who=st.sampled_from(["emma", "rene"]), days=st.sampled_from([60, 61, 200, 364, 365]))
    def a_deferral_is_recommended(self, who: str, days: int) -> None:
        for row in self.going("revalidation")[:1]:
            self.act(
                who,
                row,
                lambda case, by: revalidation.recommend_deferral(
                    case,
                    to=case.due_on + timedelta(days=days),
                    code="ongoing_process",
                    lacking="",
                    actor=by,
                    now=self.now,
                ),
            )

    @rule(who=st.sampled_from(REGISTRARS), days=st.sampled_from([0, 30, 180, 190]))
    def a_plan_is_agreed(self, who: str, days: int) -> None:
        until = day_of(self.now) + timedelta(days=days)
        for row in self.going("revalidation")[:1]:
            self.act(
                who,
                row,
                lambda case, by: revalidation.agree_plan(
                    case, "To learn", until, actor=by, now=self.now
                ),
            )

    def going(self, kind: str) -> list[Row]:
        """List the cases that are in no last state."""
        endings = EVERY[kind].WORKFLOW.endings
        return [(kind, key) for key in self.ids(kind) if self.state((kind, key)) not in endings]

    # What a registrant does

    def owed_by(self, row: Row, kind: str) -> Row | None:
        found = [key for key in self.owed[row[1]] if key[0] == kind]
        return found[0] if found else None

    def saves(self, who: str, row: Row, n: int) -> None:
        key = ("still_right", "fitness", "code")[n % 3]
        raw = keeping.STILL_RIGHT if key == "still_right" else typed(key)
        if owed := self.owed_by(row, "attestation"):
            self.act(who, owed, lambda case, _: attestation.save(case, key, raw, now=self.now))

    def declares(self, who: str, row: Row, n: int) -> None:
        """Send the attestation, most often with everything answered."""

        def declare(case: Any, by: Actor) -> None:
            if n % 5 and case.state == "open":
                keeping.answer(case, self.now)
            attestation.declare(case, keeping.SAID, actor=by, now=self.now)

        owed = self.owed_by(row, "attestation")
        if owed and self.act(who, owed, declare):
            self.oracle.entries[row[1]].confirmed_at = self.now

    def signs_in(self, who: str, row: Row, n: int) -> None:
        if n % 3:
            return
        with atomic():
            user = self.user(who)
            user.last_login_at, user.current_login_at = user.current_login_at, self.now
        self.oracle.entries[row[1]].signed_in_at = self.now
        self.look_again()

    def goes_away(self, who: str, row: Row, n: int) -> None:
        today = day_of(self.now)
        begins = today + timedelta(days=(0, 0, 5, 30)[n % 4])
        ends = begins + timedelta(days=(0, 10, 40, 120)[n // 4 % 4])
        entry = self.oracle.entries[row[1]]
        kept = next((s for s in entry.stops if s.kind == "absence" and s.ended_on is None), None)
        if kept is not None:
            return
        done = self.act(
            who, row, lambda case, by: absence.enter(case, begins, ends, actor=by, now=self.now)
        )
        if done:
            entry.stops.append(Stop(HoldKind.ABSENCE.value, begins, ends))

    def comes_back(self, who: str, row: Row, n: int) -> None:
        if self.act(who, row, lambda case, by: absence.end(case, actor=by, now=self.now)):
            self.oracle.entries[row[1]].end_stops("absence", day_of(self.now))

    def fills(self, who: str, row: Row, n: int) -> None:
        """Write everything that the portfolio asks for, and name emma."""

        def fill(case: Any, by: Actor) -> None:
            if portfolio.writable(case):
                revalidating.fill(case, self.now)
            query = select(Office.id).join(User, User.id == Office.user_id)
            office = db.session.scalar(query.where(User.id == self.world.people["emma"]))
            named = {"who": f"office:{office}", **revalidating.TICKS}
            revalidation.name_confirmer(case, named, actor=by, now=self.now)

        if owed := self.owed_by(row, "revalidation"):
            self.act(who, owed, fill)

    def sends(self, who: str, row: Row, n: int) -> None:
        owed = self.owed_by(row, "revalidation")
        if owed is None:
            return
        if self.state(owed) in ("representations", "more_evidence"):
            trigger = {"representations": "respond"}.get(self.state(owed), "send_evidence")
            self.step(who, owed, trigger, "This is my answer")
            return
        self.act(
            who,
            owed,
            lambda case, by: revalidation.send(case, revalidating.SAID, actor=by, now=self.now),
        )

    def starts_post(self, who: str, row: Row, n: int) -> None:
        code = (ORGANISATION, ANOTHER, "")[n % 3]
        stated = appointment.Stated("Adviser", code, "A charity", day_of(self.now), n % 2 == 0)
        self.act(who, row, lambda case, by: appointment.start(case, stated, actor=by, now=self.now))

    def ends_post(self, who: str, row: Row, n: int) -> None:
        mine = [
            key for key in self.ids("appointment") if self.state(("appointment", key)) != "ended"
        ]
        if mine:
            self.act(
                who,
                ("appointment", mine[n % len(mine)]),
                lambda case, by: appointment.end(case, day_of(self.now), actor=by, now=self.now),
            )
