"""`flask demo`: one of each, so that the demonstration shows every state there is."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from registry import clock, queue
from registry.clock import london_day
from registry.db import db
from registry.models.application import Application
from registry.models.appointment import Appointment
from registry.models.attestation import Attestation, AttestationAnswer, Confirmation
from registry.models.case import Movement
from registry.models.certificate import Certificate
from registry.models.concern import Concern
from registry.models.document import ApplicationPaper
from registry.models.interim_cover import InterimCover
from registry.models.name_request import NameRequest
from registry.models.registration import Hold, HoldKind, Registration
from registry.models.revalidation import Revalidation
from registry.services import (
    confirmation,
    demo,
    keeping_up,
    notice_letter,
    obligation,
    register,
    sweep,
)
from registry.services import user as users
from registry.services.demo_fates import FATES
from workflows import appointment as posts
from workflows import attestation as attesting
from workflows import confirmation as halves
from workflows.application import State
from workflows.concern import State as Matter
from workflows.registration import Standing
from workflows.revalidation import State as Revalidating


@pytest.mark.slow
def test_people_are_in_every_state(own_app: Flask) -> None:
    own_app.config["DEMO"] = True
    command = own_app.test_cli_runner()
    done = command.invoke(args=["demo", "--people", str(len(FATES))], catch_exceptions=False)
    assert done.exit_code == 0
    with own_app.app_context():
        assert states(Application) == {state.value for state in State}
        every_standing_is_there()
        every_way_of_keeping_up_is_there()
        what_waits_for_people_is_there()
        the_papers_carry_the_days_of_their_steps()
        assert register.disagreeing() == []
        assert queue.failed() == []
        assert sweep.alarms() == []
    assert command.invoke(args=["demo", "--if-empty"]).exit_code == 0
    assert "use an empty database" in command.invoke(args=["demo"]).output


def states(kind: Any) -> set[str]:
    return set(db.session.scalars(select(kind.state)))


def every_standing_is_there() -> None:
    assert states(Registration) == {each.value for each in Standing if each != Standing.NEW}
    restored = db.session.scalars(select(Movement).filter_by(trigger="restore_quickly")).all()
    lapsed = {
        (each.root_id, each.effective_on.toordinal() + 1)
        for each in db.session.scalars(select(Movement).filter_by(dest="lapsed"))
    }
    assert restored
    assert all((each.root_id, london_day(each.at).toordinal()) in lapsed for each in restored)


def every_way_of_keeping_up_is_there() -> None:
    now = clock.now()
    assert states(Attestation) == {each.value for each in attesting.State}
    by_chance = {halves.State.MANAGED.value, halves.State.SETTLED.value, halves.State.CLOSED.value}
    assert states(Confirmation) >= {each.value for each in halves.State} - by_chance
    assert states(Appointment) == {each.value for each in posts.State}
    assert {"scheduled", "open", "with_confirmer", "audit", "more_evidence"} <= states(Revalidation)
    assert {"representations", "revalidated", "not_revalidated", "closed"} <= states(Revalidation)
    everybody = list(db.session.scalars(select(Registration)))
    late = [each for each in everybody if each.state == Standing.LATE]
    assert {keeping_up.only_last_step(each, now) for each in late} == {True, False}
    on_time = [each for each in everybody if each.state == Standing.ACTIVE]
    left = {len(obligation.verdict(each, now).missing) for each in on_time}
    assert {0, 1} < left, "complete, but for the last step, and with more to do"
    assert any(each.paused for each in (obligation.verdict(one, now) for one in on_time))
    deferred = select(Movement).filter_by(workflow="revalidation", trigger="accept_deferral")
    assert db.session.scalars(deferred).first()
    assert db.session.scalars(select(AttestationAnswer)).first()
    assert any(each.items for each in db.session.scalars(select(Revalidation)))
    assert any(not each.appointments[-1].is_held for each in on_time if each.appointments)


def what_waits_for_people_is_there() -> None:
    assert {Matter.RECEIVED, Matter.HOLD} <= states(Concern)
    assert {HoldKind.ABSENCE, HoldKind.DEATH, HoldKind.MATTER} <= set(
        db.session.scalars(select(Hold.kind).where(Hold.ended_on.is_(None)))
    )
    assert states(NameRequest) >= {"asked"}
    assert states(InterimCover) >= {"open"}
    assert notice_letter.to_post()
    chair = users.find_by_email(demo.email_of("Emma Hartley"))
    assert chair is not None
    assert confirmation.waiting_for(chair)
    confirmers = set(
        db.session.scalars(
            select(Revalidation.confirmer_id).filter_by(state=Revalidating.WITH_CONFIRMER.value)
        )
    )
    assert chair.id in confirmers


def the_papers_carry_the_days_of_their_steps() -> None:
    assert {name for name, _ in queue.pending()} == {"issue_certificate", "print_application"}
    waiting = queue.pending_count()
    assert queue.drain() >= waiting
    steps = {each.id: london_day(each.at) for each in db.session.scalars(select(Movement))}
    for paper in db.session.scalars(select(Certificate)):
        assert paper.issued_on == steps[paper.movement_id]
    named = {each.id: each.published_name for each in db.session.scalars(select(Registration))}
    for held in map(newest_of, named):
        assert held is None or held.name_as_printed == named[held.registration_id]
    assert all(newest_of(each) for each in named), "every entry has its certificate"
    assert db.session.scalars(select(ApplicationPaper)).first()


def newest_of(registration_id: int) -> Certificate | None:
    query = select(Certificate).filter_by(registration_id=registration_id)
    return db.session.scalar(query.order_by(Certificate.movement_id.desc()).limit(1))
