"""A file of reports, read: by our own column names as programs write them, or as any sheet a district already uses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from app.domain.errors import InvalidImport, NotYourDistrict
from app.domain.import_records import ImportFault
from app.domain.intake_cells import CellValue
from app.domain.intake_columns import INTAKE_COLUMNS
from app.domain.sheet_grid import SheetGrid, cell_text
from app.domain.sheet_rows import SheetRow, UnmatchedRow
from app.domain.vocabulary import CaseClass
from app.domain.ward_matching import NoMatch
from app.formats.case_table import is_case_table
from app.formats.error_file import ADDED_HEADINGS
from app.formats.sheet_safety import kind_of_file
from app.formats.template_mark import read_template_mark
from app.services.access import Caller
from app.services.import_files import REPORT_COLUMNS, RawCell, ReadFile, clean_name
from app.services.import_programs import read_program_file
from app.services.import_rows import FileRow
from app.services.register import register_on
from app.services.sheet_desk import read_sent
from app.services.sheet_reading import SheetReading
from app.services.site_rules import SiteRules
from app.services.template_check import refuse_other_template


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
    most_rows: int | None = None,
) -> ReadFile:
    """A file, read; nothing is written.

    Args:
        district_code: the district it is about; None: any of the caller's.
        on: the day it is about; None: the day it names itself, or each row.
        count_class: what a column counts that only says "cases".
        most_rows: of a file that programs write; None: as many as there are. Sheets of people have a limit anyway.

    Raises:
        UnreadableSheet: it is not safe to read, no sheet at all, or has no table.
        InvalidImport: it is a template of another version, district or day, or has too many rows.
        DistrictNotFound: there is none of that code.
        NotYourDistrict: it is about districts the caller does not answer for.
    """
    open_day = rules.clock.open_day(now)
    if is_case_table(content):
        refuse_too_many(content.count(b"\n"), most_rows)
        return read_program_file(content, name, on, count_class)
    kind_of_file(content)
    scope = caller.district_codes if district_code is None else frozenset({district_code})
    mark = read_template_mark(content)
    refuse_other_template(mark, district_codes=scope, on=on, register=register_on(session, on or open_day))
    if mark is not None:
        on = mark.reporting_date  # What somebody writes over its title does not make it a template of another day.
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
    _refuse_others_sheet(reading)
    return _of_sheet(content, name, reading, on)


def _refuse_others_sheet(reading: SheetReading) -> None:
    """A sheet that is all about districts the caller does not answer for is refused as such, not row by row."""
    others = [row for row in reading.unmatched if row.why is NoMatch.OTHER_DISTRICT and row.candidates]
    if others and not reading.rows:
        raise NotYourDistrict(others[0].candidates[0].district_code)


def refuse_too_many(rows: int, most: int | None) -> None:
    """Refuse a file that would keep all others from writing for too long.

    Raises:
        InvalidImport: it has more than `most` rows; None: there is no limit.
    """
    if most is not None and rows > most:
        raise InvalidImport(
            vi=f"Tệp có khoảng {rows} dòng; qua mạng nhận nhiều nhất {most} dòng một tệp. Chia tệp ra, hoặc nhờ "
            "quản trị viên chạy khoanhvung cases import.",
            en=f"The file has about {rows} rows; over the network at most {most} are taken in one file. Split it, or "
            "have the administrator run khoanhvung cases import.",
        )


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
        columns=frozenset(places) & REPORT_COLUMNS,
        header_row=layout.header_row,
        headings=tuple(_USUAL_HEADINGS.get(each.column or "", each.heading) for each in table),
        places=places,
        day=_day_of_sheet(reading, places, on),
        unclassed=layout.unclassed,
        doubtful=layout.doubtful,
        raw=lambda wanted: _raw_rows(reading, wanted, columns, places),
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
    """The day the sheet itself says, though another was asked for: given back unmended it must be refused again."""
    if "reporting_date" in places:
        return None
    return next((row.reporting_date for row in _rows(reading) if row.reporting_date is not None), on)


def _rows(reading: SheetReading) -> tuple[SheetRow | UnmatchedRow, ...]:
    return (*reading.rows, *reading.unmatched)


_USUAL_HEADINGS: Final[Mapping[str, str]] = {
    **{column.name: column.heading.vi for column in INTAKE_COLUMNS},
    "ward_code": "Mã",
    "ward_name": "Phường, xã",
    "district": "Quận, huyện",
    "reporting_date": "Ngày báo cáo",
    "total": "Tổng",
}
"""Words over columns that are read, so that they are read again whatever stood over them."""


def _raw_rows(
    reading: SheetReading, wanted: frozenset[int], columns: Sequence[int], places: Mapping[str, int]
) -> Mapping[int, Sequence[RawCell]]:
    """The cells of rows, in the order of some columns; a day or district that a row takes from above stands in it."""
    grid, days = reading.grid, {row.row: row.reporting_date for row in _rows(reading)}
    first = min(days, default=0)
    found = {}
    for number in wanted:
        index = number - grid.first_row - 1
        cells = grid.rows[index]
        given = [_raw(cells[column]) if column < len(cells) else None for column in columns]
        # Between other rows a blank cell would be read as the day, or the district, of a row it never belonged to.
        if (place := places.get("reporting_date")) is not None and not cell_text(given[place]):
            given[place] = _raw(days.get(number))
        if (place := places.get("district")) is not None and not cell_text(given[place]):
            given[place] = _above(grid, columns[place], range(index - 1, first - 2 - grid.first_row, -1))
        found[number] = given
    return found


def _above(grid: SheetGrid, column: int, indexes: Iterable[int]) -> RawCell:
    """The first cell of a column that is filled in, among rows in this order."""
    cells = (grid.rows[index][column] for index in indexes if column < len(grid.rows[index]))
    return next((_raw(cell) for cell in cells if cell_text(cell)), None)


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
