"""A certificate as the worker prints it, against WeasyPrint alone on the same HTML.

Ours reads the facts, writes the HTML, lays it out, keeps to one page, draws the engraving and adds
the claims. Theirs gets the finished HTML, the same shelves for fonts, and the same kind of PDF.
"""

from weasyprint import HTML

from registry.documents.certificate import certificate_html, certificate_pdf
from registry.documents.fetcher import SCHEME, ShelfFetcher
from tests.bench.measure import Act, Cost, in_turns
from tests.documents.paper import pages
from tests.documents.test_certificate import FACTS

ROUNDS, WARM = 9, 2


def measured() -> dict[str, Cost]:
    """Give the cost of both sides."""
    html = certificate_html(FACTS)
    made: list[bytes] = []

    def ours(_: int) -> Act:
        return lambda: made.append(certificate_pdf(FACTS))

    def bare(_: int) -> Act:
        return lambda: made.append(
            HTML(string=html, base_url=SCHEME, url_fetcher=ShelfFetcher()).write_pdf(
                pdf_variant="pdf/a-3a"
            )
        )

    costs = in_turns({"ours": ours, "bare": bare}, rounds=ROUNDS, warm=WARM)
    assert len(made) == 2 * (ROUNDS + WARM)
    assert {pages(each) for each in made} == {1}
    return costs
