"""How an entry came to say what it says, change by change, under the same filter as the entry."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, or_, select

from registry.db import Json, answers
from registry.models.register import RegisterEntry, RegisterEvent
from registry.sections.moment import written
from registry.services.entry import RESTRICTION_LABELS
from workflows.registration import Practice, RestrictionKind, Standing

MOST_SHOWN = 50


@dataclass(frozen=True)
class Change:
    """One thing that changed on an entry, and the day from which it held."""

    on: date
    label: str
    detail: str = ""


EVENTS = (
    select(RegisterEvent.facts, RegisterEvent.effective_on, RegisterEntry.standing)
    .join(RegisterEntry, RegisterEntry.registration_id == RegisterEvent.registration_id)
    .where(RegisterEntry.number == bindparam("number"))
    .where(
        or_(RegisterEntry.shown_until.is_(None), RegisterEntry.shown_until >= bindparam("today"))
    )
    .order_by(RegisterEvent.effective_on, RegisterEvent.id)
)
Told = tuple[str, str] | None
CONFIRMED = "Role confirmed by the employer"
BEGAN = {
    RestrictionKind.WARNING: "Warning published",
    RestrictionKind.UNDERTAKINGS: "Undertakings agreed",
    RestrictionKind.CONDITIONS: "Conditions set",
    RestrictionKind.SUSPENSION: "Suspended",
}


def history(number: str, today: date) -> tuple[Change, ...]:
    """Give the changes of an entry that is public, the newest first."""
    changes: list[Change] = []
    before: Json | None = None
    for facts, on, standing in answers(EVENTS, {"number": number, "today": today}):
        if standing != Standing.ENDED_IN_ERROR or facts["standing"] == standing:
            changes += (Change(on, label, detail) for label, detail in told(before, facts))
        before = facts
    return tuple(reversed(changes[-MOST_SHOWN:]))


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
    if after["standing"] == Standing.LEFT:
        return "Left the register", ""
    return "An entry made in error was ended", ""


def name_changed(before: Json, after: Json) -> Told:
    """Tell that the name is another one, and neither name."""
    return None if before["name"] == after["name"] else ("The name on the entry was updated", "")


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
    due = after["renewal_due_on"]
    if before["renewal_due_on"] == due:
        return None
    moved = "extended" if due > before["renewal_due_on"] else "changed"
    return f"Renewal date {moved} to {written(date.fromisoformat(due))}", ""


def practice_changed(before: Json, after: Json) -> Told:
    if before["practice"] == after["practice"]:
        return None
    non = "non-" if after["practice"] == Practice.NON_PRACTISING else ""
    return f"Registered as {non}practising", ""


DIFFERENCES: tuple[Callable[[Json, Json], Told], ...] = (
    standing_changed,
    name_changed,
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
