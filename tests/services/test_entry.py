"""What the public reads of an entry, now and of an earlier day, under one filter."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pytest
from marshmallow import ValidationError

from registry.db import db
from registry.errors import Gone, NotFound
from registry.models.case import Movement
from registry.models.register import RegisterEvent
from registry.services import entry as entries
from registry.services import entry_history
from registry.services.entry import Past, find_entry
from registry.services.entry_history import Change
from registry.services.publication import record
from tests.services.entries import OPENED, limited, moment, opened, publish

TODAY = date(2026, 11, 23)
MARCH, JUNE, AUGUST = date(2026, 3, 2), date(2026, 6, 1), date(2026, 8, 9)


def as_of(number: str, day: date, today: date) -> Past:
    return entries.as_of(record(number, today), day)


def history(number: str, today: date) -> tuple[Change, ...]:
    return entry_history.history(record(number, today))


def test_an_entry_is_a_sentence_and_its_facts(rows: Any) -> None:
    entry = find_entry(opened("Amina Okafor").number, TODAY)
    assert entry.sentence == "Amina Okafor is registered. Renewal is due by 5 January 2029."
    assert (entry.registered_on, entry.renewal_due_on) == (OPENED, date(2029, 1, 5))
    assert (entry.region, entry.role_confirmed) == ("North East and Yorkshire", False)


def test_limits_are_told_in_full_while_they_hold(rows: Any) -> None:
    registration = opened("Siân O’Brien")
    limited(registration, "conditions", "Must work with a mentor.", MARCH)
    limited(registration, "warning", "Kept no records.", JUNE)
    limited(registration, "conditions", "A health matter.", JUNE, private=True)
    entry = find_entry(registration.number, TODAY)
    assert "with one condition and one warning" in entry.sentence
    assert [r.words for r in entry.restrictions] == ["Must work with a mentor.", "Kept no records."]
    assert "health" not in str(history(registration.number, TODAY))


def test_each_day_has_its_answer(rows: Any) -> None:
    registration = opened("Amina Okafor")
    publish(registration, JUNE, post="Chief executive")
    before, on, after = (
        as_of(registration.number, day, TODAY) for day in (date(2026, 5, 31), JUNE, AUGUST)
    )
    assert [past.entry.post for past in (before, on, after) if past.entry] == [
        "Chief nurse",
        "Chief executive",
        "Chief executive",
    ]
    assert [past.changed for past in (before, on, after)] == [False, True, False]


def test_the_last_word_of_a_day_counts(rows: Any) -> None:
    registration = opened("Amina Okafor")
    for post in ("Chair", "Chief executive"):
        publish(registration, JUNE, post=post)
    past = as_of(registration.number, JUNE, TODAY)
    assert past.entry is not None
    assert past.entry.post == "Chief executive"


def test_before_it_opened_there_was_no_entry(rows: Any) -> None:
    past = as_of(opened("Amina Okafor").number, date(2026, 1, 4), TODAY)
    assert (past.entry, past.changed, past.corrected_on) == (None, False, None)
    assert past.now.registered_on == OPENED


def test_a_day_to_come_is_refused(rows: Any) -> None:
    registration = opened("Amina Okafor")
    assert as_of(registration.number, TODAY, TODAY).entry is not None
    with pytest.raises(ValidationError, match="today or in the past"):
        as_of(registration.number, date(2026, 11, 24), TODAY)


def test_no_answer_ever_holds_a_former_name(rows: Any) -> None:
    registration = opened("Amina Okafor")
    publish(registration, AUGUST, published_name="Amina Lindqvist")
    past = as_of(registration.number, MARCH, TODAY)
    told = [find_entry(registration.number, TODAY), past, history(registration.number, TODAY)]
    assert "Okafor" not in str(told)
    assert past.entry is not None
    assert past.entry.sentence.startswith("Amina Lindqvist is registered")
    assert [c.label for c in history(registration.number, TODAY)] == ["Joined the register"]


def test_the_day_of_a_change_of_name_is_told_nowhere(rows: Any) -> None:
    registration = opened("Amina Okafor")
    publish(registration, AUGUST, published_name="Amina Lindqvist")
    assert not as_of(registration.number, AUGUST, TODAY).changed


def test_what_left_is_gone_once_its_clock_has_run(rows: Any) -> None:
    registration = publish(opened("Lea Left"), MARCH, state="left")
    entry = find_entry(registration.number, date(2027, 3, 2))
    assert (entry.sentence, entry.post) == ("Lea Left left the register on 2 March 2026.", "")
    later = date(2027, 3, 3)
    for ask in (find_entry, record):
        with pytest.raises(Gone, match="publication period of this entry has ended"):
            ask(registration.number, later)


def test_an_entry_made_in_error_tells_no_more_than_that(rows: Any) -> None:
    registration = publish(opened("Peter Wrong"), MARCH, state="ended_in_error")
    entry = find_entry(registration.number, TODAY)
    past = as_of(registration.number, date(2026, 2, 1), TODAY)
    assert (past.entry, past.corrected_on) == (None, MARCH)
    assert [c.label for c in history(registration.number, TODAY)] == [
        "An entry made in error was ended"
    ]
    assert "Chief nurse" not in str((entry, past)) + str(history(registration.number, TODAY))
    assert as_of(registration.number, MARCH, TODAY).entry == entry


def test_an_unknown_number_is_not_found(rows: Any) -> None:
    for ask in (find_entry, record):
        with pytest.raises(NotFound):
            ask("SL000000X", TODAY)


def test_history_tells_every_change_newest_first(rows: Any) -> None:
    registration = opened("Amina Okafor")
    publish(registration, MARCH, role_confirmed=True)
    publish(registration, JUNE, post="Chief executive", role_confirmed=False)
    limited(registration, "undertakings", "Will report each month.", date(2026, 7, 1))
    publish(registration, AUGUST, renewal_due_on=date(2029, 3, 3), practice="non_practising")
    registration.restrictions[0].ended_on = date(2026, 9, 1)
    publish(registration, date(2026, 9, 1), category="associate")
    publish(registration, date(2026, 10, 1), state="left", renewal_due_on=date(2030, 3, 3))
    assert [(change.label, change.detail) for change in history(registration.number, TODAY)] == [
        ("Left the register", ""),
        ("Undertakings ended", ""),
        ("Category updated", "Associate"),
        ("Renewal date extended to 3 March 2029", ""),
        ("Registered as non-practising", ""),
        ("Undertakings agreed", "Will report each month."),
        ("Role or organisation updated", "Chief executive, Example NHS Trust"),
        ("Role confirmed by the employer", "Chief nurse, Example NHS Trust"),
        ("Joined the register", "Chief nurse, Example NHS Trust"),
    ]


def test_the_public_reads_only_what_is_listed(rows: Any) -> None:
    assert set(asdict(find_entry(opened("Amina Okafor").number, TODAY))) == {
        *("number", "number_shown", "name", "standing", "standing_words", "tone", "sentence"),
        *("category", "post", "organisation", "role_confirmed", "region", "registered_on"),
        *("renewal_due_on", "ended_on", "restrictions"),
    }


def lifted(registration: Any, on: date) -> None:
    """End the newest limit of a registration."""
    registration.restrictions[-1].ended_on = on
    publish(registration, on)


@pytest.mark.parametrize(
    ("kind", "ended", "years"),
    [
        ("warning", JUNE, 5),
        ("undertakings", JUNE, 10),
        ("conditions", JUNE, 10),
        ("suspension", JUNE, 10),
        ("suspension", AUGUST, 15),
    ],
)
def test_an_ended_limit_is_told_until_its_clock_has_run(
    rows: Any, kind: str, ended: date, years: int
) -> None:
    registration = opened("Amina Okafor")
    limited(registration, kind, "Kept no records.", MARCH)
    lifted(registration, ended)
    last = ended.replace(year=ended.year + years)
    past = as_of(registration.number, MARCH, last)
    assert past.changed
    assert past.entry is not None
    assert [each.words for each in past.entry.restrictions] == ["Kept no records."]
    assert len(history(registration.number, last)) == 3
    after = last + timedelta(days=1)
    past = as_of(registration.number, MARCH, after)
    assert past.entry is not None
    assert not past.changed
    assert past.entry == entries.as_now(record(registration.number, after))
    assert [c.label for c in history(registration.number, after)] == ["Joined the register"]


def test_a_limit_that_holds_is_told_however_old_it_is(rows: Any) -> None:
    registration = opened("Amina Okafor")
    limited(registration, "warning", "Kept no records.", MARCH)
    past = as_of(registration.number, JUNE, date(2046, 1, 1))
    assert past.entry is not None
    assert past.entry.restrictions


def test_what_was_made_private_since_is_told_of_no_day(rows: Any) -> None:
    registration = opened("Amina Okafor")
    limited(registration, "conditions", "A health matter.", MARCH)
    registration.restrictions[0].private = True
    publish(registration, JUNE)
    told = [as_of(registration.number, day, TODAY) for day in (MARCH, date(2026, 5, 1), JUNE)]
    assert "condition" not in str(told) + str(history(registration.number, TODAY))
    assert not any(past.changed for past in told)


def put_right(registration: Any, on: date, known_on: date, role: str, **changes: Any) -> None:
    """Record on one day what holds from an earlier one."""
    publish(registration, on, **changes)
    event = rows_of(registration)[-1]
    event.recorded_at = moment(known_on)
    db.session.get_one(Movement, event.movement_id).role = role
    db.session.flush()


def rows_of(registration: Any) -> list[RegisterEvent]:
    query = db.session.query(RegisterEvent).filter_by(registration_id=registration.id)
    return query.order_by(RegisterEvent.id).all()


def test_a_corrected_statement_tells_only_that_it_was_corrected(rows: Any) -> None:
    registration = opened("Amina Okafor", post="Chief of nothing")
    put_right(registration, OPENED, AUGUST, "registrar", post="Chief nurse")
    for day in (OPENED, MARCH, date(2026, 8, 8)):
        past = as_of(registration.number, day, TODAY)
        assert (past.entry, past.corrected_on) == (None, AUGUST)
    past = as_of(registration.number, AUGUST, TODAY)
    assert (past.corrected_on, past.changed) == (None, True)
    assert not as_of(registration.number, date(2026, 8, 10), TODAY).changed
    assert as_of(registration.number, date(2026, 1, 4), TODAY).corrected_on is None
    told = history(registration.number, TODAY)
    assert "nothing" not in str(told)
    assert [(change.on, change.label) for change in told] == [
        (AUGUST, "An error in the entry was corrected"),
        (OPENED, "Joined the register"),
    ]


def test_a_clock_that_ran_late_corrects_nothing(rows: Any) -> None:
    registration = opened("Amina Okafor")
    put_right(registration, JUNE, AUGUST, "system", post="Chair")
    past = as_of(registration.number, JUNE, TODAY)
    assert past.corrected_on is None
    assert past.entry is not None
    assert past.entry.post == "Chair"
