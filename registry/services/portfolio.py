"""The portfolio of one cycle: written over three years, item by item, with files beside them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm.exc import StaleDataError

from registry.clock import london_day
from registry.db import db
from registry.errors import NotFound
from registry.gateways import outside
from registry.models.revalidation import PortfolioFile, PortfolioItem, Revalidation
from registry.sections.base import Moment, Row, Section
from registry.services import casework, document, filing
from registry.services.document import Upload
from workflows.engine import WrongState
from workflows.portfolio import MANY, NAMES, Kind
from workflows.revalidation import WRITTEN_IN

MOST_ITEMS, MOST_FILES = 30, 10


@dataclass(frozen=True)
class File:
    """A file beside an item."""

    id: int
    name: str
    size: int
    added_at: datetime


@dataclass(frozen=True)
class Item:
    """One item as it is shown: its answers in words, and whether it is whole."""

    id: int
    version: int
    kind: Kind
    title: str
    rows: tuple[Row, ...]
    whole: bool
    saved_at: datetime
    files: tuple[File, ...]


@dataclass(frozen=True)
class Shelf:
    """Everything of one kind, with how much of it is asked."""

    kind: Kind
    title: str
    summary: str
    asked: int
    items: tuple[Item, ...]
    many: bool

    @property
    def have(self) -> int:
        return sum(item.whole for item in self.items)

    @property
    def status(self) -> str:
        """Say how far it is, in the words of the task list."""
        if self.have >= self.asked:
            return "enough"
        return "in_progress" if self.items else "not_started"

    @property
    def label(self) -> str:
        if self.asked > 1 and self.have < self.asked:
            return f"{min(self.have, self.asked)} of {self.asked}"
        return {"enough": "Done", "in_progress": "In progress", "not_started": "Not started"}[
            self.status
        ]


def writable(row: Revalidation) -> bool:
    """Say whether the portfolio can be written: from the first day until it is sent."""
    return row.state in WRITTEN_IN


def shelves(row: Revalidation, now: datetime) -> tuple[Shelf, ...]:
    """Lay out the portfolio by kind, in the order in which it is asked."""
    counted = row.counted(now)
    return tuple(shelf(row, kind, asked, now) for kind, (asked, _) in counted.items())


def shelf_of(row: Revalidation, key: str, now: datetime) -> Shelf:
    """Give everything of one kind. Raises NotFound."""
    kind = kind_of(key)
    return shelf(row, kind, row.counted(now)[kind][0], now)


def shelf(row: Revalidation, kind: Kind, asked: int, now: datetime) -> Shelf:
    section = row.sections[kind]
    one, many = NAMES[kind]
    return Shelf(
        kind=kind,
        title=(many if kind in MANY else one).capitalize(),
        summary=section.summary,
        asked=asked,
        items=tuple(shown(each, section, now) for each in kept(row) if each.kind == kind),
        many=kind in MANY,
    )


def shown(item: PortfolioItem, section: Section, now: datetime) -> Item:
    return Item(
        id=item.id,
        version=item.version,
        kind=Kind(item.kind),
        title=section.title,
        rows=tuple(section.rows(item.values)),
        whole=not section.validate(item.values, at=Moment(today=london_day(now))),
        saved_at=item.saved_at,
        files=tuple(File(f.id, f.filename, f.size, f.uploaded_at) for f in item.files),
    )


def kept(row: Revalidation) -> list[PortfolioItem]:
    """List the items that were not taken out."""
    return [item for item in row.items if item.removed_at is None]


def kind_of(key: str) -> Kind:
    """Give a kind by its key. Raises NotFound."""
    if key not in list(Kind):
        raise NotFound("There is no such part of the portfolio")
    return Kind(key)


def find(row: Revalidation, item_id: int) -> PortfolioItem:
    """Find an item of this portfolio. Raises NotFound."""
    found = next((item for item in kept(row) if item.id == item_id), None)
    if found is None:
        raise NotFound("There is no such item")
    return found


def save(
    row: Revalidation,
    kind: Kind,
    raw: Any,
    *,
    now: datetime,
    item_id: int | None = None,
    shown_version: int | None = None,
    unfinished: bool = False,
) -> PortfolioItem:
    """Keep an item, whole or as far as it is written.

    Raises ValidationError, and StaleDataError when it was saved elsewhere since it was shown.
    """
    casework.lock(row)
    check_writable(row)
    section = row.sections[kind]
    at = Moment(today=london_day(now))
    values = section.draft(raw, at=at) if unfinished else section.dump(section.load(raw, at=at))
    item = find(row, item_id) if item_id else new_item(row, kind)
    if shown_version is not None and item_id and shown_version != item.version:
        raise StaleDataError("This was saved elsewhere")
    item.values, item.saved_at = values, now
    db.session.flush()
    return item


def new_item(row: Revalidation, kind: Kind) -> PortfolioItem:
    """Begin an item; of most kinds there is one, which is written on."""
    same = [item for item in kept(row) if item.kind == kind]
    if kind not in MANY and same:
        return same[0]
    if len(same) >= MOST_ITEMS:
        raise WrongState(f"There are {MOST_ITEMS} already. Take one out first")
    item = PortfolioItem(kind=kind.value)
    row.items.append(item)
    return item


def check_writable(row: Revalidation) -> None:
    if not writable(row):
        raise WrongState("The portfolio is sent. It can be written again when it comes back to you")


def remove(row: Revalidation, item_id: int, now: datetime) -> None:
    """Take an item out, with its files."""
    casework.lock(row)
    check_writable(row)
    item = find(row, item_id)
    item.removed_at = now
    filing.let_go((file.sha256 for file in item.files), now)
    for file in list(item.files):
        db.session.delete(file)
    db.session.flush()


def add_file(row: Revalidation, item_id: int, upload: Upload, now: datetime) -> PortfolioFile:
    """Keep a file beside an item, or raise why it is refused."""
    casework.lock(row)
    check_writable(row)
    item = find(row, item_id)
    if len(item.files) >= MOST_FILES:
        raise document.refused(f"There are {MOST_FILES} files here. Take one out first")
    file = PortfolioFile(
        filename=document.safe_name(upload.filename),
        media_type=document.checked(upload),
        size=len(upload.content),
        sha256=filing.keep(upload.content),
        uploaded_at=now,
    )
    item.files.append(file)
    db.session.flush()
    return file


def find_file(row: Revalidation, file_id: int) -> PortfolioFile:
    """Find a file of this portfolio. Raises NotFound."""
    files = (file for item in kept(row) for file in item.files)
    found = next((file for file in files if file.id == file_id), None)
    if found is None:
        raise NotFound("There is no such file")
    return found


def remove_file(row: Revalidation, file_id: int, now: datetime) -> None:
    """Take a file out."""
    casework.lock(row)
    check_writable(row)
    file = find_file(row, file_id)
    filing.let_go([file.sha256], now)
    db.session.delete(file)
    db.session.flush()
    db.session.expire(find(row, file.item_id))


def content(file: PortfolioFile) -> bytes:
    """Read a file back."""
    return outside.store().read(file.sha256)
