"""Settling what the columns of a table hold: each role once, cases with their class, and what is left unread said."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from app.domain.intake_cells import read_number
from app.domain.names import fold
from app.domain.sentences import Phrase, joined
from app.domain.sheet_grid import SheetGrid, cell_text, column_letters
from app.domain.sheet_synonyms import CASE_ROLES, NUMBER_ROLES, ColumnRole
from app.domain.sheet_table import IsWard, LayoutColumn, SheetLayout
from app.domain.vocabulary import CaseClass

MOST_COUNTED: Final = 100_000
"""A larger number is no count of cases but a telephone's, say."""
SAMPLED_ROWS: Final = 60
"""Rows looked at to tell a column by what stands in it."""


def settled(grid: SheetGrid, found: SheetLayout, is_ward: IsWard, count_class: CaseClass | None) -> SheetLayout:
    """The table with every column settled, and what has to be said of that."""
    notices: list[Phrase] = []
    columns = _one_of_each(grid, found, is_ward, notices)
    columns, unclassed = _classed(grid, columns, count_class, notices)
    notices += _passed_over(grid, found.body, columns)
    body = found.body
    if _is_numbering(grid, body):
        notices.append(_skipped_numbering(grid.row_number(body)))
        body += 1
    doubtful = tuple(_doubtful(grid, body, found.columns, columns))
    return SheetLayout(found.top, body, columns, unclassed, tuple(notices), doubtful)


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
        named = column_of_wards(grid, body, is_ward)
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


def _doubtful(
    grid: SheetGrid, body: int, found: Sequence[LayoutColumn], columns: Sequence[LayoutColumn]
) -> Iterator[str]:
    """Headings of columns that may count cases though they are not read."""
    for before, after in zip(found, columns, strict=True):
        is_left_out = after.role is ColumnRole.PASSED_OVER and before.role in CASE_ROLES
        if after.heading and (after.role is None or is_left_out) and _has_counts(grid, body, after.index):
            yield after.heading


def _has_counts(grid: SheetGrid, body: int, column: int) -> bool:
    numbers = (read_number(row[column]).value for row in grid.rows[body:] if column < len(row))
    return any(number is not None and 0 < number < MOST_COUNTED for number in numbers)


def _has_content(grid: SheetGrid, start: int, column: int) -> bool:
    return any(column < len(row) and cell_text(row[column]) for row in grid.rows[start : start + SAMPLED_ROWS])


def _is_numbering(grid: SheetGrid, index: int) -> bool:
    """Whether a row under the headings only numbers the columns: A, B, 1, 2, 3 or (1), (2), (3)."""
    if index >= len(grid.rows):
        return False
    texts = [text for text in (fold(cell_text(cell)) for cell in grid.rows[index]) if text]
    if len(texts) < 3 or not all(map(is_ordinal, texts)):
        return False
    numbers = [int(text.strip("()")) for text in texts if text.strip("()").isdecimal()]
    is_counting = len(numbers) >= 2 and all(b - a == 1 for a, b in itertools.pairwise(numbers))
    return is_counting and numbers[0] <= 3


def _skipped_numbering(row: int) -> Phrase:
    return Phrase(f"Dòng {row} chỉ đánh số cột nên bỏ qua.", f"Row {row} only numbers the columns, so it is skipped.")


def is_ordinal(text: str) -> bool:
    """Whether a text is a number of up to three digits or a letter, as under headings: 12, (3), A."""
    bare = text.strip("()").casefold()
    return bool(bare) and (
        (bare.isascii() and bare.isdigit() and len(bare) <= 3) or (len(bare) == 1 and bare.isalpha())
    )


def column_of_wards(grid: SheetGrid, start: int, is_ward: IsWard) -> int | None:
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
