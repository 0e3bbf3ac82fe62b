"""When a notice counts as having arrived: every channel, every hour, every address."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from registry.models.notice import Bounce, Channel, Notice, Proof
from registry.models.user import User
from workflows.policy import FIRST

SENT = datetime(2027, 9, 24, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ADDRESS = "amina@trust.example"


def person(**changes: Any) -> User:
    """Somebody who confirmed the address long enough ago to see which date counts."""
    return User(email=ADDRESS, **{"confirmed_at": SENT - 30 * DAY, **changes})


def mail(**changes: Any) -> Notice:
    given = {"address": ADDRESS, "planned_at": SENT, "accepted_at": SENT, "failure": ""}
    return Notice(channel=Channel.EMAIL.value, **{**given, **changes})


def paper(**changes: Any) -> Notice:
    return Notice(channel=Channel.LETTER.value, address="1 High Street", planned_at=SENT, **changes)


@pytest.mark.parametrize(
    ("hours", "proven"), [(0, False), (71, False), (72, True), (73, True), (2000, True)]
)
def test_mail_is_proven_when_nothing_comes_back_for_three_days(hours: int, proven: bool) -> None:
    assert mail().is_proven(person(), SENT + hours * HOUR, FIRST) == proven


@pytest.mark.parametrize(
    "wrong",
    [
        {"accepted_at": None},
        {"accepted_at": None, "failure": "550"},
        {"failure": "5.1.1 gone"},
        {"bounced_at": SENT + HOUR, "bounce": Bounce.HARD.value},
        {"bounced_at": SENT + 80 * HOUR, "bounce": Bounce.SOFT.value},
        {"address": "amina@old.example"},
    ],
)
def test_mail_that_failed_came_back_or_went_elsewhere_is_never_proven(wrong: Any) -> None:
    later = SENT + 2000 * HOUR
    assert mail().is_proven(person(), later, FIRST)
    assert not mail(**wrong).is_proven(person(), later, FIRST)


def test_a_bounce_after_eighty_hours_takes_the_proof_away_again() -> None:
    notice = mail()
    assert notice.proof(person(), SENT + 79 * HOUR, FIRST) == Proof.QUIET
    notice.bounced_at = SENT + 80 * HOUR
    assert notice.proof(person(), SENT + 81 * HOUR, FIRST) is None


@pytest.mark.parametrize(
    ("days", "proven"), [(364, True), (365, True), (366, False), (0, True), (800, False)]
)
def test_the_address_was_confirmed_within_the_year(days: int, proven: bool) -> None:
    later = SENT + 100 * HOUR
    for name in ("confirmed_at", "address_confirmed_at"):
        user = person(**{"confirmed_at": SENT - 900 * DAY, name: SENT - days * DAY})
        assert mail().is_proven(user, later, FIRST) == proven


def test_the_latest_word_of_the_person_about_the_address_counts() -> None:
    user = person(confirmed_at=SENT - 900 * DAY, address_confirmed_at=SENT - 10 * DAY)
    assert mail().is_proven(user, SENT + 100 * HOUR, FIRST)
    assert not mail().is_proven(person(confirmed_at=None), SENT + 100 * HOUR, FIRST)


@pytest.mark.parametrize("at", [datetime(2028, 2, 28, 9, tzinfo=UTC)])
def test_a_year_from_the_29th_of_february_ends_on_the_28th(at: datetime) -> None:
    user = person(confirmed_at=datetime(2028, 2, 29, 9, tzinfo=UTC))
    for year, day, proven in [(2029, 28, True), (2029, 29, False)]:
        sent = datetime(year, 3, 1, 9, tzinfo=UTC) if day == 29 else at.replace(year=year)
        notice = mail(accepted_at=sent, planned_at=sent)
        assert notice.is_proven(user, sent + 100 * HOUR, FIRST) == proven


@pytest.mark.parametrize(
    ("after", "proven"), [(-HOUR, False), (timedelta(), True), (HOUR, True), (200 * DAY, True)]
)
def test_signing_in_since_proves_whatever_became_of_the_mail(
    after: timedelta, proven: bool
) -> None:
    user = person(current_login_at=SENT + after)
    later = SENT + 201 * DAY
    for notice in (
        mail(bounced_at=SENT + HOUR),
        mail(accepted_at=None, failure="550"),
        mail(address="amina@old.example"),
        paper(),
    ):
        assert notice.is_proven(user, later, FIRST) == proven
        assert notice.proof(user, later, FIRST) == (Proof.SIGNED_IN if proven else None)


@pytest.mark.parametrize(
    ("posted_on", "last_not", "first"),
    [
        (date(2027, 11, 23), date(2027, 11, 24), date(2027, 11, 25)),  # a Tuesday
        (date(2027, 11, 26), date(2027, 11, 29), date(2027, 11, 30)),  # a Friday
        (date(2027, 5, 28), date(2027, 6, 1), date(2027, 6, 2)),  # before the late May holiday
        (date(2027, 3, 25), date(2027, 3, 30), date(2027, 3, 31)),  # before Good Friday
        (date(2027, 12, 24), date(2027, 12, 29), date(2027, 12, 30)),  # before Christmas
        (date(2027, 11, 27), date(2027, 11, 30), date(2027, 12, 1)),  # a Saturday
    ],
)
def test_a_letter_is_proven_two_working_days_after_it_was_posted(
    posted_on: date, last_not: date, first: date
) -> None:
    letter = paper(posted_on=posted_on)
    assert not letter.is_proven(person(), noon(last_not), FIRST)
    assert letter.proof(person(), noon(first), FIRST) == Proof.POSTED


def test_a_letter_that_nobody_posted_is_never_proven() -> None:
    assert not paper().is_proven(person(), SENT + 900 * DAY, FIRST)


@pytest.mark.parametrize(
    ("changes", "proof"),
    [
        ({}, Proof.RECEIPT),
        ({"bounced_at": SENT + HOUR}, None),
        ({"failure": "5.1.1"}, None),
        ({"address": "amina@old.example"}, None),
    ],
)
def test_a_receipt_of_their_server_proves_at_once(changes: Any, proof: Proof | None) -> None:
    notice = mail(delivered_at=SENT + HOUR, **changes)
    assert notice.proof(person(), SENT + 2 * HOUR, FIRST) == proof


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
