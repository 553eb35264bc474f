"""The day slider across a change of boundaries: each day with its own shapes, names and wards."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.services.site_rules import SiteRules
from app.storage.engine import create_database_engine
from tests.accounts import NOW, Clock
from tests.browser.conftest import Window
from tests.browser.test_map import shown
from tests.pages import Pages
from tests.site import TODAY, WARDS, counts, day, import_register, open_site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(sqlite_folder: Path, sqlite_template: Path) -> Iterator[Pages]:
    """Nine green wards until yesterday; A and B are N since today, with a case."""
    path = sqlite_folder / "changed_map.sqlite"
    shutil.copyfile(sqlite_template, path)
    engine = create_database_engine(f"sqlite:///{path}")
    site = open_site(engine, clock=Clock(NOW - timedelta(days=1)), rules=SiteRules())
    site.post_zeros(day(-20), day(-1), wards=WARDS)
    site.run(*(day(offset) for offset in range(-20, -1)))
    site.clock.move(timedelta(days=1))
    site.run(day(-1))
    import_register(site, drawing="N N C / D E F / G H I", valid_from=TODAY)
    site.post("N", reported=counts(1))
    yield Pages.of(site, engine)
    engine.dispose()


def test_a_day_before_the_change_is_drawn_with_the_shapes_of_its_day(window: Window) -> None:
    page = shown(window, f"/#d={day(-1)}")
    stage = page.locator("[data-city]")
    now = (stage.get_attribute("data-wards") or "").split("/")[-1].split(".")[0]
    expect(stage).to_have_attribute("data-shapes", page.evaluate(_VERSION_OF_YESTERDAY))
    expect(page.locator("[data-filter=green] .count")).to_have_text("9")
    page.get_by_role("button", name="Về hiện nay").click()
    expect(stage).to_have_attribute("data-shapes", now)
    expect(page.locator("[data-filter=green] .count")).to_have_text("7")
    assert window.faults == []


_VERSION_OF_YESTERDAY = """async () => {
    const told = await (await fetch("/api/v1/zones/timeline")).json();
    return told.registers[0].boundary_version;
}"""
