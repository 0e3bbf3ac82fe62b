"""Bounces written into the ledger: once, by our own mark alone, and the next channel opened."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from registry.models.notice import Channel, Notice
from registry.models.registration import Registration
from registry.services import bounce, notice
from registry.services.bounce import Taken
from tests import factories
from tests.gateways.test_bounce import report
from tests.keeping import DUE, at, attestation_open
from tests.people import People

OPENED = at(DUE - timedelta(days=60))
LATER = OPENED + timedelta(hours=80)


@pytest.fixture
def entry(people: People, run_jobs: Callable[[], int], clock: Any) -> Registration:
    registration = factories.registered(people)
    clock.move_to(OPENED)
    attestation_open(registration, OPENED)
    run_jobs()
    return registration


@pytest.fixture
def opened(entry: Registration, rows: Any) -> Notice:
    """The mail that opened an attestation, taken by a server."""
    row: Notice = rows.query(Notice).filter_by(kind="send_attestation_open").one()
    assert row.accepted_at is not None
    return row


def back(row: Notice, action: str = "failed", status: str = "5.1.1") -> bytes:
    return report(action, status, to=f"register+{notice.bounce_token(row.id)}@register.example")


def letters(rows: Any) -> list[Notice]:
    found: list[Notice] = rows.query(Notice).filter_by(channel=Channel.LETTER.value).all()
    return found


def test_a_hard_bounce_takes_the_proof_and_opens_a_letter_once(
    opened: Notice, people: People, entry: Registration, rows: Any, run_jobs: Callable[[], int]
) -> None:
    people.alice.address_confirmed_at = OPENED
    assert opened.is_proven(people.alice, LATER, entry.policy)
    assert bounce.take(back(opened), LATER) == Taken.HARD
    assert (opened.bounced_at, opened.bounce) == (LATER, "hard")
    assert opened.failure.startswith("5.1.1")
    assert not opened.is_proven(people.alice, LATER, entry.policy)
    assert bounce.take(back(opened), LATER + timedelta(days=1)) == Taken.KNOWN
    assert opened.bounced_at == LATER
    run_jobs()
    run_jobs()
    assert [row.movement_id for row in letters(rows)] == [opened.movement_id]


def test_a_soft_bounce_is_kept_apart_and_opens_a_letter_too(
    opened: Notice, rows: Any, run_jobs: Callable[[], int]
) -> None:
    assert bounce.take(back(opened, status="4.2.2"), LATER) == Taken.SOFT
    assert (opened.bounce, opened.bounced_at) == ("soft", LATER)
    assert bounce.take(back(opened, status="4.2.2"), LATER) == Taken.KNOWN
    assert bounce.take(back(opened), LATER) == Taken.HARD
    assert bounce.take(back(opened, status="4.2.2"), LATER) == Taken.KNOWN
    assert opened.bounce == "hard"
    run_jobs()
    assert len(letters(rows)) == 1


def test_a_delay_and_a_receipt_are_no_bounce(
    opened: Notice, people: People, entry: Registration, rows: Any, run_jobs: Callable[[], int]
) -> None:
    assert bounce.take(back(opened, "delayed", "4.4.1"), OPENED) == Taken.DELAYED
    assert (opened.delayed_at, opened.bounced_at, opened.failure) == (OPENED, None, "")
    assert not opened.is_proven(people.alice, OPENED, entry.policy)
    assert bounce.take(back(opened, "delivered", "2.0.0"), OPENED) == Taken.DELIVERED
    assert opened.is_proven(people.alice, OPENED, entry.policy)
    assert bounce.take(back(opened, "delivered", "2.0.0"), LATER) == Taken.KNOWN
    run_jobs()
    assert letters(rows) == []


def test_a_forged_mark_changes_nothing(opened: Notice, rows: Any) -> None:
    good = notice.bounce_token(opened.id)
    other = notice.bounce_token(opened.id + 1).partition("-")[2]
    for token in (
        f"{opened.id}-{'0' * 16}",
        f"{opened.id}-{other}",
        f"{opened.id + 1}-{good.partition('-')[2]}",
        notice.bounce_token(opened.id + 1000),
        f"0{good}",
    ):
        raw = report(to=f"register+{token}@register.example")
        assert bounce.take(raw, LATER) == Taken.FORGED
    assert opened.bounced_at is None


def test_other_mail_is_counted_and_left_alone(opened: Notice) -> None:
    assert bounce.take(b"To: register@register.example\n\nHello", LATER) == Taken.OTHER
    assert opened.bounced_at is None


def test_a_letter_never_comes_back_by_mail(
    opened: Notice, rows: Any, run_jobs: Callable[[], int]
) -> None:
    bounce.take(back(opened), LATER)
    run_jobs()
    [letter] = letters(rows)
    assert bounce.take(back(letter), LATER) == Taken.FORGED
    assert letter.bounced_at is None


def test_what_went_out_carries_the_mark(opened: Notice) -> None:
    message = notice.try_now(opened, LATER)
    assert message.token == notice.bounce_token(opened.id)
    assert notice.of_bounce_token(message.token) is opened
    assert len(f"register+{message.token}") <= 64
