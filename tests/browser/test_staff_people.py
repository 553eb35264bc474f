"""The page of accounts in a real Chromium: found while typing, opened, handed over, with and without scripts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.domain.vocabulary import Role
from app.storage.engine import create_database_engine
from tests.accounts import PASSWORD, hash_quickly, open_account
from tests.browser.conftest import Window, open_window, serving
from tests.browser.test_pages import DARK, NO_SCRIPT, PHONE, violations
from tests.pages import Pages
from tests.site import open_site

pytestmark = pytest.mark.browser

PEOPLE = "/staff/people"
PEOPLE_HERE: tuple[tuple[str, str, Role, list[str]], ...] = (
    ("lan", "Nguyễn Thị Lan", Role.REPORTER, ["017"]),
    ("dao", "Hoàng Thị Bích Đào", Role.REPORTER, ["001"]),
    ("minh", "Phạm Văn Minh", Role.REPORTER, ["001", "017"]),
    ("binh", "Lê Quốc Bình", Role.SUPERVISOR, ["017"]),
    ("quantri", "Đặng Quản Trị", Role.ADMIN, []),
)


@pytest.fixture(scope="module")
def served(sqlite_folder: Path, sqlite_template: Path) -> Iterator[str]:
    """Where a site with five people is served."""
    path = sqlite_folder / "people-browser.sqlite"
    shutil.copyfile(sqlite_template, path)
    engine = create_database_engine(f"sqlite:///{path}")
    site = open_site(engine)
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        with site.sessions.begin() as session:
            for username, name, role, districts in PEOPLE_HERE:
                open_account(session, username, role, district_codes=districts, display_name=name)
        with serving(Pages.of(site, engine)) as address:
            yield address
    engine.dispose()


@contextmanager
def signed_in(chromium: Browser, served: str, username: str = "quantri", **options: Any) -> Iterator[Window]:
    """A window of somebody who has signed in."""
    with open_window(chromium, served, options) as window:
        window.context.request.post(f"{served}/staff/sign-in", form={"username": username, "password": PASSWORD})
        yield window


def shown(page: Page) -> list[str]:
    """The user names of the rows in sight."""
    rows = page.locator("tr[data-searched]")
    return [each.locator("small").inner_text() for each in rows.all() if each.is_visible()]


@pytest.mark.parametrize("options", [{}, DARK, PHONE, {**PHONE, **DARK}], ids=["large", "dark", "phone", "dark phone"])
@pytest.mark.parametrize("path", [PEOPLE, f"{PEOPLE}/lan", f"{PEOPLE}/-new", f"{PEOPLE}?lang=en"])
def test_a_page_is_accessible_and_stays_within_the_policy(
    chromium: Browser, served: str, path: str, options: dict[str, Any]
) -> None:
    with signed_in(chromium, served, **options) as window:
        page = window.open(path)
        page.wait_for_load_state("networkidle")
        assert violations(page) == []
        assert (window.refused(), window.faults) == ([], [])
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_people_are_found_while_one_types_without_marks(chromium: Browser, served: str) -> None:
    with signed_in(chromium, served) as window:
        page = window.open(PEOPLE)
        assert len(shown(page)) == len(PEOPLE_HERE)
        page.get_by_role("searchbox").fill("bich dao")
        assert shown(page) == ["dao"]
        expect(page.locator(".people-count")).to_have_text("1 tài khoản")
        page.get_by_role("searchbox").fill("khong ai")
        expect(page.locator(".people-count")).to_have_text("Không có tài khoản nào khớp.")


def test_a_role_without_districts_asks_for_none(chromium: Browser, served: str) -> None:
    with signed_in(chromium, served) as window:
        page = window.open(f"{PEOPLE}/-new")
        districts = page.get_by_role("group", name="Quận, huyện phụ trách")
        expect(districts).to_be_visible()
        page.get_by_label("Vai trò", exact=True).last.select_option("city")
        expect(districts).to_be_hidden()


@pytest.mark.parametrize("options", [{}, NO_SCRIPT, PHONE], ids=["large", "no script", "phone"])
def test_an_account_is_opened_and_its_slip_handed_over(
    chromium: Browser, served: str, options: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    username = f"mai{abs(hash(request.node.name)) % 10_000}"
    with signed_in(chromium, served, "binh", **options) as window:
        page = window.open(PEOPLE)
        page.get_by_role("link", name="Thêm tài khoản").click()
        page.locator(".person #username").fill(username)
        page.locator("#display_name").fill("Đặng Thị Mai")
        page.get_by_role("button", name="Mở tài khoản").click()
        secret = page.locator("#secret").inner_text()
        assert len(secret) == 27
        expect(page.get_by_role("button", name="Sao chép")).to_be_visible(visible=options is not NO_SCRIPT)
        page.get_by_role("link", name="Xong").click()
        expect(page.locator("#person-title")).to_have_text("Đặng Thị Mai")
        assert secret not in page.content()
    with open_window(chromium, served, options) as window:
        page = window.open("/staff/sign-in")
        page.locator("#username").fill(username)
        page.locator("#password").fill(secret)
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.get_by_role("heading", name="Đổi mật khẩu")).to_be_visible()


def test_a_password_is_copied(chromium: Browser, served: str) -> None:
    granted: dict[str, Any] = {"permissions": ["clipboard-read", "clipboard-write"]}
    with signed_in(chromium, served, **granted) as window:
        page = window.open(f"{PEOPLE}/minh")
        page.get_by_role("button", name="Cấp mật khẩu tạm").click()
        page.get_by_role("button", name="Sao chép").click()
        expect(page.get_by_role("button", name="Đã sao chép")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == page.locator("#secret").inner_text()
        assert violations(page) == []


def test_only_the_slip_is_printed(chromium: Browser, served: str) -> None:
    with signed_in(chromium, served) as window:
        page = window.open(f"{PEOPLE}/minh")
        page.get_by_role("button", name="Cấp mật khẩu tạm").click()
        page.emulate_media(media="print")
        expect(page.locator("#secret")).to_be_visible()
        for gone in (".staff-bar", ".slip-acts", "[data-copy]"):
            expect(page.locator(gone)).to_be_hidden()


def test_a_person_is_changed_and_closed_by_keyboard_alone(chromium: Browser, served: str) -> None:
    with signed_in(chromium, served) as window:
        page = window.open(f"{PEOPLE}/dao")
        page.locator("#display_name").fill("Hoàng Đào")
        page.locator("#display_name").press("Enter")
        expect(page.get_by_role("status").filter(has_text="Đã lưu thay đổi.")).to_be_visible()
        page.locator(".person-close summary").press("Enter")
        page.locator(".person-close button").press("Enter")
        expect(page.get_by_role("button", name="Mở lại tài khoản")).to_be_visible()
        page.get_by_role("button", name="Mở lại tài khoản").press("Enter")
        expect(page.get_by_role("status").filter(has_text="Đã mở lại")).to_be_visible()
