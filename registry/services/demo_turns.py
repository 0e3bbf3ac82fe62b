"""What befalls some of the applicants and registrants of the demonstration, one turn at a time."""

from datetime import datetime

from registry.clock import london_day
from registry.db import db
from registry.models.user import User
from registry.services import appointment, check, check_reply, reference, registration
from registry.services import demo_answers as answers
from registry.services import demo_story as told
from registry.services import demo_words as words
from registry.services.access import actor_for
from registry.services.demo_life import Life, Story, Telling, home, in_turn, work
from workflows.roles import Role


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
