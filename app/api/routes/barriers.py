"""Barriers: what touches on the map and cannot be crossed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.api.answers import IdempotencyKey, answer_once, json_answer, request_fingerprint
from app.api.dependencies import ReadSessionDep, WritingDep
from app.api.schemas.barriers import BarrierIn, BarrierOut, BarriersOut
from app.api.schemas.common import Day
from app.api.security import MayDeclareBarrier, MayReadReports
from app.api.strict_json import StrictJsonRoute
from app.services.barriers import declare_barrier
from app.services.register import current_register
from app.storage.barriers import barriers

router = APIRouter(prefix="/api/v1/barriers", tags=["outbreaks"], route_class=StrictJsonRoute)


@router.post("", status_code=201, response_model=BarrierOut)
def post_barrier(
    request: Request, body: BarrierIn, work: WritingDep, caller: MayDeclareBarrier, key: IdempotencyKey = None
) -> Response:
    """Declare a barrier (a river, a canal) for rings with `respect_barriers`, or change one by its id and version.

    Rings that stand already are not drawn again.
    """

    def produce() -> Response:
        revision = work.revision
        assert revision is not None
        register = current_register(work.session)
        barrier = declare_barrier(
            work.session,
            content=body.as_content(extent=register.extent if register.wards else None),
            replaces=body.barrier_id,
            version=body.version,
            revision=revision,
            actor=caller.username,
        )
        work.audit(caller, "declare_barrier", barrier.barrier_id, detail={"version": barrier.version})
        return json_answer(BarrierOut.of(barrier), status=201)

    return answer_once(
        work, kind="barrier", caller=caller, key=key, asked=request_fingerprint(request, body), produce=produce
    )


@router.get("")
def list_barriers(
    session: ReadSessionDep,
    caller: MayReadReports,
    on: Annotated[Day | None, Query(description="Only those that stand on this day.")] = None,
) -> BarriersOut:
    """The declared barriers, by id, ended ones too unless a day is asked about."""
    items = [BarrierOut.of(each) for each in barriers(session) if on is None or each.is_valid(on)]
    return BarriersOut(items=items, number_matched=len(items), number_returned=len(items), links=[])
