"""Baselines: signed declarations that stand for missing reports."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app.api.answers import json_answer
from app.api.dependencies import ReadSessionDep, RulesDep, WritingDep
from app.api.schemas.declarations import BaselineIn, BaselineOut, BaselinesOut
from app.api.security import MayDeclareBaseline, MayReadReports
from app.api.strict_json import StrictJsonRoute
from app.services.access import require_district
from app.services.declarations import declare_baseline
from app.storage.zero_fills import zero_fills

router = APIRouter(prefix="/api/v1/baselines", tags=["case reports"], route_class=StrictJsonRoute)


@router.post("", status_code=201, response_model=BaselineOut)
def create_baseline(body: BaselineIn, work: WritingDep, caller: MayDeclareBaseline) -> Response:
    """Declare “no known cases before a day” for the whole site: earlier days without a report count as 0.

    A withdrawn report stays missing all the same. Only for callers who answer for every district.
    """
    require_district(caller, None)
    fill, _ = declare_baseline(
        work.session,
        rules=work.rules,
        before=body.before,
        signer=body.signer,
        document_number=body.document_number,
        note=body.note or None,
        now=work.now,
        actor=caller.username,
    )
    work.adopt_revision(fill.recorded_revision)
    work.audit(caller, "declare_baseline", f"before {body.before}", detail={"document_number": body.document_number})
    return json_answer(BaselineOut.of(fill), status=201)


@router.get("")
def list_baselines(session: ReadSessionDep, rules: RulesDep, caller: MayReadReports) -> BaselinesOut:
    """Every declaration that stands for missing reports, files imported with “absent is zero” included."""
    items = [BaselineOut.of(each) for each in zero_fills(session, source=rules.source)]
    return BaselinesOut(items=items, number_matched=len(items), number_returned=len(items), links=[])
