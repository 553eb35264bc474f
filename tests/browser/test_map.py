"""The map of the whole register in a real Chromium: interactive, live, day by day, and without WebGL."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from app.services.site_rules import SiteRules
from app.storage.engine import create_database_engine
from tests.accounts import NOW, Clock
from tests.browser.conftest import Window, open_window, serving
from tests.browser.test_pages import DARK, NO_WEBGL, PHONE, violations
from tests.pages import Pages
from tests.site import TODAY, WARDS, counts, day, import_register, open_site

pytestmark = pytest.mark.browser

SHOWN = "[data-city][data-ready]"
TWICE_AS_LARGE: dict[str, Any] = {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2}
TABLET: dict[str, Any] = {"viewport": {"width": 1024, "height": 768}}
RED, DARK_RED, GREEN = (179, 24, 60), (197, 31, 45), (134, 192, 166)


@pytest.fixture(scope="module")
def pages(sqlite_folder: Path, sqlite_template: Path) -> Iterator[Pages]:
    """Five days: all green but I, which never reports; today A is red in a proposed ring, and B and D border it."""
    path = sqlite_folder / "days.sqlite"
    shutil.copyfile(sqlite_template, path)
    engine = create_database_engine(f"sqlite:///{path}")
    site = open_site(engine, clock=Clock(NOW - timedelta(days=4)), rules=SiteRules())
    reporting = tuple(ward for ward in WARDS if ward != "I")
    site.post_zeros(day(-20), day(-4), wards=reporting)
    site.run(*(day(offset) for offset in range(-20, -4)))
    for offset in range(-4, 0):
        site.clock.move(timedelta(days=1))
        site.post_zeros(day(offset + 1), day(offset + 1), wards=reporting)
        site.run(day(offset))
    site.declare("A", name="Chợ Mới")
    yield Pages.of(site, engine)
    engine.dispose()


@pytest.fixture
def live(sqlite_url: str, sqlite_template: Path, chromium: Browser) -> Iterator[tuple[Pages, Window]]:
    """A window on a judged site of its own that may be written to."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    shutil.copyfile(sqlite_template, path)
    engine = create_database_engine(sqlite_url)
    site = open_site(engine, clock=Clock(NOW), rules=SiteRules())
    site.post_zeros(day(-15), day(-1), wards=WARDS)
    site.run(*(day(offset) for offset in range(-15, 0)))
    site.clock.move(timedelta(days=1))
    site.post_zeros(TODAY, TODAY, wards=WARDS)
    site.run(TODAY)
    pages = Pages.of(site, engine)
    with serving(pages) as address, open_window(chromium, address, {}) as window:
        yield pages, window
    engine.dispose()


def shown(window: Window, path: str = "/") -> Page:
    """The page once its map is drawn, by whichever way."""
    page = window.open(path)
    page.wait_for_selector(SHOWN, timeout=30_000)
    return page


def state(page: Page) -> str | None:
    """Which map is shown: `gl`, or the server's drawing."""
    return page.locator("[data-city]").get_attribute("data-ready")


def pixels(page: Page, x: float, y: float, size: int = 24) -> set[tuple[int, int, int]]:
    """The colours in a small square of what is on the screen."""
    shot = page.screenshot(clip={"x": x - size / 2, "y": y - size / 2, "width": size, "height": size})
    script = """async (source) => {
        const image = new Image();
        image.src = `data:image/png;base64,${source}`;
        await image.decode();
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [image.width, image.height];
        const pen = canvas.getContext("2d");
        pen.drawImage(image, 0, 0);
        return [...pen.getImageData(0, 0, image.width, image.height).data];
    }"""
    data: list[int] = page.evaluate(script, base64.b64encode(shot).decode())
    return {(data[at], data[at + 1], data[at + 2]) for at in range(0, len(data), 4)}


def middle_of(page: Page, ward: str) -> tuple[float, float]:
    """Where on the screen a ward of the three by three lies, beside its label; the whole map must be in view."""
    free = page.evaluate(
        """() => {
            const box = (each) => document.querySelector(each).getBoundingClientRect();
            const [sheet, rail, timeline] = [box("[data-map]"), box(".rail"), box("[data-timeline-card]")];
            return { left: rail.right + 12, right: sheet.right - 72, top: sheet.top + 24, bottom: timeline.top - 24 };
        }"""
    )
    side = min(free["right"] - free["left"], free["bottom"] - free["top"]) / 3
    row, column = divmod(WARDS.index(ward), 3)
    x = (free["left"] + free["right"]) / 2 + (column - 1) * side
    y = (free["top"] + free["bottom"]) / 2 + (row - 1) * side
    return x - 0.3 * side, y - 0.3 * side


class TestInteractiveMap:
    """With WebGL."""

    def test_it_takes_the_place_of_the_drawing(self, window: Window) -> None:
        page = shown(window)
        assert state(page) == "gl"
        expect(page.locator(".paper svg.map")).to_be_hidden()
        expect(page.get_by_role("region", name="Bản đồ tương tác")).to_be_visible()
        assert (window.refused(), window.faults) == ([], [])

    def test_levels_have_their_colours_in_both_themes(self, window: Window) -> None:
        page = shown(window)
        assert RED in pixels(page, *middle_of(page, "A"))
        page.get_by_role("button", name="Đổi nền sáng, tối").click()
        page.wait_for_timeout(600)
        assert DARK_RED in pixels(page, *middle_of(page, "A"))

    def test_no_data_is_hatched_and_never_green(self, window: Window) -> None:
        page = shown(window)
        colours = pixels(page, *middle_of(page, "I"))
        assert len(colours) > 3
        assert GREEN not in colours

    def test_a_level_chosen_in_the_legend_fades_the_others(self, window: Window) -> None:
        page = shown(window)
        page.locator("[data-filter=orange]").click()
        page.wait_for_timeout(600)
        assert RED not in pixels(page, *middle_of(page, "A"))
        page.locator("[data-filter=orange]").click()
        page.wait_for_timeout(600)
        assert RED in pixels(page, *middle_of(page, "A"))

    def test_patterns_say_the_level_without_colour(self, window: Window) -> None:
        page = shown(window)
        page.get_by_text("Hoạ tiết").click()
        page.wait_for_timeout(600)
        assert len(pixels(page, *middle_of(page, "A"))) > 3

    def test_a_ward_touched_is_shown_beside_the_map(self, window: Window) -> None:
        page = shown(window)
        page.mouse.click(*middle_of(page, "A"))
        expect(page.locator(".panel h2").first).to_have_text("Phường A")
        expect(page.locator(".panel .verdict")).to_contain_text("Vùng đỏ")
        assert page.url.endswith("#w=A")

    def test_it_is_moved_and_zoomed_by_keyboard(self, window: Window) -> None:
        page = shown(window)
        before = pixels(page, *middle_of(page, "A"))
        page.get_by_role("region", name="Bản đồ tương tác").focus()
        for _ in range(6):
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(400)
        assert pixels(page, *middle_of(page, "A")) != before


class TestWardPanel:
    """One ward beside the map."""

    def test_a_link_leads_back_to_the_ward_and_the_day(self, window: Window) -> None:
        page = shown(window, f"/#w=A&d={day(-3)}")
        expect(page.locator(".panel h2").first).to_have_text("Phường A")
        expect(page.locator("[data-on-day] [data-level]")).to_have_text("Vùng xanh")
        expect(page.locator("[data-day]").first).to_have_text("Thứ tư, 11/08/2021:")
        assert page.url.endswith(f"#w=A&d={day(-3)}")

    def test_escape_closes_it_and_gives_the_focus_back(self, window: Window) -> None:
        page = shown(window)
        opener = page.locator(".hot a[data-ward=A]")
        opener.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#panel-title")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("[data-panel]")).to_be_hidden()
        expect(opener).to_be_focused()
        assert "#" not in page.url

    def test_it_says_why_since_when_testing_ring_and_cases(self, window: Window) -> None:
        page = shown(window, "/#w=A")
        panel = page.locator("[data-panel]")
        for heading in ("Vì sao ở mức này", "Xét nghiệm diện rộng", "Vòng kiểm soát", "Ca cộng đồng mỗi ngày"):
            expect(panel.get_by_role("heading", name=heading)).to_be_visible()
        expect(panel).to_contain_text("Có ổ dịch đang mở chưa rõ nguồn lây")
        expect(panel.get_by_role("link", name="Trang đầy đủ")).to_have_attribute("href", "/w/A")

    def test_a_ward_that_is_none_opens_nothing(self, window: Window) -> None:
        page = shown(window, "/#w=99999")
        expect(page.locator("[data-panel]")).to_be_hidden()
        assert "#" not in page.url

    def test_in_english_it_is_english(self, window: Window) -> None:
        page = shown(window, "/?lang=en#w=A")
        expect(page.locator("[data-panel]").get_by_role("heading", name="Why this level")).to_be_visible()

    @pytest.mark.parametrize(
        "window", [{}, DARK, PHONE, {**PHONE, **DARK}], indirect=True, ids=["", "dark", "phone", "both"]
    )
    def test_nothing_about_it_is_inaccessible(self, window: Window) -> None:
        page = shown(window, f"/#w=A&d={day(-3)}")
        expect(page.locator("[data-on-day]")).to_be_visible()
        assert violations(page) == []

    @pytest.mark.parametrize("window", [PHONE], indirect=True)
    def test_on_a_phone_it_covers_less_than_two_thirds(self, window: Window) -> None:
        page = shown(window, "/#w=A")
        box = page.locator("[data-panel]").bounding_box()
        assert box is not None
        assert box["height"] <= 0.61 * 844
        small = page.evaluate(
            """() => [...document.querySelectorAll("[data-panel] :is(button, .button), .play, .zoom button")]
                .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 44).length"""
        )
        assert small == 0


class TestWayBack:
    """The browser's own way back."""

    def test_it_closes_the_panel_and_opens_it_again(self, window: Window) -> None:
        page = shown(window)
        page.locator(".hot a[data-ward=A]").click()
        expect(page.locator("#panel-title")).to_be_visible()
        page.go_back()
        expect(page.locator("[data-panel]")).to_be_hidden()
        page.go_forward()
        expect(page.locator("#panel-title")).to_have_text("Phường A")

    def test_the_other_language_keeps_level_ward_and_day(self, window: Window) -> None:
        page = shown(window, f"/#w=A&d={day(-1)}")
        page.locator("[data-filter=green]").click()
        page.get_by_role("link", name="English").click()
        page.wait_for_url(f"**/?lang=en&level=green#w=A&d={day(-1)}")

    def test_another_district_is_another_page(self, window: Window) -> None:
        page = shown(window, "/?district=001")
        page.get_by_text("Chọn quận, huyện").click()
        page.get_by_role("link", name="Quận 017", exact=True).click()
        page.wait_for_url("**/?district=017")


class TestDays:
    """The date slider."""

    def test_moving_it_asks_the_server_for_nothing(self, window: Window) -> None:
        page = shown(window)
        slider = page.get_by_role("slider", name="Ngày đang xem")
        expect(slider).to_have_attribute("aria-valuetext", "Thứ bảy, 14/08/2021, hiện nay: 1 đỏ, 2 da cam")
        asked = len(window.asked)
        slider.focus()
        page.keyboard.press("ArrowLeft")
        expect(page.locator("[data-heading]")).to_have_text("Thứ sáu, 13/08/2021")
        expect(page.locator("[data-filter=red] .count")).to_have_text("0")
        expect(page.locator("[data-filter=green] .count")).to_have_text("8")
        # The browser itself may ask for the page's icon late.
        assert [each for each in window.asked[asked:] if "/zones" not in each and "favicon" not in each] == []

    def test_the_present_is_one_touch_away(self, window: Window) -> None:
        page = shown(window, f"/#d={day(-3)}")
        expect(page.locator("[data-heading]")).to_have_text("Thứ tư, 11/08/2021")
        expect(page.locator("#changes")).to_be_hidden()
        page.get_by_role("button", name="Về hiện nay").click()
        expect(page.locator("[data-heading]")).to_have_text("Thứ bảy, 14/08/2021")
        expect(page.locator("[data-filter=red] .count")).to_have_text("1")
        expect(page.locator("#changes")).to_be_visible()

    def test_the_days_play_and_pause(self, window: Window) -> None:
        page = shown(window, f"/#d={day(-1)}")
        page.get_by_role("button", name="Chạy diễn biến").click()
        expect(page.locator("[data-heading]")).to_have_text("Thứ bảy, 14/08/2021")
        expect(page.get_by_role("button", name="Chạy diễn biến")).to_be_visible()

    def test_on_the_page_of_a_district_only_its_wards_count(self, window: Window) -> None:
        page = shown(window, "/?district=001")
        expect(page.locator("[data-counts]")).to_have_text("1 đỏ2 da cam")
        page.get_by_role("slider").focus()
        page.keyboard.press("ArrowLeft")
        expect(page.locator("[data-filter=green] .count")).to_have_text("5")
        expect(page.locator("[data-filter=unknown] .count")).to_have_text("0")

    def test_the_map_shows_the_day(self, window: Window) -> None:
        page = shown(window, f"/#d={day(-1)}")
        assert GREEN in pixels(page, *middle_of(page, "A"))


class TestWithoutWebGl:
    """The server's drawing goes on serving."""

    @pytest.mark.parametrize("window", [NO_WEBGL], indirect=True)
    def test_ward_day_and_level_work_on_the_drawing(self, window: Window) -> None:
        page = shown(window)
        assert state(page) == "svg"
        page.locator("svg.map a[data-ward=A] path").click()
        expect(page.locator(".panel h2").first).to_have_text("Phường A")
        expect(page.locator("svg.map .selection")).to_have_count(1)
        page.get_by_role("slider").focus()
        page.keyboard.press("ArrowLeft")
        expect(page.locator("svg.map a[data-ward=A] path")).to_have_class("lv-green")
        expect(page.locator("svg.map .rings")).to_be_hidden()
        page.keyboard.press("End")
        expect(page.locator("svg.map a[data-ward=A] path")).to_have_class("lv-red")
        page.locator("[data-filter=red]").click()
        expect(page.locator("svg.map .units a.off")).to_have_count(8)

    @pytest.mark.parametrize("window", [NO_WEBGL], indirect=True)
    def test_patterns_follow_the_day(self, window: Window) -> None:
        page = shown(window)
        expect(page.locator(".pattern use[href='#uA']")).to_have_count(1)
        page.get_by_role("slider").focus()
        page.keyboard.press("Home")
        expect(page.locator(".pattern use[href='#uA']")).to_have_count(0)
        expect(page.locator(".pattern.always use[href='#uI']")).to_have_count(1)

    @pytest.mark.parametrize("window", [NO_WEBGL], indirect=True)
    def test_nothing_about_it_is_inaccessible(self, window: Window) -> None:
        assert violations(shown(window, "/#w=A")) == []


class TestLive:
    """An open map learns of changes."""

    def test_a_report_is_on_an_open_map_without_a_reload(self, live: tuple[Pages, Window]) -> None:
        pages, window = live
        page = shown(window)
        page.evaluate("window.stayed = true")
        expect(page.locator("[data-filter=orange] .count")).to_have_text("0")
        pages.site.post("E", reported=counts(4))
        expect(page.locator("[data-filter=orange] .count")).to_have_text("1")
        expect(page.locator("#changes")).to_contain_text("Phường E")
        expect(page.locator("[data-said]")).to_have_text("Số liệu trên bản đồ vừa được cập nhật.")
        expect(page.locator("[data-counts]")).to_contain_text("1 da cam")
        assert page.evaluate("window.stayed")

    def test_the_open_panel_and_unfolded_districts_stay_and_are_renewed(self, live: tuple[Pages, Window]) -> None:
        pages, window = live
        page = shown(window, "/#w=E")
        expect(page.locator(".panel .verdict")).to_contain_text("Vùng xanh")
        page.locator("[data-group] summary").first.click()
        pages.site.post("E", reported=counts(4))
        expect(page.locator(".panel .verdict")).to_contain_text("Vùng da cam")
        expect(page.locator("[data-group]").first).to_have_attribute("open", "")

    def test_a_filter_goes_on_choosing_from_all_wards(self, live: tuple[Pages, Window]) -> None:
        pages, window = live
        page = shown(window)
        page.locator("[data-filter=orange]").click()
        pages.site.post("E", reported=counts(4))
        expect(page.locator("[data-filter=orange] .count")).to_have_text("1")
        expect(page.locator("tbody tr:visible")).to_have_count(1)
        page.locator("[data-filter=orange]").click()
        expect(page.locator("[data-group]:visible")).to_have_count(2)
        expect(page.locator("tbody tr")).to_have_count(9)
        expect(page.locator("#list-title")).to_have_text("Danh sách theo quận, huyện")

    def test_what_could_not_be_renewed_is_asked_for_again(self, live: tuple[Pages, Window]) -> None:
        pages, window = live
        page = shown(window)
        failed: list[str] = []

        def fail_once(route: Route) -> None:
            if failed:
                route.continue_()
                return
            failed.append(route.request.url)
            route.fulfill(status=503, body="")

        page.route(lambda address: address == f"{window.address}/", fail_once)
        pages.site.post("E", reported=counts(4))
        expect(page.locator("[data-filter=orange] .count")).to_have_text("1", timeout=15_000)
        assert failed == [f"{window.address}/"]

    def test_who_looks_at_a_past_day_goes_on_looking_at_it(self, live: tuple[Pages, Window]) -> None:
        pages, window = live
        page = shown(window, f"/#d={TODAY}")
        pages.site.post("E", reported=counts(4))
        expect(page.locator("[data-said]")).to_have_text("Số liệu trên bản đồ vừa được cập nhật.")
        expect(page.locator("[data-heading]")).to_have_text("Thứ bảy, 14/08/2021")
        expect(page.locator("[data-filter=orange] .count")).to_have_text("0")

    def test_what_the_clock_alone_begins_is_on_an_open_map_too(self, live: tuple[Pages, Window]) -> None:
        pages, window = live
        starts = pages.site.clock.now + timedelta(minutes=5)
        pages.site.decide("E", "red", from_=starts)
        page = shown(window)
        page.evaluate("window.stayed = true")
        expect(page.locator("[data-filter=red] .count")).to_have_text("0")
        pages.site.clock.now = starts
        expect(page.locator("[data-filter=red] .count")).to_have_text("1")
        expect(page.locator("[data-said]")).to_have_text("Số liệu trên bản đồ vừa được cập nhật.")
        assert page.evaluate("window.stayed")

    def test_other_boundaries_come_with_a_page_made_anew_at_the_same_place(self, live: tuple[Pages, Window]) -> None:
        pages, window = live
        page = shown(window, "/#w=E")
        before = page.locator("[data-city]").get_attribute("data-wards")
        import_register(pages.site, drawing="A B C / D E F / G H H", valid_from=TODAY)
        expect(page.locator("[data-city]")).not_to_have_attribute("data-wards", before or "", timeout=20_000)
        expect(page.locator("[data-city]")).to_have_attribute("data-painted", str(pages.site.revision()))
        expect(page.locator(".panel .verdict")).to_contain_text("Vùng")
        expect(page.locator("[data-code=I], [data-ward=I]")).to_have_count(0)

    def test_a_lost_connection_is_said_and_mended(self, live: tuple[Pages, Window]) -> None:
        pages, window = live
        page = shown(window)
        window.context.set_offline(True)
        pages.site.post("E", reported=counts(4))
        expect(page.locator("[data-offline]")).to_be_visible(timeout=40_000)
        window.context.set_offline(False)
        expect(page.locator("[data-filter=orange] .count")).to_have_text("1", timeout=20_000)
        expect(page.locator("[data-offline]")).to_be_hidden()


class TestRoom:
    """Any window."""

    @pytest.mark.parametrize(
        "window",
        [
            {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2},
            {"viewport": {"width": 1024, "height": 768}},
        ],
        indirect=True,
        ids=["twice as large", "tablet"],
    )
    def test_nothing_lies_outside(self, window: Window) -> None:
        page = shown(window, "/#w=A")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    def test_a_past_day_is_printed_as_it_is_shown(self, window: Window) -> None:
        page = shown(window, f"/#d={day(-1)}")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        expect(page.locator(".paper svg.map")).to_be_visible()
        expect(page.locator("svg.map a[data-ward=A] path")).to_have_class("lv-green")
        expect(page.locator("#list")).to_be_hidden()

    @pytest.mark.parametrize("window", [{}, {"java_script_enabled": False}], indirect=True, ids=["", "no script"])
    def test_on_paper_nothing_lies_on_anything_else(self, window: Window) -> None:
        page = window.open("/")
        page.emulate_media(media="print")
        names = [".summary", ".paper", ".changes", "#list", "#rules"]
        boxes = [page.locator(name).bounding_box() for name in names]
        edges = [(box["y"], box["y"] + box["height"]) for box in boxes if box is not None]
        assert len(edges) == len(names)
        assert all(upper[1] <= lower[0] + 1 for upper, lower in pairwise(edges))


def test_a_reader_who_saves_data_gets_the_drawing_alone(chromium: Browser, address: str) -> None:
    with open_window(chromium, address, {}) as window:
        _save_data(window.context)
        page = shown(window)
        assert state(page) == "svg"
        assert [each for each in window.asked if "maplibre" in each] == []


def _save_data(context: BrowserContext) -> None:
    answer: Any = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
    context.add_init_script(answer)
