"""The computed answers about a case that lists need, written once when the case moves."""

from datetime import date, datetime

from sqlalchemy import select, update

from registry.clock import london_day
from registry.db import db
from registry.models.application import Application
from registry.models.case import CaseRow, CaseSummary
from registry.models.check import Check
from registry.models.person import Person
from registry.models.reference import Reference
from workflows import calendar
from workflows import reference as reference_workflow
from workflows.application import Next, State, who_next
from workflows.check import SETTLED

AT_ONCE = 500  # applications, when all are computed again


def refresh(root: CaseRow, now: datetime) -> None:
    """Write the summary of an application. Other roots have none yet."""
    if not isinstance(root, Application):
        return
    values = computed(root, now)
    summary = db.session.get(CaseSummary, root.id)
    if summary is None:
        db.session.add(CaseSummary(application_id=root.id, **values))
    else:
        for name, value in values.items():
            setattr(summary, name, value)


def rename(person: Person) -> None:
    """Carry a person's name into the summary of each of their applications."""
    theirs = select(Application.id).where(Application.person_id == person.id)
    db.session.execute(
        update(CaseSummary)
        .where(CaseSummary.application_id.in_(theirs))
        .values(person_name=named(person))
    )


def named(person: Person) -> str:
    return person.register_name or person.legal_name


def computed(application: Application, now: datetime) -> dict[str, object]:
    """Compute the summary from the rows."""
    who, due = turn(application, now)
    return {
        "reference": application.reference,
        "person_name": named(application.person),
        "stage": application.state,
        "next": who.value,
        "due_on": due,
        "route": application.route,
        "organisation": application.organisation_name,
        "caseworker_id": application.caseworker_id,
        "assessor_id": application.assessor_id,
        "submitted_on": application.submitted_at and london_day(application.submitted_at),
    }


def turn(application: Application, now: datetime) -> tuple[Next, date | None]:
    """Say who must act next on an application, and by when."""
    if application.state == State.DRAFT:  # which is saved often, and its facts read every answer
        return Next.SUBJECT, None
    facts, today = application.facts(now), london_day(now)
    asked, ours = unsettled_checks(application, today)
    who = who_next(
        application.state,
        facts,
        waiting_on_others=bool(ours) and waits_on_others(application, ours),
        waiting_on_subject=bool(asked) and (not ours or waits_on_others(application, ours)),
        today=today,
    )
    if application.state == State.CHECKS and who is Next.SUBJECT:
        return who, min(asked)
    if application.state == State.AWAITING_INFORMATION:
        return who, facts.answer_due_on
    if application.state == State.MINDED_TO_REFUSE and who is Next.SUBJECT:
        return who, facts.representations_due_on
    if who is Next.NOBODY or facts.submitted_on is None:
        return who, None
    days = application.policy.decision_working_days
    return who, calendar.add_working_days(facts.submitted_on, days)


def unsettled_checks(application: Application, today: date) -> tuple[list[date], list[Check]]:
    """Give the days by which the applicant is asked to reply, and the checks not waiting for it."""
    if application.state != State.CHECKS:
        return [], []
    asked, others = [], []
    for check in application.checks:
        query = check.open_query
        if query is not None and query.due_on >= today:
            asked.append(query.due_on)
        elif check.state not in SETTLED:
            others.append(check)
    return asked, others


def waits_on_others(application: Application, checks: list[Check]) -> bool:
    """Say whether each of these checks waits for a statement from somebody outside."""
    if any(not check.about.third_party for check in checks):
        return False
    return bool(
        db.session.scalar(
            select(Reference.id)
            .where(
                Reference.application_id == application.id,
                Reference.state == reference_workflow.State.REQUESTED,
            )
            .limit(1)
        )
    )


def rebuild(now: datetime) -> int:
    """Compute every summary again, some hundreds at a time, and give their number."""
    count = last = 0
    while ids := next_ids(last):
        for application in db.session.scalars(select(Application).where(Application.id.in_(ids))):
            refresh(application, now)
        db.session.flush()
        count, last = count + len(ids), ids[-1]
    return count


def next_ids(after: int) -> list[int]:
    query = select(Application.id).where(Application.id > after).order_by(Application.id)
    return list(db.session.scalars(query.limit(AT_ONCE)))
