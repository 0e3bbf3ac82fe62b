"""What lifecycles 8.3 and the rulings say of keeping up, written by hand.

Nothing here asks the workflows or the services. What became of each message is what the test did to
it; whether the clocks stood still is what people of the test said and did.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.services.stateful_oracle import REGISTRATION, Moved
from workflows.calendar import add_working_days, for_person

LONDON = ZoneInfo("Europe/London")
ON_REGISTER = {"active", "late"}
MANDATORY = {  # days before the due date, and the step that sends the notice
    "attestation": {
        60: "open",
        30: "remind_2",
        7: "remind_3",
        0: "remind_4",
        -14: "remind_5",
        -21: "remind_6",
    },
    "revalidation": {
        120: "open",
        30: "remind_4",
        7: "remind_6",
        0: "remind_9",
        -14: "remind_12",
        -21: "remind_13",
    },
}
WINDOW = {"attestation": 60, "revalidation": 120}
PROOF = timedelta(hours=72)
OWED = {
    "attestation": {"scheduled", "open"},
    "revalidation": {
        *("scheduled", "open", "with_confirmer", "submitted", "audit"),
        *("more_evidence", "remediation", "representations"),
    },
}
PRESSES = {"attestation": {"scheduled", "open"}, "revalidation": {"scheduled", "open"}}
ENDED_CONFIRMATIONS = {"confirmed", "managed", "settled", "closed"}
CLOCK = {"fall_due", "lapse", "open", "tell_employer_1", "tell_employer_2"} | {
    f"remind_{n}" for n in range(2, 16)
}
BY_SUBJECT = {
    "attestation": {"declare"},
    "confirmation": {"reply"},
    "revalidation": {
        *("name_confirmer", "submit", "take_back", "send_evidence", "resubmit", "respond")
    },
    "appointment": {"begin", "end", "make_main"},
    "registration": {"leave", "retire", "pause", "resume"},
}
BY_CONFIRMER = {
    *("confirm", "not_mine", "warn", "recommend_deferral", "recommend_non_engagement"),
    "withdraw_recommendation",
}


def day_of(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def years_on(day: date, years: int) -> date:
    """Give the day of an anniversary; the 29th of February falls on the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@dataclass
class Sent:
    """One message of a step, and what the test did to it."""

    workflow: str
    case_id: int
    trigger: str
    step: int  # the movement that it tells of
    letter: bool
    address: str
    planned_at: datetime
    accepted_at: datetime | None = None
    came_back: bool = False
    posted_on: date | None = None


@dataclass
class Stop:
    """One stop of the clocks, as people of the test began and ended it."""

    kind: str
    began_on: date
    ends_on: date | None = None
    ended_on: date | None = None

    def runs_on(self, day: date) -> bool:
        return self.began_on <= day and (self.ended_on is None or day < self.ended_on)


@dataclass
class Due:
    """One thing that is owed, as its movements left it."""

    state: str
    due_on: date
    pressing: bool = True


@dataclass
class Entry:
    """The model of one registration."""

    owner: int
    registered_on: date
    state: str = "new"
    late_until: date | None = None
    looked: bool = False
    reporter: int | None = None
    stops: list[Stop] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    signed_in_at: datetime | None = None
    confirmed_at: datetime | None = None
    email: str = ""
    newest: dict[tuple[str, int, str], int] = field(default_factory=dict)  # the last such step

    def paused_on(self, day: date) -> bool:
        return any(stop.runs_on(day) for stop in self.stops)

    def end_stops(self, kind: str, day: date) -> None:
        for stop in self.stops:
            if stop.kind == kind and stop.ended_on is None:
                stop.ended_on = max(day, stop.began_on)

    # Proof (architecture C.11.3)

    def unproven(self, workflow: str, case_id: int, due_on: date, now: datetime) -> list[int]:
        """List the mandatory notices, as days before the due date, that nothing proves."""
        latest = day_of(now - PROOF)
        asked = {
            days: trigger
            for days, trigger in MANDATORY[workflow].items()
            if due_on - timedelta(days=days) <= latest
        }
        return [
            days
            for days, trigger in asked.items()
            if not any(
                self.proves(sent, now)
                for sent in self.sent
                if sent.step == self.newest.get((workflow, case_id, trigger))
            )
        ]

    def proves(self, sent: Sent, now: datetime) -> bool:
        since = sent.accepted_at or sent.planned_at
        if self.signed_in_at is not None and self.signed_in_at >= since:
            return True
        if sent.letter:
            posted = sent.posted_on
            return posted is not None and day_of(now) >= add_working_days(posted, 2)
        if sent.accepted_at is None or sent.came_back or sent.address != self.email:
            return False
        if self.confirmed_at is None or now - sent.accepted_at < PROOF:
            return False
        return day_of(sent.accepted_at) <= years_on(day_of(self.confirmed_at), 1)


@dataclass
class Oracle:
    """What is so of every registration, by the movements and by what the test did."""

    entries: dict[int, Entry] = field(default_factory=dict)
    states: dict[tuple[str, int], str] = field(default_factory=dict)
    due: dict[tuple[str, int], tuple[date, date]] = field(default_factory=dict)

    def watch(self, move: Moved, at: datetime, owed: dict[tuple[str, int], Due]) -> None:
        """Hold one movement of a registration against the rulings, then walk on.

        `owed` is what was owed under this registration before the act.
        """
        entry, today = self.entries[move.root_id], day_of(at)
        if move.role == "system" and move.trigger in CLOCK:
            assert not entry.paused_on(today), f"{move} while the clocks stood still"
        entry.newest[move.workflow, move.case_id, move.trigger] = move.id
        if move.workflow != "registration":
            return
        roles, leads = REGISTRATION[move.trigger]
        assert move.source == entry.state, f"{move} from elsewhere than {entry.state}"
        assert move.dest in leads[move.source].split(), move
        assert move.role in roles.split(), move
        overdue = {key: each for key, each in owed.items() if each.pressing and each.due_on < today}
        if move.dest in ("late", "lapsed") and move.source != move.dest:
            assert overdue, f"{move}, and nothing is overdue"
            for (workflow, key), each in overdue.items():
                missing = entry.unproven(workflow, key, each.due_on, at)
                assert not missing, f"{move} without proof of the notices at {missing} days"
        if move.dest == "lapsed":
            assert entry.looked, "lapsed, and no registrar has looked"
            assert entry.late_until is not None
            assert entry.late_until < today, "lapsed before its day"
        if move.trigger == "confirm_death":
            assert entry.reporter not in (None, move.actor_id), "one person alone confirms a death"
        self.follow(move, entry, today)

    def follow(self, move: Moved, entry: Entry, today: date) -> None:
        """Walk the model of a registration on."""
        if move.trigger == "look_at_lapse":
            entry.looked = True
        elif move.trigger in ("fall_due", "catch_up", "extend_late", "lapse"):
            entry.looked = False
        if move.trigger == "report_death":
            entry.reporter = move.actor_id
            entry.stops.append(Stop("death", today))
        if move.trigger == "refute_death":
            entry.reporter = None
            entry.end_stops("death", today)
        entry.state = move.dest
        if entry.state not in ON_REGISTER:
            entry.looked = False
            if move.source in ON_REGISTER and move.dest != "lapsed":
                for kind in ("absence", "death"):
                    entry.end_stops(kind, today)

    def days_pass(self, today: date) -> None:
        """End the absences whose last day is over."""
        for entry in self.entries.values():
            for stop in entry.stops:
                if stop.ended_on is None and stop.ends_on is not None and stop.ends_on < today:
                    stop.ended_on = stop.ends_on + timedelta(days=1)

    def dated(self, key: tuple[str, int], first: date, due_on: date) -> None:
        """No due date is ever earlier than it was, and its first one stands."""
        known = self.due.get(key)
        if known is not None:
            assert first == known[0], f"{key} forgot its first date"
            assert due_on >= known[1], f"{key} fell from {known[1]} to {due_on}"
        assert due_on == for_person(due_on), f"{key} is due on a day off"
        self.due[key] = first, due_on
