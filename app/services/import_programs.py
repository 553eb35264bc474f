"""Files that programs write: CSV with our own column names."""

from __future__ import annotations

import hashlib
from datetime import date

from app.domain.import_records import ImportFault
from app.domain.sentences import Phrase
from app.domain.vocabulary import CASE_CLASSES, CaseClass
from app.formats.case_table import CaseRow, case_table, lines_of
from app.services.import_files import REPORT_COLUMNS, ReadFile, clean_name
from app.services.import_rows import FileRow


def read_program_file(content: bytes, name: str, on: date | None, count_class: CaseClass | None) -> ReadFile:
    """A table with our own column names; a row of another day than the one asked for is at fault."""
    table = case_table(content, count_class=count_class)
    faults = [_table_fault(each.pointer, Phrase(each.vi, each.en)) for each in table.faults]
    faults += [_other_day(row, on) for row in table.rows if on is not None and row.reporting_date != on]
    # Programs say with the header which classes they count; the others are 0, as on the command line.
    columns = frozenset(each.value for each in CASE_CLASSES) | (frozenset(table.places) & REPORT_COLUMNS)
    return ReadFile(
        name=clean_name(name),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        rows=tuple(_row_of_program(row) for row in table.rows if on is None or row.reporting_date == on),
        faults=tuple(faults),
        notices=(),
        columns=columns,
        header_row=1,
        headings=table.header,
        places=table.places,
        day=None,
        unclassed=(),
        raw=lambda wanted: lines_of(content, wanted),
        unlisted=table.fault_count - len(table.faults),
    )


def _table_fault(pointer: str, message: Phrase) -> ImportFault:
    line, _, column = pointer.removeprefix("/").partition("/")
    return ImportFault(int(line), column or None, None, message)


def _other_day(row: CaseRow, on: date | None) -> ImportFault:
    assert on is not None
    words = Phrase(
        f"Dòng của ngày {row.reporting_date:%d/%m/%Y}, còn ngày đang nhập là {on:%d/%m/%Y}.",
        f"The row is of {row.reporting_date}, but {on} is being reported.",
    )
    return ImportFault(row.line, "reporting_date", None, words)


def _row_of_program(row: CaseRow) -> FileRow:
    values: dict[str, int | str | None] = {
        each.value: count for each, count in zip(CASE_CLASSES, row.counts.as_tuple(), strict=True)
    }
    values |= {
        "samples": row.samples,
        "positives": row.positives,
        "new_f1_contacts": row.new_f1_contacts,
        "note": row.note,
    }
    return FileRow(row.line, row.ward_code, row.reporting_date, values)
