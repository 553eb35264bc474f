"""What was sent together, as far as a caller answers for it: the list, and one by its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.domain.errors import SubmissionNotFound
from app.domain.receipts import revision_of_receipt
from app.domain.records import CaseReport
from app.services.access import Caller
from app.services.report_reading import wards_in_scope
from app.storage.submissions import Submission, find_submissions, reports_sent


@dataclass(frozen=True)
class SentReports:
    """One submission and its versions."""

    submission: Submission
    reports: list[CaseReport]


def submissions_in_scope(
    session: Session,
    *,
    caller: Caller,
    district_code: str | None,
    first_day: date,
    last_day: date,
    sent_by: str | None,
    before: int | None,
    limit: int,
) -> list[Submission]:
    """What was sent about the caller's wards (of one district), the newest first.

    Raises:
        DistrictNotFound, NotYourDistrict: as named.
    """
    return find_submissions(
        session,
        ward_codes=wards_in_scope(session, caller=caller, ward_code=None, district_code=district_code),
        first_day=first_day,
        last_day=last_day,
        sent_by=sent_by,
        before=before,
        limit=limit,
    )


def submission_by_receipt(session: Session, *, caller: Caller, receipt: str) -> SentReports:
    """What a receipt stands for, as far as the caller answers for its wards.

    Raises:
        SubmissionNotFound: no such receipt, or none of its wards is the caller's.
    """
    revision = revision_of_receipt(receipt)
    wards = wards_in_scope(session, caller=caller, ward_code=None, district_code=None)
    reports = [] if revision is None else reports_sent(session, revision=revision, ward_codes=wards)
    if revision is None or not reports:
        raise SubmissionNotFound(receipt)
    days = [report.key.reporting_date for report in reports]
    found = find_submissions(
        session, ward_codes=wards, first_day=min(days), last_day=max(days), before=revision + 1, limit=1
    )
    return SentReports(found[0], reports)
