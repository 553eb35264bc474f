"""Sheets of an OpenDocument file (ODS): repeated cells are counted before they are laid out, errors kept as texts."""

from __future__ import annotations

import math
import pyexpat
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from app.domain.intake_cells import CellValue
from app.domain.sheet_grid import Merge, SheetGrid
from app.formats.sheet_refusals import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, refused
from app.formats.text_bound import TextBound

MOST_SHEETS: Final = 100
_CHUNK: Final = 2**20
_ELSEWHERE: Final = re.compile(r"'file:|DDE\(|WEBSERVICE\(|'https?:", re.IGNORECASE)
_DURATION: Final = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")
_CELLS: Final = frozenset({"table:table-cell", "table:covered-table-cell"})
_NUMBERS: Final = frozenset({"float", "currency", "percentage"})


@dataclass
class _Cell:
    """A cell as it is being read."""

    attributes: dict[str, str]
    is_covered: bool
    lines: list[str] = field(default_factory=list)

    def number_of(self, name: str) -> int:
        """A count among the attributes, 1 when it is not given."""
        text = self.attributes.get(name, "1")
        return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 8 else 1

    @property
    def value(self) -> CellValue:
        """What it holds; an error or a formula without result as a text."""
        if self.is_covered:
            return None
        kind, text = self.attributes.get("office:value-type", ""), "\n".join(self.lines)
        if kind in _NUMBERS:
            return _number(self.attributes.get("office:value", ""), text)
        if kind == "date":
            return _day(self.attributes.get("office:date-value", ""), text)
        if kind == "time":
            return _duration(self.attributes.get("office:time-value", ""), text)
        if kind == "boolean":
            return self.attributes.get("office:boolean-value") == "true"
        formula = self.attributes.get("table:formula", "")
        return text or (f"={formula.partition('=')[2]}" if formula and not kind else None)


@dataclass
class _Sheet:
    """A sheet as it is being read; blank rows and cells wait until something follows them."""

    name: str
    is_hidden: bool = False
    rows: list[list[CellValue]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    blank_rows: int = 0
    row: list[CellValue] = field(default_factory=list)
    blank_cells: int = 0
    row_times: int = 1
    cells: int = 0
    bound: TextBound = field(default_factory=TextBound)


class _Reader:
    """Takes what the parser meets."""

    def __init__(self) -> None:
        self.sheets: list[_Sheet] = []
        self._cell: _Cell | None = None
        self._is_text = 0
        self._is_inside = False
        self._is_remark = False
        self._styles: set[str] = set()
        self._style = ""
        self._bound = TextBound()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._styles.add(self._style)
        elif name == "table:table" and not self._is_inside:
            self._begin_sheet(attributes)
        elif not self._is_inside:
            return
        elif name == "table:table-row":
            sheet = self.sheets[-1]
            sheet.row, sheet.blank_cells = [], 0
            sheet.row_times = _Cell(attributes, is_covered=False).number_of("table:number-rows-repeated")
        elif name in _CELLS:
            self._cell = _Cell(attributes, is_covered=name != "table:table-cell")
            if _ELSEWHERE.search(attributes.get("table:formula", "")):
                raise refused("external_link")
        elif name == "office:annotation":
            # A remark on a cell is not its content.
            self._is_remark = True
        elif self._cell is not None and name == "text:p" and not self._is_remark:
            self._cell.lines.append("")
            self._is_text += 1
        elif self._is_text and name in ("text:s", "text:tab", "text:line-break"):
            self.text("\n" if name == "text:line-break" else " ")

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "table:table":
            self._is_inside = False
        elif name == "office:annotation":
            self._is_remark = False
        elif name == "text:p" and self._is_text and not self._is_remark:
            self._is_text -= 1
        elif name in _CELLS and self._cell is not None:
            _place(self.sheets[-1], self._cell)
            self._cell = None
        elif name == "table:table-row" and self._is_inside:
            _end_row(self.sheets[-1])

    def text(self, text: str) -> None:
        """Words of the paragraph that is being read."""
        if self._is_text and not self._is_remark and self._cell is not None and self._cell.lines:
            self._cell.lines[-1] += text

    def refuse(self, *_: object) -> None:
        """A document of this kind declares no types or entities of its own."""
        raise refused("corrupt")

    def _begin_sheet(self, attributes: dict[str, str]) -> None:
        if len(self.sheets) >= MOST_SHEETS:
            raise refused("bomb")
        self._is_inside = True
        is_hidden = attributes.get("table:style-name") in self._styles
        self.sheets.append(_Sheet(attributes.get("table:name", ""), is_hidden, bound=self._bound))


def read_open_document(content: bytes) -> list[SheetGrid]:
    """The sheets of a `content.xml` that are shown, with something in them.

    Raises:
        UnreadableSheet: it is no XML, reaches too far, or takes figures from elsewhere.
    """
    reader = _Reader()
    parser = pyexpat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = reader.refuse
    try:
        for at in range(0, len(content), _CHUNK):
            parser.Parse(content[at : at + _CHUNK], False)
        parser.Parse(b"", True)
    except (pyexpat.ExpatError, UnicodeDecodeError, LookupError, ValueError):
        raise refused("corrupt") from None
    return [
        SheetGrid(each.name, each.rows, merges=each.merges)
        for each in reader.sheets
        if each.rows and not each.is_hidden
    ]


def _place(sheet: _Sheet, cell: _Cell) -> None:
    times, value = cell.number_of("table:number-columns-repeated"), cell.value
    column, row = len(sheet.row) + sheet.blank_cells, len(sheet.rows) + sheet.blank_rows
    wide, high = cell.number_of("table:number-columns-spanned"), cell.number_of("table:number-rows-spanned")
    if (wide > 1 or high > 1) and len(sheet.merges) < MOST_COLUMNS:
        sheet.merges.append(Merge(row, column, row + high - 1, column + wide - 1))
    if value is None:
        sheet.blank_cells += times
        return
    if column + times > MOST_COLUMNS:
        raise refused("too_many_columns")
    sheet.row += [None] * sheet.blank_cells + [value] * times
    sheet.blank_cells = 0


def _end_row(sheet: _Sheet) -> None:
    if not sheet.row:
        sheet.blank_rows += sheet.row_times
        return
    if len(sheet.rows) + sheet.blank_rows + sheet.row_times > MOST_ROWS:
        raise refused("too_many_rows")
    sheet.cells += len(sheet.row) * sheet.row_times
    if sheet.cells > MOST_CELLS:
        raise refused("too_many_columns")
    sheet.bound.hold(len(sheet.row) * sheet.row_times)
    sheet.bound.add(sum(len(cell) for cell in sheet.row if isinstance(cell, str)) * sheet.row_times)
    sheet.rows += [[] for _ in range(sheet.blank_rows)] + [list(sheet.row) for _ in range(sheet.row_times)]
    sheet.blank_rows, sheet.row = 0, []


def _number(value: str, shown: str) -> CellValue:
    try:
        number = float(value)
    except ValueError:
        return shown or None
    return number if math.isfinite(number) else shown or value


def _day(value: str, shown: str) -> CellValue:
    try:
        return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    except ValueError:
        return shown or None


def _duration(value: str, shown: str) -> CellValue:
    found = _DURATION.fullmatch(value)
    if found is None or any(len(part or "") > 6 for part in found.groups()):
        return shown or None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
