"""The first page of staff, and the way to the table of the open day."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response

from app.api.page_answers import Text
from app.api.security import MayPostReport, now_of
from app.api.staff_pages import StaffPageDep, sent_to, staff_answer
from app.domain.errors import DistrictNotFound
from app.domain.vocabulary import Role

router: Final = APIRouter(include_in_schema=False)


@router.get("/staff")
def show_home(page: StaffPageDep) -> Response:
    """Reporters go on to their table, the others to the board; where there is none, what the reader can do."""
    first = "/staff/report" if page.caller.role is Role.REPORTER else "/staff/progress"
    entry = next((each for each in page.entries if each.path == first), None)
    if entry is not None:
        return sent_to(page.to(entry.path))
    return staff_answer(page, "staff/home.html")


@router.get("/staff/report")
def show_open_day(request: Request, page: StaffPageDep, caller: MayPostReport, district: Text = None) -> Response:
    """Go to the table of the open day for the district asked for, if it is the reader's, else for their first one.

    Raises:
        DistrictNotFound: the register has no district the reader answers for.
    """
    if not page.districts:
        raise DistrictNotFound(", ".join(sorted(caller.district_codes or ())) or "*")
    codes = [each.code for each in page.districts]
    code = district if district in codes else codes[0]
    open_day = page.shell.rules.clock.open_day(now_of(request))
    return sent_to(page.to(f"/staff/report/{code}/{open_day}"))
