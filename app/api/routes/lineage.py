"""What became of units: splits, merges, transfers and new names, declared and read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.api.answers import IdempotencyKey, answer_once, json_answer, request_fingerprint
from app.api.cached import cached_answer
from app.api.dependencies import ReadSessionDep, SnapshotDep, WritingDep
from app.api.schemas.common import Day, WardCode
from app.api.schemas.lineage import LineageLinkOut, UnitEventOut, UnitEventsIn, UnitEventsOut, WardLineageOut
from app.api.security import MayDeclareLineage
from app.api.strict_json import StrictJsonRoute
from app.services.lineage import WardLineage, ward_lineage
from app.services.unit_declarations import declare_events
from app.storage.lineage import unit_events

router = APIRouter(prefix="/api/v1", tags=["register"], route_class=StrictJsonRoute)


@router.post("/unit-events", status_code=201, response_model=UnitEventsOut)
def post_unit_events(
    request: Request, body: UnitEventsIn, work: WritingDep, caller: MayDeclareLineage, key: IdempotencyKey = None
) -> Response:
    """Declare what became of units on a day, before or after the register of that day is imported.

    What was said before of the same units on the same days is replaced; whatever was judged since is judged again.
    """

    def produce() -> Response:
        revision = work.revision
        assert revision is not None
        declared = declare_events(
            work.session,
            rules=work.rules,
            events=[each.as_event() for each in body.events],
            recorded_by=caller.username,
            revision=revision,
        )
        days = sorted({each.on.isoformat() for each in body.events})
        work.audit(caller, "declare_lineage", ", ".join(days[:3]), detail={"events": len(body.events), "days": days})
        items = [UnitEventOut.of(each) for each in declared.events]
        answer = UnitEventsOut(
            items=items, number_matched=len(items), number_returned=len(items), links=[], revision=revision.number
        )
        return json_answer(answer, status=201)

    return answer_once(
        work, kind="unit_events", caller=caller, key=key, asked=request_fingerprint(request, body), produce=produce
    )


@router.get("/unit-events", response_model=UnitEventsOut)
def list_unit_events(
    request: Request,
    snapshot: SnapshotDep,
    session: ReadSessionDep,
    on: Annotated[Day | None, Query(description="Only those of this day.")] = None,
) -> Response:
    """Every event known of units, by day and codes; those worked out from polygons say `estimated`."""

    def render() -> bytes:
        items = [UnitEventOut.of(each) for each in unit_events(session, on=on)]
        answer = UnitEventsOut(items=items, number_matched=len(items), number_returned=len(items), links=[])
        return answer.model_dump_json(exclude={"revision"}).encode()

    return cached_answer(request, snapshot, render)


@router.get("/wards/{code}/lineage", response_model=WardLineageOut)
def read_ward_lineage(
    request: Request,
    code: Annotated[WardCode, Path()],
    snapshot: SnapshotDep,
    session: ReadSessionDep,
    on: Annotated[
        Day | None, Query(description="The unit that bore the code on this day; by default the open one.")
    ] = None,
) -> Response:
    """Where a unit came from and what became of it, with shares of the older unit; also for a code no unit bears now.

    Codes are used again for other ground, so the day tells which unit is meant.
    """
    found = ward_lineage(session, code, on=on or snapshot.open_day)
    return cached_answer(request, snapshot, lambda: _document(found, drill=snapshot.drill).model_dump_json().encode())


def _document(found: WardLineage, *, drill: bool) -> WardLineageOut:
    return WardLineageOut(
        ward_code=found.ward_code,
        ward_name=found.register.names[found.ward_code],
        on=found.on,
        boundary_version=found.register.boundary_version,
        boundary_status=found.register.boundary_status,
        began_on=found.began_on,
        ended_on=found.ended_on,
        predecessors=[LineageLinkOut.of(link, name, code=link.from_code) for link, name in found.predecessors],
        successors=[LineageLinkOut.of(link, name, code=link.to_code) for link, name in found.successors],
        drill=drill,
    )
