"""The day of each row of a sheet: its own, that of the row above, or the title's; compared with the one asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.intake_cells import CellValue
from app.domain.sentences import Phrase
from app.domain.sheet_body_words import NO_DAY, days_from_above, not_a_day, other_day
from app.domain.sheet_days import read_day
from app.domain.sheet_grid import SheetGrid, cell_text
from app.domain.sheet_rows import CellFault


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


class RowDays:
    """Gives rows their days, from the top down."""

    def __init__(self, grid: SheetGrid, *, column: int | None, ward_column: int, sheet_day: SheetDay) -> None:
        self._grid, self._column, self._ward_column, self._day = grid, column, ward_column, sheet_day
        self._above: CellValue = None
        self._from_above: list[str] = []

    @property
    def notices(self) -> list[Phrase]:
        """Which blank cells were read as the day above them."""
        return [days_from_above(self._from_above)] if self._from_above else []

    def of(self, index: int, cells: Sequence[CellValue]) -> tuple[date | None, list[CellFault]]:
        """The day of a row, and what is wrong with it."""
        column = self._column
        raw = cells[column] if column is not None and column < len(cells) else None
        if column is not None and not cell_text(raw) and self._above is not None:
            # Only the first of merged cells holds the day.
            raw = self._above
            self._from_above.append(self._grid.cell_name(index, column))
        if column is None or not cell_text(raw):
            return self._of_title(index)
        self._above = raw
        said, cell = read_day(raw, near=self._day.near), self._grid.cell_name(index, column)
        if said is None:
            return None, [self._fault(index, cell, "not_a_day", not_a_day(cell_text(raw)))]
        return said, self._compared(index, cell, said)

    def _of_title(self, index: int) -> tuple[date | None, list[CellFault]]:
        said = self._day.said or self._day.on
        if said is None:
            return None, [self._fault(index, self._grid.cell_name(index, self._ward_column), "no_day", NO_DAY)]
        return said, self._compared(index, self._day.place, said)

    def _compared(self, index: int, cell: str, said: date) -> list[CellFault]:
        on = self._day.on
        return [] if on is None or said == on else [self._fault(index, cell, "other_day", other_day(said, on))]

    def _fault(self, index: int, cell: str, code: str, message: Phrase) -> CellFault:
        return CellFault(self._grid.row_number(index), "reporting_date", cell, code, message)
