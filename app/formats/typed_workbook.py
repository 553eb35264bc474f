"""Typed tables as a workbook: codes are text cells, days are days, and a second sheet says what the columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.formats.cells import looks_active
from app.formats.typed_table import Cell, TypedColumn, TypedTable

COLUMNS_SHEET: Final = "Cột - Columns"
_KIND_WORDS: Final = {
    "text": "chữ / text",
    "integer": "số nguyên / whole number",
    "number": "số / number",
    "boolean": "đúng, sai / true, false",
    "date": "ngày / day",
    "instant": "thời điểm ISO 8601 / instant",
}
_OPTIONS: Final = {
    # Row by row to a file: a workbook held whole takes a kilobyte a row.
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(table: TypedTable, path: Path) -> None:
    """Write the workbook of a table; the same table gives the same bytes."""
    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        book.set_properties({"title": table.shape.title.vi, "created": table.written_at.replace(tzinfo=None)})
        styles = _Styles.of(book)
        _write_rows(book.add_worksheet(table.shape.name), table, styles)
        _write_columns(book.add_worksheet(COLUMNS_SHEET), table, styles)


@dataclass(frozen=True)
class _Styles:
    head: Format
    text: Format
    quoted: Format
    day: Format

    @classmethod
    def of(cls, book: Any) -> _Styles:
        return cls(
            head=book.add_format({"bold": True, "bg_color": "#E9EDF0", "bottom": 1}),
            text=book.add_format({"num_format": "@"}),
            quoted=book.add_format({"num_format": "@", "quote_prefix": True}),
            day=book.add_format({"num_format": "yyyy-mm-dd"}),
        )


def _write_rows(paper: Worksheet, table: TypedTable, styles: _Styles) -> None:
    columns = table.shape.columns
    for place, column in enumerate(columns):
        paper.set_column(place, place, _width(column))
        paper.write_string(0, place, column.name, styles.head)
    paper.freeze_panes(1, 1)
    for number, row in enumerate(table.rows, start=1):
        for place, cell in enumerate(row):
            _write_cell(paper, number, place, cell, styles)


def _width(column: TypedColumn) -> int:
    return max(len(column.name) + 2, 26 if column.kind == "instant" or column.name.endswith("_name") else 10)


def _write_cell(paper: Worksheet, row: int, place: int, cell: Cell, styles: _Styles) -> None:
    if isinstance(cell, str):
        paper.write_string(row, place, cell, styles.quoted if looks_active(cell) else styles.text)
    elif isinstance(cell, bool):
        paper.write_boolean(row, place, cell)
    elif isinstance(cell, datetime):
        # A spreadsheet's times know no zone, so an instant is text and keeps its offset.
        paper.write_string(row, place, cell.isoformat(), styles.text)
    elif isinstance(cell, date):
        paper.write_datetime(row, place, cell, styles.day)
    elif cell is not None:
        paper.write_number(row, place, cell)


def _write_columns(paper: Worksheet, table: TypedTable, styles: _Styles) -> None:
    heads = ("name", "kiểu / type", "đơn vị / unit", "giá trị / values", "ý nghĩa", "meaning")
    lines: list[Sequence[str]] = [
        (each.name, _KIND_WORDS[each.kind], each.unit or "", ", ".join(each.values), each.meaning.vi, each.meaning.en)
        for each in table.shape.columns
    ]
    marks: list[Sequence[str]] = [(name, word) for name, word in table.marks]
    for place, width in enumerate((26, 24, 18, 36, 70, 70)):
        paper.set_column(place, place, width)
    for row, line in enumerate([heads, *lines, (), *marks]):
        for place, text in enumerate(line):
            quoted = styles.quoted if looks_active(text) else styles.text
            paper.write_string(row, place, text, styles.head if row == 0 else quoted)
