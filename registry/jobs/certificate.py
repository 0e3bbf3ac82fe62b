"""Make a certificate once: read, let go of the database, print, keep."""

from registry import clock
from registry.db import atomic, db
from registry.documents.certificate import certificate_pdf
from registry.models.case import Movement
from registry.services import certificate
from registry.services.setting import scheme


def issue_certificate(movement_id: int) -> None:
    """Print and keep the certificate that a step gives rise to. A second run finds it made."""
    if certificate.made_for(movement_id) is not None:
        return
    movement = db.session.get_one(Movement, movement_id)
    facts = certificate.facts_for(movement, scheme())
    db.session.rollback()  # printing takes long: no transaction is held across it
    content = certificate_pdf(facts)
    with atomic():
        movement = db.session.get_one(Movement, movement_id)
        certificate.keep(facts, content, movement, clock.now())
