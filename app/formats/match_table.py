"""Rows whose ward a person must name, as a table to fill in, and the table read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Final

from app.domain.errors import InvalidValue
from app.domain.register import Ward
from app.domain.unit_codes import NameQuestion

COLUMNS: Final = ("row", "name", "district", "candidates", "ward_code")
_MOST_LINES: Final = 50_000
_RISKY: Final = ("=", "+", "-", "@", "\t")


def match_table(questions: Iterable[NameQuestion]) -> bytes:
    """The table: a person writes the code into the last column; UTF-8 with a mark, so that Excel shows the names."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    for each in questions:
        candidates = "; ".join(_told(ward) for ward in each.candidates)
        writer.writerow([each.pointer, _safe(each.name), _safe(each.district), candidates, ""])
    return target.getvalue().encode("utf-8-sig")


def read_matches(content: bytes) -> Mapping[str, str]:
    """Ward code by row; rows left blank are left out.

    Raises:
        InvalidValue: the table is none, or lacks a column.
    """
    try:
        lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        lines = []
    if not lines or not {"row", "ward_code"} <= lines[0].keys() or len(lines) > _MOST_LINES:
        raise InvalidValue(
            "/match",
            vi="Bảng ghép tên cần là CSV UTF-8 với cột row và ward_code, như bảng đã được ghi ra.",
            en="The table of matches must be CSV in UTF-8 with the columns row and ward_code, as it was written.",
        )
    found = ((str(line["row"]).strip(), str(line["ward_code"] or "").strip()) for line in lines)
    return {row: code for row, code in found if row and code}


def _told(ward: Ward) -> str:
    return f"{ward.code} {ward.name}" + (f", {ward.district_name}" if ward.district_name else "")


def _safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_RISKY) else text
