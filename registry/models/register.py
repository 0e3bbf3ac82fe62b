"""The register: an append-only, bitemporal log, and the projection of it that is searched."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Json, Model

# Folded words hold a to z and 0 to 9 only. Ordered by bytes, a prefix is one range of the index,
# whatever language the server sorts by.
WORD = String().with_variant(String(collation="C"), "postgresql")


class RegisterEvent(Model):
    """What the register said of one registration: from which day, and since when it knew.

    Only ever inserted. `seq` is empty until the sequencer numbers committed events without gaps,
    because database ids have gaps and commit out of order. `leaf` is the SHA-256 of the canonical
    JSON of field → SHA-256(salt, value), so that one value can be redacted (its salt destroyed)
    and every hash still holds.
    """

    __tablename__ = "register_event"
    __table_args__ = (Index("ix_register_event_on", "registration_id", "effective_on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int | None] = mapped_column(unique=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    movement_id: Mapped[int] = mapped_column(ForeignKey("movement.id"))
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime]
    facts: Mapped[Json]
    salts: Mapped[Json]
    leaf: Mapped[str]


class RegisterEntry(Model):
    """The newest public facts of one registration, as they are shown. Rebuilt from the log."""

    __tablename__ = "register_entry"
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id"), primary_key=True, autoincrement=False
    )
    number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    standing: Mapped[str] = mapped_column(index=True)
    organisation_code: Mapped[str] = mapped_column(index=True)
    region: Mapped[str] = mapped_column(index=True)
    facts: Mapped[Json]
    event_id: Mapped[int] = mapped_column(ForeignKey("register_event.id"))
    shown_until: Mapped[date | None]


class RegisterWord(Model):
    """One word of a published name, with another word of the same name beside it.

    Every pair of words has a row, so a search for two words is one range of one index however
    many people share either word. For a search by one word each word has one row that leads.
    """

    __tablename__ = "register_word"
    __table_args__ = (Index("ix_register_word_of", "registration_id", "word"),)
    word: Mapped[str] = mapped_column(WORD, primary_key=True)
    beside: Mapped[str] = mapped_column(WORD, primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id"), primary_key=True, autoincrement=False
    )
    leads: Mapped[bool]


class RegisterNear(Model):
    """A key under which a word is found when it was misspelt: it less one letter, or its sound.

    Two words that differ by one letter share a key. Words are kept once, whoever bears them.
    """

    __tablename__ = "register_near"
    key: Mapped[str] = mapped_column(WORD, primary_key=True)
    word: Mapped[str] = mapped_column(WORD, primary_key=True)
