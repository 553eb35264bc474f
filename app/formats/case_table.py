"""A table of case counts as programs write it: CSV with our own column names; rows, and faults by line and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.errors import FieldFault, InvalidImport
from app.domain.intake_columns import NEW_F1_CONTACTS, NOTE, POSITIVES, SAMPLES
from app.domain.records import CaseCounts
from app.domain.vocabulary import CASE_CLASSES, CaseClass
from app.formats.cells import unguarded

LARGEST_COUNT = 1_000_000
LONGEST_CODE = 16
MOST_FAULTS = 200
"""Told in one refusal."""
MOST_FAULTS_KEPT: Final = 10_000
_WHOLE_NUMBER = re.compile(r"\d{1,9}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_COLUMNS = ("reporting_date", "date")


_STATISTICS: Final = (SAMPLES, POSITIVES, NEW_F1_CONTACTS)
_LONGEST_HEADER: Final = 4_000


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the table; `line` counts from 1 with the header."""

    line: int
    ward_code: str
    reporting_date: date
    counts: CaseCounts
    samples: int | None = None
    positives: int | None = None
    new_f1_contacts: int | None = None
    note: str | None = None


@dataclass(frozen=True)
class CaseTable:
    """The sound lines, and the faults of the others (the first 10,000 of `fault_count`).

    `header` holds the columns as they are named; `places` where each column that is read stands.
    """

    rows: tuple[CaseRow, ...]
    faults: tuple[FieldFault, ...]
    fault_count: int
    header: tuple[str, ...]
    places: Mapping[str, int]


def is_case_table(content: bytes) -> bool:
    """Whether a file is CSV with our own names for ward and day, as programs write it.

    >>> is_case_table(b"ward_code,reporting_date,quarantine"), is_case_table(b"M\\xc3\\xa3,Ng\\xc3\\xa0y")
    (True, False)
    """
    first = content[:_LONGEST_HEADER].removeprefix(b"\xef\xbb\xbf").splitlines()[:1]
    if not first or b"," not in first[0]:
        return False
    names = {name.strip().strip(b'"').lower() for name in first[0].split(b",")}
    return b"ward_code" in names and not names.isdisjoint(name.encode() for name in _DATE_COLUMNS)


def read_case_table(content: bytes, *, count_class: CaseClass | None = None) -> list[CaseRow]:
    """The rows of a CSV file in which nothing is at fault (see `case_table`).

    Raises:
        InvalidImport: with every fault (at most 200), each naming its line and column.
    """
    table = case_table(content, count_class=count_class)
    if table.faults:
        raise _refused(table)
    return list(table.rows)


def case_table(content: bytes, *, count_class: CaseClass | None = None) -> CaseTable:
    """The rows of a CSV file with `ward_code`, `reporting_date` (or `date`) and counts, and its faults.

    Args:
        content: UTF-8 text, with or without BOM.
        count_class: the class a single `new_cases` column stands for; without it there is a column a class, and
            classes without a column are 0. `samples`, `positives`, `new_f1_contacts` and `note` may be there and empty.

    Raises:
        InvalidImport: nothing of it can be read: no UTF-8, or a header that lacks columns.
    """
    faults = _Faults()
    lines = _lines(content, faults)
    header = [name.strip().lower() for name in next(lines, (1, []))[1]]
    columns = _columns(header, count_class)
    read = (_row(line, header, columns, cells, faults) for line, cells in lines)
    rows = _without_repeated([row for row in read if row is not None], faults)
    places = {**{each.value: at for each, at in columns.counts.items()}, **columns.others}
    places |= {"ward_code": columns.ward_code, "reporting_date": columns.day}
    return CaseTable(tuple(rows), tuple(faults.kept), faults.count, tuple(header), places)


def lines_of(content: bytes, wanted: frozenset[int]) -> dict[int, list[str]]:
    """Some lines as they were sent, by number; those that are no CSV are left out."""
    return {line: cells for line, cells in _lines(content, _Faults()) if line in wanted}


class _Faults:
    """Every fault counted, the first kept."""

    def __init__(self) -> None:
        self.kept: list[FieldFault] = []
        self.count = 0

    def add(self, line: int, column: str, vi: str, en: str) -> None:
        self.count += 1
        if len(self.kept) < MOST_FAULTS_KEPT:
            self.kept.append(_fault(line, column, vi, en))


def _lines(content: bytes, faults: _Faults) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not blank with its number; what is no CSV ends the file."""
    reader = csv.reader(io.StringIO(_text(content), newline=""), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error:
        faults.add(reader.line_num, "", "dòng này không đúng dạng CSV", "this line is not CSV")


@dataclass(frozen=True)
class _Columns:
    ward_code: int
    day: int
    counts: dict[CaseClass, int]
    others: dict[str, int]


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
    others: dict[str, int] = {name: header.index(name) for name in (*_STATISTICS, NOTE) if name in header}
    return _Columns(header.index("ward_code"), day, counts, others)


def _row(line: int, header: list[str], columns: _Columns, cells: list[str], faults: _Faults) -> CaseRow | None:
    if len(cells) < len(header):
        faults.add(line, "", "dòng này thiếu ô", "this line has too few cells")
        return None
    if len(columns.counts) == len(CASE_CLASSES) and not any(cells[at].strip() for at in columns.counts.values()):
        return None  # Nothing is reported, as an export writes what was withdrawn.
    before = faults.count
    day = _day(line, cells[columns.day].strip(), faults)
    counts = {each: _count(line, each.value, cells[at].strip(), faults) for each, at in columns.counts.items()}
    others = {name: cells[at].strip() for name, at in columns.others.items()}
    said = {name: _count(line, name, others[name], faults) for name in _STATISTICS if others.get(name)}
    code = cells[columns.ward_code].strip()
    if not code:
        faults.add(line, "ward_code", "chưa có mã", "is missing")
    elif len(code) > LONGEST_CODE or not code.isprintable():
        vi = f"không phải mã phường, xã; mã có nhiều nhất {LONGEST_CODE} chữ số, chữ cái"
        faults.add(line, "ward_code", vi, f"is no code of a ward, which has at most {LONGEST_CODE} digits and letters")
    if day is None or faults.count > before:
        return None
    note = unguarded(others.get(NOTE, "")) or None
    return CaseRow(
        line,
        code,
        day,
        CaseCounts(**{each.value: counts.get(each) or 0 for each in CASE_CLASSES}),
        said.get(SAMPLES),
        said.get(POSITIVES),
        said.get(NEW_F1_CONTACTS),
        note,
    )


def _day(line: int, text: str, faults: _Faults) -> date | None:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    faults.add(line, "reporting_date", "phải là ngày có thật, YYYY-MM-DD", "must be a real day, YYYY-MM-DD")
    return None


def _count(line: int, column: str, text: str, faults: _Faults) -> int | None:
    if _WHOLE_NUMBER.fullmatch(text) and int(text) <= LARGEST_COUNT:
        return int(text)
    faults.add(
        line,
        column,
        f"phải là số nguyên từ 0 đến {LARGEST_COUNT}; không có ca thì ghi 0",
        f"must be a whole number from 0 to {LARGEST_COUNT}; write 0 where there is none",
    )
    return None


def _without_repeated(rows: list[CaseRow], faults: _Faults) -> list[CaseRow]:
    """The rows that stand alone for their ward and day; of those repeated none can be told to be the right one."""
    seen: dict[tuple[str, date], int] = {}
    repeated: set[int] = set()
    for row in rows:
        first = seen.setdefault((row.ward_code, row.reporting_date), row.line)
        if first != row.line:
            repeated |= {first, row.line}
            faults.add(
                row.line,
                "ward_code",
                f"lặp lại phường, xã và ngày của dòng {first}; gộp hai dòng lại",
                f"repeats the ward and day of line {first}; merge the two lines",
            )
    return [row for row in rows if row.line not in repeated] if repeated else rows


def _fault(line: int, column: str, vi: str, en: str) -> FieldFault:
    where_vi, where_en = (f", cột {column}", f", column {column}") if column else ("", "")
    return FieldFault(
        pointer=f"/{line}/{column}".rstrip("/"), vi=f"Dòng {line}{where_vi}: {vi}.", en=f"Line {line}{where_en}: {en}."
    )


def _refused(table: CaseTable) -> InvalidImport:
    return InvalidImport(
        vi=f"Tệp có {table.fault_count} lỗi nên không dòng nào được ghi; sửa rồi nhập lại.",
        en=f"The file has {table.fault_count} faults, so no line was stored; mend them and import again.",
        errors=table.faults[:MOST_FAULTS],
        extensions={"fault_count": table.fault_count},
    )
