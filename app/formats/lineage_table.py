"""A table of what became of units, as CSV: one row a pair of an old unit and a new one."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Final

from app.domain.errors import InvalidValue

COLUMNS: Final = ("new_code", "new_name", "old_code", "old_name", "part")
"""`part`: `full`, `partial`, or a share between 0 and 1; `new_name` and `old_name` are for people."""
MOST_ROWS: Final = 30_000


@dataclass(frozen=True)
class LineageRow:
    """One row: `share` 1 is all of the old unit, None a part nobody measured."""

    line: int
    new_code: str
    new_name: str
    old_code: str
    old_name: str
    share: float | None


def read_lineage_table(content: bytes) -> list[LineageRow]:
    """The rows of a table in UTF-8, with or without a byte-order mark.

    Raises:
        InvalidValue: it is no such table; the pointer names the line.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise InvalidValue(
            "", vi="Tệp không phải UTF-8; lưu lại dạng CSV UTF-8.", en="The file is not UTF-8; save it as CSV UTF-8."
        ) from fault
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        missing = {"new_code", "old_code", "part"} - set(reader.fieldnames or ())
        if missing:
            raise _fault(1, f"thiếu cột {', '.join(sorted(missing))}", f"columns missing: {', '.join(sorted(missing))}")
        rows = [_row(reader.line_num, row) for row in reader]
    except csv.Error as fault:
        raise _fault(reader.line_num, "không đọc được dòng CSV", "the line is no sound CSV") from fault
    if not 0 < len(rows) <= MOST_ROWS:
        raise _fault(1, f"cần từ 1 đến {MOST_ROWS} dòng", f"needs 1 to {MOST_ROWS} rows")
    return rows


def _row(line: int, row: dict[str, str | None]) -> LineageRow:
    words = {name: (row.get(name) or "").strip() for name in COLUMNS}
    for name in ("new_code", "old_code"):
        if not words[name] or len(words[name]) > 16:
            raise _fault(line, f"{name} cần một mã tối đa 16 ký tự", f"{name} needs a code of at most 16 characters")
    return LineageRow(
        line, words["new_code"], words["new_name"], words["old_code"], words["old_name"], _share(line, words["part"])
    )


def _share(line: int, part: str) -> float | None:
    if part in ("full", "partial"):
        return 1.0 if part == "full" else None
    try:
        share = float(part)
    except ValueError:
        share = -1.0
    if not 0 < share <= 1:
        raise _fault(
            line,
            f"part “{part[:20]}” cần là full, partial hoặc một số từ 0 đến 1",
            f"part “{part[:20]}” needs to be full, partial or a number between 0 and 1",
        )
    return share


def _fault(line: int, vi: str, en: str) -> InvalidValue:
    return InvalidValue(f"/{line}", vi=f"Dòng {line}: {vi}.", en=f"Line {line}: {en}.")
