"""Clerks before the daily sheet of Đông Anh, each in a browser of their own, and a network that can be cut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route
from sqlalchemy import Engine, select

from app.services.site_rules import SiteRules
from app.storage.tables.ledger import CaseReportRow
from tests.accounts import DONG_ANH, NOW, Clock, try_sign_in
from tests.browser.conftest import WATCH, serving
from tests.dong_anh import CODE_OF
from tests.pages import Pages
from tests.site import TODAY, Site

SHEET: Final = f"/staff/report/{DONG_ANH}/{TODAY}"
DRAFTS: Final = "**/api/v1/drafts/**"
BATCH: Final = "**/api/v1/case-reports/batch?partial*"
PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
AXE: Final = Path(__file__).with_name("vendor") / "axe.min.js"
PATIENCE_MS: Final = 15_000
CLASSES: Final = (
    "community_unknown_source",
    "community_known_source",
    "lockdown_area",
    "quarantine",
    "imported",
)


@dataclass
class Desk:
    """One clerk's browser at the sheet; `faults` is all that went wrong in it."""

    site: Site
    context: BrowserContext
    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str = SHEET) -> Page:
        """Go to the sheet, and wait until its draft was looked for."""
        self.page.goto(f"{self.address}{path}")
        self.ready()
        return self.page

    def ready(self) -> None:
        """Wait for the scripts of the sheet."""
        self.page.wait_for_selector("[data-report][data-ready]")

    def cell(self, ward: str, column: str) -> Locator:
        """The field of a ward, called by name, in the table."""
        return self.page.locator(f"tr[data-ward='{CODE_OF[ward]}'] td[data-column='{column}'] input")

    def type(self, ward: str, column: str, text: str) -> None:
        """Type into a cell of the table."""
        self.cell(ward, column).click()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def fill(self, ward: str, *counts: int) -> None:
        """Type a ward's counts by class, in order; 0 for those not given."""
        self.cell(ward, CLASSES[0]).click()
        for count in (*counts, *[0] * (len(CLASSES) - len(counts))):
            self.page.keyboard.type(str(count))
            self.page.keyboard.press("Tab")

    def texts(self, ward: str) -> list[str]:
        """What a ward's counts show, by class."""
        return [self.cell(ward, name).input_value() for name in CLASSES]

    def draft_says(self, text: str) -> None:
        """Wait until the line about the draft says so."""
        self.page.wait_for_function(
            "text => document.getElementById('draft-status').textContent.includes(text)", arg=text
        )

    def send(self) -> None:
        """Review and send; reasons are given to whatever asks for one."""
        self.page.locator("#review").click()
        dialog = self.page.locator("#review-dialog")
        for each in dialog.locator(".odd-item").all():
            each.locator("input[type=checkbox]").check()
            each.locator("input[type=text]").fill("đã gọi lại trạm y tế")
        for reason in dialog.locator("[data-reason]").all():
            reason.select_option("late")
        dialog.locator("button[type=submit]").click()

    def receipt(self) -> str:
        """The receipt shown after sending."""
        return self.page.locator("#review-dialog [data-receipt]").inner_text()

    def stored(self, ward: str) -> list[tuple[int, int | None, str]]:
        """The versions of a ward's report of today: version, cases of unknown source, who sent it."""
        with self.site.read_sessions() as session:
            rows = session.scalars(
                select(CaseReportRow)
                .where(CaseReportRow.ward_code == CODE_OF[ward], CaseReportRow.reporting_date == TODAY)
                .order_by(CaseReportRow.version)
            )
            return [(row.version, row.community_unknown_source, row.reported_by) for row in rows]

    def axe(self, selector: str) -> list[str]:
        """What axe-core finds wrong with a part of the page."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[str] = self.page.evaluate(
            """async (selector) => (await axe.run(selector)).violations
                .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)""",
            selector,
        )
        return found

    def cut_after_the_server_has_it(self, times: int = 1) -> list[str]:
        """Let the next sendings reach the server and lose their answers; the keys they carried are collected."""
        keys: list[str] = []

        def lose(route: Route) -> None:
            keys.append(route.request.headers["idempotency-key"])
            if len(keys) > times:
                route.continue_()
                return
            route.fetch()
            route.abort("connectionreset")

        self.page.route(BATCH, lose)
        return keys


@dataclass
class Office:
    """The served site, and desks that open at it."""

    site: Site
    browser: Browser
    address: str
    pages: Pages
    desks: list[Desk] = field(default_factory=list)

    def desk(self, username: str = "lan", **options: Any) -> Desk:
        """A browser in which somebody is signed in; options are those of a Playwright context."""
        context = self.browser.new_context(
            **{"viewport": {"width": 1440, "height": 900}, "locale": "vi-VN", **options}, timezone_id="Asia/Ho_Chi_Minh"
        )
        context.add_init_script(WATCH)
        self.sign_in(context, username)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        desk = Desk(self.site, context, page, self.address)
        page.on("pageerror", lambda fault: desk.faults.append(str(fault)))
        self.desks.append(desk)
        return desk

    def sign_in(self, context: BrowserContext, username: str) -> None:
        """Put a session of this person into a browser."""
        token = try_sign_in(self.site.sessions, username, now=self.site.clock.now).token
        context.add_cookies([{"name": "khoanhvung_session", "value": token, "url": self.address, "httpOnly": True}])


@contextmanager
def open_office(engine: Engine, browser: Browser, *, now: datetime = NOW) -> Iterator[Office]:
    """The service over a prepared database; every desk must end without a fault or anything the CSP has stopped."""
    site = Site(engine, Clock(now), SiteRules())
    pages = Pages.of(site, engine)
    with serving(pages) as address:
        office = Office(site, browser, address, pages)
        yield office
        for desk in office.desks:
            refused = desk.page.evaluate("window.refused")
            desk.context.close()
            assert (desk.faults, refused) == ([], [])
