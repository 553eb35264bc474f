"""The sheet a district fills in: what it shows, what it checks, and the mark it is known by when it comes back."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from app.domain.intake_columns import INTAKE_COLUMNS
from app.formats.report_template import TemplateSheet, TemplateWard, report_template, template_file_name
from app.formats.template_mark import MARK_SHEET, TEMPLATE_VERSION, TemplateMark, read_template_mark

DAY = date(2021, 9, 14)
MARK = TemplateMark(TEMPLATE_VERSION, "017", DAY)
SHEET = TemplateSheet(
    place="Huyện Đông Anh",
    mark=MARK,
    wards=(
        TemplateWard("00454", "Thị trấn Đông Anh", "Huyện Đông Anh", 3),
        TemplateWard("00487", "Xã Hải Bối", "Huyện Đông Anh", None),
        TemplateWard("00490", "=Xã Xuân Canh", "Huyện Đông Anh", 0),
    ),
    cutoff="18:00",
    is_drill=False,
    created=datetime(2021, 9, 14, 3, 0, tzinfo=UTC),
)


def read(content: bytes) -> list[list[Any]]:
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def part(content: bytes, name: str = "xl/worksheets/sheet1.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def test_the_title_names_the_district_and_the_day() -> None:
    rows = read(report_template(SHEET))
    assert rows[0][0] == "Báo cáo ca bệnh hằng ngày – Huyện Đông Anh"
    assert rows[1][0] == "Ngày báo cáo: 14/09/2021"


def test_a_drill_says_so_in_its_title() -> None:
    assert read(report_template(replace(SHEET, is_drill=True)))[0][0].startswith("DIỄN TẬP")


def test_headings_stand_in_the_order_of_the_columns_with_the_total_after_the_cases() -> None:
    headings = [each for each in read(report_template(SHEET))[5] if each]
    columns = [column.heading.vi for column in INTAKE_COLUMNS]
    assert headings == ["Mã", "Phường, xã", "Hôm qua", *columns[:5], "Tổng", *columns[5:]]


def test_a_ward_without_a_report_yesterday_shows_a_dash_and_never_a_zero() -> None:
    rows = read(report_template(SHEET))
    assert [row[2] for row in rows[6:9]] == [3, "–", 0]


def test_codes_keep_their_zeros_as_text() -> None:
    assert [row[0] for row in read(report_template(SHEET))[6:9]] == ["00454", "00487", "00490"]


def test_a_name_that_looks_like_a_formula_stays_text() -> None:
    content = report_template(SHEET)
    assert read(content)[8][1] == "=Xã Xuân Canh"
    assert "=Xã" not in "".join(re.findall(r"<f>(.*?)</f>", part(content)))


def test_only_the_cells_to_fill_are_open_and_no_password_locks_the_rest() -> None:
    content = report_template(SHEET)
    protection = re.search(r"<sheetProtection[^>]*>", part(content))
    assert protection is not None
    assert "password" not in protection[0]
    assert part(content, "xl/styles.xml").count('<protection locked="0"/>') >= 2


def test_counts_must_be_whole_numbers_and_the_message_is_in_both_languages() -> None:
    sheet = part(report_template(SHEET))
    assert sheet.count('type="whole"') == 7
    assert "Cần số nguyên" in sheet
    assert "A whole number from 0" in sheet


def test_more_positives_than_samples_is_a_warning_that_can_be_kept() -> None:
    custom = re.search(r'<dataValidation type="custom"[^>]*>', part(report_template(SHEET)))
    assert custom is not None
    assert 'errorStyle="warning"' in custom[0]


def test_the_sheet_is_set_up_for_a_landscape_page_under_frozen_heads() -> None:
    sheet = part(report_template(SHEET))
    assert 'orientation="landscape"' in sheet
    assert 'paperSize="9"' in sheet
    assert 'topLeftCell="C7"' in sheet


def test_the_mark_comes_back_from_a_sheet_nobody_sees() -> None:
    content = report_template(SHEET)
    assert read_template_mark(content) == MARK
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        hidden = next(each for each in book.sheets_metadata if each.name == MARK_SHEET)
        assert hidden.visible == SheetVisibleEnum.VeryHidden


def test_the_mark_also_stands_in_the_properties_of_the_document() -> None:
    properties = part(report_template(SHEET), "docProps/custom.xml")
    assert "template_version" in properties
    assert "2021-09-14" in properties


def test_a_template_of_the_whole_city_names_the_district_of_each_ward() -> None:
    content = report_template(replace(SHEET, mark=replace(MARK, district_code=None)))
    assert read(content)[5][:4] == ["Mã", "Phường, xã", "Quận, huyện", "Hôm qua"]
    assert read_template_mark(content) == replace(MARK, district_code=None)


def test_a_template_of_a_district_without_wards_is_still_a_workbook() -> None:
    assert read(report_template(replace(SHEET, wards=())))[5][0] == "Mã"


def test_the_same_template_has_the_same_bytes() -> None:
    assert report_template(SHEET) == report_template(SHEET)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"ward_code,reporting_date\n"])
def test_other_files_have_no_mark(content: bytes) -> None:
    assert read_template_mark(content) is None


def test_a_file_is_named_after_the_district_and_the_day() -> None:
    assert template_file_name(MARK) == "mau-nhap_017_2021-09-14.xlsx"
    assert template_file_name(replace(MARK, district_code=None)) == "mau-nhap_toan-thanh-pho_2021-09-14.xlsx"
