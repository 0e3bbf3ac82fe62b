"""The public door of the register: search, an entry today and on a day, and certificates.

Every address is stable: a number is read however it is typed, and leads to the one address of its
entry; a day asked for in three boxes leads to an address that holds the day.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_security import current_user
from marshmallow import ValidationError

from registry import clock
from registry.errors import Gone, NotFound
from registry.number import is_certificate_code, is_valid, normalise, normalise_code
from registry.reference import regions
from registry.sections.dates import PARTS, PartedDate
from registry.services import certificate, entry, entry_history, interim_cover, publication, search
from registry.services.registration import PREFIX
from registry.web import security
from registry.web.filters import scheme_today
from workflows.registration_words import LABELS, PublicStanding

bp = Blueprint("register", __name__)
FRESH_SECONDS = 60
TYPED_SHOWN = 300
ISO_LIKE = re.compile(r"(\d{1,4})-(\d{1,2})-(\d{1,2})", re.ASCII)
NO_WORDS = "Enter a name or a registration number"
TOO_LONG = f"A name or number can have at most {search.LONGEST} characters"
NO_CODE = "Enter the code printed on the certificate"


@dataclass(frozen=True)
class Said:
    """What a verdict on a certificate says, and what to do then."""

    heading: str
    words: str
    advice: str
    status: str = "ended"


VERDICTS = {
    "": Said(
        "This certificate stands",
        "It is the newest certificate of this registration.",
        "Compare the name, the number and the role with the paper. If they differ, do not rely on"
        " the paper, and tell us.",
        "active",
    ),
    "replaced": Said(
        "This certificate was replaced by a newer certificate",
        "The registration stands. Certificates are replaced when something printed on them"
        " changes.",
        "Rely on what the register says today, or ask for the newest certificate.",
        "replaced",
    ),
    "suspended": Said(
        "This certificate does not stand while the registration is suspended",
        "The registration has not ended. The entry says what applies.",
        "Rely on what the register says today.",
        "suspended",
    ),
    "ended": Said(
        "This certificate has ended",
        "The registration that it belonged to has ended.",
        "Do not rely on the paper. The entry says when the registration ended, for as long as that"
        " is published.",
    ),
}


@bp.get("/register")
def search_page() -> ResponseReturnValue:
    """Search by number or name."""
    typed = shown_as_typed(request.args.get("q", ""))
    if not typed:
        return page_of_search("", [])
    if len(typed) > search.LONGEST:
        return page_of_search(typed, [TOO_LONG])
    try:
        return redirect(url_for(".entry_page", number=search.numbered(typed)))
    except NotFound:
        return results_page(typed)


def results_page(typed: str) -> ResponseReturnValue:
    filters = search.Filters(chosen("standing", search.STANDINGS), chosen("region", regions.read()))
    page = request.args.get("page", "1")
    found = search.search(
        typed,
        int(page) if page.isdecimal() and len(page) < 4 else 1,
        today=scheme_today(),
        filters=filters,
    )
    if not found.searched_words:
        return page_of_search(typed, [NO_WORDS])
    return render_template(
        "register/search.html",
        q=typed,
        found=found,
        interim=interim_cover.matching(typed, scheme_today()),
        filters=filters,
        number_typed=search.looks_like_a_number(typed),
        page_address=lambda n: url_for(
            ".search_page",
            q=typed,
            page=n,
            standing=filters.standing or None,
            region=filters.region or None,
        ),
        **choices(),
    )


def page_of_search(typed: str, wrong: list[str]) -> ResponseReturnValue:
    """Show the search box alone, with what was typed and what is wrong with it."""
    errors = [{"text": text, "href": "#q"} for text in wrong]
    shown = {"q": typed[:TYPED_SHOWN], "errors": errors, "filters": search.Filters()}
    return render_template("register/search.html", **shown), 422 if errors else 200


def choices() -> dict[str, Any]:
    return {
        "standings": [(key, LABELS[PublicStanding(key)]) for key in search.STANDINGS],
        "regions": list(regions.read().items()),
    }


def chosen(name: str, allowed: Any) -> str:
    """Give a filter of the address, or nothing when it names none of ours."""
    value = request.args.get(name, "")
    return value if value in allowed else ""


def shown_as_typed(text: str) -> str:
    """Give what was typed without signs that cannot be seen, and without the space around it."""
    kept = (sign if unicodedata.category(sign)[0] != "C" else " " for sign in text)
    return " ".join("".join(kept).split())


@bp.get("/register/<number>")
def entry_page(number: str) -> ResponseReturnValue:
    """Show what the register says of one registration, today or at the end of a day."""
    read = normalise(number[: search.LONGEST], PREFIX)
    if not is_valid(read):
        return unknown_number(shown_as_typed(number), mistyped=True)
    if read != number:
        day = {key: request.args[key] for key in ("on", *boxes()) if key in request.args}
        return redirect(f"{url_for('.entry_page', number=read)}?{urlencode(day)}".rstrip("?"), 301)
    try:
        return dated_page(read) if asked_for_a_day() else today_page(read)
    except NotFound:
        return unknown_number(read, mistyped=False)


def today_page(number: str) -> ResponseReturnValue:
    return kept_fresh(render_entry(publication.record(number, scheme_today())))


def dated_page(number: str) -> ResponseReturnValue:
    """Answer for a day; three boxes lead to the address that holds it."""
    record = publication.record(number, scheme_today())
    try:
        day = day_asked()
        past = entry.as_of(record, day)
    except ValidationError as wrong:
        return render_entry(record, errors=errors_of(wrong), typed=typed_day()), 422
    if request.args.get("on") != day.isoformat():
        return redirect(url_for(".entry_page", number=number, on=day.isoformat()))
    return kept_fresh(render_entry(record, past=past, typed=PartedDate().typed(day)))


def render_entry(
    record: publication.Record,
    *,
    past: entry.Past | None = None,
    errors: list[dict[str, str]] | None = None,
    typed: Mapping[str, str] | None = None,
) -> str:
    return render_template(
        "register/entry.html",
        entry=entry.as_now(record),
        past=past,
        today=record.today,
        history=entry_history.history(record),
        errors=errors or [],
        typed=typed or {},
    )


@bp.get("/register/<number>/receipt")
def receipt(number: str) -> ResponseReturnValue:
    """Show what was told of a registration and when it was asked, to be printed and kept."""
    read = normalise(number[: search.LONGEST], PREFIX)
    try:
        record = publication.record(read, scheme_today())
        day = day_asked() if asked_for_a_day() else record.today
        past = entry.as_of(record, day)
    except NotFound:
        return unknown_number(shown_as_typed(number), mistyped=not is_valid(read))
    except ValidationError:
        asked = {key: request.args[key] for key in ("on", *boxes()) if key in request.args}
        return redirect(f"{url_for('.entry_page', number=read)}?{urlencode(asked)}")
    page = render_template(
        "register/receipt.html",
        past=past,
        asked_at=clock.now(),
        fingerprint=record.fingerprint(day),
    )
    return page, {"Cache-Control": "no-store"}


def asked_for_a_day() -> bool:
    return any(request.args.get(key, "").strip() for key in ("on", *boxes()))


def boxes() -> list[str]:
    return [f"on.{part}" for part in PARTS]


def typed_day() -> dict[str, str]:
    """Give the day as typed, in its three boxes as far as it can be told apart."""
    boxed = {part: request.args.get(f"on.{part}", "") for part in PARTS}
    whole = ISO_LIKE.fullmatch(request.args.get("on", "").strip())
    if whole and not any(boxed.values()):
        boxed = dict(zip(("year", "month", "day"), whole.groups(), strict=True))
    return {part: shown_as_typed(value)[:20] for part, value in boxed.items()}


def day_asked() -> date:
    """Read the day asked for. Raises ValidationError."""
    whole = request.args.get("on", "").strip()
    parts = typed_day()
    try:
        read = PartedDate().deserialize(parts if any(parts.values()) else whole)
    except ValidationError as wrong:
        if any(parts.values()):
            raise
        text = f"“{shown_as_typed(whole)[:40]}” is not a date. Enter a day, a month and a year"
        raise ValidationError(text) from wrong
    if not isinstance(read, date):
        raise ValidationError("Enter a real date")
    return read


def errors_of(wrong: ValidationError) -> list[dict[str, str]]:
    told = wrong.messages
    texts = told if isinstance(told, list) else [text for each in told.values() for text in each]
    return [{"text": text, "href": "#on.day"} for text in texts]


def kept_fresh(page: str) -> Response:
    """Let caches keep a page shortly where it is the same for everyone, and ask if it changed."""
    if not current_user.is_authenticated and not current_app.config["DEMO"]:  # its bar is personal
        security.share(FRESH_SECONDS)
    response = make_response(page)
    response.vary.add("Cookie")
    response.add_etag()
    response.make_conditional(request)
    return response


def unknown_number(typed: str, *, mistyped: bool) -> ResponseReturnValue:
    page = render_template("register/unknown.html", typed=typed[:40], mistyped=mistyped)
    return page, 404


@bp.get("/verify")
def verify_form() -> ResponseReturnValue:
    """Ask for the code printed on a certificate."""
    if "code" not in request.args:
        return render_template("register/verify.html", typed="", errors=[])
    typed = shown_as_typed(request.args["code"])[:TYPED_SHOWN]
    if code := re.sub(r"[^0-9A-Z]", "", normalise_code(typed)):
        return redirect(url_for(".verify", code=code[: search.LONGEST]))
    errors = [{"text": NO_CODE, "href": "#code"}]
    return render_template("register/verify.html", typed=typed, errors=errors), 422


@bp.get("/verify/<code>")
def verify(code: str) -> ResponseReturnValue:
    """Say whether a certificate still stands. A name is shown only where it stands."""
    read = normalise_code(code[: search.LONGEST])
    if is_certificate_code(read) and read != code:
        return redirect(url_for(".verify", code=read), 301)
    try:
        verdict = certificate.verify(read)
    except NotFound:
        typed = shown_as_typed(code)[:40]
        mistyped = not is_certificate_code(read)
        page = render_template("register/unknown_code.html", typed=typed, mistyped=mistyped)
        return page, 404
    shown = published(verdict.number)
    said = VERDICTS[verdict.reason]
    return render_template("register/certificate.html", verdict=verdict, said=said, entry=shown)


def published(number: str) -> entry.PublicEntry | None:
    """Give the entry of a certificate while it is public."""
    try:
        return entry.find_entry(number, scheme_today())
    except (Gone, NotFound):
        return None
