"""The standing of an entry, and the sentence that the public reads about it.

Standing, restriction, practice and hold are four separate things (lifecycles 8.3): one status word
for all of them is how other registers came to say untrue things. The sentence is derived from the
first three; a hold is never public.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.engine import Case, Step, Workflow, guard
from workflows.roles import Role


class Standing(StrEnum):
    NEW = "new"
    ACTIVE = "active"
    LEFT = "left"
    ENDED_IN_ERROR = "ended_in_error"


class RestrictionKind(StrEnum):
    WARNING = "warning"
    UNDERTAKINGS = "undertakings"
    CONDITIONS = "conditions"
    SUSPENSION = "suspension"


class Practice(StrEnum):
    PRACTISING = "practising"
    NON_PRACTISING = "non_practising"


@dataclass(frozen=True)
class Facts:
    """What the rules may know of a registration."""

    entered_on: date
    matter_open: bool = False
    new_name_differs: bool = False
    name_seen_by: int | None = None
    left_on: date | None = None


@guard("Enter the new name first", place="name")
def new_name_given(case: Case) -> bool:
    return bool(case.facts.new_name_differs)


@guard("A matter is being looked at. You can leave when it is closed")
def no_matter_open(case: Case) -> bool:
    return not case.facts.matter_open


S, R = Standing, Role

WORKFLOW = Workflow(
    name="registration",
    states=Standing,
    initial=S.NEW,
    labels={
        S.NEW: "Not yet open",
        S.ACTIVE: "Registered",
        S.LEFT: "Left the register",
        S.ENDED_IN_ERROR: "Entered in error",
    },
    endings=frozenset({S.LEFT, S.ENDED_IN_ERROR}),
    steps=(
        Step(
            "open",
            S.NEW,
            S.ACTIVE,
            by=(R.SYSTEM,),
            label="Open the entry",
            queued=("issue_certificate", "send_welcome"),
        ),
        Step(
            "correct_name",
            S.ACTIVE,
            None,
            by=(R.REGISTRAR,),
            label="Record a change of name",
            when=(new_name_given,),
            reason=True,
            inline=("apply_name",),
            queued=("issue_certificate", "send_name_changed"),
            consequence="The entry shows the new name, and a new certificate replaces the old one.",
        ),
        Step(
            "change_role",
            S.ACTIVE,
            None,
            by=(R.SUBJECT, R.REGISTRAR),
            label="Change role or organisation",
            inline=("apply_role",),
            queued=("issue_certificate", "send_role_changed"),
        ),
        Step(
            "leave",
            S.ACTIVE,
            S.LEFT,
            by=(R.SUBJECT,),
            label="Leave the register",
            when=(no_matter_open,),
            danger=True,
            queued=("send_left",),
            consequence="Your entry says that you left, for 12 months, and then comes down. Your"
            " certificate no longer stands.",
        ),
        Step(
            "end_in_error",
            S.ACTIVE,
            S.ENDED_IN_ERROR,
            by=(R.REGISTRAR,),
            label="End an entry made in error",
            reason=True,
            danger=True,
            queued=("send_ended_in_error",),
            consequence="The entry and the certificate end today. The person is told why.",
        ),
    ),
)


def sentence(
    name: str,
    standing: str,
    restrictions: tuple[str, ...],
    practice: str,
    renewal_due: str,
    ended_on: str = "",
) -> str:
    """Say in one plain sentence what the register shows. Dates come in as they are written."""
    if standing == Standing.LEFT:
        return f"{name} left the register on {ended_on}."
    if standing == Standing.ENDED_IN_ERROR:
        return f"{name} is not registered. An entry made in error was ended on {ended_on}."
    if RestrictionKind.SUSPENSION in restrictions:
        return f"{name} is registered and suspended."
    told = limits(restrictions)
    middle = " as non-practising" if practice == Practice.NON_PRACTISING else ""
    return f"{name} is registered{middle}{told}. Renewal is due by {renewal_due}."


NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


def limits(restrictions: tuple[str, ...]) -> str:
    """Say in words what limits a registration, the strictest first."""
    parts = []
    for kind in (RestrictionKind.CONDITIONS, RestrictionKind.UNDERTAKINGS, RestrictionKind.WARNING):
        if count := restrictions.count(kind):
            parts.append(counted(kind, count))
    return f" with {' and '.join(parts)}" if parts else ""


def counted(kind: str, count: int) -> str:
    if kind == RestrictionKind.UNDERTAKINGS:
        return "undertakings"
    singular = {"conditions": "condition", "warning": "warning"}[kind]
    return f"{NUMBERS.get(count, count)} {singular}{'' if count == 1 else 's'}"
