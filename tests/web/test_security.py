"""What every answer tells the browser, and how refusals look from outside."""

from typing import Any

import pytest
from flask import Flask, request, session
from werkzeug.datastructures import Headers

from registry import errors
from registry.app import create_app
from registry.web import security, theme
from workflows.engine import NotPermitted, Reason, UnknownTrigger, Unmet, WrongState


@pytest.fixture(scope="module")
def doors(tmp_path_factory: Any) -> Flask:
    """The application with a few doors more, each answering in one known way."""
    folder = tmp_path_factory.mktemp("doors")
    app = create_app(
        TESTING=False,
        PROPAGATE_EXCEPTIONS=False,
        INSTANCE=folder,
        SECRET_KEY="a key for tests only",
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder / 'register.db'}",
    )
    app.add_url_rule("/fail/<name>", "fail", raise_it)
    app.add_url_rule("/api/fail/<name>", "api_fail", raise_it)
    app.add_url_rule("/signed-in", "signed_in", sign_in)
    app.add_url_rule("/guarded", "guarded", guarded)
    app.add_url_rule("/kept", "kept", kept)
    app.add_url_rule("/take", "take", lambda: request.get_data(), methods=["POST"])
    app.add_url_rule("/nonce", "nonce", lambda: security.csp_nonce())
    return app


FAILURES: dict[str, Exception] = {
    "unknown": UnknownTrigger("There is no step called “fly”"),
    "missing": errors.NotFound("There is no such application"),
    "forbidden": NotPermitted("You are a referee in this case"),
    "moved": WrongState("The case is “Decision” now"),
    "reused": errors.KeyReused("This page was sent before with other content"),
    "gone": errors.Gone("publication period ended"),
    "unmet": Unmet((Reason("Finish “Your work”", "role"), Reason("Accept the rules"))),
    "broken": RuntimeError("secret words"),
}


def raise_it(name: str) -> str:
    raise FAILURES[name]


def sign_in() -> str:
    session["_user_id"] = "7"
    return "yours"


def guarded() -> str:
    security.keep_address_private()
    return "opened by its address"


def kept() -> str:
    session["_user_id"] = "7"
    security.share(60)
    return "the same for everyone"


def headers(app: Flask, path: str) -> Headers:
    return app.test_client().get(path).headers


def test_only_our_own_files_run_and_no_page_frames_us(doors: Flask) -> None:
    policy = headers(doors, "/healthz")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_the_nonce_is_the_one_in_the_policy_and_new_each_time(doors: Flask) -> None:
    client = doors.test_client()
    first, second = client.get("/nonce"), client.get("/nonce")
    assert f"'nonce-{first.text}'" in first.headers["Content-Security-Policy"]
    assert first.text != second.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Referrer-Policy", "same-origin"),
    ],
)
def test_every_answer_carries_the_guards(doors: Flask, name: str, value: str) -> None:
    assert headers(doors, "/healthz")[name] == value
    assert headers(doors, "/nothing-here")[name] == value


def test_nobody_keeps_a_page_of_a_signed_in_person(doors: Flask) -> None:
    assert headers(doors, "/signed-in")["Cache-Control"] == "no-store"
    assert headers(doors, "/healthz")["Cache-Control"] == "no-cache"


def test_what_is_the_same_for_everyone_may_be_kept(doors: Flask) -> None:
    assert headers(doors, "/kept")["Cache-Control"] == "public, max-age=60"


def test_an_address_that_is_a_key_is_told_to_nobody(doors: Flask) -> None:
    guarded = headers(doors, "/guarded")
    assert guarded["Referrer-Policy"] == "no-referrer"
    assert guarded["Cache-Control"] == "no-store"


def test_https_is_demanded_once_it_is_there(tmp_path: Any) -> None:
    app = create_app(
        SECURE_COOKIES=True,
        INSTANCE=tmp_path,
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path / 'register.db'}",
    )
    told = headers(app, "/healthz")
    assert "max-age=63072000" in told["Strict-Transport-Security"]
    assert "upgrade-insecure-requests" in told["Content-Security-Policy"]
    assert app.config["SESSION_COOKIE_SECURE"]
    assert app.config["SESSION_COOKIE_NAME"].startswith("__Host-")


def test_without_https_nothing_demands_it(doors: Flask) -> None:
    assert "Strict-Transport-Security" not in headers(doors, "/healthz")


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("unknown", 404, "Page not found"),
        ("missing", 404, "Page not found"),
        ("forbidden", 403, "You are a referee in this case."),
        ("moved", 409, "The case is “Decision” now."),
        ("reused", 409, "Something changed while you were here"),
        ("gone", 410, "The publication period has ended"),
        ("unmet", 422, "Finish “Your work”"),
        ("broken", 500, "Sorry, something went wrong here"),
    ],
)
def test_a_refusal_has_its_status_and_its_page(
    doors: Flask, name: str, status: int, words: str
) -> None:
    page = doors.test_client().get(f"/fail/{name}")
    assert page.status_code == status
    assert words in page.text
    assert "secret words" not in page.text


def test_a_machine_gets_a_problem_document(doors: Flask) -> None:
    answer = doors.test_client().get("/api/fail/unmet")
    assert answer.content_type == "application/problem+json"
    assert answer.json == {
        "type": "about:blank",
        "title": "Unprocessable Entity",
        "status": 422,
        "reasons": [
            {"text": "Finish “Your work”", "place": "role"},
            {"text": "Accept the rules", "place": ""},
        ],
    }


def test_a_fault_of_ours_tells_a_machine_nothing(doors: Flask) -> None:
    answer = doors.test_client().get("/api/fail/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_a_refused_form_leads_back_to_its_page_and_never_elsewhere(doors: Flask) -> None:
    client = doors.test_client()
    here = client.post("/healthz", headers={"Referer": "http://localhost/about?a=1"})
    there = client.post("/healthz", headers={"Referer": "http://evil.example/about"})
    assert 'href="/about?a=1"' in here.text
    assert "evil.example" not in there.text


def test_a_body_beyond_the_limit_is_refused_with_words(doors: Flask) -> None:
    size = doors.config["MAX_CONTENT_LENGTH"] + 1
    answer = doors.test_client().post("/take", data=b"x" * size)
    assert answer.status_code == 413
    assert "20 MB" in answer.text


def test_the_accent_reaches_pages_as_a_stylesheet() -> None:
    assert "--accent:#102030;" in theme.stylesheet("#102030")


@pytest.mark.parametrize("accent", ["red", "#12", "#000000;}*{display:none"])
def test_an_accent_that_is_no_colour_is_refused(accent: str) -> None:
    with pytest.raises(ValueError, match="Not a colour"):
        theme.stylesheet(accent)


def test_white_words_on_the_accent_can_be_read(doors: Flask) -> None:
    """WCAG asks for 4.5 to 1; the header is white on the accent."""
    parts = [part / 255 for part in theme.rgb(doors.config["SCHEME"].accent)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 4.5


MACROS = [
    ("tag", '{"text": bad}'),
    ("button", '{"text": bad}'),
    ("inset-text", '{"text": bad}'),
    ("notification-banner", '{"text": bad}'),
    ("error-summary", '{"titleText": bad, "errorList": [{"text": bad, "href": bad}]}'),
    ("summary-list", '{"rows": [{"key": {"text": bad}, "value": {"text": bad}}]}'),
    ("input", '{"label": {"text": bad}, "hint": {"text": bad}, "id": "a", "value": bad}'),
    ("radios", '{"name": "a", "items": [{"value": bad, "text": bad}]}'),
    ("task-list", '{"items": [{"title": {"text": bad}, "href": bad, "status": {"text": bad}}]}'),
]


@pytest.mark.parametrize(("name", "params"), MACROS)
def test_a_script_given_to_a_macro_of_the_design_system_comes_out_as_words(
    doors: Flask, name: str, params: str
) -> None:
    first, *rest = name.split("-")
    macro = first + "".join(part.title() for part in rest)
    source = f'{{% from "nhsuk/components/{name}/macro.jinja" import {macro} %}}'
    source += f"{{{{ {macro}({params}) }}}}"
    with doors.test_request_context():
        html = doors.jinja_env.from_string(source).render(bad='"><script>x</script>')
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
