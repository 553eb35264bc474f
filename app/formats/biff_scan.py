"""A look through the records of an old workbook (BIFF8) before it is read: how far its cells reach, and what it holds.

The reader of such files sets aside room for every cell between the first and the last, and for as many texts as the
file promises; so both are counted here first.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from app.formats.biff_texts import lengths_of_texts
from app.formats.sheet_refusals import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, refused
from app.formats.text_bound import TextBound

_BOF: Final = 0x0809
_FILEPASS: Final = 0x002F
_BOUNDSHEET: Final = 0x0085
_SUPBOOK: Final = 0x01AE
_SST: Final = 0x00FC
_CONTINUE: Final = 0x003C
_LABELSST: Final = 0x00FD
_DIMENSIONS: Final = 0x0200
_BOOLERR: Final = 0x0205
_FORMULA: Final = frozenset({0x0006, 0x0206, 0x0406})
_ONE_CELL: Final = frozenset({0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6, _BOOLERR}) | _FORMULA
_MULRK: Final = 0x00BD
_BIFF8: Final = 0x0600
_OWN_SHEETS: Final = (0x0401, 0x3A01)
_ERRORS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


class BiffError(NamedTuple):
    """A cell that holds an error: the number of its sheet in the order of the workbook, its place, and the error."""

    sheet: int
    row: int
    column: int
    text: str


class _Bounds:
    """How far the cells of one sheet reach."""

    def __init__(self) -> None:
        self.rows: tuple[int, int] | None = None
        self.columns: tuple[int, int] = (0, 0)

    def hold(self, row: int, first: int, last: int) -> None:
        top, bottom = self.rows or (row, row)
        left, right = self.columns if self.rows else (first, last)
        self.rows, self.columns = (min(top, row), max(bottom, row)), (min(left, first), max(right, last))
        _check_bounds(self.rows[1] - self.rows[0] + 1, self.columns[1] - self.columns[0] + 1)


class _Texts:
    """Counts the texts that cells share; their table stands before all sheets."""

    def __init__(self) -> None:
        self._table: list[bytes] = []
        self._is_in_table = False
        self._bound: TextBound | None = None

    def see(self, kind: int, body: bytes) -> None:
        self._is_in_table = kind == _SST or (kind == _CONTINUE and self._is_in_table)
        if self._is_in_table:
            self._table.append(body)
            self._bound = None
        elif kind == _LABELSST and len(body) >= 10:
            self._bound = self._bound or TextBound(lengths_of_texts(self._table))
            self._bound.share(int.from_bytes(body[6:10], "little"))


def _check_bounds(rows: int, columns: int) -> None:
    if rows > MOST_ROWS:
        raise refused("too_many_rows")
    if columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise refused("too_many_columns")


def scan_workbook(stream: bytes) -> list[BiffError]:
    """Every cell with an error, once it is sure that the workbook can be read.

    Raises:
        UnreadableSheet: it is locked, of another time, has macros or links to other files, or reaches too far.
    """
    errors: list[BiffError] = []
    begins: list[int] = []
    listed: list[int] = []
    bounds = _Bounds()
    texts = _Texts()
    for at, kind, body in _records(stream):
        texts.see(kind, body)
        if kind == _BOF:
            if _two(body)[0] != _BIFF8:
                raise refused("old_workbook")
            begins.append(at)
            bounds = _Bounds()
        elif kind in _ONE_CELL and len(body) >= 6:
            row, column = _two(body)
            bounds.hold(row, column, column)
            if (text := _error_of(kind, body)) is not None and begins:
                errors.append(BiffError(begins[-1], row, column, text))
        elif kind == _MULRK and len(body) >= 6:
            row, column = _two(body)
            bounds.hold(row, column, max(column, struct.unpack_from("<H", body, len(body) - 2)[0]))
        elif kind == _BOUNDSHEET and len(body) > 5:
            listed.append(_begin_of_sheet(body))
        else:
            _check_record(kind, body, len(stream))
    # A sheet that begins in the middle of something else could hold what was not looked at here.
    if not begins or not set(listed) <= set(begins):
        raise refused("corrupt")
    return [each._replace(sheet=listed.index(each.sheet)) for each in errors if each.sheet in listed]


def _begin_of_sheet(body: bytes) -> int:
    if body[5] in (1, 6):
        raise refused("macros")
    return int.from_bytes(body[:4], "little")


def _check_record(kind: int, body: bytes, length: int) -> None:
    if kind == _FILEPASS:
        raise refused("encrypted")
    if kind == _SUPBOOK and len(body) >= 4 and struct.unpack_from("<H", body, 2)[0] not in _OWN_SHEETS:
        raise refused("external_link")
    if kind == _DIMENSIONS and not _is_believable(body):
        raise refused("too_many_rows")
    if kind == _SST and (len(body) < 8 or struct.unpack_from("<I", body, 4)[0] > length // 3):
        raise refused("corrupt")


def _is_believable(dimensions: bytes) -> bool:
    """Whether a sheet promises no more cells than there can be use for."""
    if len(dimensions) < 12:
        return False
    top, bottom, left, right = struct.unpack_from("<IIHH", dimensions)
    is_within = top <= bottom <= 0x10000 and left <= right <= 0x100
    return bool(is_within and (bottom - top) * (right - left) <= 4 * MOST_CELLS)


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Where each record begins, its kind and its body."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        # Streams are padded with zeros to the end of their sector.
        if kind == 0 and length == 0:
            return
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _two(body: bytes) -> tuple[int, int]:
    if len(body) < 4:
        raise refused("corrupt")
    first, second = struct.unpack_from("<HH", body)
    return first, second


def _error_of(kind: int, body: bytes) -> str | None:
    """The error a cell shows; None when it shows a value."""
    if kind == _BOOLERR and len(body) >= 8 and body[7]:
        return _ERRORS.get(body[6], "#N/A")
    is_error = kind in _FORMULA and len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff"
    return _ERRORS.get(body[8], "#N/A") if is_error else None
