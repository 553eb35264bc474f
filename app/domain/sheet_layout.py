"""Where the table lies in a sheet and what its columns hold: headings in any of the first rows, one to three deep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from app.domain.sheet_columns import column_of_wards, is_ordinal, settled
from app.domain.sheet_grid import SheetGrid, cell_text
from app.domain.sheet_headings import role_of_heading
from app.domain.sheet_synonyms import NUMBER_ROLES, WARD_ROLES, ColumnRole
from app.domain.sheet_table import IsWard, LayoutColumn, SheetLayout
from app.domain.vocabulary import CaseClass

SEARCHED_ROWS: Final = 30
"""Headings stand in one of the first rows."""
DEEPEST: Final = 3
"""Rows of headings."""
WIDEST: Final = 200
"""Columns that are looked at."""

_WEIGHTS: Final = {
    ColumnRole.UNCLASSED: 0.5,
    ColumnRole.COMMUNITY: 0.6,
    ColumnRole.TOTAL: 0.6,
    ColumnRole.PASSED_OVER: 0.3,
    ColumnRole.ROW_NUMBER: 0.3,
}


def find_layout(grid: SheetGrid, *, is_ward: IsWard, count_class: CaseClass | None = None) -> SheetLayout | None:
    """The table of a sheet; None when no row of headings names wards and figures.

    Args:
        is_ward: whether a text names a ward, to tell figures from headings.
        count_class: what a column counts whose heading does not say it.
    """
    best: tuple[float, SheetLayout] | None = None
    for top in range(min(SEARCHED_ROWS, len(grid.rows))):
        for depth in range(1, min(DEEPEST, len(grid.rows) - top) + 1):
            if not _may_be_headings(grid, top + depth - 1, is_ward):
                break
            columns = _columns(grid, top, depth, is_ward)
            score = _score(columns) - 0.1 * depth
            if score > 0 and (best is None or score > best[0]):
                best = score, SheetLayout(top, top + depth, columns)
    return None if best is None else settled(grid, _with_rows_above(grid, best[1], is_ward), is_ward, count_class)


def _may_be_headings(grid: SheetGrid, index: int, is_ward: IsWard) -> bool:
    """Headings are words, in two cells at least; a row with a ward or a number in it is one of figures."""
    filled = [cell for cell in grid.rows[index][:WIDEST] if cell is not None and cell_text(cell)]
    if len(filled) < 2 or not all(isinstance(cell, str) for cell in filled):
        return False
    texts = [cell_text(cell) for cell in filled]
    return not all(is_ordinal(text) for text in texts) and not any(is_ward(text) for text in texts[:4] if len(text) > 1)


def _with_rows_above(grid: SheetGrid, found: SheetLayout, is_ward: IsWard) -> SheetLayout:
    """The same table with the headings over its headings: they may say that what is below is a running total."""
    wards = [each.index for each in found.columns if each.role in WARD_ROLES]
    while found.top and found.body - found.top < DEEPEST and _may_stand_above(grid, found.top - 1, wards, is_ward):
        columns = _columns(grid, found.top - 1, found.body - found.top + 1, is_ward)
        if not {each.role for each in columns} & WARD_ROLES:
            break
        found = replace(found, top=found.top - 1, columns=columns)
    return found


def _may_stand_above(grid: SheetGrid, index: int, wards: Sequence[int], is_ward: IsWard) -> bool:
    """Whether a row is one of headings and not a title, which begins over the wards or left of them."""
    if _may_be_headings(grid, index, is_ward):
        return True
    filled = [at for at, cell in enumerate(grid.rows[index][:WIDEST]) if cell_text(cell)]
    return len(filled) == 1 and filled[0] > max(wards) and isinstance(grid.rows[index][filled[0]], str)


def _columns(grid: SheetGrid, top: int, depth: int, is_ward: IsWard) -> tuple[LayoutColumn, ...]:
    columns = []
    for index in range(min(grid.width, WIDEST)):
        words = list(_words_over(grid, top, depth, index))
        columns.append(LayoutColumn(index, " – ".join(words), role_of_heading(words) if words else None))
    if any(each.role in WARD_ROLES for each in columns):
        return tuple(columns)
    named = column_of_wards(grid, top + depth, is_ward)
    return tuple(replace(each, role=ColumnRole.WARD_NAME) if each.index == named else each for each in columns)


def _words_over(grid: SheetGrid, top: int, depth: int, column: int) -> Iterator[str]:
    """The words over a column from the top, each once; a cell that spans several columns counts for each of them."""
    last = ""
    for row in range(top, top + depth):
        text = _spanning(grid, row, column, is_lowest=row == top + depth - 1, below=range(row + 1, top + depth))
        if text and text != last:
            yield text
            last = text


def _spanning(grid: SheetGrid, row: int, column: int, *, is_lowest: bool, below: range) -> str:
    own = _text(grid, row, column)
    if own:
        return own
    merge = _merge_over(grid, row, column)
    if merge is not None:
        return _text(grid, merge[0], merge[1])
    if is_lowest or not any(_text(grid, each, column) for each in below):
        return ""
    # Copied text does not tell of merged cells: only the first of them holds the words.
    left = next((each for each in range(column - 1, -1, -1) if _text(grid, row, each)), None)
    if left is None or _merge_over(grid, row, left) is not None:
        return ""
    return _text(grid, row, left)


def _merge_over(grid: SheetGrid, row: int, column: int) -> tuple[int, int] | None:
    at_row, at_column = row + grid.first_row, column + grid.first_column
    for merge in grid.merges:
        if merge.top <= at_row <= merge.bottom and merge.left <= at_column <= merge.right:
            return merge.top - grid.first_row, merge.left - grid.first_column
    return None


def _text(grid: SheetGrid, row: int, column: int) -> str:
    if not 0 <= row < len(grid.rows) or not 0 <= column < len(grid.rows[row]):
        return ""
    value = grid.rows[row][column]
    return cell_text(value) if isinstance(value, str) else ""


def _score(columns: Sequence[LayoutColumn]) -> float:
    """How much of a table is understood; 0 for what is none."""
    roles = {each.role for each in columns if each.role is not None}
    if not roles & WARD_ROLES or not roles & NUMBER_ROLES:
        return 0.0
    return sum(_WEIGHTS.get(role, 1.0) for role in roles)
