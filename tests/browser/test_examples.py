"""The example pages of docs/examples in a real Chromium: each library draws the wards, tells of one, and stays true."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copyfile
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, Route

from app.settings import ROOT
from tests.browser.conftest import Window, open_window
from tests.worlds import CELL, NORTH, WEST

VENDORED: Final = (ROOT / "tests" / "browser" / "vendor", ROOT / "app" / "web" / "vendor" / "maplibre-gl")
LIBRARIES: Final = ("maplibre", "leaflet", "openlayers")
MIDDLE_OF: Final = """([lon, lat]) => {
  if (map.latLngToContainerPoint) { const { x, y } = map.latLngToContainerPoint([lat, lon]); return [x, y]; }
  if (map.project) { const { x, y } = map.project([lon, lat]); return [x, y]; }
  return map.getPixelFromCoordinate(ol.proj.fromLonLat([lon, lat]));
}"""
"""Where a place is on the screen, by each library's own words."""


class _Quiet(SimpleHTTPRequestHandler):
    """Files of a folder, without a word."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}  # noqa: RUF012

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Another site that shows the examples, as a developer who copied them would."""
    folder = tmp_path_factory.mktemp("examples")
    (folder / "vendor").mkdir()
    for page in (ROOT / "docs" / "examples").glob("*.html"):
        copyfile(page, folder / page.name)
    for file in (each for vendor in VENDORED for each in vendor.iterdir() if each.suffix in {".js", ".mjs", ".css"}):
        copyfile(file, folder / "vendor" / file.name)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def window(chromium: Browser, elsewhere: str, request: pytest.FixtureRequest) -> Iterator[Window]:
    with open_window(chromium, elsewhere, getattr(request, "param", {})) as window:
        yield window


def opened(window: Window, library: str, address: str, *, events: str = "") -> Page:
    """The example before the site, drawn; `events` is what the stream of changes says."""

    def stream(route: Route) -> None:
        route.fulfill(status=200, content_type="text/event-stream", body=f"retry: 600000\n\n{events}")

    window.page.route("**/api/v1/events", stream)
    page = window.open(f"/{library}.html?service={address}")
    page.wait_for_function("window.ready")
    return page


def click_on(page: Page, column: float, row: float) -> str:
    """What the page tells of the ward in the middle of a square."""
    place = [WEST + (column + 0.5) * CELL, NORTH - (row + 0.5) * CELL]
    x, y = page.evaluate(MIDDLE_OF, place)
    page.mouse.click(x, y)
    page.wait_for_function("!document.getElementById('ward').hidden")
    return page.inner_text("#ward")


@pytest.mark.parametrize("library", LIBRARIES)
def test_an_example_draws_the_wards_and_tells_of_the_one_clicked(window: Window, address: str, library: str) -> None:
    page = opened(window, library, address)
    told = click_on(page, 0, 0)
    assert "Phường A" in told
    assert "Vùng đỏ" in told
    assert "Chỉ thị 16 (đề xuất)" in told
    assert "Chưa có số liệu" in page.inner_text("#legend")
    assert [fault for fault in window.faults if "Canvas2D" not in fault and "favicon" not in fault] == []
    assert {url.split("/")[2] for url in window.asked} == {window.address.split("/")[2], address.split("/")[2]}


@pytest.mark.parametrize("library", LIBRARIES)
def test_an_example_asks_again_when_something_changed(window: Window, address: str, library: str) -> None:
    page = opened(window, library, address)
    quiet = _shapes_asked(window)
    assert quiet > 0
    page.unroute("**/api/v1/events")
    with page.expect_request(lambda asked: _is_of_shapes(asked.url) and _shapes_asked(window) > 2 * quiet):
        opened(window, library, address, events="id: 9-1\nevent: status.changed\ndata: {}\n\n")


def _shapes_asked(window: Window) -> int:
    return sum(_is_of_shapes(url) for url in window.asked)


def _is_of_shapes(url: str) -> bool:
    return "/tiles/zones/" in url or "zones.geojson" in url


@pytest.mark.parametrize("window", [{"viewport": {"width": 390, "height": 844}}], indirect=True, ids=["phone"])
@pytest.mark.parametrize("library", LIBRARIES)
def test_on_a_phone_nothing_lies_over_the_legend(window: Window, address: str, library: str) -> None:
    page = opened(window, library, address)
    click_on(page, 1, 1)
    legend, ward = (page.locator(each).bounding_box() for each in ("#legend", "#ward"))
    assert legend is not None
    assert ward is not None
    assert ward["x"] >= legend["x"] + legend["width"] or ward["y"] + ward["height"] <= legend["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("library", LIBRARIES)
def test_an_example_names_no_host_and_says_where_its_library_comes_from(library: str) -> None:
    text = Path(ROOT / "docs" / "examples" / f"{library}.html").read_text()
    assert "https://" not in text.replace("?service=https://…", "")
    assert "npm package" in text
    assert "/api/v1/events" in text
