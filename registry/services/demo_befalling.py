"""What befalls registrants of the demonstration: posts, matters, reports, mail that comes back."""

from datetime import datetime, timedelta

from sqlalchemy import select

from registry.clock import london_day
from registry.db import db
from registry.models.appointment import Appointment
from registry.models.notice import Notice
from registry.services import appointment, bounce, concern, interim_cover, name_request
from registry.services import demo_keeping_words as words
from registry.services import notice as notices
from registry.services.access import actor_for
from registry.services.concern import Told
from registry.services.demo_keeping_up import ago, before, owed, registrar_of
from registry.services.demo_life import Life, Story, Telling, home, work
from workflows.roles import Role

CAME_BACK = """\
From: MAILER-DAEMON@mx.people.example
To: register+{token}@register.example
Subject: Undelivered mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.people.example

Final-Recipient: rfc822; somebody@people.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such mailbox

--b--
"""


# Posts


def started(code: str, days: int) -> Telling:
    """State a new post at an organisation that has an account, so many days ago."""

    def story(life: Life, now: datetime) -> Story:
        now = yield ago(life, days, now)
        life.sign_in(now)
        row = life.registration
        trust = next(each for each in life.office.trusts if each.code == code)
        stated = appointment.Stated(life.profile.post, code, trust.name, london_day(now))
        actor = actor_for(life.user, row)
        appointment.replace_main(row, stated, actor=actor, now=now)
        return now

    return story


def main_post(life: Life) -> Appointment:
    row = appointment.main_post(life.registration)
    if row is None:
        raise LookupError("this story has no post")
    return row


def disputed(life: Life, now: datetime) -> Story:
    """Have the employer say that the post is not right."""
    now = yield work(3)
    row = main_post(life)
    holder = appointment.addressees(row)[0]
    actor = actor_for(holder, row)
    appointment.dispute(row, words.RESTATED, actor=actor, now=now)
    return now


def left_post(days: int) -> Telling:
    """Leave the last post, so many days ago."""

    def story(life: Life, now: datetime) -> Story:
        now = yield ago(life, days, now)
        life.sign_in(now)
        row = main_post(life)
        today = london_day(now)
        appointment.end(row, today, actor=actor_for(life.user, row), now=now)
        return now

    return story


def covered(life: Life, now: datetime) -> Story:
    """Have an office-holder of the post that was left say who fills it for a while."""
    now = yield work(2)
    post = life.registration.appointments[-1]
    holder = appointment.addressees(post)[0]
    asked = {
        "organisation": str(post.organisation_id),
        "name": life.voice,
        "post": post.post,
        "began_on": london_day(now) - timedelta(days=1),
    }
    interim_cover.give(asked, holder, now)
    return now


def name_asked(life: Life, now: datetime) -> Story:
    """Ask for a new name."""
    now = yield ago(life, 2, now)
    life.sign_in(now)
    row = life.registration
    asked = {"new_name": f"{life.profile.name}-Ferreira", "shown_how": "video"}
    name_request.ask(row, asked, actor=actor_for(life.user, row), now=now)
    return now


# Matters, and what is reported


def told_of(words_said: str, days: int) -> Telling:
    """Have somebody raise a matter about this person, so many days ago."""

    def story(life: Life, now: datetime) -> Story:
        now = yield ago(life, days, now)
        about = f"{life.profile.name}, {life.profile.post}"
        told = Told(about, words_said, name=life.referee, email="raised@riverside.example")
        life.matter_id = concern.receive(told, now).id
        return now

    return story


def held(life: Life, now: datetime) -> Story:
    """Have a registrar acknowledge the matter, find whom it is about, and stop the clocks."""
    now = yield work(1)
    take(life, "acknowledge", now)
    take(life, "name_subject", now, registration=life.registration.id)
    now = yield work(2)
    take(life, "hold", now, reason=words.HELD)
    return now


def take(life: Life, trigger: str, now: datetime, reason: str = "", **evidence: int) -> None:
    row = db.session.get_one(concern.Matter, life.matter_id)
    concern.take(row, trigger, registrar_of(life), now, reason=reason, **evidence)


def reported(trigger: str, days: int, reason: str) -> Telling:
    """Have a registrar write down what was reported, so many days ago."""

    def story(life: Life, now: datetime) -> Story:
        now = yield ago(life, days, now)
        life.reporter = life.office.next(Role.REGISTRAR)
        life.fire(life.registration, trigger, life.reporter, now, reason)
        return now

    return story


def ended(trigger: str, days: int, reason: str) -> Telling:
    """Have another registrar confirm it, so many days ago."""

    def story(life: Life, now: datetime) -> Story:
        now = yield ago(life, days, now)
        second = life.office.next(Role.REGISTRAR, but=life.reporter)
        life.fire(life.registration, trigger, second, now, reason)
        return now

    return story


def came_back(life: Life, now: datetime) -> Story:
    """Have the mail that opens the attestation come back."""
    now = yield before(owed(life), 58, now)
    query = select(Notice).filter_by(user_id=life.user_id, registration_id=life.registration.id)
    row = db.session.scalars(query.order_by(Notice.id.desc()).limit(1)).one()
    bounce.take(CAME_BACK.format(token=notices.bounce_token(row.id)).encode(), now)
    return (yield home(1))
