"""What a file of reports says, however it was written, and its rows as they were sent."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.import_records import (
    LONGEST_CELL_KEPT,
    MOST_COLUMNS_KEPT,
    MOST_ROWS_KEPT,
    ImportFault,
    RejectedRow,
    RejectedRows,
)
from app.domain.intake_columns import INTAKE_COLUMNS
from app.domain.sentences import Phrase
from app.services.import_rows import FileRow
from app.services.sheet_reading import SheetReading

LONGEST_NAME: Final = 120
REPORT_COLUMNS: Final = frozenset(column.name for column in INTAKE_COLUMNS)
_WARD_COLUMNS: Final = ("ward_name", "ward_code")

RawCell = str | int | float | None


@dataclass(frozen=True)
class ReadFile:
    """What a file says.

    Attributes:
        name, sha256, size: of the file; the name without folders and signs that do not print.
        rows: those that name a ward and a day.
        faults: of rows that do not, and of the file itself (at `header_row`).
        columns: the columns of a report that the file has.
        headings: over all columns, those that are read by their usual names; `places` says where a column stands.
        day: of the whole file; None when its rows name their own.
        unclassed: headings that count cases without saying of which class.
        doubtful: headings of columns with figures that are not read and may count cases.
        raw: the cells of some rows as they were sent.
        unlisted: faults beyond those listed.
        reading: how the sheet was understood; None for the files that programs write.
    """

    name: str
    sha256: str
    size: int
    rows: tuple[FileRow, ...]
    faults: tuple[ImportFault, ...]
    notices: tuple[Phrase, ...]
    columns: frozenset[str]
    header_row: int
    headings: tuple[str, ...]
    places: Mapping[str, int]
    day: date | None
    unclassed: tuple[str, ...]
    raw: Callable[[frozenset[int]], Mapping[int, Sequence[RawCell]]]
    reading: SheetReading | None = None
    unlisted: int = 0
    doubtful: tuple[str, ...] = ()

    def rejected(self, faults: Iterable[ImportFault]) -> RejectedRows:
        """The rows of some faults as they were sent, in the order of the file; at most so many as are kept."""
        by_row: dict[int, list[ImportFault]] = {}
        for fault in faults:
            if fault.row != self.header_row:
                by_row.setdefault(fault.row, []).append(fault)
        kept = sorted(by_row)[:MOST_ROWS_KEPT]
        cells = self.raw(frozenset(kept))
        rows = [_rejected(row, cells.get(row, ()), by_row[row], self.places) for row in kept]
        return RejectedRows(self.headings[:MOST_COLUMNS_KEPT], self.day, tuple(rows))


def clean_name(name: str | None) -> str:
    """The name of a file as it may be stored and shown: without folders and signs that do not print.

    >>> clean_name("C:\\\\Zalo\\\\Hải Bối.xlsx"), clean_name(None)
    ('Hải Bối.xlsx', '(không tên)')
    """
    bare = unicodedata.normalize("NFC", name or "").replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in bare if sign.isprintable()).strip()
    if len(shown) <= LONGEST_NAME:
        return shown or "(không tên)"
    return f"{shown[: LONGEST_NAME - 12]}…{shown[-11:]}"


def _rejected(
    row: int, cells: Sequence[RawCell], faults: Sequence[ImportFault], places: Mapping[str, int]
) -> RejectedRow:
    faulty = {place for place in (_place(fault.column, places) for fault in faults) if place is not None}
    kept = tuple(cell[:LONGEST_CELL_KEPT] if isinstance(cell, str) else cell for cell in cells[:MOST_COLUMNS_KEPT])
    return RejectedRow(row, kept, tuple(sorted(faulty)), tuple(dict.fromkeys(fault.message for fault in faults)))


def _place(column: str | None, places: Mapping[str, int]) -> int | None:
    if column in _WARD_COLUMNS:
        return next((places[name] for name in _WARD_COLUMNS if name in places), None)
    return places.get(column or "")
