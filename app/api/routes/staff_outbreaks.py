"""Pages: the outbreaks of the reader's districts."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from app.api.dependencies import ReadSessionDep
from app.api.pages.staff_declare import zoning_state
from app.api.pages.staff_drawing import drawing_stage
from app.api.pages.staff_outbreak import outbreak_view
from app.api.pages.staff_outbreaks import outbreak_list
from app.api.pages.staff_tabs import tabs_of_zoning
from app.api.routes.outbreaks import OutbreakId, require_seen
from app.api.security import MayDeclareOutbreak, now_of
from app.api.staff_pages import StaffPageDep, served_paths, staff_answer
from app.domain.vocabulary import OutbreakSetting
from app.services.access import only_district
from app.services.outbreak_reading import existing_outbreak
from app.services.register import current_register
from app.services.ring_states import ring_state, ring_states

router: Final = APIRouter(include_in_schema=False)

PAGE: Final = "/staff/outbreaks"
ANNEX: Final = "/staff/outbreaks/{outbreak_id}/annex"
Typed = Annotated[str, Query(max_length=40)]


@router.get(PAGE)
def show_outbreaks(
    request: Request, page: StaffPageDep, caller: MayDeclareOutbreak, session: ReadSessionDep, state: Typed = ""
) -> Response:
    """The outbreaks of the reader's districts: those open, the most urgent first; or those closed."""
    return staff_answer(
        page,
        "staff/outbreaks.html",
        tabs=tabs_of_zoning(page, served_paths(request)),
        map=drawing_stage(page.shell, district=only_district(caller) or ""),
        outbreaks=outbreak_list(page, ring_states(session, at=now_of(request)), closed=state == "closed"),
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


@router.get(f"{PAGE}/{{outbreak_id}}")
def show_outbreak(
    request: Request, page: StaffPageDep, caller: MayDeclareOutbreak, session: ReadSessionDep, outbreak_id: OutbreakId
) -> Response:
    """One outbreak: its rings and their versions, what may be ordered, its nature."""
    found, now = existing_outbreak(session, outbreak_id), now_of(request)
    require_seen(caller, current_register(session), found)
    view = outbreak_view(page, found, ring_state(session, outbreak_id, at=now), page.shell.today)
    return staff_answer(
        page,
        "staff/outbreak.html",
        tabs=tabs_of_zoning(page, served_paths(request)),
        map=drawing_stage(page.shell, district=only_district(caller) or ""),
        view=view,
        settings=[each.value for each in OutbreakSetting],
        open_day=page.shell.snapshot.open_day.isoformat(),
        annex=f"/staff/outbreaks/{outbreak_id}/annex" if ANNEX in served_paths(request) else "",
    )
