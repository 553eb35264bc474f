"""From the rows under the headings to reports by ward; totals, section titles and signatures are told from wards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from app.domain.intake_cells import CellFaultKind, CellNotice, CellValue, fault_words, read_number
from app.domain.intake_columns import NOTE, TOTAL
from app.domain.sentences import Phrase
from app.domain.sheet_body_words import (
    CODES_ARE_NONE,
    LETTERS_LOST,
    LONGEST_NOTE,
    NOTE_TOO_LONG,
    by_old_names,
    no_ward_named,
    repeated_ward,
    skipped_district,
    total_mismatch,
    words_as_zero,
)
from app.domain.sheet_grid import SheetGrid, cell_text
from app.domain.sheet_row_days import RowDays, SheetDay
from app.domain.sheet_rows import CellFault, ReportValue, SheetRow, UnmatchedRow
from app.domain.sheet_synonyms import CASE_ROLES, ColumnRole
from app.domain.sheet_table import SheetLayout
from app.domain.sheet_totals import Sums, is_title_of_totals
from app.domain.ward_matching import MatchedBy, NoMatch, Unmatched, WardFinder, WardMatch
from app.domain.ward_names import spelled

_OF_SIGNATURES: Final = frozenset({CellFaultKind.NOT_A_NUMBER.value, CellFaultKind.DATE.value})


@dataclass
class BodyReading:
    """What stands under the headings."""

    rows: list[SheetRow] = field(default_factory=list)
    unmatched: list[UnmatchedRow] = field(default_factory=list)
    notices: list[Phrase] = field(default_factory=list)


class BodyReader:
    """Reads the rows of one sheet; `read` is called once."""

    def __init__(self, grid: SheetGrid, layout: SheetLayout, finder: WardFinder, sheet_day: SheetDay) -> None:
        self._grid, self._layout, self._finder = grid, layout, finder
        self._found = BodyReading()
        self._sums = Sums()
        self._district = ""
        self._likely = ""
        self._words_as_zero: list[str] = []
        self._old_names: list[str] = []
        self._pending: list[UnmatchedRow] = []
        self._code = layout.column(ColumnRole.WARD_CODE)
        self._name = layout.column(ColumnRole.WARD_NAME)
        self._district_column = layout.column(ColumnRole.DISTRICT)
        self._note = layout.column(ColumnRole.NOTE)
        self._ward_column = next(each for each in (self._name, self._code, 0) if each is not None)
        self._days = RowDays(
            grid,
            column=layout.column(ColumnRole.REPORTING_DATE),
            ward_column=self._ward_column,
            sheet_day=sheet_day,
        )

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

    def _codes_are_codes(self) -> bool:
        """Whether a column headed "Mã" holds codes of wards, not numbers of the reporter's own."""
        rows = self._grid.rows[self._layout.body : self._layout.body + 60]
        texts = [text for text in (self._text(row, self._code) for row in rows) if text]
        return not texts or any(self._finder.knows_code(text) for text in texts)

    def _read_row(self, index: int, cells: Sequence[CellValue]) -> None:
        name, code = self._text(cells, self._name), self._text(cells, self._code)
        # Only the first of merged cells holds the words.
        self._district = self._text(cells, self._district_column) or self._district
        found = self._finder.find(name, code=code, district=self._district, likely_district=self._likely)
        values, faults = self._values(index, cells)
        if isinstance(found, WardMatch):
            self._take(index, cells, found, " ".join(each for each in (code, name) if each), values, faults)
            return
        title = name or self._title(cells)
        if is_title_of_totals(title):
            self._found.notices += self._sums.compared(self._grid.row_number(index), values)
        elif not self._is_section(title, index, values) and not self._is_heading(cells):
            self._leave(index, cells, found, values, faults)

    def _take(
        self,
        index: int,
        cells: Sequence[CellValue],
        found: WardMatch,
        text: str,
        values: dict[str, ReportValue],
        faults: list[CellFault],
    ) -> None:
        # Rows with words alone are a signature or remark at the end, but a mistaken name before another ward.
        self._found.unmatched += self._pending
        self._pending.clear()
        reporting_date, day_faults = self._days.of(index, cells)
        faults += [*self._total_faults(index, values, faults), *day_faults]
        self._sums.add(values, is_sure=not faults)
        if found.matched_by is MatchedBy.OLD_NAME:
            self._old_names.append(f"{text} → {found.ward.name}")
        row = self._grid.row_number(index)
        self._found.rows.append(
            SheetRow(row, found.ward, found.matched_by, text, reporting_date, _reported(values), tuple(faults))
        )

    def _leave(
        self,
        index: int,
        cells: Sequence[CellValue],
        found: Unmatched | None,
        values: dict[str, ReportValue],
        faults: list[CellFault],
    ) -> None:
        """A row of no ward: kept when it has figures, for somebody to say whose they are."""
        # Words and dates under columns of figures are the rest of a signature, not a report.
        is_said = any(fault.code not in _OF_SIGNATURES for fault in faults)
        has_figures = is_said or any(isinstance(value, int) for value in values.values())
        row = self._grid.row_number(index)
        if found is None and not has_figures:
            return
        found = found or Unmatched("", NoMatch.UNKNOWN)
        message = found.message if found.text else no_ward_named(row)
        reporting_date, day_faults = self._days.of(index, cells)
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
        column, total = self._layout.column(ColumnRole.TOTAL), values.get(TOTAL)
        classes = [values[role] for role in CASE_ROLES if role in values]
        if column is None or not isinstance(total, int) or not classes or faults:
            return []
        added = sum(value for value in classes if isinstance(value, int))
        if added == total:
            return []
        return [self._fault(index, column, TOTAL, "total_mismatch", total_mismatch(total, added))]

    def _is_section(self, title: str, index: int, values: Mapping[str, ReportValue]) -> bool:
        """A row that names a district: the wards under it are of that district."""
        district = self._finder.district_code(title) if title else None
        has_figures = any(isinstance(value, int) for value in values.values())
        # With figures beside it a bare name may as well be a ward that is written wrongly.
        if district is None or (has_figures and spelled(title).kind is None):
            return False
        self._district = district
        self._sums.begin_section()
        self._pending.clear()
        if has_figures:
            self._found.notices.append(skipped_district(self._grid.row_number(index), title))
        return True

    def _is_heading(self, cells: Sequence[CellValue]) -> bool:
        """Headings repeated further down, as on the second page of a printed sheet."""
        above = self._grid.rows[self._layout.body - 1] if self._layout.body else ()
        texts = [cell_text(cell) for cell in cells]
        return sum(map(bool, texts)) >= 2 and texts == [cell_text(cell) for cell in above]

    def _title(self, cells: Sequence[CellValue]) -> str:
        """The first words of a row without a ward, as "Tổng cộng" in the column of numbers."""
        texts = (cell_text(cell) for cell in cells[: self._ward_column + 2] if isinstance(cell, str))
        return next((text for text in texts if len(text) > 1 and any(mark.isalpha() for mark in text)), "")

    def _text(self, cells: Sequence[CellValue], column: int | None) -> str:
        return cell_text(cells[column]) if column is not None and column < len(cells) else ""

    def _fault(self, index: int, column: int, name: str, code: str, message: Phrase) -> CellFault:
        return CellFault(self._grid.row_number(index), name, self._grid.cell_name(index, column), code, message)

    def _closing_notices(self) -> list[Phrase]:
        is_lost = any("?" in row.text or "\ufffd" in row.text for row in self._found.unmatched)
        notices = [by_old_names(self._old_names)] if self._old_names else []
        notices += [words_as_zero(self._words_as_zero)] if self._words_as_zero else []
        notices += self._days.notices
        return [*notices, LETTERS_LOST] if is_lost else notices


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
