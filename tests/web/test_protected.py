"""What may not be told is planted, and every page that is open to everybody is searched for it.

The routes are read from the url map, so a public page added later is searched too (rulings 19).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.db import db
from registry.models.case import Movement
from registry.models.register import RegisterEvent
from registry.models.registration import Hold, Registration
from registry.number import check_character
from tests import factories
from tests.conftest import NOW
from tests.people import People
from tests.services.entries import limited, moment, opened, publish
from tests.web.test_register import CODES, issued

LONG_AGO, ENDED, LATELY, TODAY = date(2015, 6, 1), date(2017, 3, 2), date(2026, 8, 9), NOW.date()
DAYS = ("2015-05-31", "2015-06-01", "2016-01-01", "2017-03-02", "2026-08-08", "2026-08-09")
DAY_QUERIES = ("", *(f"?on={day}" for day in (*DAYS, TODAY.isoformat(), "2999-01-01", "x")))
FORMER, PRIVATE, HELD, OVER = "Quellenford", "Pangolin", "Narwhalish", "Okapisson"
WARNED, SINCE_PRIVATE, WRONG, IN_ERROR = "Zebrafolly", "Quaggafact", "Ibexpost", "Tapirpost"
WITHDRAWN, REFUSED, NOBODY = "Wombatworth", "Rhinohurst", "Nobodyatall"
PROTECTED = (
    *(FORMER, PRIVATE, HELD, OVER, WARNED, SINCE_PRIVATE, WRONG, IN_ERROR, WITHDRAWN, REFUSED),
)


def renamed() -> Registration:
    registration = opened(f"Ines {FORMER}", LONG_AGO)
    issued(registration, CODES[0])
    return publish(registration, LATELY, published_name="Ines Marlow")


def limits() -> Registration:
    registration = opened("Lena Limited", LONG_AGO)
    limited(registration, "warning", WARNED, LONG_AGO)
    registration.restrictions[0].ended_on = ENDED
    publish(registration, ENDED)
    limited(registration, "conditions", SINCE_PRIVATE, LONG_AGO)
    registration.restrictions[1].private = True
    limited(registration, "conditions", PRIVATE, LATELY, private=True)
    db.session.add(Hold(registration_id=registration.id, began_on=LATELY, reason=HELD))
    return registration


def gone() -> Registration:
    registration = opened(f"Olaf {OVER}", LONG_AGO, post=OVER, organisation_name=OVER)
    issued(registration, CODES[1])
    return publish(registration, ENDED, state="left")


def put_right() -> Registration:
    """Publish a wrong post, and put it right from the first day."""
    registration = opened("Cora Corrected", LONG_AGO, post=WRONG)
    publish(registration, LONG_AGO, post="Chair")
    newest = db.session.query(RegisterEvent).order_by(RegisterEvent.id.desc()).limit(1).one()
    newest.recorded_at = moment(LATELY)
    db.session.get_one(Movement, newest.movement_id).role = "registrar"
    return registration


def in_error() -> Registration:
    registration = opened("Erik Errormade", LONG_AGO, post=IN_ERROR)
    return publish(registration, LATELY, state="ended_in_error")


def applied(people: People) -> None:
    """Let two people apply who never come onto the register."""
    for user, name, state in (
        (people.alice, WITHDRAWN, "withdrawn"),
        (people.mallory, REFUSED, "refused"),
    ):
        application = factories.submitted(user)
        application.person.register_name = application.person.legal_name = name
        application.person.folded_name = name.lower()
        application.state = state


@pytest.fixture
def planted(rows: Any, people: People) -> list[Registration]:
    """Plant each fact that the past holds and the public may not read."""
    applied(people)
    found = [plant() for plant in (renamed, limits, gone, put_right, in_error)]
    db.session.flush()
    return found


def public_addresses(app: Flask, planted: list[Registration]) -> Iterator[str]:
    """Give every address that the url map opens to everybody, and each with several days."""
    fills = {
        "number": [each.number for each in planted],
        "code": [code[:15] + check_character(code[:15]) for code in CODES],
    }
    for rule in app.url_map.iter_rules():
        wanted = rule.arguments - set(rule.defaults or {})
        if "GET" not in (rule.methods or ()) or not wanted <= set(fills):
            continue
        name = next(iter(wanted), "")
        for value in fills.get(name, [""]):
            path = rule.rule.replace(f"<{name}>", value) if name else rule.rule
            yield from (path + query for query in DAY_QUERIES)


def leaks(client: FlaskClient, address: str) -> list[str]:
    """Give the planted words that an address answers with."""
    answer = client.get(address)
    told = answer.text + str(answer.headers)
    return [word for word in PROTECTED if word.lower() in told.lower()]


def test_no_public_page_tells_what_is_protected(
    app: Flask, client: FlaskClient, planted: list[Registration]
) -> None:
    addresses = list(public_addresses(app, planted))
    for page in ("/register/{}", "/api/v1/register/{}"):
        assert page.format(planted[0].number) + "?on=2016-01-01" in addresses
    assert {each: found for each in addresses if (found := leaks(client, each))} == {}


def test_the_search_finds_nothing_that_is_protected(
    client: FlaskClient, planted: list[Registration]
) -> None:
    for word in PROTECTED:
        page = client.get(f"/register?q={word}").text
        assert page.replace(word, NOBODY) == client.get(f"/register?q={NOBODY}").text, word
        told = client.get(f"/api/v1/register?q={word}").get_json()
        assert (told["exact"], told["alike"]) == ([], []), word


def test_the_register_tells_what_it_may(client: FlaskClient, planted: list[Registration]) -> None:
    """Without this, a page that told nothing at all would pass."""
    said = {
        "?on=2016-01-01": ("Ines Marlow is registered", "Lena Limited is registered. Renewal"),
        "": ("Ines Marlow is registered", "Lena Limited is registered. Renewal"),
    }
    for query, sentences in said.items():
        for each, sentence in zip(planted[:2], sentences, strict=True):
            assert sentence in client.get(f"/register/{each.number}{query}").text
    page = client.get(f"/register/{planted[3].number}?on=2016-01-01").text
    assert "The entry for this date was wrong and was corrected on 9 August 2026." in page


@pytest.mark.parametrize("path", ["/register/{}", "/api/v1/register/{}"])
def test_what_is_over_says_so_of_every_day(
    client: FlaskClient, planted: list[Registration], path: str
) -> None:
    for query in DAY_QUERIES:
        if path.startswith("/api") and query.endswith("x"):
            continue  # no day: refused before the entry is looked for
        answer = client.get(path.format(planted[2].number) + query)
        assert answer.status_code == 410, query
        assert "publication period" in answer.text.lower()


def test_the_log_holds_what_no_page_tells(planted: list[Registration]) -> None:
    """Without this, facts that were never published would be searched for in vain."""
    kept = str([event.facts for event in db.session.query(RegisterEvent)])
    for word in (FORMER, WARNED, SINCE_PRIVATE, OVER, WRONG, IN_ERROR):
        assert word in kept
    assert PRIVATE not in kept
