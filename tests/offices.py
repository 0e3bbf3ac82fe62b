"""Offices of an organisation, as rows: how they come about is tested where they are opened."""

from registry.db import db
from registry.models.organisation import Office, Organisation
from tests.conftest import NOW
from tests.people import People


def hold_office(people: People, kind: str = "chair", code: str = "RCF") -> Office:
    """Give emma an office; the applicants of the tests work at RCF."""
    organisation = db.session.query(Organisation).filter_by(code=code).one()
    office = Office(
        organisation=organisation,
        organisation_id=organisation.id,
        user_id=people.emma.id,
        kind=kind,
        began_on=NOW.date(),
        opened_by=people.rene.id,
        called_back="The switchboard",
        at=NOW,
    )
    db.session.add(office)
    db.session.flush()
    return office
