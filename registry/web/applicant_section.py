"""One page of questions at a time: shown, saved, added to; nothing typed is ever lost."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from marshmallow import ValidationError

from registry import clock
from registry.errors import MOVED_ON, AlreadyDone, NotFound
from registry.sections.base import Asked, Page, Section, is_blank
from registry.services import application as applications
from registry.services import draft, evidence
from registry.web import applicant_file
from registry.web.applicant import address_of, mine
from registry.web.command import command, version_shown
from registry.web.forms import FieldError, flat_errors, nested, rearranged
from registry.web.guard import login_required_for
from workflows.engine import WrongState

bp = Blueprint("applicant_section", __name__)
bp.url_value_preprocessor(applicant_file.make_room)
CHECKING = "check"  # in the address of a page that was opened from the check of all answers
LATER, CHANGES_FILES = "later", ("upload", "take_out")


class Place(NamedTuple):
    """Which page of which section of whose application."""

    application_id: int
    key: str
    page: str

    @property
    def url(self) -> str:
        return url_for("applicant_section.show", **self._asdict(), back=back())

    def checked(self, name: str) -> str:
        """Give the address at one question, from which the way leads back to all answers."""
        return url_for("applicant_section.show", **self._asdict(), back=CHECKING, _anchor=name)


def back() -> str | None:
    """Say where the person came from and goes back to, when it is not the task list."""
    return CHECKING if request.args.get("back") == CHECKING else None


@bp.get("/applications/<int:application_id>/sections/<key>")
@login_required_for()
def first(application_id: int, key: str) -> ResponseReturnValue:
    """Lead to the first page of a section that still needs an answer."""
    application = mine(application_id)
    applications.section_of(application, key)
    if not draft.is_draft(application):
        return redirect(address_of(application_id))
    page = draft.first_open(application, key, clock.now())
    return redirect(Place(application_id, key, page.key).url)


@bp.get("/applications/<int:application_id>/sections/<key>/questions/<name>")
@login_required_for()
def of_question(application_id: int, key: str, name: str) -> ResponseReturnValue:
    """Lead to the page that asks one question, and back to the check of all answers."""
    application = mine(application_id)
    if name not in applications.section_of(application, key).fields:
        raise NotFound("There is no such question")
    if not draft.is_draft(application):
        return redirect(address_of(application_id))
    page = draft.page_asking(application, key, name, clock.now())
    place = Place(application_id, key, page.key)
    return redirect(place.checked(name))


@bp.get("/applications/<int:application_id>/sections/<key>/<page>")
@login_required_for()
def show(application_id: int, key: str, page: str) -> ResponseReturnValue:
    """Show one page of questions with the answers that are kept."""
    application = mine(application_id)
    draft.page_of(applications.section_of(application, key), page)
    if not draft.is_draft(application):
        return redirect(address_of(application_id))
    shown = draft.question_page(application, key, page, clock.now())
    if shown.page not in shown.steps:
        return redirect(url_for(".first", application_id=application_id, key=key))
    return page_with(shown, shown.values)


def page_with(
    shown: draft.QuestionPage,
    values: Any,
    errors: Sequence[FieldError] = (),
    *,
    version: int | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """Write the page; `version` keeps what the person saw while nothing was saved.

    Answers kept by other pages stand beside those typed here, because some questions depend on
    them: without these the boxes, and with them the words, would be gone.
    """
    elsewhere = {name: kept for name, kept in shown.values.items() if name not in shown.page.names}
    page = render_template(
        "applicant/section.html",
        shown=shown,
        values={**elsewhere, **values},
        errors=errors,
        version=shown.version if version is None else version,
        moved_on=status == 409,
        back=back(),
    )
    return page, status


@bp.post("/applications/<int:application_id>/sections/<key>/<page>")
@login_required_for()
def save(application_id: int, key: str, page: str) -> ResponseReturnValue:
    """Keep the answers of one page and go on, or show it again with everything that was typed."""
    place = Place(application_id, key, page)
    section = applications.section_of(mine(application_id), key)
    asked = draft.page_of(section, page)
    if any(name in request.form for name in CHANGES_FILES):
        return change_files(place, section, asked)
    if (answers := rearranged(section, request.form)) is not None:
        return again(place, answers)
    typed = nested(request.form)
    try:
        return redirect(keep(place, section, asked, typed))
    except ValidationError as wrong:
        return again(place, typed, flat_errors(section, wrong), status=422)
    except MOVED_ON:
        return again(place, typed, status=409)


def keep(place: Place, section: Section, page: Page, typed: Any) -> str:
    """Save one page and give the address that comes after it."""
    now = clock.now()
    later = LATER in request.form
    write = draft.keep_unfinished if later else applications.save_section
    with command() as shown:
        application = mine(place.application_id)
        row = write(
            application,
            place.key,
            typed,
            page=page,
            now=now,
            shown=shown.version,
            email=current_user.email,
        )
        following = draft.next_page(row, section, page)
        wanting = draft.still_open(application, place.key, now) if back() else None
        shown.result = onward(place, following, wanting, later=later)
    if later:
        flash("Your answers are saved. You can go on whenever you like.", "success")
    return shown.result


def onward(place: Place, following: Page | None, wanting: Page | None, *, later: bool) -> str:
    """Give the next address: the check of all answers, the next page, or the task list."""
    if later:
        return address_of(place.application_id)
    if back():
        if wanting:
            return place._replace(page=wanting.key).url
        return url_for("applicant.check_answers", application_id=place.application_id)
    if following:
        return place._replace(page=following.key).url
    return address_of(place.application_id)


def again(
    place: Place, typed: Any, errors: Sequence[FieldError] = (), *, status: int = 200
) -> ResponseReturnValue:
    """Show the page with what was typed; nothing has been saved."""
    try:
        shown = draft.question_page(mine(place.application_id), place.key, place.page, clock.now())
    except WrongState as closed:
        return too_late(place, closed)
    version = None if status == 409 else version_shown()
    return page_with(shown, typed, errors, version=version, status=status)


def too_late(place: Place, closed: WrongState) -> ResponseReturnValue:
    """Say that the answers can no longer change, and give the typed words back."""
    section = applications.section_of(mine(place.application_id), place.key)
    page = render_template(
        "applicant/too_late.html",
        said=str(closed),
        typed=typed_rows(section),
        application_id=place.application_id,
    )
    return page, 409


def typed_rows(section: Section) -> list[tuple[str, str]]:
    """Give every question of the page that was sent with an answer, and the answer in words."""
    sent = nested(request.form)
    asked = {name: section.asked(name) for name in section.fields if not is_blank(sent.get(name))}
    return [(question.label, in_words(question, sent[name])) for name, question in asked.items()]


def in_words(question: Asked, sent: Any) -> str:
    """Write one answer as it was sent: a choice by its label, the parts of others together."""
    if isinstance(sent, dict):
        return " ".join(in_words(question, part) for part in sent.values())
    if isinstance(sent, list):
        return "\n".join(in_words(question, part) for part in sent)
    labels = {option.value: option.label for option in question.options}
    return labels.get(sent, str(sent))


def change_files(place: Place, section: Section, page: Page) -> ResponseReturnValue:
    """Add or take back a file, and show the page again with what was typed."""
    typed = nested(request.form)
    try:
        with command() as shown:
            application = mine(place.application_id)
            added = applicant_file.change(application, page.key)
            shown.result = place.url
    except AlreadyDone:
        return again(place, typed)
    except ValidationError as wrong:
        texts = wrong.messages_dict.get("file", [])
        errors = [FieldError("file", str(text), "file") for text in texts]
        return again(place, typed, errors, status=422)
    except MOVED_ON:
        return again(place, typed, status=409)
    for name in evidence.evidence_names(section, page):
        given = typed.get(name) or []
        typed[name] = [*([given] if isinstance(given, str) else given), *added]
    return again_fresh(place, typed)


def again_fresh(place: Place, typed: Any) -> ResponseReturnValue:
    """Show the page after its files changed; taking one back may have saved the section."""
    shown = draft.question_page(mine(place.application_id), place.key, place.page, clock.now())
    return page_with(shown, typed)
