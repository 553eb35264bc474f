"""A table of values beside case counts as CSV text: rows in, or every fault by line and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from app.domain.errors import FieldFault, InvalidImport
from app.domain.indicator_catalogue import BY_NAME, CATALOGUE, UnitKind
from app.domain.names import fold

MOST_FAULTS: Final = 200
FIRST_YEAR: Final = 2000
UNIT_COLUMNS: Final = {
    "unit_code": None,
    "ma don vi": None,
    "ward_code": UnitKind.WARD,
    "ma phuong, xa": UnitKind.WARD,
    "ma phuong xa": UnitKind.WARD,
    "district_code": UnitKind.DISTRICT,
    "ma quan, huyen": UnitKind.DISTRICT,
    "ma quan huyen": UnitKind.DISTRICT,
}
"""Headings under which a unit's code stands, and of which kind it is; None: of whichever kind has the code."""
DAY_COLUMNS: Final = frozenset({"reported_on", "reporting_date", "date", "ngay", "ngay bao cao"})
FOR_PEOPLE: Final = frozenset(
    {"stt", "name", "ward_name", "district_name", "unit_name", "ten", "ten don vi", "ten phuong, xa", "ten quan, huyen"}
)
"""Headings of columns that help people read the file and are not read."""

_ISO_DAY: Final = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})")
_LOCAL_DAY: Final = re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})")
_NUMBER: Final = {mark: re.compile(rf"-?\d{{1,12}}(?:{re.escape(mark)}\d{{1,15}})?") for mark in ".,"}


@dataclass(frozen=True)
class IndicatorCell:
    """One reported value; `column` is its heading as the file has it."""

    column: str
    indicator_id: str
    value: float


@dataclass(frozen=True)
class IndicatorRow:
    """One line of the table; `line` counts from 1 with the header. Empty cells are left out."""

    line: int
    unit_column: str
    unit_kind: UnitKind | None
    unit_code: str
    day_column: str
    reported_on: date
    cells: tuple[IndicatorCell, ...]


@dataclass(frozen=True)
class IndicatorTable:
    """What could be read of a table, and a fault for each cell or line that could not."""

    rows: tuple[IndicatorRow, ...]
    faults: tuple[FieldFault, ...] = ()


def read_indicator_table(content: bytes) -> IndicatorTable:
    """The rows of a CSV file with a unit's code, a day and a column an indicator.

    Columns are headed with ids or with the labels of the catalogue. Separated by commas, decimals have a point;
    separated by semicolons, as Excel saves it in Vietnam, a comma.

    Args:
        content: UTF-8 text, with or without BOM.

    Raises:
        InvalidImport: nothing of it can be read: no text, or a header that names no unit, day or indicator.
    """
    text = _text(content)
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    faults: list[FieldFault] = []
    rows: list[IndicatorRow] = []
    try:
        columns = _columns(next(reader, []), decimal="," if delimiter == ";" else ".")
        for cells in reader:
            if any(cell.strip() for cell in cells):
                row = _row(reader.line_num, columns, cells, faults)
                rows += [row] if row is not None else []
    except csv.Error:
        faults.append(cell_fault(reader.line_num, "", "dòng này không đúng dạng CSV", "this line is not CSV"))
    faults.extend(_repeated(rows))
    return IndicatorTable(tuple(rows), tuple(faults))


def cell_fault(line: int, column: str, vi: str, en: str) -> FieldFault:
    """A fault of one cell, or of a whole line, in words that name the place."""
    where_vi, where_en = (f", cột {column}", f", column {column}") if column else ("", "")
    return FieldFault(
        pointer=f"/{line}/{column}".rstrip("/"),
        vi=f"Dòng {line}{where_vi}: {vi.rstrip('.')}.",
        en=f"Line {line}{where_en}: {en.rstrip('.')}.",
    )


def refused_table(faults: Sequence[FieldFault]) -> InvalidImport:
    """The refusal of a whole file for these faults; the first 200 are listed."""
    count = len(faults)
    return InvalidImport(
        vi=f"Tệp có {count} lỗi nên không dòng nào được ghi; sửa rồi nhập lại.",
        en=f"No line was stored; faults in the file: {count}. Mend them and import again.",
        errors=faults[:MOST_FAULTS],
        extensions={"fault_count": count},
    )


@dataclass(frozen=True)
class _Columns:
    """Where things stand in a line; `units` and `indicators` by position."""

    header: list[str]
    day: int
    units: dict[int, UnitKind | None]
    indicators: dict[int, str]
    decimal: str
    unnamed: tuple[int, ...] = field(default=())


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidImport(
            vi="Tệp không phải văn bản UTF-8. Trong Excel chọn “CSV UTF-8” khi lưu.",
            en="The file is not UTF-8 text. In Excel choose “CSV UTF-8” when saving.",
        ) from None


def _columns(header: list[str], *, decimal: str) -> _Columns:
    names = [fold(name) for name in header]
    indicators = {position: BY_NAME[name].id for position, name in enumerate(names) if name in BY_NAME}
    units = {position: UNIT_COLUMNS[name] for position, name in enumerate(names) if name in UNIT_COLUMNS}
    days = [position for position, name in enumerate(names) if name in DAY_COLUMNS]
    known = {*indicators, *units, *days}
    rest = {position: name for position, name in enumerate(names) if position not in known}
    strange = [header[position].strip() for position, name in rest.items() if name and name not in FOR_PEOPLE]
    if strange:
        raise _header_fault(
            f"có cột không rõ: {', '.join(strange)}. Chỉ số có: {', '.join(CATALOGUE)}",
            f"has unknown columns: {', '.join(strange)}. Indicators are: {', '.join(CATALOGUE)}",
        )
    if len(days) != 1 or not units or not indicators:
        raise _header_fault(
            "cần một cột mã (unit_code, ward_code hay district_code), một cột ngày (reported_on) và một chỉ số",
            "needs a code (unit_code, ward_code or district_code), one day (reported_on) and an indicator",
        )
    if len(set(indicators.values())) < len(indicators) or len(set(units.values())) < len(units):
        raise _header_fault("có hai cột cùng nghĩa; bỏ một cột", "has two columns of one meaning; remove one")
    unnamed = tuple(position for position, name in rest.items() if not name)
    return _Columns([name.strip() for name in header], days[0], units, indicators, decimal, unnamed)


def _row(line: int, columns: _Columns, cells: list[str], faults: list[FieldFault]) -> IndicatorRow | None:
    before = len(faults)
    width = len(columns.header)
    if len(cells) < width or any(cell.strip() for cell in [*cells[width:], *(cells[each] for each in columns.unnamed)]):
        faults.append(cell_fault(line, "", "số ô khác dòng tiêu đề", "has other cells than the header"))
        return None
    unit = _unit(line, columns, cells, faults)
    day = _day(line, columns.header[columns.day], cells[columns.day].strip(), faults)
    found = [_cell(line, columns, position, cells[position].strip(), faults) for position in columns.indicators]
    if len(faults) > before or unit is None or day is None:
        return None
    return IndicatorRow(
        line, *unit, columns.header[columns.day], day, tuple(each for each in found if each is not None)
    )


def _unit(
    line: int, columns: _Columns, cells: list[str], faults: list[FieldFault]
) -> tuple[str, UnitKind | None, str] | None:
    """The narrowest code given: a line of a ward may name its district too."""
    given = {kind: (position, code) for position, kind in columns.units.items() if (code := cells[position].strip())}
    for kind in (UnitKind.WARD, UnitKind.DISTRICT, None):
        if kind in given:
            position, code = given[kind]
            return columns.header[position], kind, code
    heading = columns.header[next(iter(columns.units))]
    faults.append(cell_fault(line, heading, "chưa có mã", "has no code"))
    return None


def _day(line: int, heading: str, text: str, faults: list[FieldFault]) -> date | None:
    match = _ISO_DAY.fullmatch(text) or _LOCAL_DAY.fullmatch(text)
    try:
        if match is not None and int(match["y"]) >= FIRST_YEAR:
            return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        pass
    faults.append(
        cell_fault(
            line,
            heading,
            f"“{text[:40]}” phải là ngày có thật từ năm {FIRST_YEAR}, như 2021-09-14 hoặc 14/09/2021",
            f"“{text[:40]}” must be a real day from {FIRST_YEAR} on, such as 2021-09-14 or 14/09/2021",
        )
    )
    return None


def _cell(line: int, columns: _Columns, position: int, text: str, faults: list[FieldFault]) -> IndicatorCell | None:
    if not text:
        return None
    heading = columns.header[position]
    if _NUMBER[columns.decimal].fullmatch(text):
        return IndicatorCell(heading, columns.indicators[position], float(text.replace(",", ".")))
    example = f"81{columns.decimal}2"
    faults.append(
        cell_fault(
            line,
            heading,
            f"“{text[:40]}” không phải số; ghi như {example}, không dấu phân nhóm hay đơn vị; không có thì để trống",
            f"“{text[:40]}” is not a number; write it like {example}, without grouping or unit; leave empty if none",
        )
    )
    return None


def _repeated(rows: Sequence[IndicatorRow]) -> list[FieldFault]:
    seen: dict[tuple[str, date, str], int] = {}
    faults = []
    for row in rows:
        for cell in row.cells:
            first = seen.setdefault((row.unit_code, row.reported_on, cell.indicator_id), row.line)
            if first != row.line:
                faults.append(
                    cell_fault(
                        row.line,
                        cell.column,
                        f"lặp lại đơn vị, ngày và chỉ số của dòng {first}; bỏ một trong hai",
                        f"repeats the unit, day and indicator of line {first}; remove one of them",
                    )
                )
    return faults


def _header_fault(vi: str, en: str) -> InvalidImport:
    return InvalidImport(vi=f"Dòng tiêu đề {vi}.", en=f"The header {en}.")
