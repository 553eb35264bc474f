"""Which reports of a day came after its publication time."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.tables.ledger import CaseReportRow
from app.storage.versions import known_at


def wards_reported_late(
    session: Session, *, day: date, source: str, known_revision: int | None = None
) -> frozenset[str]:
    """Codes of the wards whose current report of a day was received after the publication time.

    A withdrawn report is none. One query, by `ix_case_reports_day`.
    """
    return frozenset(
        session.scalars(
            select(CaseReportRow.ward_code).where(
                CaseReportRow.source == source,
                CaseReportRow.reporting_date == day,
                CaseReportRow.after_publication,
                CaseReportRow.imported.is_not(None),
                known_at(CaseReportRow, known_revision),
            )
        )
    )
