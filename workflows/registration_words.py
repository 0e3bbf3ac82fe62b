"""The sentence that the public reads of an entry, and what limits a registration, in words.

Being late is nobody's business but the registrant's and the employer's: the public reads until
when the renewal is due, and nothing else (rulings, public words).
"""

from enum import StrEnum

from workflows.registration_state import Practice, RestrictionKind, Standing


class PublicStanding(StrEnum):
    """The standings that the public reads. Of some endings it reads only that there was one."""

    ACTIVE = "active"
    LEFT = "left"
    RETIRED = "retired"
    LAPSED = "lapsed"
    REMOVED = "removed"
    ENDED = "ended"
    ENDED_IN_ERROR = "ended_in_error"


PUBLIC = {
    Standing.ACTIVE: PublicStanding.ACTIVE,
    Standing.LATE: PublicStanding.ACTIVE,
    Standing.LEFT: PublicStanding.LEFT,
    Standing.RETIRED: PublicStanding.RETIRED,
    Standing.LAPSED: PublicStanding.LAPSED,
    Standing.REMOVED: PublicStanding.REMOVED,
    Standing.UNREACHABLE: PublicStanding.ENDED,
    Standing.DECEASED: PublicStanding.ENDED,
    Standing.ENDED_IN_ERROR: PublicStanding.ENDED_IN_ERROR,
}
P = PublicStanding
LABELS = {
    P.ACTIVE: "Registered",
    P.LEFT: "Left the register",
    P.RETIRED: "Retired",
    P.LAPSED: "Registration ended",
    P.REMOVED: "Removed by decision",
    P.ENDED: "Registration ended",
    P.ENDED_IN_ERROR: "Entered in error",
}
SENTENCES = {
    P.LEFT: "{name} left the register on {day}.",
    P.RETIRED: "{name} retired from the register on {day}.",
    P.LAPSED: "{name} is no longer registered. The registration ended on {day} because the renewal"
    " was not completed.",
    P.REMOVED: "{name} is no longer registered. The registration was removed by decision of {day}.",
    P.ENDED: "{name} is no longer registered. The registration ended on {day}.",
    P.ENDED_IN_ERROR: "{name} is not registered. An entry made in error was ended on {day}.",
}


def sentence(
    name: str,
    standing: str,
    restrictions: tuple[str, ...],
    practice: str,
    renewal_due: str,
    ended_on: str = "",
) -> str:
    """Say in one plain sentence what the register shows. Dates come in as they are written."""
    if standing != P.ACTIVE:
        return SENTENCES[PublicStanding(standing)].format(name=name, day=ended_on)
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
