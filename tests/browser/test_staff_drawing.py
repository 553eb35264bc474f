"""The map on which staff draw, as a piece of its own: picking, drawing by pointer, what pages put on it, themes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine

from tests.browser.conftest import WITHOUT_WEBGL
from tests.browser.desks import Office, open_office
from tests.dong_anh import CODE_OF

OPEN_MAP: Final = """async (options) => {
    const page = document.querySelector("script[src*='js/staff/outbreaks.js']").src;
    const { openDrawingMap } = await import(page.replace("outbreaks.js", "drawing_map.js"));
    const stage = document.querySelector("[data-drawing-map]").cloneNode(true);
    stage.querySelector(".gl")?.remove();
    delete stage.dataset.ready;
    document.querySelector(".outbreak-map").replaceChildren(stage);
    window.told = { picked: [], drawn: [] };
    window.map = await openDrawingMap(stage, {
        ...options,
        onPick: (code) => told.picked.push(code),
        onDraw: (geometry, { isFinished }) => told.drawn.push({ geometry, isFinished }),
    });
    if (window.map) await window.map.settled();
    return window.map !== null;
}"""
AT: Final = "([lon, lat]) => { const { x, y } = map.map.project([lon, lat]); return [x, y]; }"
SQUARE: Final = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}


@pytest.fixture
def office(prepared_engine: Engine, chromium: Browser) -> Iterator[Office]:
    with open_office(prepared_engine, chromium) as office:
        yield office


def open_map(office: Office, **options: Any) -> Page:
    """The page of outbreaks with a map that the test has opened itself."""
    page = office.desk().page
    page.goto(f"{office.address}/staff/outbreaks")
    page.wait_for_selector("[data-drawing-map][data-ready=gl]")
    assert page.evaluate(OPEN_MAP, options)
    return page


def middle(page: Page, ward: str) -> tuple[float, float]:
    """Where on the window the middle of a ward is."""
    box = page.locator("[data-drawing-map] canvas").bounding_box()
    assert box is not None
    x, y = page.evaluate(AT, page.evaluate("(code) => map.wards.get(code).label_point", CODE_OF[ward]))
    return box["x"] + x, box["y"] + y


def test_a_click_picks_a_ward_and_a_tool_draws_instead(office: Office) -> None:
    page = open_map(office)
    page.mouse.click(*middle(page, "Hải Bối"))
    page.wait_for_function("told.picked.length === 1")
    assert page.evaluate("told.picked") == [CODE_OF["Hải Bối"]]
    page.evaluate("() => map.draw('polygon')")
    x, y = middle(page, "Kim Chung")
    for dx, dy in ((-20, -20), (20, -20), (20, 20), (-20, 20)):
        page.mouse.move(x + dx, y + dy)
        page.mouse.click(x + dx, y + dy)
    page.keyboard.press("Enter")
    page.wait_for_function("told.drawn.at(-1)?.isFinished")
    told = page.evaluate("told")
    assert told["picked"] == [CODE_OF["Hải Bối"]]
    assert len(told["drawn"][-1]["geometry"]["coordinates"][0]) == 5
    assert any(not each["isFinished"] for each in told["drawn"]), "what is in the making is told too"


def test_a_point_is_dropped_and_a_new_one_takes_its_place(office: Office) -> None:
    page = open_map(office)
    page.evaluate("() => map.draw('point')")
    for ward in ("Hải Bối", "Cổ Loa"):
        page.mouse.click(*middle(page, ward))
    page.wait_for_function("told.drawn.filter(({ isFinished }) => isFinished).length === 2")
    lon, lat = page.evaluate("told.drawn.at(-1).geometry.coordinates")
    there = page.evaluate("(code) => map.wards.get(code).label_point", CODE_OF["Cổ Loa"])
    assert (lon, lat) == pytest.approx(there, abs=1e-3)


def test_layers_come_and_go_and_survive_a_change_of_theme(office: Office) -> None:
    page = open_map(office, picked=[CODE_OF["Hải Bối"]])
    rings = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {"directive": "16"}, "geometry": SQUARE}],
    }
    page.evaluate("(rings) => map.setLayer('rings', rings, 'rings')", rings)
    named = "() => map.map.getStyle().layers.map(({ id }) => id).filter((id) => id.startsWith('own-rings'))"
    assert "own-rings:line-16" in page.evaluate(named)
    colour = "() => map.map.getPaintProperty('own-rings:line-16', 'line-color')"
    light = page.evaluate(colour)
    page.locator("[data-theme-toggle]").click()
    page.wait_for_function(f"(light) => ({colour})() !== light", arg=light)
    page.evaluate("() => map.setLayer('rings', null)")
    assert page.evaluate(named) == []


def test_without_webgl_there_is_no_map_and_the_page_says_so(office: Office) -> None:
    desk = office.desk()
    desk.context.add_init_script(WITHOUT_WEBGL)
    desk.page.goto(f"{office.address}/staff/outbreaks")
    desk.page.wait_for_selector("[data-drawing-map][data-ready=none]")
    assert desk.page.locator(".drawing-none").is_visible()
    assert not desk.page.evaluate(OPEN_MAP, {})
