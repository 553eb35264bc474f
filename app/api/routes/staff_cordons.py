"""Pages: the cordons of the reader's districts, one of them, and setting one up."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from app.api.dependencies import ReadSessionDep
from app.api.pages.staff_cordons import cordon_list, cordon_view
from app.api.pages.staff_drawing import drawing_stage
from app.api.pages.staff_places import offset_of
from app.api.pages.staff_tabs import tabs_of_zoning
from app.api.routes.cordons import CordonId
from app.api.security import MayDeclareCordon
from app.api.staff_pages import StaffPage, StaffPageDep, served_paths, staff_answer
from app.services.access import ACTS, Act, Caller, has_role, only_district
from app.services.cordon_reading import cordon_log, read_cordon, read_cordons

router: Final = APIRouter(include_in_schema=False)

PAGE: Final = "/staff/cordons"
Typed = Annotated[str, Query(max_length=40)]


@router.get(PAGE)
def show_cordons(
    request: Request, page: StaffPageDep, caller: MayDeclareCordon, session: ReadSessionDep, state: Typed = ""
) -> Response:
    """The cordons that stand, worst first; or those that are lifted."""
    found = read_cordons(session, rules=page.shell.rules, caller=caller, at=page.shell.snapshot.at)
    return _answer(request, page, caller, "staff/cordons.html", list=cordon_list(page, found, lifted=state == "lifted"))


@router.get(f"{PAGE}/-new")
def show_new_cordon(request: Request, page: StaffPageDep, caller: MayDeclareCordon) -> Response:
    """The form that sets up a cordon."""
    may_order = has_role(caller, *ACTS[Act.ORDER_CORDON])
    return _answer(request, page, caller, "staff/cordon_new.html", may_order=may_order)


@router.get(f"{PAGE}/{{cordon_id}}")
def show_cordon(
    request: Request, page: StaffPageDep, caller: MayDeclareCordon, session: ReadSessionDep, cordon_id: CordonId
) -> Response:
    """One cordon with its condition, what may be done, and its log."""
    log = cordon_log(session, caller=caller, cordon_id=cordon_id)
    read = read_cordon(session, log, rules=page.shell.rules, at=page.shell.snapshot.at)
    return _answer(request, page, caller, "staff/cordon.html", view=cordon_view(page, read, log))


def _answer(request: Request, page: StaffPage, caller: Caller, template: str, **content: Any) -> Response:
    return staff_answer(
        page,
        template,
        tabs=tabs_of_zoning(page, served_paths(request)),
        map=drawing_stage(page.shell, district=only_district(caller) or ""),
        offset=offset_of(page),
        rule=page.shell.rules.cordon,
        **content,
    )
