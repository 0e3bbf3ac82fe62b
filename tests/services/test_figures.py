"""The numbers on the home page come from the rows, and never speak of single people."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from registry.models.application import Application
from registry.models.case import Movement
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
    decided = rows.query(Movement).filter_by(workflow="application", dest="registered").one()
    for days in (8, 10, 12, 40):
        copy_decision(rows, application, decided, NOW, days)
    copy_decision(rows, application, decided, datetime(2026, 9, 30, 12, tzinfo=UTC), 300)
    assert FEWEST == 5
    assert figures(TODAY).days_to_decision == 10


def copy_decision(rows: Any, like: Application, decided: Movement, at: datetime, days: int) -> None:
    """Add a decided application that took so many days."""
    application = copied(like, reference=f"A{days}", submitted_at=at - timedelta(days=days))
    rows.add(application)
    rows.flush()
    rows.add(copied(decided, case_id=application.id, root_id=application.id, at=at))
    rows.flush()


def copied(row: Any, **changes: Any) -> Any:
    values = {c.key: getattr(row, c.key) for c in row.__table__.columns if c.key != "id"}
    return type(row)(**{**values, **changes})
