"""The daily sheet in a real Chromium: a whole district by keyboard alone, and everything a spreadsheet has taught."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Window
from tests.browser.grid_site import Desk, cell, open_desk, open_sheet
from tests.dong_anh import NAMES

pytestmark = pytest.mark.browser

COLUMNS = (
    "community_unknown_source", "community_known_source", "lockdown_area", "quarantine", "imported", "samples",
    "positives", "new_f1_contacts",
)  # fmt: skip
FIRST, LAST = "Đông Anh", "Xuân Nộn"
SECOND, THIRD = "Bắc Hồng", "Cổ Loa"


@pytest.fixture(scope="module")
def desk(chromium: Browser, sqlite_folder: Path, sqlite_template: Path) -> Iterator[Desk]:
    """The district, in the same state for every test: none of them sends."""
    with open_desk(chromium, sqlite_folder, sqlite_template, "grid") as desk:
        yield desk


@pytest.fixture
def window(desk: Desk) -> Iterator[Window]:
    """A new clerk's window on the sheet of today."""
    with desk.window() as window:
        open_sheet(window)
        yield window


@pytest.fixture
def page(window: Window) -> Page:
    """The sheet."""
    return window.page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def type_in(page: Page, *texts: str, then: str = "Tab") -> None:
    """Type a text into the active cell and go on with a key."""
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press(then)


def active(page: Page) -> tuple[str, str]:
    """Ward and column of the focused cell."""
    found: list[str] = page.evaluate(
        """() => {
            const cell = document.activeElement.closest("td");
            return [cell.closest("tr").querySelector(".name").firstChild.textContent.trim(), cell.dataset.column];
        }"""
    )
    return found[0], found[1]


def shown(page: Page, name: str) -> list[str]:
    """What the numbers of a ward's row show."""
    return [cell(page, name, column).input_value() for column in COLUMNS]


def copied(page: Page) -> str:
    """What is on the clipboard, with plain line ends."""
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text.replace("\r\n", "\n")


def paste(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    press(page, "Control+v")


class TestByKeyboard:
    """Without a mouse."""

    def test_the_first_cell_waits_for_typing(self, page: Page) -> None:
        assert active(page) == (FIRST, COLUMNS[0])

    def test_a_district_of_24_wards_takes_one_key_beside_the_figures_of_each_cell(self, page: Page) -> None:
        figures = {name: [str((at * 7 + place) % 4) for place in range(8)] for at, name in enumerate(NAMES)}
        strokes = 0
        for name in NAMES:
            for place, figure in enumerate(figures[name]):
                page.keyboard.type(figure)
                page.keyboard.press("Enter" if place == 7 else "Tab")
                strokes += len(figure) + 1
        assert strokes == 24 * 8 * 2
        assert {name: shown(page, name) for name in NAMES} == figures
        expect(page.locator("[data-done]")).to_have_text("24")

    def test_a_quiet_district_takes_its_few_figures_and_one_button(self, page: Page) -> None:
        type_in(page, "3", then="Enter")
        page.locator("[data-tool=zero]").focus()
        press(page, "Enter")
        assert shown(page, FIRST) == ["3", *["0"] * 7]
        assert shown(page, LAST) == ["0"] * 8
        expect(page.locator("[data-done]")).to_have_text("24")

    @pytest.mark.parametrize(
        ("keys", "expected"),
        [
            (["Enter"], (SECOND, COLUMNS[0])),
            (["ArrowDown", "ArrowDown", "Shift+Enter"], (SECOND, COLUMNS[0])),
            (["Tab", "Tab"], (FIRST, COLUMNS[2])),
            (["Tab", "Shift+Tab"], (FIRST, COLUMNS[0])),
            (["Tab", "Tab", "Enter"], (SECOND, COLUMNS[0])),
            (["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"], (FIRST, COLUMNS[0])),
            (["ArrowRight", "Enter"], (SECOND, COLUMNS[1])),
            (["End"], (FIRST, "note")),
            (["End", "Tab"], (SECOND, COLUMNS[0])),
            (["Control+End"], (LAST, "note")),
            (["Control+End", "Control+Home"], (FIRST, COLUMNS[0])),
            (["Control+ArrowDown"], (LAST, COLUMNS[0])),
            (["Control+ArrowDown", "Enter"], (FIRST, COLUMNS[1])),
            (["PageDown"], ("Mai Lâm", COLUMNS[0])),
            (["PageDown", "PageUp"], (FIRST, COLUMNS[0])),
            (["ArrowUp", "ArrowLeft"], (FIRST, COLUMNS[0])),
        ],
        ids=" ".join,
    )
    def test_keys_lead_where_a_spreadsheet_leads(self, page: Page, keys: list[str], expected: tuple[str, str]) -> None:
        press(page, *keys)
        assert active(page) == expected

    def test_the_last_tab_leaves_the_table(self, page: Page) -> None:
        press(page, "Control+End", "Tab")
        assert page.evaluate("document.activeElement.closest('#day-sheet')") is None

    def test_f6_leads_to_sending(self, page: Page) -> None:
        type_in(page, *["0"] * 5)
        press(page, "F6")
        expect(page.locator("#review")).to_be_focused()

    def test_the_active_cell_is_never_under_head_or_totals(self, page: Page) -> None:
        for _ in NAMES[1:]:
            press(page, "ArrowDown")
            box, foot = page.evaluate(
                """() => [document.activeElement.getBoundingClientRect().bottom,
                    document.querySelector("#day-sheet tfoot").getBoundingClientRect().top]"""
            )
            assert box <= foot + 1
        press(page, "Control+Home")
        assert page.evaluate(
            """() => document.activeElement.getBoundingClientRect().top
                >= document.querySelector("#day-sheet thead").getBoundingClientRect().bottom - 1"""
        )


class TestTyping:
    """In one cell."""

    def test_typing_replaces_what_stood_there(self, page: Page) -> None:
        type_in(page, "12", then="Enter")
        press(page, "ArrowUp")
        type_in(page, "7", then="Enter")
        expect(cell(page, FIRST, COLUMNS[0])).to_have_value("7")

    def test_f2_goes_on_where_the_figure_ends(self, page: Page) -> None:
        type_in(page, "12", then="Enter")
        press(page, "ArrowUp", "F2")
        type_in(page, "5", then="Enter")
        expect(cell(page, FIRST, COLUMNS[0])).to_have_value("125")

    def test_arrows_move_the_caret_after_f2(self, page: Page) -> None:
        type_in(page, "12", then="Enter")
        press(page, "ArrowUp", "F2", "ArrowLeft")
        type_in(page, "9", then="Enter")
        expect(cell(page, FIRST, COLUMNS[0])).to_have_value("192")

    def test_arrows_go_on_to_the_next_cell_while_typing_over(self, page: Page) -> None:
        page.keyboard.type("4")
        press(page, "ArrowRight")
        assert active(page) == (FIRST, COLUMNS[1])
        expect(cell(page, FIRST, COLUMNS[0])).to_have_value("4")

    def test_escape_puts_back_what_stood_there(self, page: Page) -> None:
        type_in(page, "12", then="Enter")
        press(page, "ArrowUp")
        page.keyboard.type("99")
        press(page, "Escape")
        expect(cell(page, FIRST, COLUMNS[0])).to_have_value("12")

    def test_a_thousand_gets_its_mark_and_loses_it_to_be_edited(self, page: Page) -> None:
        type_in(page, "1250", then="Enter")
        expect(cell(page, FIRST, COLUMNS[0])).to_have_value("1.250")
        press(page, "ArrowUp", "F2")
        expect(cell(page, FIRST, COLUMNS[0])).to_have_value("1250")

    def test_a_double_click_edits(self, page: Page) -> None:
        type_in(page, "12", then="Enter")
        cell(page, FIRST, COLUMNS[0]).dblclick()
        press(page, "End")
        type_in(page, "3", then="Enter")
        expect(cell(page, FIRST, COLUMNS[0])).to_have_value("123")

    def test_a_note_takes_vietnamese_words(self, page: Page) -> None:
        press(page, "End")
        page.keyboard.insert_text("Ổ dịch KCN Bắc Thăng Long")
        press(page, "Enter")
        expect(cell(page, FIRST, "note")).to_have_value("Ổ dịch KCN Bắc Thăng Long")

    def test_clicking_elsewhere_keeps_what_was_typed(self, page: Page) -> None:
        page.keyboard.type("6")
        cell(page, THIRD, "samples").click()
        expect(cell(page, FIRST, COLUMNS[0])).to_have_value("6")


class TestRanges:
    """Several cells at once."""

    def fill(self, page: Page) -> None:
        paste(page, "1\t2\n3\t4\n5\t6")
        press(page, "Control+Home")

    def chosen(self, page: Page) -> int:
        return page.locator("#day-sheet td[aria-selected=true]").count()

    def test_shift_and_arrows_choose(self, page: Page) -> None:
        press(page, "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowRight")
        assert self.chosen(page) == 6
        expect(page.locator("#sheet-live")).to_have_text("Đã chọn 3 dòng, 2 cột.")

    def test_control_a_chooses_every_cell(self, page: Page) -> None:
        press(page, "Control+a")
        assert self.chosen(page) == 24 * 9

    def test_shift_and_a_click_choose(self, page: Page) -> None:
        cell(page, THIRD, COLUMNS[2]).click(modifiers=["Shift"])
        assert self.chosen(page) == 9

    def test_a_drag_chooses(self, page: Page) -> None:
        cell(page, SECOND, COLUMNS[1]).hover()
        page.mouse.down()
        cell(page, "Dục Tú", COLUMNS[3]).hover()
        page.mouse.up()
        assert self.chosen(page) == 9

    def test_the_foot_tells_the_sum_of_a_range(self, page: Page) -> None:
        self.fill(page)
        press(page, "Shift+ArrowDown", "Shift+ArrowRight")
        expect(page.locator("[data-range]")).to_have_text("4 ô · tổng 10")

    def test_a_range_is_copied_and_pasted_elsewhere(self, page: Page) -> None:
        self.fill(page)
        press(page, "Shift+ArrowDown", "Shift+ArrowRight", "Control+c")
        assert copied(page) == "1\t2\n3\t4"
        press(page, "Escape", "ArrowRight", "ArrowRight", "Control+v")
        assert shown(page, SECOND)[:4] == ["3", "4", "3", "4"]

    def test_what_is_copied_has_no_thousands_marks(self, page: Page) -> None:
        type_in(page, "1250", then="Enter")
        press(page, "ArrowUp", "Control+c")
        assert copied(page) == "1250"

    def test_cutting_clears(self, page: Page) -> None:
        self.fill(page)
        press(page, "Shift+ArrowRight", "Control+x")
        assert copied(page) == "1\t2"
        assert shown(page, FIRST)[:2] == ["", ""]

    def test_delete_clears_a_range_and_undo_brings_it_back(self, page: Page) -> None:
        self.fill(page)
        press(page, "Shift+ArrowDown", "Shift+ArrowRight", "Delete")
        assert shown(page, SECOND)[:2] == ["", ""]
        press(page, "Control+z")
        assert (shown(page, FIRST)[:2], shown(page, SECOND)[:2]) == (["1", "2"], ["3", "4"])

    def test_fill_down_repeats_the_top_row(self, page: Page) -> None:
        self.fill(page)
        press(page, "Shift+ArrowRight", "Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
        assert shown(page, THIRD)[:2] == ["1", "2"]

    def test_fill_down_of_one_cell_takes_the_one_above(self, page: Page) -> None:
        self.fill(page)
        press(page, "ArrowDown", "Control+d")
        assert shown(page, SECOND)[:2] == ["1", "4"]

    def test_one_value_fills_every_chosen_cell(self, page: Page) -> None:
        page.evaluate("navigator.clipboard.writeText('0')")
        press(page, "Shift+ArrowDown", "Shift+ArrowRight", "Control+v")
        assert (shown(page, FIRST)[:2], shown(page, SECOND)[:2]) == (["0", "0"], ["0", "0"])


class TestUndo:
    """Many steps, whatever they were."""

    def test_typing_pasting_and_filling_are_taken_back_one_by_one(self, page: Page) -> None:
        type_in(page, "1", then="Enter")
        paste(page, "7\t8")
        page.locator("[data-tool=zero]").click()
        expect(page.locator("[data-done]")).to_have_text("24")
        cell(page, FIRST, COLUMNS[0]).click()
        seen = []
        for _ in range(3):
            press(page, "Control+z")
            seen.append((shown(page, FIRST)[:2], shown(page, SECOND)[:2]))
        assert seen == [(["1", ""], ["7", "8"]), (["1", ""], ["", ""]), (["", ""], ["", ""])]

    def test_what_was_taken_back_is_done_again(self, page: Page) -> None:
        paste(page, "7\t8")
        press(page, "Control+z", "Control+y")
        assert shown(page, FIRST)[:2] == ["7", "8"]

    def test_the_button_takes_back_too(self, page: Page) -> None:
        paste(page, "7\t8")
        page.locator("[data-tool=undo]").click()
        assert shown(page, FIRST)[:2] == ["", ""]
        expect(page.locator("[data-tool=undo]")).to_be_disabled()


class TestFaults:
    """What must be mended, in words, at its cell and beside the table."""

    def test_a_fraction_is_marked_and_told_with_its_cure(self, page: Page) -> None:
        type_in(page, "1,5", then="Enter")
        press(page, "ArrowUp")
        expect(page.locator("#cell-tip")).to_contain_text("“1,5” là số lẻ")
        expect(cell(page, FIRST, COLUMNS[0])).to_have_attribute("aria-invalid", "true")
        expect(page.locator("[data-list=faults] li")).to_contain_text("Đông Anh · Cộng đồng, chưa rõ nguồn")
        expect(page.locator("#review")).to_be_disabled()

    def test_the_words_belong_to_the_cell_for_a_screen_reader(self, page: Page) -> None:
        type_in(page, "1,5", then="Enter")
        press(page, "ArrowUp")
        expect(cell(page, FIRST, COLUMNS[0])).to_have_accessible_name("Đông Anh thị trấn Chưa rõ nguồn")
        expect(cell(page, FIRST, COLUMNS[0])).to_have_accessible_description(
            "“1,5” là số lẻ; ghi số nguyên. Phần nghìn viết đủ ba chữ số: 1.250."
        )

    def test_the_list_leads_to_the_cell(self, page: Page) -> None:
        press(page, "Control+End", "Home")
        type_in(page, "abc", then="Enter")
        press(page, "Control+Home")
        page.locator("[data-list=faults] button").click()
        assert active(page) == (LAST, COLUMNS[0])

    def test_the_name_of_a_blank_ward_leads_to_its_first_blank_cell(self, page: Page) -> None:
        type_in(page, "0", "0")
        page.locator("[data-list=missing] button", has_text=FIRST).click()
        assert active(page) == (FIRST, COLUMNS[2])

    def test_a_blank_cell_is_not_zero(self, page: Page) -> None:
        expect(page.locator("[data-done]")).to_have_text("0")
        expect(page.locator("[data-list=missing] li")).to_have_count(24)
        expect(page.locator("#review-hint")).to_have_text("Chưa có gì mới để gửi.")

    def test_the_foot_shows_what_the_day_before_said_in_this_cell(self, page: Page) -> None:
        cell(page, "Kim Chung", "lockdown_area").click()
        expect(page.locator("[data-cell]")).to_have_text("Kim Chung · Khu phong toả · hôm qua 4")


@pytest.mark.parametrize(
    "options",
    [{}, {"color_scheme": "dark"}, {"viewport": {"width": 1280, "height": 720}}],
    ids=["light", "dark", "narrow"],
)
def test_nothing_is_wider_than_the_screen(desk: Desk, options: dict[str, Any]) -> None:
    with desk.window(**options) as window:
        page = open_sheet(window)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        scroll = page.locator("#sheet-scroll")
        assert scroll.evaluate("(each) => each.scrollWidth <= each.clientWidth")
        cut = page.evaluate(
            """() => [...document.querySelectorAll("#day-sheet thead th")]
                .filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.textContent.trim())"""
        )
        assert cut == []
