"""Accounts, staff roles and invitations, without a page."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from registry.services import user as users
from workflows.roles import Role

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LATER = NOW + users.INVITATION_LASTS
STAFF = (Role.CASEWORKER, Role.ASSESSOR, Role.REGISTRAR, Role.ADMINISTRATOR)


def test_an_address_is_found_in_any_case(rows: Any) -> None:
    ann = users.add_user(" Ann@Trust.example", (), NOW)
    assert ann.email == "ann@trust.example"
    assert users.find_by_email("ANN@trust.EXAMPLE ") is ann
    with pytest.raises(users.AccountExists):
        users.add_user("ANN@TRUST.example", (), NOW)


def test_times_come_back_aware(rows: Any) -> None:
    ann = users.add_user("ann@trust.example", (), NOW)
    rows.expire(ann)
    assert ann.created_at == NOW


@pytest.mark.parametrize("role", STAFF)
def test_staff_roles_hold_for_a_person(rows: Any, role: Role) -> None:
    person = users.add_user("ann@trust.example", [role], NOW)
    assert users.actor_roles(person) == {role}
    assert users.staff_people() == [person]


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.EMPLOYER, Role.SUBJECT, Role.REFEREE])
def test_no_other_role_is_given_to_a_person(rows: Any, role: Role) -> None:
    with pytest.raises(users.NotStaffRole):
        users.add_user("ann@trust.example", [role], NOW)


@pytest.mark.parametrize(
    ("roles", "is_demo", "demo", "due"),
    [
        ((), False, False, False),
        ((Role.ADMINISTRATOR,), False, False, True),
        ((Role.CASEWORKER,), False, True, True),
        ((Role.CASEWORKER,), True, False, True),
        ((Role.CASEWORKER,), True, True, False),
    ],
)
def test_who_must_set_up_a_second_step(
    rows: Any, roles: tuple[Role, ...], is_demo: bool, demo: bool, due: bool
) -> None:
    person = users.add_user("ann@trust.example", roles, NOW, is_demo=is_demo)
    assert users.second_factor_due(person, demo=demo) is due


def test_the_second_step_is_whole_only_with_recovery_codes_in_hand(rows: Any) -> None:
    person = users.add_user("ann@trust.example", [Role.ASSESSOR], NOW)
    person.tf_primary_method, person.tf_totp_secret = "authenticator", "secret"
    assert users.second_factor_due(person, demo=False)
    person.mf_recovery_codes = ["1234"]
    assert not users.second_factor_due(person, demo=False)
    person.mf_recovery_codes.pop()
    rows.flush()
    rows.expire(person)
    assert users.second_factor_due(person, demo=False), "the last one was used"


def test_an_invitation_makes_an_account_once(rows: Any) -> None:
    token = users.invite("Ann@trust.example", [Role.ASSESSOR], None, NOW)
    assert token not in str([one.token_hash for one in users.open_invitations(NOW)])
    ann = users.accept(token, "hash", "Ann Ash", NOW)
    assert (ann.name, ann.password, ann.role_names) == ("Ann Ash", "hash", {Role.ASSESSOR})
    with pytest.raises(users.InvitationClosed):
        users.accept(token, "other", "Mallory", NOW)


def test_an_invitation_runs_out(rows: Any) -> None:
    token = users.invite("ann@trust.example", [Role.ASSESSOR], None, NOW)
    assert users.find_invitation(token, LATER - timedelta(seconds=1)).email == "ann@trust.example"
    with pytest.raises(users.InvitationClosed):
        users.find_invitation(token, LATER)
    assert users.waiting(LATER) == []


def test_a_newer_invitation_ends_the_older(rows: Any) -> None:
    older = users.invite("ann@trust.example", [Role.ASSESSOR], None, NOW)
    users.invite("ANN@trust.example", [Role.CASEWORKER], None, NOW)
    with pytest.raises(users.InvitationClosed):
        users.find_invitation(older, NOW)
    assert [one.roles for one in users.waiting(NOW)] == [{Role.CASEWORKER}]


def test_an_invitation_never_replaces_a_password(rows: Any) -> None:
    ann = users.add_user("ann@trust.example", (), NOW)
    ann.password = "hash"
    token = users.invite("ann@trust.example", [Role.ASSESSOR], None, NOW)
    with pytest.raises(users.AccountExists):
        users.accept(token, "other", "Mallory", NOW)
    assert users.accept_as(token, ann, NOW).role_names == {Role.ASSESSOR}
    assert ann.password == "hash"


def test_an_invitation_is_for_one_address(rows: Any) -> None:
    token = users.invite("ann@trust.example", [Role.ASSESSOR], None, NOW)
    mallory = users.add_user("mallory@trust.example", (), NOW)
    with pytest.raises(users.InvitationClosed):
        users.accept_as(token, mallory, NOW)


def test_roles_come_and_go(rows: Any) -> None:
    ann = users.add_user("ann@trust.example", [Role.ASSESSOR], NOW)
    users.grant(ann, [Role.ASSESSOR, Role.CASEWORKER])
    assert ann.role_names == {Role.ASSESSOR, Role.CASEWORKER}
    session = ann.fs_uniquifier
    users.withdraw_roles(ann, [Role.ASSESSOR])
    assert ann.role_names == {Role.CASEWORKER}
    assert ann.fs_uniquifier != session, "open sessions end"


def test_too_many_failures_lock_for_a_while(rows: Any) -> None:
    ann = users.add_user("ann@trust.example", (), NOW)
    for _ in range(users.TRIES - 1):
        users.note_failure(ann, NOW)
    assert not users.is_locked(ann, NOW)
    users.note_failure(ann, NOW)
    assert users.is_locked(ann, NOW)
    assert not users.is_locked(ann, NOW + users.LOCKED_FOR)
    users.note_failure(ann, NOW)
    users.forget_failures(ann)
    assert (ann.failures, users.is_locked(ann, NOW)) == (0, False)
