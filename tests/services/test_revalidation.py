"""A cycle of one registrant: filled, sent, confirmed, drawn, looked at, deferred, ended."""

from datetime import date, timedelta
from typing import Any

import pytest
from marshmallow import ValidationError
from sqlalchemy.exc import IntegrityError

from registry.clock import london_day
from registry.db import db
from registry.models.case import Movement, Timer
from registry.models.organisation import Office
from registry.models.registration import HoldKind
from registry.models.revalidation import AuditDraw, Recommendation, Revalidation
from registry.services import audit, casework, obligation, portfolio, register, revalidation
from registry.services.access import actor_for
from registry.services.document import Upload
from registry.services.sweep import fire_next, next_due
from tests import factories
from tests.conftest import NOW
from tests.people import People
from tests.revalidating import (
    DUE,
    SAID,
    TICKS,
    WINDOW,
    answers_of,
    at,
    chair,
    fill,
    named,
    opened,
    owed,
    scheduled,
    sent,
    take,
)
from workflows.audit import hash_of, is_drawn
from workflows.calendar import add_working_days, for_person
from workflows.engine import SYSTEM, NotPermitted, Unmet, WrongState
from workflows.portfolio import Kind
from workflows.registration import Standing
from workflows.revalidation import State, trigger_of

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def public_date(row: Revalidation) -> str:
    event = register.last_event(row.registration_id)
    assert event is not None
    return str(event.facts["renewal_due_on"])


def keys(row: Revalidation, now: Any) -> set[str]:
    return {each.key for each in row.owed(now)}


def draw_all(per_thousand: int) -> None:
    """Let the draw of every period hit everybody, or nobody."""
    for draw in db.session.query(AuditDraw):
        draw.per_thousand = per_thousand
    db.session.flush()


def confirmed(people: People, per_thousand: int) -> Revalidation:
    """One that was confirmed, and whose night has passed."""
    row = sent(people)
    day = WINDOW + timedelta(days=5)
    revalidation.take(row, "confirm", "", actor=actor_for(people.emma, row), now=at(day))
    draw_all(per_thousand)
    casework.fire(row, "draw", actor=SYSTEM, now=at(day + timedelta(days=1)))
    return row


def test_it_is_owed_from_the_first_day_and_the_entry_shows_its_date(people: People) -> None:
    row = scheduled(people)
    assert (row.cycle, row.due_on, row.state) == (1, DUE, State.SCHEDULED)
    assert row.registration.renewal_due_on == DUE
    assert public_date(row) == DUE.isoformat()
    assert obligation.verdict(row.registration, NOW).complete


def test_the_verdict_lists_every_missing_item_once_the_window_is_open(people: People) -> None:
    row = opened(people)
    now = at(WINDOW)
    owing = [o for o in obligation.verdict(row.registration, now).missing if "revalid" in o.place]
    assert {o.place for o in owing} == {
        *(f"revalidation:{kind.value}" for kind in Kind),
        "revalidation:confirmer",
        "revalidation:declaration",
    }
    portfolio.save(row, Kind.APPRAISAL, answers_of(row, Kind.APPRAISAL), now=now)
    titles = [each.title for each in row.owed(now)]
    assert "2 more appraisals (you have 1 of 3)" in titles


def test_it_fills_over_the_whole_cycle_and_half_written_items_count_for_nothing(
    people: People,
) -> None:
    row = scheduled(people)
    half = portfolio.save(row, Kind.REFLECTION, {"happened": "Too short"}, now=NOW, unfinished=True)
    assert row.counted(NOW)[Kind.REFLECTION] == (5, 0)
    fill(row)
    assert keys(row, NOW) == {"confirmer", "declaration"}
    portfolio.remove(row, half.id, NOW)
    assert len(portfolio.kept(row)) == 13


def test_an_absence_of_a_year_and_a_non_executive_are_asked_for_less(people: People) -> None:
    row = scheduled(people)
    obligation.stop_clocks(
        row.registration,
        HoldKind.ABSENCE,
        actor=SYSTEM,
        now=NOW,
        began_on=date(2027, 1, 1),
        ends_on=date(2028, 1, 2),
    )
    assert row.counted(at(date(2027, 12, 31)))[Kind.APPRAISAL][0] == 3
    assert row.counted(at(date(2028, 1, 1)))[Kind.APPRAISAL][0] == 2
    record = {"posts": "Non-executive director", "non_executive": "yes"}
    portfolio.save(row, Kind.ROLE_RECORD, record, now=NOW)
    assert row.counted(at(date(2028, 1, 1)))[Kind.APPRAISAL][0] == 1


@pytest.mark.parametrize(
    ("days_late", "due_on"),
    [
        (0, DUE),
        (30, DUE),  # 90 days are left
        (31, date(2029, 11, 26)),  # 89 would be left: 90 are a Saturday, so Monday
        (60, for_person(WINDOW + timedelta(days=150))),
    ],
)
def test_the_formal_notice_is_never_under_ninety_days(
    people: People, days_late: int, due_on: date
) -> None:
    row = opened(people, WINDOW + timedelta(days=days_late))
    assert row.due_on == due_on
    assert public_date(row) == due_on.isoformat()


def test_sending_it_makes_nobody_late_while_others_have_it(people: People) -> None:
    row = sent(people, DUE)
    now = at(DUE + timedelta(days=1))
    assert row.state == State.WITH_CONFIRMER
    assert row not in row.registration.pressing
    assert row.due_on >= add_working_days(DUE, 20)
    verdict = obligation.verdict(row.registration, now)
    assert not verdict.complete
    assert [o.key for o in verdict.missing if o.with_others] == ["confirmation"]


def test_a_late_person_who_sends_it_is_on_time_again(people: People) -> None:
    row = opened(people)
    fill(row)
    named(row, people, at(WINDOW))
    attested_away(row)
    row.registration.state = Standing.LATE
    revalidation.send(
        row, SAID, actor=actor_for(people.alice, row), now=at(DUE + timedelta(days=9))
    )
    assert row.registration.state == Standing.ACTIVE


def attested_away(row: Revalidation) -> None:
    """Let no attestation be owed, so that the revalidation stands alone."""
    for each in row.registration.attestations:
        if each.is_owed:
            casework.fire(each, "close", actor=SYSTEM, now=NOW)


def test_the_portfolio_is_closed_while_others_have_it(people: People) -> None:
    row = sent(people)
    with pytest.raises(WrongState):
        portfolio.save(row, Kind.APPRAISAL, answers_of(row, Kind.APPRAISAL), now=at(WINDOW))
    take(row, "take_back", people.alice, at(DUE - timedelta(days=3)))
    assert row.due_on >= DUE + timedelta(days=57)  # sixty days from then
    portfolio.save(row, Kind.APPRAISAL, answers_of(row, Kind.APPRAISAL), now=at(WINDOW))


def test_a_silent_confirmer_is_chased_and_then_a_registrar_sees_it(people: People) -> None:
    row = sent(people)
    timers = db.session.query(Timer).filter_by(workflow="revalidation", case_id=row.id)
    assert {t.trigger for t in timers} == {"chase_1", "chase_2", "chase_3", "confirmer_silent"}
    last = add_working_days(WINDOW, 20)
    assert revalidation.waiting_for_registrar(people.rene, at(last)) == []
    assert revalidation.waiting_for_registrar(people.rene, at(last + timedelta(days=1))) == [row]
    take(row, "confirm_instead", people.rene, at(last + timedelta(days=1)))
    assert row.state == State.SUBMITTED


# Who confirms


def name(row: Revalidation, people: People, **answers: str) -> None:
    revalidation.name_confirmer(
        row, {**TICKS, **answers}, actor=actor_for(people.alice, row), now=at(WINDOW)
    )


def test_a_registered_colleague_can_confirm(people: People) -> None:
    row = opened(people)
    colleague = registered_too(people)
    name(row, people, who="registrant", number=colleague.number)
    assert row.confirmer_id == people.bob.id


def registered_too(people: People) -> Any:
    """Bob, registered with the same organisation."""
    application = factories.submitted(people.bob)
    factories.fire(application, "take", people.carol)
    for check in application.checks:
        factories.clear(check, people.carol)
    factories.fire(application, "take_assessment", people.asha)
    from registry.services import assessment, registration

    for domain in assessment.domains_of(application):
        actor = actor_for(people.asha, application)
        assessment.find(application, domain.key, factories.FOUND, actor=actor, now=NOW)
    factories.fire(application, "recommend_approval", people.asha)
    factories.fire(application, "approve", people.rene)
    return registration.of_user(people.bob)


def test_nobody_confirms_for_themselves(people: People) -> None:
    row = opened(people)
    with pytest.raises(ValidationError, match="for yourself"):
        name(row, people, who="registrant", number=row.registration.number)


def test_a_confirmer_is_of_the_organisation(people: People) -> None:
    row = opened(people)
    colleague = registered_too(people)
    colleague.organisation_code = "ELSEWHERE"
    with pytest.raises(ValidationError, match="of your organisation"):
        name(row, people, who="registrant", number=colleague.number)


def test_between_posts_anybody_with_standing_can_confirm(people: People) -> None:
    row = opened(people)
    colleague = registered_too(people)
    row.registration.organisation_code = ""
    name(row, people, who="registrant", number=colleague.number)
    assert row.confirmer_id == people.bob.id


def test_a_confirmer_stands_on_the_register(people: People) -> None:
    row = opened(people)
    colleague = registered_too(people)
    colleague.state = Standing.LAPSED
    with pytest.raises(ValidationError, match="must be registered"):
        name(row, people, who="registrant", number=colleague.number)
    with pytest.raises(ValidationError, match="nobody on the register"):
        name(row, people, who="registrant", number="SL-000-0000")


def test_nobody_confirms_whom_they_were_confirmed_by_in_this_cycle(people: People) -> None:
    row = opened(people)
    colleague = registered_too(people)
    theirs = owed(colleague)
    theirs.recommendations.append(
        Recommendation(kind="confirm", made_by=people.alice.id, made_at=NOW, decided_at=NOW)
    )
    db.session.flush()
    with pytest.raises(ValidationError, match="You confirmed this person"):
        name(row, people, who="registrant", number=colleague.number)


@pytest.mark.parametrize("tick", ["no_report", "no_tie"])
def test_a_direct_report_or_a_tie_is_declared_away(people: People, tick: str) -> None:
    row = opened(people)
    office = db.session.query(Office).filter_by(user_id=people.emma.id).one()
    with pytest.raises(ValidationError) as wrong:
        name(row, people, who=f"office:{office.id}", **{tick: ""})
    assert list(wrong.value.messages_dict) == [tick]


def test_a_confirmer_whose_office_ends_can_confirm_no_more(people: People) -> None:
    row = sent(people)
    office = db.session.query(Office).filter_by(user_id=people.emma.id).one()
    office.ended_on = WINDOW
    db.session.flush()
    with pytest.raises(Unmet, match="must be registered"):
        take(row, "confirm", people.emma, at(WINDOW))


def test_only_the_one_who_is_named_confirms(people: People) -> None:
    row = sent(people)
    chair(people, row.registration.organisation_code, people.bob, "deputy_chair")
    for other in (people.bob, people.alice, people.rene):
        with pytest.raises(NotPermitted):
            take(row, "confirm", other, at(WINDOW))


# Recommendations


def deferred(row: Revalidation, people: People, to: date, on: date, **why: str) -> None:
    given = {"code": "ongoing_process", "lacking": "", **why}
    revalidation.recommend_deferral(
        row, to=to, actor=actor_for(people.emma, row), now=at(on), **given
    )


@pytest.mark.parametrize(("days", "allowed"), [(60, False), (61, True), (364, True), (365, False)])
def test_a_deferral_moves_the_public_date_and_nothing_else(
    people: People, days: int, allowed: bool
) -> None:
    row = opened(people)
    named(row, people, at(WINDOW))
    to = DUE + timedelta(days=days)
    if not allowed:
        with pytest.raises(Unmet):
            deferred(row, people, to, DUE)
        return
    deferred(row, people, to, DUE)
    assert row not in row.registration.pressing  # nobody is late while we decide
    take(row, "accept_deferral", people.rene, at(DUE), "")
    assert row.due_on == for_person(to)
    assert public_date(row) == for_person(to).isoformat()
    assert row.registration.absent_days(row.began_on, to) == 0
    assert (row.first_due_on, row.open_recommendation) == (DUE, None)


@pytest.mark.parametrize(("before", "allowed"), [(121, False), (120, True)])
def test_a_deferral_opens_120_days_before(people: People, before: int, allowed: bool) -> None:
    row = opened(people)
    named(row, people, at(WINDOW))
    on, to = DUE - timedelta(days=before), DUE + timedelta(days=100)
    if allowed:
        deferred(row, people, to, on)
    else:
        with pytest.raises(Unmet, match="120 days"):
            deferred(row, people, to, on)


def test_only_one_recommendation_is_open(people: People) -> None:
    row = opened(people)
    named(row, people, at(WINDOW))
    deferred(row, people, DUE + timedelta(days=100), WINDOW)
    with pytest.raises(Unmet, match="One recommendation is open"):
        deferred(row, people, DUE + timedelta(days=90), WINDOW)
    db.session.add(Recommendation(revalidation_id=row.id, kind="defer", made_at=NOW))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_recommendation_not_followed_gives_time_when_the_day_passed(people: People) -> None:
    row = opened(people)
    named(row, people, at(WINDOW))
    deferred(row, people, DUE + timedelta(days=100), DUE)
    after = DUE + timedelta(days=10)
    take(row, "decline_recommendation", people.rene, at(after))
    assert row.due_on >= after + timedelta(days=60)
    assert row in row.registration.pressing


def test_non_engagement_needs_two_written_warnings_and_then_a_hearing(people: People) -> None:
    row = opened(people)
    named(row, people, at(WINDOW))
    take(row, "warn", people.emma, at(WINDOW))
    with pytest.raises(Unmet, match="time to answer"):
        take(row, "warn", people.emma, at(WINDOW + timedelta(days=13)))
    with pytest.raises(Unmet, match="Two written warnings"):
        take(row, "recommend_non_engagement", people.emma, at(WINDOW + timedelta(days=13)))
    take(row, "warn", people.emma, at(WINDOW + timedelta(days=14)))
    take(row, "recommend_non_engagement", people.emma, at(DUE))
    take(row, "accept_non_engagement", people.rene, at(DUE))
    assert row.state == State.REPRESENTATIONS
    assert row.due_on >= DUE + timedelta(days=28)
    assert row.registration.state == Standing.ACTIVE
    take(row, "reopen", people.rosa, at(DUE + timedelta(days=20)))
    assert row.due_on >= DUE + timedelta(days=80)


# The draw, and what follows


def test_not_drawn_is_revalidated_and_the_anniversary_stays(people: People) -> None:
    row = confirmed(people, 0)
    assert row.state == State.REVALIDATED
    following = owed(row.registration)
    assert (following.cycle, following.due_on) == (2, date(2032, 11, 23))
    assert public_date(row) == "2032-11-23"
    renewed = db.session.query(Movement).filter_by(trigger="renew").one()
    assert renewed.case_id == row.registration_id
    assert register.disagreeing() == []


def test_the_draw_follows_from_seed_and_code_and_the_hash_came_first(people: People) -> None:
    row = sent(people)
    revalidation.take(row, "confirm", "", actor=actor_for(people.emma, row), now=at(WINDOW))
    draw = db.session.query(AuditDraw).filter_by(begins_on=date(2029, 7, 1)).one()
    assert draw.seed_hash == hash_of(draw.seed)
    assert draw.published_at <= at(WINDOW)
    expected = is_drawn(draw.seed, row.lot_code, 25)
    casework.fire(row, "draw", actor=SYSTEM, now=at(WINDOW + timedelta(days=1)))
    assert (row.state == State.AUDIT) == expected


def test_the_draw_falls_the_night_after_and_not_in_a_pause(people: People) -> None:
    row = sent(people)
    revalidation.take(row, "confirm", "", actor=actor_for(people.emma, row), now=at(WINDOW))
    timer = db.session.query(Timer).filter_by(workflow="revalidation", trigger="draw").one()
    assert london_day(timer.fires_at) == WINDOW + timedelta(days=1)
    obligation.stop_clocks(row.registration, HoldKind.MATTER, actor=SYSTEM, now=at(WINDOW))
    assert db.session.query(Timer).filter_by(workflow="revalidation", trigger="draw").all() == []


def test_the_first_year_is_not_drawn(people: People) -> None:
    row = confirmed(people, 1000)
    assert row.state == State.AUDIT
    row.registration.registered_on = WINDOW
    assert not row._drawn()


def test_seeds_are_hidden_until_their_quarter_is_over(people: People) -> None:
    audit.keep_seeds(NOW)
    assert [p.seed for p in audit.periods(NOW)] == ["", ""]
    new_year = at(date(2027, 1, 1))
    audit.keep_seeds(new_year)
    shown = {p.begins_on: p for p in audit.periods(new_year)}
    assert hash_of(shown[date(2026, 10, 1)].seed) == shown[date(2026, 10, 1)].seed_hash
    assert shown[date(2027, 1, 1)].seed == shown[date(2027, 4, 1)].seed == ""
    last = at(date(2026, 12, 31), 23)
    assert {p.seed for p in audit.periods(last)} == {""}


def test_an_audit_asks_once_plans_once_and_then_two_people_end_it(people: People) -> None:
    row = confirmed(people, 1000)
    day = WINDOW + timedelta(days=10)
    assert row.state == State.AUDIT
    take(row, "ask_more", people.rene, at(day), "The feedback of partners")
    assert row.due_on >= add_working_days(day, 20)
    take(row, "send_evidence", people.alice, at(day))
    with pytest.raises(Unmet, match="once already"):
        take(row, "ask_more", people.rene, at(day))
    until = date(2030, 1, 31)
    revalidation.agree_plan(
        row, "Three more reflections", until, actor=actor_for(people.rene, row), now=at(day)
    )
    assert row.due_on == until
    revalidation.send(row, SAID, actor=actor_for(people.alice, row), now=at(until))
    assert row.state == State.AUDIT
    take(row, "propose_not_revalidated", people.rene, at(until), "Still not shown")
    take(row, "respond", people.alice, at(until), "I have shown it")
    with pytest.raises(Unmet, match="Somebody else"):
        take(row, "not_revalidate", people.rene, at(until))
    take(row, "not_revalidate", people.rosa, at(until), "It is not shown")
    assert row.registration.state == Standing.REMOVED
    assert row.registration.obligations == ()
    assert register.disagreeing() == []


def test_a_plan_not_answered_leads_to_a_person_and_not_to_an_ending(people: People) -> None:
    row = confirmed(people, 1000)
    revalidation.agree_plan(
        row, "More", date(2030, 1, 25), actor=actor_for(people.rene, row), now=at(WINDOW)
    )
    casework.fire(row, "time_over", actor=SYSTEM, now=at(row.due_on + timedelta(days=1)))
    assert row.state == State.AUDIT
    assert row.registration.state == Standing.ACTIVE


# With the registration


def test_a_hold_gives_back_the_days_of_a_revalidation_too(people: People) -> None:
    row = opened(people)
    begun, ended = DUE - timedelta(days=30), DUE + timedelta(days=5)
    obligation.stop_clocks(row.registration, HoldKind.MATTER, actor=SYSTEM, now=at(begun))
    (hold,) = row.registration.holds
    obligation.let_run(row.registration, hold, actor=SYSTEM, now=at(ended))
    assert row.due_on == for_person(ended + timedelta(days=60))


def test_leaving_closes_it_and_what_was_gathered_goes_on_after_a_return(people: People) -> None:
    row = sent(people)
    registration = row.registration
    factories.fire(registration, "leave", people.alice, at(WINDOW))
    assert (row.state, registration.obligations) == (State.CLOSED, ())
    factories.fire(registration, "restore", people.rene, at(WINDOW), "Came back")
    again = owed(registration)
    assert (again.cycle, again.due_on) == (1, DUE)
    assert again.counted(NOW)[Kind.REFLECTION] == (5, 5)


@pytest.mark.parametrize(
    ("registered_on", "due_on"),
    [(date(2028, 2, 29), date(2031, 2, 28)), (date(2027, 12, 30), date(2031, 1, 3))],
)
def test_leap_day_and_the_quiet_days(people: People, registered_on: date, due_on: date) -> None:
    row = scheduled(people)
    registration = row.registration
    casework.fire(row, "close", actor=SYSTEM, now=NOW)
    registration.registered_on = registered_on
    movement = db.session.query(Movement).order_by(Movement.id.desc()).first()
    assert movement is not None
    obligation.schedule_revalidation(registration, movement)
    assert owed(registration).due_on == due_on


# Files


def test_files_lie_beside_an_item_and_go_with_it(people: People) -> None:
    row = scheduled(people)
    item = portfolio.save(row, Kind.APPRAISAL, answers_of(row, Kind.APPRAISAL), now=NOW)
    file = portfolio.add_file(row, item.id, Upload("notes.pdf", PDF), NOW)
    assert portfolio.content(file) == PDF
    with pytest.raises(ValidationError):
        portfolio.add_file(row, item.id, Upload("notes.pdf", b"no such thing"), NOW)
    portfolio.remove_file(row, file.id, NOW)
    assert portfolio.find(row, item.id).files == []


def test_three_years_lived_timer_by_timer(people: People) -> None:
    row = scheduled(people)
    end = at(DUE + timedelta(days=1), 8)
    while (due := next_due()) is not None and due <= end:
        assert fire_next(due) is not None
        db.session.flush()
        for each in row.registration.attestations:
            if each.state == "open":
                casework.fire(each, "close", actor=SYSTEM, now=due)
    query = db.session.query(Movement).filter_by(workflow="revalidation", case_id=row.id)
    lived = {(m.trigger, (DUE - london_day(m.at)).days) for m in query}
    days = row.policy.revalidation_notice_days
    told = {(trigger_of(n), d) for n, d in enumerate(days) if d >= 0}
    assert told <= lived
    assert {("tell_employer_1", 14), ("tell_employer_2", 0)} <= lived
