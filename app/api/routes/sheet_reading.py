"""Reading a sheet before anything is sent: which ward each row is, and what cannot be taken."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from app.api.answers import json_answer
from app.api.dependencies import LanguageDep, ReadSessionDep, RulesDep
from app.api.schemas.common import Day, WardCode
from app.api.schemas.sheet_reading import SheetReadingOut
from app.api.security import MayPostReport, now_of
from app.api.sent_sheets import read_sent_sheet
from app.api.strict_json import StrictJsonRoute
from app.domain.vocabulary import CaseClass
from app.services.sheet_desk import read_sent

router = APIRouter(prefix="/api/v1/imports", tags=["imports"], route_class=StrictJsonRoute)

_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "Cells pasted from a sheet, or a file (XLSX, XLS, ODS, CSV) in the part `file` of a form.",
        "content": {
            "text/plain": {"schema": {"type": "string"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
        },
    }
}


@router.post("/read", response_model=SheetReadingOut, openapi_extra=_BODY)
async def read_a_sheet(
    request: Request,
    session: ReadSessionDep,
    rules: RulesDep,
    language: LanguageDep,
    caller: MayPostReport,
    on: Annotated[Day | None, Query(description="The day it should be of; rows of another day carry a fault.")] = None,
    district: Annotated[WardCode | None, Query(description="Its district; all the caller's when left out.")] = None,
    count_class: Annotated[
        CaseClass | None, Query(description="What a column counts that only says “cases” (`layout.needs_class`).")
    ] = None,
) -> Response:
    """Read a sheet as a district keeps it: headings anywhere, wards by name or code, titles and totals told apart.

    Nothing is stored. Names are matched without marks and prefixes; what is not certain is left in `unmatched` with
    candidates. A blank cell is null: nothing reported, never 0.
    """
    sent = await read_sent_sheet(request)

    def answer() -> Response:
        reading = read_sent(
            session,
            rules=rules,
            caller=caller,
            content=sent.content,
            name=sent.name,
            district_code=district,
            on=on,
            count_class=count_class,
            now=now_of(request),
        )
        return json_answer(SheetReadingOut.of(reading, language))

    return await run_in_threadpool(answer)
