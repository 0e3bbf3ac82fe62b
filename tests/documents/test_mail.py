"""A notice reads the same as text and as HTML, and what is filled in stays harmless."""

import re
from typing import Any

import pytest
from tinyhtml5.parser import HTMLParser

from registry.config import Scheme
from registry.documents.mail import as_html, folded, on_one_line, plural, quoted

SCHEME = Scheme(base_url="https://register.example")
PAGE = "https://register.example/applications/7"
LETTER = f"""\
Amina, we need an answer.

What we ask:

    Where did you work in 2019?

    And who chaired the board?

- Answer, or ask for
  more time.
- Call us.

Answer here:
{PAGE}

Thank you.
"""


def parsed(html: str) -> Any:
    """Read HTML as a browser does, but refuse any mistake in it."""
    parser = HTMLParser(namespace_html_elements=False)
    page = parser.parse(html)
    assert parser.errors == []
    return page


def words(text: str) -> list[str]:
    return re.findall(r"[\w’'/:.@-]*\w", text)


def in_body(html: str) -> list[str]:
    """Give the words of a message below its head, which names the scheme."""
    _, _, said = "\n".join(parsed(html).find("body").itertext()).partition(SCHEME.name)
    return words(said)


def test_text_and_html_say_the_same_words() -> None:
    assert in_body(as_html(LETTER, SCHEME)) == words(LETTER)


def test_each_shape_has_its_element() -> None:
    page = parsed(as_html(LETTER, SCHEME))
    assert [item.text for item in page.iter("li")] == ["Answer, or ask for more time.", "Call us."]
    assert [(link.get("href"), link.text) for link in page.iter("a")] == [(PAGE, "Answer here")]
    quotes = [p.text for p in page.iter("p") if "border-left" in p.get("style")]
    assert quotes == ["Where did you work in 2019?", "And who chaired the board?"]


@pytest.mark.parametrize(
    "line",
    [
        "https://elsewhere.example/applications/7",
        "https://register.example.evil.example/",
        "javascript:alert(1)",
        f"See {PAGE} for more",
        f"    {PAGE}",
    ],
)
def test_only_an_address_of_ours_alone_on_its_line_is_a_link(line: str) -> None:
    assert "<a " not in as_html(f"First.\n\nGo on:\n{line}\n", SCHEME)


def test_an_address_inside_a_paragraph_is_a_link_in_its_own_words() -> None:
    page = parsed(as_html(f"First.\n\nChoose a password:\n{PAGE}\nand tell us.\n", SCHEME))
    assert [link.text for link in page.iter("a")] == [PAGE]


def test_markup_in_words_and_names_is_shown_not_run() -> None:
    scheme = Scheme(name="A <b>register</b>", base_url="https://register.example")
    html = as_html(f'<script>x</script> & "co".\n\n- <img src=x>\n\nGo:\n{PAGE}?a&b\n', scheme)
    page = parsed(html)
    assert not [*page.iter("script"), *page.iter("img"), *page.iter("b")]
    assert '<script>x</script> & "co".' in "".join(page.itertext())
    assert [link.get("href") for link in page.iter("a")] == [f"{PAGE}?a&b"]


def test_a_number_stays_on_one_line() -> None:
    page = parsed(as_html("Your number is SL-4H7K-2M9P-X. It is well-known.", SCHEME))
    assert [number.text for number in page.iter("span")] == ["SL-4H7K-2M9P-X"]


def test_a_colour_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        as_html(LETTER, Scheme(accent='red;"'))


def test_a_pale_accent_is_darkened_until_words_in_it_can_be_read() -> None:
    assert "#ffee00" not in as_html(LETTER, Scheme(accent="#ffee00", base_url=SCHEME.base_url))


def test_what_is_filled_in_cannot_begin_a_line() -> None:
    assert on_one_line(f"Amina\n\n- Okafor\n{PAGE}") == f"Amina - Okafor {PAGE}"


def test_quoted_words_keep_their_lines() -> None:
    assert quoted("One.\r\n\n  Two \n") == "    One.\n\n    Two"


def test_lines_are_folded_and_addresses_are_not() -> None:
    address = PAGE + "x" * 90
    text = folded(f"{'word ' * 40}\n\n- {'item ' * 40}\n\nGo:\n{address}\n\n    {'said ' * 40}")
    long = [line for line in text.splitlines() if len(line) > 76]
    assert long == [address]
    assert [item.tag for item in parsed(as_html(text, SCHEME)).iter("li")] == ["li"]


@pytest.mark.parametrize(("count", "said"), [(0, "0 days"), (1, "1 day"), (2, "2 days")])
def test_counts_are_said_in_words_people_use(count: int, said: str) -> None:
    assert plural(count, "day") == said
