"""The scheme's own look from its settings: one accent colour and its shades, and the mark.

Settings may not reach a page as inline style, so they come as a stylesheet and a picture.
"""

import hashlib
import re
from functools import cache
from typing import Any

from flask import Flask, current_app
from whitenoise import WhiteNoise

from registry.config import ROOT

ONE_HOUR = 60 * 60
STATIC = ROOT / "registry" / "static"
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
Rgb = tuple[int, int, int]


def init_app(app: Flask) -> None:
    """Give the scheme, and addresses of built files, to every template."""
    scheme = app.config["SCHEME"]
    rgb(scheme.accent)  # a colour that is none stops the start, not the page
    app.jinja_env.globals["scheme"] = scheme
    app.add_template_global(asset)
    app.add_template_global(theme_version)
    serve_built_files(app)


def serve_built_files(app: Flask) -> None:
    """Answer /static/ from the built front end, before the application is asked."""
    STATIC.mkdir(exist_ok=True)  # not built yet: pages still come, bare
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # how Flask takes middleware
        app.wsgi_app,
        root=STATIC,
        prefix="static/",
        max_age=ONE_HOUR,
        allow_all_origins=False,
        add_headers_function=add_headers,
        autorefresh=app.debug,
    )


def add_headers(headers: Any, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def asset(name: str) -> str:
    """Give the address of a built file, with its fingerprint so that caches let go of it."""
    return f"/static/{name}?v={fingerprint(name)}"


@cache
def fingerprint(name: str) -> str:
    path = STATIC / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.exists() else "0"


def theme_version() -> str:
    """Give the part of the stylesheet's address that changes with the accent."""
    return str(current_app.config["SCHEME"].accent).lstrip("#")


def stylesheet(accent: str) -> str:
    """Write the accent and its shades as custom properties."""
    colour = rgb(accent)
    shades = {
        "accent": colour,
        "accent-dark": mix(colour, BLACK, 0.35),
        "accent-soft": mix(colour, WHITE, 0.78),
        "accent-pale": mix(colour, WHITE, 0.94),
    }
    lines = (f"--{name}:{written(shade)}" for name, shade in shades.items())
    return f":root{{{';'.join(lines)}}}\n"


def rgb(colour: str) -> Rgb:
    """Read "#4a1e5c"."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"Not a colour like #4a1e5c: {colour}")
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def mix(colour: Rgb, other: Rgb, share: float) -> Rgb:
    """Give `colour` with `share` parts in one of `other`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def written(colour: Rgb) -> str:
    return "#" + bytes(colour).hex()
