"""Notices to neighboring districts (giáp ranh): read, and marked as read.

Marking is the reader's own affair: it takes no revision, feeds nothing that is judged or shown, and leaves no line in
the audit.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.api.answers import json_answer
from app.api.cursors import next_link
from app.api.dependencies import ReadSessionDep, WritingDep
from app.api.routes.zones import District
from app.api.schemas.border_notices import BorderNoticeOut, BorderNoticesOut, MarkedOut, ReadThroughIn
from app.api.security import MayReadBorderNotices
from app.api.strict_json import StrictJsonRoute
from app.services.border_notices import mark_all_read, mark_notice_read, read_notices, unread_notices

router = APIRouter(prefix="/api/v1/border-notices", tags=["outbreaks"], route_class=StrictJsonRoute)

NoticeId = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("", response_model=BorderNoticesOut)
def list_border_notices(
    request: Request,
    session: ReadSessionDep,
    caller: MayReadBorderNotices,
    district: District = None,
    unread: Annotated[bool, Query(description="Only those the caller has not marked as read.")] = False,
    after: Annotated[int | None, Query(ge=1, le=2**53, description="Only notices before this number.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """Notices to the caller's districts (all for those who answer for all), newest first.

    A district is told when a ward across its line rises to an elevated level or leaves it, and when a ring of another
    district that touches it is proposed, issued, changed or lifted.
    """
    page = read_notices(session, caller=caller, district_code=district, unread=unread, before=after, limit=limit)
    links = [] if page.is_last else [next_link(request, str(page.notices[-1].notice_id))]
    return json_answer(BorderNoticesOut.of(page, links))


@router.post("/read", response_model=MarkedOut)
def mark_border_notices(body: ReadThroughIn, work: WritingDep, caller: MayReadBorderNotices) -> Response:
    """Mark all notices up to a number as read by the caller; later ones still wait."""
    marked = mark_all_read(work.session, caller=caller, through=body.through, now=work.now)
    return json_answer(MarkedOut(marked=marked, unread=unread_notices(work.session, caller=caller)))


@router.post("/{notice_id}/read", response_model=BorderNoticeOut)
def mark_border_notice(notice_id: NoticeId, work: WritingDep, caller: MayReadBorderNotices) -> Response:
    """Mark one notice as read by the caller; doing it again changes nothing."""
    return json_answer(
        BorderNoticeOut.of(mark_notice_read(work.session, caller=caller, notice_id=notice_id, now=work.now))
    )
