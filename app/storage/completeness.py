"""Which wards reported a day, and when each last did: two statements, whatever the number of wards."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.domain.completeness import DayReport
from app.storage.case_reports import warning_of
from app.storage.tables.ledger import CaseReportRow
from app.storage.tables.register import UnitRow
from app.storage.versions import known_at

_WARD = "ward"


def day_reports(session: Session, *, day: date, source: str) -> dict[str, DayReport]:
    """The current report of each ward that ever reported a day, by ward code; withdrawn ones included.

    One statement, by `ix_case_reports_day`: every version is read, since the first one says when the ward reported.
    """
    statement = (
        select(
            CaseReportRow.ward_code,
            CaseReportRow.imported,
            CaseReportRow.received_at,
            CaseReportRow.superseded_revision,
            CaseReportRow.warnings,
        )
        .where(CaseReportRow.source == source, CaseReportRow.reporting_date == day)
        .order_by(CaseReportRow.ward_code, CaseReportRow.version)
    )
    first: dict[str, datetime] = {}
    found: dict[str, DayReport] = {}
    for code, imported, received_at, superseded, warnings in session.execute(statement):
        first.setdefault(code, received_at)
        if superseded is None:
            found[code] = _report(code, imported is None, first[code], received_at, warnings)
    return found


def _report(
    code: str, withdrawn: bool, first: datetime, last: datetime, warnings: list[dict[str, Any]] | None
) -> DayReport:
    return DayReport(code, withdrawn, first, last, tuple(warning_of(each) for each in warnings or ()))


def last_reported_days(session: Session, *, before: date, source: str) -> dict[str, date]:
    """The newest day before one of which each ward has a report that stands, by ward code; others are left out.

    One statement that goes once down the index of current versions for each ward, however long the ledger is.
    """
    wards = select(UnitRow.unit_code).where(UnitRow.level == _WARD, known_at(UnitRow, None)).distinct().subquery()
    report = aliased(CaseReportRow)
    newest = (
        select(report.reporting_date)
        .where(
            report.ward_code == wards.c.unit_code,
            report.source == source,
            report.reporting_date < before,
            report.imported.is_not(None),
            known_at(report, None),
        )
        .order_by(report.reporting_date.desc())
        .limit(1)
        .correlate(wards)
        .scalar_subquery()
    )
    found = session.execute(select(wards.c.unit_code, newest))
    return {code: day for code, day in found if day is not None}
