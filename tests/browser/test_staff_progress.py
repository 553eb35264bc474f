"""The board in a real browser: it follows what is sent, says when it cannot, and opens a locked day again."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.domain.vocabulary import Role
from app.services.site_rules import SiteRules
from app.storage.engine import create_database_engine
from tests.accounts import DONG_ANH, Clock, hash_quickly, open_account, try_sign_in
from tests.browser.conftest import WATCH, serving
from tests.browser.test_pages import DARK, PHONE, violations
from tests.dong_anh import CODE_OF, open_dong_anh, report_until_yesterday
from tests.pages import Pages
from tests.site import CITY, TODAY, Site, day, hanoi

BOARD: Final = "**/staff/progress/board*"
LOCKED: Final = day(-3)
HURRIED_MS: Final = 15_000
LATER: Final = re.compile(r"^Cập nhật 15:3(6:[345]|[7-9]:)")
"""An answer some time after the page was opened; between two answers the browser's clock runs on by itself."""
PEOPLE: Final = {"lan": (Role.REPORTER, [DONG_ANH]), "chi": (Role.SUPERVISOR, [DONG_ANH]), "tp": (Role.CITY, [])}
expect.set_options(timeout=15_000)


@dataclass
class Hall:
    """The served site at 15:36, and the browsers before it; `faults` is all that went wrong in them."""

    site: Site
    browser: Browser
    address: str
    contexts: list[BrowserContext] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def open(self, username: str, query: str = "", /, **options: Any) -> Page:
        """The board as somebody sees it, on a clock that moves when told."""
        context = self.browser.new_context(
            **{"viewport": {"width": 1440, "height": 900}, "locale": "vi-VN", **options}, timezone_id="Asia/Ho_Chi_Minh"
        )
        self.contexts.append(context)
        context.add_init_script(WATCH)
        token = try_sign_in(self.site.sessions, username, now=self.site.clock.now).token
        context.add_cookies([{"name": "khoanhvung_session", "value": token, "url": self.address, "httpOnly": True}])
        page = context.new_page()
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        page.clock.install()
        page.goto(f"{self.address}/staff/progress{query}")
        expect(page.locator("[data-live]")).to_contain_text("15:36:20")
        return page

    def move(self, page: Page, milliseconds: int) -> None:
        """Let time pass for the service and for a browser."""
        self.site.clock.move(timedelta(milliseconds=milliseconds))
        page.clock.fast_forward(milliseconds)


@pytest.fixture(scope="module")
def opened(sqlite_folder: Path, sqlite_template: Path, chromium: Browser) -> Iterator[Hall]:
    """One site for all: what a test sends or opens, no other one looks at."""
    path = sqlite_folder / "progress.sqlite"
    shutil.copyfile(sqlite_template, path)
    engine = create_database_engine(f"sqlite:///{path}")
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        site = open_dong_anh(engine, clock=Clock(hanoi(TODAY, 10)), rules=SiteRules())
        report_until_yesterday(site)
        with site.sessions.begin() as session:
            for username, (role, districts) in PEOPLE.items():
                open_account(session, username, role, district_codes=districts, now=site.clock.now)
        site.post(CODE_OF["Cổ Loa"])
        with serving(Pages.of(site, engine)) as address:
            yield Hall(site, chromium, address)
    engine.dispose()


@pytest.fixture
def hall(opened: Hall) -> Iterator[Hall]:
    """It is 15:36:20, and no browser is open yet."""
    opened.site.clock.now = hanoi(TODAY, 15, 36, 20)
    yield opened
    while opened.contexts:
        opened.contexts.pop().close()
    assert opened.faults == []


def _reported(page: Page) -> int:
    return int(page.locator(".figure b").inner_text())


def test_the_board_follows_what_is_sent_in_the_last_hour(hall: Hall) -> None:
    page = hall.open("lan")
    before = _reported(page)
    expect(page.locator("[data-until=publish] b")).to_have_text("24 phút")
    hall.site.post(CODE_OF["Hải Bối"], caller=CITY)
    hall.move(page, HURRIED_MS)
    expect(page.locator(".figure b")).to_have_text(str(before + 1))
    expect(page.locator("[data-live]")).to_have_text(LATER)


def test_a_board_on_which_nothing_changed_is_left_alone(hall: Hall) -> None:
    page = hall.open("lan")
    page.locator("h3 a").focus()
    with page.expect_response(BOARD) as answered:
        hall.move(page, HURRIED_MS)
    assert answered.value.status == 304
    expect(page.locator("[data-live]")).to_have_text(LATER)
    expect(page.locator("h3 a")).to_be_focused()


def test_what_was_unfolded_and_focused_stays_so_when_the_board_changes(hall: Hall) -> None:
    page = hall.open("tp")
    fold = page.locator(f"details[data-key='{DONG_ANH}']")
    fold.locator("summary").click()
    before = _reported(page)
    hall.site.post(CODE_OF["Mai Lâm"], caller=CITY)
    hall.move(page, HURRIED_MS)
    expect(page.locator(".figure b")).to_have_text(str(before + 1))
    expect(fold).to_have_attribute("open", "")
    expect(fold.locator("summary")).to_be_focused()


def test_without_a_connection_the_board_says_how_old_it_is_and_recovers(hall: Hall) -> None:
    page = hall.open("lan")
    page.route(BOARD, lambda route: route.abort())
    hall.move(page, HURRIED_MS)
    expect(page.locator("[data-live]")).to_have_text("Mất kết nối. Số trên bảng là lúc 15:36:20.")
    page.unroute(BOARD)
    hall.move(page, HURRIED_MS)
    expect(page.locator("[data-live]")).to_have_text(LATER)


def test_a_day_whose_deadlines_are_past_is_asked_for_once_a_minute(hall: Hall) -> None:
    asked: list[str] = []
    page = hall.open("lan", f"?on={LOCKED}")
    page.on("request", lambda request: asked.append(request.url) if "/board" in request.url else None)
    hall.move(page, HURRIED_MS)
    assert asked == []
    with page.expect_response(BOARD):
        hall.move(page, 4 * HURRIED_MS)


def test_a_supervisor_opens_a_locked_day_again_and_closes_it(hall: Hall) -> None:
    page = hall.open("chi", f"?on={LOCKED}")
    page.locator(f"[data-reopen='{DONG_ANH}']").click()
    dialog = page.locator("#reopen")
    expect(dialog).to_contain_text("Mở lại ngày 11/08/2021")
    dialog.locator("textarea").fill("trạm y tế mất mạng")
    dialog.locator("select").select_option("2")
    dialog.locator("[type=submit]").click()
    expect(page.locator(".reopened")).to_have_text("Đang mở lại đến 17:36, 14/08/2021")
    page.locator(f"[data-close='{DONG_ANH}']").click()
    dialog.locator("textarea").fill("đã gửi đủ")
    dialog.locator("[type=submit]").click()
    expect(page.locator(f"[data-reopen='{DONG_ANH}']")).to_be_visible()
    expect(page.locator(".reopened")).to_have_count(0)


def test_a_refused_opening_stays_in_the_dialog_with_its_reason(hall: Hall) -> None:
    page = hall.open("chi", f"?on={LOCKED}")
    page.locator("[data-reopen]").first.click()
    page.route("**/reopen", lambda route: route.fulfill(status=409, json={"detail": "Ngày này còn nhận báo cáo."}))
    page.locator("#reopen textarea").fill("trạm y tế mất mạng")
    page.locator("#reopen [type=submit]").click()
    expect(page.locator("#reopen .alert")).to_have_text("Ngày này còn nhận báo cáo.")


@pytest.mark.parametrize("options", [{}, DARK, PHONE, {**PHONE, **DARK}], ids=["", "dark", "phone", "both"])
def test_the_board_is_sound_in_every_shape(hall: Hall, options: dict[str, Any]) -> None:
    hall.site.post(CODE_OF["Xuân Nộn"], caller=CITY)
    for query in ("", f"?on={LOCKED}"):
        page = hall.open("tp", query, **options)
        assert [each for each in violations(page) if "data-language" not in each] == []
        assert page.evaluate("window.refused") == []
        root = "document.documentElement"
        assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
    page.locator("[data-reopen]").first.click()
    assert violations(page) == []


def test_without_scripts_the_board_stands_as_it_was_made(hall: Hall) -> None:
    context = hall.browser.new_context(java_script_enabled=False)
    token = try_sign_in(hall.site.sessions, "chi", now=hall.site.clock.now).token
    context.add_cookies([{"name": "khoanhvung_session", "value": token, "url": hall.address, "httpOnly": True}])
    page = context.new_page()
    page.goto(f"{hall.address}/staff/progress?on={LOCKED}")
    expect(page.locator(".figure b")).to_have_text("24")
    expect(page.locator("[data-reopen]").first).to_be_hidden()
    context.close()
