"""What paper may open: three shelves of files that ship with the product, and nothing else.

Addresses are `paper:<shelf>/<file>`, so the HTML of a document names no machine's folders and the
same document gives the same bytes everywhere. A refusal stops the rendering: WeasyPrint would
otherwise log it and print the page without its picture.
"""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from registry.config import ROOT
from registry.documents.marks import font_with_anchors

SCHEME = "paper:"

SHELVES: Mapping[str, Path] = MappingProxyType(
    {
        "print": ROOT / "templates" / "print",
        "static": ROOT / "registry" / "static",
        "serif": Path(str(files("font_source_serif_pro"))) / "files",
        "sans": Path(str(files("font_source_sans_pro"))) / "files",
    }
)

MEDIA_TYPES = {
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".ttf": "font/ttf",
}


class NotOnTheShelf(FatalURLFetchingError):  # type: ignore[misc]  # WeasyPrint ships no types
    """A document asked for something that paper may not open, or that is not there."""


class ShelfFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Open files of the shelves and data addresses; refuse all else, above all the network."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
        """Give the response for one address, or stop the rendering."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        path = on_the_shelf(url)
        # Names are set in the regular weight; mending a font takes half a second a process.
        names = path.name.endswith("-Regular.ttf")
        content = font_with_anchors(path) if names else path.read_bytes()
        return URLFetcherResponse(url, content, {"Content-Type": MEDIA_TYPES[path.suffix]})


def on_the_shelf(url: str) -> Path:
    """Find the file that a `paper:` address names, or refuse."""
    shelf, _, name = url.removeprefix(SCHEME).partition("/")
    if not url.startswith(SCHEME) or shelf not in SHELVES:
        raise NotOnTheShelf(f"Paper may not open {url[:80]}")
    root = SHELVES[shelf].resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root) or path.suffix not in MEDIA_TYPES or not path.is_file():
        raise NotOnTheShelf(f"There is no {url[:80]}")
    return path
