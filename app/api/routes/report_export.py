"""Case reports to take away as a file."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api.dependencies import ReadSessionDep, RulesDep, WritingDep
from app.api.exports import EXPORT
from app.api.schemas.common import Day, WardCode
from app.api.security import MayReadReports
from app.api.strict_json import StrictJsonRoute
from app.formats.report_export import MEDIA_TYPES, ExportFormat
from app.services.report_export import export_in_scope

router = APIRouter(prefix="/api/v1/case-reports", tags=["case reports"], route_class=StrictJsonRoute)

_USUAL_DAYS = timedelta(days=13)


@router.get(
    "/export",
    dependencies=[EXPORT],
    response_class=Response,
    responses={200: {"content": {media_type: {} for media_type in MEDIA_TYPES.values()}}},
)
def export(
    session: ReadSessionDep,
    work: WritingDep,
    rules: RulesDep,
    caller: MayReadReports,
    ward: Annotated[WardCode | None, Query()] = None,
    district: Annotated[WardCode | None, Query()] = None,
    from_: Annotated[Day | None, Query(alias="from", description="Left out: 14 days up to `to`.")] = None,
    to: Annotated[Day | None, Query(description="Left out: the open day.")] = None,
    format: Annotated[ExportFormat, Query()] = "xlsx",  # noqa: A002 - the contract's name
    bom: Annotated[bool, Query(description="CSV for Excel; `bom=0` for programs: no mark, LF.")] = True,
) -> Response:
    """The current reports of the caller's districts as a workbook or CSV, which is read again as an import.

    Text that a spreadsheet could take for a formula is quoted. `X-Total-Count` counts the rows. Audited as an export.
    """
    last = to or rules.clock.open_day(work.now)
    first = from_ or last - _USUAL_DAYS
    exported = export_in_scope(
        session,
        caller=caller,
        ward_code=ward,
        district_code=district,
        first_day=first,
        last_day=last,
        form=format,
        has_bom=bom,
        now=work.now,
    )
    # The line is written when everything is made: the lock it takes is held for a moment only.
    work.audit(
        caller,
        "export_reports",
        exported.name,
        district_code=district,
        detail={"rows": exported.rows, "from": str(first), "to": str(last), "format": format, "ward": ward},
    )
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{exported.name}"',
        "X-Total-Count": str(exported.rows),
    }
    return Response(exported.content, media_type=MEDIA_TYPES[format], headers=headers)
