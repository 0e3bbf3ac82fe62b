"""Put the application together: settings, extensions, doors, errors, wiring. No logic."""

from typing import Any

from flask import Flask
from flask_migrate import Migrate
from jinja2 import ChainableUndefined, ChoiceLoader, FileSystemLoader, PackageLoader

from registry import cli, db, errors, links, models, queue, wiring
from registry.api import application as api_application
from registry.api import door as api
from registry.config import ROOT, settings
from registry.gateways import outside
from registry.services import setting
from registry.web import (
    account,
    admin,
    admin_sweep,
    applicant,
    applicant_file,
    applicant_query,
    applicant_section,
    applicant_step,
    appointment,
    attestation,
    casework,
    casework_appointment,
    casework_check,
    casework_finding,
    casework_matter,
    casework_registration,
    casework_revalidation,
    casework_statement,
    casework_step,
    concern,
    confirming,
    demo,
    employer,
    employer_appointment,
    employer_confirmation,
    filters,
    keeping_up,
    message,
    name_request,
    organisation_merge,
    own_place,
    public,
    referee,
    register,
    registrant,
    registrant_calendar,
    registrant_step,
    revalidation,
    security,
    theme,
)

__all__ = ["create_app", "models"]
DOORS = (
    *(public, register, concern),
    *(registrant, message, registrant_step, registrant_calendar, attestation),
    *(applicant, applicant_section, applicant_file, applicant_query, applicant_step),
    *(referee, employer, employer_confirmation, admin, admin_sweep, demo, own_place),
    *(casework, casework_registration, casework_check, casework_finding),
    *(casework_matter, keeping_up, casework_statement, casework_step),
    *(revalidation, confirming, casework_revalidation),
    *(appointment, casework_appointment, employer_appointment),
    *(name_request, organisation_merge),
    api_application,
)


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
    links.configure(app.config["SCHEME"].base_url, app.config["SECRET_KEY"])
    setting.use(app.config["SCHEME"])
    outside.init_app(app.config)
    db.init_app(app)
    queue.init_app(app)
    Migrate(app, db.db, directory=str(ROOT / "migrations"), render_as_batch=True)
    for part in (errors, demo, admin_sweep, security, theme, filters, account, own_place):
        part.init_app(app)
    for door in DOORS:
        app.register_blueprint(door.bp)
    api.init_app(app)
    cli.init_app(app)
    wiring.connect()
    return app
