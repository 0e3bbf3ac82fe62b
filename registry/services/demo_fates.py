"""Every way that an application goes in the demonstration, and when each began."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from registry.clock import london_day
from registry.db import db
from registry.models.user import User
from registry.services import appointment, check, check_reply, reference, registration
from registry.services import demo_answers as answers
from registry.services import demo_story as told
from registry.services import demo_words as words
from registry.services.access import actor_for
from registry.services.demo_story import Life, Story, Telling, home, in_turn, work
from workflows.roles import Role

REGISTERED = in_turn(told.assessed, told.approved)


def queried(item: str) -> Telling:
    """Have the caseworker raise a query and look up the rest."""

    def story(life: Life, now: datetime) -> Story:
        now = yield from told.looked_up(life, now, but=(item,))
        raw = answers.check_record(item, london_day(now), london_day(now))
        question = words.QUERIES[item][0]
        life.record(item, {**raw, "outcome": "query", "query": question}, now)
        return now

    return story


def replied(item: str) -> Telling:
    """Have the applicant answer what the check asks."""

    def story(life: Life, now: datetime) -> Story:
        now = yield home(1)
        row = life.check(item)
        raw = {"words": words.REPLIES[item]}
        check_reply.reply(row, raw, actor=actor_for(life.user, row), now=now)
        return now

    return story


def settled_query(item: str, trigger: str, reason: str) -> Telling:
    """Have a registrar, as second person, settle the query."""

    def story(life: Life, now: datetime) -> Story:
        now = yield work(2)
        row = life.check(item)
        actor = actor_for(db.session.get_one(User, life.office.next(Role.REGISTRAR)), row)
        check.settle(row, trigger, reason, actor=actor, now=now)
        return now

    return story


def with_query(item: str, trigger: str = "", reason: str = "") -> Telling:
    """Come through the checks with a query that was settled."""
    _, usual, why = words.QUERIES[item]
    settling = settled_query(item, trigger or usual, reason or why)
    return in_turn(queried(item), replied(item), settling, told.heard, told.settled)


def asked(life: Life, now: datetime) -> Story:
    """Have the caseworker ask the applicant for more."""
    now = yield work(1)
    question, _ = words.QUESTIONS[life.user_id % len(words.QUESTIONS)]
    life.step("ask", life.caseworker, now, question)
    return now


def asked_by_assessor(life: Life, now: datetime) -> Story:
    """Have the assessor find what is there, and ask for the rest."""
    now = yield from told.assessing(life, now)
    now = yield work(1)
    told.find(life, now, told.keys_of(life)[:3])
    told.find(life, now, told.keys_of(life)[3:4], "more_needed")
    life.step("ask", life.assessor, now, words.QUESTIONS[1][0])
    return now


def answered(life: Life, now: datetime) -> Story:
    """Answer within the time."""
    now = yield home(life.days(4, 20))
    _, answer = words.QUESTIONS[life.user_id % len(words.QUESTIONS)]
    life.step("answer", life.user_id, now, answer)
    return now


def aged(life: Life, now: datetime) -> Story:
    """Settle every check, one of them on a paper that is nearly out of date."""
    return (yield from told.checked(life, now, age=176))


def some_found(life: Life, now: datetime) -> Story:
    """Have half of the standards found."""
    now = yield work(1)
    told.find(life, now, told.keys_of(life)[:3])
    return now


def half_heard(life: Life, now: datetime) -> Story:
    """Have the referee answer, and not yet the employer."""
    now = yield home(2)
    told.answer_reference(life, "referee", now)
    return now


def declined(life: Life, now: datetime) -> Story:
    """Have the referee say that they cannot answer."""
    now = yield home(2)
    row = life.asked("referee")
    if row is not None:
        reference.send_code(row, now)
        reference.confirm_code(row, told.code_for(row), now)
        reference.decline(row, words.DECLINED, actor=reference.link_actor(row), now=now)
    return now


def asked_another(life: Life, now: datetime) -> Story:
    """Wait for a referee in vain, and ask somebody else."""
    now = yield work(22)
    row = life.asked("referee")
    if row is not None:
        actor = actor_for(db.session.get_one(User, life.caseworker), row)
        name, email = "Ursula Graham-Finch", f"ursula.{life.application_id}@riverside.example"
        reference.ask_another(row, name, email, words.CANNOT_REACH, actor=actor, now=now)
    return now


def stood_aside(life: Life, now: datetime) -> Story:
    """Have the caseworker find a conflict, and another take over."""
    now = yield work(1)
    before = life.caseworker
    life.step("stand_aside", before, now, words.STOOD_ASIDE)
    now = yield work(1)
    life.caseworker = life.office.next(Role.CASEWORKER, but=before)
    life.step("take", life.caseworker, now)
    return now


def responded(number: int) -> Telling:
    """Respond to provisional reasons."""

    def story(life: Life, now: datetime) -> Story:
        now = yield home(life.days(5, 15))
        life.step("respond", life.user_id, now, words.RESPONSES[number])
        return now

    return story


def refused(number: int) -> Telling:
    """Be refused, once heard or once the time to respond is over."""

    def story(life: Life, now: datetime) -> Story:
        now = yield work(3)
        while life.application.represented_at is None and not time_over(life, now):
            now = yield work(3)
        registrar = life.office.next(Role.REGISTRAR)
        life.step("refuse", registrar, now, words.REASONS_TO_REFUSE[number])
        return now

    return story


def time_over(life: Life, now: datetime) -> bool:
    due = life.application.representations_due_on
    return due is not None and london_day(now) > due


def reassessed(life: Life, now: datetime) -> Story:
    """Go back to the assessor, who reads the response and finds the standards met."""
    now = yield work(2)
    reason = "The response answers what was missing. Please look again."
    life.step("return_to_assessment", life.office.next(Role.REGISTRAR), now, reason)
    return (yield from told.recommended(life, now))


def failed_check(life: Life, now: datetime) -> Story:
    """Come to a recommendation to refuse because a check is not satisfied."""
    now = yield from with_query("conduct", "not_satisfied", words.NOT_SATISFIED)(life, now)
    now = yield from told.assessing(life, now)
    now = yield work(1)
    told.find(life, now, told.keys_of(life))
    life.step("recommend_refusal", life.assessor, now, words.REFUSAL[1])
    return (yield from told.told(life, now, reason=words.REFUSAL[1]))


def withdrawn(life: Life, now: datetime) -> Story:
    """Withdraw."""
    now = yield home(3)
    life.step("withdraw", life.user_id, now)
    return now


def renamed(life: Life, now: datetime) -> Story:
    """Have a changed name recorded."""
    now = yield work(life.days(20, 60))
    row = life.registration
    actor = actor_for(db.session.get_one(User, life.office.next(Role.REGISTRAR)), row)
    name = f"{life.profile.name}-Hartwell"
    registration.correct_name(row, name, words.NAME_SEEN, actor=actor, now=now)
    return now


def moved(life: Life, now: datetime) -> Story:
    """State a new post at another trust."""
    now = yield home(life.days(60, 120))
    row, actor = life.registration, actor_for(life.user, life.registration)
    trust, post = life.rng.choice(life.office.trusts), life.profile.post
    stated = appointment.Stated(post, trust.code, trust.name, london_day(now))
    appointment.replace_main(row, stated, actor=actor, now=now)
    return now


def left(life: Life, now: datetime) -> Story:
    """Leave the register."""
    now = yield home(life.days(60, 140))
    life.fire(life.registration, "leave", life.user_id, now)
    return now


def ended_in_error(life: Life, now: datetime) -> Story:
    """Have an entry ended that should never have been made."""
    now = yield work(25)
    registrar = life.office.next(Role.REGISTRAR)
    life.fire(life.registration, "end_in_error", registrar, now, words.ENDED_IN_ERROR)
    return now


@dataclass(frozen=True)
class Fate:
    """One way to go: its story, how many days ago it began, what a visitor sees."""

    story: Telling
    since: tuple[int, int]
    shows: str

    @property
    def brisk(self) -> bool:
        """Tell whether the story is still going on today, so that its pace matters."""
        return self.since[0] < 80


REFUSING = in_turn(told.not_recommended, told.told)
FATES: dict[str, Fate] = {
    "registered": Fate(REGISTERED, (150, 560), "Registered, with a certificate"),
    "half": Fate(told.half, (9, 12), "A draft, half done"),
    "ready": Fate(told.drafting, (6, 9), "A draft that is ready to submit"),
    "waiting": Fate(told.looked_up, (16, 20), "Checks under way, others are asked"),
    "question": Fate(in_turn(told.taken, asked), (18, 26), "A question to answer"),
    "provisional": Fate(REFUSING, (26, 34), "Provisional reasons to respond to"),
    "refused": Fate(in_turn(REFUSING, refused(0)), (120, 300), "Refused, and what can be done"),
    "renamed": Fate(in_turn(REGISTERED, renamed), (160, 500), "A new name, a new certificate"),
    "decision": Fate(told.assessed, (20, 23), "Waits for a registrar's decision"),
    "half found": Fate(
        in_turn(told.checked, told.assessing, some_found), (19, 21), "Assessment, half done"
    ),
    "untaken": Fate(told.applied, (7, 9), "Submitted, nobody has taken it yet"),
    "moved": Fate(in_turn(REGISTERED, moved), (200, 500), "A new post, not yet confirmed"),
    "refusal": Fate(told.not_recommended, (20, 23), "Recommended for refusal"),
    "unassessed": Fate(told.checked, (15, 17), "Checks settled, waits for an assessor"),
    "query": Fate(queried("registration"), (13, 15), "A query about a check"),
    "expired": Fate(told.half, (110, 500), "A draft that ended"),
    "withdrawn": Fate(in_turn(told.looked_up, withdrawn), (90, 400), "Withdrawn"),
    "closed": Fate(in_turn(told.taken, asked), (110, 400), "Closed, a question was not answered"),
    "left": Fate(in_turn(REGISTERED, left), (220, 500), "Left the register"),
    "responded": Fate(in_turn(REFUSING, responded(0)), (36, 42), "Has responded to reasons"),
    "stale": Fate(
        in_turn(aged, told.assessing, told.recommended), (27, 29), "Back in the checks, one ran out"
    ),
    "signed up": Fate(told.signed_up, (2, 4), "An account, nothing begun"),
    "started": Fate(told.started, (5, 20), "A draft, just begun"),
    "reminded": Fate(told.half, (50, 70), "A draft with reminders"),
    "taken": Fate(told.taken, (11, 13), "Just taken by a caseworker"),
    "half heard": Fate(in_turn(told.looked_up, half_heard), (17, 20), "Waits for the employer"),
    "overdue": Fate(told.looked_up, (45, 50), "Statements that are overdue"),
    "declined": Fate(in_turn(told.looked_up, declined), (17, 20), "The referee declined"),
    "asked late": Fate(in_turn(told.checked, asked_by_assessor), (22, 26), "Asked by the assessor"),
    "pressing": Fate(in_turn(told.taken, asked), (44, 47), "An answer that is due soon"),
    "ground ended": Fate(
        in_turn(
            with_query("insolvency", "ground_ended", words.GROUND_ENDED),
            told.assessing,
            told.recommended,
            told.approved,
        ),
        (130, 500),
        "Registered, after a query",
    ),
    "mitigated": Fate(
        in_turn(with_query("registration"), told.assessing, told.recommended, told.approved),
        (130, 500),
        "Registered, after a query",
    ),
    "answered": Fate(
        in_turn(
            told.taken,
            asked,
            answered,
            told.looking,
            told.heard,
            told.settled,
            told.assessing,
            told.recommended,
            told.approved,
        ),
        (130, 500),
        "Registered, after a question",
    ),
    "heard": Fate(
        in_turn(REFUSING, responded(0), reassessed, told.approved),
        (150, 500),
        "Registered, after a response",
    ),
    "aside": Fate(
        in_turn(
            told.taken,
            stood_aside,
            told.looking,
            told.heard,
            told.settled,
            told.assessing,
            told.recommended,
            told.approved,
        ),
        (120, 500),
        "Registered, handled by two people",
    ),
    "another": Fate(
        in_turn(
            told.looked_up,
            asked_another,
            told.heard,
            told.settled,
            told.assessing,
            told.recommended,
            told.approved,
        ),
        (150, 500),
        "Registered, with a second referee",
    ),
    "failed": Fate(in_turn(failed_check, responded(1), refused(1)), (150, 400), "Refused"),
    "gave up": Fate(in_turn(told.half, withdrawn), (90, 300), "Withdrawn"),
    "error": Fate(in_turn(REGISTERED, ended_in_error), (150, 400), "Entered in error"),
    "new": Fate(REGISTERED, (27, 40), "Registered lately"),
}
OFTEN = (
    *("registered",) * 60,
    *("new", "renamed", "moved", "moved", "left", "mitigated", "answered", "aside"),
    *("refused", "expired", "expired", "withdrawn", "gave up", "closed"),
    *("half", "started", "ready", "untaken", "taken", "waiting", "half heard"),
    *("unassessed", "half found", "decision", "question"),
)


def fate_of(place: int, rng: Random) -> str:
    """Give each fate to somebody first, and then the more frequent ones more often."""
    every = tuple(FATES)
    return every[place] if place < len(every) else rng.choice(OFTEN)
