"""The pages in a real Chromium: under the security policy, without scripts, by keyboard, accessible, on a phone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from app.domain.names import NameQuery, fold
from tests.browser.conftest import Window

pytestmark = pytest.mark.browser

AXE = Path(__file__).with_name("vendor") / "axe.min.js"
EVERY_PAGE = [
    "/",
    "/?lang=en",
    "/?level=orange",
    "/?district=017",
    "/?q=phuong+a",
    "/w/A",
    "/w/I",
    "/w/C?lang=en",
    "/summary",
    "/summary?on=2021-08-13&lang=en",
    "/backtest",
    "/backtest?from=2021-08-01&policy=moh-2686-2021&to=2021-08-13",
    "/w/99999",
    "/rules",
    "/rules/moh-4800-2021",
    "/rules/cdc-community-levels-2022?lang=en",
]
DARK = {"color_scheme": "dark"}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
NO_WEBGL = {"webgl": False}
NO_SCRIPT = {"java_script_enabled": False}


def violations(page: Page, *, leave_out: str | None = None) -> list[str]:
    """What axe-core, with all its rules, finds wrong with the page as it is."""
    page.evaluate(AXE.read_text())
    context: object = {"exclude": [[leave_out]]} if leave_out else None
    found = page.evaluate("(context) => axe.run(context ?? document)", context)
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found["violations"]]


def open_all(page: Page) -> None:
    """Unfold what can be unfolded, except menus."""
    page.evaluate(
        "for (const each of document.querySelectorAll('main details')) each.open = !each.closest('.sheet-head')"
    )


class TestSecurityPolicy:
    """Nothing is stopped, nothing fails, nothing is fetched from elsewhere."""

    @pytest.mark.parametrize("path", [path for path in EVERY_PAGE if path != "/w/99999"])
    def test_a_page_stays_within_the_policy(self, window: Window, path: str) -> None:
        page = window.open(path)
        open_all(page)
        assert (window.refused(), window.faults) == ([], [])
        assert {urlsplit(each).netloc for each in window.asked} == {urlsplit(window.address).netloc}

    def test_the_reference_works_within_the_policy(self, window: Window) -> None:
        page = window.open("/docs")
        operations = page.locator(".opblock-summary-control")
        expect(operations.first).to_be_visible(timeout=20_000)
        # The list is long, so only what is near the window is drawn.
        zones = page.locator(".opblock", has=page.locator("[data-path='/api/v1/zones']"))
        zones.locator(".opblock-summary-control").click()
        zones.locator(".try-out__btn").click()
        zones.locator(".execute").click()
        expect(zones.locator(".live-responses-table .response-col_status").last).to_contain_text("200")
        page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
        expect(page.locator("[data-path='/api/v1/auth/token']")).to_have_count(0)
        expect(operations.first).to_be_visible()
        page.evaluate("scrollTo(0, 0)")
        page.locator(".btn.authorize").first.click()
        expect(page.locator(".dialog-ux .modal-ux")).to_be_visible()
        assert (window.refused(), window.faults) == ([], [])
        hosts = {urlsplit(each).netloc for each in window.asked if not each.startswith("data:")}
        assert hosts == {urlsplit(window.address).netloc}


class TestAccessibility:
    """axe-core with all rules finds nothing."""

    @pytest.mark.parametrize(
        "window", [{}, DARK, PHONE, {**PHONE, **DARK}], indirect=True, ids=["", "dark", "phone", "both"]
    )
    def test_no_page_has_a_violation(self, window: Window) -> None:
        found = {}
        for path in EVERY_PAGE:
            page = window.open(path)
            open_all(page)
            found[path] = violations(page)
        assert {path: each for path, each in found.items() if each} == {}

    def test_nor_has_the_frame_of_the_reference(self, window: Window) -> None:
        page = window.open("/docs")
        expect(page.locator(".opblock").first).to_be_visible(timeout=20_000)
        assert violations(page, leave_out="#reference .swagger-ui") == []

    def test_the_skip_link_comes_first_and_leads_to_the_content(self, window: Window) -> None:
        page = window.open("/")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        assert urlsplit(page.url).fragment == "main"

    def test_the_map_does_not_stand_in_the_way_of_the_keyboard(self, window: Window) -> None:
        page = window.open("/")
        stops = page.evaluate("[...document.querySelectorAll('svg.map a')].filter((each) => each.tabIndex >= 0).length")
        assert stops == 0


class TestWithoutScript:
    """Everything that matters works with scripts shut off."""

    @pytest.mark.parametrize("window", [NO_SCRIPT], indirect=True)
    def test_the_search_is_answered_by_the_server(self, window: Window) -> None:
        page = window.open("/")
        page.get_by_role("searchbox").fill("phuong e")
        page.get_by_role("button", name="Tìm").click()
        page.get_by_role("link", name="Phường E").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Phường E")

    @pytest.mark.parametrize("window", [NO_SCRIPT], indirect=True)
    def test_a_level_is_filtered_by_a_link(self, window: Window) -> None:
        page = window.open("/")
        page.locator("[data-filter=orange]").click()
        assert urlsplit(page.url).query == "level=orange"
        expect(page.locator("tbody tr")).to_have_count(3)

    @pytest.mark.parametrize("window", [NO_SCRIPT], indirect=True)
    def test_the_map_leads_to_a_ward(self, window: Window) -> None:
        page = window.open("/")
        page.locator("svg.map a[href='/w/G'] path").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Phường G")

    @pytest.mark.parametrize("window", [NO_SCRIPT], indirect=True)
    def test_patterns_and_rings_are_switched(self, window: Window) -> None:
        page = window.open("/")
        pattern, rings = page.locator(".map .pattern:not(.always)").first, page.locator(".map .rings")
        expect(pattern).to_be_hidden()
        page.get_by_text("Hoạ tiết").click()
        expect(pattern).to_be_visible()
        expect(rings).to_be_visible()
        page.get_by_text("Ba vòng kiểm soát").click()
        expect(rings).to_be_hidden()

    @pytest.mark.parametrize("window", [NO_SCRIPT], indirect=True)
    def test_nothing_is_offered_that_needs_a_script(self, window: Window) -> None:
        page = window.open("/w/A")
        for each in ("[data-theme-toggle]", "[data-copy]", "[data-print]"):
            expect(page.locator(each)).to_be_hidden()


class TestSearch:
    """Suggestions while one types."""

    def test_a_ward_is_found_without_diacritics_and_opened_by_keyboard(self, window: Window) -> None:
        page = window.open("/")
        page.keyboard.press("/")
        page.keyboard.type("PHUONG  e")
        expect(page.get_by_role("option")).to_have_count(1)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Phường E")).to_be_focused()

    def test_a_suggestion_shows_the_level(self, window: Window) -> None:
        page = window.open("/")
        page.get_by_role("combobox").fill("phuong a")
        expect(page.get_by_role("option").locator(".glyph.lv-red")).to_be_visible()

    def test_escape_closes_the_suggestions(self, window: Window) -> None:
        page = window.open("/")
        page.get_by_role("combobox").fill("phuong")
        expect(page.get_by_role("listbox")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("listbox")).to_be_hidden()

    def test_what_the_browser_does_not_know_the_server_finds(self, window: Window) -> None:
        page = window.open("/")
        page.get_by_role("combobox").fill("phuonge")
        expect(page.get_by_role("option")).to_have_text(re.compile("Phường E"))
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Phường E")).to_be_focused()

    def test_the_browser_ranks_names_as_the_server_does(self, window: Window) -> None:
        wards = [
            ("00454", "Thị trấn Đông Anh", "Huyện Đông Anh"),
            ("10162", "Xã Văn Đồng", "Huyện Thanh Oai"),
            ("00001", "Phường Phúc Xá", "Quận Ba Đình"),
            ("00100", "Phường 10", "Quận 3"),
            ("00200", "Xã Hoà Bình", "Huyện Thường Tín"),
            ("00300", "Phường Xuân Đỉnh", "Quận Bắc Từ Liêm"),
        ]
        queries = [
            "dong anh",
            "Đông Anh",
            "tt. Đông Anh",
            "xã",
            "phuc",
            "p. phúc xá",
            "hòa bình",
            "10",
            "quan 3",
            "00001",
        ]
        queries += ["  ", "HUYEN  thuong", "xa dong anh", "ba", "tx.", "ÐÔNG ANH", "q.3", "văn", "thi tran", "anh dong"]
        folded = ["  Phường  HOÀ Bình", "Đống Đa", "ÐƖƉđ", "Ễ Ổ Ự", "a\u00a0b\tc", "Thị\u0323"]
        page = window.open("/")
        module = page.evaluate("document.querySelector('script[type=module]').src").replace("site.js", "fold.js")
        script = """async ([module, wards, queries, texts]) => {
            const { fold, rank } = await import(module);
            const units = wards.map(([code, name, district]) => ({ code, name, district }));
            return [texts.map(fold), queries.map((query) => units.map((unit) => rank(query, unit)))];
        }"""
        folds, ranks = page.evaluate(script, [module, [list(ward) for ward in wards], queries, folded])
        assert folds == [fold(text) for text in folded]
        expected = [
            [NameQuery.of(query).rank(code=code, name=name, district_name=district) for code, name, district in wards]
            for query in queries
        ]
        assert ranks == expected


class TestEnhancements:
    """What scripts add."""

    @pytest.mark.parametrize("window", [NO_WEBGL], indirect=True)
    def test_a_level_is_filtered_in_place_and_the_way_back_works(self, window: Window) -> None:
        page = window.open("/")
        page.evaluate("window.stayed = true")
        page.locator("[data-filter=red]").click()
        assert urlsplit(page.url).query == "level=red"
        expect(page.locator("tbody tr:visible")).to_have_count(1)
        expect(page.locator("svg.map .units a:not(.off)")).to_have_count(1)
        page.go_back()
        expect(page.locator("svg.map .units a:not(.off)")).to_have_count(9)
        assert page.evaluate("window.stayed")

    def test_a_chosen_theme_is_kept(self, window: Window) -> None:
        page = window.open("/")
        page.get_by_role("button", name="Đổi nền sáng, tối").click()
        window.open("/w/A")
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(12, 18, 24)"

    @pytest.mark.parametrize("window", [NO_WEBGL], indirect=True)
    def test_the_map_can_be_looked_at_closer(self, window: Window) -> None:
        page = window.open("/")
        before = page.locator("svg.map").get_attribute("viewBox")
        page.get_by_role("button", name="Phóng to").click()
        assert page.locator("svg.map").get_attribute("viewBox") != before
        page.get_by_role("button", name="Thu nhỏ").click()
        page.get_by_role("button", name="Thu nhỏ").click()
        assert page.locator("svg.map").get_attribute("viewBox") == before

    @pytest.mark.parametrize("window", [NO_WEBGL], indirect=True)
    def test_the_pointer_is_told_the_ward_and_its_level(self, window: Window) -> None:
        page = window.open("/")
        page.locator("svg.map a[href='/w/A'] path").hover()
        expect(page.locator(".tip")).to_contain_text("Phường A, Quận 001")
        expect(page.locator(".tip")).to_contain_text("Vùng đỏ")

    def test_the_address_of_a_ward_can_be_copied(self, window: Window) -> None:
        window.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = window.open("/w/A")
        page.get_by_role("button", name="Chép liên kết").click()
        expect(page.get_by_role("status")).to_have_text("Đã chép liên kết.")
        assert page.evaluate("navigator.clipboard.readText()") == f"{window.address}/w/A"


class TestScreens:
    """Large, small, and paper."""

    @pytest.mark.parametrize("window", [{}, PHONE, {"viewport": {"width": 320, "height": 600}}], indirect=True)
    def test_nothing_has_to_be_scrolled_sideways(self, window: Window) -> None:
        for path in EVERY_PAGE:
            page = window.open(path)
            open_all(page)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path

    @pytest.mark.parametrize("window", [PHONE], indirect=True)
    def test_what_is_touched_on_a_phone_is_large_enough(self, window: Window) -> None:
        page = window.open("/")
        small = page.evaluate(
            """() => [...document.querySelectorAll(
                    ".legend a, .button, .icon-button, .hot li a, .group > summary, .zoom button")]
                .filter((each) => each.checkVisibility())
                .filter((each) => each.getBoundingClientRect().height < 44)
                .map((each) => each.outerHTML.slice(0, 120))"""
        )
        assert small == []

    def test_patterns_are_printed(self, window: Window) -> None:
        page = window.open("/")
        page.emulate_media(media="print")
        expect(page.locator(".map .pattern:not(.always)").first).to_be_visible()
        expect(page.locator(".nav")).to_be_hidden()

    @pytest.mark.parametrize("window", [DARK], indirect=True)
    def test_paper_is_white_whatever_the_theme(self, window: Window) -> None:
        page = window.open("/w/A")
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(19, 28, 36)"
