"""Drafts of a district's daily sheet: kept while one types, read by colleagues, gone when sent."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Response

from app.api.answers import PRIVATE, json_answer, read_version
from app.api.dependencies import ReadSessionDep, WritingDep
from app.api.schemas.common import Day, WardCode
from app.api.schemas.drafts import DraftIn, DraftKeptOut, DraftOut
from app.api.security import MayPostReport
from app.api.strict_json import StrictJsonRoute
from app.services.drafts import drop_draft, keep_draft, read_draft

router = APIRouter(prefix="/api/v1/drafts", tags=["case reports"], route_class=StrictJsonRoute)

DistrictCode = Annotated[WardCode, Path()]
ReportingDate = Annotated[Day, Path()]


@router.get("/{district_code}/{reporting_date}", response_model=DraftOut)
def get_draft(
    district_code: DistrictCode, reporting_date: ReportingDate, session: ReadSessionDep, caller: MayPostReport
) -> Response:
    """What the caller has typed for a district and day, and what colleagues have; nothing of it is a report yet."""
    sheet = read_draft(session, caller=caller, district_code=district_code, reporting_date=reporting_date)
    return json_answer(DraftOut.of(sheet), headers={"ETag": f'"{sheet.own.version}"'})


@router.put("/{district_code}/{reporting_date}", response_model=DraftKeptOut)
def put_draft(
    district_code: DistrictCode,
    reporting_date: ReportingDate,
    body: DraftIn,
    work: WritingDep,
    caller: MayPostReport,
    if_match: Annotated[str | None, Header(description='The version last seen; "0" for the first.')] = None,
) -> Response:
    """Keep what is typed, all cells at once. 412 with what is kept when another tab of the same person was first.

    A draft takes no revision and leaves no line in the audit; 30 days after its last change it is removed.
    """
    kept = keep_draft(
        work.session,
        rules=work.rules,
        caller=caller,
        district_code=district_code,
        reporting_date=reporting_date,
        cells=body.as_texts(),
        version=read_version(if_match),
        now=work.now,
    )
    answer = DraftKeptOut(version=kept.version, updated_at=kept.updated_at)
    return json_answer(answer, headers={"ETag": f'"{kept.version}"'})


@router.delete("/{district_code}/{reporting_date}", status_code=204)
def delete_draft(
    district_code: DistrictCode, reporting_date: ReportingDate, work: WritingDep, caller: MayPostReport
) -> Response:
    """Forget the caller's draft, as after sending."""
    drop_draft(work.session, caller=caller, district_code=district_code, reporting_date=reporting_date, now=work.now)
    return Response(status_code=204, headers=PRIVATE)
