"""Files of reports: the template to fill in, the file taken, its rows that were not, given back to be mended."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from app.api.dependencies import ReadSessionDep, RulesDep, SnapshotDep
from app.api.schemas.common import Day, WardCode
from app.api.security import MayPostReport, now_of
from app.api.strict_json import StrictJsonRoute
from app.formats.report_template import template_file_name
from app.services.report_templates import make_template

router = APIRouter(prefix="/api/v1/imports", tags=["imports"], route_class=StrictJsonRoute)

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_answer(content: bytes, name: str) -> Response:
    """A workbook to be kept under a name, and by no cache."""
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=XLSX, headers=headers)


@router.get("/template.xlsx", response_class=Response, responses={200: {"content": {XLSX: {}}}})
def read_template(
    request: Request,
    session: ReadSessionDep,
    snapshot: SnapshotDep,
    rules: RulesDep,
    caller: MayPostReport,
    district: Annotated[WardCode | None, Query(description="Left out: the caller's only one, or every ward.")] = None,
    on: Annotated[Day | None, Query(description="Reporting day; the open one when left out.")] = None,
) -> Response:
    """The sheet to fill in for a district and day: locked codes and names, cells that check what is typed.

    It goes back through POST /api/v1/imports, for this very district and day.
    """
    mark, content = make_template(
        session,
        rules=rules,
        caller=caller,
        district_code=district,
        on=on,
        is_drill=snapshot.drill,
        now=now_of(request),
    )
    return workbook_answer(content, template_file_name(mark))
