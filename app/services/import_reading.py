"""A file of reports, read: by our own column names as programs write them, or as any sheet a district already uses."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from app.domain.import_records import (
    LONGEST_CELL_KEPT,
    MOST_COLUMNS_KEPT,
    MOST_ROWS_KEPT,
    ImportFault,
    RejectedRow,
    RejectedRows,
)
from app.domain.intake_cells import CellValue
from app.domain.intake_columns import INTAKE_COLUMNS
from app.domain.sentences import Phrase
from app.domain.sheet_rows import SheetRow
from app.domain.vocabulary import CASE_CLASSES, CaseClass
from app.formats.case_table import CaseRow, case_table, is_case_table, lines_of
from app.formats.error_file import ADDED_HEADINGS
from app.formats.sheet_safety import kind_of_file
from app.formats.template_mark import read_template_mark
from app.services.access import Caller
from app.services.import_rows import FileRow
from app.services.register import register_on
from app.services.sheet_desk import read_sent
from app.services.sheet_reading import SheetReading
from app.services.site_rules import SiteRules
from app.services.template_check import refuse_other_template

LONGEST_NAME: Final = 120
_WARD_COLUMNS: Final = ("ward_name", "ward_code")
_REPORT_COLUMNS: Final = frozenset(column.name for column in INTAKE_COLUMNS)

RawCell = str | int | float | None


@dataclass(frozen=True)
class ReadFile:
    """What a file says.

    Attributes:
        name, sha256, size: of the file; the name without folders and signs that do not print.
        rows: those that name a ward and a day.
        faults: of rows that do not, and of the file itself (at `header_row`).
        columns: the columns of a report that the file has.
        headings: over all columns, those that are read by their usual names; `places` says where a column stands.
        day: of the whole file; None when its rows name their own.
        unclassed: headings that count cases without saying of which class.
        raw: the cells of some rows as they were sent.
        unlisted: faults beyond those listed.
        reading: how the sheet was understood; None for the files that programs write.
    """

    name: str
    sha256: str
    size: int
    rows: tuple[FileRow, ...]
    faults: tuple[ImportFault, ...]
    notices: tuple[Phrase, ...]
    columns: frozenset[str]
    header_row: int
    headings: tuple[str, ...]
    places: Mapping[str, int]
    day: date | None
    unclassed: tuple[str, ...]
    raw: Callable[[frozenset[int]], Mapping[int, Sequence[RawCell]]]
    reading: SheetReading | None = None
    unlisted: int = 0

    def rejected(self, faults: Iterable[ImportFault]) -> RejectedRows:
        """The rows of some faults as they were sent, in the order of the file; at most so many as are kept."""
        by_row: dict[int, list[ImportFault]] = {}
        for fault in faults:
            if fault.row != self.header_row:
                by_row.setdefault(fault.row, []).append(fault)
        kept = sorted(by_row)[:MOST_ROWS_KEPT]
        cells = self.raw(frozenset(kept))
        rows = [_rejected(row, cells.get(row, ()), by_row[row], self.places) for row in kept]
        return RejectedRows(self.headings[:MOST_COLUMNS_KEPT], self.day, tuple(rows))


def read_file(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    content: bytes,
    name: str,
    district_code: str | None,
    on: date | None,
    count_class: CaseClass | None,
    now: datetime,
) -> ReadFile:
    """A file, read; nothing is written.

    Args:
        district_code: the district it is about; None: any of the caller's.
        on: the day it is about; None: the day it names itself, or each row.
        count_class: what a column counts that only says "cases".

    Raises:
        UnreadableSheet: it is not safe to read, no sheet at all, or has no table.
        InvalidImport: it is a template of another version, district or day.
        DistrictNotFound, NotYourDistrict: as named.
    """
    open_day = rules.clock.open_day(now)
    if is_case_table(content):
        return _of_program(content, name, on, count_class)
    kind_of_file(content)
    scope = caller.district_codes if district_code is None else frozenset({district_code})
    refuse_other_template(
        read_template_mark(content), district_codes=scope, on=on, register=register_on(session, on or open_day)
    )
    reading = read_sent(
        session,
        rules=rules,
        caller=caller,
        content=content,
        name=name,
        district_code=district_code,
        on=on,
        count_class=count_class,
        now=now,
    )
    return _of_sheet(content, name, reading, on)


def clean_name(name: str | None) -> str:
    """The name of a file as it may be stored and shown: without folders and signs that do not print.

    >>> clean_name("C:\\\\Zalo\\\\Hải Bối.xlsx"), clean_name(None)
    ('Hải Bối.xlsx', '(không tên)')
    """
    bare = unicodedata.normalize("NFC", name or "").replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in bare if sign.isprintable()).strip()
    if len(shown) <= LONGEST_NAME:
        return shown or "(không tên)"
    return f"{shown[: LONGEST_NAME - 12]}…{shown[-11:]}"


def _of_program(content: bytes, name: str, on: date | None, count_class: CaseClass | None) -> ReadFile:
    """A table with our own column names; a row of another day than the one asked for is at fault."""
    table = case_table(content, count_class=count_class)
    faults = [_table_fault(each.pointer, Phrase(each.vi, each.en)) for each in table.faults]
    faults += [_other_day(row, on) for row in table.rows if on is not None and row.reporting_date != on]
    # Programs say with the header which classes they count; the others are 0, as on the command line.
    columns = frozenset(each.value for each in CASE_CLASSES) | (frozenset(table.places) & _REPORT_COLUMNS)
    return ReadFile(
        name=clean_name(name),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        rows=tuple(_row_of_program(row) for row in table.rows if on is None or row.reporting_date == on),
        faults=tuple(faults),
        notices=(),
        columns=columns,
        header_row=1,
        headings=table.header,
        places=table.places,
        day=None,
        unclassed=(),
        raw=lambda wanted: lines_of(content, wanted),
        unlisted=table.fault_count - len(table.faults),
    )


def _table_fault(pointer: str, message: Phrase) -> ImportFault:
    line, _, column = pointer.removeprefix("/").partition("/")
    return ImportFault(int(line), column or None, None, message)


def _other_day(row: CaseRow, on: date | None) -> ImportFault:
    assert on is not None
    words = Phrase(
        f"Dòng của ngày {row.reporting_date:%d/%m/%Y}, còn ngày đang nhập là {on:%d/%m/%Y}.",
        f"The row is of {row.reporting_date}, but {on} is being reported.",
    )
    return ImportFault(row.line, "reporting_date", None, words)


def _row_of_program(row: CaseRow) -> FileRow:
    values: dict[str, int | str | None] = {
        each.value: count for each, count in zip(CASE_CLASSES, row.counts.as_tuple(), strict=True)
    }
    values |= {
        "samples": row.samples,
        "positives": row.positives,
        "new_f1_contacts": row.new_f1_contacts,
        "note": row.note,
    }
    return FileRow(row.line, row.ward_code, row.reporting_date, values)


def _of_sheet(content: bytes, name: str, reading: SheetReading, on: date | None) -> ReadFile:
    layout = reading.layout
    table = [each for each in layout.columns if each.heading not in ADDED_HEADINGS]
    places = {each.column: place for place, each in enumerate(table) if each.column is not None}
    letters = {each.column: each.letter for each in table if each.column is not None}
    columns = [column_index(each.letter) - reading.grid.first_column for each in table]
    return ReadFile(
        name=clean_name(name),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        rows=tuple(_row_of_sheet(row, row.reporting_date, letters) for row in reading.rows if row.reporting_date),
        faults=tuple(_faults_of_sheet(reading)),
        notices=reading.notices,
        columns=frozenset(places) & _REPORT_COLUMNS,
        header_row=layout.header_row,
        headings=tuple(_USUAL_HEADINGS.get(each.column or "", each.heading) for each in table),
        places=places,
        day=_day_of_sheet(reading, places, on),
        unclassed=layout.unclassed,
        raw=lambda wanted: _raw_rows(reading, wanted, columns),
        reading=reading,
    )


def column_index(letters: str) -> int:
    """The place of a column from 0 by the letters over it.

    >>> column_index("A"), column_index("Z"), column_index("AB")
    (0, 25, 27)
    """
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def _row_of_sheet(row: SheetRow, day: date, letters: Mapping[str, str]) -> FileRow:
    return FileRow(
        row.row,
        row.ward_code,
        day,
        row.values,
        {column: f"{letter}{row.row}" for column, letter in letters.items()},
        tuple(ImportFault(each.row, each.column, each.cell, each.message) for each in row.faults),
    )


def _faults_of_sheet(reading: SheetReading) -> Iterable[ImportFault]:
    for row in reading.rows:
        if row.reporting_date is None:
            yield from (ImportFault(each.row, each.column, each.cell, each.message) for each in row.faults)
    for unmatched in reading.unmatched:
        yield ImportFault(unmatched.row, "ward_name", None, unmatched.message)
        yield from (ImportFault(each.row, each.column, each.cell, each.message) for each in unmatched.faults)


def _day_of_sheet(reading: SheetReading, places: Mapping[str, int], on: date | None) -> date | None:
    if "reporting_date" in places:
        return None
    return on or next((row.reporting_date for row in reading.rows if row.reporting_date is not None), None)


_USUAL_HEADINGS: Final[Mapping[str, str]] = {
    **{column.name: column.heading.vi for column in INTAKE_COLUMNS},
    "ward_code": "Mã",
    "ward_name": "Phường, xã",
    "district": "Quận, huyện",
    "reporting_date": "Ngày báo cáo",
    "total": "Tổng",
}
"""Words over columns that are read, so that they are read again whatever stood over them."""


def _raw_rows(reading: SheetReading, wanted: frozenset[int], columns: Sequence[int]) -> Mapping[int, Sequence[RawCell]]:
    grid = reading.grid
    found = {}
    for number in wanted:
        cells = grid.rows[number - grid.first_row - 1]
        found[number] = [_raw(cells[column]) if column < len(cells) else None for column in columns]
    return found


def _raw(value: CellValue) -> RawCell:
    if isinstance(value, bool) or value is None:
        return None if value is None else str(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, int | str):
        return value
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value)


def _rejected(
    row: int, cells: Sequence[RawCell], faults: Sequence[ImportFault], places: Mapping[str, int]
) -> RejectedRow:
    faulty = {place for place in (_place(fault.column, places) for fault in faults) if place is not None}
    kept = tuple(cell[:LONGEST_CELL_KEPT] if isinstance(cell, str) else cell for cell in cells[:MOST_COLUMNS_KEPT])
    return RejectedRow(row, kept, tuple(sorted(faulty)), tuple(dict.fromkeys(fault.message for fault in faults)))


def _place(column: str | None, places: Mapping[str, int]) -> int | None:
    if column in _WARD_COLUMNS:
        return next((places[name] for name in _WARD_COLUMNS if name in places), None)
    return places.get(column or "")
