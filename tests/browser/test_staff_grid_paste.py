"""Tables as districts keep them, pasted into the daily sheet: matched by name, told about, taken back by one key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.grid_site import Desk, cell, open_desk, open_sheet
from tests.browser.test_pages import violations
from tests.dong_anh import CODE_OF
from tests.site import day

pytestmark = pytest.mark.browser

PASTES = Path(__file__).parents[1] / "vectors" / "pastes"
EXPECTED: dict[str, Any] = json.loads((PASTES / "expected.json").read_text())
READ_ALL = """() => Object.fromEntries([...document.querySelectorAll("#day-sheet tbody tr")].map((row) => [
    row.dataset.ward,
    Object.fromEntries([...row.querySelectorAll("[data-column]")].map((each) =>
        [each.dataset.column, each.querySelector("input").value])),
]))"""


@pytest.fixture(scope="module")
def desk(chromium: Browser, sqlite_folder: Path, sqlite_template: Path) -> Iterator[Desk]:
    """The district, in the same state for every test: none of them sends."""
    with open_desk(chromium, sqlite_folder, sqlite_template, "paste") as desk:
        yield desk


@pytest.fixture
def page(desk: Desk) -> Iterator[Page]:
    """A new clerk's sheet of today."""
    with desk.window() as window:
        yield open_sheet(window)


def paste(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def paste_file(page: Page, name: str) -> None:
    """Paste one of the vectors, of today, and wait until it was read."""
    with page.expect_response("**/imports/read*"):
        paste(page, (PASTES / f"{name}.txt").read_text().replace("{day}", f"{day(0):%d/%m/%Y}"))


def as_shown(value: int | str | None) -> str:
    return "" if value is None else f"{value:,}".replace(",", ".") if isinstance(value, int) else value


@pytest.mark.parametrize("name", list(EXPECTED))
def test_a_messy_table_fills_the_cells_of_its_wards(page: Page, name: str) -> None:
    paste_file(page, name)
    expect(page.locator("[data-list=missing] li")).not_to_have_count(24)
    found = page.evaluate(READ_ALL)
    for code, values in EXPECTED[name]["values"].items():
        assert {column: found[code][column] for column in values if column != "total"} == {
            column: as_shown(value) for column, value in values.items() if column != "total"
        }


def test_old_letters_are_told_to_have_been_converted(page: Page) -> None:
    paste_file(page, "tcvn3")
    expect(page.locator("#toast")).to_contain_text("Đã dán 192 ô, khớp 24 xã theo tên.")
    expect(page.locator("#toast")).to_contain_text("TCVN3")


def test_a_ward_with_two_rows_that_differ_gets_neither(page: Page) -> None:
    with page.expect_response("**/imports/read*"):
        paste(page, "Xã\tCách ly\nCổ Loa\t3\nCo loa\t4\nDục Tú\t2\nDục Tú\t2")
    expect(page.locator("#toast")).to_contain_text("Cổ Loa có nhiều dòng khác nhau (dòng 2, 3), chưa dán dòng nào")
    expect(cell(page, "Dục Tú", "quarantine")).to_have_value("2")
    expect(cell(page, "Cổ Loa", "quarantine")).to_have_value("")


def test_rows_without_headings_are_filled_in_once_their_columns_are_agreed(page: Page) -> None:
    cell(page, "Mai Lâm", "quarantine").click()
    paste(page, "1\tXã Cổ Loa\t3\t1\n2\tDuc Tu\t2\t-")
    dialog = page.locator("#paste-dialog")
    expect(dialog.locator("li")).to_have_text(["Khu cách ly", "Nhập cảnh"])
    assert violations(page) == []
    assert cell(page, "Cổ Loa", "quarantine").input_value() == ""
    dialog.get_by_role("button", name="Đúng, điền vào").click()
    expect(page.locator("#toast")).to_contain_text("Đã dán 4 ô, khớp 2 xã theo tên.")
    expect(cell(page, "Cổ Loa", "imported")).to_have_value("1")
    expect(cell(page, "Dục Tú", "imported")).to_have_value("0")


def test_rows_without_headings_that_are_too_wide_are_refused(page: Page) -> None:
    cell(page, "Mai Lâm", "new_f1_contacts").click()
    paste(page, "Cổ Loa\t3\t1\t4")
    expect(page.locator("#toast")).to_contain_text("Chưa đọc được phần dán: Không tìm thấy bảng")


def test_rows_of_another_day_are_told_with_its_date_as_people_write_it(page: Page) -> None:
    with page.expect_response("**/imports/read*"):
        paste(page, f"Báo cáo ngày {day(-1):%d/%m/%Y}\nXã\tCách ly\nCổ Loa\t3")
    expect(page.locator("#toast")).to_contain_text(f"1 dòng của ngày khác ({day(-1):%d/%m/%Y}) không được dán vào đây.")
    expect(cell(page, "Cổ Loa", "quarantine")).to_have_value("")


def test_one_key_takes_a_whole_table_back(page: Page) -> None:
    paste_file(page, "tcvn3")
    expect(page.locator("[data-done]")).to_have_text("24")
    page.locator("#toast").get_by_role("button", name="Hoàn tác").click()
    expect(page.locator("[data-done]")).to_have_text("0")
    expect(page.locator("[data-list=missing] li")).to_have_count(24)


def test_the_way_back_goes_when_another_step_was_taken(page: Page) -> None:
    paste_file(page, "tcvn3")
    expect(page.locator("#toast")).to_be_visible()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(page.locator("#toast")).to_be_hidden()


class TestUnmatched:
    """Names that were not recognised are asked about, never guessed."""

    @pytest.fixture
    def asking(self, page: Page) -> Page:
        """The sheet after a table with a misspelt ward and one of another district."""
        paste_file(page, "from_a_phone")
        expect(page.locator("#paste-dialog")).to_be_visible()
        return page

    def test_they_are_listed(self, asking: Page) -> None:
        assert asking.locator("[data-unmatched] b").all_inner_texts() == ["“hai bo”", "“Yen Vien”"]

    def test_the_likeliest_ward_comes_first(self, asking: Page) -> None:
        options = asking.locator("[data-unmatched]").first.locator("option").all_inner_texts()
        assert options[1] == "Xã Hải Bối"

    def test_choosing_a_ward_fills_its_row(self, asking: Page) -> None:
        asking.locator("[data-unmatched] select").first.select_option(CODE_OF["Hải Bối"])
        expect(asking.locator("[data-unmatched]").first).to_have_text("Đã điền vào Hải Bối.")
        expect(cell(asking, "Hải Bối", "samples")).to_have_value("1.250")

    def test_a_blank_cell_stays_blank(self, asking: Page) -> None:
        asking.keyboard.press("Escape")
        expect(cell(asking, "Vân Nội", "imported")).to_have_value("")
        expect(asking.locator("[data-list=missing] button.part")).to_have_text("Vân Nội, còn trống: Nhập cảnh")


class TestFaultyTables:
    """What cannot be taken stays in its cell, to be mended there."""

    def test_a_fraction_stands_in_its_cell_with_its_fault(self, page: Page) -> None:
        with page.expect_response("**/imports/read*"):
            paste(page, "Xã\tCách ly\nHải Bối\t1,5\nCổ Loa\t2")
        expect(cell(page, "Hải Bối", "quarantine")).to_have_value("1,5")
        expect(page.locator("[data-list=faults] li")).to_contain_text("Hải Bối · Khu cách ly")

    def test_a_column_of_plain_cases_is_asked_about(self, page: Page) -> None:
        with page.expect_response("**/imports/read*"):
            paste(page, "Xã\tCa mới\nHải Bối\t3\nCổ Loa\t2")
        dialog = page.locator("#paste-dialog")
        expect(dialog).to_contain_text("“Ca mới” là ca loại nào?")
        expect(cell(page, "Hải Bối", "quarantine")).to_have_value("")
        dialog.get_by_role("button", name="Khu cách ly").click()
        expect(cell(page, "Hải Bối", "quarantine")).to_have_value("3")

    def test_a_table_of_another_day_is_not_taken_for_today(self, page: Page) -> None:
        with page.expect_response("**/imports/read*"):
            paste(page, "Số liệu ngày 01/08/2021\nXã\tCách ly\nHải Bối\t3")
        expect(page.locator("#toast")).to_contain_text("01/08/2021")
        expect(cell(page, "Hải Bối", "quarantine")).to_have_value("")

    def test_without_a_network_names_wait_but_numbers_do_not(self, page: Page) -> None:
        page.context.set_offline(True)
        paste(page, "Xã\tCách ly\nHải Bối\t3")
        expect(page.locator("#toast")).to_contain_text("Mất mạng nên chưa khớp được tên.")
        paste(page, "1\t2\n3\t4")
        expect(cell(page, "Bắc Hồng", "community_known_source")).to_have_value("4")


class TestPlainBlocks:
    """Numbers without names fill cells from the active one on."""

    def test_what_does_not_fit_is_told(self, page: Page) -> None:
        page.keyboard.press("Control+ArrowDown")
        paste(page, "1\t2\n3\t4")
        expect(page.locator("#toast")).to_contain_text("Thừa 1 dòng hoặc cột ngoài bảng, đã bỏ qua.")
        expect(cell(page, "Xuân Nộn", "community_known_source")).to_have_value("2")

    def test_words_for_none_are_numbers(self, page: Page) -> None:
        paste(page, "không\t-\tko")
        expect(cell(page, "Đông Anh", "lockdown_area")).to_have_value("0")

    def test_notes_are_pasted_into_the_notes(self, page: Page) -> None:
        page.keyboard.press("End")
        paste(page, "Ổ dịch chợ\nKhu công nghiệp")
        expect(cell(page, "Bắc Hồng", "note")).to_have_value("Khu công nghiệp")

    def test_the_button_pastes_too(self, page: Page) -> None:
        page.evaluate("navigator.clipboard.writeText('5\\t6')")
        page.locator("[data-tool=paste]").click()
        expect(cell(page, "Đông Anh", "community_known_source")).to_have_value("6")
