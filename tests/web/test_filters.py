"""Dates, times, counts and colours as a page writes them."""

from datetime import UTC, date, datetime
from importlib import import_module
from pkgutil import iter_modules

import pytest

import workflows
from registry.web import filters
from workflows.engine import Workflow

TODAY = date(2027, 3, 1)  # a Monday


def test_a_date_is_written_in_full() -> None:
    assert filters.london_date(date(2027, 3, 3)) == "3 March 2027"


def test_a_day_on_which_something_is_due_has_its_weekday() -> None:
    assert filters.due_date(date(2027, 3, 3)) == "Wednesday 3 March 2027"


def test_an_instant_is_written_by_the_london_calendar() -> None:
    late = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)
    assert filters.london_date(late) == "1 July 2027"
    assert filters.london_moment(late) == "1 July 2027 at 12:30am"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        filters.london_time(datetime(2027, 3, 3, 9))


@pytest.mark.parametrize(
    ("hour", "minute", "written"),
    [
        (16, 30, "4:30pm"),
        (9, 0, "9am"),
        (12, 0, "midday"),
        (0, 0, "midnight"),
        (0, 5, "12:05am"),
        (12, 5, "12:05pm"),
    ],
)
def test_a_time_is_written_as_people_say_it(hour: int, minute: int, written: str) -> None:
    assert filters.london_time(datetime(2027, 1, 4, hour, minute, tzinfo=UTC)) == written


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2027, 2, 25), "2 working days ago"),
        (date(2027, 2, 28), "yesterday"),
        (date(2027, 3, 1), "today"),
        (date(2027, 3, 2), "tomorrow"),
        (date(2027, 3, 3), "in 2 working days"),
        (date(2027, 3, 17), "in 12 working days"),
        (date(2027, 3, 30), "in 19 working days"),  # past Good Friday and Easter Monday
    ],
)
def test_how_far_off_a_day_is_counts_working_days(day: date, written: str) -> None:
    assert filters.in_working_days(day, TODAY) == written


def test_a_gap_without_a_working_day_is_counted_in_days() -> None:
    assert filters.in_working_days(date(2027, 3, 29), date(2027, 3, 27)) == "in 2 days"


@pytest.mark.parametrize(
    ("count", "written"), [(0, "0 people"), (1, "1 person"), (1204, "1,204 people")]
)
def test_a_count_agrees_with_its_noun(count: int, written: str) -> None:
    assert filters.plural(count, "person", "people") == written


def test_a_noun_in_s_needs_no_second_form() -> None:
    assert filters.plural(2, "day") == "2 days"


def workflows_found() -> list[Workflow]:
    modules = (import_module(f"workflows.{each.name}") for each in iter_modules(workflows.__path__))
    found = (value for module in modules for value in vars(module).values())
    return [value for value in found if isinstance(value, Workflow)]


def test_every_state_of_every_workflow_has_a_colour() -> None:
    states = {state.value for workflow in workflows_found() for state in workflow.states}
    assert "draft" in states
    assert states <= set(filters.COLOURS)


def test_a_status_has_one_colour_and_an_unknown_one_is_grey() -> None:
    assert filters.colour("registered") == "green"
    assert filters.colour("refused") == "red"
    assert filters.colour("nothing we know") == "grey"


def test_each_key_is_new() -> None:
    assert filters.new_key() != filters.new_key()
