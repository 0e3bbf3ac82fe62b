"""The yearly attestation: a task list, one page of questions at a time, a check, the declaration.

The same pages stand open to whoever lapsed a short time ago: what they send restores them at once.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from registry import clock
from registry.errors import MOVED_ON
from registry.sections.attestation import DECLARATION
from registry.sections.base import Page, Section, is_blank
from registry.services import attestation, attestation_page, card, draft
from registry.web.applicant_section import in_words
from registry.web.attempt import Attempt, attempt
from registry.web.command import Shown, command, version_shown
from registry.web.forms import FieldError, flat_errors, nested
from registry.web.guard import login_required_for, me
from workflows.engine import WrongState

bp = Blueprint("attestation", __name__, url_prefix="/registration/attestation")
CHECKING = "check"  # in the address of a page that was opened from the check of all answers
LATER = "later"


class Place(NamedTuple):
    """Which page of which section."""

    key: str
    page: str

    @property
    def url(self) -> str:
        return url_for("attestation.show", **self._asdict(), back=back())


def back() -> str | None:
    """Say where the person came from and goes back to, when it is not the task list."""
    return CHECKING if request.args.get("back") == CHECKING else None


def mine() -> attestation_page.Own:
    """Find what the signed-in person owes now or next. Raises NotFound."""
    return attestation_page.owed_by(me(), clock.now())


def is_closed() -> bool:
    """Say whether nothing can be answered now: the attestation is sent, or not open yet."""
    return not attestation_page.is_open(mine())


@bp.get("")
@login_required_for()
def home() -> str:
    """Show how far it is, by when it is due, and what follows from doing nothing."""
    shown = attestation_page.task_list(mine(), clock.now())
    return render_template("registrant/attestation/task_list.html", list=shown)


@bp.get("/<key>")
@login_required_for()
def first(key: str) -> ResponseReturnValue:
    """Lead to the first page of a section that still needs an answer."""
    row = mine()
    page = attestation_page.first_open(row, key, clock.now())
    return redirect(url_for(".home") if is_closed() else Place(key, page.key).url)


@bp.get("/<key>/questions/<name>")
@login_required_for()
def of_question(key: str, name: str) -> ResponseReturnValue:
    """Lead to the page that asks one question, and back to the check of all answers."""
    page = attestation_page.page_asking(mine(), key, name, clock.now())
    if is_closed():
        return redirect(url_for(".home"))
    return redirect(url_for(".show", key=key, page=page.key, back=CHECKING, _anchor=name))


@bp.get("/<key>/<page>")
@login_required_for()
def show(key: str, page: str) -> ResponseReturnValue:
    """Show one page of questions with the answers that are kept."""
    shown = attestation_page.question_page(mine(), key, page)
    if is_closed():
        return redirect(url_for(".home"))
    return page_with(shown, shown.values)


def page_with(
    shown: attestation_page.QuestionPage,
    values: Any,
    errors: Sequence[FieldError] = (),
    *,
    version: int | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """Write the page; `version` keeps what the person saw while nothing was saved."""
    elsewhere = {name: kept for name, kept in shown.values.items() if name not in shown.page.names}
    page = render_template(
        "registrant/attestation/section.html",
        shown=shown,
        card=card.of_user(me(), clock.now()) if shown.section.key == "still_right" else None,
        values={**elsewhere, **values},
        errors=errors,
        version=shown.version if version is None else version,
        moved_on=status == 409,
        back=back(),
    )
    return page, status


@bp.post("/<key>/<page>")
@login_required_for()
def save(key: str, page: str) -> ResponseReturnValue:
    """Keep the answers of one page and go on, or show it again with everything that was typed."""
    section = attestation.section_of(key)
    place, asked, typed = Place(key, page), draft.page_of(section, page), nested(request.form)
    try:
        return redirect(keep(place, asked, typed))
    except ValidationError as wrong:
        return again(place, section, typed, flat_errors(section, wrong), status=422)
    except MOVED_ON:
        return again(place, section, typed, status=409)


def keep(place: Place, page: Page, typed: Any) -> str:
    """Save one page and give the address that comes after it."""
    now, later = clock.now(), LATER in request.form
    write = attestation.keep_unfinished if later else attestation.save
    with command() as shown:
        row = attestation_page.writable(me(), now)
        write(row, place.key, typed, page=page, now=now, shown=shown.version)
        if later:
            shown.result = url_for(".home")
        elif back():
            wanting = attestation_page.still_open(row, place.key, now)
            shown.result = Place(place.key, wanting.key).url if wanting else url_for(".check")
        else:
            following = attestation_page.next_page(row, place.key, page)
            shown.result = Place(place.key, following.key).url if following else url_for(".home")
    if later:
        flash("Your answers are saved. You can go on whenever you like.", "success")
    return shown.result


def again(
    place: Place, section: Section, typed: Any, errors: Sequence[FieldError] = (), *, status: int
) -> ResponseReturnValue:
    """Show the page with what was typed; nothing has been saved."""
    try:
        shown = attestation_page.question_page(
            attestation_page.writable(me(), clock.now()), place.key, place.page
        )
    except WrongState as closed:
        return too_late(section, str(closed))
    version = None if status == 409 else version_shown()
    return page_with(shown, typed, errors, version=version, status=status)


def too_late(section: Section, said: str) -> ResponseReturnValue:
    """Say that the answers can no longer change, and give the typed words back."""
    sent = nested(request.form)
    asked = {name: section.asked(name) for name in section.fields if not is_blank(sent.get(name))}
    typed = [(each.label, in_words(each, sent[name])) for name, each in asked.items()]
    return render_template("registrant/attestation/closed.html", said=said, typed=typed), 409


@bp.get("/check-answers")
@login_required_for()
def check() -> ResponseReturnValue:
    """Show every answer in words, with the way to change it."""
    row = mine()
    if is_closed():
        return redirect(url_for(".home"))
    return render_template(
        "registrant/attestation/check_answers.html",
        list=attestation_page.task_list(row, clock.now()),
        sections=attestation_page.answered(row, clock.now()),
        change=change,
    )


def change(key: str) -> object:
    """Give the address of a question's page by its name."""
    return lambda name: url_for(".of_question", key=key, name=name.partition(".")[0])


@bp.get("/declaration")
@login_required_for()
def declaration() -> ResponseReturnValue:
    """Ask for the declaration with which the attestation is sent."""
    mine()
    return redirect(url_for(".home")) if is_closed() else declaration_page(Attempt())


def declaration_page(tried: Attempt) -> ResponseReturnValue:
    row = attestation_page.writable(me(), clock.now())
    page = render_template(
        "registrant/attestation/declaration.html",
        section=DECLARATION,
        values=nested(request.form),
        errors=tried.errors,
        list=attestation_page.task_list(row, clock.now()),
        version=version_shown() if tried.status == 422 else attestation.seen(row),
        moved_on=tried.status == 409,
    )
    return page, tried.status


@bp.post("/declaration")
@login_required_for()
def send() -> ResponseReturnValue:
    """Send the attestation with the declaration that the registrant makes in person."""
    said: list[str] = []

    def act(shown: Shown) -> str:
        before = card.of_user(me(), clock.now())
        attestation_page.send(me(), nested(request.form), shown=shown.version, now=clock.now())
        said.append(acknowledged(before))
        return url_for("registrant.home")

    tried = attempt(act, DECLARATION, lambda key: url_for(".first", key=key) if key else "")
    if tried.done:
        flash(said[0], "success")
        return redirect(tried.result)
    try:
        return declaration_page(tried)
    except WrongState as closed:
        return too_late(DECLARATION, str(closed))


def acknowledged(before: card.Card | None) -> str:
    """Say that it is here, in the words of the verdict, and whether it restored the person."""
    after = card.of_user(me(), clock.now())
    if after is None or after.duty is None:
        return "We have your attestation."
    restored = before is not None and after.on_register and not before.on_register
    again = "You are registered again from today. " if restored else ""
    return f"We have your attestation. {again}{after.duty.sentence}."


@bp.get("/sent/<int:attestation_id>")
@login_required_for()
def sent(attestation_id: int) -> str:
    """Show what the person declared in an earlier year."""
    shown = attestation_page.declared(attestation_id, me(), clock.now())
    return render_template("registrant/attestation/sent.html", sent=shown)
