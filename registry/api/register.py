"""The register for machines: the same answers, under the same filter, as its pages give.

The words of `standing`, `kind` and `said` are closed lists: a new one is a new version of the API.
"""

from datetime import date
from typing import Any

from marshmallow import Schema, fields, validate

from registry import clock, links
from registry.api.door import FRESH, PROBLEM, Door, Problem
from registry.errors import NotFound
from registry.number import is_valid, normalise
from registry.reference import regions
from registry.services import entry, publication, search
from registry.services.registration import PREFIX
from workflows.registration import PublicStanding, RestrictionKind

bp = Door("register_api", __name__, url_prefix="/api/v1/register", description="The register")
STANDINGS = [standing.value for standing in PublicStanding]
KINDS = [kind.value for kind in RestrictionKind]
ENTRY, NOT_YET, CORRECTED = SAID = ("entry", "not_yet_registered", "corrected")
UNKNOWN = "No entry on this register has this number. Not found does not mean barred or unfit."


class Restriction(Schema):
    """One published limit on a registration."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    label = fields.String(required=True)
    words = fields.String(required=True)
    began_on = fields.Date(required=True)


class Entry(Schema):
    """What the register says of one registration."""

    number = fields.String(required=True)
    name = fields.String(required=True, metadata={"description": "As published today"})
    standing = fields.String(required=True, validate=validate.OneOf(STANDINGS))
    standing_words = fields.String(required=True)
    sentence = fields.String(required=True, metadata={"description": "All of it, in words"})
    category = fields.String(required=True)
    post = fields.String(required=True)
    organisation = fields.String(required=True)
    role_confirmed = fields.Boolean(required=True)
    region = fields.String(required=True)
    registered_on = fields.Date(required=True, allow_none=True)
    renewal_due_on = fields.Date(required=True, allow_none=True)
    ended_on = fields.Date(required=True, allow_none=True)
    restrictions = fields.List(fields.Nested(Restriction), required=True)
    page = fields.Function(
        lambda shown: links.address("entry", number=shown.number),
        metadata={"type": "string", "format": "uri"},
    )


class Answer(Schema):
    """What the register said at the end of a day in London; today so far, unless asked."""

    on = fields.Date(required=True)
    said = fields.String(required=True, validate=validate.OneOf(SAID))
    changed = fields.Boolean(required=True, metadata={"description": "The entry changed that day"})
    corrected_on = fields.Date(required=True, allow_none=True)
    entry = fields.Nested(Entry, required=True, allow_none=True)


class Found(Schema):
    """One entry that was found, and why, when not every word typed is in the name."""

    why = fields.String(required=True)
    entry = fields.Nested(Entry, required=True)


class Results(Schema):
    """Who was found. `total` counts the exact ones; with `more` there are more than that."""

    total = fields.Integer(required=True)
    more = fields.Boolean(required=True)
    page = fields.Integer(required=True)
    pages = fields.Integer(required=True)
    exact = fields.List(fields.Nested(Found), required=True)
    alike = fields.List(fields.Nested(Found), required=True)


class Day(Schema):
    """The day that is asked for."""

    on = fields.Date(metadata={"description": "Today, when left out"})


class Question(Schema):
    """What is searched for."""

    q = fields.String(
        required=True,
        validate=validate.Length(1, search.LONGEST),
        metadata={"description": "A name or a registration number, as typed"},
    )
    page = fields.Integer(load_default=1, validate=validate.Range(1, 10))
    standing = fields.String(load_default="", validate=validate.OneOf(["", *search.STANDINGS]))
    region = fields.String(load_default="", validate=validate.OneOf(["", *regions.read()]))


def today() -> date:
    return clock.london_day(clock.now())


@bp.get("/<number>")
@bp.arguments(Day, location="query")
@bp.response(200, Answer)
@bp.alt_response(404, schema=Problem, content_type=PROBLEM, description="No such number")
@bp.alt_response(410, schema=Problem, content_type=PROBLEM, description="No longer published")
@bp.alt_response(422, schema=Problem, content_type=PROBLEM, description="No day to ask about")
def one(asked: dict[str, Any], number: str) -> Any:
    """Say what the register says of a registration, today or at the end of a day."""
    read = normalise(number[: search.LONGEST], PREFIX)
    if not is_valid(read):
        raise NotFound(UNKNOWN)
    record = publication.record(read, today())
    past = entry.as_of(record, asked.get("on", record.today))
    said = CORRECTED if past.corrected_on else ENTRY if past.entry else NOT_YET
    told = {"on": past.day, "said": said, "changed": past.changed, "entry": past.entry}
    return {**told, "corrected_on": past.corrected_on}, 200, FRESH


@bp.get("")
@bp.arguments(Question, location="query")
@bp.response(200, Results)
@bp.alt_response(422, schema=Problem, content_type=PROBLEM, description="Nothing to search for")
def many(asked: dict[str, Any]) -> Any:
    """Find people by name, or one by number."""
    try:
        shown = entry.find_entry(search.numbered(asked["q"]), today())
        return search.Results(exact=[search.Hit(shown)], total=1), 200, FRESH
    except NotFound:
        filters = search.Filters(asked["standing"], asked["region"])
        found = search.search(asked["q"], asked["page"], today=today(), filters=filters)
        return found, 200, FRESH
