"""What happens in the same transaction as a step of an application. Named by the workflow."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from registry.clock import london_day
from registry.db import db
from registry.models.application import Application, Conflict, Question
from registry.models.case import Movement, begun
from registry.models.check import Check
from registry.models.organisation import Office
from registry.models.reference import Reference
from registry.models.user import User
from registry.services import casework
from workflows import check as check_workflow
from workflows import reference as reference_workflow
from workflows.application import State
from workflows.calendar import for_person
from workflows.engine import SYSTEM


def freeze_answers(application: Application, movement: Movement) -> None:
    """Keep the answers as submitted: decisions, paper and evidence read this copy."""
    application.frozen = {row.section: row.values for row in application.answer_rows}
    application.submitted_at = movement.at


def open_checks(application: Application, movement: Movement) -> None:
    """Open every check that this application needs."""
    answers = application.answers
    items = check_workflow.required(
        in_post=answers["role"]["post_status"] == "in_post",
        has_employer=bool(answers["referee"]["has_employer"]),
    )
    with db.session.no_autoflush:  # the frozen answers are written with the checks, at once
        for item in items:
            check = Check(item=item.key)
            begun(check, movement.at, application.policy_version)
            application.checks.append(check)
    db.session.flush()


def request_references(application: Application, movement: Movement) -> None:
    """Ask the referee, and the employer once it is known who speaks for it.

    An office-holder of an organisation with an account is asked at once, when the applicant agreed.
    A contact that the applicant named waits until a caseworker has found it published elsewhere: a
    made-up chair would otherwise answer for a friend.
    """
    named = application.answers["referee"]
    contacts = [(Contact("referee", named["name"], named["email"], named["post"]), True)]
    if any(check.item == "employer_statement" for check in application.checks):
        holder = office_holder(application)
        contact = Contact("employer", named["employer_name"], named["employer_email"])
        if holder is not None:
            contact = Contact("employer", holder.name, holder.email)
        at_once = holder is not None and named["employer_contact"] == "at_once"
        contacts.append((contact, at_once))
    requests = [(written(application, movement, each), send) for each, send in contacts]
    db.session.flush()
    for reference, send in requests:
        if send:
            casework.fire(reference, "ask", actor=SYSTEM, now=movement.at)


@dataclass(frozen=True)
class Contact:
    """Who is asked for a statement."""

    kind: str
    name: str
    email: str
    post: str = ""


def request(application: Application, movement: Movement, contact: Contact) -> Reference:
    """Write a request for a statement, and send it."""
    reference = written(application, movement, contact)
    db.session.flush()
    casework.fire(reference, "ask", actor=SYSTEM, now=movement.at)
    return reference


def written(application: Application, movement: Movement, contact: Contact) -> Reference:
    """Write a request for a statement, which is sent when it may go."""
    reference = Reference(
        application=application,
        kind=contact.kind,
        name=contact.name,
        email=contact.email.strip().lower(),
        post=contact.post,
        link_nonce=secrets.token_hex(16),
        requested_on=london_day(movement.at),
    )
    begun(reference, movement.at, application.policy_version)
    db.session.add(reference)
    return reference


def office_holder(application: Application) -> User | None:
    """Find who confirms for the organisation: never the applicant, never a secretary."""
    if application.organisation_id is None:
        return None
    return db.session.scalar(
        select(User)
        .join(Office, Office.user_id == User.id)
        .where(
            Office.organisation_id == application.organisation_id,
            Office.ended_on.is_(None),
            Office.kind != "secretary",
            User.id != application.user_id,
        )
        .order_by(Office.kind, Office.id)
        .limit(1)
    )


def assign_caseworker(application: Application, movement: Movement) -> None:
    application.caseworker_id = movement.actor_id


def assign_assessor(application: Application, movement: Movement) -> None:
    application.assessor_id = movement.actor_id


def stand_aside(application: Application, movement: Movement) -> None:
    """End one person's part in the case, at any stage (rulings 22); the findings are made again.

    The applicant's time to respond goes on: what was proposed to them is not taken back by this.
    """
    if movement.actor_id is None:
        raise ValueError("only a person stands aside")
    if application.caseworker_id == movement.actor_id:
        application.caseworker_id = None
    if application.assessor_id == movement.actor_id:
        application.assessor_id = None
        application.recommendation, application.recommended_by = "", None
    db.session.add(
        Conflict(
            application_id=application.id,
            user_id=movement.actor_id,
            words=movement.reason,
            at=movement.at,
        )
    )


def open_question(application: Application, movement: Movement) -> None:
    """Keep what is asked of the applicant: six weeks the first time, three for a follow-up."""
    policy = application.policy
    days = policy.follow_up_days if application.questions else policy.information_days
    application.questions.append(
        Question(
            asked_from=movement.source,
            words=movement.reason,
            asked_by=movement.actor_id,
            asked_at=movement.at,
            due_on=for_person(london_day(movement.at) + timedelta(days=days)),
        )
    )


def keep_answer(application: Application, movement: Movement) -> None:
    question = next(q for q in reversed(application.questions) if q.answered_at is None)
    question.answer, question.answered_at = movement.reason, movement.at
    follow_checks(application, movement)


def keep_recommendation(application: Application, movement: Movement) -> None:
    application.recommendation = movement.trigger.removeprefix("recommend_")
    application.recommended_by = movement.actor_id


def drop_recommendation(application: Application, movement: Movement) -> None:
    application.recommendation = ""
    application.recommended_by = None
    application.proposed_by = None
    application.representations_due_on = None
    application.represented_at = None


def keep_proposal(application: Application, movement: Movement) -> None:
    """Give the applicant the policy's time to respond to provisional reasons."""
    days = application.policy.representations_days
    application.proposed_by = movement.actor_id
    application.representations_due_on = for_person(london_day(movement.at) + timedelta(days=days))
    application.represented_at = None


def keep_response(application: Application, movement: Movement) -> None:
    application.represented_at = movement.at


def close_children(application: Application, movement: Movement) -> None:
    """End what is still open under a case that has ended."""
    ending = {check_workflow.State.OPEN, check_workflow.State.QUERY, check_workflow.State.STALE}
    for check in application.checks:
        if check.state in ending:
            casework.fire(check, "end", actor=SYSTEM, now=movement.at)
        else:
            casework.reschedule(check, movement.at)
    waiting = select(Reference).where(
        Reference.application_id == application.id,
        Reference.state.in_([s.value for s in reference_workflow.UNDECIDED]),
    )
    for reference in db.session.scalars(waiting).all():
        casework.fire(reference, "end", actor=SYSTEM, now=movement.at)


def advance_application(check: Check, movement: Movement) -> None:
    """Move the application on when its last check is settled."""
    follow_checks(check.application, movement)


def reopen_application(check: Check, movement: Movement) -> None:
    """Take the application back to its checks when a settled one must be made again."""
    follow_checks(check.application, movement)


def follow_checks(application: Application, movement: Movement) -> None:
    """Put an application at the stage that its checks allow, whatever happened meanwhile.

    A check may close or run out while the applicant is asked or has time to respond. Without this
    the case would come back to a stage in which nobody can take it further.
    """
    waits = bool(application.facts(movement.at).open_checks)
    if application.state == State.CHECKS and not waits:
        casework.fire(application, "checks_closed", actor=SYSTEM, now=movement.at)
    if application.state in (State.ASSESSMENT, State.DECISION) and waits:
        casework.fire(application, "checks_reopened", actor=SYSTEM, now=movement.at)
