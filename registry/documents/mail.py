"""Mail as text, with a twin in HTML: one template a kind of notice, its first line the subject.

The text is what was sent; the twin is made from it and says the same words. Four shapes are enough
for both: paragraphs, lists, quoted words, and one address of ours alone on its line. What is filled
in never begins a line, so no name or reason can pass for a list or for our link.
"""

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from itertools import groupby
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from registry.config import ROOT, Scheme
from registry.documents import render
from registry.documents.colour import readable

FOLDER = ROOT / "templates"
WIDTH = 76
SUBJECT = 110
LABEL = 60  # longer words before an address introduce it; they do not name it
ITEM, QUOTE = "- ", "    "
ADDRESS = re.compile(r"https?://\S+")
AROUND_ADDRESS = re.compile(r"(?<=\S)\s+(?=https?://)|(?<=^)(https?://\S+)\s+")
HOLD = "\N{NO-BREAK SPACE}"


class Kept(str):
    """Words that keep their own spaces and lines."""

    __slots__ = ()


@dataclass
class Piece:
    """A run of words of one shape: words, item, quote or link."""

    shape: str
    text: str


@cache
def environment() -> Environment:
    """Give the environment of mail templates. Plain text, so nothing is escaped; a missing word
    is an error, never a gap."""
    made = Environment(  # noqa: S701  plain text: escaping would spoil names
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        finalize=on_one_line,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=day, quoted=quoted, plural=plural)
    return made


def compose(kind: str, context: dict[str, Any]) -> tuple[str, str]:
    """Write a notice and give its subject and text. Raises TemplateNotFound, UndefinedError."""
    written = environment().get_template(f"mail/{kind}.txt").render(context)
    foot = environment().get_template("layouts/mail.txt").render(context)
    subject, _, body = written.partition("\n")
    return textwrap.shorten(subject, SUBJECT, placeholder="…"), folded(f"{body}\n\n{foot}")


def on_one_line(value: Any) -> Any:
    """Keep what is filled in from beginning a line."""
    if isinstance(value, str) and not isinstance(value, Kept):
        return " ".join(value.split())
    return value


def day(on: date) -> Kept:
    """Write a date as people do, in one piece that no line breaks apart."""
    return Kept(render.day(on).replace(" ", HOLD))


def quoted(words: str) -> Kept:
    """Set somebody's own words apart, each of their lines a paragraph."""
    lines = (" ".join(line.split()) for line in words.splitlines())
    return Kept("\n\n".join(QUOTE + line for line in lines if line))


def plural(count: int, thing: str) -> str:
    """Write "1 day", "2 days"."""
    return f"{count} {thing}{'' if count == 1 else 's'}"


def folded(text: str) -> str:
    """Break lines where they fit a narrow window; an address stays whole."""
    blocks = ("\n".join(map(fill, pieces(block))) for block in blocks_of(text))
    return "\n\n".join(blocks).replace(HOLD, " ") + "\n"


def fill(piece: Piece) -> str:
    first, later = {"item": (ITEM, "  "), "quote": (QUOTE, QUOTE)}.get(piece.shape, ("", ""))
    return textwrap.fill(
        held(piece.text),
        WIDTH,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )


def held(text: str) -> str:
    """Hold an address inside other words to its neighbours, so that no fold leaves it alone."""
    return AROUND_ADDRESS.sub(lambda found: (found[1] or "") + HOLD, text)


def blocks_of(text: str) -> list[str]:
    """Part a text at its empty lines."""
    return [block for block in re.split(r"\n\s*\n", text.strip("\n")) if block.strip()]


def pieces(block: str) -> list[Piece]:
    """Read the shapes in one block. A line that begins none goes on with the one before."""
    found: list[Piece] = []
    for line in block.split("\n"):
        shape = shape_of(line, found[-1].shape if found else "")
        if shape:
            found.append(Piece(shape, line.removeprefix(ITEM).strip()))
        else:
            found[-1].text += " " + line.strip()
    return found


def shape_of(line: str, before: str) -> str:
    """Say which shape a line begins, or nothing when it goes on with the line before."""
    if ADDRESS.fullmatch(line):
        return "link"
    if line.startswith(ITEM) and before in ("", "item"):
        return "item"
    if line.startswith(QUOTE):
        return "" if before == "quote" else "quote"
    return "words" if before in ("", "link") else ""


def runs(text: str) -> list[tuple[str, list[str]]]:
    """Give the shapes of a notice in order, neighbours of one shape together, for a page."""
    return [
        (shape, [piece.text for piece in run])
        for block in blocks_of(text)
        for shape, run in groupby(pieces(block), key=lambda piece: piece.shape)
    ]


def as_html(text: str, scheme: Scheme) -> str:
    """Give the HTML twin of a notice: the same words, all escaped, no pictures.

    Only an address of ours, alone on its line, becomes a link.
    """
    style = Style(readable(scheme.accent), scheme.base_url)
    lead, *rest = [style.block(pieces(block)) for block in blocks_of(text)] or [""]
    if rest:
        rest[-1] = FOOT.format(rest[-1])
    return PAGE.format(
        name=escape(scheme.name), accent=style.accent, lead=lead, rest="\n".join(rest)
    )


PAGE = """\
<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}</title>
</head>
<body style="margin:0;padding:24px 16px;background:#f4f2f0;color:#212b32;\
font-family:Arial,Helvetica,sans-serif;font-size:17px;line-height:1.5">
<div style="max-width:600px;margin:0 auto;padding:24px;background:#ffffff;\
border-top:6px solid {accent};overflow-wrap:anywhere">
<p style="margin:0 0 24px;font-weight:bold;color:{accent}">{name}</p>
<div style="font-size:21px;font-weight:bold;line-height:1.35">{lead}</div>
{rest}
</div>
</body>
</html>
"""
FOOT = """\
<div style="margin-top:30px;padding-top:16px;border-top:1px solid #d8dde0;\
font-size:14px;color:#4c6272">{}</div>"""
PARAGRAPH = "margin:0 0 18px"
NUMBER = re.compile(r"\b[A-Z]+-[0-9A-Z*-]*[0-9A-Z*]")


def said(text: str) -> str:
    """Escape words, and keep the parts of a reference number on one line."""
    return NUMBER.sub(r'<span style="white-space:nowrap">\g<0></span>', escape(text))


@dataclass(frozen=True)
class Style:
    """How the shapes look in HTML mail, in the accent of the scheme."""

    accent: str
    base_url: str

    def block(self, found: list[Piece]) -> str:
        """Write one block."""
        label = self.label(found)
        if label:
            return self.button(label, found[-1].text)
        runs = groupby(found, key=lambda piece: piece.shape)
        return "\n".join(self.run(shape, [p.text for p in run]) for shape, run in runs)

    def label(self, found: list[Piece]) -> str:
        """Give the words that name the address after them, if the block is just that."""
        if [piece.shape for piece in found] != ["words", "link"] or not self.is_ours(found[1]):
            return ""
        words = found[0].text
        return words if words.endswith(":") and len(words) <= LABEL else ""

    def is_ours(self, piece: Piece) -> bool:
        return piece.shape == "link" and piece.text.startswith(self.base_url + "/")

    def button(self, label: str, address: str) -> str:
        """Write the one link as a button, with its address in sight."""
        return (
            f'<p style="{PARAGRAPH}"><a href="{escape(address)}" style="display:inline-block;'
            f"padding:12px 20px;background:{self.accent};color:#ffffff;font-weight:bold;"
            f'text-decoration:none;border-radius:4px">{escape(label.removesuffix(":"))}</a><br>'
            f'<span style="font-size:14px;color:#4c6272">{escape(address)}</span></p>'
        )

    def run(self, shape: str, texts: Iterable[str]) -> str:
        """Write neighbours of one shape."""
        if shape == "item":
            items = "".join(f'<li style="margin:0 0 6px">{said(text)}</li>' for text in texts)
            return f'<ul style="{PARAGRAPH};padding-left:24px">{items}</ul>'
        return "\n".join(self.paragraph(shape, text) for text in texts)

    def paragraph(self, shape: str, text: str) -> str:
        if shape == "quote":
            quote = f"{PARAGRAPH};padding:2px 0 2px 16px;border-left:4px solid {self.accent}"
            return f'<p style="{quote}">{said(text)}</p>'
        if self.is_ours(Piece(shape, text)):
            link = f'<a href="{escape(text)}" style="color:{self.accent}">{escape(text)}</a>'
            return f'<p style="{PARAGRAPH}">{link}</p>'
        return f'<p style="{PARAGRAPH}">{said(text)}</p>'
