import pytest

from registry.documents.fetcher import NotOnTheShelf, ShelfFetcher, on_the_shelf


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/logo.png",
        "http://127.0.0.1:5000/",
        "ftp://example.org/a.css",
        "file:///etc/passwd",
        "logo.png",
        "paper:",
        "paper:print/",
        "paper:print/absent.css",
        "paper:print/../../pyproject.toml",
        "paper:print//etc/hostname",
        "paper:elsewhere/a.css",
        "PAPER:print/certificate.css",
    ],
)
def test_anything_but_the_shelves_is_refused(url):
    with pytest.raises(NotOnTheShelf):
        ShelfFetcher()(url)


def test_files_of_the_shelves_open_with_their_kind():
    response = ShelfFetcher()("paper:print/certificate.css")
    assert response.content_type == "text/css"
    assert b"@page" in response.read()


def test_a_data_address_is_opened_without_any_connection():
    assert ShelfFetcher()("data:text/plain;base64,aGVsbG8=").read() == b"hello"


def test_a_link_that_leads_out_of_a_shelf_is_refused(tmp_path, monkeypatch):
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret.css").write_text("")
    (tmp_path / "inside" / "link.css").symlink_to(tmp_path / "secret.css")
    monkeypatch.setattr("registry.documents.fetcher.SHELVES", {"print": tmp_path / "inside"})
    with pytest.raises(NotOnTheShelf):
        on_the_shelf("paper:print/link.css")
