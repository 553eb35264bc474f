"""The mark a template carries: which version it has, and for whom and which day it was made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.errors import UnreadableSheet
from app.formats.sheet_archive import SheetArchive
from app.formats.sheet_files import rows_of_sheet

TEMPLATE_VERSION: Final = "1"
"""Raised when columns change so that a filled sheet of the one before can no longer be read as it was meant."""
MARK_SHEET: Final = "_khoanhvung"
WHOLE_CITY: Final = "*"
"""In place of a district's code, in a template of every ward."""

_PACKED: Final = b"PK\x03\x04"
_WORKBOOK: Final = "xl/workbook.xml"
_NAMES: Final = ("template_version", "district_code", "reporting_date")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class TemplateMark:
    """Version, district (None: every ward of the site) and reporting day of a template."""

    version: str
    district_code: str | None
    reporting_date: date

    def as_pairs(self) -> tuple[tuple[str, str], ...]:
        """The mark as names and texts."""
        texts = (self.version, self.district_code or WHOLE_CITY, self.reporting_date.isoformat())
        return tuple(zip(_NAMES, texts, strict=True))


def read_template_mark(content: bytes) -> TemplateMark | None:
    """The mark of a filled template; None for any other file, and for a mark somebody has broken."""
    if not content.startswith(_PACKED):
        return None
    try:
        archive = SheetArchive(content)
        if _WORKBOOK not in archive.names or MARK_SHEET.encode() not in archive.read(_WORKBOOK):
            return None
        rows = rows_of_sheet(content, MARK_SHEET)
    except UnreadableSheet:
        return None
    return _mark({str(row[0]): str(row[1]).strip() for row in rows[:10] if len(row) > 1})


def _mark(found: dict[str, str]) -> TemplateMark | None:
    version, district, day = (found.get(name, "") for name in _NAMES)
    if not version or not district or not _DAY.fullmatch(day):
        return None
    try:
        return TemplateMark(version, None if district == WHOLE_CITY else district, date.fromisoformat(day))
    except ValueError:
        return None
