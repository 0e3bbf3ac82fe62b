"""Carry a merger out: batch after batch, each one commit, until nothing is left."""

from registry import clock
from registry.db import atomic, db
from registry.models.case import Movement
from registry.services.organisation_merge import carry_batch


def merge_organisations(movement_id: int) -> None:
    """Carry over what is left of the merger that a step began. A second run goes on."""
    merge_id = db.session.get_one(Movement, movement_id).case_id
    db.session.rollback()
    done = 1
    while done:
        with atomic():
            done = carry_batch(merge_id, clock.now())
