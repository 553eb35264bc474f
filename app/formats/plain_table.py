"""One table in a workbook, as bare as a data file: headings, rows, real numbers and days, nothing a formula.

Text is only ever text, whatever it begins with. The same table gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.formats.cells import looks_active

Value = str | int | float | date | None
FONT: Final = "Arial"
"""Has every Vietnamese sign and is on every machine that opens spreadsheets."""

_INK, _HEAD, _EDGE, _LINE = "#131C24", "#E9EDF0", "#1B4F8A", "#C3CCD4"
_WARN, _WARN_TINT = "#8A4B00", "#FDEEDF"
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 14},
    "note": {"font_color": "#44525E"},
    "head": {"bold": True, "bg_color": _HEAD, "bottom": 2, "bottom_color": _EDGE, "text_wrap": True},
    "text": {"num_format": "@"},
    "wrapped": {"text_wrap": True},
    "number": {"num_format": "#,##0"},
    "day": {"num_format": "dd/mm/yyyy", "align": "right"},
}
_A4: Final = 9


@dataclass(frozen=True)
class PlainColumn:
    """A column: its heading, its width in signs, and whether long text in it is broken into lines."""

    heading: str
    width: int
    is_wrapped: bool = False


@dataclass(frozen=True)
class PlainTable:
    """A table below some lines of its own; `marked` are rows and columns, from 0, of cells at fault."""

    name: str
    columns: Sequence[PlainColumn]
    rows: Iterable[Sequence[Value]]
    title: str | None = None
    notes: Sequence[str] = ()
    marked: frozenset[tuple[int, int]] = frozenset()


def plain_table(table: PlainTable, *, created: datetime) -> bytes:
    """The workbook of a table; `created` is written into it, whatever the clock says."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.formats[0].set_font_name(FONT)
        book.set_properties({"title": table.title or table.name, "created": created.replace(tzinfo=None)})
        styles = _Styles(book)
        paper = book.add_worksheet(table.name)
        head = _write_lead(paper, table, styles)
        last = head
        for place, column in enumerate(table.columns):
            paper.set_column(place, place, column.width)
            paper.write_string(head, place, column.heading, styles.of("head"))
        for number, row in enumerate(table.rows):
            last = head + 1 + number
            for place, value in enumerate(row):
                is_marked = (number, place) in table.marked
                _write(paper, last, place, value, styles, table.columns[place].is_wrapped, is_marked)
        _set_up(paper, head, last, len(table.columns))
    return out.getvalue()


class _Styles:
    """Formats by what they are for, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool, bool], Format] = {}

    def of(self, name: str, *, is_quoted: bool = False, is_marked: bool = False) -> Format:
        """The format of a name; quoted as a spreadsheet quotes text that begins like a formula."""
        key = (name, is_quoted, is_marked)
        if key not in self._made:
            look = {"font_name": FONT, "font_color": _INK, "valign": "top", **_LOOKS[name]}
            if is_quoted:
                look["quote_prefix"] = True
            if is_marked:
                look |= {"bg_color": _WARN_TINT, "font_color": _WARN, "border": 1, "border_color": _WARN}
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def _write_lead(paper: Worksheet, table: PlainTable, styles: _Styles) -> int:
    """Title and notes; answers the row of the headings."""
    if table.title is None:
        return 0
    paper.write_string(0, 0, table.title, styles.of("title", is_quoted=looks_active(table.title)))
    for row, note in enumerate(table.notes, start=1):
        paper.write_string(row, 0, note, styles.of("note"))
    return 2 + len(table.notes)


def _write(
    paper: Worksheet, row: int, place: int, value: Value, styles: _Styles, is_wrapped: bool, is_marked: bool
) -> None:
    if isinstance(value, str):
        style = styles.of("wrapped" if is_wrapped else "text", is_quoted=looks_active(value), is_marked=is_marked)
        paper.write_string(row, place, value, style)
    elif isinstance(value, date):
        paper.write_datetime(row, place, value, styles.of("day", is_marked=is_marked))
    elif value is not None:
        paper.write_number(row, place, value, styles.of("number", is_marked=is_marked))
    elif is_marked:
        paper.write_blank(row, place, None, styles.of("number", is_marked=True))


def _set_up(paper: Worksheet, head: int, last: int, columns: int) -> None:
    paper.freeze_panes(head + 1, 0)
    paper.autofilter(head, 0, max(last, head + 1), columns - 1)
    paper.set_landscape()
    paper.set_paper(_A4)
    paper.fit_to_pages(1, 0)
    paper.repeat_rows(head)
    paper.set_footer("&R&8&P/&N")
