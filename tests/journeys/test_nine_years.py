"""Nine years of one person: every way in which keeping up can go, and what the register said.

She attests and is confirmed, or nobody answers for her; she is revalidated, away, moved, late,
lapsed, back, and taken for dead. After each the entry, `?on=` and her certificate are asked.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine

from registry import queue
from registry.services import alarm, register
from tests.conftest import NOW
from tests.journeys import years
from tests.journeys.conftest import Arrive, Site, served
from tests.journeys.years import NAME, Life
from tests.sections.answers import day as boxes
from tests.web.conftest import flat
from workflows.portfolio import Kind

pytestmark = pytest.mark.browser
DAY = timedelta(days=1)
STANDS = "This certificate stands"
REPLACED = "This certificate was replaced by a newer certificate"
ENDED = "This certificate has ended"
EACH_YEAR = (Kind.APPRAISAL, Kind.REFLECTION, Kind.REFLECTION)
SECOND = "Chief executive Leeds Teaching Hospitals NHS Trust"
AT_THE_END = (
    *(Kind.APPRAISAL, Kind.REFLECTION, Kind.ROLE_RECORD, Kind.FEEDBACK),
    *(Kind.DEVELOPMENT_PLAN, Kind.PEER_DISCUSSION, Kind.SPEAKING_UP),
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with time_machine.travel(NOW, tick=True), served(tmp_path, DEMO=True) as site:
        yield site


def test_nine_years_of_one_person(site: Site, arrive: Arrive) -> None:
    life = years.born(site, arrive)
    life.says(NOW.date(), "is registered. Renewal is due by 23 November 2029.")
    life.verifies(life.certificate(), STANDS)
    nobody_answers_for_her(life)
    the_chair_confirms(life)
    revalidated(life)
    away_when_it_is_due(life)
    left_her_trust(life)
    came_to_another(life)
    deferred(life)
    late_and_rescued(life)
    revalidated_later(life)
    late_without_proof(life)
    lapsed(life)
    restored_the_same_day(life)
    taken_for_dead(life)
    her_days_are_given_back(life)
    revalidated_again(life)
    every_day_reads_rightly(life)
    nothing_failed(life)


def nobody_answers_for_her(life: Life) -> None:
    """2027: attested on time; the chair and everybody after the chair is silent."""
    life.until(date(2027, 10, 11))
    life.come()
    assert life.verdict() == "4 things are missing:"
    years.write(life.alice, date(2027, 10, 11), *EACH_YEAR)
    years.attest(life, 2027)
    assert life.verdict() == "You are complete for 2027"
    passed = date(2027, 10, 11)
    for desk, said in (
        ("emma", "It is with the chair"),
        ("sana", "It is with the deputy chair or the senior independent director"),
        ("seth", "It is with the secretary"),
    ):
        here = life.here[desk]
        here.go("/employer")
        here.sees("Sent to you")
        life.alice.go("/registration")
        life.alice.sees(f"For 2027. {said}")
        passed += timedelta(days=29)
        life.until(passed)
    life.alice.go("/registration")
    life.alice.sees("Nobody there could answer, so a registrar deals with it")
    life.rene.go("/casework/keeping-up/confirmations")
    life.rene.follow(NAME)
    life.rene.answer(reason="The trust's office confirmed it by telephone.")
    life.rene.press("Record how it was settled")
    life.rene.sees("Settled.")
    life.alice.go("/registration")
    life.alice.sees("A registrar has settled it")
    assert life.verdict() == "You are complete for 2028"
    life.still_says()


def the_chair_confirms(life: Life) -> None:
    """2028: attested and confirmed."""
    life.until(date(2028, 10, 2))
    life.come()
    years.write(life.alice, date(2028, 10, 2), *EACH_YEAR)
    years.attest(life, 2028)
    life.until(date(2028, 10, 9))
    years.confirm_attestation(life, life.emma, 2028)
    life.alice.go("/registration")
    life.alice.sees("Your employer has confirmed your attestation")
    assert life.verdict() == "You are complete for 2028"
    life.still_says()


def revalidated(life: Life) -> None:
    """2029: the portfolio is whole, the chair confirms it, and she is revalidated."""
    day = date(2029, 9, 3)
    life.until(day)
    life.come()
    first = life.certificate()
    years.write(life.alice, day, *AT_THE_END)
    assert life.verdict() == "2 things are missing:"
    years.name_confirmer(life.alice, "Emma")
    years.send_portfolio(life)
    assert life.verdict() == "1 thing is missing:", "it is with others, and nobody says complete"
    life.still_says()
    years.confirm_portfolio(life, life.emma, day)
    life.says(day + DAY, "is registered. Renewal is due by 23 November 2032.")
    assert life.verdict() == "You are complete for 2029"
    life.verifies(first, REPLACED)
    life.verifies(life.certificate(), STANDS)
    life.until(date(2029, 10, 1))
    years.attest(life, 2029)
    assert life.verdict() == "You are complete for 2029"
    years.confirm_attestation(life, life.emma, 2029)


def away_when_it_is_due(life: Life) -> None:
    """2030: on planned absence on the day, with ninety days when she is back."""
    life.until(date(2030, 10, 1))
    alice = life.come()
    years.write(alice, date(2030, 10, 1), *EACH_YEAR)
    alice.go("/registration/absence")
    days = {"began_on": boxes("2030-11-01"), "ends_on": boxes("2031-01-31")}
    alice.answer(**flat(days))
    alice.press("Enter my absence")
    alice.sees("Renewal date extended to 2 May 2031")
    life.until(date(2030, 11, 26))  # the day after it was due
    assert life.verdict() == "4 things are missing:"
    alice.sees("Your dates stand still for now")
    life.still_says()
    life.verifies(life.certificate(), STANDS)
    life.until(date(2031, 2, 1))
    assert life.verdict() == "4 things are missing:"
    alice.sees("By 2 May 2031")
    life.still_says()
    life.until(date(2031, 2, 10))
    years.attest(life, 2030)
    assert life.verdict() == "You are complete for 2031"
    years.confirm_attestation(life, life.emma, 2030)
    life.still_says()


def left_her_trust(life: Life) -> None:
    """2031: the post ends, and the entry shows none."""
    life.until(date(2031, 6, 2))
    alice, before = life.come(), life.certificate()
    alice.go("/registration/posts")
    alice.through(alice.page.get_by_role("link", name="End this post"))
    alice.answer(**flat({"ended_on": boxes("2031-06-01")}))
    alice.press("End this post")
    alice.sees("You are between posts since 1 June 2031")
    life.role = "Renewal due"
    life.says(date(2031, 6, 2), "is registered. Renewal is due by 23 November 2032.")
    assert "Chief nurse" not in life.stranger.text.partition("History")[0]
    life.emma.go("/employer/appointments")
    life.emma.follow(NAME)
    life.emma.press("Record that the reference is written")
    life.verifies(before, REPLACED)
    life.verifies(life.certificate(), STANDS)


def came_to_another(life: Life) -> None:
    """2031: stated by her, then confirmed by the chair there, who answers for her from now on."""
    life.until(date(2031, 6, 9))
    alice, before = life.alice, life.certificate()
    alice.go("/registration/posts")
    alice.follow("Start a new post", role="button")
    alice.answer(place="in_list", organisation="RR8", post_title="Chief executive")
    alice.answer(**flat({"began_on": boxes("2031-06-09")}))
    alice.press("Start this post")
    alice.sees("Your new post is entered")
    life.role = f"{SECOND} Stated by the registrant, not confirmed"
    life.says(date(2031, 6, 9), "is registered. Renewal is due by 23 November 2032.")
    life.until(date(2031, 6, 11))
    life.noor.go("/employer/appointments")
    life.noor.follow(NAME)
    life.noor.press("Confirm this post")
    life.role = f"{SECOND} Confirmed by the registrant and the employer"
    life.says(date(2031, 6, 11), "is registered. Renewal is due by 23 November 2032.")
    life.verifies(before, REPLACED)
    life.verifies(life.certificate(), STANDS)
    day = date(2031, 11, 20)
    life.until(day)
    life.come()
    years.write(alice, day, *EACH_YEAR)
    years.attest(life, 2031)
    years.confirm_attestation(life, life.noor, 2031)
    assert life.verdict() == "You are complete for 2031"


def deferred(life: Life) -> None:
    """2032: her confirmer recommends a later date, because the post is new."""
    life.until(date(2032, 10, 14))
    alice = life.come()
    years.name_confirmer(alice, "Noor")
    life.work()
    life.noor.go("/confirming")
    life.noor.follow(NAME)
    life.noor.follow("Recommend a later date", role="button")
    why = {"code": "insufficient_evidence", "lacking": "new_post", "to": boxes("2033-05-31")}
    life.noor.answer(**flat(why))
    life.noor.press("Recommend this date")
    life.noor.sees("Your recommendation is with a registrar")
    life.until(date(2032, 10, 18))
    life.rene.go("/casework/revalidations")
    life.rene.follow(NAME)
    life.rene.press("Move the date as recommended")
    life.says(date(2032, 10, 18), "is registered. Renewal is due by 31 May 2033.")
    assert life.verdict() == "4 things are missing:"


def late_and_rescued(life: Life) -> None:
    """2032: she signs in and sends nothing, is late, and sends it on the twentieth day."""
    life.until(date(2032, 11, 22))
    alice = life.come()
    life.until(date(2032, 11, 24))
    life.says(date(2032, 11, 23), "is registered. Renewal is due by 21 December 2032.")
    assert life.verdict() == "4 things are missing:"
    alice.sees("You are still registered. If nothing is sent by 21 December 2032")
    life.verifies(life.certificate(), STANDS)
    life.until(date(2032, 12, 13))  # the twentieth day
    life.come()
    years.attest(life, 2032)
    alice.sees("You are complete for 2032")
    life.says(date(2032, 12, 13), "is registered. Renewal is due by 31 May 2033.")
    years.confirm_attestation(life, life.noor, 2032)


def revalidated_later(life: Life) -> None:
    """2033: the deferred revalidation is done, and its cycle ends when it would have."""
    day = date(2033, 4, 4)
    life.until(day)
    alice = life.come()
    years.write(alice, day, *AT_THE_END)
    years.send_portfolio(life)
    years.confirm_portfolio(life, life.noor, day)
    life.says(day + DAY, "is registered. Renewal is due by 23 November 2035.")
    assert life.verdict() == "You are complete for 2033"


def late_without_proof(life: Life) -> None:
    """2033: nothing is sent, but a notice is not proven: more time, and a letter that is posted."""
    life.until(date(2033, 11, 24))
    life.says(date(2033, 11, 23), "is registered. Renewal is due by 21 December 2033.")
    life.until(date(2033, 12, 22))  # her address was last confirmed a year and nine days ago
    life.says(date(2033, 12, 21), "is registered. Renewal is due by 19 January 2034.")
    rene = life.rene
    rene.go("/casework/keeping-up/letters")
    rene.page.locator('[name="letter"]').check()
    rene.press("Record as posted today")
    rene.sees("1 letter is recorded as posted today")
    life.says(date(2033, 12, 22), "is registered. Renewal is due by 25 January 2034.")


def lapsed(life: Life) -> None:
    """2034: every notice is proven, a registrar has looked, and the time is over."""
    life.until(date(2034, 1, 16))
    rene = life.rene
    rene.go("/casework/keeping-up/late")
    rene.sees("All 6 mandatory notices are proven to have arrived")
    rene.page.locator('[name="chosen"]').check()
    rene.answer(reason="Called twice and wrote; nobody answered.")
    rene.press("Record that I have looked")
    rene.sees("You have looked at 1 person")
    life.still_says()
    certificate = life.certificate()
    life.verifies(certificate, STANDS)
    life.until(date(2034, 1, 26), hour=9)
    life.role = "Ended 25 January 2034"
    gone = "is no longer registered. The registration ended on 25 January 2034 because the"
    life.says(date(2034, 1, 25), f"{gone} renewal was not completed.")
    life.verifies(certificate, ENDED)


def restored_the_same_day(life: Life) -> None:
    """2034: on the morning of the lapse she sends what was missing, and is back."""
    alice = life.come()
    assert life.verdict() == "You can be registered again today"
    alice.sees(life.said[-1].sentence)
    alice.sees("Your registration lapsed on 25 January 2034.")
    alice.sees("4 things are missing")
    alice.shot("years-lapsed")
    years.attest(life, 2033)
    alice.sees("You are registered again from today. You are complete for 2034.")
    life.role = f"{SECOND} Confirmed by the registrant and the employer"
    life.says(date(2034, 1, 26), "is registered. Renewal is due by 23 November 2035.")
    life.stranger.sees("Back on the register")
    assert life.verdict() == "You are complete for 2034"
    life.verifies(life.certificate(), STANDS)


def taken_for_dead(life: Life) -> None:
    """2034: one registrar records the report of a death, another that it is false."""
    life.until(date(2034, 10, 2))
    before, certificate, mailed = entry_text(life), life.certificate(), life.mailed()
    words = ("Record that a death was reported", "A letter to the office says so.")
    years.step(life, life.rene, *words, button="Record the report")
    life.until(date(2034, 10, 20))
    assert entry_text(life) == before
    assert life.mailed() == mailed, "nothing is sent to somebody who is reported dead"
    life.verifies(certificate, STANDS)
    words = ("Record that the report of a death was false", "She answered the telephone herself.")
    years.step(life, life.rosa, *words)
    assert entry_text(life) == before
    life.verifies(certificate, STANDS)


def her_days_are_given_back(life: Life) -> None:
    """2034: what stood still counts on from the false report, and the public read none of it."""
    before = entry_text(life)
    alice = life.come()
    assert life.verdict() == "4 things are missing:"
    alice.sees("Renewal date extended to 19 December 2034")
    life.until(date(2034, 11, 24))  # the day after it was due at first
    assert life.verdict() == "4 things are missing:"
    years.attest(life, 2034)
    years.confirm_attestation(life, life.noor, 2034)
    assert life.verdict() == "You are complete for 2034"
    assert entry_text(life) == before
    for day in (date(2034, 10, 2), date(2034, 10, 10), date(2034, 10, 20), date(2034, 11, 23)):
        life.reads(f"?on={day}", life.said[-1])
        life.stranger.sees("The entry did not change on that day")


def entry_text(life: Life) -> str:
    """Give every word of the entry and of its history, without the day on which it was read."""
    stranger = life.stranger
    stranger.go(f"/register/{life.number}")
    entry = stranger.page.locator("article > :not(.app-printed), .app-timeline").all_inner_texts()
    return " ".join(" ".join(entry).split())


def revalidated_again(life: Life) -> None:
    """2035: the third cycle ends as the first did."""
    day = date(2035, 9, 3)
    life.until(day)
    alice = life.come()
    years.write(alice, day, *EACH_YEAR, *EACH_YEAR, *AT_THE_END)
    years.name_confirmer(alice, "Noor")
    years.send_portfolio(life)
    years.confirm_portfolio(life, life.noor, day)
    life.says(day + DAY, "is registered. Renewal is due by 23 November 2038.")
    life.until(date(2035, 11, 23))
    life.come()
    years.attest(life, 2035)
    years.confirm_attestation(life, life.noor, 2035)
    assert life.verdict() == "You are complete for 2035"
    life.still_says()
    life.stranger.shot("years-entry")
    life.verifies(life.certificate(), STANDS)
    life.alice.shot("years-her-page")


def every_day_reads_rightly(life: Life) -> None:
    """Ask once more for each day on which something changed, and for the days beside it."""
    around = {each.on + beside for each in life.said for beside in (-DAY, 0 * DAY, DAY)}
    for day in sorted(around):
        life.reads(f"?on={day}", life.said_on(day))


def nothing_failed(life: Life) -> None:
    """Find the register at one with itself, and nothing left for a person to put right."""
    assert life.site.ask(register.disagreeing) == []
    assert life.site.ask(queue.failed) == []
    assert not life.site.ask(alarm.alarms)
