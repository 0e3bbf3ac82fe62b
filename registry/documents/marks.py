"""Give letters with a dot below a place for the mark above, which the typefaces forgot.

Yoruba and Igbo write ẹ́, ọ̀, ṣ́: the fonts hold ẹ and the accent, but ẹ has no anchor for it, and the
accent would land beside the letter. The plain e has the anchor, at the same place, so it is lent.
"""

from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import combining, normalize

from fontTools.ttLib import TTFont

BELOW = 220
MARK_TO_BASE = 4
EXTENSION = 9


@lru_cache(maxsize=8)
def font_with_anchors(path: Path) -> bytes:
    """Read a font and lend the anchors of its plain letters to those with a mark below."""
    with TTFont(path, recalcTimestamp=False) as font:
        lent = dotted_letters(font.getBestCmap())
        for table in mark_tables(font):
            lend(table, lent, font)
        whole = BytesIO()
        font.save(whole)
    return whole.getvalue()


def dotted_letters(glyphs: dict[int, str]) -> dict[str, str]:
    """Pair each glyph of a letter with a mark below with the glyph of its plain letter."""
    pairs = {}
    for code, glyph in glyphs.items():
        apart = normalize("NFD", chr(code))
        if len(apart) == 2 and combining(apart[1]) == BELOW and ord(apart[0]) in glyphs:
            pairs[glyph] = glyphs[ord(apart[0])]
    return pairs


def mark_tables(font: TTFont) -> list[Any]:
    """Find the tables that place marks on letters."""
    found = []
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = table.ExtSubTable if table.LookupType == EXTENSION else table
            found += [table] if table.LookupType == MARK_TO_BASE else []
    return found


def lend(table: Any, lent: dict[str, str], font: TTFont) -> None:
    """Add the borrowed anchors to one table, kept in the order of the font's glyphs."""
    records = dict(zip(table.BaseCoverage.glyphs, table.BaseArray.BaseRecord, strict=True))
    borrowed = {to: records[by] for to, by in lent.items() if by in records and to not in records}
    ordered = sorted((records | borrowed).items(), key=lambda pair: font.getGlyphID(pair[0]))
    table.BaseCoverage.glyphs = [glyph for glyph, _ in ordered]
    table.BaseArray.BaseRecord = [record for _, record in ordered]
    table.BaseArray.BaseCount = len(ordered)
