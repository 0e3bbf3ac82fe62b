"""What every answer tells the browser: run only our own files, keep to yourself, forget.

No page holds a script or style of its own, so the policy names no inline exception; the nonce is
there for a page that one day must.
"""

import secrets
from typing import Any

from flask import Flask, Response, current_app, g, session
from werkzeug.routing import IntegerConverter, Map

MAX_UPLOAD_MB = 20
LARGEST_ROW = 2**31 - 1
UNUSED_FEATURES = ("accelerometer", "camera", "geolocation", "gyroscope", "microphone", "payment")


class RowNumber(IntegerConverter):
    """The number of a row in an address; one beyond what rows can have leads nowhere."""

    def __init__(self, map: Map, **rules: Any) -> None:
        super().__init__(map, **{"max": LARGEST_ROW, **rules})


def init_app(app: Flask) -> None:
    """Set the limits on requests, the cookie's flags, and the headers of every answer."""
    secure = bool(app.config["SECURE_COOKIES"])
    app.config.update(
        MAX_CONTENT_LENGTH=(MAX_UPLOAD_MB + 2) * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_NAME="__Host-session" if secure else "session",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # Pages behind a guarded link send no Referer at all, so CSRF rests on the token alone.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.url_map.converters["int"] = RowNumber
    app.add_template_global(csp_nonce)
    app.jinja_env.globals["max_upload_mb"] = MAX_UPLOAD_MB
    app.after_request(protect)


def csp_nonce() -> str:
    """Give this request's nonce for a script of our own."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def keep_address_private() -> None:
    """Send no referrer from this page: its address is the key to it."""
    g.address_is_private = True


def share(seconds: int) -> None:
    """Let caches keep this answer: it is the same for everyone, signed in or not."""
    g.shared_seconds = seconds


def protect(response: Response) -> Response:
    """Add the headers that guard the person in front of the browser."""
    secure = bool(current_app.config["SECURE_COOKIES"])
    private = bool(g.get("address_is_private"))
    response.headers.setdefault("Content-Security-Policy", content_policy(secure))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Referrer-Policy"] = "no-referrer" if private else "same-origin"
    response.headers["Permissions-Policy"] = ", ".join(f"{name}=()" for name in UNUSED_FEATURES)
    if secure:
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return forget(response, private=private)


def forget(response: Response, *, private: bool) -> Response:
    """Let no cache keep what belongs to one person."""
    if seconds := g.get("shared_seconds"):
        response.headers["Cache-Control"] = f"public, max-age={seconds}"
    elif private or session:
        response.headers["Cache-Control"] = "no-store"
    elif not response.cache_control:
        response.headers["Cache-Control"] = "no-cache"
    return response


def content_policy(secure: bool) -> str:
    """Write the content security policy of this request."""
    rules = [
        "default-src 'none'",
        f"script-src 'self' 'nonce-{csp_nonce()}'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
    return "; ".join([*rules, "upgrade-insecure-requests"] if secure else rules)
