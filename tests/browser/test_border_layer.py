"""The layer of border wards on the public map: fetched when switched on, drawn, listed, kept, and only of now."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from tests.browser.conftest import WITHOUT_WEBGL
from tests.browser.desks import Desk, Office, open_office
from tests.dong_anh import CODE_OF
from tests.site import counts


@pytest.fixture
def office(prepared_engine: Engine, chromium: Browser) -> Iterator[Office]:
    with open_office(prepared_engine, chromium) as office:
        office.site.post("N1", reported=counts(2))
        yield office


def switch_on(desk: Desk) -> Page:
    desk.page.goto(f"{desk.address}/")
    desk.page.wait_for_function("() => document.querySelector('[data-city]').dataset.ready")
    desk.page.locator("label.switch:has(#border)").click()
    return desk.page


def test_the_layer_is_fetched_when_it_is_switched_on_and_told_in_words(office: Office) -> None:
    desk = office.desk()
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url) if "border" in request.url else None)
    desk.page.goto(f"{office.address}/")
    desk.page.wait_for_selector("[data-city][data-ready=gl]")
    assert asked == []
    desk.page.locator("label.switch:has(#border)").click()
    facts = desk.page.locator("[data-border-facts]")
    expect(facts.locator("[data-border-count]")).to_contain_text("khác quận, huyện")
    facts.locator("summary").click()
    link = facts.locator(f"a[data-ward='{CODE_OF['Võng La']}'], a[data-ward=N1]").first
    expect(link).to_be_visible()
    assert desk.axe("#layers") == []
    desk.page.locator("label.switch:has(#border)").click()
    expect(facts).to_be_hidden()


def test_a_link_to_the_layer_opens_the_map_with_it(office: Office) -> None:
    desk = office.desk()
    desk.page.goto(f"{office.address}/#layer=border")
    expect(desk.page.locator("#border")).to_be_checked()
    expect(desk.page.locator("[data-border-count]")).to_contain_text("đoạn")


def test_without_webgl_the_list_serves(office: Office) -> None:
    desk = office.desk()
    desk.context.add_init_script(WITHOUT_WEBGL)
    page = switch_on(desk)
    expect(page.locator("[data-border-facts] summary")).to_be_visible()
