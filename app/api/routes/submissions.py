"""What was sent: the history of reports, batches, corrections and files, and one of them by its receipt."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.api.cursors import next_link
from app.api.dependencies import ReadSessionDep
from app.api.schemas.case_reports import CaseReportOut
from app.api.schemas.common import Day, WardCode
from app.api.schemas.submissions import SubmissionDetail, SubmissionOut, SubmissionPage, SubmissionReport
from app.api.security import MayReadReports
from app.domain.reporting_day import EARLIEST_DAY
from app.services.register import current_register
from app.services.submissions import submission_by_receipt, submissions_in_scope
from app.storage.staff import display_names

router = APIRouter(prefix="/api/v1/submissions", tags=["case reports"])

LONGEST_RECEIPT = 40


@router.get("")
def read_submissions(
    request: Request,
    response: Response,
    session: ReadSessionDep,
    caller: MayReadReports,
    district: Annotated[WardCode | None, Query()] = None,
    from_: Annotated[Day, Query(alias="from")] = EARLIEST_DAY,
    to: Annotated[Day, Query()] = date(2100, 1, 1),
    by: Annotated[str | None, Query(max_length=64, description="Only what this user sent.")] = None,
    after: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Only revisions before this one.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> SubmissionPage:
    """What was sent about the caller's districts (and about days from `from` to `to`), the newest first."""
    response.headers["Cache-Control"] = "no-store"
    found = submissions_in_scope(
        session,
        caller=caller,
        district_code=district,
        first_day=from_,
        last_day=to,
        sent_by=by,
        before=after,
        limit=limit + 1,
    )
    page = found[:limit]
    people = display_names(session, {each.sent_by for each in page})
    links = [next_link(request, str(page[-1].revision))] if len(found) > limit else []
    items = [SubmissionOut.of(each, people) for each in page]
    return SubmissionPage(items=items, number_returned=len(items), links=links)


@router.get("/{receipt}")
def read_submission(
    response: Response,
    receipt: Annotated[str, Path(max_length=LONGEST_RECEIPT, examples=["BN-000123"])],
    session: ReadSessionDep,
    caller: MayReadReports,
    limit: Annotated[int, Query(ge=1, le=20_000, description="At most so many of its versions.")] = 1000,
) -> SubmissionDetail:
    """Everything that was sent under a receipt, as far as the caller answers for its wards."""
    response.headers["Cache-Control"] = "no-store"
    sent = submission_by_receipt(session, caller=caller, receipt=receipt)
    names = current_register(session).names
    told = SubmissionOut.of(sent.submission, display_names(session, [sent.submission.sent_by]))
    items = [
        SubmissionReport(**dict(CaseReportOut.of(each)), ward_name=names.get(each.key.ward_code, ""))
        for each in sent.reports[:limit]
    ]
    return SubmissionDetail(**dict(told), items=items, number_matched=len(sent.reports), number_returned=len(items))
