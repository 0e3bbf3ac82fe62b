"""What a portfolio holds over one cycle, and how much of each kind is asked.

No hours are counted. Appraisals: one a year less absence, scaled for non-executives (rulings 23).
"""

from collections.abc import Mapping
from enum import StrEnum

from workflows.policy import Policy

DAYS_OF_A_YEAR = 365


class Kind(StrEnum):
    ROLE_RECORD = "role_record"
    APPRAISAL = "appraisal"
    REFLECTION = "reflection"
    FEEDBACK = "feedback"
    DEVELOPMENT_PLAN = "development_plan"
    PEER_DISCUSSION = "peer_discussion"
    SPEAKING_UP = "speaking_up"


MANY = frozenset({Kind.APPRAISAL, Kind.REFLECTION})
NAMES: Mapping[Kind, tuple[str, str]] = {
    Kind.ROLE_RECORD: ("role record", "role records"),
    Kind.APPRAISAL: ("appraisal", "appraisals"),
    Kind.REFLECTION: ("reflection", "reflections"),
    Kind.FEEDBACK: ("feedback summary", "feedback summaries"),
    Kind.DEVELOPMENT_PLAN: ("development plan", "development plans"),
    Kind.PEER_DISCUSSION: ("peer discussion", "peer discussions"),
    Kind.SPEAKING_UP: ("speaking-up statement", "speaking-up statements"),
}


def appraisals_asked(policy: Policy, absent_days: int, *, non_executive: bool) -> int:
    """Say how many appraisals a cycle asks for: none for a whole year of absence."""
    years = max(policy.cycle_years - absent_days // DAYS_OF_A_YEAR, 0)
    percent = policy.non_executive_percent if non_executive else 100
    return -(-years * percent // 100)  # rounded up


def asked(policy: Policy, absent_days: int, *, non_executive: bool) -> dict[Kind, int]:
    """Say how many items of each kind a cycle asks for."""
    return {
        Kind.ROLE_RECORD: 1,
        Kind.APPRAISAL: appraisals_asked(policy, absent_days, non_executive=non_executive),
        Kind.REFLECTION: policy.reflections_asked,
        Kind.FEEDBACK: 1,
        Kind.DEVELOPMENT_PLAN: 1,
        Kind.PEER_DISCUSSION: 1,
        Kind.SPEAKING_UP: 1,
    }


def still_missing(kind: Kind, asked_for: int, have: int) -> str:
    """Say in words what is missing of a kind, or nothing."""
    left = asked_for - have
    if left <= 0:
        return ""
    one, many = NAMES[kind]
    if asked_for == 1:
        return f"Your {one}"
    return f"{left} more {one if left == 1 else many} (you have {have} of {asked_for})"
