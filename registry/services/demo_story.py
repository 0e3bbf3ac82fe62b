"""How the people of the demonstration apply, each a story told through the real services."""

import re
from datetime import datetime, timedelta

from sqlalchemy import select

from registry.clock import london_day
from registry.db import db
from registry.models.notice import Notice
from registry.models.reference import Reference
from registry.models.user import User
from registry.services import application as applications
from registry.services import assessment, document, draft, reference
from registry.services import demo_answers as answers
from registry.services import demo_words as words
from registry.services.access import actor_for
from registry.services.demo_life import Life, Story, home, work
from workflows import check as check_workflow
from workflows.calendar import add_months
from workflows.roles import Role

CODE = re.compile(r"\b\d{6}\b")
BY_OTHERS = ("criminal_record", "conduct", "employer_statement", "referee")


def sections(life: Life, now: datetime, *, files: int = 0) -> dict[str, answers.Raw]:
    """Give whole answers, to be saved a few at a time."""
    person, rng, today = life.profile, life.rng, london_day(now)
    since = add_months(today, -rng.randint(8, 50))
    domains = applications.form_of(life.application).domains
    kept = tuple(
        document.keep(life.application, domain.key, file, user=life.user, now=now).id
        for domain, file in zip(domains, life.office.files[:files], strict=False)
    )
    return {
        "personal": answers.personal(person, rng),
        "role": answers.role(person, since),
        "route": answers.route(person, rng, today),
        "history": answers.history(person, rng, since, today),
        "qualification": answers.qualification(person, rng),
        "competence": answers.competence(domains, rng, kept),
        "referee": answers.referee(person, life.referee, life.voice, rng),
        "fitness": answers.fitness(rng),
        "code": answers.code(),
    }


def signed_up(life: Life, now: datetime) -> Story:
    """Make an account, and look around."""
    life.join(now)
    return (yield home(1))


def drafting(life: Life, now: datetime, *, until: str = "code") -> Story:
    """Fill the draft in over some days, up to and including one section."""
    life.join(now)
    life.begin(now)
    every = sections(life, now, files=life.rng.choice((0, 1, 2)))
    for place, (key, raw) in enumerate(every.items()):
        if place % 3 == 2:
            now = yield home(life.days(1, 3))
        life.save(key, raw, now)
        if key == until:
            break
    return now


def started(life: Life, now: datetime) -> Story:
    """Save one section, then half a page of the next."""
    now = yield from drafting(life, now, until="personal")
    form = applications.form_of(life.application)
    first = form["history"].pages[0]
    raw = {"employment": [{"employer": life.profile.organisation.name, "post": life.profile.post}]}
    draft.keep_unfinished(life.application, "history", raw, page=first, now=now)
    return now


def half(life: Life, now: datetime) -> Story:
    """Come as far as the second of six examples."""
    now = yield from drafting(life, now, until="qualification")
    now = yield home(2)
    section = applications.form_of(life.application)["competence"]
    for page, domain in zip(
        section.pages[:2], applications.form_of(life.application).domains, strict=False
    ):
        raw = {domain.key: answers.example(domain, life.rng)}
        life.save("competence", raw, now, page=page)
    return now


def applied(life: Life, now: datetime) -> Story:
    """Fill in everything and submit."""
    now = yield from drafting(life, now)
    now = yield home(life.days(1, 4))
    actor = actor_for(life.user, life.application)
    applications.submit(life.application, actor=actor, now=now)
    return now


def taken(life: Life, now: datetime) -> Story:
    """Have a caseworker take the case and find whom to ask at the organisation."""
    now = yield from applied(life, now)
    now = yield work(life.days(1, 3))
    life.caseworker = life.office.next(Role.CASEWORKER)
    life.step("take", life.caseworker, now)
    now = yield work(0)
    row = life.asked("employer")
    if row is not None and row.asked_at is None:
        actor = actor_for(db.session.get_one(User, life.caseworker), row)
        reference.address_to(row, row.name, row.email, actor=actor, now=now)
    return now


def looked_up(life: Life, now: datetime, *, but: tuple[str, ...] = ()) -> Story:
    """Take the case, and look up what the caseworker can look up alone."""
    now = yield from taken(life, now)
    return (yield from looking(life, now, but=but))


def looking(life: Life, now: datetime, *, but: tuple[str, ...] = ()) -> Story:
    """Look up what the caseworker can look up alone, in two sittings."""
    for share in (0, 1):
        now = yield work(life.days(0, 1))
        mine = [row.item for row in life.application.checks if row.item not in (*BY_OTHERS, *but)]
        for item in mine[share::2]:
            clear(life, item, now)
    return now


def clear(life: Life, item: str, now: datetime, *, age: int = 45) -> None:
    """Record that a check found nothing."""
    today = london_day(now)
    life.record(item, answers.check_record(item, today, today - timedelta(days=age)), now)


def answer_reference(life: Life, kind: str, now: datetime) -> None:
    """Answer a request: through its link and the mailed code, or signed in as office-holder."""
    row = life.asked(kind)
    if row is None or not reference.is_waiting(row):
        return
    today = london_day(now)
    making = {"referee": answers.reference_answer, "employer": answers.employer_statement}[kind]
    holder = db.session.scalar(select(User).filter_by(email=row.email))
    if holder is not None:
        actor = actor_for(holder, row)
    else:
        reference.send_code(row, now)
        reference.confirm_code(row, code_for(row), now)
        actor = reference.link_actor(row)
    reference.answer(row, making(life.rng, today), actor=actor, now=now)


def code_for(row: Reference) -> str:
    """Read the newest code out of the mailbox of whoever was asked."""
    db.session.flush()
    sent = select(Notice.text).filter_by(kind="reference_code", address=row.email)
    found = CODE.search(db.session.scalar(sent.order_by(Notice.id.desc()).limit(1)) or "")
    return found.group() if found else ""


def heard(life: Life, now: datetime, *, days: int = 5) -> Story:
    """Have the referee and the employer answer."""
    now = yield home(life.days(1, days))
    answer_reference(life, "referee", now)
    now = yield work(life.days(1, days - 1))
    answer_reference(life, "employer", now)
    return now


def checked(life: Life, now: datetime, *, age: int = 45) -> Story:
    """Settle every check."""
    now = yield from looked_up(life, now)
    now = yield from heard(life, now)
    return (yield from settled(life, now, age=age))


def settled(life: Life, now: datetime, *, age: int = 45) -> Story:
    """Record what others have said, which settles the last checks."""
    now = yield work(1)
    for row in list(life.application.checks):
        if row.item in BY_OTHERS and row.state == check_workflow.State.OPEN:
            clear(life, row.item, now, age=age)
    return now


def assessing(life: Life, now: datetime) -> Story:
    """Have an assessor take the case."""
    now = yield work(life.days(1, 3))
    life.assessor = life.office.next(Role.ASSESSOR)
    life.step("take_assessment", life.assessor, now)
    return now


def find(life: Life, now: datetime, keys: list[str], outcome: str = "met") -> None:
    """Find against some standards."""
    said = {"met": words.MET, "not_met": words.NOT_MET, "more_needed": (words.MORE,)}[outcome]
    actor = actor_for(db.session.get_one(User, life.assessor), life.application)
    for key in keys:
        raw = {"outcome": outcome, "reason": life.rng.choice(said)}
        assessment.find(life.application, key, raw, actor=actor, now=now)


def keys_of(life: Life) -> list[str]:
    return [domain.key for domain in assessment.domains_of(life.application)]


def recommended(life: Life, now: datetime) -> Story:
    """Find that every standard is met, and recommend."""
    keys = keys_of(life)
    now = yield work(1)
    find(life, now, keys[:3])
    now = yield work(life.days(1, 2))
    find(life, now, keys[3:])
    life.step("recommend_approval", life.assessor, now)
    return now


def assessed(life: Life, now: datetime) -> Story:
    """Come to the registrar with a recommendation to approve."""
    now = yield from checked(life, now)
    now = yield from assessing(life, now)
    return (yield from recommended(life, now))


def approved(life: Life, now: datetime) -> Story:
    """Have a registrar approve."""
    now = yield work(life.days(1, 3))
    life.step("approve", life.office.next(Role.REGISTRAR), now)
    return now


def not_recommended(life: Life, now: datetime) -> Story:
    """Come to the registrar with a recommendation to refuse."""
    now = yield from checked(life, now)
    now = yield from assessing(life, now)
    now = yield work(2)
    keys = keys_of(life)
    find(life, now, keys[:4])
    find(life, now, keys[4:], "not_met")
    life.step("recommend_refusal", life.assessor, now, words.REASON_TO_RECOMMEND_REFUSAL)
    return now


def told(life: Life, now: datetime, *, reason: str = words.REFUSAL[0]) -> Story:
    """Hear that a registrar is minded to refuse."""
    now = yield work(life.days(1, 2))
    life.step("propose_refusal", life.office.next(Role.REGISTRAR), now, reason)
    return now
