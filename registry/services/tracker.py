"""Where an application is, as its applicant reads it.

Nothing here is shown unless it is named: of all the steps of a case only those in `TOLD` reach the
applicant, in these words, by nobody's name, and of the mail only what was written to them. What
staff note, find and recommend stays inside until a decision says it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from registry.clock import london_day
from registry.db import db
from registry.models.application import Application, Question
from registry.models.case import Movement
from registry.models.notice import Notice
from registry.models.reference import Reference
from registry.models.user import User
from registry.services import access, casework, check_reply, notice, reference, statement, summary
from registry.services.casework import OpenStep
from workflows import check as check_workflow
from workflows import reference as reference_workflow
from workflows.application import Next, State

YOU, WE = "You", "The register"
STAGES = ((State.CHECKS, "Checks"), (State.ASSESSMENT, "Assessment"), (State.DECISION, "Decision"))
LEAVES = {
    State.CHECKS: ("checks_closed",),
    State.ASSESSMENT: ("recommend_approval", "recommend_refusal"),
    State.DECISION: ("approve", "refuse"),
}


@dataclass(frozen=True)
class Told:
    """What the applicant is told of one step: in which words, and whether with its reason."""

    words: str
    who: str = WE
    with_reason: bool = False


TOLD = {
    "submit": Told("You submitted your application", YOU),
    "stand_aside": Told("The person who handles your application changed"),
    "checks_closed": Told("The checks were completed and the assessment began"),
    "checks_reopened": Told("Some checks have to be made again"),
    "ask": Told("We asked you for more information", with_reason=True),
    "answer": Told("You answered our question", YOU, with_reason=True),
    "close_unanswered": Told("We closed the application because no answer came"),
    "recommend_approval": Told("Your application went to a registrar for a decision"),
    "recommend_refusal": Told("Your application went to a registrar for a decision"),
    "return_to_assessment": Told("Your application went back to be assessed again"),
    "propose_refusal": Told("We told you what we are minded to decide, and why", with_reason=True),
    "respond": Told("You responded", YOU, with_reason=True),
    "response_time_over": Told("The time to respond ended"),
    "approve": Told("We approved your application and put you on the register"),
    "refuse": Told("We refused the application", with_reason=True),
    "withdraw": Told("You withdrew the application", YOU),
    "expire": Told("The draft ended because it was not changed for a long time"),
}


@dataclass(frozen=True)
class Stage:
    """One point of the stage line. `status`: done, now, next or stopped."""

    title: str
    status: str
    on: date | None = None


@dataclass(frozen=True)
class Awaited:
    """One thing that is waited for: what, from whom, since when."""

    what: str
    status: str
    label: str
    since: date | None = None


@dataclass(frozen=True)
class Event:
    """One thing that was sent, received or done."""

    at: datetime
    label: str
    who: str
    detail: str = ""
    text: str = ""
    undelivered: bool = False


@dataclass(frozen=True)
class Asked:
    """A question to the applicant that waits for its answer."""

    words: str
    asked_on: date
    due_on: date


@dataclass(frozen=True)
class InConfidence:
    """What the applicant hears of words that somebody gave in confidence: what they are about."""

    what: str
    about: str


@dataclass(frozen=True)
class Tracker:
    """All that an applicant may know of their application after submitting it."""

    id: int
    version: int
    reference: str
    label: str
    verdict: str
    stages: tuple[Stage, ...]
    turn: str
    due_on: date | None
    late: bool
    awaited: tuple[Awaited, ...]
    checks_done: int
    checks_all: int
    question: Asked | None
    queries: tuple[check_reply.Asked, ...]
    in_confidence: tuple[InConfidence, ...]
    reasons: str
    respond_by: date | None
    responded: bool
    submitted_on: date | None
    ended_on: date | None
    steps: tuple[OpenStep, ...]
    events: tuple[Event, ...]

    def step(self, trigger: str) -> OpenStep | None:
        """Give a step of this name when it is open."""
        return next((step for step in self.steps if step.trigger == trigger), None)


def track(application: Application, user: User, now: datetime) -> Tracker:
    """Say where an application is, whose turn it is, and all that was sent and received."""
    moves = movements(application)
    queries = check_reply.of_application(application, now)
    who, due = summary.turn(application, now)
    in_checks = application.state == State.CHECKS
    settled = [row for row in application.checks if row.state in check_workflow.SETTLED]
    ended = application.state in application.WORKFLOW.endings
    return Tracker(
        id=application.id,
        version=application.version,
        reference=application.reference,
        label=application.label,
        verdict=verdict(application, who),
        stages=stages(application, moves),
        turn=who.value,
        due_on=due,
        late=due is not None and who is not Next.SUBJECT and due < london_day(now),
        awaited=tuple(awaited(application)) if in_checks else (),
        checks_done=len(settled),
        checks_all=len(application.checks) if in_checks else 0,
        question=asked(application.open_question),
        queries=queries,
        in_confidence=tuple(in_confidence(application)),
        reasons=reasons(application, moves),
        respond_by=application.representations_due_on,
        responded=application.represented_at is not None,
        submitted_on=application.submitted_at and london_day(application.submitted_at),
        ended_on=application.entered_on if ended else None,
        steps=tuple(casework.open_to(application, access.actor_for(user, application), now)),
        events=newest_first([*events(application, moves), *asked_by_checks(queries)]),
    )


def verdict(application: Application, who: Next) -> str:
    """Say what stands first on the page: how it ended, what is asked, or whose turn it is."""
    state = State(application.state)
    if state in application.WORKFLOW.endings or state is State.AWAITING_INFORMATION:
        return state.value
    if state is State.MINDED_TO_REFUSE:
        return "response open" if who is Next.SUBJECT else "response over"
    return who.value


def movements(application: Application) -> list[Movement]:
    """List the steps of the application itself, oldest first; those of its checks stay inside."""
    query = (
        select(Movement)
        .where(Movement.workflow == "application", Movement.case_id == application.id)
        .order_by(Movement.id)
    )
    return list(db.session.scalars(query))


def stages(application: Application, moves: list[Movement]) -> tuple[Stage, ...]:
    """Lay out the stage line, with the day on which each stage was left or begun."""
    submitted = application.submitted_at
    if submitted is None:
        return ()
    line = [Stage("Received", "done", london_day(submitted))]
    here, status = place(application, moves)
    order = [state for state, _ in STAGES]
    for state, title in STAGES:
        if order.index(state) < order.index(here):
            line.append(Stage(title, "done", last_day(moves, LEAVES[state])))
        elif state == here:
            line.append(Stage(title, status, application.entered_on if status != "now" else None))
        else:
            line.append(Stage(title, "next"))
    return tuple(line)


def place(application: Application, moves: list[Movement]) -> tuple[State, str]:
    """Say at which stage an application is or ended, and how it stands there."""
    state = application.state
    if state in (State.REGISTERED, State.REFUSED):
        return State.DECISION, "done"
    if state == State.AWAITING_INFORMATION:
        question = application.open_question
        return State(question.asked_from) if question else State.CHECKS, "now"
    if state in application.WORKFLOW.endings:
        return stage_before_end(application, moves), "stopped"
    return State.DECISION if state == State.MINDED_TO_REFUSE else State(state), "now"


def stage_before_end(application: Application, moves: list[Movement]) -> State:
    """Say at which stage an application was when it stopped short of a decision."""
    source = moves[-1].source if moves else State.CHECKS
    if source == State.AWAITING_INFORMATION and application.questions:
        source = application.questions[-1].asked_from
    if source == State.MINDED_TO_REFUSE:
        source = State.DECISION
    known = {state for state, _ in STAGES}
    return State(source) if source in known else State.CHECKS


def last_day(moves: list[Movement], triggers: tuple[str, ...]) -> date | None:
    """Give the day of the last step of these names."""
    days = [london_day(move.at) for move in moves if move.trigger in triggers]
    return days[-1] if days else None


def awaited(application: Application) -> Iterator[Awaited]:
    """Name what others were asked for, and whether it has come; never what it says."""
    for row in reference.of_application(application):
        if row.state in (reference_workflow.State.REPLACED, reference_workflow.State.ENDED):
            continue
        status, label = words_of(row)
        yield Awaited(asked_of(application, row), status, label, row.requested_on)


def in_confidence(application: Application) -> Iterator[InConfidence]:
    """Say of which statements a part was given in confidence, and what it is about."""
    for row in reference.of_application(application):
        if about := statement.told_of_confidence(row):
            yield InConfidence(asked_of(application, row), about)


def asked_of(application: Application, row: Reference) -> str:
    """Say what was asked of whom: a referee by the name the applicant gave, an employer by its."""
    if row.kind == "employer":
        return f"Statement from {application.organisation_name or 'your employer'}"
    return f"Reference from {row.name}"


def words_of(row: Reference) -> tuple[str, str]:
    """Give the status of a statement in the applicant's words."""
    if row.state == reference_workflow.State.ANSWERED:
        return "complete", "Received"
    if row.state == reference_workflow.State.DECLINED:
        return "in_progress", "With a caseworker"
    return ("requested", "Asked for") if row.asked_at else ("not_started", "Not yet asked for")


def asked(question: Question | None) -> Asked | None:
    if question is None:
        return None
    return Asked(question.words, london_day(question.asked_at), question.due_on)


def reasons(application: Application, moves: list[Movement]) -> str:
    """Give the reasons of a proposed or final refusal, to whom it concerns."""
    trigger = {State.MINDED_TO_REFUSE: "propose_refusal", State.REFUSED: "refuse"}.get(
        State(application.state)
    )
    found = [move.reason for move in moves if move.trigger == trigger]
    return found[-1] if found else ""


def events(application: Application, moves: list[Movement]) -> Iterator[Event]:
    """Tell every step that concerns the applicant, and every message that went to them."""
    for move in moves:
        if told := TOLD.get(move.trigger):
            detail = move.reason if told.with_reason else ""
            yield Event(move.at, told.words, told.who, detail)
    for row in notice.of_application(application.id):
        if row.user_id == application.user_id:
            yield message(row)


def asked_by_checks(queries: Iterable[check_reply.Asked]) -> Iterator[Event]:
    """Tell what a check asked, and what was answered."""
    for each in queries:
        check = each.title.lower()
        yield Event(each.asked_at, f"We asked you a question about {check}", WE, each.words)
        if each.answered_at:
            yield Event(each.answered_at, f"You answered about {check}", YOU, each.answer)


def newest_first(found: Iterable[Event]) -> tuple[Event, ...]:
    """Put events in order; of two at one instant, the one that was written later comes first."""
    ordered = sorted(found, key=lambda event: event.at)
    return tuple(ordered[::-1])


def message(row: Notice) -> Event:
    """Tell of one message to the applicant."""
    return Event(
        row.planned_at, f"Email: {row.subject}", WE, text=row.text, undelivered=bool(row.failure)
    )
