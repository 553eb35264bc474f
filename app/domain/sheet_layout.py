"""Where the table lies in a sheet and what its columns hold: headings in any of the first rows, one to three deep."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from app.domain.intake_cells import CellValue
from app.domain.names import fold
from app.domain.sentences import Phrase, joined
from app.domain.sheet_grid import SheetGrid, cell_text, column_letters
from app.domain.sheet_headings import CASE_ROLES, NUMBER_ROLES, WARD_ROLES, ColumnRole, role_of_heading
from app.domain.vocabulary import CaseClass

SEARCHED_ROWS: Final = 30
"""Headings stand in one of the first rows."""
DEEPEST: Final = 3
"""Rows of headings."""
SAMPLED_ROWS: Final = 60
"""Rows looked at to tell a column of wards by what stands in it."""
WIDEST: Final = 200
"""Columns that are looked at."""

IsWard: TypeAlias = Callable[[str], bool]
_WEIGHTS: Final = {
    ColumnRole.UNCLASSED: 0.5,
    ColumnRole.COMMUNITY: 0.6,
    ColumnRole.TOTAL: 0.6,
    ColumnRole.PASSED_OVER: 0.3,
    ColumnRole.ROW_NUMBER: 0.3,
}


@dataclass(frozen=True)
class LayoutColumn:
    """A column: where, the words over it, and what it holds (None: not understood)."""

    index: int
    heading: str
    role: ColumnRole | None


@dataclass(frozen=True)
class SheetLayout:
    """A table found in a sheet.

    Args:
        top: index in `grid.rows` of the first row of headings; that of the first row of figures when there is none.
        body: index of the first row of figures.
        unclassed: headings that count cases of a class they do not say; somebody has to say it.
        notices: what was understood in a way somebody should know of.
    """

    top: int
    body: int
    columns: tuple[LayoutColumn, ...]
    unclassed: tuple[str, ...] = ()
    notices: tuple[Phrase, ...] = ()

    @property
    def needs_class(self) -> bool:
        """Whether the class of the cases has to be said."""
        return bool(self.unclassed)

    def column(self, role: ColumnRole) -> int | None:
        """Where a role stands."""
        return next((each.index for each in self.columns if each.role is role), None)

    @property
    def number_columns(self) -> tuple[LayoutColumn, ...]:
        """Columns of numbers that are read."""
        return tuple(each for each in self.columns if each.role in NUMBER_ROLES)


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
    return None if best is None else _settled(grid, _with_rows_above(grid, best[1], is_ward), is_ward, count_class)


def _may_be_headings(grid: SheetGrid, index: int, is_ward: IsWard) -> bool:
    """Headings are words, in two cells at least; a row with a ward or a number in it is one of figures."""
    filled = [cell for cell in grid.rows[index][:WIDEST] if cell is not None and cell_text(cell)]
    if len(filled) < 2 or not all(isinstance(cell, str) for cell in filled):
        return False
    texts = [cell_text(cell) for cell in filled]
    return not all(_is_ordinal(text) for text in texts) and not any(
        is_ward(text) for text in texts[:4] if len(text) > 1
    )


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
    named = _column_of_wards(grid, top + depth, is_ward)
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


def _column_of_wards(grid: SheetGrid, start: int, is_ward: IsWard) -> int | None:
    """The column that names wards in at least half of its cells, and in two at least."""
    best: tuple[float, int] = (0.0, -1)
    rows = grid.rows[start : start + SAMPLED_ROWS]
    for index in range(min(grid.width, 12)):
        texts = [cell_text(row[index]) for row in rows if index < len(row) and isinstance(row[index], str)]
        texts = [text for text in texts if text]
        known = sum(is_ward(text) for text in texts)
        if known >= 2 and known * 2 >= len(texts):
            best = max(best, (float(known), -index))
    return -best[1] if best[0] else None


def _score(columns: Sequence[LayoutColumn]) -> float:
    """How much of a table is understood; 0 for what is none."""
    roles = {each.role for each in columns if each.role is not None}
    if not roles & WARD_ROLES or not roles & NUMBER_ROLES:
        return 0.0
    return sum(_WEIGHTS.get(role, 1.0) for role in roles)


def _settled(grid: SheetGrid, found: SheetLayout, is_ward: IsWard, count_class: CaseClass | None) -> SheetLayout:
    notices: list[Phrase] = []
    columns = _one_of_each(grid, found, is_ward, notices)
    columns, unclassed = _classed(grid, columns, count_class, notices)
    notices += _passed_over(grid, found.body, columns)
    body = found.body
    if _is_numbering(grid, body):
        notices.append(_skipped_numbering(grid.row_number(body)))
        body += 1
    return SheetLayout(found.top, body, columns, unclassed, tuple(notices))


def _one_of_each(
    grid: SheetGrid, found: SheetLayout, is_ward: IsWard, notices: list[Phrase]
) -> tuple[LayoutColumn, ...]:
    """Each role once: of two columns of figures that say the same neither is read, for who knows which is right."""
    counted = Counter(each.role for each in found.columns)
    repeated = {role for role, times in counted.items() if times > 1 and role not in (None, ColumnRole.PASSED_OVER)}
    columns = list(found.columns)
    for role in sorted(role for role in repeated if role is not None):
        same = [each for each in columns if each.role is role]
        kept = _kept(grid, found.body, same, role, is_ward)
        for each in same:
            if each is not kept:
                columns[each.index] = replace(each, role=ColumnRole.PASSED_OVER if role in NUMBER_ROLES else None)
        if kept is None:
            notices.append(_same(grid, same))
    return tuple(columns)


def _kept(
    grid: SheetGrid, body: int, same: Sequence[LayoutColumn], role: ColumnRole, is_ward: IsWard
) -> LayoutColumn | None:
    if role is ColumnRole.WARD_NAME:
        named = _column_of_wards(grid, body, is_ward)
        return next((each for each in same if each.index == named), same[0])
    filled = [each for each in same if _has_content(grid, body, each.index)]
    if role not in NUMBER_ROLES:
        return (filled or list(same))[0]
    return filled[0] if len(filled) == 1 else None


def _same(grid: SheetGrid, same: Sequence[LayoutColumn]) -> Phrase:
    letters = [column_letters(grid.first_column + each.index) for each in same]
    return Phrase(
        f"Các cột {joined(letters, last='và')} cùng là “{same[0].heading}” nên đều không lấy; đổi tên một cột.",
        f"Columns {joined(letters, last='and')} are all “{same[0].heading}”, so none of them is read; rename one.",
    )


def _classed(
    grid: SheetGrid, columns: Sequence[LayoutColumn], count_class: CaseClass | None, notices: list[Phrase]
) -> tuple[tuple[LayoutColumn, ...], tuple[str, ...]]:
    """Settle the columns that count cases of a class they do not say."""
    roles = {each.role for each in columns}
    classes = roles & set(CASE_ROLES)
    both = {ColumnRole.COMMUNITY_UNKNOWN_SOURCE, ColumnRole.COMMUNITY_KNOWN_SOURCE} <= classes
    changed: dict[ColumnRole, ColumnRole] = {}
    open_role: ColumnRole | None = None
    if ColumnRole.COMMUNITY in roles:
        open_role = None if both else ColumnRole.COMMUNITY
        changed[ColumnRole.COMMUNITY] = ColumnRole.PASSED_OVER
    elif not classes:
        open_role = next((each for each in (ColumnRole.UNCLASSED, ColumnRole.TOTAL) if each in roles), None)
    if ColumnRole.UNCLASSED in roles and open_role is not ColumnRole.UNCLASSED:
        changed[ColumnRole.UNCLASSED] = ColumnRole.PASSED_OVER if ColumnRole.TOTAL in roles else ColumnRole.TOTAL
    if open_role is None:
        return _with_roles(columns, changed), ()
    heading = next(each.heading for each in columns if each.role is open_role)
    if count_class is None or ColumnRole(count_class.value) in classes:
        notices.append(_class_asked(heading))
        return _with_roles(columns, {**changed, open_role: ColumnRole.UNCLASSED}), (heading,)
    return _with_roles(columns, {**changed, open_role: ColumnRole(count_class.value)}), ()


def _with_roles(columns: Sequence[LayoutColumn], changed: dict[ColumnRole, ColumnRole]) -> tuple[LayoutColumn, ...]:
    return tuple(replace(each, role=changed[each.role]) if each.role in changed else each for each in columns)


def _class_asked(heading: str) -> Phrase:
    return Phrase(
        f"Cột “{heading}” chưa rõ loại ca nên chưa lấy; chọn loại ca cho cột này.",
        f"Column “{heading}” does not say which class of cases it counts, so it is not read yet; choose the class.",
    )


def _passed_over(grid: SheetGrid, body: int, columns: Sequence[LayoutColumn]) -> Iterator[Phrase]:
    """Say which columns with something in them are not read."""
    unread = [
        each.heading or column_letters(grid.first_column + each.index)
        for each in columns
        if each.role in (None, ColumnRole.PASSED_OVER) and _has_content(grid, body, each.index)
    ]
    if unread:
        shown = "; ".join(f"“{heading[:60]}”" for heading in unread[:8])
        more = f" (+{len(unread) - 8})" if len(unread) > 8 else ""
        yield Phrase(f"Không lấy các cột: {shown}{more}.", f"Columns not read: {shown}{more}.")


def _has_content(grid: SheetGrid, start: int, column: int) -> bool:
    return any(column < len(row) and cell_text(row[column]) for row in grid.rows[start : start + SAMPLED_ROWS])


def _is_numbering(grid: SheetGrid, index: int) -> bool:
    """Whether a row under the headings only numbers the columns: A, B, 1, 2, 3 or (1), (2), (3)."""
    if index >= len(grid.rows):
        return False
    texts = [text for text in map(_ordinal_text, grid.rows[index]) if text]
    numbers = [int(text.strip("()")) for text in texts if text.strip("()").isdigit()]
    is_counting = len(numbers) >= 2 and all(b - a == 1 for a, b in itertools.pairwise(numbers))
    return len(texts) >= 3 and all(map(_is_ordinal, texts)) and is_counting and numbers[0] <= 3


def _skipped_numbering(row: int) -> Phrase:
    return Phrase(f"Dòng {row} chỉ đánh số cột nên bỏ qua.", f"Row {row} only numbers the columns, so it is skipped.")


def _ordinal_text(value: CellValue) -> str:
    return fold(cell_text(value))


def _is_ordinal(text: str) -> bool:
    bare = text.strip("()").casefold()
    return bool(bare) and (
        (bare.isascii() and bare.isdigit() and len(bare) <= 3) or (len(bare) == 1 and bare.isalpha())
    )
