"""Case reports as files to work on: CSV for programs and for Excel, a workbook; either is read again as an import."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal

from app.domain.intake_columns import INTAKE_COLUMNS, NOTE
from app.domain.records import CaseReport
from app.domain.register import Ward
from app.domain.sentences import Phrase
from app.domain.vocabulary import CASE_CLASSES
from app.formats.cells import guarded
from app.formats.plain_table import PlainColumn, PlainTable, Value, plain_table

ExportFormat = Literal["csv", "xlsx"]
MEDIA_TYPES: Final[Mapping[ExportFormat, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_LEADING: Final = (
    ("ward_code", Phrase("Mã", "Code"), 9),
    ("ward_name", Phrase("Phường, xã", "Ward"), 26),
    ("district_code", Phrase("Mã quận, huyện", "District code"), 10),
    ("district_name", Phrase("Quận, huyện", "District"), 22),
    ("reporting_date", Phrase("Ngày báo cáo", "Reporting day"), 12),
)
_TRAILING: Final = (
    ("source", Phrase("Nguồn", "Source"), 10),
    ("version", Phrase("Phiên bản", "Version"), 10),
    ("reason_code", Phrase("Lý do sửa", "Reason of the correction"), 14),
    ("reported_by", Phrase("Người gửi", "Sent by"), 14),
    ("received_at", Phrase("Nhận lúc", "Received at"), 26),
)
EXPORT_NAMES: Final = (
    *(name for name, _, _ in _LEADING),
    *(column.name for column in INTAKE_COLUMNS),
    *(name for name, _, _ in _TRAILING),
)
"""The headings of the CSV, in their order; they do not change without a note in the changelog."""
_SHEET_NAME: Final = "Báo cáo ca bệnh"


def export_reports(
    reports: Sequence[CaseReport],
    *,
    wards: Mapping[str, Ward],
    form: ExportFormat,
    has_bom: bool,
    created: datetime,
) -> bytes:
    """The file of some reports, one row each; a withdrawn report has no numbers.

    Args:
        wards: by code; a ward that is no longer in the register has no name here.
        has_bom: Excel needs the byte order mark, and the line ends of Windows, to read the CSV as UTF-8.
    """
    rows = (_row(report, wards.get(report.key.ward_code)) for report in reports)
    return _csv(rows, has_bom=has_bom) if form == "csv" else _workbook(rows, created)


def _row(report: CaseReport, ward: Ward | None) -> list[Value]:
    counts = (None,) * len(CASE_CLASSES) if report.counts is None else report.counts.as_tuple()
    return [
        report.key.ward_code,
        ward.name if ward else None,
        ward.district_code if ward else None,
        ward.district_name if ward else None,
        report.key.reporting_date,
        *counts,
        report.samples,
        report.positives,
        report.new_f1_contacts,
        report.note,
        report.key.source,
        report.version,
        report.reason_code,
        report.reported_by,
        report.received_at.isoformat(),
    ]


def _csv(rows: Iterator[list[Value]], *, has_bom: bool) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n" if has_bom else "\n")
    writer.writerow(EXPORT_NAMES)
    for row in rows:
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig" if has_bom else "utf-8")


def _workbook(rows: Iterator[list[Value]], created: datetime) -> bytes:
    columns = [
        *(PlainColumn(heading.vi, width) for _, heading, width in _LEADING),
        *(
            PlainColumn(column.heading.vi, 36 if column.name == NOTE else 12, is_wrapped=column.name == NOTE)
            for column in INTAKE_COLUMNS
        ),
        *(PlainColumn(heading.vi, width) for _, heading, width in _TRAILING),
    ]
    return plain_table(PlainTable(_SHEET_NAME, columns, rows), created=created)
