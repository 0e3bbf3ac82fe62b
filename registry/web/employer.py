"""The employer's door: what the holders of an organisation's offices are asked to state."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.services import access, appointment, confirmation_page, employer, reference, statement
from registry.services.user import Account
from registry.web import statement as pages
from registry.web.guard import login_required_for, me
from workflows.engine import Actor, NotPermitted

bp = Blueprint("employer", __name__, url_prefix="/employer")
PAGES = {
    "home": "employer.show",
    "saved": "employer.show",
    "questions": "employer.questions",
    "check": "employer.check",
    "answer": "employer.send",
    "decline": "employer.ask_why",
}


@dataclass(frozen=True)
class ByOffice:
    """The way of somebody who is signed in and holds an office of the organisation."""

    id: int
    user: Account

    @property
    def who(self) -> str:
        return f"user:{self.user.id}"

    def url(self, page: str) -> str:
        return url_for(PAGES[page], request_id=self.id)

    def find(self, shown: int | None = None) -> reference.Asked:
        return employer.find_request(self.id, self.user, shown=shown)

    def actor(self, row: reference.Asked) -> Actor:
        return access.actor_for(self.user, row)

    def known(self) -> dict[str, Any]:
        office = employer.office_for(self.find(), self.user)
        return {"capacity": f"{office.label}, {office.organisation}"}


def way(request_id: int) -> ByOffice:
    return ByOffice(request_id, me())


@bp.get("")
@login_required_for()
def home() -> str:
    """Show a person's offices and what waits for them."""
    desk = employer.desk(me())
    if not desk.offices:
        raise NotPermitted("You hold no office in an organisation that has an account here")
    return render_template(
        "employer/home.html",
        desk=desk,
        confirmations=confirmation_page.waiting_for(me(), clock.now()),
        posts_waiting=len(appointment.waiting_for(me())),
    )


@bp.get("/requests/<int:request_id>")
@login_required_for()
def show(request_id: int) -> str:
    """Show one request: about whom, what is asked, by when, and what was answered."""
    row = employer.find_request(request_id, me())
    office = employer.office_for(row, me())
    return render_template(
        "employer/request.html",
        request_shown=statement.shown(row),
        office=office,
        section=reference.section_for(row),
        rows=statement.rows_of(row) if office.confirms else [],
        begun=bool(reference.draft_of(row, way(request_id).who)),
    )


@bp.get("/requests/<int:request_id>/questions")
@login_required_for()
def questions(request_id: int) -> ResponseReturnValue:
    return pages.questions(way(request_id))


@bp.post("/requests/<int:request_id>/questions")
@login_required_for()
def keep(request_id: int) -> ResponseReturnValue:
    return pages.keep(way(request_id))


@bp.get("/requests/<int:request_id>/check")
@login_required_for()
def check(request_id: int) -> ResponseReturnValue:
    return pages.check(way(request_id))


@bp.post("/requests/<int:request_id>/answer")
@login_required_for()
def send(request_id: int) -> ResponseReturnValue:
    return pages.send(way(request_id))


@bp.get("/requests/<int:request_id>/decline")
@login_required_for()
def ask_why(request_id: int) -> ResponseReturnValue:
    return pages.ask_why(way(request_id))


@bp.post("/requests/<int:request_id>/decline")
@login_required_for()
def decline(request_id: int) -> ResponseReturnValue:
    return pages.decline(way(request_id))
