"""The rows that were not taken: as they were sent, marked, with the reason, and nothing in them a formula."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

from python_calamine import CalamineWorkbook

from app.domain.import_records import RejectedRow, RejectedRows
from app.domain.sentences import Phrase
from app.formats.error_file import errors_file_name, errors_workbook
from tests.storage.test_imports import RECORD

NEGATIVE = Phrase("Không được âm.", "May not be negative.")
RECORD_OF_TWO = replace(
    RECORD,
    rejected=RejectedRows(
        headings=("Mã", "Phường, xã", "Khu cách ly"),
        reporting_date=date(2021, 9, 14),
        rows=(
            RejectedRow(7, ("00454", "Thị trấn Đông Anh", -3), (2,), (NEGATIVE,)),
            RejectedRow(9, ("00487", "=HYPERLINK(1)"), (2,), (NEGATIVE, NEGATIVE)),
        ),
    ),
)


def rows(content: bytes) -> list[list[Any]]:
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def sheet_xml(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


def test_rows_stand_as_they_were_sent_beside_their_faults() -> None:
    read = rows(errors_workbook(RECORD_OF_TWO))
    assert read[4] == ["Mã", "Phường, xã", "Khu cách ly", "Dòng", "Cột", "Lỗi", "Fault"]
    assert read[5] == [
        "00454", "Thị trấn Đông Anh", -3, 7, "Khu cách ly", "Không được âm.", "May not be negative.",
    ]  # fmt: skip


def test_a_short_row_is_filled_up_and_several_faults_are_told_together() -> None:
    read = rows(errors_workbook(RECORD_OF_TWO))
    assert read[6][2:6] == ["", 9, "Khu cách ly", "Không được âm. Không được âm."]


def test_the_day_of_the_file_stands_above_so_that_it_is_read_again_for_it() -> None:
    assert rows(errors_workbook(RECORD_OF_TWO))[1][0] == "Ngày báo cáo: 14/09/2021"


def test_a_file_whose_rows_name_their_days_has_no_day_above() -> None:
    record = replace(RECORD_OF_TWO, rejected=replace(RECORD_OF_TWO.rejected, reporting_date=None))
    assert rows(errors_workbook(record))[1][0].startswith("Sửa các ô")


def test_rows_that_are_not_kept_are_told_of() -> None:
    full = replace(RECORD_OF_TWO, totals=replace(RECORD_OF_TWO.totals, rejected=2))
    assert not any("chỉ giữ" in str(cell) for row in rows(errors_workbook(full)) for cell in row)
    more = replace(RECORD_OF_TWO, totals=replace(RECORD_OF_TWO.totals, rejected=6000))
    assert "chỉ giữ 2 dòng lỗi đầu trong 6000 dòng" in rows(errors_workbook(more))[3][0]


def test_what_looks_like_a_formula_stays_text() -> None:
    content = errors_workbook(RECORD_OF_TWO)
    assert rows(content)[6][1] == "=HYPERLINK(1)"
    assert "<f>" not in sheet_xml(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert 'quotePrefix="1"' in archive.read("xl/styles.xml").decode()


def test_faulty_cells_are_marked_also_where_they_are_empty() -> None:
    xml = sheet_xml(errors_workbook(RECORD_OF_TWO))
    filled, empty = re.search(r'<c r="C6" s="(\d+)"', xml), re.search(r'<c r="C7" s="(\d+)"/>', xml)
    assert filled is not None
    assert empty is not None
    assert filled[1] == empty[1]


def test_the_file_is_named_after_the_import() -> None:
    assert errors_file_name(RECORD) == "dong-loi_nt-0001.xlsx"
