"""Pages: the areas beside the colours that touch the reader's districts, one of them, and setting one up."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from app.api.dependencies import ReadSessionDep
from app.api.pages.staff_areas import area_list, area_view, kinds_for
from app.api.pages.staff_drawing import drawing_stage
from app.api.pages.staff_places import offset_of
from app.api.pages.staff_tabs import tabs_of_zoning
from app.api.routes.areas import AreaId
from app.api.security import MayDeclareArea, MayDeclareCordon
from app.api.staff_pages import StaffPage, StaffPageDep, served_paths, staff_answer
from app.domain.areas import area_at
from app.services.access import ACTS, Act, Caller, has_role, only_district
from app.services.area_control import area_log, visible_areas

router: Final = APIRouter(include_in_schema=False)

PAGE: Final = "/staff/areas"
Typed = Annotated[str, Query(max_length=40)]


@router.get(PAGE)
def show_areas(
    request: Request, page: StaffPageDep, caller: MayDeclareCordon, session: ReadSessionDep, state: Typed = ""
) -> Response:
    """The areas that stand; or those that have ended."""
    found = visible_areas(session, caller=caller, at=page.shell.snapshot.at)
    may_declare = has_role(caller, *ACTS[Act.DECLARE_AREA])
    listed = area_list(page, found, ended=state == "ended")
    return _answer(request, page, caller, "staff/areas.html", list=listed, may_declare=may_declare)


@router.get(f"{PAGE}/-new")
def show_new_area(request: Request, page: StaffPageDep, caller: MayDeclareArea) -> Response:
    """The form that sets up an area."""
    return _answer(request, page, caller, "staff/area_new.html", kinds=kinds_for(page))


@router.get(f"{PAGE}/{{area_id}}")
def show_area(
    request: Request, page: StaffPageDep, caller: MayDeclareCordon, session: ReadSessionDep, area_id: AreaId
) -> Response:
    """One area with its wards by level, what may be done, and its log."""
    log = [area_at(each, page.shell.snapshot.at) for each in area_log(session, caller=caller, area_id=area_id)]
    return _answer(request, page, caller, "staff/area.html", view=area_view(page, log[-1], log))


def _answer(request: Request, page: StaffPage, caller: Caller, template: str, **content: Any) -> Response:
    return staff_answer(
        page,
        template,
        tabs=tabs_of_zoning(page, served_paths(request)),
        map=drawing_stage(page.shell, district=only_district(caller) or ""),
        offset=offset_of(page),
        **content,
    )
