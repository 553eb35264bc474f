"""Pages: the outbreaks of the reader's districts."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from app.api.pages.staff_declare import zoning_state
from app.api.pages.staff_drawing import drawing_stage
from app.api.pages.staff_outbreaks import outbreak_list
from app.api.pages.staff_tabs import tabs_of_zoning
from app.api.security import MayDeclareOutbreak
from app.api.staff_pages import StaffPageDep, served_paths, staff_answer
from app.domain.vocabulary import OutbreakSetting
from app.services.access import only_district

router: Final = APIRouter(include_in_schema=False)

PAGE: Final = "/staff/outbreaks"
Typed = Annotated[str, Query(max_length=40)]


@router.get(PAGE)
def show_outbreaks(request: Request, page: StaffPageDep, caller: MayDeclareOutbreak, state: Typed = "") -> Response:
    """The outbreaks of the reader's districts: those open, the most urgent first; or those closed."""
    return staff_answer(
        page,
        "staff/outbreaks.html",
        tabs=tabs_of_zoning(page, served_paths(request)),
        map=drawing_stage(page.shell, district=only_district(caller) or ""),
        outbreaks=outbreak_list(page, closed=state == "closed"),
    )


@router.get(f"{PAGE}/new")
def show_declaration(request: Request, page: StaffPageDep, caller: MayDeclareOutbreak) -> Response:
    """Where an outbreak is declared on the map: place, nature, and how its rings are drawn."""
    return staff_answer(
        page,
        "staff/outbreak_new.html",
        tabs=tabs_of_zoning(page, served_paths(request)),
        map=drawing_stage(page.shell, district=only_district(caller) or ""),
        settings=[each.value for each in OutbreakSetting],
        open_day=page.shell.snapshot.open_day.isoformat(),
        state=zoning_state(page),
    )
