"""Letters as a task of the office: printed a page at a time, posted, and ticked with a name."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from registry.clock import london_day
from registry.db import db
from registry.errors import NotFound
from registry.models.notice import Channel, Notice
from registry.models.registration import Registration
from registry.models.user import User
from registry.number import display
from registry.services import access, notice_letter
from registry.services.access import ConflictOfInterest
from registry.services.notice_letter import Task
from workflows.engine import WrongState

PAGE = 50


@dataclass(frozen=True)
class Waiting:
    """One page of the letters that wait."""

    tasks: tuple[Task, ...]
    page: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class Sheet:
    """One letter as it is printed."""

    id: int
    number: str
    address: tuple[str, ...]
    subject: str
    written_on: date
    paragraphs: tuple[str, ...]


def waiting(user: User, page: int = 1) -> Waiting:
    """Give one page of the letters to post, and of the people to call for want of an address."""
    tasks = [
        replace(task, number=display(task.number))
        for task in notice_letter.to_post()
        if allowed(task.registration_id, user)
    ]
    first = (page - 1) * PAGE
    return Waiting(tuple(tasks[first : first + PAGE]), page, len(tasks))


def allowed(registration_id: int, user: User) -> bool:
    try:
        row = access.find_registration(registration_id, user)
    except (ConflictOfInterest, NotFound):
        return False
    return row.user_id != user.id


def sheets(user: User, page: int = 1) -> tuple[Sheet, ...]:
    """Lay out the letters of one page; who has no postal address gets none."""
    return tuple(sheet(task) for task in waiting(user, page).tasks if task.address)


def sheet(task: Task) -> Sheet:
    letter = db.session.get_one(Notice, task.id)
    body, _, _ = letter.text.rpartition("\n\n")  # the last paragraph is the letterhead's
    return Sheet(
        id=task.id,
        number=task.number,
        address=(task.name, *task.address),
        subject=letter.subject,
        written_on=london_day(letter.planned_at),
        paragraphs=tuple(" ".join(block.split()) for block in body.split("\n\n")),
    )


def post_all(chosen: Iterable[int], user: User, now: datetime) -> int:
    """Record today as the day on which letters went to the post, and say how many did."""
    count = 0
    for letter_id in chosen:
        letter = db.session.get(Notice, letter_id)
        if letter is None or letter.channel != Channel.LETTER or not letter.registration_id:
            continue
        if not allowed(letter.registration_id, user):
            continue
        row = db.session.get_one(Registration, letter.registration_id)
        try:
            actor = access.actor_for(user, row)
            notice_letter.posted(letter, london_day(now), actor, now=now)
        except WrongState:  # a colleague was first
            continue
        count += 1
    return count
