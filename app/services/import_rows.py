"""From the rows of a file to reports: which rows say something, and what keeps the others from being taken."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from app.domain.import_records import ImportFault
from app.domain.intake_columns import INTAKE_COLUMNS, NEW_F1_CONTACTS, NOTE, POSITIVES, SAMPLES, intake_column
from app.domain.plausibility import WarningCode
from app.domain.records import CaseCounts
from app.domain.sentences import Phrase
from app.domain.vocabulary import CASE_CLASSES, CaseClass, ReasonCode
from app.services.sent_reports import NewReport

LONGEST_NOTE: Final = 2_000
_CLASS_NAMES: Final = tuple(each.value for each in CASE_CLASSES)
_FILLED: Final = tuple(column.name for column in INTAKE_COLUMNS)

Confirmations = Mapping[tuple[str, date], tuple[tuple[WarningCode, str], ...]]


@dataclass(frozen=True)
class FileRow:
    """A row of a file that names a ward and a day.

    Attributes:
        row: its number in the file, from 1.
        values: what each column of a report holds, None for an empty cell; columns the file lacks are left out.
        cells: the address of each column's cell, as “D7”; empty where nobody asks for it.
        faults: of its cells.
    """

    row: int
    ward_code: str
    reporting_date: date
    values: Mapping[str, int | str | None]
    cells: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[ImportFault, ...] = ()


@dataclass(frozen=True)
class ImportChoices:
    """How a file is to be taken.

    Attributes:
        partial: the good rows, though others are at fault; else all or nothing.
        blank_is_zero: an empty cell of a class counts as 0 in a row that reports something.
        count_class: the class that a column of cases without a class stands for; classes without a column are then 0.
        correction_reason: rows that differ from what stands correct it, for this reason; None: they are refused.
        seen_revision: what stood after it was not seen by the sender, and is not corrected; None: whatever stands is.
        require_confirmation: whether odd figures are refused unless their sender says why they are right.
    """

    partial: bool = False
    blank_is_zero: bool = False
    count_class: CaseClass | None = None
    correction_reason: ReasonCode | None = None
    seen_revision: int | None = None
    require_confirmation: bool = False

    def as_told(self) -> dict[str, object]:
        """The choices that differ from the usual ones, for the audit and the record."""
        told: dict[str, object] = {}
        if self.partial:
            told["partial"] = True
        if self.blank_is_zero:
            told["blank_is_zero"] = True
        if self.count_class is not None:
            told["count_class"] = self.count_class.value
        if self.correction_reason is not None:
            told["corrections"] = self.correction_reason.value
        return told


@dataclass(frozen=True)
class ReadyReports:
    """The reports of a file, the faults of the rows that give none, and how many rows say nothing at all."""

    reports: tuple[NewReport, ...]
    faults: tuple[ImportFault, ...]
    blank_rows: int


def ready_reports(
    rows: Iterable[FileRow],
    *,
    source: str,
    choices: ImportChoices,
    columns: Collection[str],
    confirmations: Confirmations,
) -> ReadyReports:
    """The reports that rows give; a row in which nothing is filled in is no report, and never a 0.

    Args:
        columns: the columns of a report that the file has.
        confirmations: why odd figures are right, by ward and day.
    """
    reports: list[NewReport] = []
    faults: list[ImportFault] = []
    blank = 0
    for row in rows:
        if not row.faults and all(row.values.get(name) in (None, "") for name in _FILLED):
            blank += 1
            continue
        found = [*row.faults, *_gaps(row, choices, columns), *_long_note(row)]
        if found:
            faults += found
            continue
        reports.append(_report(row, source, confirmations.get((row.ward_code, row.reporting_date), ())))
    return ReadyReports(tuple(reports), tuple(faults), blank)


def _gaps(row: FileRow, choices: ImportChoices, columns: Collection[str]) -> list[ImportFault]:
    """The empty cells of a row that must be filled in; columns the file lacks are told of once, for the whole file."""
    if choices.blank_is_zero:
        return []
    empty = [name for name in _CLASS_NAMES if row.values.get(name) is None and name in columns]
    told = {fault.column for fault in row.faults} if empty else ()
    return [_gap(row, name) for name in empty if name not in told]


def _gap(row: FileRow, name: str) -> ImportFault:
    heading = intake_column(name).heading
    words = Phrase(
        f"{heading.vi}: ô trống; ghi 0 nếu không có ca.", f"{heading.en}: an empty cell; write 0 where there is none."
    )
    return ImportFault(row.row, name, row.cells.get(name), words)


def _long_note(row: FileRow) -> list[ImportFault]:
    note = row.values.get(NOTE)
    if not isinstance(note, str) or len(note) <= LONGEST_NOTE:
        return []
    words = Phrase(
        f"Ghi chú dài {len(note)} ký tự; rút xuống còn {LONGEST_NOTE}.",
        f"The note has {len(note)} characters; keep it to {LONGEST_NOTE}.",
    )
    return [ImportFault(row.row, NOTE, row.cells.get(NOTE), words)]


def _report(row: FileRow, source: str, confirmations: tuple[tuple[WarningCode, str], ...]) -> NewReport:
    return NewReport(
        ward_code=row.ward_code,
        reporting_date=row.reporting_date,
        source=source,
        counts=CaseCounts(*(_number(row, name) or 0 for name in _CLASS_NAMES)),
        samples=_number(row, SAMPLES),
        positives=_number(row, POSITIVES),
        note=_note(row.values.get(NOTE)),
        pointer=f"/{row.row}",
        new_f1_contacts=_number(row, NEW_F1_CONTACTS),
        confirmations=confirmations,
    )


def _number(row: FileRow, name: str) -> int | None:
    value = row.values.get(name)
    return value if isinstance(value, int) else None


def _note(value: int | str | None) -> str | None:
    """A note as it may be stored: composed, and without signs that no database holds."""
    if value is None:
        return None
    text = unicodedata.normalize("NFC", str(value))
    clean = "".join(sign for sign in text if sign == "\n" or sign.isprintable()).strip()
    return clean or None
