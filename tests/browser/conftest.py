"""A real Chromium before the pages of a test site, served on a loopback port."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import Engine

from app.api.guard import Guard, GuardConfig
from app.api.snapshot_server import SnapshotServer
from app.services.site_rules import SiteRules
from app.storage.engine import create_database_engine
from tests.accounts import NOW, Clock, hash_quickly
from tests.clerks import prepare
from tests.pages import Pages
from tests.site import WARDS, Site, counts, day, open_site
from tests.threads import wait_until

FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
    window.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
"""Notes everything the content security policy stops."""
WITHOUT_WEBGL = """
const open = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...options) {
    return /webgl/i.test(kind) ? null : open.call(this, kind, ...options);
};
"""
"""What a browser without WebGL answers."""


@pytest.fixture(scope="module")
def pages(sqlite_folder: Path, sqlite_template: Path) -> Iterator[Pages]:
    """Nine wards: A red in a proposed ring, neighbors orange, C orange with hidden and open counts, I without data."""
    path = sqlite_folder / "browser.sqlite"
    shutil.copyfile(sqlite_template, path)
    engine = create_database_engine(f"sqlite:///{path}")
    site = open_site(engine, clock=Clock(NOW), rules=SiteRules())
    site.post_zeros(day(-15), day(-1), wards=tuple(ward for ward in WARDS if ward != "I"))
    site.run(*(day(offset) for offset in range(-15, 0)))
    site.declare("A", name="Chợ Mới")
    site.post("C", reported=counts(known=2, quarantine=9))
    yield Pages.of(_Still(engine, site.clock, site.rules), engine)
    engine.dispose()


class _Still(Site):
    """A site that nobody writes to any more."""


@pytest.fixture(scope="module")
def address(pages: Pages) -> Iterator[str]:
    """Where the pages are served."""
    with serving(pages) as address:
        yield address


@contextmanager
def serving(pages: Pages) -> Iterator[str]:
    """The whole service over the pages of a site, on a loopback port."""
    state = pages.api.state
    reads = SnapshotServer(pages.api, shelf=state.shelf, snapshots=state.snapshots, clock=state.clock)
    guard = Guard(reads, GuardConfig(), ready=reads.ready)
    config = uvicorn.Config(guard, host="127.0.0.1", port=0, log_config=None, lifespan="on", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = server.force_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser; without one its tests are skipped, or fail under REQUIRE_BROWSER=1."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("there is no Chromium; install the package `chromium`")
        pytest.skip("there is no Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def prepared_file(sqlite_folder: Path, sqlite_template: Path) -> Path:
    """Đông Anh with two weeks of reports and two clerks, for tests that copy it."""
    path = sqlite_folder / "dong-anh.sqlite"
    shutil.copyfile(sqlite_template, path)
    engine = create_database_engine(f"sqlite:///{path}")
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        prepare(engine)
    engine.dispose()
    return path


@pytest.fixture
def prepared_engine(
    prepared_file: Path, sqlite_folder: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Engine]:
    """A copy of that site for one test."""
    hash_quickly(monkeypatch)
    path = sqlite_folder / f"{uuid4().hex}.sqlite"
    shutil.copyfile(prepared_file, path)
    engine = create_database_engine(f"sqlite:///{path}")
    yield engine
    engine.dispose()
    path.unlink()


@dataclass
class Window:
    """One window that remembers everything that went wrong in it and every host it spoke to."""

    context: BrowserContext
    page: Page
    address: str
    faults: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a page and wait for its scripts and fonts."""
        self.page.goto(f"{self.address}{path}", wait_until="load")
        return self.page

    def refused(self) -> list[str]:
        """What the content security policy stopped on the present page."""
        found: list[str] = self.page.evaluate("window.refused")
        return found


@pytest.fixture
def window(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Window]:
    """A window on a large screen in Vietnamese; parametrize indirectly with options of a Playwright context.

    `webgl: False` takes WebGL away.
    """
    with open_window(chromium, address, getattr(request, "param", {})) as window:
        yield window


@contextmanager
def open_window(chromium: Browser, address: str, options: dict[str, Any]) -> Iterator[Window]:
    """The same for a test that serves a site of its own."""
    wanted: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "locale": "vi-VN", **options}
    has_webgl = wanted.pop("webgl", True)
    context = chromium.new_context(**wanted, timezone_id="Asia/Ho_Chi_Minh")
    context.add_init_script(WATCH)
    if not has_webgl:
        context.add_init_script(WITHOUT_WEBGL)
    page = context.new_page()
    opened = Window(context, page, address)
    page.on("pageerror", lambda fault: opened.faults.append(str(fault)))
    page.on("console", lambda said: opened.faults.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("request", lambda asked: opened.asked.append(asked.url))
    yield opened
    context.close()
