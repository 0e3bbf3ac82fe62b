"""The register for machines gives the answers of its pages, in closed words."""

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.services.entries import limited, opened, publish

MARCH = date(2026, 3, 2)


def test_an_entry_is_told_as_it_is_today(client: FlaskClient) -> None:
    registration = opened("Amina Okafor")
    limited(registration, "warning", "Kept no records.", MARCH)
    told = client.get(f"/api/v1/register/{registration.number}").get_json()
    assert (told["on"], told["said"], told["changed"]) == ("2026-11-23", "entry", False)
    assert told["entry"]["standing"] == "active"
    assert told["entry"]["page"].endswith(f"/register/{registration.number}")
    assert [each["kind"] for each in told["entry"]["restrictions"]] == ["warning"]


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2026-01-04", "not_yet_registered"),
        ("2026-01-05", "corrected"),
        ("2026-03-01", "corrected"),
        ("2026-03-02", "entry"),
    ],
)
def test_an_entry_made_in_error_was_corrected(client: FlaskClient, on: str, said: str) -> None:
    registration = publish(opened("Peter Wrong"), MARCH, state="ended_in_error")
    told = client.get(f"/api/v1/register/{registration.number}?on={on}").get_json()
    assert told["said"] == said
    assert (told["entry"] is None) == (said != "entry")


def test_a_search_gives_names_and_reasons(client: FlaskClient) -> None:
    opened("Amina Okafor")
    told = client.get("/api/v1/register?q=okaffor").get_json()
    assert (told["total"], told["exact"]) == (0, [])
    assert [each["why"] for each in told["alike"]] == ["Okafor: one letter differs"]


def test_a_number_is_found_as_one(client: FlaskClient) -> None:
    number = opened("Amina Okafor").number
    told = client.get(f"/api/v1/register?q={number.lower()}").get_json()
    assert [each["entry"]["number"] for each in told["exact"]] == [number]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/register", 422),
        ("/api/v1/register?q=", 422),
        (f"/api/v1/register?q={'x' * 500}", 422),
        ("/api/v1/register?q=a&page=99", 422),
        ("/api/v1/register?q=a&standing=barred", 422),
        ("/api/v1/register/nonsense", 404),
        ("/api/v1/register/{number}?on=2026-02-31", 422),
        ("/api/v1/register/{number}?on=2027-01-01", 422),
        ("/api/v1/nothing", 404),
    ],
)
def test_a_refusal_is_a_problem_document(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address.format(number=opened("Amina Okafor").number))
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    problem = answer.get_json()
    assert problem["status"] == status
    assert problem.get("errors") or problem.get("detail")


def test_what_left_is_gone_after_its_time(client: FlaskClient, clock: Any) -> None:
    registration = publish(opened("Lea Left"), date(2025, 11, 22), state="left")
    for query in ("", "?on=2025-01-01"):
        assert client.get(f"/api/v1/register/{registration.number}{query}").status_code == 410
    assert client.get(f"/api/v1/register?q={registration.number}").status_code == 410


def test_a_refused_method_names_the_allowed_ones(client: FlaskClient) -> None:
    answer = client.post("/api/v1/register")
    assert (answer.status_code, "GET" in answer.headers["Allow"]) == (405, True)


def test_the_api_describes_itself(client: FlaskClient) -> None:
    told = client.get("/api/v1/openapi.json").get_json()
    assert told["openapi"] == "3.1.0"
    entry = told["components"]["schemas"]["Entry"]["properties"]
    ended = ["left", "retired", "lapsed", "removed", "ended", "ended_in_error"]
    assert entry["standing"]["enum"] == ["active", *ended]
    assert set(told["paths"]) == {"/api/v1/register", "/api/v1/register/{number}"}
