"""The sentence that the public reads of an entry, and what limits a registration, in words.

Being late is nobody's business but the registrant's and the employer's: the public reads until
when the renewal is due, and nothing else (rulings, public words).
"""

from workflows.registration_state import Practice, RestrictionKind, Standing

ENDED = {
    Standing.LEFT: "{name} left the register on {day}.",
    Standing.RETIRED: "{name} retired from the register on {day}.",
    Standing.LAPSED: "{name} is no longer registered. The registration ended on {day} because the"
    " renewal was not completed.",
    Standing.ENDED_IN_ERROR: "{name} is not registered. An entry made in error was ended on {day}.",
}
OTHERWISE = "{name} is no longer registered. The registration ended on {day}."


def sentence(
    name: str,
    standing: str,
    restrictions: tuple[str, ...],
    practice: str,
    renewal_due: str,
    ended_on: str = "",
) -> str:
    """Say in one plain sentence what the register shows. Dates come in as they are written."""
    if standing not in (Standing.ACTIVE, Standing.LATE):
        return ENDED.get(Standing(standing), OTHERWISE).format(name=name, day=ended_on)
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
