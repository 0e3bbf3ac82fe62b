"""What happens in the same transaction as a step of a request for a statement."""

from registry.clock import london_day
from registry.models.case import Movement
from registry.models.reference import Reference


def mark_asked(reference: Reference, movement: Movement) -> None:
    """Start the clock of a request when it is first sent."""
    if reference.asked_at is None:
        reference.asked_at = movement.at
        reference.requested_on = london_day(movement.at)


def drop_draft(reference: Reference, movement: Movement) -> None:
    """Keep nothing of what was written and not sent, once the request is over."""
    reference.draft = None
