"""The page of border wards: read, and marked as read by plain forms."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Form, Path, Query, Request, Response

from app.api.dependencies import ReadSessionDep, WritingDep
from app.api.pages.staff_border import AT_ONCE, PATH, border_page
from app.api.pages.staff_frame import StaffPage
from app.api.pages.staff_tabs import tabs_of_zoning
from app.api.security import MayReadBorderNotices
from app.api.staff_pages import StaffPageDep, sent_to, served_paths, staff_answer
from app.services.access import Caller, only_district
from app.services.border_notices import mark_all_read, mark_notice_read, read_notices

router: Final = APIRouter(include_in_schema=False)

Typed = Annotated[str, Query(max_length=40)]
Said = Annotated[str, Form(max_length=40)]
NoticeId = Annotated[int, Path(ge=1, le=2**31 - 1)]
LARGEST: Final = 2**31 - 1


@router.get(PATH)
def show_border(
    request: Request,
    page: StaffPageDep,
    caller: MayReadBorderNotices,
    session: ReadSessionDep,
    district: Typed = "",
    show: Typed = "",
    before: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
) -> Response:
    """Unread notices (or all) of the reader's districts, and the own wards that touch stricter ground."""
    code = _district(page, caller, district)
    shown_district = code or only_district(caller)
    shows_all = show == "all"
    found = read_notices(
        session, caller=caller, district_code=shown_district, unread=not shows_all, before=before, limit=AT_ONCE
    )
    if code is not None:
        page = page.in_district(code, lambda other: f"{PATH}?district={other}")
    border = border_page(page, found, shows_all=shows_all, district=shown_district)
    tabs = tabs_of_zoning(page, served_paths(request), {PATH: found.unread})
    return staff_answer(page, "staff/border.html", tabs=tabs, border=border)


@router.post(f"{PATH}/read")
def take_all_read(
    page: StaffPageDep,
    work: WritingDep,
    caller: MayReadBorderNotices,
    through: Annotated[int, Form(ge=1, le=LARGEST)],
    district: Said = "",
    show: Said = "",
) -> Response:
    """Mark all notices up to a number as read, and show the page again."""
    mark_all_read(work.session, caller=caller, through=through, now=work.now)
    return sent_to(_back(page, caller, district, show))


@router.post(f"{PATH}/notices/{{notice_id}}/read")
def take_read(
    notice_id: NoticeId,
    page: StaffPageDep,
    work: WritingDep,
    caller: MayReadBorderNotices,
    district: Said = "",
    show: Said = "",
) -> Response:
    """Mark one notice as read, and show the page again."""
    mark_notice_read(work.session, caller=caller, notice_id=notice_id, now=work.now)
    return sent_to(_back(page, caller, district, show))


def _back(page: StaffPage, caller: Caller, district: str, show: str) -> str:
    return page.to(PATH, district=_district(page, caller, district), show="all" if show == "all" else None)


def _district(page: StaffPage, caller: Caller, code: str) -> str | None:
    """The district asked for, when it is one of the reader's; None: all of them."""
    return code if code in {each.code for each in page.districts} else None
