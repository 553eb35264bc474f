"""What is said of the rows of a sheet, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from app.domain.intake_columns import TOTAL, TOTAL_HEADING, intake_column
from app.domain.sentences import Phrase, day, number

LONGEST_NOTE: Final = 2000
MOST_NAMED: Final = 8
"""Rows or names listed in one notice."""


def total_mismatch(total: int, added: int) -> Phrase:
    """A total that is not the sum of its row."""
    return Phrase(
        f"Tổng ghi {number(total).vi} nhưng các cột cộng lại được {number(added).vi}; sửa một trong hai.",
        f"The total says {number(total).en} but the columns add up to {number(added).en}; mend one of them.",
    )


def sum_differs(row: int, name: str, said: int, added: int) -> Phrase:
    """A row of totals that is not the sum of the rows above."""
    vi, en = TOTAL_HEADING if name in (TOTAL, "unclassed") else intake_column(name).heading
    return Phrase(
        f"Dòng tổng ({row}), cột {vi}: ghi {number(said).vi}, các dòng trên cộng lại được {number(added).vi}.",
        f"Row of totals ({row}), column {en}: says {number(said).en}, the rows above add up to {number(added).en}.",
    )


def other_day(said: date, on: date) -> Phrase:
    """A day that is not the one asked for."""
    return Phrase(
        f"Bảng ghi ngày {day(said).vi}, không phải ngày {day(on).vi} đang nhập; chọn đúng ngày hoặc sửa bảng.",
        f"The sheet says {day(said).en}, not {day(on).en}, which is asked for; choose that day or mend the sheet.",
    )


def not_a_day(text: str) -> Phrase:
    """Words in a column of days."""
    return Phrase(
        f"“{text[:40]}” không phải ngày; ghi như 14/09/2021.", f"“{text[:40]}” is no day; write it as 14/09/2021."
    )


def no_ward_named(row: int) -> Phrase:
    """Figures without a ward."""
    return Phrase(f"Dòng {row} có số liệu nhưng không ghi phường, xã nào.", f"Row {row} has figures but names no ward.")


NO_DAY: Final = Phrase(
    "Bảng không ghi ngày; chọn ngày báo cáo khi nhập.", "The sheet names no day; choose the reporting day."
)
NOTE_TOO_LONG: Final = Phrase(
    f"Ghi chú dài quá {LONGEST_NOTE} ký tự; rút ngắn lại.", f"The note has over {LONGEST_NOTE} characters; shorten it."
)
CODES_ARE_NONE: Final = Phrase(
    "Cột mã không chứa mã phường, xã nên chỉ nhận theo tên.",
    "The column of codes holds no codes of wards, so wards are told by their names.",
)
LETTERS_LOST: Final = Phrase(
    "Tên bị mất dấu thành “?”; lưu lại từ Excel dạng .xlsx hoặc “CSV UTF-8” rồi gửi lại.",
    "Letters of names were lost and read “?”; save from Excel as .xlsx or “CSV UTF-8” and send it again.",
)


def repeated_ward(name: str, row: int, others: str) -> Phrase:
    """A ward that stands in several rows."""
    return Phrase(
        f"{name} có ở cả dòng {row} và dòng {others}; gộp lại thành một dòng.",
        f"{name} stands in row {row} and in row {others}; make one row of them.",
    )


def skipped_totals(row: int) -> Phrase:
    """A row of totals was understood as one."""
    return Phrase(f"Bỏ qua dòng tổng (dòng {row}).", f"Skipped the row of totals (row {row}).")


def skipped_district(row: int, name: str) -> Phrase:
    """A row of figures of a whole district is not one of a ward."""
    return Phrase(
        f"Bỏ qua dòng {row} (“{name[:60]}”) vì là số của cả quận, huyện.",
        f"Skipped row {row} (“{name[:60]}”), which is of a whole district.",
    )


def by_old_names(names: Sequence[str]) -> Phrase:
    """Wards were recognised by names they no longer have."""
    shown = "; ".join(names[:MOST_NAMED])
    return Phrase(f"Nhận ra tên cũ: {shown}.", f"Recognised by former names: {shown}.")


def days_from_above(cells: Sequence[str]) -> Phrase:
    """Blank cells in a column of days were read as the day above them."""
    shown = ", ".join(cells[:MOST_NAMED]) + (", …" if len(cells) > MOST_NAMED else "")
    return Phrase(f"Ô ngày trống lấy theo ngày ở dòng trên: {shown}.", f"Blank days are those above them: {shown}.")


def words_as_zero(cells: Sequence[str]) -> Phrase:
    """The word for none was taken as 0."""
    shown = ", ".join(cells[:MOST_NAMED])
    return Phrase(f"Chữ “không” được hiểu là 0 ở {shown}.", f"The word for “none” is taken as 0 in {shown}.")
