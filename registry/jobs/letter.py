"""Mail that follows a step: compose from the step, write it in the ledger, hand it over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from registry import clock, links
from registry.db import atomic, db
from registry.documents.mail import compose
from registry.gateways.mail import MailRefused
from registry.jobs import letter_concern, letter_registration
from registry.models.application import Application, Question
from registry.models.case import CaseRow, Movement
from registry.models.check import Check
from registry.models.concern import Concern
from registry.models.notice import Channel
from registry.models.reference import Reference
from registry.models.registration import Registration
from registry.models.user import User
from registry.services import notice, notice_letter
from registry.services.setting import scheme
from registry.services.sweep import find_case
from workflows import calendar


@dataclass(frozen=True)
class Addressee:
    """Who a notice goes to."""

    name: str
    email: str
    user_id: int | None = None
    is_copy: bool = False


def send(kind: str) -> Callable[[int], None]:
    """Give the job that sends one kind of notice about a step."""

    def job(movement_id: int) -> None:
        with atomic():
            notice_ids = plan(kind, db.session.get_one(Movement, movement_id))
        for notice_id in notice_ids:
            send_notice(notice_id)

    job.__name__ = kind
    return job


def plan(kind: str, movement: Movement) -> list[int]:
    """Compose the notices of a step and write each in the ledger once."""
    row = find_case(movement.workflow, movement.case_id)
    if row is None or not letter_registration.is_still_true(kind, row, movement):
        return []
    return [compose_to(kind, row, movement, to) for to in addressees(kind, row)]


def compose_to(kind: str, row: CaseRow, movement: Movement, to: Addressee) -> int:
    """Write one notice to one person in the ledger, and give its id."""
    subject, text = compose(kind, context(row, movement, to))
    draft = notice.Draft(kind, to.email, subject, text, user_id=to.user_id, **about(row, movement))
    return notice.plan(draft, clock.now()).id


def about(row: CaseRow, movement: Movement) -> dict[str, Any]:
    """Say which step and which root a notice is about."""
    root, step = row.root, {"movement_id": movement.id}
    if isinstance(root, Registration):
        return {**step, "registration_id": root.id}
    return {**step, "application_id": root.id} if isinstance(root, Application) else step


def send_notice(notice_id: int) -> None:
    """Hand a notice of the ledger over, unless a mail server has taken it already.

    Nothing leaves while a death is reported, however long ago it was written. A refusal for good is
    recorded, not tried again, and opens the next channel where the notice must arrive; anything
    else is raised, and the queue tries again later.
    """
    with atomic():
        row = notice.find(notice_id)
        if row.accepted_at is not None or row.failure or notice.is_stopped(row):
            return
        message = notice.try_now(row, clock.now())
    failure = ""
    try:
        notice.hand_over(message)
    except MailRefused as refused:
        failure = str(refused) or "refused"
    with atomic():
        row = notice.find(notice_id)
        row.failure = failure
        row.accepted_at = None if failure else clock.now()
        if failure:
            notice_letter.open_next_channel(row)


def resume_mail(movement_id: int) -> None:
    """Send what waited while a death was reported, but for what is no longer true."""
    with atomic():
        movement = db.session.get_one(Movement, movement_id)
        registration = db.session.get_one(Registration, movement.root_id)
        notice_ids = notice.resumed(registration, before=movement)
    for notice_id in notice_ids:
        send_notice(notice_id)


def write_letter(movement_id: int) -> None:
    """Write what a step sent to the registrant once more, on paper, in the ledger."""
    with atomic():
        movement = db.session.get_one(Movement, movement_id)
        row = find_case(movement.workflow, movement.case_id)
        if row is None or not isinstance(row.root, Registration):
            return
        address = notice_letter.in_one_line(notice_letter.postal_address(row.root))
        for kind in letter_registration.to_registrant(row, movement):
            if not letter_registration.is_still_true(kind, row, movement):
                continue
            to = Addressee(*letter_registration.registrant(row.root))
            said = context(row, movement, to) | letter_registration.on_paper(row, clock.now())
            subject, text = compose(kind, said)
            draft = notice.Draft(
                kind,
                address,
                subject,
                text,
                user_id=to.user_id,
                channel=Channel.LETTER.value,
                **about(row, movement),
            )
            notice.plan(draft, clock.now())


def addressees(kind: str, row: Any) -> list[Addressee]:
    """Say who hears of a step: who was asked, the employer, or the person the case is about."""
    if isinstance(row, Reference):
        return [Addressee(row.name, row.email)]
    if isinstance(row, Concern):
        return [Addressee(row.from_name, row.from_email)] if row.from_email else []
    if kind in letter_registration.TO_EMPLOYER:
        users = letter_registration.TO_EMPLOYER[kind](row)
        return [Addressee(user.name, user.email, user.id) for user in users]
    user = db.session.get_one(User, row.root.user_id)
    person = row.root.person
    return [
        Addressee(person.register_name or user.name, user.email, user.id),
        *(
            Addressee(*copy, is_copy=True)
            for copy in letter_registration.copies(kind, row, clock.now())
        ),
    ]


def context(row: Any, movement: Movement, to: Addressee) -> dict[str, Any]:
    """Give a template what it may say: plain values, no rows."""
    if isinstance(row, Concern):
        return {"scheme": scheme(), **letter_concern.context(row)}
    root = row.root
    common: dict[str, Any] = {
        "scheme": scheme(),
        "to": to.name,
        "reason": movement.reason,
        "at": clock.london_day(movement.at),
        "person": root.person.register_name or to.name,
        "is_copy": to.is_copy,
        "on_paper": False,
    }
    if isinstance(row, Reference):
        return common | of_reference(row)
    if isinstance(root, Registration):
        told = letter_registration.context(row, movement, clock.now())
        return common | of_registration(root) | told
    common |= of_application(root, movement) | of_draft(root, movement)
    if root.questions:
        common |= of_question(root.questions[-1], movement)
    if isinstance(row, Check):
        common |= of_check(row, movement)
    return common


def of_application(row: Application, movement: Movement) -> dict[str, Any]:
    policy = row.policy
    return {
        "reference": row.reference,
        "link": links.address("application", application=row.id),
        "apply": links.address("my application"),
        "response_due": row.representations_due_on,
        "appeal_days": policy.appeal_days,
        "decision_working_days": policy.decision_working_days,
        "note_years": policy.withdrawn_note_years,
        "contents_until": clock.london_day(movement.at)
        + timedelta(days=policy.withdrawn_kept_days),
        "adjustment_working_days": policy.adjustment_working_days,
    }


def of_draft(row: Application, movement: Movement) -> dict[str, Any]:
    """Give what a draft still lacks, and the day after which it ends: the very day of its clock."""
    policy, today = row.policy, clock.london_day(movement.at)
    expires = calendar.for_person(
        clock.london_day(row.edited_at) + timedelta(days=policy.draft_days)
    )
    return {
        "missing": [section.title for section in row.facts(movement.at).missing_sections],
        "expires": expires,
        "days_left": (expires - today).days,
        "draft_days": policy.draft_days,
        "kept_until": today + timedelta(days=policy.draft_kept_days),
    }


def of_question(question: Question, movement: Movement) -> dict[str, Any]:
    return {
        "question": question.words,
        "answer_due": question.due_on,
        "answer_days_left": (question.due_on - clock.london_day(movement.at)).days,
    }


def of_check(row: Check, movement: Movement) -> dict[str, Any]:
    """Give what was asked: by the very step, when a check was queried more than once."""
    asked = [query for query in row.queries if query.asked_at <= movement.at]
    return {
        "check": row.title,
        "question_link": links.address("check query", application=row.application_id, check=row.id),
        "reply_due": asked[-1].due_on if asked else None,
    }


def of_registration(row: Registration) -> dict[str, Any]:
    policy = row.policy
    return {
        "number": row.number,
        "post": row.post,
        "organisation": row.organisation_name,
        "renewal_due": row.renewal_due_on,
        "cycle_years": policy.cycle_years,
        "shown_months": policy.left_shown_months,
        "change_days": policy.change_notice_days,
        "appeal_days": policy.appeal_days,
        "link": links.address("my registration"),
        "entry": links.address("entry", number=row.number),
    }


def of_reference(row: Reference) -> dict[str, Any]:
    """Give what an outsider may hear: nothing of the case but whose it is and who was asked."""
    token = links.token("reference", row.id, row.link_nonce)
    days = row.policy.reference_working_days
    return {
        "kind": row.kind,
        "reference_link": links.address("reference", token=token),
        "privacy": links.address("privacy"),
        "statement_due": calendar.add_working_days(row.requested_on, days),
        "organisation": row.application.organisation_name,
    }
