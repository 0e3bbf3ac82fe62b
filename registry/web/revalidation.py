"""Revalidation for its registrant: the portfolio, the confirmer, the declaration, an answer."""

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.sections.portfolio import CONFIRMER, DECLARATION, UPLOAD
from registry.sections.reason import NAME, reason
from registry.services import access, portfolio, revalidation, revalidation_page
from registry.web.applicant_file import ROOM, received
from registry.web.attempt import Attempt, attempt
from registry.web.command import Shown
from registry.web.forms import nested
from registry.web.guard import login_required_for, me
from workflows.engine import Reason
from workflows.portfolio import Kind

bp = Blueprint("revalidation", __name__, url_prefix="/registration/revalidation")
RESPONSE = reason(
    "What do you want to tell us?",
    "A registrar who did not make the proposal reads these words",
    "Enter your answer",
)
FILE = "file"
NEW = Attempt()
PLACES = {"confirmer": "revalidation.confirmer", "declaration": "revalidation.declaration"}


def make_room(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Read a little more than is accepted, to refuse a large file in our own words."""
    request.max_content_length = ROOM


bp.url_value_preprocessor(make_room)


def mine(row: revalidation_page.Own | None = None) -> revalidation_page.Shown:
    """Give the person's own as they see it. Raises NotFound."""
    return revalidation_page.show(row or revalidation_page.of_user(me()), me(), clock.now())


def link_to(place: str) -> str:
    """Give the address that mends what stands in the way."""
    if place in list(Kind):
        return url_for(".step", key=place)
    return url_for(PLACES[place]) if place in PLACES else ""


@bp.get("")
@login_required_for()
def home() -> ResponseReturnValue:
    return home_page(NEW)


def home_page(tried: Attempt) -> ResponseReturnValue:
    """Show how far it is, whose turn it is, by when, and what follows from doing nothing."""
    page = render_template(
        "revalidation/home.html", own=mine(), errors=tried.errors, moved_on=tried.status == 409
    )
    return page, tried.status


@bp.get("/<key>")
@login_required_for()
def step(key: str) -> ResponseReturnValue:
    """Show one part of the portfolio; of what is no part, lead to where it is shown."""
    own = mine()
    if key not in list(Kind):
        return redirect(url_for(".home"))
    shelf = next(each for each in own.shelves if each.kind == key)
    if not shelf.items and own.writable:
        return redirect(url_for(".new", key=key))
    return render_template("revalidation/shelf.html", own=own, shelf=shelf)


# Items


@bp.get("/<key>/new")
@login_required_for()
def new(key: str) -> ResponseReturnValue:
    return item_page(key, None, NEW)


@bp.get("/<key>/<int:item_id>")
@login_required_for()
def item(key: str, item_id: int) -> ResponseReturnValue:
    return item_page(key, item_id, NEW)


def item_page(key: str, item_id: int | None, tried: Attempt) -> ResponseReturnValue:
    """Ask about one item of the portfolio, with its files below once it is kept."""
    row = revalidation_page.of_user(me())
    kind, own = portfolio.kind_of(key), mine(row)
    kept = portfolio.find(row, item_id) if item_id else None
    typed = nested(request.form) if request.method == "POST" else {}
    page = render_template(
        "revalidation/item.html",
        own=own,
        shelf=next(shelf for shelf in own.shelves if shelf.kind == kind),
        section=row.sections[kind],
        item=kept,
        values={**(kept.values if kept else {}), **typed},
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return page, tried.status


@bp.post("/<key>/new")
@login_required_for()
def begin(key: str) -> ResponseReturnValue:
    return keep(key, None)


@bp.post("/<key>/<int:item_id>")
@login_required_for()
def save(key: str, item_id: int) -> ResponseReturnValue:
    return keep(key, item_id)


def keep(key: str, item_id: int | None) -> ResponseReturnValue:
    """Keep an item, whole or unfinished."""
    kind, later = portfolio.kind_of(key), "later" in request.form

    def act(shown: Shown) -> str:
        portfolio.save(
            revalidation_page.writable(me()),
            kind,
            nested(request.form),
            now=clock.now(),
            item_id=item_id,
            shown_version=shown.version,
            unfinished=later,
        )
        return url_for(".step", key=key)

    section = revalidation_page.of_user(me()).sections[kind]
    tried = attempt(act, section)
    if not tried.done:
        return item_page(key, item_id, tried)
    flash("Saved. You can go on whenever you like." if later else "Saved.", "success")
    return redirect(tried.result)


@bp.post("/<key>/<int:item_id>/remove")
@login_required_for()
def remove(key: str, item_id: int) -> ResponseReturnValue:
    """Take an item out of the portfolio."""

    def act(shown: Shown) -> str:
        portfolio.remove(revalidation_page.writable(me()), item_id, clock.now())
        return url_for(".step", key=key)

    tried = attempt(act)
    if not tried.done:
        return home_page(tried)
    flash("It is taken out.", "success")
    return redirect(tried.result)


# Files


@bp.post("/<key>/<int:item_id>/files")
@login_required_for()
def add_file(key: str, item_id: int) -> ResponseReturnValue:
    """Keep a file beside an item, or take one out."""
    taken = request.form.get("take_out", "")

    def act(shown: Shown) -> str:
        row = revalidation_page.writable(me())
        if taken.isascii() and taken.isdigit() and len(taken) < 10:
            portfolio.remove_file(row, int(taken), clock.now())
        else:
            upload = received(request.files.get(FILE))
            portfolio.add_file(row, item_id, upload, clock.now())
        return url_for(".item", key=key, item_id=item_id, _anchor="files")

    tried = attempt(act, UPLOAD)
    if not tried.done:
        return item_page(key, item_id, tried)
    flash("The file is taken out." if taken else "The file is added.", "success")
    return redirect(tried.result)


@bp.get("/files/<int:file_id>")
@login_required_for()
def download(file_id: int) -> ResponseReturnValue:
    """Send a file back as it was given."""
    return sent(portfolio.find_file(revalidation_page.of_user(me()), file_id))


def sent(file: Any) -> ResponseReturnValue:
    """Send a file of a portfolio; a browser never opens it in the page's place."""
    return send_file(
        BytesIO(portfolio.content(file)),
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.filename,
    )


# The confirmer, the declaration, an answer


@bp.get("/confirmer")
@login_required_for()
def confirmer() -> ResponseReturnValue:
    return confirmer_page(NEW)


def confirmer_page(tried: Attempt) -> ResponseReturnValue:
    """Ask whom the registrant names, while somebody can be named."""
    row = revalidation_page.of_user(me())
    own = mine(row)
    if tried.done and own.step("name_confirmer") is None:
        return redirect(url_for(".home"))
    page = render_template(
        "revalidation/confirmer.html",
        own=own,
        section=CONFIRMER,
        values=nested(request.form),
        choices={"who": revalidation.choices(row.registration)},
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return page, tried.status


@bp.post("/confirmer")
@login_required_for()
def name_confirmer() -> ResponseReturnValue:
    """Name a confirmer who is checked at once."""

    def act(shown: Shown) -> str:
        row = revalidation_page.of_user(me(), shown=shown.version)
        actor = access.actor_for(me(), row)
        revalidation.name_confirmer(row, nested(request.form), actor=actor, now=clock.now())
        return url_for(".home")

    tried = attempt(act, CONFIRMER)
    if not tried.done:
        return confirmer_page(tried)
    flash("Your confirmer is named, and we have told them.", "success")
    return redirect(tried.result)


@bp.get("/declaration")
@login_required_for()
def declaration() -> ResponseReturnValue:
    return declaration_page(NEW)


def declaration_page(tried: Attempt) -> ResponseReturnValue:
    """Ask for the declaration with which the portfolio is sent, while it can be."""
    own = mine()
    sending = own.step("submit") or own.step("resubmit")
    if tried.done and sending is None:
        return redirect(url_for(".home"))
    unmet: tuple[Reason, ...] = sending.unmet if sending else ()
    page = render_template(
        "revalidation/declaration.html",
        own=own,
        section=DECLARATION,
        values=nested(request.form),
        wanting=[each for each in unmet if each.place != "declaration"],
        link_to=link_to,
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return page, tried.status


@bp.post("/declaration")
@login_required_for()
def send() -> ResponseReturnValue:
    """Send the portfolio with the declaration made in person."""

    def act(shown: Shown) -> str:
        row = revalidation_page.of_user(me(), shown=shown.version)
        actor = access.actor_for(me(), row)
        revalidation.send(row, nested(request.form), actor=actor, now=clock.now())
        return url_for(".home")

    tried = attempt(act, DECLARATION, link_to)
    if not tried.done:
        return declaration_page(tried)
    flash("Your portfolio is sent. Whose turn it is now stands below.", "success")
    return redirect(tried.result)


@bp.get("/response")
@login_required_for()
def response() -> ResponseReturnValue:
    return response_page(NEW)


def response_page(tried: Attempt) -> ResponseReturnValue:
    """Ask for the answer to a proposal, below its reasons."""
    own = mine()
    if tried.done and own.step("respond") is None:
        return redirect(url_for(".home"))
    page = render_template(
        "revalidation/response.html",
        own=own,
        section=RESPONSE,
        values=nested(request.form),
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return page, tried.status


@bp.post("/response")
@login_required_for()
def respond() -> ResponseReturnValue:
    """Send the answer to a proposal."""

    def act(shown: Shown) -> str:
        words = RESPONSE.load(nested(request.form))[NAME]
        return take("respond", words, shown)

    tried = attempt(act, RESPONSE)
    if not tried.done:
        return response_page(tried)
    flash("Your answer is with us. A registrar reads it before anything is decided.", "success")
    return redirect(tried.result)


def take(trigger: str, words: str, shown: Shown) -> str:
    row = revalidation_page.of_user(me(), shown=shown.version)
    revalidation.take(row, trigger, words, actor=access.actor_for(me(), row), now=clock.now())
    return url_for(".home")


@bp.post("/take_back")
@login_required_for()
def take_back() -> ResponseReturnValue:
    """Take the portfolio back from a confirmer who has not answered."""
    return at_once("take_back", "It is back with you. You can change it, or name somebody else.")


@bp.post("/send_evidence")
@login_required_for()
def send_evidence() -> ResponseReturnValue:
    """Send what was asked for after an audit."""
    return at_once("send_evidence", "What you added is with us.")


def at_once(trigger: str, done: str) -> ResponseReturnValue:
    tried = attempt(lambda shown: take(trigger, "", shown), link_to=link_to)
    if not tried.done:
        return home_page(tried)
    flash(done, "success")
    return redirect(tried.result)
