"""“Where am I?” in a real Chromium: the device's place, a tap on the map, refusals in words, nothing left behind."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from app.domain.vocabulary import BoundaryStatus
from app.services.site_rules import SiteRules
from app.storage.engine import create_database_engine
from tests.accounts import NOW, Clock
from tests.browser.conftest import Window, open_window, serving
from tests.browser.test_pages import DARK, NO_SCRIPT, NO_WEBGL, PHONE, violations
from tests.pages import Pages
from tests.site import open_site
from tests.worlds import CELL, NORTH, WEST

pytestmark = pytest.mark.browser

IN_A = {"latitude": NORTH - 0.5 * CELL, "longitude": WEST + 0.512345678 * CELL, "accuracy": 20}
NEAR_B = {"latitude": NORTH - 0.5 * CELL, "longitude": WEST + 0.98 * CELL, "accuracy": 60}
THERE: dict[str, Any] = {"permissions": ["geolocation"], "geolocation": IN_A}


@pytest.mark.parametrize("window", [{**THERE, **PHONE}], indirect=True)
def test_one_button_tells_what_holds_where_the_device_is(window: Window) -> None:
    page = window.open("/where")
    page.get_by_role("button", name="Dùng vị trí của tôi").click()
    found = page.locator(".found")
    expect(found).to_contain_text("Bạn đang ở")
    expect(found.get_by_role("heading", name="Phường A")).to_be_focused()
    expect(found).to_contain_text("Lớp lõi quanh ổ dịch Chợ Mới · Chỉ thị 16 đề xuất")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.url == f"{window.address}/where"
    assert (window.refused(), window.faults, violations(page)) == ([], [], [])
    assert not any("maplibre" in each or "lon=" in each for each in window.asked)


@pytest.mark.parametrize("window", [{**THERE, **PHONE, **DARK, "geolocation": NEAR_B}], indirect=True)
def test_near_a_border_it_leads_to_both_wards(window: Window) -> None:
    page = window.open("/where?lang=en")
    page.get_by_role("button", name="Use my location").click()
    links = page.locator(".beside a")
    expect(links).to_have_count(2)
    expect(links.nth(1)).to_contain_text(re.compile(r"Phường B.*m away"))
    assert violations(page) == []


@pytest.mark.parametrize("window", [{**THERE}], indirect=True)
def test_only_a_rounded_place_is_sent_and_in_no_address(window: Window) -> None:
    sent: list[str] = []
    window.page.on("request", lambda asked: sent.append(asked.post_data or "") if asked.method == "POST" else None)
    page = window.open("/where")
    page.get_by_role("button", name="Dùng vị trí của tôi").click()
    expect(page.locator(".found")).to_be_visible()
    assert sent == ["lat=21.09500&lon=105.80512&part=answer&accuracy=20"]


@pytest.mark.parametrize("window", [{"permissions": []}], indirect=True)
def test_a_refused_permission_is_explained(window: Window) -> None:
    page = window.open("/where")
    page.get_by_role("button", name="Dùng vị trí của tôi").click()
    expect(page.get_by_role("alert")).to_contain_text("không cho trang này dùng vị trí")
    expect(page.get_by_role("button", name="Dùng vị trí của tôi")).to_be_enabled()
    assert violations(page) == []


@pytest.mark.parametrize(("code", "said"), [(2, "chưa xác định được vị trí"), (3, "Quá lâu chưa có vị trí")])
def test_a_device_that_finds_no_place_is_explained(window: Window, code: int, said: str) -> None:
    window.page.add_init_script(
        f"navigator.geolocation.getCurrentPosition = (_, fail) => setTimeout(() => fail({{ code: {code} }}));"
    )
    page = window.open("/where")
    page.get_by_role("button", name="Dùng vị trí của tôi").click()
    expect(page.get_by_role("alert")).to_contain_text(said)


def test_an_address_without_encryption_is_explained(window: Window) -> None:
    window.page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false });")
    page = window.open("/where")
    page.get_by_role("button", name="Dùng vị trí của tôi").click()
    expect(page.get_by_role("alert")).to_contain_text("địa chỉ https")


def test_a_tap_on_the_map_is_looked_up(window: Window) -> None:
    page = window.open("/where")
    page.get_by_text("Chọn trên bản đồ").click()
    stage = page.locator("[data-stage]")
    expect(stage).to_have_attribute("data-ready", "gl", timeout=20_000)
    stage.scroll_into_view_if_needed()
    stage.click()
    expect(page.locator(".found")).to_contain_text("Điểm này thuộc")
    expect(page.locator(".found h2")).to_have_text("Phường E")
    assert (window.refused(), window.faults) == ([], [])


@pytest.mark.parametrize("window", [NO_WEBGL], indirect=True)
def test_without_webgl_the_other_ways_stay(window: Window) -> None:
    page = window.open("/where")
    page.get_by_text("Chọn trên bản đồ").click()
    expect(page.get_by_text("Máy này không mở được bản đồ")).to_be_visible()


@pytest.mark.parametrize("window", [NO_SCRIPT], indirect=True)
def test_without_scripts_coordinates_are_answered(window: Window) -> None:
    page = window.open("/where")
    expect(page.get_by_role("button", name="Dùng vị trí của tôi")).to_be_hidden()
    page.get_by_text("Nhập tọa độ", exact=True).click()
    page.get_by_label("Vĩ độ (lat)").fill("21,095")
    page.get_by_label("Kinh độ (lon)").fill("105,805")
    page.get_by_role("button", name="Tra cứu").click()
    expect(page.locator(".found")).to_contain_text("Phường A")
    assert page.url == f"{window.address}/where"


@pytest.fixture
def schematic(sqlite_folder: Path, sqlite_template: Path) -> Iterator[str]:
    path = sqlite_folder / "where-schematic.sqlite"
    shutil.copyfile(sqlite_template, path)
    engine = create_database_engine(f"sqlite:///{path}")
    site = open_site(engine, clock=Clock(NOW), rules=SiteRules(), status=BoundaryStatus.SCHEMATIC)
    with serving(Pages.of(site, engine)) as address:
        yield address
    engine.dispose()


def test_on_schematic_boundaries_wards_are_buttons(chromium: Browser, schematic: str) -> None:
    with open_window(chromium, schematic, {**THERE, **PHONE}) as window:
        page = window.open("/where")
        page.get_by_role("button", name="Dùng vị trí của tôi").click()
        page.locator(".candidates a", has_text="Phường A").click()
        expect(page).to_have_url(f"{schematic}/w/A")
        assert window.faults == []
