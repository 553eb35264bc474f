"""Tables as an Excel workbook: frozen heads, real numbers and days, levels in colour and in words, ready to print.

Text is only ever text: what looks like a formula is quoted as Excel itself does it, and its letters stay as they are.
Nothing in the file depends on when or where it is written, so the same tables give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.domain.sentences import Phrase
from app.formats.cells import looks_active
from app.formats.level_css import Tones

Kind = Literal["text", "count", "change", "day", "percent", "level"]
Value = str | int | float | date | None

_INK, _INK_2, _HEAD, _LINE, _DANGER = "#131C24", "#44525E", "#E9EDF0", "#C3CCD4", "#B4173A"
_NUMBERS: Final[Mapping[str, str]] = {
    "count": "#,##0",
    "change": "+#,##0;-#,##0;0",
    "day": "dd/mm/yyyy",
    "percent": '0.0"%"',
}
_A4: Final = 9
NONE: Final = Phrase("Không có.", "None.")


@dataclass(frozen=True)
class Column:
    """A column: its head in both languages, its width in signs, and what its cells hold."""

    head: Phrase
    width: int
    kind: Kind = "text"


@dataclass(frozen=True)
class LevelCell:
    """A level in a cell: its words, and the id its colours are found by."""

    level: str
    label: str


Row = Sequence[Value | LevelCell]


@dataclass(frozen=True)
class Block:
    """A table with a title of its own, or none."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    title: Phrase | None = None
    empty: Phrase = NONE


@dataclass(frozen=True)
class Sheet:
    """A sheet: what it shows, what is to be known of it, its tables one below the other, what they stand on.

    The head of the first table stays in sight, on the screen and on every page, where it is the only one.
    """

    name: str
    title: Phrase
    notes: Sequence[str]
    blocks: Sequence[Block]
    warnings: Sequence[str] = ()
    closing: Sequence[str] = ()


def workbook(
    sheets: Sequence[Sheet], *, tones: Mapping[str, Tones], title: str, created: datetime, footer: str
) -> bytes:
    """The workbook of some sheets.

    Args:
        tones: the colours of each level.
        created: the moment written into the file, whatever the clock says.
        footer: at the bottom of each printed page, beside its number.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": title, "created": created.replace(tzinfo=None, microsecond=0)})
        styles = _Styles(book, tones)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet, styles, footer)
    return out.getvalue()


class _Styles:
    """Formats by what they are for, each made once."""

    def __init__(self, book: xlsxwriter.Workbook, tones: Mapping[str, Tones]) -> None:
        self._book, self._tones = book, tones
        self._made: dict[tuple[str, ...], Format] = {}

    def plain(self, name: str) -> Format:
        """Text outside tables."""
        looks: dict[str, dict[str, Any]] = {
            "title": {"bold": True, "font_size": 15, "font_color": _INK},
            "subtitle": {"italic": True, "font_color": _INK_2},
            "note": {"font_color": _INK_2},
            "warning": {"bold": True, "font_color": _DANGER},
            "block": {"bold": True, "font_size": 12, "font_color": _INK},
            "head": {"bold": True, "bg_color": _HEAD, "bottom": 1, "text_wrap": True, "valign": "vcenter"},
        }
        return self._of((name,), looks[name])

    def cell(self, kind: Kind, *, is_text: bool, quoted: bool, level: str | None) -> Format:
        """A cell of a table."""
        look: dict[str, Any] = {"bottom": 4, "bottom_color": _LINE, "valign": "top"}
        if level is not None and level in self._tones:
            look |= {"bg_color": self._tones[level].fill, "font_color": self._tones[level].on, "bold": True}
        elif kind in _NUMBERS and not is_text:
            look |= {"num_format": _NUMBERS[kind]}
        if is_text and kind == "text":
            look |= {"text_wrap": True}
        elif is_text and kind != "level":
            look |= {"align": "right"}
        if quoted:
            look |= {"quote_prefix": True}
        return self._of(("cell", kind, str(is_text), str(quoted), level or ""), look)

    def _of(self, key: tuple[str, ...], look: Mapping[str, Any]) -> Format:
        if key not in self._made:
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def _write_sheet(paper: Worksheet, sheet: Sheet, styles: _Styles, footer: str) -> None:
    row = _write_head(paper, sheet, styles)
    for place, width in enumerate(_widths(sheet.blocks)):
        paper.set_column(place, place, width)
    only = len(sheet.blocks) == 1
    for block in sheet.blocks:
        if block.title is not None:
            row += 1
            paper.write_string(row, 0, f"{block.title.vi} / {block.title.en}", styles.plain("block"))
            row += 1
        head, row = row, _write_block(paper, block, row, styles)
        if only:
            paper.freeze_panes(head + 1, 0)
            paper.repeat_rows(head)
            paper.autofilter(head, 0, max(head + 1, row - 1), len(block.columns) - 1)
    for text in sheet.closing:
        row += 1
        paper.write_string(row, 0, text, styles.plain("note"))
    if not only:
        paper.freeze_panes(2, 0)
    paper.set_landscape()
    paper.set_paper(_A4)
    paper.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.7)
    paper.fit_to_pages(1, 0)
    paper.hide_gridlines(2)
    paper.set_footer(f"&L&8{_footer_text(footer)}&R&8&P/&N")


def _write_head(paper: Worksheet, sheet: Sheet, styles: _Styles) -> int:
    """Title, second language, what is to be known; answers the row that comes next."""
    paper.write_string(0, 0, sheet.title.vi, styles.plain("title"))
    paper.write_string(1, 0, sheet.title.en, styles.plain("subtitle"))
    lines = [*((text, "warning") for text in sheet.warnings), *((text, "note") for text in sheet.notes)]
    for row, (text, style) in enumerate(lines, start=2):
        paper.write_string(row, 0, text, styles.plain(style))
    return 3 + len(lines)


def _write_block(paper: Worksheet, block: Block, row: int, styles: _Styles) -> int:
    """A table from a row on; answers the row after it."""
    paper.set_row(row, 32)
    for place, column in enumerate(block.columns):
        paper.write_string(row, place, f"{column.head.vi}\n{column.head.en}", styles.plain("head"))
    for written in block.rows:
        row += 1
        for place, (value, column) in enumerate(zip(written, block.columns, strict=True)):
            _write_cell(paper, row, place, value, column.kind, styles)
    if not block.rows:
        row += 1
        paper.write_string(row, 0, f"{block.empty.vi} / {block.empty.en}", styles.plain("note"))
    return row + 1


def _write_cell(paper: Worksheet, row: int, place: int, value: Value | LevelCell, kind: Kind, styles: _Styles) -> None:
    level = value.level if isinstance(value, LevelCell) else None
    content = value.label if isinstance(value, LevelCell) else value
    is_text = isinstance(content, str)
    style = styles.cell(kind, is_text=is_text, quoted=isinstance(content, str) and looks_active(content), level=level)
    if content is None:
        paper.write_blank(row, place, None, style)
    elif isinstance(content, str):
        paper.write_string(row, place, content, style)
    elif isinstance(content, date):
        paper.write_datetime(row, place, content, style)
    else:
        paper.write_number(row, place, content, style)


def _widths(blocks: Sequence[Block]) -> list[int]:
    """The width of each column: the widest any table asks for."""
    most = max(len(block.columns) for block in blocks)
    return [max(block.columns[place].width for block in blocks if place < len(block.columns)) for place in range(most)]


def _footer_text(text: str) -> str:
    """Text in which nothing is taken for a code of Excel's, cut to the 255 signs a footer may have."""
    return text.replace("&", "&&")[:200]
