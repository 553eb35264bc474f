"""Typed tables as lines of text: CSV and NDJSON, made piece by piece, so that a long one takes no more memory."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from app.domain.batches import batched
from app.formats.cells import guarded
from app.formats.typed_table import Cell, TypedTable

_ROWS_A_PIECE: Final = 2_000
_MARK: Final = b"\xef\xbb\xbf"


def csv_pieces(table: TypedTable, *, has_bom: bool = False) -> Iterator[bytes]:
    """UTF-8 with one heading line; an empty cell is unknown, days and instants are ISO, true and false are words.

    Args:
        has_bom: for Excel, which needs the byte order mark, and the line ends of Windows, to read it as UTF-8.
    """
    end = "\r\n" if has_bom else "\n"
    yield (_MARK if has_bom else b"") + _csv_lines([table.shape.names], end)
    for rows in batched(table.rows, _ROWS_A_PIECE):
        yield _csv_lines(([_csv_cell(cell) for cell in row] for row in rows), end)


def _csv_lines(rows: Iterable[Sequence[object]], end: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end).writerows(rows)
    return out.getvalue().encode()


def _csv_cell(cell: Cell) -> object:
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else cell


def ndjson_pieces(table: TypedTable) -> Iterator[bytes]:
    """One JSON object a line with every column, null where nothing is known; text as it is, never quoted."""
    names = table.shape.names
    for rows in batched(table.rows, _ROWS_A_PIECE):
        lines = (dict(zip(names, map(_json_cell, row), strict=True)) for row in rows)
        yield "".join(
            json.dumps(line, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n" for line in lines
        ).encode()


def _json_cell(cell: Cell) -> object:
    return cell.isoformat() if isinstance(cell, date) else cell
