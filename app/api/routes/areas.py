"""Areas beside the colours: declare, change, end; for staff."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.api.answers import IdempotencyKey, answer_once, json_answer, read_version, request_fingerprint
from app.api.dependencies import ReadSessionDep, SnapshotDep, Writing, WritingDep
from app.api.instants import read_past_instant
from app.api.routes.cordons import At, IfMatch
from app.api.schemas.areas import (
    AreaChangeIn,
    AreaEndIn,
    AreaIn,
    AreaOut,
    AreasOut,
    AreaVersionOut,
    AreaVersionsOut,
)
from app.api.schemas.places import moment
from app.api.security import MayDeclareArea, MayReadReports, now_of
from app.api.strict_json import StrictJsonRoute
from app.domain.areas import Area, AreaKind, AreaStatus, area_at
from app.services.access import Caller
from app.services.area_control import area_log, change_area, declare_area, end_area, visible_areas
from app.services.area_status import area_situation
from app.services.register import current_register, shared_district
from app.services.zone_status import ZoneSnapshot
from app.storage.revisions import revision_known_at

router = APIRouter(prefix="/api/v1/areas", tags=["areas"], route_class=StrictJsonRoute)

AreaId = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9-]+$")]


@router.post("", status_code=201, response_model=AreaOut)
def post_area(
    request: Request,
    body: AreaIn,
    work: WritingDep,
    snapshot: SnapshotDep,
    caller: MayDeclareArea,
    key: IdempotencyKey = None,
) -> Response:
    """Declare an area: in force from its start when a document and a signer come with it, proposed otherwise."""

    def produce() -> Response:
        assert work.revision is not None
        wanted = body.as_wanted(current_register(work.session))
        area = declare_area(work.session, caller=caller, wanted=wanted, revision=work.revision)
        return _answer(work, caller, snapshot, "declare_area", area, status=201)

    return answer_once(
        work, kind="area", caller=caller, key=key, asked=request_fingerprint(request, body), produce=produce
    )


@router.get("")
def list_areas(
    request: Request,
    session: ReadSessionDep,
    snapshot: SnapshotDep,
    caller: MayReadReports,
    kind: AreaKind | None = None,
    status: Annotated[AreaStatus | None, Query(description="Only of this status.")] = None,
    at: At = None,
) -> AreasOut:
    """The areas that touch the caller's districts, each with its wards by level as they are in force now."""
    moment_asked = now_of(request) if at is None else read_past_instant(at, "/at", now=now_of(request))
    known = None if at is None else revision_known_at(session, moment_asked)
    found = visible_areas(session, caller=caller, at=moment_asked, kind=kind, status=status, known_revision=known)
    register = current_register(session)
    items = [AreaOut.read(each, register, area_situation(snapshot, each)) for each in found]
    return AreasOut(items=items, number_matched=len(items), number_returned=len(items), links=[])


@router.get("/{area_id}", response_model=AreaOut)
def read_area(
    request: Request, area_id: AreaId, session: ReadSessionDep, snapshot: SnapshotDep, caller: MayReadReports
) -> Response:
    """One area with its wards by level and its people, wards only partly inside counted apart."""
    area = area_at(area_log(session, caller=caller, area_id=area_id)[-1], now_of(request))
    body = AreaOut.read(area, current_register(session), area_situation(snapshot, area))
    return json_answer(body, headers={"ETag": f'"{area.version}"'})


@router.get("/{area_id}/versions")
def read_area_versions(
    request: Request, area_id: AreaId, session: ReadSessionDep, caller: MayReadReports
) -> AreaVersionsOut:
    """Every version of an area with who recorded it, oldest first."""
    register = current_register(session)
    found = [area_at(each, now_of(request)) for each in area_log(session, caller=caller, area_id=area_id)]
    items = [AreaVersionOut.of(each, register) for each in found]
    return AreaVersionsOut(items=items, number_matched=len(items), number_returned=len(items), links=[])


@router.patch("/{area_id}", response_model=AreaOut)
def patch_area(
    area_id: AreaId,
    body: AreaChangeIn,
    work: WritingDep,
    snapshot: SnapshotDep,
    caller: MayDeclareArea,
    if_match: IfMatch = None,
) -> Response:
    """Change an area; `If-Match` names the version the change leans on, and a stale one is refused."""
    expected = read_version(if_match)
    revision = work.begin("area", caller)
    area, recorded = change_area(
        work.session,
        caller=caller,
        area_id=area_id,
        expected_version=expected,
        change=body.as_change(current_register(work.session)),
        revision=revision,
    )
    if not recorded:
        work.abandon()
        return _shown(work, snapshot, area)
    return _answer(work, caller, snapshot, "change_area", area)


@router.post("/{area_id}/end", response_model=AreaOut)
def post_area_end(
    area_id: AreaId, body: AreaEndIn, work: WritingDep, snapshot: SnapshotDep, caller: MayDeclareArea
) -> Response:
    """End an area now, or at a moment to come; an area in force needs a document for it."""
    revision = work.begin("area", caller)
    area = end_area(
        work.session,
        caller=caller,
        area_id=area_id,
        ends_at=moment(body.end, "/end"),
        document_number=body.document_number,
        signer=body.signer,
        note=body.note or None,
        revision=revision,
    )
    return _answer(work, caller, snapshot, "end_area", area)


def _answer(
    work: Writing, caller: Caller, snapshot: ZoneSnapshot, action: str, area: Area, *, status: int = 200
) -> Response:
    """The audit line of an act, and the area as it now stands."""
    work.audit(
        caller,
        action,
        area.area_id,
        district_code=shared_district(work.session, area.ward_codes),
        detail={"version": area.version, "kind": area.kind.value, "document_number": area.document_number},
    )
    return _shown(work, snapshot, area, status=status)


def _shown(work: Writing, snapshot: ZoneSnapshot, area: Area, *, status: int = 200) -> Response:
    revision = work.revision_number if work.keep else None
    body = AreaOut.read(area, current_register(work.session), area_situation(snapshot, area), revision=revision)
    return json_answer(body, status=status, headers={"ETag": f'"{area.version}"'})
