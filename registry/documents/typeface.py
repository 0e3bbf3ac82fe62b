"""What the two typefaces can write, and how wide a line of it is.

A letter that no embedded font holds would be drawn with whatever the machine happens to have, or as
an empty box, which PDF/A forbids. So it is found here, before any page is made.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple
from unicodedata import category, normalize

from fontTools.ttLib import TTFont
from markupsafe import Markup

from registry.documents.fetcher import on_the_shelf

# A name set at this size in points or more reads as the heart of the page.
LARGE = 30

SERIF = "paper:serif/SourceSerifPro-Regular.ttf"
SANS = "paper:sans/SourceSansPro-Regular.ttf"


class NameNotPrintable(ValueError):
    """A text holds letters that no embedded font can write."""

    def __init__(self, text: str, characters: tuple[str, ...]) -> None:
        self.text, self.characters = text, characters
        listed = ", ".join(f"{each} ({code_point(each)})" for each in characters)
        super().__init__(f"These characters cannot be printed: {listed}")


class Metrics(NamedTuple):
    """The letters of one font with their advances, in thousandths of its size."""

    advances: dict[int, int]

    def holds(self, text: str) -> bool:
        return all(ord(character) in self.advances for character in text if character != "\n")

    def width(self, text: str) -> float:
        return sum(self.advances.get(ord(character), 600) for character in text) / 1000


class Setting(NamedTuple):
    """How a name is set: its lines and their size in points."""

    lines: tuple[str, ...]
    size: float


@lru_cache
def metrics(url: str) -> Metrics:
    """Read one font of the shelves."""
    with TTFont(on_the_shelf(url), lazy=True) as font:
        scale = 1000 / font["head"].unitsPerEm
        widths = font["hmtx"].metrics
        return Metrics(
            {code: round(widths[glyph][0] * scale) for code, glyph in font.getBestCmap().items()}
        )


@lru_cache
def known_letters() -> frozenset[str]:
    """Give every character that one of the typefaces writes, and the breaks of lines."""
    codes = metrics(SANS).advances.keys() | metrics(SERIF).advances.keys()
    return frozenset(map(chr, codes)) | frozenset("\n\r\t")


def composed(text: str) -> str:
    """Put letters and their marks together, as the fonts hold them."""
    return normalize("NFC", text)


def unprintable(text: str) -> tuple[str, ...]:
    """List the characters of a text that neither font can write, each once, in order."""
    known = known_letters()
    missing = (each for each in composed(text) if each not in known)
    return tuple(dict.fromkeys(missing))


def require_printable(*texts: str) -> None:
    """Refuse texts that the fonts cannot write."""
    for text in texts:
        if missing := unprintable(text):
            raise NameNotPrintable(text, missing)


def legible(value: object) -> object:
    """Write what the fonts lack as its Unicode number, so that nothing said is lost on paper."""
    if not isinstance(value, str):
        return value
    text = composed(value)
    for character in unprintable(text):
        # A joiner or mark of direction shows nothing by itself and carries no word.
        shown = "" if category(character) == "Cf" else f"[{code_point(character)}]"
        text = text.replace(character, shown)
    return Markup(text) if isinstance(value, Markup) else text  # noqa: S704  # was marked already


def code_point(character: str) -> str:
    return f"U+{ord(character):04X}"


def family(text: str) -> str:
    """Choose the serif when it holds every letter, else the plainer face that holds more."""
    return "serif" if metrics(SERIF).holds(composed(text)) else "sans"


def set_name(name: str, *, width: float, sizes: Sequence[float], lines: int = 4) -> Setting:
    """Break a name into few, even lines, as large as the width allows.

    The first number of lines that gives a large letter is taken; a name too long for that gets the
    largest letter that any number of lines gives, and is broken at hyphens only when it must be.
    """
    font = metrics(SERIF if family(name) == "serif" else SANS)
    for pieces in (words(name), words(name.replace("-", "-\0"))):
        settings = [
            Setting(broken, fitting(broken, font, width, sizes))
            for count in range(1, min(lines, len(pieces)) + 1)
            for broken in (even_lines(pieces, count, font),)
        ]
        best = max(settings, key=lambda setting: setting.size)
        if best.size:
            return next((each for each in settings if each.size >= LARGE), best)
    return Setting((name,), min(sizes))


def fitting(lines: Sequence[str], font: Metrics, width: float, sizes: Sequence[float]) -> float:
    """Give the largest size at which every line fits, or nothing."""
    widest = max(font.width(line) for line in lines)
    return max((size for size in sizes if size * widest <= width), default=0.0)


def words(text: str) -> list[str]:
    """Split where a line may end: after a space, and after a hyphen marked for it."""
    spaced = text.replace(" ", " \0").split("\0")
    return [piece for piece in spaced if piece.strip()]


def even_lines(pieces: list[str], count: int, font: Metrics) -> tuple[str, ...]:
    """Lay pieces on exactly so many lines with the widest as narrow as can be."""

    def laid(breaks: tuple[int, ...]) -> tuple[str, ...]:
        bounds = (0, *breaks, len(pieces))
        return tuple(
            "".join(pieces[start:end]).strip()
            for start, end in zip(bounds, bounds[1:], strict=False)
        )

    choices = (laid(breaks) for breaks in combinations(range(1, len(pieces)), count - 1))
    return min(choices, key=lambda broken: max(font.width(line) for line in broken))
