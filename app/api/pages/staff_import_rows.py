"""The rows and columns of a file as the page shows how they were read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.api.pages.words import Words
from app.domain.import_records import ImportRecord
from app.domain.intake_columns import INTAKE_COLUMNS, TOTAL, TOTAL_HEADING
from app.domain.sentences import Phrase, day
from app.domain.ward_matching import MatchedBy
from app.services.import_files import RawCell, ReadFile
from app.services.import_rows import FileRow
from app.services.sheet_import import ImportDone

ROWS_SHOWN: Final = 60
LONGEST_CELL: Final = 24
_OTHER_ROLES: Final = {
    "ward_code": Phrase("Mã phường, xã", "Code of the ward"),
    "ward_name": Phrase("Tên phường, xã", "Name of the ward"),
    "district": Phrase("Quận, huyện", "District"),
    "reporting_date": Phrase("Ngày báo cáo", "Reporting day"),
    "row_number": Phrase("Số thứ tự", "Number of the row"),
    TOTAL: TOTAL_HEADING,
}


@dataclass(frozen=True)
class ColumnView:
    """A column: its letter and words in the file, and what it is read as (empty: not read)."""

    letter: str
    heading: str
    read_as: str


@dataclass(frozen=True)
class CellView:
    """A value of a row; `css` says whether it is a 0, empty or at fault."""

    text: str
    css: str


@dataclass(frozen=True)
class PreviewRow:
    """A row: its number, its ward, how the file called it where that differs, its values and what becomes of it."""

    row: int
    ward: str
    called: str
    cells: tuple[CellView, ...]
    result: str
    css: str


def ward_label(words: Words, ward: str, on: date, record: ImportRecord) -> str:
    """The name of a ward; with the day where a file has several, for then the same ward may stand in it again."""
    return ward if record.first_day == record.last_day else f"{ward}, {words.pick(day(on))}"


def column_views(words: Words, file: ReadFile) -> tuple[ColumnView, ...]:
    """The columns of a sheet and what they are read as; none for the files of programs."""
    if file.reading is None:
        return ()
    named = {column.name: words.pick(column.heading) for column in INTAKE_COLUMNS}
    named |= {role: words.pick(phrase) for role, phrase in _OTHER_ROLES.items()}
    return tuple(
        ColumnView(each.letter, each.heading, named.get(each.column or "", "")) for each in file.reading.layout.columns
    )


def preview_rows(words: Words, file: ReadFile, done: ImportDone, names: Mapping[str, str]) -> tuple[PreviewRow, ...]:
    """The first rows of a file that report something or are at fault, with what becomes of each.

    Args:
        names: of wards, by code.
    """
    wrong: dict[int, set[str]] = {}
    for fault in done.record.faults:
        wrong.setdefault(fault.row, set()).add(fault.column or "")
    told = [row for row in file.rows if row.row in done.results or row.row in wrong][:ROWS_SHOWN]
    called = _called(file)
    raw = file.raw(frozenset(row.row for row in told if row.row in wrong))
    columns = [column.name for column in INTAKE_COLUMNS if column.name in file.columns]
    rows = []
    for row in told:
        result = done.results.get(row.row)
        kind = "rejected" if result is None else result.value
        old_name = called.get(row.row)
        rows.append(
            PreviewRow(
                row=row.row,
                ward=ward_label(words, names.get(row.ward_code, row.ward_code), row.reporting_date, done.record),
                called=words("imp_ward_as", text=old_name) if old_name else "",
                cells=_cells(words, row, columns, wrong.get(row.row, set()), _by_column(file, raw.get(row.row, ()))),
                result=words(f"imp_result_{kind}"),
                css=kind,
            )
        )
    return tuple(rows)


def _called(file: ReadFile) -> dict[int, str]:
    """What the file calls the wards that it calls by an old name."""
    rows = () if file.reading is None else file.reading.rows
    return {row.row: row.heading_text for row in rows if row.matched_by is MatchedBy.OLD_NAME}


def _by_column(file: ReadFile, cells: Sequence[RawCell]) -> dict[str, RawCell]:
    """The cells of a row as they were sent, by column."""
    return {column: cells[place] for column, place in file.places.items() if place < len(cells)}


def _cells(
    words: Words, row: FileRow, columns: Sequence[str], wrong: Collection[str], raw: Mapping[str, RawCell]
) -> tuple[CellView, ...]:
    return tuple(
        CellView(_as_sent(raw.get(name)), "wrong") if name in wrong else _cell(words, row.values.get(name))
        for name in columns
    )


def _as_sent(value: RawCell) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"


def _cell(words: Words, value: int | str | None) -> CellView:
    if value is None:
        return CellView("–", "zero")
    if isinstance(value, str):
        return CellView(value, "text")
    return CellView(words.number(value), "zero" if value == 0 else "number")
