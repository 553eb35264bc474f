"""From the rows under the headings to reports by ward; totals, section titles and signatures are told from wards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from app.domain.intake_cells import CellFaultKind, CellNotice, CellValue, fault_words, read_number
from app.domain.intake_columns import NOTE
from app.domain.names import fold
from app.domain.sentences import Phrase
from app.domain.sheet_body_words import (
    CODES_ARE_NONE,
    LONGEST_NOTE,
    NO_DAY,
    NOTE_TOO_LONG,
    by_old_names,
    no_ward_named,
    not_a_day,
    other_day,
    repeated_ward,
    skipped_totals,
    sum_differs,
    total_mismatch,
    words_as_zero,
)
from app.domain.sheet_days import read_day
from app.domain.sheet_grid import SheetGrid, cell_text
from app.domain.sheet_headings import CASE_ROLES, ColumnRole
from app.domain.sheet_layout import SheetLayout
from app.domain.sheet_rows import CellFault, ReportValue, SheetRow, UnmatchedRow
from app.domain.ward_matching import MatchedBy, NoMatch, Unmatched, WardFinder, WardMatch

_TOTALS: Final = frozenset(
    {
        "cong",
        "tong",
        "tong cong",
        "tong so",
        "cong chung",
        "tong chung",
        "total",
        "sum",
        "toan huyen",
        "toan quan",
        "toan thi xa",
        "toan thanh pho",
        "toan dia ban",
        "toan tp",
        "ca huyen",
        "ca quan",
    }
)
_TOTAL_STARTS: Final = (
    "tong cong",
    "tong so",
    "cong toan",
    "tong toan",
    "tong huyen",
    "tong quan",
    "cong huyen",
    "cong quan",
)


@dataclass(frozen=True)
class SheetDay:
    """The day a sheet says it is of, and the one that was asked for.

    Args:
        on: what was asked for; None when any day will do.
        said: what the title says; None when it says nothing.
        place: the cell, or the sheet, that says it.
        near: a day without a year is of the year nearest to this.
    """

    on: date | None
    said: date | None
    place: str
    near: date

    @property
    def day(self) -> date | None:
        """The day of a row that says none."""
        return self.said or self.on


@dataclass
class _Sums:
    """What the rows add up to so far, in all and since the last section began."""

    all: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    section: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    is_sure: bool = True

    def add(self, values: Mapping[str, ReportValue], *, is_sure: bool) -> None:
        """Take in a row; a sum with a cell at fault is not compared with anything."""
        self.is_sure = self.is_sure and is_sure
        for name, value in values.items():
            if isinstance(value, int):
                self.all[name] += value
                self.section[name] += value


@dataclass
class BodyReading:
    """What stands under the headings."""

    rows: list[SheetRow] = field(default_factory=list)
    unmatched: list[UnmatchedRow] = field(default_factory=list)
    notices: list[Phrase] = field(default_factory=list)


class BodyReader:
    """Reads the rows of one sheet; `read` is called once."""

    def __init__(self, grid: SheetGrid, layout: SheetLayout, finder: WardFinder, sheet_day: SheetDay) -> None:
        self._grid, self._layout, self._finder, self._day = grid, layout, finder, sheet_day
        self._found = BodyReading()
        self._sums = _Sums()
        self._district = ""
        self._likely = ""
        self._words_as_zero: list[str] = []
        self._old_names: list[str] = []
        self._pending: list[UnmatchedRow] = []
        self._code = layout.column(ColumnRole.WARD_CODE)
        self._name = layout.column(ColumnRole.WARD_NAME)
        self._district_column = layout.column(ColumnRole.DISTRICT)
        self._date = layout.column(ColumnRole.REPORTING_DATE)
        self._note = layout.column(ColumnRole.NOTE)

    def read(self, *, likely_district: str = "") -> BodyReading:
        """All rows.

        Args:
            likely_district: code of the district that the title names; empty when it names none.
        """
        self._likely = likely_district
        if self._code is not None and self._name is not None and not self._codes_are_codes():
            self._found.notices.append(CODES_ARE_NONE)
            self._code = None
        for index in range(self._layout.body, len(self._grid.rows)):
            cells = self._grid.rows[index]
            if any(cell_text(cell) for cell in cells):
                self._read_row(index, cells)
        self._found.rows = _with_repetitions(self._found.rows, self._grid, self._ward_column)
        self._found.notices += self._closing_notices()
        return self._found

    @property
    def _ward_column(self) -> int:
        column = self._name if self._name is not None else self._code
        return column if column is not None else 0

    def _codes_are_codes(self) -> bool:
        """Whether a column headed "Mã" holds codes of wards, not numbers of the reporter's own."""
        rows = self._grid.rows[self._layout.body : self._layout.body + 60]
        texts = [text for text in (self._text(row, self._code) for row in rows) if text]
        return not texts or any(self._finder.knows_code(text) for text in texts)

    def _read_row(self, index: int, cells: Sequence[CellValue]) -> None:
        name, code = self._text(cells, self._name), self._text(cells, self._code)
        district = self._text(cells, self._district_column) or self._district
        found = self._finder.find(name, code=code, district=district, likely_district=self._likely)
        if isinstance(found, WardMatch):
            self._take(index, cells, found, " ".join(each for each in (code, name) if each))
        elif not self._is_section(index, cells) and not self._is_total(index, cells) and not self._is_heading(cells):
            self._leave(index, cells, found)

    def _take(self, index: int, cells: Sequence[CellValue], found: WardMatch, text: str) -> None:
        # Rows with words alone are a signature or remark at the end, but a mistaken name before another ward.
        self._found.unmatched += self._pending
        self._pending.clear()
        values, faults = self._values(index, cells)
        reporting_date, day_faults = self._reporting_date(index, cells)
        faults += [*self._total_faults(index, values, faults), *day_faults]
        self._sums.add(values, is_sure=not faults)
        if found.matched_by is MatchedBy.OLD_NAME:
            self._old_names.append(f"{text} → {found.ward.name}")
        row = self._grid.row_number(index)
        self._found.rows.append(
            SheetRow(row, found.ward, found.matched_by, text, reporting_date, _reported(values), tuple(faults))
        )

    def _leave(self, index: int, cells: Sequence[CellValue], found: Unmatched | None) -> None:
        """A row of no ward: kept when it has figures, for somebody to say whose they are."""
        values, faults = self._values(index, cells)
        # Words under columns of figures are the rest of a signature, not a report.
        is_said = any(fault.code != CellFaultKind.NOT_A_NUMBER for fault in faults)
        has_figures = is_said or any(isinstance(value, int) for value in values.values())
        row = self._grid.row_number(index)
        if found is None and not has_figures:
            return
        found = found or Unmatched("", NoMatch.UNKNOWN)
        message = found.message if found.text else no_ward_named(row)
        reporting_date, day_faults = self._reporting_date(index, cells)
        unmatched = UnmatchedRow(
            row,
            found.text,
            found.why,
            message,
            found.candidates,
            reporting_date,
            _reported(values),
            tuple(faults + day_faults),
        )
        if has_figures:
            self._found.unmatched += [*self._pending, unmatched]
            self._pending.clear()
            self._sums.add(values, is_sure=not faults)
        else:
            self._pending.append(unmatched)

    def _values(self, index: int, cells: Sequence[CellValue]) -> tuple[dict[str, ReportValue], list[CellFault]]:
        values: dict[str, ReportValue] = {}
        faults: list[CellFault] = []
        for column in self._layout.number_columns:
            raw = cells[column.index] if column.index < len(cells) else None
            read = read_number(raw)
            name = str(column.role)
            values[name] = read.value
            if read.notice is CellNotice.WORD_AS_ZERO:
                self._words_as_zero.append(self._grid.cell_name(index, column.index))
            if read.fault is not None:
                faults.append(self._fault(index, column.index, name, read.fault.value, fault_words(read.fault, raw)))
        if self._note is not None:
            note = self._text(cells, self._note)
            values[NOTE] = note or None
            if len(note) > LONGEST_NOTE:
                faults.append(self._fault(index, self._note, NOTE, "too_long", NOTE_TOO_LONG))
        return values, faults

    def _total_faults(
        self, index: int, values: Mapping[str, ReportValue], faults: Sequence[CellFault]
    ) -> list[CellFault]:
        """A total that is not what its row adds up to; not told where a cell cannot be read anyway."""
        column, total = self._layout.column(ColumnRole.TOTAL), values.get(ColumnRole.TOTAL)
        classes = [values[role] for role in CASE_ROLES if role in values]
        if column is None or not isinstance(total, int) or not classes or faults:
            return []
        added = sum(value for value in classes if isinstance(value, int))
        return (
            []
            if added == total
            else [self._fault(index, column, "total", "total_mismatch", total_mismatch(total, added))]
        )

    def _reporting_date(self, index: int, cells: Sequence[CellValue]) -> tuple[date | None, list[CellFault]]:
        """The day of a row, by its own cell or the title, compared with the day asked for."""
        column = self._date
        raw = cells[column] if column is not None and column < len(cells) else None
        if column is None or not cell_text(raw):
            return self._day_of_title(index)
        said = read_day(raw, near=self._day.near)
        if said is None:
            return None, [self._fault(index, column, "reporting_date", "not_a_day", not_a_day(cell_text(raw)))]
        if self._day.on is not None and said != self._day.on:
            return said, [self._fault(index, column, "reporting_date", "other_day", other_day(said, self._day.on))]
        return said, []

    def _day_of_title(self, index: int) -> tuple[date | None, list[CellFault]]:
        said, on = self._day.day, self._day.on
        if said is None:
            return None, [self._fault(index, self._ward_column, "reporting_date", "no_day", NO_DAY)]
        if on is not None and said != on:
            row = self._grid.row_number(index)
            return said, [CellFault(row, "reporting_date", self._day.place, "other_day", other_day(said, on))]
        return said, []

    def _is_section(self, index: int, cells: Sequence[CellValue]) -> bool:
        """A row that names a district: the wards under it are of that district."""
        text = self._row_title(cells)
        district = self._finder.district_code(text) if text else None
        if district is None:
            return False
        self._district = district
        self._sums.section.clear()
        self._pending.clear()
        return True

    def _is_total(self, index: int, cells: Sequence[CellValue]) -> bool:
        title = fold(self._row_title(cells)).strip(" :.")
        if title not in _TOTALS and not title.startswith(_TOTAL_STARTS):
            return False
        self._found.notices += self._compared(index, cells)
        return True

    def _compared(self, index: int, cells: Sequence[CellValue]) -> list[Phrase]:
        """What to say of a row of totals: that it is skipped, and where it differs from the rows above."""
        row, values = self._grid.row_number(index), self._values(index, cells)[0]
        notices = [skipped_totals(row)]
        if not self._sums.is_sure:
            return notices
        for name, value in values.items():
            sums = (self._sums.all.get(name, 0), self._sums.section.get(name, 0))
            if isinstance(value, int) and value not in sums:
                notices.append(sum_differs(row, name, value, sums[0]))
        return notices

    def _is_heading(self, cells: Sequence[CellValue]) -> bool:
        """Headings repeated further down, as on the second page of a printed sheet."""
        above = self._grid.rows[self._layout.body - 1] if self._layout.body else ()
        texts = [cell_text(cell) for cell in cells]
        return sum(map(bool, texts)) >= 2 and texts == [cell_text(cell) for cell in above]

    def _row_title(self, cells: Sequence[CellValue]) -> str:
        """The first words of a row that are left of its figures."""
        numbers = [column.index for column in self._layout.number_columns]
        end = min(numbers, default=len(cells))
        texts = (cell_text(cell) for cell in cells[: max(end, self._ward_column + 1)] if isinstance(cell, str))
        return next((text for text in texts if any(mark.isalpha() for mark in text) and len(text) > 1), "")

    def _text(self, cells: Sequence[CellValue], column: int | None) -> str:
        return cell_text(cells[column]) if column is not None and column < len(cells) else ""

    def _fault(self, index: int, column: int, name: str, code: str, message: Phrase) -> CellFault:
        return CellFault(self._grid.row_number(index), name, self._grid.cell_name(index, column), code, message)

    def _closing_notices(self) -> list[Phrase]:
        notices = [by_old_names(self._old_names)] if self._old_names else []
        return [*notices, words_as_zero(self._words_as_zero)] if self._words_as_zero else notices


def _reported(values: Mapping[str, ReportValue]) -> dict[str, ReportValue]:
    return {name: value for name, value in values.items() if name != ColumnRole.UNCLASSED}


def _with_repetitions(rows: Sequence[SheetRow], grid: SheetGrid, column: int) -> list[SheetRow]:
    """The rows, with a fault on each of those that are of one ward and day."""
    same: dict[tuple[str, date | None], list[SheetRow]] = defaultdict(list)
    for row in rows:
        same[row.ward_code, row.reporting_date].append(row)
    return [_repeated(row, same[row.ward_code, row.reporting_date], grid, column) for row in rows]


def _repeated(row: SheetRow, same: Sequence[SheetRow], grid: SheetGrid, column: int) -> SheetRow:
    if len(same) == 1:
        return row
    others = ", ".join(str(each.row) for each in same if each is not row)
    message = repeated_ward(row.ward.name, row.row, others)
    cell = grid.cell_name(row.row - grid.first_row - 1, column)
    return replace(row, faults=(*row.faults, CellFault(row.row, "ward_code", cell, "repeated_ward", message)))
