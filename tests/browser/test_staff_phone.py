"""The daily sheet on a phone: a whole district by touch, and the size and the words of what one touches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from tests.browser.desks import PATIENCE_MS, PHONE, Desk, Office, open_office
from tests.dong_anh import CODE_OF, NAMES

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def office(prepared_engine: Engine, chromium: Browser) -> Iterator[Office]:
    with open_office(prepared_engine, chromium) as office:
        yield office


@pytest.fixture
def phone(office: Office) -> Desk:
    desk = office.desk(**PHONE)
    desk.open()
    return desk


def card(page: Page, name: str) -> Any:
    return page.locator(f".wcard[data-ward='{CODE_OF[name]}']")


def test_a_district_of_24_wards_is_entered_and_sent_by_touch(phone: Desk) -> None:
    page = phone.page
    page.locator(".wcard-head").first.tap()
    for number in range(len(NAMES)):
        fields = page.locator(".wcard.open input")
        expect(fields).to_have_count(8)
        if number == 0:
            fields.first.tap()
        expect(fields.first).to_be_focused()
        for count in ("1" if number == 5 else "0", "0", "0", "0", "0", "50", "1", "2"):
            page.keyboard.type(count)
            page.keyboard.press("Enter")
        page.locator(".wcard.open .next-ward").tap()
    expect(page.locator(".wcard-progress b")).to_have_text("24 / 24 xã")
    page.locator(".send-bar .button").tap()
    dialog = page.locator("#review-dialog")
    for each in dialog.locator(".odd-item").all():
        each.locator("input[type=checkbox]").check()
        each.locator("input[type=text]").fill("đã gọi lại trạm y tế")
    dialog.locator("button[type=submit]").tap()
    assert phone.receipt().startswith("BN-")
    assert all(len(phone.stored(name)) == 1 for name in NAMES)


def test_what_is_typed_on_a_card_is_kept_as_a_draft(phone: Desk) -> None:
    card(phone.page, "Hải Bối").locator(".wcard-head").tap()
    card(phone.page, "Hải Bối").locator("input").first.fill("7")
    phone.draft_says("Đã lưu nháp")
    phone.page.reload()
    phone.ready()
    expect(card(phone.page, "Hải Bối").locator(".wcard-total")).to_have_text("7")


def test_only_what_is_not_done_is_shown_when_asked(phone: Desk) -> None:
    page = phone.page
    card(page, "Cổ Loa").locator(".wcard-head").tap()
    card(page, "Cổ Loa").get_by_role("button", name="Không có ca: điền 0").tap()
    card(page, "Cổ Loa").locator(".wcard-head").tap()
    page.get_by_role("button", name="Chưa xong 23").tap()
    expect(card(page, "Cổ Loa")).to_be_hidden()
    expect(card(page, "Hải Bối")).to_be_visible()
    page.get_by_role("button", name="Tất cả 24").tap()
    expect(card(page, "Cổ Loa")).to_be_visible()


def test_a_fault_is_told_on_the_card_and_nothing_can_be_sent(phone: Desk) -> None:
    page = phone.page
    card(page, "Hải Bối").locator(".wcard-head").tap()
    card(page, "Hải Bối").locator("input").first.fill("1,5")
    expect(card(page, "Hải Bối").locator(".field-note.wrong")).not_to_be_empty()
    expect(card(page, "Hải Bối").locator(".wcard-line")).to_have_text("Có lỗi phải sửa")
    expect(page.locator(".send-bar .button")).to_be_disabled()


def test_fields_are_large_and_bring_up_the_number_pad(phone: Desk) -> None:
    page = phone.page
    card(page, "Hải Bối").locator(".wcard-head").tap()
    fields = card(page, "Hải Bối").locator("input")
    assert {each.get_attribute("inputmode") for each in fields.all()} == {"numeric"}
    heights = fields.evaluate_all("fields => fields.map((each) => each.getBoundingClientRect().height)")
    assert min(heights) >= 50


def test_everything_to_touch_is_at_least_44_pixels(phone: Desk) -> None:
    page = phone.page
    card(page, "Hải Bối").locator(".wcard-head").tap()
    small = page.evaluate(
        """() => [...document.querySelectorAll("[data-report] :is(a, button, input, textarea, select)")]
            .filter((each) => each.checkVisibility())
            .map((each) => [each.textContent.trim() || each.id, each.getBoundingClientRect()])
            .filter(([, box]) => box.width > 1 && (box.height < 44 || box.width < 44))
            .map(([name, box]) => `${name} ${box.width}x${box.height}`)"""
    )
    assert small == []


def test_nothing_is_wider_than_the_phone(phone: Desk) -> None:
    page = phone.page
    card(page, "Hải Bối").locator(".wcard-head").tap()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_cards_have_no_fault_that_axe_finds(office: Office, scheme: str) -> None:
    desk = office.desk(**PHONE, color_scheme=scheme)
    desk.open()
    card(desk.page, "Hải Bối").locator(".wcard-head").tap()
    card(desk.page, "Hải Bối").locator("input").first.fill("1,5")
    assert desk.axe("main") == []
