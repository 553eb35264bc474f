"""The embedded map in a real frame on another site's page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, Page, expect
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from tests import loopback
from tests.browser.conftest import WATCH, WITHOUT_WEBGL
from tests.pages import Pages

SIZES = {"tiny": (320, 240), "usual": (640, 480)}


@pytest.fixture
def host(address: str) -> Iterator[str]:
    """Another origin whose page frames the map, and the full map beside it."""

    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        width, height = SIZES[scope["path"].strip("/")] if scope["path"] != "/full" else (640, 480)
        source = f"{address}/" if scope["path"] == "/full" else f"{address}/embed/map?lang=vi"
        body = f'<!doctype html><iframe src="{source}" width="{width}" height="{height}"></iframe>'
        await HTMLResponse(body)(scope, receive, send)

    with loopback.serving(page) as other:
        yield other.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="vi-VN")
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


def framed(page: Page, address: str) -> Frame:
    page.goto(address)
    (frame,) = page.frames[1:]
    return frame


@pytest.mark.parametrize("size", SIZES)
def test_it_is_drawn_in_a_frame_on_another_origin(page: Page, host: str, size: str) -> None:
    frame = framed(page, f"{host}/{size}")
    frame.wait_for_selector("[data-embed][data-ready=gl]")
    expect(frame.locator("#legend")).to_be_visible()
    expect(frame.get_by_role("link", name="Mở bản đồ đầy đủ")).to_be_visible()
    assert frame.evaluate("() => document.documentElement.scrollHeight <= innerHeight")
    assert frame.evaluate("() => document.querySelector('[data-map]').getBoundingClientRect().height") > 100
    assert frame.evaluate("() => window.refused") == []
    assert page.context.cookies() == []


def test_without_webgl_the_drawing_serves_in_the_frame(page: Page, host: str) -> None:
    page.context.add_init_script(WITHOUT_WEBGL)
    frame = framed(page, f"{host}/usual")
    frame.wait_for_selector("[data-embed][data-ready=svg]")
    expect(frame.locator(".paper svg.map")).to_be_visible()


def test_without_scripts_map_and_counts_are_there(chromium: Browser, host: str) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{host}/usual")
    frame = page.frame_locator("iframe")
    expect(frame.locator(".paper svg.map")).to_be_visible()
    expect(frame.locator("#legend li").first).to_contain_text("Đỏ 1")
    context.close()


def test_the_full_map_cannot_be_framed(page: Page, host: str) -> None:
    frame = framed(page, f"{host}/full")
    assert frame.locator("[data-city]").count() == 0


def test_the_frame_paints_the_newest_state_it_asks_for(pages: Pages, page: Page, host: str) -> None:
    frame = framed(page, f"{host}/usual")
    frame.wait_for_selector("[data-embed][data-painted]")
    assert int(frame.locator("[data-embed]").get_attribute("data-painted") or "0") == pages.site.revision()
