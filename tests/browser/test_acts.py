"""What was decided, what waits and what is to come, in a real Chromium: readable, accessible, on a phone too."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.services.site_rules import SiteRules
from app.storage.engine import create_database_engine
from tests.accounts import NOW, Clock
from tests.browser.conftest import open_window, serving
from tests.browser.test_pages import DARK, PHONE, violations
from tests.pages import Pages
from tests.site import day, open_site

pytestmark = pytest.mark.browser

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def decided(sqlite_folder: Path, sqlite_template: Path) -> Iterator[str]:
    """Where a site is served on which A is decided red, I will be orange tonight, and E waits to fall to orange."""
    path = sqlite_folder / "acts.sqlite"
    shutil.copyfile(sqlite_template, path)
    engine = create_database_engine(f"sqlite:///{path}")
    site = open_site(engine, clock=Clock(NOW), rules=SiteRules())
    site.post_zeros(day(-15), day(-1))
    site.run(*(day(offset) for offset in range(-15, 0)))
    site.ask_approval("001")
    site.change(site.declare("E").outbreak.outbreak_id, source_known=True)
    site.decide("A", "red", until=NOW + 200 * HOUR)
    site.decide("I", "orange", from_=NOW + 10 * HOUR)
    with serving(Pages.of(site, engine)) as address:
        yield address
    engine.dispose()


@pytest.mark.parametrize("options", [{}, DARK, PHONE], ids=["screen", "dark", "phone"])
@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/w/A", "Văn bản 7/QĐ-UBND, Chủ tịch"),
        ("/w/E", "Chờ phê duyệt xuống mức Vùng da cam"),
        ("/w/I", "Từ 20:00, 14/08/2021 lên mức Vùng da cam"),
    ],
)
def test_the_page_tells_it_and_has_nothing_axe_finds_wrong(
    chromium: Browser, decided: str, path: str, told: str, options: dict[str, object]
) -> None:
    with open_window(chromium, decided, options) as window:
        page = window.open(path)
        expect(page.locator(".acts")).to_contain_text(told)
        assert violations(page) == []
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0
        assert (window.refused(), window.faults) == ([], [])


def test_the_panel_beside_the_map_tells_it_too(chromium: Browser, decided: str) -> None:
    with open_window(chromium, decided, {}) as window:
        page = window.open("/")
        page.locator("a[data-ward=A]:visible").first.click()
        expect(page.locator(".panel .acts")).to_contain_text("xuống mức Vùng xanh")
        assert (window.refused(), window.faults) == ([], [])
