"""The numbers on the home page come from the rows, and never speak of single people."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from registry.models.application import Application
from registry.services.figures import FEWEST, Figures, figures, quarter_start
from tests import factories
from tests.conftest import NOW

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 3, 31), date(2026, 1, 1)),
        (date(2026, 11, 23), date(2026, 10, 1)),
    ],
)
def test_a_quarter_begins_on_its_first_day(day: date, first: date) -> None:
    assert quarter_start(day) == first


def test_an_empty_register_tells_nought_and_no_median(rows: Any) -> None:
    assert figures(TODAY) == Figures(0, None)


def test_one_person_on_the_register_counts_but_gives_no_median(rows: Any, people: Any) -> None:
    factories.registered(people)
    assert figures(TODAY) == Figures(1, None)


def test_the_median_is_of_this_quarters_decisions(rows: Any, people: Any) -> None:
    factories.registered(people)
    application = rows.query(Application).one()
    for days in (8, 10, 12, 40):
        rows.add(decided(application, NOW, days))
    rows.add(decided(application, datetime(2026, 9, 30, 12, tzinfo=UTC), 300))
    rows.flush()
    assert FEWEST == 5
    assert figures(TODAY).days_to_decision == 10


def decided(like: Application, at: datetime, days: int) -> Application:
    """Make an application that was decided then and took so many days."""
    sent = at - timedelta(days=days)
    return copied(like, reference=f"A{days}", submitted_at=sent, entered_at=at)


def copied(row: Any, **changes: Any) -> Any:
    values = {c.key: getattr(row, c.key) for c in row.__table__.columns if c.key != "id"}
    return type(row)(**{**values, **changes})
