"""The public door of the register: what it says, how it is asked, and what it never tells."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from registry.db import db
from registry.models.case import Movement
from registry.models.certificate import Certificate
from registry.models.register import RegisterEvent
from registry.number import display, display_code
from tests.services.entries import OPENED, limited, moment, opened, publish

MARCH, JUNE, AUGUST = date(2026, 3, 2), date(2026, 6, 1), date(2026, 8, 9)
CODES = ("K4J9M7X3P6T0R16N", "7QXP4K72QXPG4RTM")
MOST_QUERIES = 6


@pytest.fixture
def statements(rows: Any) -> Iterator[list[str]]:
    """Every statement that is run."""
    noted: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
            noted.append(statement)

    connection = rows.connection()
    event.listen(connection, "before_cursor_execute", note)
    yield noted
    event.remove(connection, "before_cursor_execute", note)


def issued(registration: Any, code: str) -> str:
    """Keep a certificate under this code, with the check character that belongs to it."""
    from registry.number import check_character

    code = code[:15] + check_character(code[:15])
    taken = db.session.query(Certificate.movement_id)
    movement = (
        db.session.query(Movement)
        .filter_by(case_id=registration.id, workflow="registration")
        .filter(Movement.id.not_in(taken))
        .first()
    )
    assert movement is not None
    certificate = Certificate(
        registration_id=registration.id,
        movement_id=movement.id,
        code=code,
        name_as_printed=registration.published_name,
        role_as_printed="",
        renewal_due_on=registration.renewal_due_on,
        issued_on=OPENED,
        issued_at=moment(OPENED),
        template_version="1",
        sha256="",
        size=0,
        content=b"",
    )
    db.session.add(certificate)
    db.session.flush()
    return code


def test_a_search_keeps_what_was_typed_and_shows_why(client: FlaskClient) -> None:
    opened("Amina Okafor")
    page = client.get("/register", query_string={"q": "  Amena <b>Okafor "}).text
    assert 'value="Amena &lt;b&gt;Okafor"' in page
    page = client.get("/register?q=amena+okafor").text
    assert "Nobody matches “amena okafor” exactly" in page
    assert "Amina: one letter differs" in page


def test_nothing_found_says_what_that_means(client: FlaskClient) -> None:
    page = client.get("/register?q=nobody").text
    assert "Nothing found for “nobody”" in page
    assert "Not found does not mean barred or unfit." in page
    assert "This register is voluntary and most leaders are not on it." in page


def test_one_who_applied_answers_like_one_who_never_did(client: FlaskClient, people: Any) -> None:
    from tests import factories

    before = client.get("/register?q=okafor").data
    factories.submitted(people.alice)
    assert client.get("/register?q=okafor").data == before


def test_a_number_leads_straight_to_its_entry(client: FlaskClient) -> None:
    number = opened("Amina Okafor").number
    answer = client.get("/register", query_string={"q": display(number).lower()})
    assert (answer.status_code, answer.location) == (302, f"/register/{number}")
    answer = client.get(f"/register/{display(number)}?on=2026-06-01&_scheme=x&number=y")
    assert (answer.status_code, answer.location) == (301, f"/register/{number}?on=2026-06-01")


def test_a_mistyped_number_is_told_from_an_unknown_one(client: FlaskClient) -> None:
    number = opened("Amina Okafor").number
    wrong = number[:-1] + ("4" if number[-1] != "4" else "7")
    for address in (f"/register/{wrong}", "/register/nonsense", "/register/%00%25"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "This is not a registration number" in answer.text
    assert "No entry has the number" in client.get(f"/register?q={wrong}").text


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("", 200),
        ("   ", 200),
        ("\x00\x07", 200),
        ("%", 422),
        ("***", 422),
        ("'\"--", 422),
        ("x" * 500, 422),
        ("😀", 200),
        ("<script>alert(1)</script>", 200),
        ("' or 1=1 --", 200),
    ],
)
def test_hostile_searches_are_answered_calmly(client: FlaskClient, typed: str, status: int) -> None:
    answer = client.get("/register", query_string={"q": typed, "page": "-1", "region": "%"})
    assert answer.status_code == status
    assert "<script>alert" not in answer.text
    assert ("There is a problem" in answer.text) == (status == 422)


def test_pages_and_filters_stay_in_the_address(client: FlaskClient) -> None:
    for first in "abcdefghijklmnopqrstuvw":
        opened(f"{first}ann Jones", region="Y63")
    page = client.get("/register?q=jones&region=Y63").text
    assert "23 people match exactly" in page
    assert "/register?q=jones&amp;page=2&amp;region=Y63" in page


def test_an_entry_says_its_sentence_first(client: FlaskClient) -> None:
    registration = opened("Siân O’Brien")
    limited(registration, "conditions", "Must work with a mentor.", MARCH)
    page = client.get(f"/register/{registration.number}").text
    assert "Siân O’Brien is registered with one condition. Renewal is due by" in page
    assert "Must work with a mentor." in page
    assert "Stated by the registrant, not confirmed" in page
    assert "What this does not tell you" in page


def test_an_earlier_day_has_an_address_of_its_own(client: FlaskClient) -> None:
    registration = opened("Amina Okafor")
    publish(registration, JUNE, post="Chief executive")
    boxes = {"on.day": "31", "on.month": "May", "on.year": "2026"}
    answer = client.get(f"/register/{registration.number}", query_string=boxes)
    assert answer.location == f"/register/{registration.number}?on=2026-05-31"
    page = client.get(answer.location).text
    assert "At the end of 31 May 2026 this register said:" in page
    assert "did not change on that day" in page
    assert "noindex" in page
    assert (
        "The entry changed on that day"
        in client.get(f"/register/{registration.number}?on=2026-06-01").text
    )


def test_a_receipt_says_what_was_told_and_when(client: FlaskClient) -> None:
    registration = opened("Amina Okafor")
    limited(registration, "warning", "Kept no records.", JUNE)
    leaves = [event.leaf for event in db.session.query(RegisterEvent).order_by(RegisterEvent.id)]
    path = f"/register/{registration.number}"
    assert f"{path}/receipt?on=2026-03-02" in client.get(f"{path}?on=2026-03-02").text
    page = client.get(f"{path}/receipt?on=2026-03-02").text
    assert "Amina Okafor is registered. Renewal is due by" in page
    assert "Kept no records." not in page
    assert leaves[0] in page
    now = client.get(f"{path}/receipt").text
    assert "with one warning" in now
    assert "Kept no records." in now
    assert leaves[1] in now
    assert client.get(f"{path}/receipt?on=x").location == f"{path}?on=x"
    assert client.get("/register/nonsense/receipt").status_code == 404


def test_no_receipt_gives_away_the_day_of_a_change_of_name(client: FlaskClient) -> None:
    registration = opened("Ines Quellen")
    path = f"/register/{registration.number}/receipt?on="
    publish(registration, AUGUST, published_name="Ines Marlow")
    leaves = [event.leaf for event in db.session.query(RegisterEvent).order_by(RegisterEvent.id)]
    for day in ("2026-08-08", "2026-08-09"):
        page = client.get(path + day).text
        assert [leaf in page for leaf in leaves] == [False, True]


def test_the_day_before_it_opened_nobody_was_registered(client: FlaskClient) -> None:
    registration = opened("Amina Okafor")
    answer = client.get(f"/register/{registration.number}?on=2026-01-04")
    assert answer.status_code == 200
    assert "Amina Okafor was not registered under" in answer.text
    assert "It opened on 5 January 2026" in answer.text


@pytest.mark.parametrize(
    ("asked", "said", "kept"),
    [
        ({"on": "2026-02-31"}, "Enter a real date", ("31", "2026")),
        ({"on": "yesterday"}, "“yesterday” is not a date", ()),
        ({"on": "2027-01-01"}, "The date must be today or in the past", ("2027",)),
        ({"on.day": "3", "on.month": "", "on.year": "2026"}, "must include a month", ("2026",)),
        ({"on.day": "\x00<i>", "on.month": "13", "on.year": "9"}, "Enter a real date", ("13",)),
        ({"on": "9" * 5000}, "is not a date", ()),
    ],
)
def test_a_day_that_is_none_is_refused_and_kept(
    client: FlaskClient, asked: dict[str, str], said: str, kept: tuple[str, ...]
) -> None:
    number = opened("Amina Okafor").number
    answer = client.get(f"/register/{number}", query_string=asked)
    assert answer.status_code == 422
    assert said in answer.text
    for value in kept:
        assert f'value="{value}"' in answer.text


def test_a_former_name_is_on_no_public_page(client: FlaskClient) -> None:
    registration = opened("Ines Quellen")
    code = issued(registration, CODES[0])
    publish(registration, AUGUST, published_name="Ines Marlow")
    newest = issued(registration, CODES[1])
    addresses = [
        f"/register/{registration.number}",
        f"/register/{registration.number}?on=2026-03-01",
        f"/register/{registration.number}?on=2026-01-01",
        f"/register/{registration.number}?on=x",
        "/register?q=ines",
        "/register?q=marlow",
        f"/verify/{code}",
        f"/verify/{newest}",
        f"/api/v1/register/{registration.number}",
        f"/api/v1/register/{registration.number}?on=2026-03-01",
        "/api/v1/register?q=ines",
    ]
    for address in addresses:
        assert "Quellen" not in client.get(address).text, address


def test_what_is_over_is_gone_on_every_page(client: FlaskClient, clock: Any) -> None:
    registration = opened("Quentin Gone")
    code = issued(registration, CODES[0])
    publish(registration, MARCH, state="left")
    clock.move_to(moment(date(2027, 3, 3)))
    for address in ("", "?on=2026-02-01", "?on=x", "?on=2999-01-01"):
        answer = client.get(f"/register/{registration.number}{address}")
        assert answer.status_code == 410
        assert "Quentin" not in answer.text
    assert "Nothing found" in client.get("/register?q=quentin").text
    page = client.get(f"/verify/{code}").text
    assert "This certificate has ended" in page
    assert "Quentin" not in page
    assert registration.number not in page


def test_a_private_limit_is_on_no_public_page(client: FlaskClient) -> None:
    registration = opened("Amina Okafor")
    code = issued(registration, CODES[0])
    limited(registration, "suspension", "A health matter.", MARCH, private=True)
    for address in (f"/register/{registration.number}", f"/verify/{code}"):
        page = client.get(address).text
        assert "health matter" not in page
        assert "suspen" not in page
    assert "This certificate stands" in client.get(f"/verify/{code}").text


def test_a_certificate_stands_or_says_what_to_do(client: FlaskClient) -> None:
    registration = opened("Amina Okafor")
    code = issued(registration, CODES[0])
    page = client.get(f"/verify/{code}").text
    assert "This certificate stands" in page
    assert "Amina Okafor is registered" in page
    newest = issued(publish(registration, JUNE, post="Chair"), CODES[1])
    page = client.get(f"/verify/{code}").text
    assert "replaced by a newer certificate" in page
    assert "The registration stands." in page
    assert "Amina" not in page
    limited(registration, "suspension", "Suspended for now.", JUNE)
    assert "while the registration is suspended" in client.get(f"/verify/{newest}").text


def test_a_code_is_read_however_it_is_typed(client: FlaskClient) -> None:
    code = issued(opened("Amina Okafor"), CODES[0])
    typed = display_code(code).lower()
    assert client.get("/verify", query_string={"code": typed}).location == f"/verify/{code}"
    assert client.get(f"/verify/{typed}").location == f"/verify/{code}"
    assert client.get("/verify", query_string={"code": " % "}).status_code == 422


@pytest.mark.parametrize("code", ["XXXX", "7QXP4K72QXPG4RTM", "%00", "x" * 500, "<script>"])
def test_a_code_we_never_gave_is_told_as_such(client: FlaskClient, code: str) -> None:
    answer = client.get(f"/verify/{code}")
    assert answer.status_code == 404
    assert "We issued no certificate with this code" in answer.text
    assert "<script>" not in answer.text.replace("<script type", "")


def test_no_page_asks_much_or_writes(client: FlaskClient, statements: list[str]) -> None:
    registration = opened("Amina Okafor")
    limited(registration, "warning", "Kept no records.", MARCH)
    code = issued(registration, CODES[0])
    for address in (
        *("/register", "/register?q=amina", "/register?q=okaffor", "/register?q=a+b+c"),
        *(f"/register/{registration.number}", f"/register/{registration.number}?on=2026-03-02"),
        *(f"/register/{registration.number}?on=x", "/verify", f"/verify/{code}"),
        *(f"/api/v1/register/{registration.number}", "/api/v1/register?q=amina"),
    ):
        statements.clear()
        client.get(address)
        assert len(statements) <= MOST_QUERIES, (address, statements)
        assert all(each.lstrip().startswith(("SELECT", "select")) for each in statements)


def test_an_entry_is_kept_shortly_and_asked_for_again_cheaply(client: FlaskClient) -> None:
    address = f"/register/{opened('Amina Okafor').number}"
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "Cookie" in answer.headers["Vary"]
