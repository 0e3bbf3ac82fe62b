"""The people of the demonstration: who they are, what a visitor sees as them, how they began.

They live through the real services on the scheme's clock; `registry.jobs.demo` lets time pass.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from sqlalchemy import func, select

from registry import links
from registry.clock import london_day
from registry.db import db
from registry.documents.letter import LetterFacts, Letterhead, letter_pdf
from registry.models.application import Application
from registry.models.attestation import Attestation
from registry.models.organisation import OFFICE_LABELS, OfficeKind, Organisation
from registry.models.policy import PolicyVersion, SchemeRules, StandardSetVersion
from registry.models.reference import Reference
from registry.models.registration import Registration
from registry.models.revalidation import Revalidation
from registry.models.user import User
from registry.reference import organisations
from registry.services import organisation, reference
from registry.services import user as users
from registry.services.demo_fates import FATES, Fate, fate_of
from registry.services.demo_life import Life
from registry.services.demo_life import Office as Staff
from registry.services.demo_people import Profile, address, names, open_trusts, profiles
from registry.services.document import Upload
from registry.services.setting import scheme
from workflows import attestation, revalidation
from workflows.policy import FIRST
from workflows.reference import WAITING
from workflows.registration import Standing
from workflows.roles import Role

CAST, LISTED = "Start here", 20
LONGEST = 1150  # days: how far back the demonstration begins, a whole cycle and a little more
STAFF = (
    ("Carol Mensah", Role.CASEWORKER),
    ("Asha Patel", Role.ASSESSOR),
    ("René Okoye", Role.REGISTRAR),
    ("Adam Novák", Role.ADMINISTRATOR),
    ("Tom Whitaker", Role.CASEWORKER),
    ("Priya Nair", Role.CASEWORKER),
    ("Gwilym Rees", Role.ASSESSOR),
    ("Inês Carvalho", Role.ASSESSOR),
    ("Rosa Lindqvist", Role.REGISTRAR),
)
DUTIES = {
    Role.CASEWORKER: "Caseworker: takes a case and runs its checks",
    Role.ASSESSOR: "Assessor: finds against each standard",
    Role.REGISTRAR: "Registrar: decides, and answers for the register",
    Role.ADMINISTRATOR: "Administrator: invites staff, sees what is stuck",
}
OFFICES = (
    ("Emma Hartley", "RR8", OfficeKind.CHAIR),
    ("Judith Blum", "RR8", OfficeKind.SECRETARY),
    ("Samuel Adéyẹmí", "RJ1", OfficeKind.SENIOR_INDEPENDENT_DIRECTOR),
    ("Margaret Oyelaran", "RJ1", OfficeKind.CHAIR),
    ("Huw Bevan-Jones", "RTH", OfficeKind.CHAIR),
    ("Clare Nakamura", "RTH", OfficeKind.DEPUTY_CHAIR),
)
CERTIFICATE, APPLICATION = "issue_certificate", "print_application"
SHOWN = 3  # of the office-holders in the cast
WAITS = {"Emma Hartley": "an attestation to confirm", "Samuel Adéyẹmí": "posts and portfolios"}
STARS = {
    "registered": ("Amina", "Okafor"),
    "attesting": ("Grace", "Pemberton"),
    "late": ("Owen", "Fairweather"),
    "window": ("Nadia", "Rahimi"),
    "half": ("Siân", "Llewelyn-Price"),
    "ready": ("Harjit", "Singh Gill"),
    "waiting": ("Marta", "Wiśniewska"),
    "question": ("Daniel", "Ng"),
    "provisional": ("Ifeoma", "Ezekwesili"),
    "refused": ("Patrick", "O’Shaughnessy"),
    "renamed": ("Zoë", "D’Arcy"),
}
LEEDS, LONDON_TRUST = OFFICES[0][1], OFFICES[2][1]
KNOWN = dict.fromkeys(
    (
        *("registered", "waiting", "half heard", "attesting", "late", "last step", "to confirm"),
        *("between", "passed on", "confirmer", "drawn", "deferred", "proposed", "removed"),
    ),
    LEEDS,
) | dict.fromkeys(
    (
        *("renamed", "overdue", "stale", "window", "cannot", "reply read", "more"),
        *("looked at", "revalidated", "nothing done", "lapsed", "back at once"),
    ),
    LONDON_TRUST,
)
PAPERS = (
    ("Appraisal summary", "The year's objectives were met, two of them beyond what was agreed."),
    ("Board paper", "The board noted the fall in waiting times and asked for a report in spring."),
    ("Feedback from colleagues", "Fourteen colleagues answered. All would work with them again."),
)


@dataclass(frozen=True)
class Member:
    """Somebody to sign in as, and what is to be seen then."""

    name: str
    email: str
    shows: str


@dataclass(frozen=True)
class Person:
    """One row of the page of people."""

    id: int
    name: str
    shows: str


@dataclass(frozen=True)
class Group:
    """People of whom a visitor sees the same; `more` are not listed."""

    title: str
    people: tuple[Person, ...]
    more: int
    open: bool


@dataclass(frozen=True)
class Guest:
    """A guarded link that a demonstration may open without the mail that brings it."""

    name: str
    about: str
    address: str


def cast() -> tuple[Member, ...]:
    """Name the few people with whom a visitor sees the whole of the scheme."""
    stars = ((f"{first} {last}", FATES[key].shows) for key, (first, last) in STARS.items())
    trusts = {record.code: record.name for record in organisations.read()}
    offices = (
        (name, "; ".join(filter(None, (f"{OFFICE_LABELS[kind]}, {trusts[code]}", WAITS.get(name)))))
        for name, code, kind in OFFICES[:SHOWN]
    )
    return (
        *(Member(name, email_of(name), shows) for name, shows in stars),
        *(Member(name, staff_email(name), DUTIES[role]) for name, role in STAFF[:4]),
        *(Member(name, email_of(name), shows) for name, shows in offices),
    )


def email_of(name: str) -> str:
    return f"{address(name)}@people.example"


def staff_email(name: str) -> str:
    return f"{address(name)}@office.example"


def is_empty() -> bool:
    """Tell whether nobody has an account yet."""
    return db.session.scalar(select(func.count()).select_from(User)) == 0


def beginning(now: datetime) -> datetime:
    """Give the instant at which the demonstration begins."""
    return now - timedelta(days=LONGEST)


def found(begin: datetime) -> None:
    """Let the first policy, rules and standards be in force from the beginning.

    The demonstration tells of a whole cycle, which the scheme itself may not have behind it yet.
    """
    day = london_day(begin)
    for policy in db.session.scalars(select(PolicyVersion).filter_by(version=FIRST.version)):
        policy.effective_on = min(policy.effective_on, day)
    for rules in db.session.scalars(select(SchemeRules).filter_by(version=1)):
        rules.effective_on = min(rules.effective_on, day)
    for standards in db.session.scalars(select(StandardSetVersion).limit(1)):
        standards.valid_from = min(standards.valid_from, day)


def open_office(now: datetime) -> Staff:
    """Make the staff, and open the accounts of two organisations for those who speak for them."""
    found(now)
    staff: dict[Role, list[int]] = {}
    for name, role in STAFF:
        user = users.add_user(staff_email(name), (role,), now, name=name, is_demo=True)
        staff.setdefault(role, []).append(user.id)
    for name, code, kind in OFFICES:
        give_office(name, code, kind, staff[Role.REGISTRAR][0], now)
    return Staff(staff, tuple(papers(now)), open_trusts(london_day(now)))


def give_office(name: str, code: str, kind: OfficeKind, registrar: int, now: datetime) -> None:
    """Have a registrar open an office after a call-back."""
    found = db.session.scalars(select(Organisation).filter_by(code=code)).one()
    users.add_user(email_of(name), (), now, name=name, is_demo=True)
    asked = {
        "kind": kind.value,
        "name": name,
        "email": email_of(name),
        "called_on": london_day(now),
        "called_back": "The switchboard, by the number on the organisation's own website",
        "mail_domain": f"{code.lower()}.trust.example",
    }
    organisation.open_office(found.id, asked, by=db.session.get_one(User, registrar), now=now)


def papers(now: datetime) -> Iterator[Upload]:
    """Print the few files that people give as evidence."""
    here = scheme()
    head = Letterhead(here.name, here.owner, here.contact_email, here.contact_phone, here.accent)
    for title, said in PAPERS:
        letter = LetterFacts(
            title=title,
            reference="An invented paper of the demonstration",
            written_on=london_day(now),
            addressee=(),
            paragraphs=(said,),
            signatory_name="An invented colleague",
            signatory_title="Example Trust",
        )
        yield Upload(f"{title}.pdf", letter_pdf(head, letter))


def lives(
    count: int, seed: int, office: Staff, now: datetime
) -> Iterator[tuple[datetime, Life, Fate]]:
    """Give so many people, each with the instant at which their story begins."""
    rng = Random(seed)  # noqa: S311  # invented people, no secret
    trusts = open_trusts(london_day(beginning(now)))
    voices = names(Random(seed + 1))  # noqa: S311  # same
    for place, profile in enumerate(islice(profiles(rng, trusts), count)):
        key = fate_of(place, rng)
        fate = FATES[key]
        life = Life(
            profile=starring(profile, key, place, rng),
            office=office,
            rng=Random(f"{seed} {place}"),  # noqa: S311  # same
            referee=" ".join(next(voices)),
            voice=" ".join(next(voices)),
            end=now,
            brisk=fate.brisk,
            prints=printed(fate, starring=place < len(STARS)),
        )
        yield (
            now - timedelta(days=rng.randint(*fate.since), minutes=rng.randint(0, 600)),
            life,
            fate,
        )


def printed(fate: Fate, *, starring: bool) -> frozenset[str]:
    """Say what is printed in its own time: certificates of the cast, and what is replaced later."""
    return frozenset({CERTIFICATE}) if starring or fate.reprints else frozenset()


def starring(profile: Profile, key: str, place: int, rng: Random) -> Profile:
    """Give the first person of some fates a name of our choice, and many a trust with an account.

    Where a chair or a confirmer has a part in the story, there is one.
    """
    if place < len(FATES) and key in STARS:
        first, last = STARS[key]
        profile = replace(profile, first=first, last=last, route="nhs_leader")
        profile = replace(profile, post="Chief nurse", post_kind="executive_director")
    code = KNOWN.get(key) or rng.choice(("", *sorted({code for _, code, _ in OFFICES})))
    known = [each for each in open_trusts(FIRST.effective_on) if each.code == code]
    if known and (key in KNOWN or profile.route != "graduate_scheme"):
        profile = replace(profile, organisation=known[0])
    return replace(profile, route="nhs_leader") if key in KNOWN else profile


def groups() -> list[Group]:
    """List everybody to sign in as, by what there is to see: first of all the cast."""
    members = {member.email: member for member in cast()}
    known = {user.email: user for user in users.demo_people()}
    found = {
        CAST: [
            Person(known[email].id, member.name, member.shows)
            for email, member in members.items()
            if email in known
        ]
    }
    states = standing()
    for user in known.values():
        if user.email not in members:
            title, shows = states.get(user.id, ("Nothing begun", "An account only"))
            if user.is_staff:
                title, shows = "Staff", "; ".join(DUTIES[role] for role in user.role_names)
            found.setdefault(title, []).append(Person(user.id, user.name, shows))
    return [
        Group(title, tuple(those[:LISTED]), max(0, len(those) - LISTED), title == CAST)
        for title, those in found.items()
        if those
    ]


def standing() -> dict[int, tuple[str, str]]:
    """Say of each applicant where they stand: a group, and a few words."""
    cases = select(Application.user_id, Application.state, Application.organisation_name)
    found = {
        user_id: (Application.WORKFLOW.label(state), name or "No organisation")
        for user_id, state, name in db.session.execute(cases.order_by(Application.id))
    }
    entries = select(
        Registration.user_id, Registration.state, Registration.post, Registration.organisation_name
    )
    open_now = owing()
    for user_id, state, post, name in db.session.execute(entries.order_by(Registration.id)):
        words = f"{post}, {name}" if post else "Associate, or between posts"
        title = Registration.WORKFLOW.label(state)
        if state == Standing.ACTIVE and user_id in open_now:
            title = f"{title}, {open_now[user_id]}"
        found[user_id] = (title, words)
    return found


def owing() -> dict[int, str]:
    """Say of each registrant who has something to do now what it is, or with whom it lies."""
    found: dict[int, str] = {}
    for kind, idle in ((Attestation, attestation.State), (Revalidation, revalidation.State)):
        rows = (
            select(Registration.user_id, kind.state)
            .join(kind, kind.registration_id == Registration.id)
            .where(kind.state.in_([state.value for state in kind.OWED if state != idle.SCHEDULED]))
        )
        for user_id, state in db.session.execute(rows):
            found[user_id] = f"{kind.TITLE.lower()}: {kind.WORKFLOW.label(state).lower()}"
    return found


def guests(most: int = 3) -> list[Guest]:
    """List a few requests to referees that wait for an answer, with their links."""
    rows = db.session.scalars(
        select(Reference)
        .where(
            Reference.kind == "referee",
            Reference.asked_at.is_not(None),
            Reference.state.in_([state.value for state in WAITING]),
        )
        .order_by(Reference.id)
        .limit(most)
    )
    return [
        Guest(
            row.name,
            row.application.person.register_name,
            links.path("reference", token=reference.token_of(row)),
        )
        for row in rows
    ]
