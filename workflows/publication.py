"""How long the public reads of a limit that has ended: a clock for each kind (rulings 19).

The clock runs from the end of the limit. Whatever day is asked about, it is read today, so what
has run out today is not told of any day.
"""

from datetime import date

from workflows.calendar import add_months
from workflows.policy import Policy
from workflows.registration import RestrictionKind


def shown_months(kind: str, began_on: date, ended_on: date, policy: Policy) -> int:
    """Give the months for which a limit is still told of after its end."""
    if kind == RestrictionKind.SUSPENSION:
        long = ended_on > add_months(began_on, policy.short_suspension_months)
        return policy.long_suspension_shown_months if long else policy.suspension_shown_months
    return {
        RestrictionKind.WARNING: policy.warning_shown_months,
        RestrictionKind.UNDERTAKINGS: policy.undertakings_shown_months,
        RestrictionKind.CONDITIONS: policy.conditions_shown_months,
    }[RestrictionKind(kind)]


def is_over(kind: str, began_on: date, ended_on: date, today: date, policy: Policy) -> bool:
    """Say whether the publication period of an ended limit has run out."""
    return add_months(ended_on, shown_months(kind, began_on, ended_on, policy)) < today
