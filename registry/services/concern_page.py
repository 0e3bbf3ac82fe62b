"""Matters as registrars see them: the list, and one of them with what can be done about it."""

from dataclasses import dataclass
from datetime import date, datetime

from registry.models.concern import Concern
from registry.models.user import User
from registry.number import display
from registry.services import casework, concern, registration_page, timeline
from registry.services.case_list import names_of
from registry.services.casework import OpenStep
from workflows.concern import OPEN, State

VIEWS: dict[str, tuple[str, tuple[State, ...]]] = {
    "open": ("To look at", (State.RECEIVED, State.ACKNOWLEDGED)),
    "held": ("On hold", (State.HOLD,)),
    "closed": ("Closed", (State.CLOSED_NO_ACTION, State.CLOSED)),
}
AT_ONCE = ("acknowledge",)
FOUND_AT_MOST = 5


@dataclass(frozen=True)
class Line:
    """One matter of the list. `barred`: only the reference may be shown."""

    id: int
    reference: str
    barred: bool
    about: str = ""
    state: str = ""
    label: str = ""
    received_on: date | None = None
    next_on: date | None = None


@dataclass(frozen=True)
class MatterPage:
    """Everything that the page of one matter shows."""

    id: int
    version: int
    reference: str
    about: str
    words: str
    not_by: str
    from_name: str
    from_email: str
    written_by: str
    received_on: date
    acknowledge_by: date | None
    state: str
    label: str
    is_open: bool
    subject: registration_page.Found | None
    found: tuple[registration_page.Found, ...]
    hold_until: date | None
    renewed: bool
    steps: tuple[OpenStep, ...]
    history: tuple[timeline.Entry, ...]

    def step(self, trigger: str) -> OpenStep | None:
        """Give a step of this name when it is open to the reader."""
        return next((step for step in self.steps if step.trigger == trigger), None)


def lines(view: str, user: User) -> tuple[Line, ...]:
    """List the matters of a view; one about the reader does not exist for them."""
    rows = (row for row in concern.listed(VIEWS[view][1]) if not concern.is_about(row, user))
    return tuple(line(row, user) for row in rows)


def line(row: Concern, user: User) -> Line:
    if concern.barred(row, user):
        return Line(row.id, display(row.reference), barred=True)
    waits = row.acknowledged_by_day if row.state == State.RECEIVED else None
    return Line(
        id=row.id,
        reference=display(row.reference),
        barred=False,
        about=row.registration.published_name if row.registration else row.about,
        state=row.state,
        label=row.label,
        received_on=row.received_on,
        next_on=row.hold_until or waits,
    )


def matter_page(row: Concern, user: User, now: datetime, searched: str = "") -> MatterPage:
    """Lay a matter out for a registrar."""
    moves = timeline.movements_of(row)
    names = names_of(timeline.people_in(moves) | ({row.raised_by} if row.raised_by else set()))
    actor = concern.actor_for(user, row)
    return MatterPage(
        id=row.id,
        version=row.version,
        reference=display(row.reference),
        about=row.about,
        words=row.words,
        not_by=row.not_by,
        from_name=row.from_name,
        from_email=row.from_email,
        written_by=names.get(row.raised_by or 0, ""),
        received_on=row.received_on,
        acknowledge_by=row.acknowledged_by_day if row.state == State.RECEIVED else None,
        state=row.state,
        label=row.label,
        is_open=row.state in OPEN,
        subject=registration_page.found(row.registration) if row.registration else None,
        found=candidates(row, user, searched),
        hold_until=row.hold_until,
        renewed=row.renewed_at is not None,
        steps=tuple(
            step
            for step in casework.open_to(row, actor, now)
            if step.reason or step.trigger in AT_ONCE
        ),
        history=timeline.entries(moves, {}, names),
    )


def candidates(row: Concern, user: User, searched: str) -> tuple[registration_page.Found, ...]:
    """Find registrations that it may be about; nothing outside ever asks this."""
    if row.state not in (State.RECEIVED, State.ACKNOWLEDGED):
        return ()
    found = registration_page.search(searched or row.about)
    return tuple(each for each in found if each.user_id != user.id)[:FOUND_AT_MOST]
