"""Words that may be meant by a word typed, and the reason to say so beside each person found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA
from sqlalchemy import bindparam, select

from registry.db import answers
from registry.models.register import RegisterNear
from registry.names import fold, similarity, sound
from registry.reference import nicknames
from registry.services.register_words import keys_of, words_of

MOST_KEYS_READ = 600
MOST_OF_A_KIND = 8
LEAST_ALIKE = 40  # of 100: a key of sounds is so short that words of no likeness share it
LETTER, SWAPPED, SHORT_FORM, LONG_FORM, SOUND = KINDS = range(5)
REASONS = {
    LETTER: "{word}: one letter differs",
    SWAPPED: "{word}: two letters swapped",
    SHORT_FORM: "{word}, nickname {typed}",
    LONG_FORM: "{word}, short for {typed}",
    SOUND: "{word}: sounds like {typed}",
}
MISSING = "{typed} is not in this name"

NEAR = (
    select(RegisterNear.key, RegisterNear.word)
    .where(RegisterNear.key.in_(bindparam("keys", expanding=True)))
    .order_by(RegisterNear.key, RegisterNear.word)
    .limit(MOST_KEYS_READ)
)
Near = Mapping[str, Mapping[str, int]]  # word typed -> word of the register -> kind


@dataclass(frozen=True)
class Likeness:
    """How far a name is from what was typed, and why it is shown."""

    missing: int
    reasons: tuple[str, ...]
    alike: float

    @property
    def why(self) -> str:
        return "; ".join(self.reasons)

    def is_near(self, *, one_may_miss: bool) -> bool:
        """Tell whether to show the name: no word is missing, or only one and all others fit."""
        if self.missing:
            return one_may_miss and len(self.reasons) == 1
        return bool(self.reasons)


def near_words(words: Iterable[str]) -> Near:
    """Give, for each word typed, the words on the register that may be meant, by one query."""
    asked = {word: keys_of(word) | set(nicknames.read().get(word, ())) for word in words}
    rows = answers(NEAR, {"keys": sorted(set().union(*asked.values()))})
    return {
        typed: chosen(typed, {row.word for row in rows if row.key in keys})
        for typed, keys in asked.items()
    }


def chosen(typed: str, candidates: Iterable[str]) -> dict[str, int]:
    """Keep of the candidates the likeliest few of each kind."""
    kinds = {word: kind_of(typed, word) for word in candidates if not word.startswith(typed)}
    ranked = sorted(kinds, key=lambda word: (-fuzz.ratio(typed, word), word))
    few = [[w for w in ranked if kinds[w] == kind][:MOST_OF_A_KIND] for kind in KINDS]
    return {word: kind for kind, words in zip(KINDS, few, strict=True) for word in words}


def kind_of(typed: str, word: str) -> int | None:
    """Say in which way a word may be meant by another, the plainest reason first."""
    if OSA.distance(typed, word, score_cutoff=1) == 1:
        return SWAPPED if sorted(typed) == sorted(word) else LETTER
    if how := nicknames.read().get(typed, {}).get(word):
        return LONG_FORM if how == "nickname" else SHORT_FORM
    heard = sound(typed) == sound(word) and fuzz.ratio(typed, word) >= LEAST_ALIKE
    return SOUND if heard else None


def explain(typed: tuple[str, ...], name: str, near: Near) -> Likeness:
    """Say how a name answers the words typed. No reason at all means that it has every word."""
    borne = words_of(name)
    missing = 0
    reasons = []
    for word in typed:
        if any(own.startswith(word) for own in borne):
            continue
        kinds = {own: near[word][own] for own in borne if own in near[word]}
        if kinds:
            meant = min(kinds, key=kinds.__getitem__)
            wording = REASONS[kinds[meant]]
        else:
            meant, wording = "", MISSING
            missing += 1
        reasons.append(wording.format(word=as_written(meant, name), typed=word.capitalize()))
    return Likeness(missing, tuple(reasons), similarity(" ".join(typed), name))


def as_written(word: str, name: str) -> str:
    """Give a folded word as its owner writes it."""
    parts = (*name.split(), *name.replace("-", " ").split())
    return next((part for part in parts if fold(part).replace(" ", "") == word), word.capitalize())
