"""What is kept of a file of reports: who sent it, what became of it, and the rows that were not taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from app.domain.sentences import Phrase

MOST_FAULTS_KEPT: Final = 1_000
MOST_ROWS_KEPT: Final = 5_000
MOST_COLUMNS_KEPT: Final = 60
LONGEST_CELL_KEPT: Final = 300
"""So that what is kept of one file stays a few megabytes, whatever was sent."""


class ImportState(StrEnum):
    """How a file ended: all of it was taken, the good rows were, or nothing was."""

    TAKEN = "taken"
    PARTIAL = "partial"
    REFUSED = "refused"


@dataclass(frozen=True)
class ImportFault:
    """A fault of a file: its row, the name of the column (None: the whole row), its address as “D7”, and the words."""

    row: int
    column: str | None
    cell: str | None
    message: Phrase

    @property
    def located(self) -> Phrase:
        """The words with the place before them, for those who read them away from the sheet."""
        if self.message.vi.startswith(f"Dòng {self.row}"):
            return self.message
        vi, en = (f"Ô {self.cell}", f"Cell {self.cell}") if self.cell else (f"Dòng {self.row}", f"Row {self.row}")
        return Phrase(f"{vi}: {self.message.vi}", f"{en}: {self.message.en}")


@dataclass(frozen=True)
class RejectedRow:
    """A row as it was sent, in the order of the file's columns; `faulty` are the places of the cells at fault."""

    row: int
    cells: tuple[str | int | float | None, ...]
    faulty: tuple[int, ...]
    messages: tuple[Phrase, ...]


@dataclass(frozen=True)
class RejectedRows:
    """The rows to be mended: under which headings, of which day (None: each row names its own), and the rows."""

    headings: tuple[str, ...]
    reporting_date: date | None
    rows: tuple[RejectedRow, ...]


@dataclass(frozen=True)
class ImportTotals:
    """Rows with a report, and what became of them."""

    rows: int
    created: int
    corrected: int
    unchanged: int
    rejected: int


@dataclass(frozen=True)
class ImportRecord:
    """A file as it is remembered.

    Attributes:
        district_codes: the districts of the wards it reported of, ascending.
        asked: how it was to be taken, by name of the option.
        fault_count: all faults; `faults` are the first of them.
        revision, receipt: None when nothing was stored.
    """

    import_id: str
    file_name: str
    sha256: str
    size: int
    sent_by: str
    at: datetime
    state: ImportState
    district_codes: tuple[str, ...]
    first_day: date | None
    last_day: date | None
    asked: Mapping[str, object]
    totals: ImportTotals
    fault_count: int
    faults: tuple[ImportFault, ...]
    notices: tuple[Phrase, ...]
    rejected: RejectedRows
    revision: int | None
    receipt: str | None
