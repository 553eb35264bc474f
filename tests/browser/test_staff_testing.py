"""The pages of mass testing in a real Chromium: a round logged and corrected, a plan, a campaign begun and ended."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from app.domain.vocabulary import Role
from app.storage.engine import create_database_engine
from tests.accounts import PASSWORD, hash_quickly, open_account
from tests.browser.conftest import Window, open_window, serving
from tests.browser.test_pages import DARK, PHONE, violations
from tests.pages import Pages
from tests.site import TODAY, day, open_site

pytestmark = pytest.mark.browser

TESTING = "/staff/testing"
PEOPLE: tuple[tuple[str, Role, list[str]], ...] = (
    ("binh", Role.SUPERVISOR, ["001", "017"]),
    ("thanhpho", Role.CITY, []),
)


@pytest.fixture(scope="module")
def served(sqlite_folder: Path, sqlite_template: Path) -> Iterator[str]:
    """Where a site is served on which ward E is red and its neighbors are orange."""
    path = sqlite_folder / "testing-browser.sqlite"
    shutil.copyfile(sqlite_template, path)
    engine = create_database_engine(f"sqlite:///{path}")
    site = open_site(engine)
    site.declare("E")
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        with site.sessions.begin() as session:
            for username, role, districts in PEOPLE:
                open_account(session, username, role, district_codes=districts)
        with serving(Pages.of(site, engine)) as address:
            yield address
    engine.dispose()


@contextmanager
def signed_in(chromium: Browser, served: str, username: str = "thanhpho", **options: Any) -> Iterator[Window]:
    with open_window(chromium, served, options) as window:
        window.context.request.post(f"{served}/staff/sign-in", form={"username": username, "password": PASSWORD})
        yield window


@pytest.mark.parametrize("options", [{}, DARK, PHONE, {**PHONE, **DARK}], ids=["large", "dark", "phone", "dark phone"])
@pytest.mark.parametrize("path", ["", "/plan?samples_per_day=700&split=true", "/rounds", "/campaigns", "?lang=en"])
def test_a_page_is_accessible_and_stays_within_the_policy(
    chromium: Browser, served: str, path: str, options: dict[str, Any]
) -> None:
    with signed_in(chromium, served, **options) as window:
        page = window.open(f"{TESTING}{path}")
        page.wait_for_load_state("networkidle")
        assert violations(page) == []
        assert (window.refused(), window.faults) == ([], [])
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_work_of_a_day_from_the_list_to_the_campaign(chromium: Browser, served: str) -> None:
    with signed_in(chromium, served) as window:
        page = window.open(TESTING)
        page.wait_for_selector("[data-shown=due]")
        # A round is logged where it is due, refused in words, then taken.
        page.get_by_role("button", name="Ghi đợt lấy mẫu: Phường E").click()
        # Nobody has counted anything yet: no figure is proposed as if it were one.
        expect(page.get_by_label("Số người đã lấy mẫu")).to_have_value("")
        expect(page.get_by_label("Số người dương tính")).to_have_value("")
        page.get_by_label("Số người đã lấy mẫu").fill("400")
        page.get_by_label("Số người dương tính").fill("900")
        page.get_by_label("Ngày xong").fill("")
        page.locator("#round-dialog button[type=submit]").click()
        expect(page.locator("#round-dialog [data-fault]")).to_contain_text("900")
        page.get_by_label("Số người dương tính").fill("2")
        page.locator("#round-dialog button[type=submit]").click()
        expect(page.get_by_text("còn 600 trên 1.000 người")).to_be_visible()
        # It is carried on and completed.
        page.get_by_role("link", name="Đợt lấy mẫu").click()
        page.get_by_role("link", name="Phường E").click()
        # Figures are read as the page itself writes them.
        page.get_by_label("Số người đã lấy mẫu").fill("1.000")
        page.get_by_label("Ngày xong").fill(str(TODAY))
        page.get_by_role("button", name="Lưu thay đổi").click()
        expect(page.locator(".round-versions li")).to_have_count(2)
        # The plan answers to the form.
        page.get_by_role("link", name="Kế hoạch", exact=True).click()
        page.get_by_label("Số mẫu (ống) mỗi ngày").fill("500")
        page.get_by_role("button", name="Lập kế hoạch").click()
        expect(page.locator(".plan-figures li").first).to_contain_text("405")
        with page.expect_download() as download:
            page.get_by_role("link", name="Tải kế hoạch (XLSX)").click()
        assert download.value.suggested_filename == f"ke-hoach-lay-mau_{TODAY}_14-ngay.xlsx"
        # A campaign is planned and ended.
        page.get_by_role("link", name="Chiến dịch").click()
        page.get_by_text("Lập chiến dịch").click()
        page.get_by_label("Tên chiến dịch").fill("Toàn thành phố một lần")
        page.get_by_label("Ngày đích").fill(str(day(9)))
        page.get_by_role("button", name="Lập", exact=True).click()
        expect(page.get_by_text("1/9 phường, xã xong")).to_be_visible()
        page.get_by_role("button", name="Kết thúc chiến dịch").click()
        page.locator("dialog.ask button.primary").click()
        expect(page.locator(".campaign .due-state")).to_have_text("Đã kết thúc")
        assert [each for each in window.faults if "422" not in each] == []
