"""The door for machines: one API, described as OpenAPI 3.1 at /api/v1/openapi.json.

Its errors are those of every door: `registry.errors` answers them as problem documents (RFC 9457).
"""

from typing import Any, NoReturn

from flask import Flask
from flask_smorest import Api, Blueprint
from marshmallow import Schema, ValidationError, fields
from webargs.flaskparser import FlaskParser

PROBLEM = "application/problem+json"
FRESH = {"Cache-Control": "public, max-age=60", "Vary": "Cookie"}


class Problem(Schema):
    """What a refusal looks like."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(metadata={"description": "What is wrong, in a sentence"})
    errors = fields.Dict(metadata={"description": "What is wrong, by name"})


class Parser(FlaskParser):
    """Reads arguments and raises what is wrong with them by name, as every section does."""

    def handle_error(self, error: ValidationError, *args: Any, **kwargs: Any) -> NoReturn:
        place, *_ = error.messages_dict.values()
        raise ValidationError(place) from error


class Door(Blueprint):
    """A blueprint of the API; pages of answers are told in the body."""

    ARGUMENTS_PARSER = Parser()
    PAGINATION_HEADER_NAME = None


class Described(Api):
    """The description of the API, which leaves errors to the house."""

    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        """Register none: it would answer the errors of every page as well."""


def init_app(app: Flask) -> None:
    """Open the door and describe it."""
    from registry.api import register

    app.config.update(
        API_TITLE=app.config["SCHEME"].name,
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
    )
    Described(app).register_blueprint(register.bp)
