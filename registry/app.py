"""Put the application together: settings, extensions, doors, errors, wiring. No logic."""

from typing import Any

from flask import Flask
from jinja2 import ChainableUndefined, ChoiceLoader, FileSystemLoader, PackageLoader

from registry import db, errors
from registry.config import ROOT, settings
from registry.web import filters, public, security, theme


class Application(Flask):
    """Flask with autoescaping for every template.

    The NHS macros end in `.jinja`, which Flask would leave unescaped: a script in a name would
    run. They also lean on undefined parameters being falsy.
    """

    jinja_options = {
        **Flask.jinja_options,
        "autoescape": True,
        "undefined": ChainableUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }


def create_app(**overrides: Any) -> Flask:
    """Build the application; `overrides` replace settings (tests, demo)."""
    app = Application(__name__, static_folder=None)
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(ROOT / "templates"), PackageLoader("nhsuk_frontend_jinja")]
    )
    app.config.from_mapping({**settings(), **overrides})
    db.init_app(app)
    for part in (errors, security, theme, filters):
        part.init_app(app)
    for door in (public,):
        app.register_blueprint(door.bp)
    return app
