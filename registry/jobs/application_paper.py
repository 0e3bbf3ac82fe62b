"""Print an application once: read, let go of the database, print, keep."""

from registry import clock
from registry.db import atomic, db
from registry.documents.letter import application_pdf
from registry.models.case import Movement
from registry.services import application_paper, casework
from registry.services.setting import scheme
from registry.services.sweep import find_case


def print_application(movement_id: int) -> None:
    """Print and keep the answers that a step froze. A second run finds them printed.

    Answers that were erased meanwhile are not printed, and what was printed of them is not kept.
    """
    if application_paper.made_for(movement_id) is not None:
        return
    facts = application_paper.facts_for(db.session.get_one(Movement, movement_id))
    db.session.rollback()  # printing takes long: no transaction is held across it
    if facts is None:
        return
    content = application_pdf(application_paper.letterhead(scheme()), facts)
    with atomic():
        movement = db.session.get_one(Movement, movement_id)
        row = find_case(movement.workflow, movement.case_id)
        if row is not None:
            casework.lock(row)
        if application_paper.facts_for(movement) is not None:
            application_paper.keep(content, movement, clock.now())
