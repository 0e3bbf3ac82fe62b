"""A real site on a port of its own, and a strict browser: whatever it complains of fails the test.

The site runs in threads of this process, so its jobs can be run when a journey waits for them, and
what it mailed is read from the ledger.
"""

import logging
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, sync_playwright
from werkzeug.serving import make_server

from registry import queue
from registry.app import create_app
from registry.config import ROOT
from registry.db import db
from registry.models.notice import Notice
from tests.conftest import TEST_SETTINGS, made

AXE = ROOT / "registry" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESKTOP = {"width": 320, "height": 800}, {"width": 1280, "height": 900}
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Chromium reports a page that was refused as an error of loading; the journeys look at the page.
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
RUN_AXE = """rules => axe.run(document, {runOnly: rules}).then(found => found.violations.map(
  broken => `${broken.id}: ${broken.nodes.map(node => node.html.slice(0, 160)).join(' | ')}`))"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Site:
    """The running application."""

    def __init__(self, app: Flask, port: int) -> None:
        self.app, self.url = app, f"http://127.0.0.1:{port}"

    def ask(self, question: Callable[[], Any]) -> Any:
        """Ask something of the database, in a transaction of its own."""

        def asked() -> Any:
            with self.app.app_context():
                return question()

        return Context().run(asked)

    def run_jobs(self) -> None:
        """Do what the worker would."""
        self.ask(queue.drain)

    def mailed(self, address: str, pattern: str) -> str:
        """Find the newest mail to somebody that holds a pattern, and give what it matched."""
        self.run_jobs()

        def texts() -> list[str]:
            query = db.session.query(Notice).filter_by(address=address).order_by(Notice.id.desc())
            return [f"{notice.subject}\n{notice.text}" for notice in query]

        for text in self.ask(texts):
            if found := re.search(pattern, text):
                return found[1]
        raise AssertionError(f"no mail to {address} holds {pattern}")

    def mailed_link(self, address: str, path: str) -> str:
        """Find the newest mailed link that begins with this path."""
        return self.url + self.mailed(address, rf"https?://[^/\s]+({re.escape(path)}\S*)")


@contextmanager
def served(folder: Path, **settings: Any) -> Iterator[Site]:
    """Serve a new site from a new database until the end of the block."""
    url = f"sqlite:///{folder / 'site.db'}"
    app = create_app(
        **{**TEST_SETTINGS, "WTF_CSRF_ENABLED": True, **settings},
        SQLALCHEMY_DATABASE_URI=url,
        INSTANCE=folder,
        STORE=folder / "store",
    )
    made(app, url)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]  # as its mixin has it
    thread = threading.Thread(target=server.serve_forever, name="site")
    thread.start()
    try:
        yield Site(app, server.server_port)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the journeys of a module.

    No longer: while it runs, so does its event loop, in which the worker of other tests would not.
    """
    if not AXE.exists():
        pytest.fail("axe-core is missing: run `npm ci` in registry/assets, or `make setup`")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium(), args=QUIET)


def chromium() -> str:
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("chromium is missing: apt-get install chromium")
    return path


class Person:
    """Somebody in front of a browser of their own, and everything that browser complained of."""

    def __init__(self, browser: Browser, site: Site, name: str, **options: Any) -> None:
        self.site, self.name = site, name
        self.context: BrowserContext = browser.new_context(
            base_url=site.url, viewport=DESKTOP, accept_downloads=True, **options
        )
        self.complaints: list[str] = []
        self.page = self.new_tab()

    def new_tab(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: self.heard(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("requestfailed", self.failed)
        page.on(
            "response",
            lambda answer: answer.status >= 500 and self.complaints.append(f"500: {answer.url}"),
        )
        return page

    def heard(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not REFUSED.match(text):
            self.complaints.append(f"console: {text}")

    def failed(self, request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):  # left behind, or turned to a download
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def go(self, path: str) -> None:
        """Open an address of the site."""
        self.page.goto(path)

    def press(self, name: str) -> None:
        """Press the one button of this name."""
        self.through(self.page.get_by_role("button", name=name, exact=True))

    def through(self, way: Locator) -> None:
        """Click on what leads to another page, and wait for it."""
        with self.page.expect_navigation():
            way.click()

    def follow(self, name: str, role: Any = "link") -> None:
        """Follow the link of this name; the design system's buttons may be links."""
        self.through(self.page.get_by_role(role, name=name, exact=True).first)

    def answer(self, **answers: Any) -> None:
        """Answer those of these questions that the page asks, by the names of its boxes."""
        for name, value in answers.items():
            boxes = self.page.locator(f'[name="{name}"]:visible, input[name="{name}"]')
            if not boxes.count() and not self.add_item(name):
                continue
            kind = boxes.first.evaluate("box => box.type")
            if kind in ("radio", "checkbox"):
                self.page.locator(f'[name="{name}"][value="{value}"]').check()
            elif kind == "select-one":
                boxes.first.select_option(str(value))
            else:
                boxes.first.fill(str(value))

    def add_item(self, name: str) -> bool:
        """Ask for another item of a group that has too few, as a person would."""
        group = name.partition(".")[0]
        more = self.page.locator(f'button[name="add"][value="{group}"]')
        if name.count(".") < 2 and not name.partition(".")[2][:1].isdigit() or not more.count():
            return False
        self.through(more)
        return True

    def fine(self) -> None:
        """Find no complaint of the page about what was typed."""
        summary = self.page.locator(".nhsuk-error-summary")
        assert not summary.count(), summary.inner_text()

    def tick(self, label: str) -> None:
        """Choose the radio button or box of this label."""
        self.page.get_by_label(label, exact=True).check()

    def sees(self, text: str) -> None:
        """Look for words in the page."""
        self.page.get_by_text(text).first.wait_for()

    @property
    def heading(self) -> str:
        return " ".join(self.page.locator("h1").inner_text().split())

    @property
    def text(self) -> str:
        return " ".join(self.page.locator("main").inner_text().split())

    def shot(self, step: str) -> None:
        """Keep two pictures of the page, when SHOTS names a folder for them."""
        if not (folder := os.environ.get("SHOTS")):
            return
        for width in (390, 1280):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.screenshot(path=Path(folder) / f"{step}-{width}.png", full_page=True)
        self.page.set_viewport_size(DESKTOP)

    def leave(self) -> None:
        self.shot(f"{self.name}-99-last")
        self.context.close()
        assert self.complaints == [], f"the browser of {self.name} complained"


Arrive = Callable[..., Person]


@pytest.fixture
def arrive(site: Site, browser: Browser) -> Iterator[Arrive]:
    """Let people come to the site; when they leave, their browsers must have had no complaint."""
    here: list[Person] = []

    def come(name: str, **options: Any) -> Person:
        here.append(Person(browser, site, name, **options))
        return here[-1]

    yield come
    for person in here:
        person.leave()


def broken(page: Page) -> list[str]:
    """Say what axe finds on the page as it stands, on a desktop and on a small phone."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = []
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        width = size["width"]
        found += [f"at {width}: {text}" for text in page.evaluate(RUN_AXE, RULES)]
        if over := page.evaluate(TOO_WIDE):
            found.append(f"at {width}: {over} px too wide")
    page.set_viewport_size(DESKTOP)
    return found
