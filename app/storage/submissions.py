"""What was sent together: the versions that one revision recorded, found again by receipt."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.domain.records import CaseReport
from app.storage.case_reports import record_of
from app.storage.tables.ledger import CaseReportRow
from app.storage.tables.site import RevisionRow


@dataclass(frozen=True)
class Submission:
    """What one revision recorded of the wards looked at: when, by whom, how many versions, of which days.

    `kind` is what the revision says was written, such as `case_report_batch`.
    """

    revision: int
    committed_at: datetime
    kind: str
    sent_by: str
    created: int
    corrected: int
    first_day: date
    last_day: date


def find_submissions(
    session: Session,
    *,
    ward_codes: Collection[str] | None,
    first_day: date,
    last_day: date,
    sent_by: str | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[Submission]:
    """What was sent of these wards (None: of all) about these days, the newest first. One query.

    Args:
        sent_by: only what this user sent.
        before: only revisions with a smaller number, for the next page.
    """
    revision = CaseReportRow.recorded_revision
    first_versions = func.sum(case((CaseReportRow.version == 1, 1), else_=0))
    query = (
        select(
            revision,
            RevisionRow.committed_at,
            RevisionRow.kind,
            RevisionRow.actor,
            first_versions,
            func.count() - first_versions,
            func.min(CaseReportRow.reporting_date),
            func.max(CaseReportRow.reporting_date),
        )
        .join(RevisionRow, RevisionRow.revision == revision)
        .where(CaseReportRow.reporting_date.between(first_day, last_day))
        .group_by(revision, RevisionRow.committed_at, RevisionRow.kind, RevisionRow.actor)
        .order_by(revision.desc())
        .limit(limit)
    )
    if ward_codes is not None:
        query = query.where(CaseReportRow.ward_code.in_(ward_codes))
    if sent_by is not None:
        query = query.where(RevisionRow.actor == sent_by)
    if before is not None:
        query = query.where(revision < before)
    return [Submission(*row) for row in session.execute(query)]


def reports_sent(session: Session, *, revision: int, ward_codes: Collection[str] | None) -> list[CaseReport]:
    """The versions of these wards (None: of all) that a revision recorded, by day and ward. One query by its index."""
    query = (
        select(CaseReportRow)
        .where(CaseReportRow.recorded_revision == revision)
        .order_by(CaseReportRow.reporting_date, CaseReportRow.ward_code, CaseReportRow.source)
    )
    if ward_codes is not None:
        query = query.where(CaseReportRow.ward_code.in_(ward_codes))
    return [record_of(row) for row in session.scalars(query)]
