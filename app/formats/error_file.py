"""The rows of a file that were not taken, as they were sent, beside what is wrong with each: to mend and send again."""

from __future__ import annotations

from typing import Final

from app.domain.import_records import ImportRecord, RejectedRow, RejectedRows
from app.formats.plain_table import PlainColumn, PlainTable, Value, plain_table

ROW_HEADING: Final = "Dòng"
COLUMN_HEADING: Final = "Cột"
FAULT_HEADING: Final = "Lỗi"
FAULT_HEADING_EN: Final = "Fault"
ADDED_HEADINGS: Final = (ROW_HEADING, COLUMN_HEADING, FAULT_HEADING, FAULT_HEADING_EN)
_HINT: Final = (
    "Sửa các ô có viền cam rồi gửi lại chính tệp này; các cột bên phải chỉ để đọc. / "
    "Mend the cells edged in orange and send this very file again; the columns on the right are only to be read."
)
_WIDE: Final = 44


def errors_workbook(record: ImportRecord) -> bytes:
    """The workbook of a file's rejected rows; it is read again like any other sheet."""
    rejected = record.rejected
    notes = [_HINT]
    if record.totals.rejected > len(rejected.rows):
        notes.append(_more(len(rejected.rows), record.totals.rejected))
    if rejected.reporting_date is not None:
        notes.insert(0, f"Ngày báo cáo: {rejected.reporting_date:%d/%m/%Y}")
    table = PlainTable(
        name="Dòng chưa nhận",
        title=f"Các dòng chưa nhận được của tệp {record.file_name}",
        notes=notes,
        columns=_columns(rejected),
        rows=[_row(rejected, each) for each in rejected.rows],
        marked=frozenset((number, place) for number, row in enumerate(rejected.rows) for place in row.faulty),
    )
    return plain_table(table, created=record.at)


def _more(kept: int, rejected: int) -> str:
    return (
        f"Tệp này chỉ giữ {kept} dòng lỗi đầu trong {rejected} dòng; các dòng còn lại sửa trong tệp gốc. / "
        f"Only the first {kept} of {rejected} rows are kept here; mend the others in the file they came from."
    )


def errors_file_name(record: ImportRecord) -> str:
    """An ASCII name that says which file it belongs to."""
    return f"dong-loi_{record.import_id}.xlsx"


def _columns(rejected: RejectedRows) -> list[PlainColumn]:
    own = [PlainColumn(heading, max(9, min(28, len(heading) + 2))) for heading in rejected.headings]
    return [
        *own,
        PlainColumn(ROW_HEADING, 7),
        PlainColumn(COLUMN_HEADING, 18),
        PlainColumn(FAULT_HEADING, _WIDE, is_wrapped=True),
        PlainColumn(FAULT_HEADING_EN, _WIDE, is_wrapped=True),
    ]


def _row(rejected: RejectedRows, row: RejectedRow) -> list[Value]:
    width = len(rejected.headings)
    cells: list[Value] = [*row.cells[:width], *[None] * (width - len(row.cells))]
    faulty = ", ".join(rejected.headings[place] for place in row.faulty if place < width)
    return [
        *cells,
        row.row,
        faulty or None,
        " ".join(each.vi for each in row.messages),
        " ".join(each.en for each in row.messages),
    ]
