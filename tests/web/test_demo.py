"""The mailbox of the demo build: every message can be read, and elsewhere there is no mailbox."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry import queue
from registry.models.notice import Notice
from registry.models.sweep import ClockMove
from tests import factories
from tests.conftest import NOW
from tests.people import People
from tests.web.conftest import form, posted


@pytest.fixture
def demo(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setitem(app.config, "DEMO", True)
    return client


def test_every_message_can_be_read(
    demo: FlaskClient, people: People, rows: Any, run_jobs: Callable[[], int]
) -> None:
    factories.submitted(people.alice)
    run_jobs()
    sent = rows.query(Notice).order_by(Notice.id).all()
    assert len(sent) >= 2
    listed = demo.get("/demo/mailbox").text
    for notice in sent:
        assert f'href="/demo/mailbox/{notice.id}"' in listed
        page = demo.get(f"/demo/mailbox/{notice.id}")
        assert notice.message_id.strip("<>") in page.text
        assert notice.address in page.text


def test_a_message_reads_in_order_with_its_link(
    demo: FlaskClient, people: People, rows: Any, run_jobs: Callable[[], int]
) -> None:
    factories.submitted(people.alice)
    run_jobs()
    asked = rows.query(Notice).filter_by(kind="send_reference_request").first()
    text = demo.get(f"/demo/mailbox/{asked.id}").text
    assert text.index("Open the questions:") < text.index("/references/")
    assert '<a href="http' in text


def test_nothing_in_a_message_becomes_a_tag(demo: FlaskClient, people: People, rows: Any) -> None:
    name = {"register_name": "Eve <script>alert(1)</script>"}
    row = Notice(
        kind="test",
        address="eve@people.example",
        subject=name["register_name"],
        text=f"{name['register_name']}\n\n- an item\n\n    said\n",
        message_id="<one@register.invalid>",
        planned_at=people.alice.created_at,
    )
    rows.add(row)
    rows.flush()
    for path in ("/demo/mailbox", f"/demo/mailbox/{row.id}"):
        assert "<script>alert" not in demo.get(path).text


def test_an_unknown_message_is_404(demo: FlaskClient) -> None:
    assert demo.get("/demo/mailbox/999999").status_code == 404


@pytest.mark.parametrize("path", ["/demo/mailbox", "/demo/mailbox/1"])
def test_outside_the_demo_there_is_no_mailbox(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_bar_moves_the_clock_once_and_shows_how_far_it_is(demo: FlaskClient, rows: Any) -> None:
    assert 'value="year"' in demo.get("/about").text
    sent = form(by="year")
    for _ in range(2):
        assert demo.post("/demo/clock", data=sent).location == "/demo/clock"
    move = rows.query(ClockMove).one()
    assert move.to_at == NOW.replace(year=2027)
    assert ("move_clock", move.id) in queue.pending()
    page = demo.get("/demo/clock").text
    assert 'http-equiv="refresh"' in page
    assert "Tuesday 23 November 2027" in page
    assert 'value="year"' not in page, "another move is refused while one runs"
    assert "being moved already" in posted(demo, "/demo/clock", **form(by="day")).text
    assert rows.query(ClockMove).count() == 1


@pytest.mark.parametrize("by", ["", "decade"])
def test_time_passes_by_a_day_a_month_or_a_year_only(demo: FlaskClient, rows: Any, by: str) -> None:
    assert "Choose a day" in posted(demo, "/demo/clock", **form(by=by)).text
    assert rows.query(ClockMove).count() == 0


def test_outside_the_demo_no_clock_moves(client: FlaskClient, rows: Any) -> None:
    assert client.post("/demo/clock", data=form(by="day")).status_code == 404
    assert "Let time pass" not in client.get("/about").text
