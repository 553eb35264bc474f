"""From the filled sheet to the receipt: what is asked before, what it would change, and what stands afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.domain.records import CaseCounts
from app.domain.vocabulary import Role
from app.services.access import Caller
from tests.accounts import DONG_ANH
from tests.browser.conftest import Window
from tests.browser.grid_site import Desk, cell, open_desk, open_sheet
from tests.dong_anh import CODE_OF
from tests.site import counts, day

pytestmark = pytest.mark.browser

LAN = Caller("lan", Role.REPORTER, frozenset({DONG_ANH}))


@pytest.fixture
def desk(
    chromium: Browser, sqlite_folder: Path, sqlite_template: Path, request: pytest.FixtureRequest
) -> Iterator[Desk]:
    """A district on which nothing is reported today."""
    with open_desk(chromium, sqlite_folder, sqlite_template, f"sending-{abs(hash(request.node.name))}") as desk:
        yield desk


@pytest.fixture
def window(desk: Desk) -> Iterator[Window]:
    """A clerk's window on the sheet of today."""
    with desk.window() as window:
        open_sheet(window)
        yield window


@pytest.fixture
def page(window: Window) -> Page:
    """The sheet."""
    return window.page


def fill_row(page: Page, name: str, *figures: int) -> None:
    """Type the figures of a ward's row, the rest of its classes 0."""
    cell(page, name, "community_unknown_source").click()
    for figure in (*figures, *[0] * (5 - len(figures))):
        page.keyboard.type(str(figure))
        page.keyboard.press("Tab")


def review(page: Page) -> Locator:
    """Open the last look."""
    page.locator("#review").click()
    dialog = page.locator("#review-dialog")
    expect(dialog).to_be_visible()
    return dialog


def send(dialog: Locator) -> str:
    """Send, and read the receipt."""
    dialog.locator("[type=submit]").click()
    number = dialog.locator("[data-receipt]")
    expect(number).to_be_visible(timeout=15_000)
    return number.inner_text()


def expected_changes(page: Page) -> list[str]:
    """The wards whose level would change, once the server has tried what is typed."""
    section = page.locator("[data-consequence]")
    expect(section).to_have_attribute("data-state", "known", timeout=15_000)
    return section.locator(".step-name").all_inner_texts()


class TestConsequence:
    """What sending would change, before it is sent."""

    def test_what_was_expected_is_what_happens(self, desk: Desk, page: Page) -> None:
        before = desk.site.levels()
        fill_row(page, "Nam Hồng", 1)
        fill_row(page, "Cổ Loa", 0, 0, 3)
        expected = expected_changes(page)
        assert desk.site.levels() == before
        dialog = review(page)
        send(dialog)
        after = desk.site.levels()
        changed = [name for name, code in CODE_OF.items() if before[code] != after[code]]
        assert expected == changed == ["Nam Hồng"]
        assert dialog.locator(".step-name").all_inner_texts() == expected

    def test_a_row_that_is_not_complete_is_not_tried(self, page: Page) -> None:
        cell(page, "Nam Hồng", "community_unknown_source").click()
        page.keyboard.type("1")
        page.keyboard.press("Enter")
        expect(page.locator("[data-consequence]")).to_be_hidden()

    def test_without_a_network_it_says_so(self, page: Page) -> None:
        page.context.set_offline(True)
        fill_row(page, "Nam Hồng", 1)
        expect(page.locator("[data-verdict]")).to_contain_text("Mất mạng", timeout=15_000)

    def test_the_row_shows_the_new_level_after_sending(self, page: Page) -> None:
        fill_row(page, "Nam Hồng", 1)
        expected_changes(page)
        send(review(page))
        row = page.locator(f"tr[data-ward='{CODE_OF['Nam Hồng']}']")
        expect(row.locator(".glyph")).to_have_class("glyph lv-orange")
        expect(row.locator("[data-level-label]")).to_have_text(", Vùng da cam")


class TestSending:
    """The last look, and the receipt."""

    def test_complete_rows_are_sent_while_others_are_blank(self, desk: Desk, page: Page) -> None:
        fill_row(page, "Cổ Loa")
        fill_row(page, "Hải Bối")
        expect(page.locator("#review-hint")).to_have_text("Gửi 2 xã, 22 xã chưa có.")
        assert send(review(page)).startswith("BN-")
        assert [bool(desk.report(name)) for name in ("Cổ Loa", "Hải Bối", "Nam Hồng")] == [True, True, False]

    def test_what_was_typed_is_what_stands(self, desk: Desk, page: Page) -> None:
        fill_row(page, "Cổ Loa", 0, 1, 2, 1, 0)
        for text in ("1.250", "3", "-", "Chợ Tó"):
            page.keyboard.insert_text(text)
            page.keyboard.press("Tab")
        send(review(page))
        stored = desk.report("Cổ Loa")
        assert stored is not None
        assert stored.counts == CaseCounts(0, 1, 2, 1, 0)
        assert (stored.samples, stored.positives, stored.new_f1_contacts, stored.note) == (1250, 3, 0, "Chợ Tó")

    def test_a_sent_row_is_shown_as_sent(self, page: Page) -> None:
        fill_row(page, "Cổ Loa")
        send(review(page))
        page.keyboard.press("Escape")
        expect(page.locator(f"tr[data-ward='{CODE_OF['Cổ Loa']}']")).to_have_attribute("data-state", "stored")
        expect(page.locator("#review")).to_be_disabled()

    def test_the_receipt_is_found_among_what_was_sent(self, page: Page) -> None:
        fill_row(page, "Cổ Loa")
        receipt = send(review(page))
        found = page.evaluate("(receipt) => fetch(`/api/v1/submissions/${receipt}`).then((it) => it.json())", receipt)
        assert (found["receipt"], found["created"]) == (receipt, 1)

    def test_all_by_keyboard_from_the_first_cell_to_the_receipt(self, page: Page) -> None:
        for _ in range(5):
            page.keyboard.type("0")
            page.keyboard.press("Tab")
        page.keyboard.press("Control+Enter")
        dialog = page.locator("#review-dialog")
        expect(dialog).to_be_visible()
        for _ in range(12):
            if dialog.locator("[type=submit]").evaluate("(each) => each === document.activeElement"):
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(dialog.locator("[data-receipt]")).to_be_visible(timeout=15_000)


class TestWarnings:
    """An odd figure is sent only with a tick and a reason."""

    def test_nothing_is_ticked_and_nothing_can_be_sent_before_there_is_a_reason(self, desk: Desk, page: Page) -> None:
        fill_row(page, "Hải Bối", 9)
        dialog = review(page)
        item = dialog.locator("[data-warning=jump]")
        expect(item).to_contain_text("Gấp 9 lần hôm trước (1).")
        expect(item.locator("[type=checkbox]")).not_to_be_checked()
        button = dialog.locator("[type=submit]")
        expect(button).to_be_disabled()
        item.locator("[type=checkbox]").check()
        expect(button).to_be_disabled()
        item.locator("[type=text]").fill("Chùm ca tại chợ Hải Bối")
        expect(button).to_be_enabled()
        send(dialog)
        stored = desk.report("Hải Bối")
        assert stored is not None
        assert [(each.code.value, each.reason) for each in stored.warnings] == [("jump", "Chùm ca tại chợ Hải Bối")]

    def test_what_only_the_server_finds_odd_is_asked_before_it_is_stored(self, desk: Desk, page: Page) -> None:
        desk.site.post(CODE_OF["Cổ Loa"], day(-1), caller=LAN)  # unchanged: 0
        desk.site.correct(CODE_OF["Cổ Loa"], day(-1), counts(quarantine=2), caller=LAN)
        desk.site.declare(CODE_OF["Cổ Loa"])
        page.route("**/case-reports/batch?dry_run*", lambda route: route.abort())
        fill_row(page, "Cổ Loa")
        dialog = review(page)
        expect(dialog.locator("[data-warning]")).to_have_count(0)
        dialog.locator("[type=submit]").click()
        expect(dialog.locator("[data-warning=drop_to_zero_in_outbreak]")).to_be_visible(timeout=15_000)
        assert desk.report("Cổ Loa") is None


class TestCorrections:
    """A figure that was sent and is changed."""

    @pytest.fixture
    def corrected(self, desk: Desk) -> Iterator[Page]:
        """The sheet after Cổ Loa was sent with one case in quarantine."""
        desk.site.post(CODE_OF["Cổ Loa"], reported=counts(quarantine=1), caller=LAN)
        with desk.window() as window:
            yield open_sheet(window)

    def test_it_asks_for_a_reason_and_keeps_the_old_version(self, desk: Desk, corrected: Page) -> None:
        cell(corrected, "Cổ Loa", "quarantine").click()
        corrected.keyboard.type("2")
        corrected.keyboard.press("Enter")
        dialog = review(corrected)
        expect(dialog.locator(".fix-item")).to_contain_text("Cách ly 1 → 2")
        expect(dialog.locator("[type=submit]")).to_be_disabled()
        dialog.locator("[data-reason]").select_option("late")
        send(dialog)
        stored = desk.report("Cổ Loa")
        assert stored is not None
        assert (stored.version, stored.counts, stored.reason_code) == (2, counts(quarantine=2), "late")

    def test_emptying_the_row_withdraws_the_report(self, desk: Desk, corrected: Page) -> None:
        cell(corrected, "Cổ Loa", "community_unknown_source").click()
        corrected.keyboard.press("Shift+End")
        corrected.keyboard.press("Delete")
        dialog = review(corrected)
        expect(dialog.locator(".fix-item")).to_contain_text("rút báo cáo")
        dialog.locator("[data-reason]").select_option("wrong_place")
        send(dialog)
        stored = desk.report("Cổ Loa")
        assert stored is not None
        assert (stored.version, stored.counts) == (2, None)

    def test_who_sent_it_is_told_at_the_cell(self, corrected: Page) -> None:
        cell(corrected, "Cổ Loa", "quarantine").click()
        expect(corrected.locator("[data-cell]")).to_have_text("Cổ Loa · Khu cách ly · hôm qua 0 · đã gửi 10:00, Thu Hà")
