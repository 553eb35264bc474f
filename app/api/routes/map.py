"""For maps: wards and rings as GeoJSON, and shapes alone for ever."""

from __future__ import annotations

from typing import Annotated, Any

import shapely
from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.orm import Session

from app.api.cached import answer_with, cached_answer
from app.api.dependencies import ReadSessionDep, RulesDep, SnapshotDep
from app.api.documents.features import rings_collection
from app.api.documents.geometry_texts import OFFERED_TOLERANCES
from app.api.documents.zones import encode
from app.api.instants import read_past_instant
from app.api.map_contents import geometry_content, rings_content, zones_geojson_content
from app.api.representations import GEOJSON, GEOJSON_ANSWER
from app.api.routes.zones import AsKnownAt, At, District, Level, check_filters, snapshot_at
from app.api.security import now_of
from app.domain.errors import InvalidValue, OutbreakNotFound
from app.domain.register import Register
from app.services.boundary_versions import register_of_version
from app.services.zone_snapshots import past_snapshot
from app.services.zone_status import ZoneSnapshot

router = APIRouter(prefix="/api/v1", tags=["map"])

Box = Annotated[str | None, Query(max_length=120, description="west,south,east,north in degrees.")]
BoundaryVersion = Annotated[str, Path(pattern=r"^[0-9a-f]{8,64}$")]
Tolerance = Annotated[
    float,
    Query(
        ge=0,
        le=0.01,
        allow_inf_nan=False,
        description="Simplify shared borders by this many degrees; no gaps arise. "
        f"Kept ready: {', '.join(f'{each:g}' for each in OFFERED_TOLERANCES)}.",
    ),
]


@router.get("/zones.geojson", responses=GEOJSON_ANSWER)
def read_zones_geojson(
    request: Request,
    live: SnapshotDep,
    rules: RulesDep,
    bbox: Box = None,
    district: District = None,
    level: Level = None,
    at: Annotated[str | None, Query(description="A past instant (RFC 3339).")] = None,
    tolerance: Tolerance = 0.0,
) -> Response:
    """Wards with their flat status as GeoJSON; `id` is the ward code."""
    snapshot = live
    if at is not None:
        instant = read_past_instant(at, "/at", now=now_of(request))
        with request.app.state.read_sessions() as session:
            snapshot = past_snapshot(session, rules=rules, at=instant)
    check_filters(snapshot, district=district, level=level)
    content = zones_geojson_content(snapshot, district=district, level=level, box=read_bbox(bbox), tolerance=tolerance)
    return answer_with(request, snapshot, content)


@router.get("/geometry/{boundary_version}.geojson", responses=GEOJSON_ANSWER)
def read_geometry(
    request: Request,
    boundary_version: BoundaryVersion,
    snapshot: SnapshotDep,
    session: ReadSessionDep,
    tolerance: Tolerance = 0.0,
) -> Response:
    """Shapes and names only; immutable under a boundary version, so that a day's change never re-downloads them.

    Versions that were in force once are here too.
    """
    register = _register_of(session, snapshot, boundary_version)
    return answer_with(request, snapshot, geometry_content(register, of="wards", tolerance=tolerance))


@router.get("/geometry/{boundary_version}/districts.geojson", responses=GEOJSON_ANSWER)
def read_district_geometry(
    request: Request,
    boundary_version: BoundaryVersion,
    snapshot: SnapshotDep,
    session: ReadSessionDep,
    tolerance: Tolerance = 0.0,
) -> Response:
    """The districts, each its wards dissolved; immutable under a boundary version, past ones too."""
    register = _register_of(session, snapshot, boundary_version)
    return answer_with(request, snapshot, geometry_content(register, of="districts", tolerance=tolerance))


@router.get("/rings", responses=GEOJSON_ANSWER)
def read_rings(
    request: Request,
    live: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    merged: Annotated[bool, Query(description="One partition in which the stricter layer wins.")] = False,
    outlines: Annotated[
        bool, Query(description="Lines to draw instead of areas: one a layer, round it and all stricter ones.")
    ] = False,
    at: At = None,
    as_known_at: AsKnownAt = None,
) -> Response:
    """The three layers of every outbreak, or merged: layer, directive, status, population, area, measures.

    At a past instant those that were in force or proposed then.
    """
    snapshot = snapshot_at(session, request, rules, at, as_known_at) or live
    return answer_with(request, snapshot, rings_content(snapshot, merged=merged, outlines=outlines))


@router.get("/outbreaks/{outbreak_id}/rings", responses=GEOJSON_ANSWER)
def read_outbreak_rings(
    request: Request,
    outbreak_id: Annotated[str, Path(max_length=40)],
    live: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    at: At = None,
    as_known_at: AsKnownAt = None,
) -> Response:
    """The rings of one outbreak, now or at a past instant; empty when they are lifted."""
    snapshot = snapshot_at(session, request, rules, at, as_known_at) or live
    if outbreak_id not in {each.outbreak_id for each in snapshot.outbreaks}:
        raise OutbreakNotFound(outbreak_id)

    def render() -> bytes:
        return encode(rings_collection(snapshot, [each for each in snapshot.rings if each.outbreak_id == outbreak_id]))

    return cached_answer(request, snapshot, render, media_type=GEOJSON)


def _register_of(session: Session, snapshot: ZoneSnapshot, boundary_version: str) -> Register:
    """The register of a boundary version; that of the snapshot without asking the database."""
    if boundary_version == snapshot.register.boundary_version:
        return snapshot.register
    return register_of_version(session, boundary_version)


def read_bbox(text: str | None) -> Any:
    """The box of a `bbox` parameter; None when it is not given. Raises: `InvalidValue`."""
    if text is None:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west = south = east = north = float("nan")
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise InvalidValue(
            "/bbox",
            vi="bbox cần bốn số tây,nam,đông,bắc tính bằng độ, ví dụ 105.7,20.9,106.0,21.2.",
            en="bbox needs four numbers west,south,east,north in degrees, for example 105.7,20.9,106.0,21.2.",
        )
    return shapely.box(west, south, east, north)
