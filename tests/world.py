"""A world with one case at each stage and one person for each role, for tests that open every page.

It holds ids and addresses, no rows: whoever asks it may be in another transaction or thread.
"""

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from flask_security.confirmable import generate_confirmation_token
from flask_security.recoverable import generate_reset_password_token

from registry import links
from registry.db import db
from registry.jobs.certificate import issue_certificate
from registry.models.application import Application
from registry.models.attestation import Confirmation
from registry.models.case import Movement
from registry.models.certificate import Certificate
from registry.models.organisation import Office, Organisation
from registry.models.registration import Registration
from registry.models.user import User
from registry.services import (
    access,
    appointment,
    assessment,
    attestation,
    calendar_feed,
    casework,
    concern,
    document,
    interim_cover,
    name_request,
    notice,
    organisation_merge,
    portfolio,
    reference,
)
from registry.services import user as users
from tests import factories, keeping, revalidating
from tests.conftest import NOW
from tests.people import People, make_people
from workflows.engine import SYSTEM
from workflows.portfolio import Kind
from workflows.roles import Role

ROLES = (
    "anonymous",
    "owner",
    "other",
    "caseworker",
    "assessor",
    "registrar",
    "administrator",
    "employer",
    "conflicted",
)
HOME = "RCF"  # the organisation that the applicants of the factories name
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n"
Place = dict[str, Any]


@dataclass
class World:
    """Who is there, and the parts of every address at each stage of a case."""

    sessions: dict[str, Place] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    def session_of(self, role: str, stage: str) -> Place:
        """Give what the cookie of a role holds towards a stage."""
        who = self.owners.get(stage, "dora") if role == "owner" else role
        marks = {"references": [self.places[stage]["token"]]} if stage == "coded" else {}
        return {**self.sessions.get(who, {}), **marks}


def build(now: datetime = NOW) -> World:
    """Make the world in the open transaction."""
    made = World()
    people = make_people()
    staff(people, made)
    home = db.session.query(Organisation).filter_by(code=HOME).one()
    emma = Office(
        organisation_id=home.id,
        user_id=people.emma.id,
        kind="chair",
        began_on=now.date(),
        opened_by=people.rene.id,
        called_back="020 7946 0000, from the trust's own pages",
        at=now,
    )
    db.session.add(emma)
    cases = {stage: walked(stage, people, made, now) for stage in STAGES}
    registered(made, cases["registered"], people, now)
    offices(made, home, emma)
    accounts(made, people, now)
    for stage, application in cases.items():
        made.versions[stage] = application.version
    made.versions["registration"] = made.places["registration"].pop("version")
    return made


def staff(people: People, made: World) -> None:
    conny = users.add_user(
        "conny@people.example", (Role.CASEWORKER, Role.ASSESSOR, Role.REGISTRAR), NOW, name="Conny"
    )
    named = {
        "other": people.mallory,
        "caseworker": people.carol,
        "assessor": people.asha,
        "registrar": people.rene,
        "administrator": people.adam,
        "employer": people.emma,
        "conflicted": conny,
    }
    factories.a_draft(people.mallory)
    for name, user in named.items():
        if user.is_staff:
            second_step(user)
        made.sessions[name] = session_of(user)


def second_step(user: User) -> None:
    security = current_app.extensions["security"]
    secret = security.totp_factory.generate_totp_secret()
    security.datastore.tf_set(user, "authenticator", secret)
    security.datastore.mf_set_recovery_codes(user, ["ab12-cd34-ef56"])


def session_of(user: User) -> Place:
    """Give what the cookie holds of a person who has just signed in."""
    return {"_user_id": user.fs_uniquifier, "_fresh": True, "fs_cc": "set", "fs_paa": time.time()}


def to_draft(user: User, people: People, now: datetime) -> Application:
    application = factories.a_draft(user, now)
    keep_file(application, user, now)
    return application


def to_checks(user: User, people: People, now: datetime) -> Application:
    application = to_draft(user, people, now)
    factories.applications.submit(application, actor=access.actor_for(user, application), now=now)
    factories.fire(application, "take", people.carol, now)
    return application


def to_waiting(user: User, people: People, now: datetime) -> Application:
    """Submitted, and nobody has taken it."""
    return factories.submitted(user, now)


def to_question(user: User, people: People, now: datetime) -> Application:
    application = to_checks(user, people, now)
    factories.fire(application, "ask", people.carol, now, "Which trust was it?")
    return application


def to_query(user: User, people: People, now: datetime) -> Application:
    """In its checks, the first of which asks the applicant something."""
    application = to_checks(user, people, now)
    factories.query(application.checks[0], people.carol, now)
    return application


def to_assessment(user: User, people: People, now: datetime) -> Application:
    application = to_checks(user, people, now)
    for row in application.checks:
        factories.clear(row, people.carol, now)
    factories.fire(application, "take_assessment", people.asha, now)
    return application


def to_decision(user: User, people: People, now: datetime) -> Application:
    application = to_assessment(user, people, now)
    for domain in assessment.domains_of(application):
        actor = access.actor_for(people.asha, application)
        assessment.find(application, domain.key, factories.FOUND, actor=actor, now=now)
    factories.fire(application, "recommend_approval", people.asha, now)
    return application


def to_minded(user: User, people: People, now: datetime) -> Application:
    application = to_decision(user, people, now)
    factories.fire(application, "propose_refusal", people.rene, now, "Two standards are not met.")
    return application


def to_registered(user: User, people: People, now: datetime) -> Application:
    application = to_decision(user, people, now)
    factories.fire(application, "approve", people.rene, now)
    return application


STAGES = {
    "draft": to_draft,
    "waiting": to_waiting,
    "checks": to_checks,
    "question": to_question,
    "query": to_query,
    "assessment": to_assessment,
    "decision": to_decision,
    "minded": to_minded,
    "registered": to_registered,
}


def walked(stage: str, people: People, made: World, now: datetime) -> Application:
    """Walk one person's application to a stage, and keep the parts of its addresses."""
    user = users.add_user(f"{stage}@people.example", (), now, name=f"{stage.capitalize()} Doe")
    application = STAGES[stage](user, people, now)
    conny = users.find_by_email("conny@people.example")
    assert conny is not None
    access.declare_conflict(application, conny, "We share a board", now)
    db.session.flush()
    made.sessions[user.email] = session_of(user)
    made.owners[stage] = user.email
    section = next(iter(factories.applications.form_of(application)))
    files = document.of_application(application)
    made.places[stage] = {
        "application_id": application.id,
        "key": section.key,
        "page": section.pages[0].key,
        "name": next(iter(section.fields)),
        "domain": assessment.domains_of(application)[0].key,
        **({"file_id": files[0].id} if files else {}),
        **({"check_id": application.checks[0].id} if application.checks else {}),
    }
    for row in factories.references_of(application):
        made.places[stage]["reference_id"] = row.id  # the last one is the employer's
    if stage == "checks":
        requests(made, application, people, now)
    return application


def keep_file(application: Application, user: User, now: datetime) -> None:
    upload = document.Upload("Board report.pdf", PDF)
    document.keep(application, "", upload, user=user, now=now)


def requests(made: World, application: Application, people: People, now: datetime) -> None:
    """Give the addresses of a referee's link and of what the employer is asked."""
    asked = {row.kind: row for row in factories.references_of(application)}
    reference.send_code(asked["referee"], now)
    carol = access.actor_for(people.carol, application)
    reference.address_to(asked["employer"], "Emma", people.emma.email, actor=carol, now=now)
    link = {"token": reference.token_of(asked["referee"])}
    made.places["link"] = link
    made.places["coded"] = link
    made.places["request"] = {"request_id": asked["employer"].id}
    made.owners |= dict.fromkeys(("link", "coded", "request"), made.owners["checks"])
    made.versions["request"] = asked["employer"].version


def registered(made: World, application: Application, people: People, now: datetime) -> None:
    """Give the addresses of a registration, its public entry and its certificate."""
    row = db.session.query(Registration).filter_by(application_id=application.id).one()
    opening = db.session.query(Movement).filter_by(workflow="registration", case_id=row.id).first()
    assert opening is not None
    keep_up(made, row, now)
    careers(made, row, people, now)
    db.session.commit()
    issue_certificate(opening.id)
    code = db.session.query(Certificate).filter_by(registration_id=row.id).one().code
    made.places["registration"] = {
        "registration_id": row.id,
        "number": row.number,
        "code": code,
        "version": row.version,
    }
    made.owners["registration"] = made.owners["registered"]
    cycle(made, row, people, now)
    matter(made, row, people, now)


def keep_up(made: World, row: Registration, now: datetime) -> None:
    """Send one year's attestation, which the employer then has, and open the next; share dates."""
    user = db.session.get_one(User, row.user_id)
    first = keeping.attestation_open(row, now)
    keeping.answer(first, now)
    attestation.declare(first, keeping.SAID, actor=access.actor_for(user, first), now=now)
    keeping.attestation_open(row, now)
    half = db.session.query(Confirmation).filter_by(attestation_id=first.id).one()
    calendar_feed.share(row, user=user, now=now)
    token = links.token(calendar_feed.KIND, row.id, row.calendar_nonce)
    made.places["calendar"] = {"token": token}
    made.places["half"] = {"confirmation_id": half.id}
    made.places["attestation"] = {
        "attestation_id": first.id,
        "key": "fitness",
        "page": "grounds",
        "name": "bankrupt",
    }
    stages = ("calendar", "half", "attestation")
    made.owners |= dict.fromkeys(stages, made.owners["registered"])


def careers(made: World, row: Registration, people: People, now: datetime) -> None:
    """State a post at the organisation of the employer, ask for a name, plan, and cover a post."""
    user = db.session.get_one(User, row.user_id)
    actor = access.actor_for(user, row)
    stated = appointment.Stated("Chair", HOME, "", now.date(), main=False)
    post = appointment.start(row, stated, actor=actor, now=now)
    asked = {"new_name": "Another Name", "shown_how": "video"}
    name = name_request.ask(row, asked, actor=actor, now=now)
    merge = organisation_merge.plan(["RJ1"], "RR8", now.date(), by=people.rene, now=now)
    cover = {"organisation": str(post.organisation_id), "name": "Olive Quayle", "post": "Chair"}
    note = interim_cover.give({**cover, "began_on": now.date()}, people.emma, now)
    made.places["post"] = {"appointment_id": post.id}
    made.places["name"] = {"request_id": name.id}
    made.places["merge"] = {"merge_id": merge}
    made.places["cover"] = {"cover_id": note.id}
    made.owners |= dict.fromkeys(("post", "name", "merge", "cover"), made.owners["registered"])


def cycle(made: World, row: Registration, people: People, now: datetime) -> None:
    """Open a revalidation with one item and one file, for whose confirmer emma is named."""
    owed = revalidating.owed(row)
    casework.fire(owed, "open", actor=SYSTEM, now=now)
    user = db.session.get_one(User, row.user_id)
    revalidating.named(owed, people, now, user)
    answers = revalidating.answers_of(owed, Kind.APPRAISAL)
    item = portfolio.save(owed, Kind.APPRAISAL, answers, now=now)
    file = portfolio.add_file(owed, item.id, document.Upload("Notes.pdf", PDF), now)
    made.places["cycle"] = {
        "revalidation_id": owed.id,
        "item_id": item.id,
        "file_id": file.id,
        "key": "appraisal",
        "trigger": "warn",
    }
    made.owners["cycle"] = made.owners["registered"]
    made.versions["cycle"] = owed.version


def matter(made: World, row: Registration, people: People, now: datetime) -> None:
    """Raise a matter about a registrant, and find whom it is about."""
    told = concern.receive(concern.Told("Somebody", "What they did."), now)
    concern.take(told, "acknowledge", people.rene, now)
    concern.take(told, "name_subject", people.rene, now, registration=row.id)
    made.places["matter"] = {"concern_id": told.id}
    made.owners["matter"] = made.owners["registered"]


def offices(made: World, home: Organisation, emma: Office) -> None:
    db.session.flush()
    made.places["office"] = {"organisation_id": home.id, "office_id": emma.id}
    made.owners["office"] = made.owners["draft"]


def accounts(made: World, people: People, now: datetime) -> None:
    """Give the links that mails about accounts hold, and what the demo build shows."""
    newcomer = users.add_user("newcomer@people.example", (), now, name="Newcomer")
    newcomer.confirmed_at = None
    demo = users.add_user("demo@people.example", (), now, name="Demo Person", is_demo=True)
    sent = notice.post(
        notice.Draft("receipt", "newcomer@people.example", "A subject", "Its words."), now
    )
    db.session.flush()
    made.places["confirmation"] = {"token": generate_confirmation_token(newcomer)}
    made.places["reset"] = {"token": generate_reset_password_token(people.bob)}
    made.places["invitation"] = {
        "token": users.invite("invited@people.example", (Role.ASSESSOR,), people.adam, now)
    }
    made.places["demo"] = {"user_id": demo.id, "notice_id": sent.id}
    made.places["job"] = {"subject_id": sent.id}
    made.owners |= dict.fromkeys(
        ("", "confirmation", "reset", "invitation", "demo", "job"), made.owners["draft"]
    )


def cookie(app: Flask, values: Place) -> str:
    """Write a session cookie as the application would."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return str(serializer.dumps(values))
