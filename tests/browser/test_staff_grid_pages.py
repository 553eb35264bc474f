"""The page of the daily sheet in all its states: accessible, within the security policy, readable when it is locked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.grid_site import SHEET, Desk, cell, open_desk, open_sheet
from tests.browser.test_pages import violations
from tests.site import day

pytestmark = pytest.mark.browser

DARK = {"color_scheme": "dark"}
LOCKED = f"/staff/report/017/{day(-4).isoformat()}"
MESSY = "Xã\tCách ly\tSố mẫu\tDương tính\nHải Bố\t3\t1\t1\nCổ Loa\t2\t3\t4\nXã nào đó\t1\t1\t1"


@pytest.fixture(scope="module")
def desk(chromium: Browser, sqlite_folder: Path, sqlite_template: Path) -> Iterator[Desk]:
    """The district, in the same state for every test: none of them sends."""
    with open_desk(chromium, sqlite_folder, sqlite_template, "pages") as desk:
        yield desk


def make_busy(page: Page) -> None:
    """A fault, an odd figure, a changed level, and everything else 0."""
    cell(page, "Nam Hồng", "community_unknown_source").click()
    page.keyboard.type("9")
    page.locator("[data-tool=zero]").click()
    cell(page, "Cổ Loa", "quarantine").click()
    page.keyboard.type("1,5")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#cell-tip")).to_be_visible()
    expect(page.locator("[data-consequence]")).to_have_attribute("data-state", "known", timeout=15_000)


def mend(page: Page) -> None:
    page.keyboard.type("1")
    page.keyboard.press("Enter")


class TestAccessible:
    """axe-core, with all its rules, finds nothing."""

    @pytest.mark.parametrize("options", [{}, DARK], ids=["light", "dark"])
    def test_the_sheet_with_its_faults_and_the_last_look(self, desk: Desk, options: dict[str, Any]) -> None:
        with desk.window(**options) as window:
            page = open_sheet(window)
            assert violations(page) == []
            make_busy(page)
            assert violations(page) == []
            mend(page)
            page.locator("#review").click()
            expect(page.locator("#review-dialog")).to_be_visible()
            assert violations(page) == []
            assert (window.refused(), window.faults) == ([], [])

    @pytest.mark.parametrize("options", [{}, DARK], ids=["light", "dark"])
    def test_what_a_paste_asks(self, desk: Desk, options: dict[str, Any]) -> None:
        with desk.window(**options) as window:
            page = open_sheet(window)
            page.evaluate("text => navigator.clipboard.writeText(text)", MESSY)
            page.keyboard.press("Control+v")
            expect(page.locator("#paste-dialog")).to_be_visible()
            assert violations(page) == []
            assert (window.refused(), window.faults) == ([], [])

    @pytest.mark.parametrize("options", [{}, DARK], ids=["light", "dark"])
    def test_the_help_and_a_locked_day(self, desk: Desk, options: dict[str, Any]) -> None:
        with desk.window(**options) as window:
            page = open_sheet(window)
            page.locator("[data-tool=keys]").click()
            assert violations(page) == []
            open_sheet(window, LOCKED)
            assert violations(page) == []
            assert (window.refused(), window.faults) == ([], [])


class TestLocked:
    """A day that has locked is read, not written."""

    @pytest.fixture
    def page(self, desk: Desk) -> Iterator[Page]:
        """The sheet of a day that locked days ago."""
        with desk.window() as window:
            yield open_sheet(window, LOCKED)

    def test_it_says_since_when_and_who_can_open_it_again(self, page: Page) -> None:
        expect(page.locator("#why-locked")).to_have_text(
            "Ngày này đã khoá từ 18:00, 11/08/2021. Cần sửa thì nhờ người phụ trách Huyện Đông Anh hoặc thành phố mở "
            "lại ở trang Tiến độ."
        )

    def test_no_key_changes_it(self, page: Page) -> None:
        cell(page, "Cổ Loa", "quarantine").click()
        page.keyboard.type("7")
        for key in ("Delete", "Backspace", "F2", "Control+d"):
            page.keyboard.press(key)
        page.keyboard.press("Enter")
        expect(cell(page, "Cổ Loa", "quarantine")).to_have_value("0")
        expect(page.locator("#review")).to_have_count(0)

    def test_its_figures_can_still_be_copied(self, page: Page) -> None:
        cell(page, "Cổ Loa", "quarantine").click()
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("Control+c")
        assert page.evaluate("navigator.clipboard.readText()") == "0\t0"


class TestDays:
    """From one day to the next."""

    def test_the_arrow_leads_to_the_day_before_and_back(self, desk: Desk) -> None:
        with desk.window() as window:
            page = open_sheet(window)
            page.get_by_role("link", name="Ngày trước: 13/08/2021").click()
            page.get_by_role("link", name="Ngày sau: 14/08/2021").click()
            expect(page).to_have_url(f"{desk.address}{SHEET}")

    def test_there_is_no_way_past_the_open_day(self, desk: Desk) -> None:
        with desk.window() as window:
            page = open_sheet(window)
            expect(page.locator("a[rel=next]")).to_have_count(0)

    def test_the_figures_are_read_without_scripts(self, desk: Desk) -> None:
        with desk.window(java_script_enabled=False) as window:
            page = window.open(f"/staff/report/017/{day(-1).isoformat()}")
            expect(cell(page, "Kim Chung", "quarantine")).to_have_value("5")
            expect(page.locator("noscript p")).to_contain_text("JavaScript")
