"""Pages: what was sent, and one receipt."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from app.api.dependencies import ReadSessionDep
from app.api.pages.readers import for_readers
from app.api.pages.staff_sent import SentList, receipt_view, sent_row
from app.api.schemas.submissions import SubmissionOut
from app.api.security import MayReadReports, now_of
from app.api.staff_pages import StaffPage, StaffPageDep, staff_answer
from app.domain.errors import SubmissionNotFound
from app.services.register import current_register
from app.services.submissions import submission_by_receipt, submissions_in_scope
from app.storage.case_reports import versions_before
from app.storage.staff import display_names

router: Final = APIRouter(include_in_schema=False)

Typed = Annotated[str | None, Query(max_length=40)]
DAYS_OFFERED: Final = 7
A_PAGE: Final = 50
ROWS_SHOWN: Final = 200


@router.get("/staff/sent")
def show_sent(
    request: Request,
    page: StaffPageDep,
    caller: MayReadReports,
    session: ReadSessionDep,
    first: Annotated[str | None, Query(alias="from", max_length=40)] = None,
    last: Annotated[str | None, Query(alias="to", max_length=40)] = None,
    mine: Typed = None,
    before: Typed = None,
) -> Response:
    """The last week's submissions about the reader's districts, or those of the days asked for."""
    open_day = page.shell.rules.clock.open_day(now_of(request))
    first_day = _day(first, open_day - timedelta(days=DAYS_OFFERED - 1))
    last_day = max(_day(last, open_day), first_day)
    found = submissions_in_scope(
        session,
        caller=caller,
        district_code=None,
        first_day=first_day,
        last_day=last_day,
        sent_by=caller.username if mine else None,
        before=int(before) if before and before.isdecimal() and len(before) < 10 else None,
        limit=A_PAGE + 1,
    )
    people = display_names(session, {each.sent_by for each in found})
    rows = tuple(sent_row(page, SubmissionOut.of(each, people)) for each in found[:A_PAGE])
    older = None
    if len(found) > A_PAGE:
        asked = {"from": str(first_day), "to": str(last_day), "mine": mine, "before": str(found[A_PAGE - 1].revision)}
        older = page.to("/staff/sent", **asked)
    return staff_answer(page, "staff/sent.html", sent=SentList(rows, first_day, last_day, bool(mine), older))


@router.get("/staff/sent/{receipt}")
def show_receipt(receipt: str, page: StaffPageDep, caller: MayReadReports, session: ReadSessionDep) -> Response:
    """Everything sent under a receipt, as far as the reader answers for its wards."""
    try:
        sent = submission_by_receipt(session, caller=caller, receipt=receipt[:40])
    except SubmissionNotFound as fault:
        return _missing(page, fault)
    reports = sent.reports[:ROWS_SHOWN]
    view = receipt_view(
        page,
        SubmissionOut.of(sent.submission, display_names(session, [sent.submission.sent_by])),
        reports,
        matched=len(sent.reports),
        previous=versions_before(session, reports),
        names=current_register(session).names,
    )
    return staff_answer(page, "staff/receipt.html", receipt=view)


def _missing(page: StaffPage, fault: SubmissionNotFound) -> Response:
    told = for_readers(page.words.pick((fault.detail_vi, fault.detail_en)))
    return staff_answer(page, "staff/receipt_missing.html", status=404, told=told)


def _day(text: str | None, default: date) -> date:
    """A day of the form; what is none is the default, since a browser's own date field sends nothing else."""
    try:
        return date.fromisoformat(text) if text else default
    except ValueError:
        return default
