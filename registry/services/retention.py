"""What was promised to be forgotten, and is: one ended case at a time, with a row that proves it.

Two promises, each counted from the day on which the case ended; the last day of the time still
keeps, and the day after erases:

- an expired draft and a withdrawn application lose their contents after some days: what the
  applicant and others wrote, the files, the paper;
- what is left of a withdrawn application is a note, for use if the person applies again. After
  some years it goes too.

The row of the case, its steps and its dates stay, with an `Erasure` that says what was erased and
why: whoever asks later can see that it was done, by which promise, and nothing of what it was.
Rows are emptied rather than removed where ids are the key of a job or a log, because SQLite gives
the id of a removed last row out again.

Nothing is erased while a matter is open: a hold on a registration of the same person, or, for the
note, a new application of theirs, which is what the note was kept for.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    String,
    Update,
    and_,
    cast,
    delete,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from registry.clock import london_day
from registry.db import db
from registry.models.application import (
    Application,
    ApplicationAnswer,
    Conflict,
    EqualityAnswer,
    Finding,
    Question,
)
from registry.models.case import CaseSummary, Movement
from registry.models.check import Check, CheckQuery
from registry.models.document import ApplicationPaper, Document
from registry.models.erasure import Erasure
from registry.models.notice import Notice
from registry.models.person import Person
from registry.models.policy import PolicyVersion, policy_of
from registry.models.reference import Reference
from registry.models.registration import Hold, Registration
from registry.services import casework, filing
from workflows.application import OPEN, State
from workflows.calendar import ONE_DAY, add_months, anniversary, london_midnight_after
from workflows.policy import Policy
from workflows.roles import STAFF

CONTENTS, NOTE = "contents", "note"
Counts = dict[str, int]


@dataclass(frozen=True)
class Promise:
    """Something that is erased when a case has been over for a while."""

    what: str
    state: State
    why: str
    first_kept: Callable[[Policy, date], date]


def days_before(name: str) -> Callable[[Policy, date], date]:
    """Give the first day of ending whose promise still keeps today, for so many days of policy."""
    return lambda policy, today: today - timedelta(days=getattr(policy, name))


def years_before(name: str) -> Callable[[Policy, date], date]:
    """Give the same for so many years; a 29 February ends its years on a 28th."""

    def first_kept(policy: Policy, today: date) -> date:
        years = getattr(policy, name)
        day = add_months(today, -12 * years)
        while anniversary(day, years) < today:
            day += ONE_DAY
        return day

    return first_kept


PROMISES = (
    Promise(
        CONTENTS,
        State.EXPIRED,
        "A draft that ended keeps its contents for {draft_kept_days} days",
        days_before("draft_kept_days"),
    ),
    Promise(
        CONTENTS,
        State.WITHDRAWN,
        "A withdrawn application keeps its contents for {withdrawn_kept_days} days",
        days_before("withdrawn_kept_days"),
    ),
    Promise(
        NOTE,
        State.WITHDRAWN,
        "The note of a withdrawal is kept for {withdrawn_note_years} years",
        years_before("withdrawn_note_years"),
    ),
)


def erase_next(now: datetime) -> Erasure | None:
    """Erase what is due of one case in the caller's transaction, or give None when nothing is."""
    today = london_day(now)
    versions = db.session.scalars(select(PolicyVersion.version)).all()
    for promise in PROMISES:
        row = db.session.scalar(
            select(Application)
            .where(due(promise, versions, today), *unhindered(promise))
            .order_by(Application.entered_at, Application.id)
            .limit(1)
        )
        if row is not None:
            casework.lock(row)
            first = select(Erasure).filter_by(application_id=row.id, what=promise.what)
            return db.session.scalar(first) or erased(row, promise, now)
    return None


def due(promise: Promise, versions: Iterable[int], today: date) -> ColumnElement[bool]:
    """Say, in SQL, which cases ended so long ago, each by the policy that it began under."""
    ended_long_ago = (
        and_(Application.policy_version == version, Application.entered_at < begin)
        for version in versions
        for begin in [start_of(promise.first_kept(policy_of(version), today))]
    )
    return and_(Application.state == promise.state.value, or_(*ended_long_ago))


def start_of(day: date) -> datetime:
    return london_midnight_after(day - ONE_DAY)


def unhindered(promise: Promise) -> tuple[ColumnElement[bool], ...]:
    """Give the conditions under which a promise is still to be kept, and nothing speaks against."""
    other = aliased(Application)
    held = select(Hold.id).join(Registration, Registration.id == Hold.registration_id)
    open_matter = held.where(
        Registration.person_id == Application.person_id, Hold.ended_on.is_(None)
    )
    again = select(other.id).where(
        other.person_id == Application.person_id, other.state.in_([s.value for s in OPEN])
    )
    if promise.what == CONTENTS:
        return ~was_erased(CONTENTS), ~open_matter.exists()
    return was_erased(CONTENTS), ~was_erased(NOTE), ~open_matter.exists(), ~again.exists()


def was_erased(what: str) -> ColumnElement[bool]:
    return (
        select(Erasure.id)
        .where(Erasure.application_id == Application.id, Erasure.what == what)
        .exists()
    )


def erased(application: Application, promise: Promise, now: datetime) -> Erasure:
    """Erase by one promise, and write down that it was kept."""
    counts = erase_contents(application, now) if promise.what == CONTENTS else {}
    if promise.what == NOTE or promise.state is State.EXPIRED:
        counts |= erase_rest(application, now)
    proof = Erasure(
        application_id=application.id,
        what=promise.what,
        why=promise.why.format(**application.policy.as_json()),
        ended_on=application.entered_on,
        policy_version=application.policy_version,
        counts={name: count for name, count in counts.items() if count},
        at=now,
    )
    db.session.add(proof)
    db.session.flush()
    db.session.expire_all()
    return proof


def erase_contents(application: Application, now: datetime) -> Counts:
    """Erase what the applicant and others wrote and gave; checks and our own words stay."""
    case_id = application.id
    checks = select(Check.id).where(Check.application_id == case_id)
    nothing: dict[str, Any] = {"name": "", "email": "", "post": "", "code_hash": ""}
    by_others = Movement.role.not_in([role.value for role in STAFF])
    hashes = [
        *db.session.scalars(select(Document.sha256).filter_by(application_id=case_id)),
        *db.session.scalars(select(ApplicationPaper.sha256).filter_by(application_id=case_id)),
    ]
    counts = {
        "answers": done(delete(ApplicationAnswer).filter_by(application_id=case_id)),
        "files": done(delete(Document).filter_by(application_id=case_id)),
        "papers": done(delete(ApplicationPaper).filter_by(application_id=case_id)),
        "findings": done(delete(Finding).filter_by(application_id=case_id)),
        "questions": done(delete(Question).filter_by(application_id=case_id)),
        "questions of checks": done(
            update(CheckQuery).where(CheckQuery.check_id.in_(checks)).values(words="", answer="")
        ),
        "statements": done(
            update(Reference)
            .filter_by(application_id=case_id)
            .values(draft=null(), answer=null(), **nothing)
        ),
        "reasons": done(without_words(application).where(by_others)),
        "equality answers": erase_equality(application),
    }
    done(update(Application).filter_by(id=case_id).values(frozen=null()))
    filing.let_go(hashes, now)
    return counts


def erase_rest(application: Application, now: datetime) -> Counts:
    """Erase what is left, but for the reference, the dates and the steps."""
    case_id = application.id
    counts = {"reasons": done(without_words(application)), "person": erase_person(application)}
    if application.state == State.WITHDRAWN:
        counts |= erase_note(case_id)
    done(delete(CaseSummary).filter_by(application_id=case_id))
    matched: dict[str, Any] = {"route": "", "category": "", "organisation_name": ""}
    done(
        update(Application)
        .filter_by(id=case_id)
        .values(erased_at=now, organisation_id=None, recommendation="", **matched)
    )
    return counts


def erase_note(case_id: int) -> Counts:
    """Erase our own words about a withdrawn application, and the messages about it."""
    address = "erased " + cast(Notice.id, String)  # addresses of one step and kind must differ
    return {
        "checks": done(update(Check).filter_by(application_id=case_id).values(source="", note="")),
        "conflicts": done(update(Conflict).filter_by(application_id=case_id).values(words="")),
        "messages": done(
            update(Notice)
            .filter_by(application_id=case_id)
            .values(address=address, subject="", text="", user_id=None)
        ),
    }


def erase_equality(application: Application) -> int:
    """Erase a person's equality answers, unless another case of theirs still keeps its contents."""
    other, proof = aliased(Application), aliased(Erasure)
    emptied = select(proof.id).where(proof.application_id == other.id, proof.what == CONTENTS)
    kept = select(other.id).where(
        other.user_id == application.user_id, other.id != application.id, ~emptied.exists()
    )
    mine = delete(EqualityAnswer).filter_by(user_id=application.user_id)
    return done(mine.where(~kept.exists()))


def erase_person(application: Application) -> int:
    """Erase what is matched about a person, unless another case of theirs is still there."""
    other = aliased(Application)
    kept = select(other.id).where(
        other.person_id == application.person_id,
        other.id != application.id,
        other.erased_at.is_(None),
    )
    names: dict[str, Any] = {"legal_name": "", "register_name": "", "folded_name": ""}
    return done(
        update(Person)
        .where(Person.id == application.person_id, ~kept.exists())
        .values(former_names="", born_on=None, **names)
    )


def without_words(application: Application) -> Update:
    """Empty the reasons of every step of a case and of what belongs to it."""
    return (
        update(Movement)
        .where(
            Movement.root_workflow == Application.WORKFLOW.name,
            Movement.root_id == application.id,
            Movement.reason != "",
        )
        .values(reason="")
    )


def done(statement: Update | Delete) -> int:
    """Carry out one erasure by set, and give how many rows it touched."""
    result: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)


def emptied_on(application: Application) -> date | None:
    """Give the day on which the contents of a case were erased."""
    at = db.session.scalar(
        select(Erasure.at).filter_by(application_id=application.id, what=CONTENTS)
    )
    return at and london_day(at)
