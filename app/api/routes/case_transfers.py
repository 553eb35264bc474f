"""Moving cases between wards, and the moves made."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.api.answers import IdempotencyKey, answer_once, json_answer, request_fingerprint
from app.api.batches import level_changes_out
from app.api.cursors import next_link
from app.api.dependencies import ReadSessionDep, WritingDep
from app.api.report_lines import leave_move_line
from app.api.schemas.case_transfers import CaseTransferDone, CaseTransferIn, CaseTransferOut, CaseTransferPage
from app.api.schemas.common import Day, WardCode
from app.api.security import MayCorrectReport, MayReadReports
from app.api.strict_json import StrictJsonRoute
from app.domain.receipts import receipt_number
from app.domain.reporting_day import EARLIEST_DAY
from app.services.case_transfers import move_cases, transfers_in_scope
from app.services.register import current_register

router = APIRouter(prefix="/api/v1/case-transfers", tags=["case reports"], route_class=StrictJsonRoute)


@router.post("", status_code=201, response_model=CaseTransferDone, responses={200: {"model": CaseTransferDone}})
def post_transfer(
    request: Request,
    body: CaseTransferIn,
    work: WritingDep,
    caller: MayCorrectReport,
    dry_run: Annotated[bool, Query(description="Judge, answer the level changes, and write nothing.")] = False,
    key: IdempotencyKey = None,
) -> Response:
    """Move cases of one day from a ward to another: both reports are corrected at once, so sums above stay the same.

    Both wards need a report of the day and must be the caller's. 412 when either was corrected in between.
    """

    def produce() -> Response:
        revision = work.revision
        assert revision is not None
        move = body.as_move(default_source=work.rules.source)
        moved = move_cases(work.session, rules=work.rules, caller=caller, move=move, revision=revision)
        names = current_register(work.session).names
        if dry_run:
            work.abandon()
        else:
            leave_move_line(work, caller, move)
        done = CaseTransferDone(
            **CaseTransferOut.content_of(moved.transfer),
            dry_run=dry_run,
            receipt=None if dry_run else receipt_number(revision.number),
            revision=None if dry_run else revision.number,
            level_changes=level_changes_out(moved.level_changes, names),
        )
        return json_answer(done, status=200 if dry_run else 201)

    return answer_once(
        work, kind="case_transfer", caller=caller, key=key, asked=request_fingerprint(request, body), produce=produce
    )


@router.get("")
def read_transfers(
    request: Request,
    response: Response,
    session: ReadSessionDep,
    caller: MayReadReports,
    district: Annotated[WardCode | None, Query()] = None,
    from_: Annotated[Day, Query(alias="from")] = EARLIEST_DAY,
    to: Annotated[Day, Query()] = date(2100, 1, 1),
    after: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Only revisions before this one.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> CaseTransferPage:
    """Moves from or to wards of the caller's districts, about days from `from` to `to`, the newest first."""
    response.headers["Cache-Control"] = "no-store"
    found = transfers_in_scope(
        session, caller=caller, district_code=district, first_day=from_, last_day=to, before=after, limit=limit + 1
    )
    page = found[:limit]
    links = [next_link(request, str(page[-1].recorded_revision))] if len(found) > limit else []
    items = [CaseTransferOut.of(each) for each in page]
    return CaseTransferPage(items=items, number_returned=len(items), links=links)
