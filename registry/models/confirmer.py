"""What the rows know of somebody who is named as a confirmer."""

from datetime import date

from sqlalchemy import Select, exists, literal, select, union_all

from registry.db import db
from registry.models.attestation import CONFIRMING, Attestation, Confirmation
from registry.models.organisation import Office, Organisation
from registry.models.registration import Registration, Restriction
from registry.models.revalidation import Recommendation, Revalidation
from registry.models.user import User
from workflows import confirmation
from workflows.confirmer import Candidate
from workflows.registration import ON_REGISTER, RestrictionKind
from workflows.revalidation import Recommended

ANSWERED = (confirmation.State.CONFIRMED, confirmation.State.MANAGED)
PLACE, CONFIRMED = "place", "confirmed"


def candidate(registration: Registration, user_id: int, since: date) -> Candidate:
    """Gather what counts for and against a confirmer; `since` is the first day of the cycle.

    One question, because each page and each step of a revalidation asks it.
    """
    told = union_all(
        offices(user_id),
        registered(user_id),
        *attested_or_revalidated(registration.user_id, user_id, since),
    )
    found = {(row[0], row[1]) for row in db.session.execute(told)}
    places = {code for kind, code in found if kind == PLACE}
    wanted = registration.organisation_code
    return Candidate(
        is_registrant=user_id == registration.user_id,
        stands=bool(places),
        in_organisation=not wanted or wanted in places,
        was_confirmed=any(kind == CONFIRMED for kind, _ in found),
    )


def offices(user_id: int) -> Select[str, str]:
    """Select the organisations in which somebody holds an office that confirms."""
    return (
        select(literal(PLACE), Organisation.code)
        .select_from(Organisation)
        .join(Office, Office.organisation_id == Organisation.id)
        .join(User, User.id == Office.user_id)
        .where(
            User.id == user_id, User.active, Office.ended_on.is_(None), Office.kind.in_(CONFIRMING)
        )
    )


def registered(user_id: int) -> Select[str, str]:
    """Select the organisation with which somebody is registered, and not suspended."""
    suspended = exists().where(
        Restriction.registration_id == Registration.id,
        Restriction.kind == RestrictionKind.SUSPENSION,
        Restriction.ended_on.is_(None),
    )
    return (
        select(literal(PLACE), Registration.organisation_code)
        .select_from(Registration)
        .join(User, User.id == Registration.user_id)
        .where(
            User.id == user_id, User.active, Registration.state.in_(sorted(ON_REGISTER)), ~suspended
        )
    )


def attested_or_revalidated(
    registrant_id: int, user_id: int, since: date
) -> tuple[Select[str, str], ...]:
    """Select what the registrant confirmed for this person, in either way, since a day."""
    found = (
        select(literal(CONFIRMED), literal(""))
        .select_from(Registration)
        .where(Registration.user_id == user_id)
    )
    attested = (
        found.join(Attestation, Attestation.registration_id == Registration.id)
        .join(Confirmation, Confirmation.attestation_id == Attestation.id)
        .where(
            Confirmation.answered_by == registrant_id,
            Confirmation.state.in_(ANSWERED),
            Confirmation.asked_on >= since,
        )
    )
    revalidated = (
        found.join(Revalidation, Revalidation.registration_id == Registration.id)
        .join(Recommendation, Recommendation.revalidation_id == Revalidation.id)
        .where(
            Recommendation.made_by == registrant_id,
            Recommendation.kind == Recommended.CONFIRM,
            Revalidation.due_on >= since,
        )
    )
    return attested, revalidated
