"""Cordons and areas in a real browser: set up, put in force, watched, refused with reasons, lifted; on a phone too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from app.domain.vocabulary import Role
from tests.accounts import open_account
from tests.browser.conftest import WITHOUT_WEBGL
from tests.browser.desks import PHONE, Desk, Office, open_office
from tests.cordons import area, order, propose
from tests.dong_anh import CODE_OF
from tests.site import TODAY

CORDONS, AREAS = "/staff/cordons", "/staff/areas"


@pytest.fixture
def office(prepared_engine: Engine, chromium: Browser) -> Iterator[Office]:
    with open_office(prepared_engine, chromium) as office:
        with office.site.sessions.begin() as session:
            open_account(session, "chi", Role.SUPERVISOR)
        yield office


def at(office: Office, path: str, *, webgl: bool = False, **options: Any) -> Desk:
    """A supervisor at one of the pages, its scripts ready; without a map unless said otherwise."""
    desk = office.desk("chi", **options)
    if not webgl:
        desk.context.add_init_script(WITHOUT_WEBGL)
    desk.page.goto(f"{office.address}{path}")
    desk.page.wait_for_selector(".place-side[data-ready=all]")
    return desk


def sign(page: Page, prefix: str, number: str) -> None:
    page.locator(f"#{prefix}-document_number").fill(number)
    page.locator(f"#{prefix}-signer").fill("Chủ tịch UBND huyện")


def send(page: Page, label: str) -> None:
    page.locator(".place-form:visible").get_by_role("button", name=label, exact=True).click()


def test_a_cordon_goes_from_proposal_to_lifting_without_a_map(office: Office) -> None:
    page = at(office, f"{CORDONS}/-new").page
    page.locator("#new-name").fill("Thôn Lỗ Giao")
    page.locator("#new-households").fill("499")
    page.locator("#new-last_case_on").fill(str(TODAY))
    send(page, "Lưu")
    expect(page.get_by_role("alert")).to_contain_text("cần đúng một trong hai")
    page.locator("#new-wards").fill("viet hung")
    expect(page.locator("#new-wards-list [data-code]").first).to_be_visible()
    page.keyboard.press("Enter")
    send(page, "Lưu")
    expect(page.get_by_role("heading", name="Thôn Lỗ Giao")).to_be_visible()
    expect(page.locator(".ring-state").first).to_have_text("Đề xuất")
    page.wait_for_selector(".place-side[data-ready=all]")
    sign(page, "is", "11/QĐ-UBND")
    send(page, "Ban hành")
    expect(page.locator(".condition")).to_contain_text("0/14 ngày không có ca mới")
    page.wait_for_selector(".place-side[data-ready=all]")
    page.get_by_text("Gỡ phong tỏa", exact=True).first.click()
    sign(page, "li", "12/QĐ-UBND")
    send(page, "Gỡ phong tỏa")
    expect(page.get_by_role("alert")).to_contain_text("Phong tỏa ít nhất 14 ngày")
    page.locator("#li-reason").fill("đã di dời")
    page.locator("#li-override").check()
    send(page, "Gỡ phong tỏa")
    expect(page.locator(".place-log")).to_contain_text("gỡ khi chưa đủ điều kiện")
    expect(page.locator(".place-log li")).to_have_count(3)


def test_a_pasted_shape_is_told_at_its_field_when_it_cannot_be(office: Office) -> None:
    page = at(office, f"{AREAS}/-new").page
    page.locator("#new-name").fill("Cụm xanh")
    page.get_by_role("button", name="Dán GeoJSON").click()
    page.locator("#new-geojson").fill("không phải")
    send(page, "Lưu")
    expect(page.get_by_role("alert")).to_contain_text("Không đọc được GeoJSON")
    page.locator("#new-geojson").fill('{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}')
    send(page, "Lưu")
    expect(page.locator(".place-field .fault")).to_be_visible()


def furnish(office: Office) -> None:
    """A cordon and an area of the town."""
    propose(office.site, CODE_OF["Đông Anh"], order=order(), last_case_on=TODAY)
    propose(office.site, CODE_OF["Cổ Loa"])
    area(office.site, CODE_OF["Đông Anh"], CODE_OF["Cổ Loa"])


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_and_axe_finds_nothing(office: Office, options: dict[str, Any], scheme: str) -> None:
    furnish(office)
    for path in (CORDONS, f"{CORDONS}/KP0001", f"{CORDONS}/-new", AREAS, f"{AREAS}/KV0001", f"{AREAS}/-new"):
        desk = at(office, path, color_scheme=scheme, **options)
        for each in desk.page.locator(".place-acts details").all():
            each.evaluate("(details) => { details.open = true; }")
        assert desk.axe("body") == [], path
        width = desk.page.viewport_size["width"] if desk.page.viewport_size else 0
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_map_shows_what_is_listed(office: Office) -> None:
    furnish(office)
    desk = at(office, CORDONS, webgl=True)
    desk.page.wait_for_selector("[data-drawing-map][data-shown=places]", timeout=60_000)
