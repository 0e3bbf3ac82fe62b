"""How an entry came to say what it says, change by change, from what may be told today.

That a name changed is told nowhere: the day alone would tell whoever knew the name before.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from registry.db import Json
from registry.sections.moment import written
from registry.services.entry import RESTRICTION_LABELS
from registry.services.publication import Record, Statement
from workflows.registration import Practice, PublicStanding, RestrictionKind
from workflows.registration_words import LABELS

MOST_SHOWN = 50


@dataclass(frozen=True)
class Change:
    """One thing that changed on an entry, and the day from which it held."""

    on: date
    label: str
    detail: str = ""


Told = tuple[str, str] | None
CONFIRMED = "Role confirmed by the employer"
BEGAN = {
    RestrictionKind.WARNING: "Warning published",
    RestrictionKind.UNDERTAKINGS: "Undertakings agreed",
    RestrictionKind.CONDITIONS: "Conditions set",
    RestrictionKind.SUSPENSION: "Suspended",
}


def history(record: Record) -> tuple[Change, ...]:
    """Give the changes of an entry, the newest first."""
    changes: list[Change] = []
    before: Json | None = None
    for each in record.statements:
        if record.in_error and each.facts["standing"] != PublicStanding.ENDED_IN_ERROR:
            before = each.facts
        elif not superseded(each, record):
            changes += (Change(each.on, *words) for words in told(before, each.facts))
            before = each.facts
    changes += corrections(record)
    changes.sort(key=lambda change: change.on)
    return tuple(reversed(changes[-MOST_SHOWN:]))


def superseded(statement: Statement, record: Record) -> bool:
    """Say whether a statement was wrong from its first day on, and is therefore told no more."""
    return any(
        each.is_correction and each.on == statement.on and each.known_on > statement.known_on
        for each in record.statements
    )


def corrections(record: Record) -> Iterator[Change]:
    """Tell that earlier days were put right, and not what had been said of them."""
    if not record.in_error:
        for day in sorted({each.known_on for each in record.statements if each.is_correction}):
            yield Change(day, "An error in the entry was corrected")


def told(before: Json | None, after: Json) -> Iterator[tuple[str, str]]:
    """Put the difference of two events into words."""
    if before is None:
        yield "Joined the register", role(after)
        return
    for difference in DIFFERENCES:
        if (words := difference(before, after)) is not None:
            yield words
    yield from restrictions_told(before, after)


def standing_changed(before: Json, after: Json) -> Told:
    if before["standing"] == after["standing"]:
        return None
    if after["standing"] == PublicStanding.ACTIVE:
        return "Back on the register", role(after)
    if after["standing"] == PublicStanding.ENDED_IN_ERROR:
        return "An entry made in error was ended", ""
    return LABELS[PublicStanding(after["standing"])], ""


def role_changed(before: Json, after: Json) -> Told:
    return None if role(before) == role(after) else ("Role or organisation updated", role(after))


def role_confirmed(before: Json, after: Json) -> Told:
    newly = after["role_confirmed"] and not before["role_confirmed"]
    return (CONFIRMED, role(after)) if newly else None


def category_changed(before: Json, after: Json) -> Told:
    if before["category"] == after["category"]:
        return None
    return "Category updated", after["category"].capitalize()


def renewal_moved(before: Json, after: Json) -> Told:
    """Tell that a date was extended. A nearer one is somebody being late, which is not told."""
    due = after["renewal_due_on"]
    here = before["standing"] == after["standing"] == PublicStanding.ACTIVE
    if not here or due <= before["renewal_due_on"]:  # an ending extends nothing
        return None
    return f"Renewal date extended to {written(date.fromisoformat(due))}", ""


def practice_changed(before: Json, after: Json) -> Told:
    if before["practice"] == after["practice"]:
        return None
    non = "non-" if after["practice"] == Practice.NON_PRACTISING else ""
    return f"Registered as {non}practising", ""


DIFFERENCES: tuple[Callable[[Json, Json], Told], ...] = (
    standing_changed,
    role_changed,
    role_confirmed,
    category_changed,
    practice_changed,
    renewal_moved,
)


def restrictions_told(before: Json, after: Json) -> Iterator[tuple[str, str]]:
    """Tell which limits began, in their own words, and which ended."""
    for kept in after["restrictions"]:
        if kept not in before["restrictions"]:
            yield BEGAN[RestrictionKind(kept[0])], kept[1]
    for kept in before["restrictions"]:
        if kept not in after["restrictions"]:
            yield f"{RESTRICTION_LABELS[RestrictionKind(kept[0])]} ended", ""


def role(facts: Json) -> str:
    return ", ".join(part for part in (facts["post"], facts["organisation"]) if part)
