"""Columns of a table as text, turned into arrays; what cannot be read becomes a fault by line and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.domain.errors import FieldFault
from app.domain.unit_tables import LevelCounts, OutbreakKind, Repeated
from app.domain.vocabulary import UNKNOWN, OutbreakSetting

MOST_FAULTS: Final = 200
_LARGEST: Final = 1e12
"""More than there are people or cases anywhere; rates of larger numbers could overflow."""
_NUMBER: Final = re.compile(r"\+?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_LONGEST_NUMBER: Final = 40
"""No figure has more characters; the patterns look at no longer ones."""
_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
"""Data portals write days as midnights."""
_COUNT: Final = re.compile(r"\d{1,9}", re.ASCII)
_LONGEST_SHOWN: Final = 40
_SOURCES: Final = {"known": True, "unknown": False}
_NO_OUTBREAKS: Final[frozenset[OutbreakKind]] = frozenset()

T = TypeVar("T")


class CellError(Exception):
    """A cell that cannot be read: what is expected, in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


@dataclass
class Faults:
    """What was found wrong so far: all are counted, the first ones kept."""

    lines: Sequence[int]
    kept: list[FieldFault] = field(default_factory=list)
    count: int = 0

    def at(self, row: int, column: str, cell: str, fault: CellError) -> None:
        """A cell of a row (from 0) under a column's heading."""
        shown = cell if len(cell) <= _LONGEST_SHOWN else cell[:_LONGEST_SHOWN] + "…"
        line = self.lines[row]
        self.add(
            line,
            column,
            f"dòng {line}, cột {column}: “{shown}” {fault.vi}.",
            f"line {line}, column {column}: “{shown}” {fault.en}.",
        )

    def add(self, line: int, column: str, vi: str, en: str) -> None:
        """A fault of a line, in whole sentences."""
        self.count += 1
        if len(self.kept) < MOST_FAULTS:
            pointer = f"/{line}/{column}".rstrip("/")
            self.kept.append(FieldFault(pointer=pointer, vi=vi[:1].upper() + vi[1:], en=en[:1].upper() + en[1:]))


def numbers(cells: Sequence[str], column: str, faults: Faults) -> NDArray[np.float64]:
    """(N,) numbers from 0 to `_LARGEST`; an empty cell is missing (NaN)."""
    values = np.full(len(cells), np.nan)
    filled = [row for row, cell in enumerate(cells) if cell]
    sound = [row for row in filled if len(cells[row]) <= _LONGEST_NUMBER and _NUMBER.fullmatch(cells[row])]
    values[sound] = np.array([cells[row] for row in sound], dtype=np.float64)
    for row in sorted({*filled} - {*sound} | {*np.flatnonzero(values > _LARGEST).tolist()}):
        faults.at(row, column, cells[row], _not_a_number(cells[row]))
    return values


def _not_a_number(cell: str) -> CellError:
    if len(cell) <= _LONGEST_NUMBER and re.fullmatch(r"\d+(?:[.,]\d{3})*,\d+", cell):
        return CellError(
            "không đọc được là số; viết dấu chấm thập phân và không có dấu hàng nghìn, như 4.35",
            "is not readable as a number; write a decimal point and no thousands mark, as 4.35",
        )
    if cell.startswith("-"):
        return CellError("không được âm; ghi số từ 0 trở lên", "may not be negative; write a number of 0 or more")
    if len(cell) <= _LONGEST_NUMBER and _NUMBER.fullmatch(cell):
        return CellError(f"quá lớn; ghi số không quá {_LARGEST:.0f}", f"is too large; write at most {_LARGEST:.0f}")
    return CellError(
        "không phải là số; ghi số như 4.35, hoặc để trống nếu thiếu số liệu",
        "is not a number; write one such as 4.35, or leave the cell empty when the value is missing",
    )


def days(cells: Sequence[str], column: str, faults: Faults) -> NDArray[np.int64]:
    """(N,) ordinals of days written YYYY-MM-DD; 0 where there is a fault."""
    return _each(cells, column, faults, _day, 0)


def _day(cell: str) -> int:
    try:
        found = _DAY.fullmatch(cell)
        if found is not None:
            return date.fromisoformat(found[1]).toordinal()
    except ValueError:
        pass
    raise CellError("không phải là ngày có thật; viết như 2021-09-14", "is not a real day; write it as 2021-09-14")


def _each(
    cells: Sequence[str], column: str, faults: Faults, read: Callable[[str], int], otherwise: int
) -> NDArray[np.int64]:
    values, row = repeated(cells, column, faults, read, otherwise)
    return np.array(values, dtype=np.int64)[row] if len(row) else np.zeros(0, dtype=np.int64)


def repeated(
    cells: Sequence[str], column: str, faults: Faults, read: Callable[[str], T], otherwise: T
) -> tuple[tuple[T, ...], NDArray[np.intp]]:
    """Each distinct content read once, and which of them each row holds."""
    place: dict[str, int] = {}
    of_row = np.fromiter((place.setdefault(cell, len(place)) for cell in cells), dtype=np.intp, count=len(cells))
    contents: list[T] = []
    refused: dict[int, CellError] = {}
    for cell, position in place.items():
        try:
            contents.append(read(cell))
        except CellError as fault:
            contents.append(otherwise)
            refused[position] = fault
    if refused:
        for row in np.flatnonzero(np.isin(of_row, list(refused))).tolist():
            faults.at(row, column, cells[row], refused[int(of_row[row])])
    return tuple(contents), of_row


def outbreaks(cells: Sequence[str], column: str, faults: Faults) -> Repeated[frozenset[OutbreakKind]]:
    """`market:unknown;school:known`: setting and source of each outbreak; an empty cell means none."""
    return Repeated(*repeated(cells, column, faults, _outbreak_kinds, _NO_OUTBREAKS))


def _outbreak_kinds(cell: str) -> frozenset[OutbreakKind]:
    return frozenset(_outbreak_kind(part) for part in _parts(cell))


def _outbreak_kind(part: str) -> OutbreakKind:
    setting, _, source = part.partition(":")
    try:
        return _SOURCES[source], OutbreakSetting(setting)
    except (KeyError, ValueError):
        settings = ", ".join(OutbreakSetting)
        raise CellError(
            f"không phải danh sách ổ dịch; viết như market:unknown;school:known (nơi: {settings})",
            f"is not a list of outbreaks; write it as market:unknown;school:known (settings: {settings})",
        ) from None


def level_names(
    cells: Sequence[str], column: str, faults: Faults, *, levels: Collection[str]
) -> Repeated[frozenset[str]]:
    """`red;orange`: levels of bordering units; an empty cell means none above the lowest."""

    def read(cell: str) -> frozenset[str]:
        parts = frozenset(_parts(cell))
        if not parts <= {*levels, UNKNOWN}:
            known = ", ".join(levels)
            raise CellError(
                f"không phải danh sách mức; viết như {known.replace(', ', ';')}",
                f"is not a list of levels; write it as {known.replace(', ', ';')}",
            )
        return parts

    nothing: frozenset[str] = frozenset()
    return Repeated(*repeated(cells, column, faults, read, nothing))


def level_counts(
    cells: Sequence[str], column: str, faults: Faults, *, levels: Collection[str]
) -> Repeated[LevelCounts]:
    """`red:3;orange:5;unknown:2`: how many units inside are at each level; an empty cell means nothing is known."""

    def read(cell: str) -> LevelCounts:
        counts: dict[str, int] = {}
        for level, _, count in (part.partition(":") for part in _parts(cell)):
            if level not in {*levels, UNKNOWN} or level in counts or not _COUNT.fullmatch(count):
                example = ";".join(f"{each}:3" for each in (*levels, UNKNOWN))
                raise CellError(
                    f"không phải số nơi theo mức; viết mỗi mức một lần, như {example}",
                    f"is not a count by level; write each level once, as {example}",
                )
            counts[level] = int(count)
        return counts

    nothing: Mapping[str, int] = {}
    return Repeated(*repeated(cells, column, faults, read, nothing))


def _parts(cell: str) -> list[str]:
    return [part.strip().lower() for part in cell.split(";") if part.strip()]
