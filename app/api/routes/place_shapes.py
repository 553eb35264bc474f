"""Cordons and areas as GeoJSON, for anybody's map; now, or at a past instant."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from app.api.cached import answer_with
from app.api.dependencies import ReadSessionDep, RulesDep, SnapshotDep
from app.api.instants import read_past_instant
from app.api.map_contents import areas_content, cordons_content
from app.api.representations import GEOJSON_ANSWER
from app.api.routes.map import Tolerance
from app.api.routes.zones import AsKnownAt, At
from app.api.security import now_of
from app.services.zone_snapshots import past_snapshot
from app.services.zone_status import ZoneSnapshot

router = APIRouter(prefix="/api/v1", tags=["map"])


@router.get("/cordons.geojson", responses=GEOJSON_ANSWER)
def read_cordon_shapes(
    request: Request,
    live: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    at: At = None,
    as_known_at: AsKnownAt = None,
) -> Response:
    """The cordons in force or proposed (`status`): place, people, dates, Directive 16 and its measures."""
    snapshot = _snapshot(request, session, rules, live, at, as_known_at)
    return answer_with(request, snapshot, cordons_content(snapshot))


@router.get("/areas.geojson", responses=GEOJSON_ANSWER)
def read_area_shapes(
    request: Request,
    live: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    tolerance: Tolerance = 0.0,
    at: At = None,
    as_known_at: AsKnownAt = None,
) -> Response:
    """The areas beside the colours (Vùng 1/2/3, green clusters, …) in force or proposed; they may overlap."""
    snapshot = _snapshot(request, session, rules, live, at, as_known_at)
    return answer_with(request, snapshot, areas_content(snapshot, tolerance=tolerance))


def _snapshot(
    request: Request,
    session: ReadSessionDep,
    rules: RulesDep,
    live: ZoneSnapshot,
    at: str | None,
    as_known_at: str | None,
) -> ZoneSnapshot:
    if at is None and as_known_at is None:
        return live
    now = now_of(request)
    instant = now if at is None else read_past_instant(at, "/at", now=now)
    known = None if as_known_at is None else read_past_instant(as_known_at, "/as_known_at", now=now)
    return past_snapshot(session, rules=rules, at=instant, as_known_at=known)
