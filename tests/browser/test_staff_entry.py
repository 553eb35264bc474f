"""Signing in, choosing a password, and a session that ends while somebody types: in a real Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from app.domain.vocabulary import Role
from app.services.site_rules import SiteRules
from app.services.staff_accounts import add_staff
from app.storage.engine import create_database_engine
from tests.accounts import DISTRICTS, NOW, PASSWORD, Clock, hash_quickly
from tests.browser.conftest import Window
from tests.browser.test_pages import DARK, NO_SCRIPT, PHONE, violations
from tests.pages import Pages
from tests.site import day, open_site

pytestmark = pytest.mark.browser

NEW = "con đường làng gập ghềnh"
STAFF = {
    "lan": (Role.REPORTER, ["017"], "Nguyễn Thị Lan", False),
    "binh": (Role.SUPERVISOR, ["001", "017"], "Lê Hoà Bình", False),
    "moi": (Role.REPORTER, ["017"], "Trần Văn Mới", True),
    "khoa": (Role.REPORTER, ["017"], "Võ Bị Khoá", False),
    "quantri": (Role.ADMIN, [], "Quản trị", False),
}
ASK = """() => {
window.heard = null;
import("/static/any/js/staff/session.js")
    .then((session) => session.request("/api/v1/auth/me"))
    .then((me) => { window.heard = me.username; }, (fault) => { window.heard = fault.name; });
}"""
"""A script of the page asks who is signed in."""


@pytest.fixture(scope="module")
def pages(sqlite_folder: Path, sqlite_template: Path) -> Iterator[Pages]:
    """A judged site with staff."""
    path = sqlite_folder / "staff-browser.sqlite"
    shutil.copyfile(sqlite_template, path)
    engine = create_database_engine(f"sqlite:///{path}")
    site = open_site(engine, clock=Clock(NOW), rules=SiteRules())
    site.post_zeros(day(-15), day(-1))
    site.run(*(day(offset) for offset in range(-15, 0)))
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        for username, (role, districts, name, must_change) in STAFF.items():
            with site.sessions.begin() as session:
                add_staff(
                    session,
                    username=username,
                    password=PASSWORD,
                    role=role,
                    district_codes=districts,
                    known_district_codes=DISTRICTS,
                    now=NOW,
                    actor="cli",
                    display_name=name,
                    must_change_password=must_change,
                )
        yield Pages.of(site, engine)
    engine.dispose()


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_role("textbox", name="Mật khẩu").fill(password)
    with page.expect_navigation():
        page.get_by_role("button", name="Đăng nhập").click()


def path_of(page: Page) -> str:
    return urlsplit(page.url).path


def sign_out(page: Page) -> None:
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_text("Đã đăng xuất.")).to_be_visible()


def heard(page: Page, expected: str) -> None:
    """Wait until the page's script has heard this."""
    for _ in range(100):
        if page.evaluate("window.heard") is not None:
            break
        page.wait_for_timeout(50)
    assert page.evaluate("window.heard") == expected


class TestSigningIn:
    """By the form."""

    @pytest.mark.parametrize("window", [{}, NO_SCRIPT], indirect=True, ids=["scripts", "none"])
    def test_one_comes_back_to_the_page_asked_for(self, window: Window) -> None:
        page = window.open("/staff/account")
        assert path_of(page) == "/staff/sign-in"
        sign_in(page, "lan", "không phải thế")
        expect(page.get_by_role("alert")).to_contain_text("không đúng")
        expect(page.get_by_label("Tên đăng nhập")).to_have_value("lan")
        sign_in(page, "lan")
        expect(page.get_by_role("heading", name="Nguyễn Thị Lan")).to_be_visible()
        assert path_of(page) == "/staff/account"

    def test_the_pages_stay_within_the_policy(self, window: Window) -> None:
        page = window.open("/staff/account")
        assert window.refused() == []
        sign_in(page, "lan")
        page.locator(".user-menu summary").click()
        assert (window.refused(), window.faults) == ([], [])

    def test_no_script_can_read_the_session(self, window: Window) -> None:
        page = window.open("/staff/account")
        sign_in(page, "lan")
        assert page.evaluate("document.cookie") == ""

    def test_the_password_can_be_looked_at(self, window: Window) -> None:
        page = window.open("/staff/sign-in")
        field = page.get_by_role("textbox", name="Mật khẩu")
        page.get_by_role("button", name="Hiện").click()
        expect(field).to_have_attribute("type", "text")
        page.get_by_role("button", name="Ẩn").click()
        expect(field).to_have_attribute("type", "password")

    def test_too_many_wrong_tries_lock_and_say_for_how_long(self, window: Window, pages: Pages) -> None:
        page = window.open("/staff/sign-in")
        for _ in range(11):
            sign_in(page, "khoa", "không phải thế")
        expect(page.get_by_role("alert")).to_contain_text("Thử lại sau 1 phút")
        # The address is locked as well, everybody here comes from it, and it is remembered for a day.
        pages.site.clock.move(timedelta(hours=25))

    def test_a_menu_closes_by_escape_and_gives_the_focus_back(self, window: Window) -> None:
        page = window.open("/staff/account")
        sign_in(page, "lan")
        menu = page.locator(".user-menu summary")
        menu.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Đăng xuất")).to_be_hidden()
        expect(menu).to_be_focused()


class TestFirstChange:
    """A password somebody else chose."""

    def test_it_is_changed_before_anything_else(self, window: Window) -> None:
        page = window.open("/staff/account")
        sign_in(page, "moi")
        assert path_of(page) == "/staff/password"
        page.get_by_label("Mật khẩu tạm vừa dùng").fill(PASSWORD)
        page.get_by_role("textbox", name="Mật khẩu mới", exact=True).fill("ngắn")
        page.get_by_role("textbox", name="Gõ lại mật khẩu mới").fill("ngắn")
        page.get_by_role("button", name="Đổi mật khẩu").click()
        expect(page.locator("#fault-new")).to_contain_text("12")
        page.get_by_label("Mật khẩu tạm vừa dùng").fill(PASSWORD)
        page.get_by_role("textbox", name="Mật khẩu mới", exact=True).fill(NEW)
        page.get_by_role("textbox", name="Gõ lại mật khẩu mới").fill(NEW)
        page.get_by_role("button", name="Đổi mật khẩu").click()
        expect(page.get_by_role("heading", name="Trần Văn Mới")).to_be_visible()
        assert path_of(page) == "/staff/account"


class TestTwoTabs:
    """What one tab does while another one is open."""

    @pytest.fixture
    def tabs(self, window: Window) -> tuple[Page, Page]:
        """Two tabs of one browser in which `lan` has signed in; something is typed in the second."""
        first = window.open("/staff/account")
        sign_in(first, "lan")
        context: BrowserContext = window.context
        second = context.new_page()
        second.goto(f"{window.address}/staff/account")
        second.locator("#label").fill("chưa gửi")
        return first, second

    def test_signed_out_in_one_the_other_asks_and_goes_on_with_what_was_typed(self, tabs: tuple[Page, Page]) -> None:
        first, second = tabs
        sign_out(first)
        second.evaluate(ASK)
        dialog = second.get_by_role("dialog")
        expect(dialog).to_be_visible()
        expect(dialog.get_by_label("Tên đăng nhập")).to_have_value("lan")
        dialog.get_by_label("Mật khẩu").fill("không phải thế")
        dialog.get_by_role("button", name="Đăng nhập").click()
        expect(dialog.get_by_role("alert")).to_have_text("Mật khẩu không đúng.")
        dialog.get_by_label("Mật khẩu").fill(PASSWORD)
        dialog.get_by_role("button", name="Đăng nhập").click()
        expect(dialog).to_be_hidden()
        heard(second, "lan")
        expect(second.locator("#label")).to_have_value("chưa gửi")

    def test_who_signs_in_later_keeps_what_was_typed_too(self, tabs: tuple[Page, Page]) -> None:
        first, second = tabs
        sign_out(first)
        second.evaluate(ASK)
        second.get_by_role("dialog").get_by_role("button", name="Để sau").click()
        heard(second, "SignedOut")
        expect(second.locator("#label")).to_have_value("chưa gửi")

    def test_figures_of_one_clerk_are_not_sent_as_another(self, tabs: tuple[Page, Page]) -> None:
        first, second = tabs
        sign_out(first)
        sign_in(first, "binh")
        second.evaluate(ASK)
        expect(second.get_by_role("dialog").get_by_label("Tên đăng nhập")).to_have_value("lan")

    def test_a_form_of_one_clerk_is_not_sent_as_another(self, tabs: tuple[Page, Page]) -> None:
        first, second = tabs
        sign_out(first)
        sign_in(first, "binh")
        second.locator("#label").press("Enter")
        expect(second.get_by_role("alert").or_(second.get_by_role("status")).first).to_contain_text("đã hết")
        assert path_of(second) == "/staff/sign-in"
        first.goto(first.url)
        expect(first.locator("main")).not_to_contain_text("chưa gửi")

    def test_without_a_network_it_says_so(self, tabs: tuple[Page, Page]) -> None:
        _, second = tabs
        second.evaluate(ASK)
        heard(second, "lan")
        second.context.set_offline(True)
        second.evaluate(ASK)
        heard(second, "Offline")
        second.context.set_offline(False)

    def test_a_page_with_unsent_figures_is_asked_before_it_signs_out(self, tabs: tuple[Page, Page]) -> None:
        first, _ = tabs
        asked: list[str] = []

        def stay(dialog: Dialog) -> None:
            asked.append(dialog.message)
            dialog.dismiss()

        first.on("dialog", stay)
        first.evaluate("document.addEventListener('staff:leaving', (event) => event.preventDefault())")
        first.locator(".user-menu summary").click()
        first.get_by_role("button", name="Đăng xuất").click()
        assert len(asked) == 1
        assert path_of(first) == "/staff/account"


class TestAccessibility:
    """axe-core with all rules finds nothing, and nothing is wider than the screen."""

    @pytest.mark.parametrize(
        "window", [{}, DARK, PHONE, {**PHONE, **DARK}], indirect=True, ids=["", "dark", "phone", "both"]
    )
    def test_no_page_has_a_violation(self, window: Window) -> None:
        found = {}
        page = window.open("/staff/sign-in?why=ended")
        found["sign-in"] = violations(page)
        sign_in(page, "binh", "không phải thế")
        found["wrong"] = violations(page)
        sign_in(page, "binh")
        for path in ("/staff/account", "/staff/account?lang=en", "/staff/password", "/staff/nothing"):
            window.open(path)
            found[path] = violations(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        window.open("/staff/account")
        page.locator(".user-menu summary").click()
        found["menu"] = violations(page)
        page.keyboard.press("Escape")
        page.evaluate("document.getElementById('sign-in-again').showModal()")
        found["again"] = violations(page)
        assert {name: each for name, each in found.items() if each} == {}

    def test_the_skip_link_comes_first_and_leads_to_the_content(self, window: Window) -> None:
        page = window.open("/staff/account")
        sign_in(page, "lan")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        assert urlsplit(page.url).fragment == "main"
