"""Points as they are sent: CSV, NDJSON or one JSON document; row by row in their order, faulty rows in place."""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import islice
from typing import Any, BinaryIO, Final

import numpy as np

from app.domain.errors import InvalidValue
from app.domain.point_answers import Floats, PointFault, Points

ROWS_AT_ONCE: Final = 32_768
LONGEST_ROW: Final = 1_000
"""Characters of a row that are looked at; a longer one is no point."""
_NAMES: Final = {
    "lon": {"lon", "lng", "long", "longitude", "x", "kinh_do", "kinh độ"},
    "lat": {"lat", "latitude", "y", "vi_do", "vĩ độ"},
    "id": {"id", "code", "ma", "mã"},
}


class PointsKind(StrEnum):
    """How points are written."""

    CSV = "csv"
    NDJSON = "ndjson"
    JSON = "json"


def read_points(file: BinaryIO, kind: PointsKind, *, most: int = sys.maxsize) -> Iterator[Points]:
    """The points of a file, some at a time.

    Args:
        most: so many are taken.

    Raises:
        InvalidValue: at once, before the first part: a heading without lon and lat, a document that is no list of
            points, or one of too many.
    """
    if kind is PointsKind.JSON:
        return _of_document(file.read(), most)
    if kind is PointsKind.NDJSON:
        _refuse_too_many(_lines_left(file, most), most)
        return (_of_values(rows) for rows in _json_rows(file))
    return _of_table(file, most)


def _lines_left(file: BinaryIO, most: int) -> int:
    """How many lines are still to be read, counted without keeping them; 0 where any number is taken."""
    if most == sys.maxsize:
        return 0
    here, count, last = file.tell(), 0, b"\n"
    while block := file.read(1 << 20):
        count, last = count + block.count(b"\n"), block[-1:]
    file.seek(here)
    return count + (last != b"\n")


def _refuse_too_many(count: int, most: int) -> None:
    if count > most:
        raise InvalidValue(
            "",
            vi=f"Có {count} điểm, quá {most} điểm một lần; chia nhỏ rồi gửi lại.",
            en=f"There are {count} points, more than {most} for one call; split them and send each part.",
        )


def _of_table(file: BinaryIO, most: int) -> Iterator[Points]:
    first = file.readline()
    cells = [each.strip().lower() for each in _cells(first.decode("utf-8-sig", "replace"))]
    if len(cells) >= 2 and all(math.isfinite(_number(each)) for each in cells[:2]):
        columns = {"lon": 0, "lat": 1, **({"id": 2} if len(cells) > 2 else {})}
        head = [first]
    else:
        columns, head = _columns(cells), []
    _refuse_too_many(len(head) + _lines_left(file, most), most)
    return _table_parts(file, head, columns, width=len(cells))


def _columns(cells: Sequence[str]) -> dict[str, int]:
    found = {name: cells.index(next(iter(words & set(cells)))) for name, words in _NAMES.items() if words & set(cells)}
    if not {"lon", "lat"} <= found.keys():
        raise InvalidValue(
            "",
            vi="Dòng đầu cần tên cột lon và lat (thêm id nếu có), cách nhau bằng dấu phẩy; hoặc bỏ dòng tiêu đề.",
            en="The first row must name the columns lon and lat (and id), separated by commas; or leave it out.",
        )
    return found


def _table_parts(file: BinaryIO, head: list[bytes], columns: Mapping[str, int], *, width: int) -> Iterator[Points]:
    lines = [*head, *islice(file, ROWS_AT_ONCE - len(head))]
    while lines:
        yield _even_rows(lines, columns, width) or _uneven_rows(lines, columns, width)
        lines = list(islice(file, ROWS_AT_ONCE))


def _even_rows(lines: Sequence[bytes], columns: Mapping[str, int], width: int) -> Points | None:
    """Rows that all are plain and have the columns of the first: read at once; None for any others."""
    block = b"".join(lines)
    if b'"' in block or b"_" in block or any(line.count(b",") != width - 1 for line in lines):
        return None
    text = block.decode("utf-8-sig", "replace").replace("\r", "").removesuffix("\n")
    cells = text.replace("\n", ",").split(",")
    if len(cells) != width * len(lines):
        return None
    texts = cells[columns["lon"] :: width], cells[columns["lat"] :: width]
    try:
        lon, lat = (np.array(list(map(float, each))) for each in texts)
    except ValueError:
        return None
    if not (np.isfinite(lon).all() and np.isfinite(lat).all()):
        return None
    return Points(lon, lat, {}, cells[columns["id"] :: width] if "id" in columns else None, texts)


def _uneven_rows(lines: Sequence[bytes], columns: Mapping[str, int], width: int) -> Points:
    faults: dict[int, PointFault] = {}
    lon, lat, ids = np.full(len(lines), np.nan), np.full(len(lines), np.nan), [""] * len(lines)
    texts = [""] * len(lines), [""] * len(lines)
    for row, line in enumerate(lines):
        cells = [each.strip() for each in _cells(line[: LONGEST_ROW + 1].decode("utf-8-sig", "replace"))]
        if not any(cells):
            faults[row] = PointFault.BLANK
            continue
        if len(cells) != width or len(line) > LONGEST_ROW:
            faults[row] = PointFault.COLUMNS
            continue
        ids[row] = cells[columns["id"]] if "id" in columns else ""
        texts[0][row], texts[1][row] = cells[columns["lon"]], cells[columns["lat"]]
        found = _number(texts[0][row]), _number(texts[1][row])
        if all(map(math.isfinite, found)):
            lon[row], lat[row] = found
        else:
            faults[row] = PointFault.NOT_A_NUMBER
    return Points(lon, lat, faults, ids if "id" in columns else None, texts)


def _cells(line: str) -> list[str]:
    """The cells of one line; a line whose quotes do not close is one cell."""
    line = line.rstrip("\r\n")
    if '"' not in line:
        return line.split(",")
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        return [line]


def _number(text: str) -> float:
    """The number a text says; NaN for none."""
    try:
        return float(text) if "_" not in text else math.nan
    except ValueError:
        return math.nan


def _json_rows(file: BinaryIO) -> Iterator[list[Any]]:
    while lines := list(islice(file, ROWS_AT_ONCE)):
        yield [_json_row(line) for line in lines]


def _json_row(line: bytes) -> Any:
    """One line's value; a text for one that is none, which is no point either."""
    if not line.strip():
        return None
    try:
        return json.loads(line) if len(line) <= LONGEST_ROW else ""
    except (ValueError, RecursionError):
        return ""


def _of_document(body: bytes, most: int) -> Iterator[Points]:
    _refuse_crowded(body, most)
    document = _parsed(body)
    if isinstance(document, dict):
        lon, lat, ids = (document.get(name) for name in ("lon", "lat", "id"))
        if not (isinstance(lon, list) and isinstance(lat, list) and len(lon) == len(lat)):
            raise _no_points()
        if ids is not None and not (isinstance(ids, list) and len(ids) == len(lon)):
            raise _no_points()
        _refuse_too_many(len(lon), most)
        return _parts(len(lon), lambda part: _of_columns(lon[part], lat[part], None if ids is None else ids[part]))
    if not isinstance(document, list):
        raise _no_points()
    _refuse_too_many(len(document), most)
    return _parts(len(document), lambda part: _of_values(document[part]))


def _refuse_crowded(body: bytes, most: int) -> None:
    """Refuse a document of more lists or values than so many points can have, before it takes memory or time."""
    if body.count(b"[") + body.count(b"{") > 2 * most + 8 or body.count(b",") > 8 * most + 8:
        raise InvalidValue(
            "",
            vi=f"Tài liệu có nhiều giá trị hơn mức của {most} điểm; chỉ gửi lon, lat, id, và chia nhỏ nếu cần.",
            en=f"The document holds more values than {most} points can have; send lon, lat and id alone, in parts.",
        )


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise _no_points() from None


def _no_points() -> InvalidValue:
    return InvalidValue(
        "",
        vi='Cần JSON dạng {"lon": […], "lat": […], "id": […]} với các cột dài bằng nhau, hoặc [[lon, lat], …].',
        en='Send JSON as {"lon": […], "lat": […], "id": […]} with columns of one length, or as [[lon, lat], …].',
    )


def _parts(count: int, make: Callable[[slice], Points]) -> Iterator[Points]:
    return (make(slice(start, start + ROWS_AT_ONCE)) for start in range(0, count, ROWS_AT_ONCE))


def _of_values(rows: Sequence[Any]) -> Points:
    """Rows that are lists or objects."""
    split = [_split(row) for row in rows]
    faults = {row: fault for row, (_, _, _, fault) in enumerate(split) if fault is not None}
    points = _of_columns([each[0] for each in split], [each[1] for each in split], [each[2] for each in split])
    has_ids = any(each[2] is not None for each in split)
    return Points(points.lon, points.lat, {**points.faults, **faults}, points.ids if has_ids else None)


def _split(row: Any) -> tuple[Any, Any, Any, PointFault | None]:
    if row is None:
        return None, None, None, PointFault.BLANK
    if isinstance(row, list) and len(row) in {2, 3}:
        return row[0], row[1], row[2] if len(row) == 3 else None, None
    if isinstance(row, dict) and {"lon", "lat"} <= row.keys():
        return row["lon"], row["lat"], row.get("id"), None
    return None, None, None, PointFault.COLUMNS


def _of_columns(lon: Sequence[Any], lat: Sequence[Any], ids: Sequence[Any] | None) -> Points:
    columns = _floats(lon), _floats(lat)
    bad = np.flatnonzero(~(np.isfinite(columns[0]) & np.isfinite(columns[1]))).tolist()
    for each in columns:
        each[bad] = np.nan
    names = None if ids is None else [_name(each) for each in ids]
    return Points(*columns, dict.fromkeys(bad, PointFault.NOT_A_NUMBER), names)


def _name(value: Any) -> str:
    """The name of a point as it can be written back: half a character becomes `?`, a list or an object is no name."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode(errors="replace").decode()
    return json.dumps(value) if isinstance(value, bool | int | float) else ""


def _floats(values: Sequence[Any]) -> Floats:
    if set(map(type, values)) <= {float}:
        return np.array(values, dtype=np.float64)
    return np.array([_float(each) for each in values], dtype=np.float64)


def _float(value: Any) -> float:
    """A JSON number; NaN for anything else, be it true or a text of digits."""
    if type(value) not in {int, float} or abs(value) > 1e9:
        return math.nan
    return float(value)
