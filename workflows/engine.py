"""Decide what a trigger does to a case. Pure: nothing here knows of web, storage or clock.

The table of steps is our own data; `transitions` runs it and draws it. One machine per workflow,
with no model of its own: `machine.events[trigger].trigger(case)` moves a `Case`, never a row, so
no library method sits on a stored object, nothing is kept alive, and it is safe across threads.
Automatic transitions are off (they skip every guard). Whether the actor may is a condition as
well, because of two steps with one trigger and source the first whose conditions hold wins.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple, cast

from transitions import EventData, Machine

from workflows.calendar import london_day
from workflows.policy import Policy
from workflows.roles import Role


class Named(NamedTuple):
    """One thing of a list that a rule looks at: its key, and what people call it."""

    key: str
    title: str


@dataclass(frozen=True)
class Reason:
    """Why a step may not run yet, and the key of the place that mends it (see registry.links)."""

    text: str
    place: str = ""


class Refused(Exception):
    """A trigger that may not run now."""


class UnknownTrigger(Refused):
    """No step of this workflow has that name."""


class WrongState(Refused):
    """The step exists, but not from this state."""


class NotPermitted(Refused):
    """The step is open, but not to this actor."""


class Unmet(Refused):
    """The actor may, but something is still missing; `reasons` holds all of it."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__("; ".join(reason.text for reason in reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Actor:
    """Who asks, with the roles that hold towards this very case."""

    id: int | None
    roles: frozenset[Role]


SYSTEM = Actor(None, frozenset({Role.SYSTEM}))


@dataclass
class Case:
    """One record as its workflow sees it: a state, some facts, and who is asking."""

    state: str
    facts: Any
    actor: Actor
    now: datetime
    policy: Policy
    reason: str = ""
    step: "Step | None" = None

    def __post_init__(self) -> None:
        self.state = str(self.state)  # the library would read an enumeration by its name

    @property
    def today(self) -> date:
        return london_day(self.now)


Test = Callable[[Case], bool]


def case_of(event: EventData) -> Case:
    """Give the case that the library is moving; it knows models as plain objects."""
    return cast(Case, event.model)


@dataclass(frozen=True)
class Guard:
    """A condition with the sentence a person reads while it is not met."""

    test: Test
    unmet: str
    place: str = ""
    each: str = ""

    def __call__(self, event: EventData) -> bool:
        return self.test(case_of(event))

    def reasons(self, case: Case) -> Iterator[Reason]:
        """Give what is missing: one reason, or one for each item of the fact named by `each`."""
        if self.each:
            for thing in getattr(case.facts, self.each):
                yield Reason(self.unmet.format(thing.title), thing.key)
        else:
            yield Reason(self.unmet, self.place)


def guard(unmet: str, *, place: str = "", each: str = "") -> Callable[[Test], Guard]:
    """Make a guard of a test, with the sentence to show while it fails."""
    return lambda test: Guard(test, unmet, place, each)


@guard("Give a reason", place="reason")
def reason_given(case: Case) -> bool:
    return bool(case.reason.strip())


@dataclass(frozen=True)
class Step:
    """One way on: from a state, by some roles, when guards hold, with named effects.

    `dest=None` stays in the state. `danger` steps ask again on a page of their own.
    """

    trigger: str
    source: StrEnum
    dest: StrEnum | None
    by: tuple[Role, ...]
    label: str
    when: tuple[Guard, ...] = ()
    inline: tuple[str, ...] = ()
    queued: tuple[str, ...] = ()
    reason: bool = False
    danger: bool = False
    consequence: str = ""

    @property
    def guards(self) -> tuple[Guard, ...]:
        return (*self.when, reason_given) if self.reason else self.when

    def open_to(self, actor: Actor) -> bool:
        return not actor.roles.isdisjoint(self.by)

    def permits(self, event: EventData) -> bool:
        return self.open_to(case_of(event).actor)

    def remember(self, event: EventData) -> None:
        case_of(event).step = self

    def unmet(self, case: Case) -> tuple[Reason, ...]:
        return tuple(r for g in self.guards if not g.test(case) for r in g.reasons(case))


@dataclass(frozen=True)
class Deadline:
    """A London date that belongs to a state and ends in a trigger fired by the clock.

    The day itself is in time: it fires from the first instant of the next London day. A
    `reminder` already past on entry is skipped; an ending never is.
    """

    state: StrEnum
    trigger: str
    due: Callable[[Case], date | None]
    reminder: bool = False


@dataclass(frozen=True)
class Workflow:
    """The rules of one subject: its states, steps and deadlines."""

    name: str
    states: type[StrEnum]
    initial: StrEnum
    labels: Mapping[StrEnum, str]
    endings: frozenset[StrEnum]
    steps: tuple[Step, ...]
    deadlines: tuple[Deadline, ...] = ()
    machine: Machine = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        machine = Machine(
            model=None,
            states=[state.value for state in self.states],
            initial=self.initial.value,
            auto_transitions=False,
            send_event=True,
        )
        for step in self.steps:
            machine.add_transition(
                step.trigger,
                step.source.value,
                step.dest and step.dest.value,
                conditions=[step.permits, *step.guards],
                after=step.remember,
            )
        object.__setattr__(self, "machine", machine)

    def steps_from(self, state: str) -> list[Step]:
        return [step for step in self.steps if step.source == state]

    def open_to(self, case: Case) -> list[Step]:
        """List the steps this actor may take now, whether or not every guard is met yet."""
        return [step for step in self.steps_from(case.state) if step.open_to(case.actor)]

    def fire(self, case: Case, trigger: str) -> Step:
        """Move the case and give the step that ran, or raise why not."""
        if trigger not in self.machine.events:
            raise UnknownTrigger(f"There is no step called “{trigger}”")
        steps = [step for step in self.steps_from(case.state) if step.trigger == trigger]
        if not steps:
            raise WrongState(f"The case is “{self.label(case.state)}” now")
        allowed = [step for step in steps if step.open_to(case.actor)]
        if not allowed:
            raise NotPermitted("This step is for somebody else")
        case.step = None
        self.machine.events[trigger].trigger(case)
        if case.step is None:
            raise Unmet(closest(allowed, case))
        return case.step

    def label(self, state: str) -> str:
        return self.labels[self.states(state)]

    def deadlines_in(self, case: Case) -> list[tuple[Deadline, date]]:
        """List the deadlines of the case's state with their London dates, those that apply."""
        dated = [(d, d.due(case)) for d in self.deadlines if d.state == case.state]
        return [(deadline, due) for deadline, due in dated if due is not None]


def closest(steps: list[Step], case: Case) -> tuple[Reason, ...]:
    """Give what is missing for the step that is nearest to being met."""
    return min((step.unmet(case) for step in steps), key=len)
