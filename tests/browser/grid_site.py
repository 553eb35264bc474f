"""A district of 24 wards behind the whole service, and a clerk's window on its daily sheet."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from app.domain.records import CaseReport, ReportKey
from app.domain.vocabulary import Role
from app.storage.case_reports import current_report
from app.storage.engine import create_database_engine
from tests.accounts import DONG_ANH, PASSWORD, hash_quickly, open_account
from tests.browser.conftest import Window, open_window, serving
from tests.dong_anh import CODE_OF, open_dong_anh, report_until_yesterday
from tests.pages import Pages
from tests.site import Site, day

SHEET = f"/staff/report/{DONG_ANH}/{day(0).isoformat()}"
NARROW: dict[str, Any] = {"viewport": {"width": 1280, "height": 720}}
CLIPBOARD = ["clipboard-read", "clipboard-write"]


@dataclass
class Desk:
    """The site, where it is served, and the browser to look at it."""

    site: Site
    address: str
    browser: Browser
    clerks: Iterator[int] = field(default_factory=count)

    @contextmanager
    def window(self, username: str | None = None, **options: Any) -> Iterator[Window]:
        """A window of a clerk who has signed in: a new one each time unless named, since drafts belong to clerks."""
        if username is None:
            username = f"clerk{next(self.clerks)}"
            with self.site.sessions.begin() as session:
                open_account(session, username, display_name=f"Cán bộ {username[5:]}")
        with open_window(self.browser, self.address, {"permissions": CLIPBOARD, **options}) as window:
            window.context.request.post(
                f"{self.address}/staff/sign-in", form={"username": username, "password": PASSWORD}
            )
            yield window

    def report(self, name: str, offset: int = 0) -> CaseReport | None:
        """What stands in the ledger for a ward by name."""
        with self.site.read_sessions() as session:
            return current_report(session, ReportKey(CODE_OF[name], day(offset), "district"))


@contextmanager
def open_desk(browser: Browser, folder: Path, template: Path, name: str) -> Iterator[Desk]:
    """A site of its own for the tests that write to it."""
    path = folder / f"{name}.sqlite"
    shutil.copyfile(template, path)
    engine = create_database_engine(f"sqlite:///{path}")
    site = open_dong_anh(engine)
    report_until_yesterday(site)
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        with site.sessions.begin() as session:
            open_account(session, "lan", display_name="Thu Hà")
            open_account(session, "minh", display_name="Văn Minh")
            open_account(session, "binh", Role.SUPERVISOR)
        with serving(Pages.of(site, engine)) as address:
            yield Desk(site, address, browser)
    engine.dispose()


def open_sheet(window: Window, path: str = SHEET) -> Page:
    """The sheet with its scripts at work."""
    page = window.open(path)
    page.wait_for_selector("[data-report][data-ready]")
    return page


def cell(page: Page, name: str, column: str) -> Any:
    """The input of a ward, by name, in a column."""
    return page.locator(f"tr[data-ward='{CODE_OF[name]}'] td[data-column='{column}'] input")
