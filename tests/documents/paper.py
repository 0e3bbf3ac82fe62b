"""Look at a PDF as readers, archives and screen readers do."""

import subprocess
from io import BytesIO

import pikepdf


def read(paper: bytes) -> str:
    """Give the words of a PDF in one line."""
    ran = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=paper, capture_output=True, check=True
    )
    return " ".join(ran.stdout.decode().split())


def opened(paper: bytes) -> pikepdf.Pdf:
    """Open a PDF; what is taken from it lives only as long as it is held."""
    return pikepdf.open(BytesIO(paper))


def pages(paper: bytes) -> int:
    with opened(paper) as file:
        return len(file.pages)


def metadata(paper: bytes) -> str:
    with opened(paper) as file:
        return file.Root.Metadata.read_bytes().decode()


def fonts(paper: bytes) -> dict[str, bool]:
    """Give each font that the file uses, and whether it is inside."""
    with opened(paper) as file:
        return {
            str(each.BaseFont): "/FontFile2" in each.DescendantFonts[0].FontDescriptor
            for each in file.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Subtype") == "/Type0"
        }


def tags(paper: bytes) -> list[tuple[str, str]]:
    """Give the elements that screen readers follow: their kind, and what is said for a picture."""
    with opened(paper) as file:
        return [
            (str(each.S), str(each.get("/Alt", "")))
            for each in file.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/StructElem"
        ]
