"""A sheet as a grid of cells with the places they have in the file, however it was stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.intake_cells import CellValue, clean_cell


@dataclass(frozen=True)
class Merge:
    """A rectangle of cells shown as one; all four bounds belong to it, from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class SheetGrid:
    """The cells of one sheet.

    Args:
        name: of the sheet; empty for text.
        rows: of equal or different lengths; a cell that holds an error or a formula without result holds its text.
        first_row, first_column: where `rows[0][0]` lies in the file, from 0.
        merges: in places of the file.
    """

    name: str
    rows: Sequence[Sequence[CellValue]]
    first_row: int = 0
    first_column: int = 0
    merges: Sequence[Merge] = ()

    @property
    def width(self) -> int:
        """Cells of the longest row."""
        return max(map(len, self.rows), default=0)

    def row_number(self, index: int) -> int:
        """The number a person sees beside `rows[index]`."""
        return self.first_row + index + 1

    def cell_name(self, index: int, column: int) -> str:
        """The name of a cell as sheets show it.

        >>> SheetGrid("", [], first_row=2).cell_name(4, 27)
        'AB7'
        """
        return f"{column_letters(self.first_column + column)}{self.row_number(index)}"


def column_letters(column: int) -> str:
    """The letters over a column that is counted from 0.

    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    letters, left = "", column + 1
    while left:
        left, place = divmod(left - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def cell_text(value: CellValue) -> str:
    """A cell as the words or digits in it: whole numbers without a fraction, so that codes stay codes.

    >>> cell_text(454.0), cell_text(" Hải  Bối "), cell_text(None)
    ('454', 'Hải Bối', '')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return clean_cell(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return clean_cell(str(value))


def day_of(value: CellValue) -> date | None:
    """The day a cell holds as a date of the sheet; None when it holds something else."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
