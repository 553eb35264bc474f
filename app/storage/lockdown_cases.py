"""When wards last reported cases found in locked-down areas."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.storage.tables.ledger import CaseReportRow
from app.storage.versions import known_at


def newest_lockdown_cases(
    session: Session,
    *,
    ward_codes: Collection[str],
    since: date,
    until: date,
    source: str,
    known_revision: int | None = None,
) -> dict[str, date]:
    """The newest day of each ward whose report has cases in locked-down areas; wards without any are left out."""
    rows = session.execute(
        select(CaseReportRow.ward_code, func.max(CaseReportRow.reporting_date))
        .where(
            CaseReportRow.source == source,
            CaseReportRow.ward_code.in_(list(ward_codes)),
            CaseReportRow.reporting_date.between(since, until),
            CaseReportRow.lockdown_area > 0,
            known_at(CaseReportRow, known_revision),
        )
        .group_by(CaseReportRow.ward_code)
    )
    return {row.ward_code: row[1] for row in rows}
