"""The queue: cases as staff choose among them, the oldest promise first.

A case from which somebody is barred shows them its reference and nothing else (rulings 22): no
filter and no search finds it by anything that it does not show.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select

from registry.clock import london_day
from registry.db import db
from registry.models.application import Application
from registry.models.case import CaseSummary
from registry.models.check import Check
from registry.models.person import Person
from registry.models.policy import policy_of
from registry.models.reference import Reference
from registry.models.user import User
from registry.names import fold
from registry.number import normalise
from registry.sections.route import KNOWN
from registry.services import access
from workflows import check as check_workflow
from workflows import reference as reference_workflow
from workflows.application import OPEN, WORKFLOW, Next, State
from workflows.calendar import working_days_between
from workflows.roles import Role

PAGE = 25
IN_HAND = tuple(state.value for state in OPEN if state != State.DRAFT)
VIEWS = {
    "mine": "My cases",
    "unassigned": "Unassigned",
    "decide": "To decide",
    "team": "Team",
    "applicant": "Waiting on the applicant",
    "ended": "Ended",
}
NEXT = {
    Next.SUBJECT: "The applicant",
    Next.CASEWORKER: "A caseworker",
    Next.ASSESSOR: "An assessor",
    Next.REGISTRAR: "A registrar",
    Next.THIRD_PARTY: "Referee or employer",
    Next.NOBODY: "Nobody",
}
ROUTES = {route.key: route.title for route in KNOWN.values()}
SORTS = {"due": "Oldest promise first", "received": "Received first", "newest": "Received last"}


@dataclass(frozen=True)
class Chosen:
    """What somebody chose to see; all of it is in the address."""

    view: str = "team"
    search: str = ""
    stage: str = ""
    waiting_on: str = ""
    route: str = ""
    sort: str = "due"
    page: int = 1

    @property
    def narrowed(self) -> bool:
        return bool(self.search or self.stage or self.waiting_on or self.route)

    @property
    def filtered(self) -> bool:
        """Say whether anything but the search was chosen."""
        return bool(self.stage or self.waiting_on or self.route or self.sort != "due")

    def address(self, **changes: Any) -> dict[str, str]:
        """Give what the address carries, leaving out what is as usual."""
        usual = Chosen()
        values = {**vars(self), "page": 1, **changes}
        return {
            name: str(value)
            for name, value in values.items()
            if value != getattr(usual, name) or (name == "view" and value)
        }


@dataclass(frozen=True)
class Clock:
    """How much of the time that we promised is used."""

    used: int
    total: int
    due_on: date


@dataclass(frozen=True)
class Flag:
    """One thing to know of a case before opening it, under the status that colours it."""

    status: str
    label: str


@dataclass(frozen=True)
class Line:
    """One case of the queue. `barred`: only the reference may be shown."""

    id: int
    reference: str
    barred: bool
    name: str = ""
    route: str = ""
    organisation: str = ""
    stage: str = ""
    label: str = ""
    waiting_on: str = ""
    due_on: date | None = None
    clock: Clock | None = None
    people: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True)
class View:
    """One view of the queue, with how many cases it holds."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class Queue:
    """One page of the queue."""

    chosen: Chosen
    views: tuple[View, ...]
    lines: tuple[Line, ...]
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))

    @property
    def title(self) -> str:
        return VIEWS[self.chosen.view]

    def count(self, view: str) -> int:
        """Say how many cases another view holds."""
        return next((each.count for each in self.views if each.key == view), 0)


def chosen(given: Mapping[str, str], user: User) -> Chosen:
    """Read what the address asks for; what is unknown there is left out."""
    view = given.get("view", "")
    page = given.get("page", "")
    return Chosen(
        view=view if view in VIEWS else first_view(user),
        search=given.get("search", "").strip()[:100],
        stage=known(given.get("stage", ""), IN_HAND),
        waiting_on=known(given.get("waiting_on", ""), [each.value for each in NEXT]),
        route=known(given.get("route", ""), ROUTES),
        sort=known(given.get("sort", ""), SORTS) or "due",
        page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 6 else 1,
    )


def known(value: str, among: Any) -> str:
    return value if value in among else ""


def first_view(user: User) -> str:
    """Open the queue at a person's own cases; registrars, who have none, at what they decide."""
    only = user.role_names & {Role.CASEWORKER, Role.ASSESSOR, Role.REGISTRAR}
    return "decide" if only == {Role.REGISTRAR} else "mine"


def queue(user: User, chosen: Chosen, now: datetime) -> Queue:
    """Give one page of the queue with the counts of every view."""
    inside = in_view(user)
    counts = (func.count().filter(inside[key]) for key in VIEWS)
    counted = db.session.execute(joined(user, *counts)).one()
    views = tuple(
        View(key, label, count)
        for (key, label), count in zip(VIEWS.items(), counted, strict=True)
        if key != "decide" or Role.REGISTRAR in user.role_names
    )
    wanted = and_(inside[chosen.view], *narrowing(user, chosen))
    total = counted[list(VIEWS).index(chosen.view)]
    if chosen.narrowed:
        total = db.session.scalar(joined(user, func.count()).where(wanted)) or 0
    return Queue(chosen, views, lines(user, chosen, wanted, now), total)


def joined(user: User, *columns: Any) -> Select[Any]:
    """Select from the summaries of the cases that exist for this person."""
    visible = access.visible_applications(user).whereclause
    query: Select[Any] = select(*columns).select_from(CaseSummary)
    query = query.join(Application, Application.id == CaseSummary.application_id)
    return query if visible is None else query.where(visible)


def in_view(user: User) -> dict[str, ColumnElement[bool]]:
    """Say which cases each view holds."""
    row = CaseSummary
    open_now = row.stage.in_(IN_HAND)
    free = or_(
        and_(row.stage == State.CHECKS.value, row.caseworker_id.is_(None)),
        and_(row.stage == State.ASSESSMENT.value, row.assessor_id.is_(None)),
    )
    return {
        "mine": and_(open_now, or_(row.caseworker_id == user.id, row.assessor_id == user.id)),
        "unassigned": free,
        "decide": and_(open_now, row.next == Next.REGISTRAR.value),
        "team": open_now,
        "applicant": and_(open_now, row.next == Next.SUBJECT.value),
        "ended": and_(row.stage.not_in([s.value for s in OPEN]), row.submitted_on.is_not(None)),
    }


def narrowing(user: User, chosen: Chosen) -> list[ColumnElement[bool]]:
    """Give what the filters ask for; a barred case is found by its whole reference alone."""
    found: list[ColumnElement[bool]] = []
    for column, value in (
        (CaseSummary.stage, chosen.stage),
        (CaseSummary.next, chosen.waiting_on),
        (CaseSummary.route, chosen.route),
    ):
        if value:
            found.append(column == value)
    open_to_user = not_(access.barred(user))
    if found:
        found.append(open_to_user)
    if chosen.search:
        by_name = and_(open_to_user, *named(chosen.search))
        found.append(or_(CaseSummary.reference == normalise(chosen.search), by_name))
    return found


def named(search: str) -> list[ColumnElement[bool]]:
    """Say that a person bears every word of a search; a search without words finds nobody."""
    words = fold(search).split()[:6]
    has = [Application.person.has(Person.folded_name.contains(word)) for word in words]
    return has or [CaseSummary.reference == ""]


def lines(
    user: User, chosen: Chosen, wanted: ColumnElement[bool], now: datetime
) -> tuple[Line, ...]:
    """Read one page of cases, in the order that was chosen."""
    received = CaseSummary.submitted_on
    order = {
        "due": (CaseSummary.due_on.is_(None), CaseSummary.due_on, received),
        "received": (received,),
        "newest": (received.desc(),),
    }[chosen.sort]
    rows: Any = db.session.execute(
        joined(user, CaseSummary, Application.policy_version, access.barred(user))
        .where(wanted)
        .order_by(*order, CaseSummary.application_id)
        .limit(PAGE)
        .offset((chosen.page - 1) * PAGE)
    ).all()
    open_rows = [summary for summary, _, barred in rows if not barred]
    names = names_of({i for row in open_rows for i in (row.caseworker_id, row.assessor_id) if i})
    flags = flags_of([row.application_id for row in open_rows if row.stage in IN_HAND])
    today = london_day(now)
    return tuple(
        Line(summary.application_id, summary.reference, barred=True)
        if barred
        else line(summary, version, names, flags.get(summary.application_id, ()), today)
        for summary, version, barred in rows
    )


def line(
    row: CaseSummary, version: int, names: Mapping[int, str], flags: tuple[Flag, ...], today: date
) -> Line:
    """Lay out one case that this person may know of."""
    clock = clock_of(row.next, row.due_on, row.submitted_on, version, today)
    late = (LATE,) if clock and clock.due_on < today else ()
    people = [names[i] for i in (row.caseworker_id, row.assessor_id) if i is not None]
    return Line(
        id=row.application_id,
        reference=row.reference,
        barred=False,
        name=row.person_name,
        route=ROUTES.get(row.route, ""),
        organisation=row.organisation,
        stage=row.stage,
        label=WORKFLOW.label(row.stage),
        waiting_on=NEXT[Next(row.next)],
        due_on=row.due_on,
        clock=clock,
        people=tuple(people),
        flags=(*late, *flags),
    )


def clock_of(
    who: str, due_on: date | None, submitted_on: date | None, version: int, today: date
) -> Clock | None:
    """Say how much of our own promise is used; the applicant's time is no promise of ours."""
    if due_on is None or submitted_on is None or who in (Next.SUBJECT, Next.NOBODY):
        return None
    total = policy_of(version).decision_working_days
    return Clock(working_days_between(submitted_on, max(today, submitted_on)), total, due_on)


def names_of(ids: set[int]) -> dict[int, str]:
    """Give the names of accounts."""
    if not ids:
        return {}
    found = db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {row.id: row.name for row in found}


LATE = Flag("overdue", "Late")
FLAGS = {
    check_workflow.State.QUERY.value: "Query",
    check_workflow.State.NOT_SATISFIED.value: "Not satisfied",
    check_workflow.State.STALE.value: "Check out of date",
    reference_workflow.State.OVERDUE.value: "Statement overdue",
    reference_workflow.State.DECLINED.value: "Statement declined",
}


def flags_of(ids: list[int]) -> dict[int, tuple[Flag, ...]]:
    """Say what a colleague should know of each case before opening it."""
    found: dict[int, dict[Flag, None]] = {}
    for row in (Check, Reference):
        marked = (
            select(row.application_id, row.state)
            .where(row.application_id.in_(ids), row.state.in_(list(FLAGS)))
            .order_by(row.id)
        )
        for application_id, state in db.session.execute(marked) if ids else ():
            found.setdefault(application_id, {})[Flag(state, FLAGS[state])] = None
    return {application_id: tuple(flags) for application_id, flags in found.items()}
