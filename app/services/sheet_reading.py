"""Any sheet a district already uses, read into rows by ward: a file, or what was pasted. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from app.domain.errors import UnreadableSheet
from app.domain.register import Register
from app.domain.sentences import Phrase, one_line
from app.domain.sheet_body import BodyReader
from app.domain.sheet_days import days_in
from app.domain.sheet_grid import SheetGrid, cell_text, column_letters
from app.domain.sheet_headings import role_of_words
from app.domain.sheet_layout import find_layout
from app.domain.sheet_row_days import SheetDay
from app.domain.sheet_rows import SheetRow, UnmatchedRow
from app.domain.sheet_spelling import MakesSense, Respelled, in_unicode
from app.domain.sheet_synonyms import NOT_READ, ColumnRole
from app.domain.sheet_table import LayoutColumn, SheetLayout
from app.domain.sheet_title import read_title
from app.domain.vocabulary import CaseClass
from app.domain.ward_matching import WardFinder
from app.formats.sheet_files import read_sheets
from app.formats.sheet_safety import SheetKind, kind_of_file
from app.formats.sheet_text import DecodedText, decodings, text_grid
from app.formats.ward_aliases import old_names

LOOKED_AT_ROWS: Final = 200
"""Rows by which one sheet, or one set of characters, is preferred to another."""


@dataclass(frozen=True)
class ReadColumn:
    """A column of the sheet: its letter, the words over it, and what it is read as (None: not read)."""

    letter: str
    heading: str
    column: str | None


@dataclass(frozen=True)
class ReadLayout:
    """What was recognised.

    Args:
        file_format: `xlsx`, `xls`, `ods`, `csv` or `pasted`.
        encoding: of text, or the old set it was in; None for a workbook in Unicode.
        sheet: the name of the sheet that was read; empty for text.
        header_row: number of the first row of headings, from 1.
        unclassed: headings that count cases without saying of which class; somebody has to say it.
        doubtful: headings of columns with figures that are not read and may count cases.
    """

    file_format: str
    encoding: str | None
    sheet: str
    header_row: int
    columns: tuple[ReadColumn, ...]
    unclassed: tuple[str, ...]
    doubtful: tuple[str, ...] = ()

    @property
    def needs_class(self) -> bool:
        """Whether somebody has to say which class of cases a column counts."""
        return bool(self.unclassed)


@dataclass(frozen=True)
class SheetReading:
    """A sheet, read: rows of wards in scope, rows nobody can place, and sentences about how it was understood.

    `grid` holds its cells, so that a row can be given back as it was sent.
    """

    rows: tuple[SheetRow, ...]
    unmatched: tuple[UnmatchedRow, ...]
    notices: tuple[Phrase, ...]
    layout: ReadLayout
    grid: SheetGrid


@dataclass(frozen=True)
class _Read:
    """One sheet on trial, with how much of it is understood."""

    respelled: Respelled
    layout: SheetLayout
    encoding: str | None

    @property
    def grid(self) -> SheetGrid:
        return self.respelled.grid


def read_sheet(
    content: bytes,
    *,
    register: Register,
    district_codes: frozenset[str] | None,
    on: date | None,
    today: date,
    count_class: CaseClass | None = None,
) -> SheetReading:
    """A file of any kind, read.

    Args:
        district_codes: the districts the sheet may speak of; None for all.
        on: the day it should be of; rows of another day carry a fault. None: any day, but each row must have one.
        today: the open day; a date without a year is of the year nearest to it.
        count_class: what a column counts that only says "cases".

    Raises:
        UnreadableSheet: it is not safe to read, no sheet at all, or has no table.
    """
    finder = WardFinder(register.wards, district_codes, old_names(register.wards))
    kind = kind_of_file(content)
    if kind is SheetKind.TEXT:
        tried = [each for text in decodings(content) for each in _tried_text(text, finder, count_class)]
        found = _best(tried, finder, on, today)
        return _read_body(found, finder, _place(kind.value, found), on, today)
    grids = read_sheets(content, kind)
    tried = [each for grid in grids for each in _tried(grid, finder, count_class, None)]
    found = _best(tried, finder, on, today)
    several = _which_sheet(grids, found)
    reading = _read_body(found, finder, _place(kind.value, found), on, today)
    return replace(reading, notices=(*several, *reading.notices))


def read_pasted(
    text: str,
    *,
    register: Register,
    district_codes: frozenset[str] | None,
    on: date | None,
    today: date,
    count_class: CaseClass | None = None,
) -> SheetReading:
    """Cells copied from a sheet, read; arguments and faults as for `read_sheet`."""
    finder = WardFinder(register.wards, district_codes, old_names(register.wards))
    found = _best(_tried_text(DecodedText(text, "UTF-8"), finder, count_class), finder, on, today)
    return _read_body(found, finder, _place("pasted", found), on, today)


def _place(file_format: str, found: _Read) -> ReadLayout:
    grid = found.grid
    return ReadLayout(
        file_format=file_format,
        encoding=found.respelled.old_set or found.encoding,
        sheet=grid.name,
        header_row=grid.row_number(found.layout.top),
        columns=tuple(_read_column(each, grid) for each in found.layout.columns if each.heading or each.role),
        unclassed=found.layout.unclassed,
        doubtful=found.layout.doubtful,
    )


def _read_column(column: LayoutColumn, grid: SheetGrid) -> ReadColumn:
    is_read = column.role is not None and column.role not in NOT_READ
    return ReadColumn(
        letter=column_letters(grid.first_column + column.index),
        heading=column.heading,
        column=str(column.role) if is_read else None,
    )


def _tried_text(text: DecodedText, finder: WardFinder, count_class: CaseClass | None) -> list[_Read]:
    return _tried(text_grid(text.text), finder, count_class, text.encoding)


def _tried(grid: SheetGrid, finder: WardFinder, count_class: CaseClass | None, encoding: str | None) -> list[_Read]:
    """The table of a sheet, in a list; an empty one when it has none."""
    respelled = in_unicode(grid, _makes_sense(finder))
    layout = find_layout(respelled.grid, is_ward=finder.knows, count_class=count_class)
    return [] if layout is None else [_Read(respelled, layout, encoding)]


def _makes_sense(finder: WardFinder) -> MakesSense:
    return lambda text: role_of_words(text) is not None or finder.knows(text)


def _best(tried: Sequence[_Read], finder: WardFinder, on: date | None, today: date) -> _Read:
    """The sheet, or the spelling, that names the most wards; of several days, the sheet named by the day asked for.

    Raises:
        UnreadableSheet: none has a table.
    """
    if not tried:
        raise _no_table()
    return max(tried, key=lambda each: (_day_of_name(each.grid, today) == on is not None, _wards_named(each, finder)))


def _wards_named(read: _Read, finder: WardFinder) -> int:
    """How many of the first rows name a ward."""
    columns = [read.layout.column(role) for role in (ColumnRole.WARD_NAME, ColumnRole.WARD_CODE)]
    body = read.grid.rows[read.layout.body : read.layout.body + LOOKED_AT_ROWS]
    texts = [[cell_text(row[each]) for each in columns if each is not None and each < len(row)] for row in body]
    return sum(any(finder.knows(text) for text in row if text) for row in texts)


def _day_of_name(grid: SheetGrid, today: date) -> date | None:
    """The day that a sheet is named after, as in "14.9"."""
    days = list(days_in(f"ngày {grid.name}", near=today)) if grid.name else []
    return days[0] if len(days) == 1 else None


def _read_body(found: _Read, finder: WardFinder, layout: ReadLayout, on: date | None, today: date) -> SheetReading:
    title = read_title(found.grid, found.layout.body, finder, on=on, today=today)
    said = title.day or _day_of_name(found.grid, today)
    sheet_day = SheetDay(on=on, said=said, place=title.place or found.grid.name, near=today)
    body = BodyReader(found.grid, found.layout, finder, sheet_day).read(likely_district=title.district_code)
    if not body.rows and not body.unmatched:
        raise _no_rows()
    notices = (*found.respelled.notices, *title.notices, *found.layout.notices, *body.notices)
    return SheetReading(tuple(body.rows), tuple(body.unmatched), notices, layout, found.grid)


def _which_sheet(grids: Sequence[SheetGrid], found: _Read) -> tuple[Phrase, ...]:
    """Which sheet of several was read."""
    if len(grids) == 1:
        return ()
    name = one_line(found.grid.name)[:60]
    return (
        Phrase(
            f"Tệp có {len(grids)} trang tính; đã đọc trang “{name}”.",
            f"The file has {len(grids)} sheets; sheet “{name}” was read.",
        ),
    )


def _no_table() -> UnreadableSheet:
    return UnreadableSheet(
        "no_table",
        vi="Không tìm thấy bảng: cần một dòng tiêu đề có cột phường, xã và ít nhất một cột số liệu "
        "(ví dụ “Xã, phường”, “Khu cách ly”, “Số mẫu”) trong 30 dòng đầu.",
        en="No table was found: one of the first 30 rows must have headings for the ward and for at least one column "
        "of figures (such as “ward_code”, “quarantine”, “samples”).",
    )


def _no_rows() -> UnreadableSheet:
    return UnreadableSheet(
        "no_rows",
        vi="Dưới dòng tiêu đề không có dòng số liệu nào của phường, xã.",
        en="There are no rows of wards under the headings.",
    )
