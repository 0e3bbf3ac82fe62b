"""The standings of an entry, and the facts and conditions of its rules.

Standing, restriction, practice and hold are four separate things (lifecycles 8.3): one status word
for all of them is how other registers came to say untrue things.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflows.engine import Case, Named, guard


class Standing(StrEnum):
    NEW = "new"
    ACTIVE = "active"
    LATE = "late"
    LAPSED = "lapsed"
    LEFT = "left"
    RETIRED = "retired"
    UNREACHABLE = "unreachable"
    REMOVED = "removed"
    DECEASED = "deceased"
    ENDED_IN_ERROR = "ended_in_error"


ON_REGISTER = frozenset({Standing.ACTIVE, Standing.LATE})
ENDED = frozenset(Standing) - ON_REGISTER - {Standing.NEW}


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
    """What the rules may know of a registration.

    `due_on` is the first day by which something that is open is due; it is empty while nothing is
    owed. `still_due_on` and `still_late_until` are empty in a pause as well, so that no clock runs.
    """

    entered_on: date
    matter_open: bool = False
    new_name_differs: bool = False
    left_on: date | None = None
    due_on: date | None = None
    still_due_on: date | None = None
    still_late_until: date | None = None
    pause_eve: date | None = None  # the day before a planned absence begins
    pause_ends_on: date | None = None  # its last day
    missing: tuple[Named, ...] = ()
    unproven: tuple[Named, ...] = ()  # mandatory notices that nobody can show to have arrived
    looked_at: bool = False  # a registrar has looked at this lapse, and held nothing against it
    lapsed_on: date | None = None
    in_post: bool = True
    restricted: bool = False
    death_reported_by: int | None = None
    unreachable_since: date | None = None
    unreachable_by: int | None = None


@guard("Enter the new name first", place="name")
def new_name_given(case: Case) -> bool:
    return bool(case.facts.new_name_differs)


@guard("A matter is being looked at. You can leave when it is closed")
def no_matter_open(case: Case) -> bool:
    return not case.facts.matter_open


@guard("There is no proof that {} arrived", each="unproven")
def notices_proven(case: Case) -> bool:
    return not case.facts.unproven


@guard("Nobody has looked at this lapse yet")
def looked_at(case: Case) -> bool:
    return bool(case.facts.looked_at)


@guard("Something is still overdue")
def nothing_overdue(case: Case) -> bool:
    due = case.facts.due_on
    return due is None or due >= case.today


@guard("{} is still missing", each="missing")
def nothing_missing(case: Case) -> bool:
    return not case.facts.missing


@guard("The time for quick restoration is over. Apply to be restored instead", place="restoration")
def within_quick_days(case: Case) -> bool:
    ended = case.facts.lapsed_on
    last = ended and ended + timedelta(days=case.policy.quick_restore_days)
    return last is not None and case.today <= last


@guard("A registration with a limit on it cannot retire: the limit comes first")
def not_restricted(case: Case) -> bool:
    return not case.facts.restricted


@guard("A death is already reported")
def no_death_reported(case: Case) -> bool:
    return case.facts.death_reported_by is None


@guard("No death is reported")
def death_reported(case: Case) -> bool:
    return case.facts.death_reported_by is not None


@guard("Somebody else confirms what one person reported")
def second_to_death(case: Case) -> bool:
    return bool(case.actor.id != case.facts.death_reported_by)


@guard("Nobody has recorded that every channel fails")
def unreachable_long(case: Case) -> bool:
    since = case.facts.unreachable_since
    last = since and since + timedelta(days=case.policy.unreachable_days)
    return last is not None and case.today >= last


@guard("Somebody else confirms that this person cannot be reached")
def second_to_unreachable(case: Case) -> bool:
    return bool(case.actor.id != case.facts.unreachable_by)
