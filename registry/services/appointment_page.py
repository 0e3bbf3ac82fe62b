"""Posts and notes of interim cover as the registrant and the employer see them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry.models.appointment import Appointment
from registry.models.interim_cover import InterimCover
from registry.models.registration import Registration
from registry.models.user import User
from registry.number import display
from registry.services import access, appointment, casework, employer, interim_cover
from registry.services.appointment import Stated
from workflows.appointment import State
from workflows.calendar import add_working_days
from workflows.interim_cover import lower_first
from workflows.roles import Role

REGISTRAR = frozenset({Role.REGISTRAR})
PUBLIC_WORDS = {
    State.PROPOSED: "Stated by the registrant, not confirmed",
    State.STATED: "Stated by the registrant, not confirmed",
    State.DISPUTED: "Stated by the registrant, not confirmed",
    State.CONFIRMED: "Confirmed by the registrant and the employer",
}


@dataclass(frozen=True)
class Post:
    """One post with everything that a page may say of it."""

    id: int
    version: int
    person: str
    number: str
    post: str
    organisation: str
    main: bool
    state: str
    label: str
    public: str
    began_on: date
    ended_on: date | None
    answer_by: date | None
    words: str
    reference_by: date | None
    reference_written_on: date | None
    triggers: frozenset[str]

    @property
    def at(self) -> str:
        return f"{self.post}, {self.organisation}"


@dataclass(frozen=True)
class Posts:
    """A registrant's posts."""

    version: int
    on_register: bool
    held: tuple[Post, ...]
    former: tuple[Post, ...]
    between_since: date | None
    alone_until: date | None

    @property
    def main(self) -> Post | None:
        return next((each for each in self.held if each.main), None)


@dataclass(frozen=True)
class Note:
    """One note of interim cover."""

    id: int
    version: int
    name: str
    post: str
    organisation: str
    began_on: date
    ends_on: date
    state: str
    label: str

    @property
    def interim(self) -> str:
        return f"interim {lower_first(self.post)}"


@dataclass(frozen=True)
class Roster:
    """The people of the organisations for which an office-holder speaks."""

    confirms: bool
    waiting: tuple[Post, ...]
    unconfirmed: tuple[Post, ...]
    confirmed: tuple[Post, ...]
    references: tuple[Post, ...]
    notes: tuple[Note, ...]
    organisations: tuple[tuple[str, str], ...]


def shown_to(row: Appointment, user: User, now: datetime) -> Post:
    """Lay one post out for somebody, with the steps that are open to them."""
    steps = casework.open_to(row, access.actor_for(user, row), now)
    return shown(row, frozenset(step.trigger for step in steps if not step.unmet))


def shown(row: Appointment, triggers: frozenset[str] = frozenset()) -> Post:
    """Lay one post out, as one of many without the steps that each of them would ask for."""
    days = row.policy.employer_answer_working_days
    return Post(
        id=row.id,
        version=row.version,
        person=row.registration.published_name,
        number=display(row.registration.number),
        post=row.post,
        organisation=row.organisation_name,
        main=row.host and row.is_held,
        state=row.state,
        label=row.label,
        public=PUBLIC_WORDS.get(State(row.state), ""),
        began_on=row.began_on,
        ended_on=row.ended_on,
        answer_by=add_working_days(row.asked_on, days) if row.asked_on else None,
        words=row.words if row.state == State.DISPUTED else "",
        reference_by=row.reference_due_on,
        reference_written_on=row.reference_written_on,
        triggers=triggers,
    )


def posts_of(registration: Registration) -> Posts:
    """Lay a registrant's posts out for the person they are about."""
    former = [row for row in registration.appointments if not row.is_held]
    former.sort(key=lambda row: (row.ended_on or row.began_on, row.id), reverse=True)
    return Posts(
        version=registration.version,
        on_register=registration.on_register,
        held=tuple(shown(row) for row in appointment.held_by(registration)),
        former=tuple(shown(row) for row in former),
        between_since=appointment.between_posts_since(registration),
        alone_until=appointment.attests_alone_until(registration),
    )


def begin(registration: Registration, typed: dict[str, Any], user: User, now: datetime) -> None:
    """Start the post that a registrant typed, in place of the main one or beside it."""
    meanwhile = typed.get("meanwhile", "main")
    stated = Stated(
        post=typed["post_title"],
        organisation_code=typed.get("organisation", ""),
        organisation_name=typed.get("organisation_name", ""),
        began_on=typed["began_on"],
        main=meanwhile != "second",
    )
    actor = access.actor_for(user, registration)
    act = appointment.replace_main if meanwhile == "ended" else appointment.start
    act(registration, stated, actor=actor, now=now)


def roster(user: User) -> Roster:
    """Gather the posts at a person's organisations, by what is to be done about each."""
    rows = [
        shown(row)
        for row in appointment.of_offices(user)
        if row.registration.on_register or not row.is_held
    ]
    by_state = {state: tuple(each for each in rows if each.state == state) for state in State}
    offices = employer.offices_of(user)
    confirming = {str(each.organisation_id): each.organisation for each in offices if each.confirms}
    notes = [
        note(row)
        for organisation_id in {each.organisation_id for each in offices}
        for row in interim_cover.of_organisation(organisation_id)
    ]
    return Roster(
        confirms=bool(confirming),
        waiting=by_state[State.PROPOSED],
        unconfirmed=(*by_state[State.DISPUTED], *by_state[State.STATED]),
        confirmed=by_state[State.CONFIRMED],
        references=tuple(
            each
            for each in by_state[State.ENDED]
            if each.reference_by and not each.reference_written_on
        ),
        notes=tuple(sorted(notes, key=lambda each: each.ends_on, reverse=True)),
        organisations=tuple(confirming.items()),
    )


def note(row: InterimCover) -> Note:
    return Note(
        id=row.id,
        version=row.version,
        name=row.name,
        post=row.post,
        organisation=row.organisation_name,
        began_on=row.began_on,
        ends_on=row.ended_on or row.ends_on,
        state=row.state,
        label=row.label,
    )


def take(row: Appointment, trigger: str, user: User, now: datetime, reason: str = "") -> None:
    """Take a step of a post."""
    casework.fire(row, trigger, actor=access.actor_for(user, row), now=now, reason=reason)


# A registrar's part


def disputed(user: User) -> tuple[Post, ...]:
    """List the posts that employers dispute and that this registrar may settle."""
    rows = appointment.in_dispute()
    return tuple(shown(row) for row in rows if access.actor_for(user, row).roles == REGISTRAR)


def for_registrar(appointment_id: int, user: User, now: datetime) -> Post:
    return shown_to(appointment.find_for_registrar(appointment_id, user), user, now)


def settle(
    appointment_id: int, words: str, user: User, now: datetime, *, shown: int | None
) -> None:
    """Leave a disputed post as stated, for a reason."""
    row = appointment.find_for_registrar(appointment_id, user, shown=shown)
    take(row, "leave_as_stated", user, now, words)
