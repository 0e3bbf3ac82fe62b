"""The states of an application, and the facts its rules may know."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.engine import Named


class State(StrEnum):
    DRAFT = "draft"
    CHECKS = "checks"
    ASSESSMENT = "assessment"
    DECISION = "decision"
    AWAITING_INFORMATION = "awaiting_information"
    MINDED_TO_REFUSE = "minded_to_refuse"
    REGISTERED = "registered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CLOSED = "closed"


OPEN = (
    State.DRAFT,
    State.CHECKS,
    State.ASSESSMENT,
    State.DECISION,
    State.AWAITING_INFORMATION,
    State.MINDED_TO_REFUSE,
)
WITH_STAFF = (State.CHECKS, State.ASSESSMENT, State.DECISION)
IN_HAND = (*WITH_STAFF, State.AWAITING_INFORMATION, State.MINDED_TO_REFUSE)


@dataclass(frozen=True)
class Facts:
    """What the rules may know of an application."""

    entered_on: date
    edited_on: date
    missing_sections: tuple[Named, ...] = ()
    rules_accepted: bool = True
    declared: bool = True
    already_registered: bool = False
    refused_files: tuple[Named, ...] = ()
    caseworker_id: int | None = None
    assessor_id: int | None = None
    open_checks: int = 0
    failed_checks: tuple[Named, ...] = ()
    stale_checks: tuple[Named, ...] = ()
    missing_findings: tuple[Named, ...] = ()
    unmet_standards: tuple[Named, ...] = ()
    recommendation: str = ""
    recommended_by: int | None = None
    proposed_by: int | None = None
    asked_from: str = ""
    answer_due_on: date | None = None
    representations_due_on: date | None = None
    represented: bool = False
    submitted_on: date | None = None
