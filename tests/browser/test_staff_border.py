"""The page of border wards in a real browser: what happened across the line is read, marked, and looked up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine

from tests.browser.desks import PHONE, Office, open_office
from tests.site import counts

PAGE = "/staff/border"


@pytest.fixture
def office(prepared_engine: Engine, chromium: Browser) -> Iterator[Office]:
    """Two wards of the other district, in the row below, have turned orange."""
    with open_office(prepared_engine, chromium) as office:
        for ward in ("N1", "N2"):
            office.site.post(ward, reported=counts(2))
        yield office


def test_notices_are_read_one_by_one_and_together(office: Office) -> None:
    desk = office.desk()
    desk.page.goto(f"{office.address}{PAGE}")
    notices = desk.page.locator(".border-notice")
    badge = desk.page.locator(".tabs [aria-current] b")
    expect(notices).to_have_count(2)
    expect(badge).to_have_text("2")
    assert desk.axe("body") == []
    notices.first.get_by_role("button").click()
    expect(notices).to_have_count(1)
    expect(badge).to_have_text("1")
    desk.page.get_by_role("button", name="Đánh dấu tất cả đã đọc").click()
    expect(desk.page.get_by_text("Không còn thông báo chưa đọc.")).to_be_visible()
    expect(badge).to_have_count(0)
    desk.page.get_by_role("link", name="Tất cả").click()
    expect(notices).to_have_count(2)
    expect(notices.first.locator(".note")).to_contain_text("Đã đọc")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_all_of_it_fits_and_axe_finds_nothing(office: Office, scheme: str) -> None:
    desk = office.desk(**PHONE, color_scheme=scheme)
    desk.page.goto(f"{office.address}{PAGE}")
    expect(desk.page.locator(".border-across table").first).to_be_visible()
    assert desk.axe("body") == []
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= 390
