"""A table of case counts as CSV text: rows in, or every fault by line and column."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date

from app.domain.errors import FieldFault, InvalidImport
from app.domain.records import CaseCounts
from app.domain.vocabulary import CASE_CLASSES, CaseClass

LARGEST_COUNT = 1_000_000
MOST_FAULTS = 200
_WHOLE_NUMBER = re.compile(r"\d{1,9}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_COLUMNS = ("reporting_date", "date")


@dataclass(frozen=True)
class CaseRow:
    """One line of the table; `line` counts from 1 with the header."""

    line: int
    ward_code: str
    reporting_date: date
    counts: CaseCounts


def read_case_table(content: bytes, *, count_class: CaseClass | None = None) -> list[CaseRow]:
    """The rows of a CSV file with `ward_code`, `reporting_date` (or `date`) and counts.

    Args:
        content: UTF-8 text, with or without BOM.
        count_class: the class a single `new_cases` column stands for; without it there is a column a class, and
            classes without a column are 0.

    Raises:
        InvalidImport: with every fault (at most 200), each naming its line and column.
    """
    reader = csv.reader(io.StringIO(_text(content), newline=""), strict=True)
    faults: list[FieldFault] = []
    rows: list[CaseRow] = []
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        columns = _columns(header, count_class)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                row = _row(reader.line_num, header, columns, cells, faults)
                if row is not None:
                    rows.append(row)
    except csv.Error:
        faults.append(_fault(reader.line_num, "", "dòng này không đúng dạng CSV", "this line is not CSV"))
    faults.extend(_repeated(rows))
    if faults:
        raise _refused(faults)
    return rows


@dataclass(frozen=True)
class _Columns:
    ward_code: int
    day: int
    counts: dict[CaseClass, int]


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidImport(
            vi="Tệp không phải văn bản UTF-8. Trong Excel chọn “CSV UTF-8” khi lưu.",
            en="The file is not UTF-8 text. In Excel choose “CSV UTF-8” when saving.",
        ) from None


def _columns(header: list[str], count_class: CaseClass | None) -> _Columns:
    day = next((header.index(name) for name in _DATE_COLUMNS if name in header), None)
    counts = {each: header.index(each.value) for each in CASE_CLASSES if each.value in header}
    if "new_cases" in header:
        if count_class is None:
            raise InvalidImport(
                vi="Cột new_cases chưa rõ loại ca; thêm --count-class, ví dụ community_unknown_source.",
                en="Column new_cases does not say which class; add --count-class, such as community_unknown_source.",
            )
        counts = {**counts, count_class: header.index("new_cases")}
    if "ward_code" not in header or day is None or not counts:
        wanted = "ward_code, reporting_date, " + ", ".join(CASE_CLASSES)
        raise InvalidImport(
            vi=f"Dòng tiêu đề thiếu cột. Cần: {wanted} (hoặc new_cases cùng --count-class).",
            en=f"The header lacks columns. Needed: {wanted} (or new_cases with --count-class).",
        )
    return _Columns(header.index("ward_code"), day, counts)


def _row(line: int, header: list[str], columns: _Columns, cells: list[str], faults: list[FieldFault]) -> CaseRow | None:
    if len(cells) < len(header):
        faults.append(_fault(line, "", "dòng này thiếu ô", "this line has too few cells"))
        return None
    day = _day(line, cells[columns.day].strip(), faults)
    counts = {each: _count(line, each.value, cells[index].strip(), faults) for each, index in columns.counts.items()}
    code = cells[columns.ward_code].strip()
    if not code:
        faults.append(_fault(line, "ward_code", "chưa có mã", "is missing"))
    if day is None or not code or None in counts.values():
        return None
    return CaseRow(line, code, day, CaseCounts(**{each.value: counts.get(each) or 0 for each in CASE_CLASSES}))


def _day(line: int, text: str, faults: list[FieldFault]) -> date | None:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    faults.append(_fault(line, "reporting_date", "phải là ngày có thật, YYYY-MM-DD", "must be a real day, YYYY-MM-DD"))
    return None


def _count(line: int, column: str, text: str, faults: list[FieldFault]) -> int | None:
    if _WHOLE_NUMBER.fullmatch(text) and int(text) <= LARGEST_COUNT:
        return int(text)
    faults.append(
        _fault(
            line,
            column,
            f"phải là số nguyên từ 0 đến {LARGEST_COUNT}; không có ca thì ghi 0",
            f"must be a whole number from 0 to {LARGEST_COUNT}; write 0 where there is none",
        )
    )
    return None


def _repeated(rows: list[CaseRow]) -> list[FieldFault]:
    seen: dict[tuple[str, date], CaseRow] = {}
    faults = []
    for row in rows:
        first = seen.setdefault((row.ward_code, row.reporting_date), row)
        if first is not row:
            faults.append(
                _fault(
                    row.line,
                    "ward_code",
                    f"lặp lại phường, xã và ngày của dòng {first.line}; gộp hai dòng lại",
                    f"repeats the ward and day of line {first.line}; merge the two lines",
                )
            )
    return faults


def _fault(line: int, column: str, vi: str, en: str) -> FieldFault:
    where_vi, where_en = (f", cột {column}", f", column {column}") if column else ("", "")
    return FieldFault(
        pointer=f"/{line}/{column}".rstrip("/"), vi=f"Dòng {line}{where_vi}: {vi}.", en=f"Line {line}{where_en}: {en}."
    )


def _refused(faults: list[FieldFault]) -> InvalidImport:
    count = len(faults)
    return InvalidImport(
        vi=f"Tệp có {count} lỗi nên không dòng nào được ghi; sửa rồi nhập lại.",
        en=f"The file has {count} faults, so no line was stored; mend them and import again.",
        errors=faults[:MOST_FAULTS],
        extensions={"fault_count": count},
    )
