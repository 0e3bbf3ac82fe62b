"""What the rows know of somebody who is named as a confirmer."""

from datetime import date

from sqlalchemy import or_, select

from registry.db import db
from registry.models.attestation import CONFIRMING, Attestation, Confirmation
from registry.models.organisation import Office, Organisation
from registry.models.registration import Registration
from registry.models.revalidation import Recommendation, Revalidation
from registry.models.user import User
from workflows import confirmation
from workflows.confirmer import Candidate
from workflows.registration import ON_REGISTER, RestrictionKind
from workflows.revalidation import Recommended

CONFIRMED = (confirmation.State.CONFIRMED, confirmation.State.MANAGED)


def candidate(registration: Registration, user_id: int, since: date) -> Candidate:
    """Gather what counts for and against a confirmer; `since` is the first day of the cycle."""
    user = db.session.get(User, user_id)
    places = organisations_of(user_id) if user is not None and user.active else set()
    wanted = registration.organisation_code
    return Candidate(
        is_registrant=user_id == registration.user_id,
        stands=bool(places),
        in_organisation=not wanted or wanted in places,
        was_confirmed=confirmed_by(registration.user_id, user_id, since),
    )


def organisations_of(user_id: int) -> set[str]:
    """Give the codes of the organisations where somebody has standing; empty, between posts."""
    offices = (
        select(Organisation.code)
        .join(Office)
        .where(Office.user_id == user_id, Office.ended_on.is_(None), Office.kind.in_(CONFIRMING))
    )
    registered = select(Registration).where(
        Registration.user_id == user_id, Registration.state.in_(sorted(ON_REGISTER))
    )
    return set(db.session.scalars(offices)) | {
        row.organisation_code for row in db.session.scalars(registered) if not suspended(row)
    }


def suspended(row: Registration) -> bool:
    return any(
        limit.kind == RestrictionKind.SUSPENSION and limit.ended_on is None
        for limit in row.restrictions
    )


def confirmed_by(registrant_id: int, user_id: int, since: date) -> bool:
    """Say whether the registrant confirmed this person, in either way, since a day."""
    attested = (
        select(Confirmation.id)
        .join(Attestation, Attestation.id == Confirmation.attestation_id)
        .join(Registration, Registration.id == Attestation.registration_id)
        .where(
            Registration.user_id == user_id,
            Confirmation.answered_by == registrant_id,
            Confirmation.state.in_(CONFIRMED),
            Confirmation.asked_on >= since,
        )
    )
    revalidated = (
        select(Recommendation.id)
        .join(Revalidation, Revalidation.id == Recommendation.revalidation_id)
        .join(Registration, Registration.id == Revalidation.registration_id)
        .where(
            Registration.user_id == user_id,
            Recommendation.made_by == registrant_id,
            Recommendation.kind == Recommended.CONFIRM,
            Revalidation.due_on >= since,
        )
    )
    return bool(db.session.scalar(select(or_(attested.exists(), revalidated.exists()))))
