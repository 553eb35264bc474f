"""Typed tables as lines of text: CSV and NDJSON, made piece by piece, so that a long one takes no more memory."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

from app.domain.batches import batched
from app.formats.cells import guarded
from app.formats.typed_table import Cell, Kind, TypedTable

_ROWS_A_PIECE: Final = 2_000
_MARK: Final = b"\xef\xbb\xbf"


def csv_pieces(table: TypedTable, *, has_bom: bool = False) -> Iterator[bytes]:
    """UTF-8 with one heading line; an empty cell is unknown, days and instants are ISO, true and false are words.

    Args:
        has_bom: for Excel, which needs the byte order mark, and the line ends of Windows, to read it as UTF-8.
    """
    end = "\r\n" if has_bom else "\n"
    yield (_MARK if has_bom else b"") + _csv_lines([table.shape.names], end)
    write = [_CSV_OF[column.kind] for column in table.shape.columns]
    for rows in batched(table.rows, _ROWS_A_PIECE):
        yield _csv_lines(([cell(value) for cell, value in zip(write, row, strict=True)] for row in rows), end)


def _csv_lines(rows: Iterable[Sequence[object]], end: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end).writerows(rows)
    return out.getvalue().encode()


# Most cells of a long table say what some cell before them said.
@lru_cache(maxsize=4096)
def _quoted(text: str | None) -> str:
    return "" if text is None else guarded(text)


@lru_cache(maxsize=4096)
def _iso(moment: date | None) -> str:
    return "" if moment is None else moment.isoformat()


def _figure(figure: object) -> object:
    return "" if figure is None else figure


_CSV_OF: Final[Mapping[Kind, Callable[[Any], object]]] = {
    "text": _quoted,
    "integer": _figure,
    "number": _figure,
    "boolean": {True: "true", False: "false", None: ""}.__getitem__,
    "date": _iso,
    "instant": _iso,
}


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
