"""Compare names as people type them: accents, apostrophes, hyphens, order and spelling aside.

Only for finding. What is shown is always the name as its owner wrote it, and likeness is a
reason to look, never proof that two people are one.
"""

import re
from collections.abc import Collection, Sequence
from unicodedata import normalize

from anyascii import anyascii
from jellyfish import metaphone
from rapidfuzz import fuzz

APOSTROPHES = re.compile(r"['`\"]")
NO_LETTERS = re.compile(r"[^a-z0-9]+")
SOUNDS_ALIKE = 0.9


def fold(name: str) -> str:
    """Give the name in plain small letters: no accents or apostrophes, hyphens as spaces."""
    plain = anyascii(normalize("NFKC", name)).casefold()
    return NO_LETTERS.sub(" ", APOSTROPHES.sub("", plain)).strip()


def tokens(name: str) -> tuple[str, ...]:
    """Give the words of a name, folded, in their order."""
    return tuple(fold(name).split())


def without_titles(name: str, before: Collection[str], after: Collection[str]) -> str:
    """Fold a name and take the titles off its front and its end, but never its last word.

    The lists are data: see `registry.reference.titles`.
    """
    words = list(tokens(name))
    while len(words) > 1 and words[0] in before:
        del words[0]
    while len(words) > 1 and words[-1] in after:
        del words[-1]
    return " ".join(words)


def sound(token: str) -> str:
    """Give a key that words which sound alike in English share; empty when there is none."""
    return metaphone(fold(token))


def similarity(a: str, b: str) -> float:
    """Say how alike two names are, from 0 to 1, whatever the order of their words."""
    left, right = sorted((tokens(a), tokens(b)))
    if not left or not right:
        return 0.0
    unspaced = fuzz.ratio("".join(left), "".join(right)) / 100
    return max(unspaced, in_any_order(left, right))


def in_any_order(left: Sequence[str], right: Sequence[str]) -> float:
    """Pair the words, best pairs first, and weigh each by its letters; a word left over counts."""
    scores = {(x, y): alike(left[x], right[y]) for x in range(len(left)) for y in range(len(right))}
    matched = 0.0
    while scores:
        x, y = max(scores, key=scores.__getitem__)
        matched += scores[x, y] * (len(left[x]) + len(right[y]))
        scores = {pair: score for pair, score in scores.items() if pair[0] != x and pair[1] != y}
    return matched / (len("".join(left)) + len("".join(right)))


def alike(a: str, b: str) -> float:
    """Compare two folded words by letters, or by sound where that is closer."""
    by_letters = fuzz.ratio(a, b) / 100
    heard = sound(a)
    return max(by_letters, SOUNDS_ALIKE) if heard and heard == sound(b) else by_letters
