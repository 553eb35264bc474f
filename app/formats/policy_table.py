"""CSV text as a table to ask a policy about, and the same rows with what it said."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from app.domain.errors import InvalidImport
from app.domain.policy import Policy
from app.domain.table_columns import (
    CHILDREN,
    LINKED_OUTBREAKS,
    NEIGHBORS,
    OPEN_OUTBREAKS,
    POPULATION,
    columns_understood,
    looks_back,
)
from app.domain.unit_tables import UnitTable
from app.domain.vocabulary import CASE_CLASSES
from app.formats.table_cells import Faults, days, level_counts, level_names, numbers, outbreaks, repeated

ADDED: Final = ("computed_level", "rule", "explanation_en")
DAY_COLUMNS: Final = ("date", "reporting_date", "as_of")
UNIT_COLUMNS: Final = ("unit_code", "ward_code", "district_code", "county_fips", "unit")


@dataclass(frozen=True)
class PolicyTable:
    """A file that was read: its rows as they came, and what a policy sees of them.

    `present`: the columns that mean something to the policy. `passed_through`: the others, handed on untouched.
    `repeated`: lines whose unit and day an earlier line has.
    """

    header: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    table: UnitTable
    present: frozenset[str]
    passed_through: tuple[str, ...]
    repeated: tuple[int, ...] = ()


def read_policy_table(content: bytes, *, policy: Policy) -> PolicyTable:
    """The rows of a CSV file: a unit, a day, and a column per indicator of the policy; an empty cell is missing.

    Raises:
        InvalidImport: with every fault (at most 200), each naming line, column, value and cure.
    """
    header, rows, lines = _cells(_text(content))
    names = [name.strip().lower() for name in header]
    faults = Faults(lines)
    known = columns_understood(policy, names)
    _check_heading(header, names, known)
    day, unit = _day_position(names), _unit_position(names, known)
    columns = [[cell.strip() for cell in column] for column in zip(*rows, strict=True)] or [[] for _ in header]
    table = _table(policy, names, columns, known=known, day=day, unit=unit, faults=faults)
    repeated_lines = list(_repeated_rows(table, lines))
    if looks_back(policy):
        _refuse_repeated_rows(repeated_lines, faults)
    if faults.count:
        raise _refused(faults)
    used = {day, unit, *(position for position, name in enumerate(names) if name in known)}
    return PolicyTable(
        header=tuple(header),
        rows=rows,
        table=table,
        present=frozenset(names) & known,
        passed_through=tuple(header[position] for position in range(len(header)) if position not in used),
        repeated=tuple(sorted(again for _, again, _ in repeated_lines)),
    )


def write_policy_table(read: PolicyTable, added: Iterable[tuple[str, str, str]]) -> str:
    """The same rows in the same order, each with a level, a rule and an explanation at its end."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*read.header, *ADDED))
    writer.writerows([*row, *more] for row, more in zip(read.rows, added, strict=True))
    return out.getvalue()


def _text(content: bytes) -> str:
    try:
        if b"\0" not in content:
            return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    raise InvalidImport(
        vi="Tệp không phải văn bản UTF-8. Trong Excel chọn “CSV UTF-8” khi lưu.",
        en="The file is not UTF-8 text. In Excel choose “CSV UTF-8” when saving.",
    )


def _cells(text: str) -> tuple[list[str], list[list[str]], list[int]]:
    """Header, rows, and the line each row ends on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    faults = Faults(lines)
    try:
        header = next(reader, [])
        for cells in reader:
            if cells:
                rows.append(cells)
                lines.append(reader.line_num)
                _check_width(len(header), len(cells), reader.line_num, faults)
    except csv.Error:
        line = reader.line_num
        faults.add(
            line,
            "",
            f"dòng {line} không đúng dạng CSV; xem lại dấu ngoặc kép ở đó.",
            f"line {line} is not CSV; look at the quotation marks there.",
        )
    if faults.count:
        raise _refused(faults)
    return header, rows, lines


def _check_width(wanted: int, found: int, line: int, faults: Faults) -> None:
    if found != wanted:
        faults.add(
            line,
            "",
            f"dòng {line} có {found} ô, dòng tiêu đề có {wanted}; thêm hoặc bỏ dấu phẩy, đặt chữ có dấu phẩy trong "
            "ngoặc kép.",
            f"line {line} has {found} cells, the header {wanted}; add or remove commas, quote text that holds one.",
        )


def _check_heading(header: Sequence[str], names: Sequence[str], known: frozenset[str]) -> None:
    """Refuse what cannot be understood from the header alone."""
    if not header:
        raise InvalidImport(
            vi="Tệp trống, hoặc dòng đầu trống; dòng đầu phải ghi tên các cột.",
            en="The file is empty; its first line must name the columns.",
        )
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        raise InvalidImport(
            vi="Các cột ngăn cách bằng dấu chấm phẩy hoặc dấu khác, không phải dấu phẩy. Lưu lại thành CSV ngăn cách "
            "bằng dấu phẩy, số thập phân viết dấu chấm.",
            en="The columns are separated by semicolons or another mark, not by commas. Save the file as CSV "
            "separated by commas, with decimal points.",
        )
    for name in (each for each, times in Counter(names).items() if times > 1):
        if name in known or name in DAY_COLUMNS or name in UNIT_COLUMNS:
            raise InvalidImport(
                vi=f"Cột {name} xuất hiện hai lần; giữ lại một.",
                en=f"Column {name} stands twice; keep one of them.",
            )
    for name in (each for each in names if each in ADDED):
        raise InvalidImport(
            vi=f"Tệp đã có cột {name}, là cột sẽ được thêm vào; đổi tên hoặc bỏ cột ấy.",
            en=f"The file already has a column {name}, which is to be added; rename or remove it.",
        )
    if not any(name in known for name in names):
        wanted = ", ".join(sorted(known - {POPULATION}))
        raise InvalidImport(
            vi=f"Không cột nào là chỉ số của bộ quy tắc. Cần ít nhất một trong: {wanted}.",
            en=f"No column is one the policy looks at. Needed is at least one of: {wanted}.",
        )


def _day_position(names: Sequence[str]) -> int:
    for name in DAY_COLUMNS:
        if name in names:
            return names.index(name)
    raise InvalidImport(
        vi=f"Thiếu cột ngày; đặt tên cột ngày là một trong: {', '.join(DAY_COLUMNS)}.",
        en=f"There is no column of days; call it one of: {', '.join(DAY_COLUMNS)}.",
    )


def _unit_position(names: Sequence[str], known: frozenset[str]) -> int:
    for name in UNIT_COLUMNS:
        if name in names:
            return names.index(name)
    for position, name in enumerate(names):
        if name not in known and name not in DAY_COLUMNS:
            return position
    raise InvalidImport(
        vi="Thiếu cột cho biết dòng nào là của nơi nào; thêm cột unit_code.",
        en="No column says which unit a row is about; add a column unit_code.",
    )


def _table(
    policy: Policy,
    names: Sequence[str],
    columns: Sequence[Sequence[str]],
    *,
    known: frozenset[str],
    day: int,
    unit: int,
    faults: Faults,
) -> UnitTable:
    given = {name: columns[position] for position, name in enumerate(names) if name in known}
    levels = [level.id for level in policy.levels]
    codes, of_row = repeated(columns[unit], names[unit], faults, str, "")
    here, linked, bordering, inside = (
        given.get(name) for name in (OPEN_OUTBREAKS, LINKED_OUTBREAKS, NEIGHBORS, CHILDREN)
    )
    return UnitTable(
        units=codes,
        unit=of_row,
        day=days(columns[day], names[day], faults),
        values={each: numbers(given[each], each, faults) for each in policy.indicator_of if each in given},
        cases={each: numbers(given[each], each, faults) for each in CASE_CLASSES if each in given},
        population=numbers(given[POPULATION], POPULATION, faults) if POPULATION in given else None,
        open_outbreaks=None if here is None else outbreaks(here, OPEN_OUTBREAKS, faults),
        linked_outbreaks=None if linked is None else outbreaks(linked, LINKED_OUTBREAKS, faults),
        neighbor_own_levels=None if bordering is None else level_names(bordering, NEIGHBORS, faults, levels=levels),
        children=None if inside is None else level_counts(inside, CHILDREN, faults, levels=levels),
    )


def _repeated_rows(table: UnitTable, lines: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """(first line, later line, unit) of rows about the same unit and day."""
    order = table.by_unit_and_day
    unit, day = table.unit[order], table.day[order]
    # A day of 0 is a fault of its own already.
    for place in np.flatnonzero((unit[1:] == unit[:-1]) & (day[1:] == day[:-1]) & (day[1:] > 0)).tolist():
        first, again = sorted((lines[order[place]], lines[order[place + 1]]))
        yield first, again, table.units[int(unit[place])]


def _refuse_repeated_rows(rows: Iterable[tuple[int, int, str]], faults: Faults) -> None:
    """Where a row is judged by the rows before it, which of two is meant must be said."""
    for first, again, unit in rows:
        faults.add(
            again,
            "",
            f"dòng {again} lặp lại nơi “{unit}” và ngày của dòng {first}; mỗi nơi mỗi ngày chỉ một dòng.",
            f"line {again} repeats unit “{unit}” and the day of line {first}; keep one row per unit and day.",
        )


def _refused(faults: Faults) -> InvalidImport:
    count = faults.count
    return InvalidImport(
        vi=f"Bảng có {count} lỗi nên không tính gì; sửa rồi thử lại.",
        en=f"The table has {count} {'fault' if count == 1 else 'faults'}, so nothing was computed; mend and try again.",
        errors=sorted(faults.kept, key=lambda fault: int(fault.pointer.split("/")[1])),
        extensions={"fault_count": count},
    )
