"""Shapes as TopoJSON and FlatGeobuf: with status, and alone for ever under their boundary version."""

from __future__ import annotations

from typing import Any, Final

import shapely
from fastapi import APIRouter, Request, Response

from app.api.cached import answer_with
from app.api.dependencies import ReadSessionDep, RulesDep, SnapshotDep
from app.api.documents.zones import select_zones
from app.api.file_answers import answer_in_parts
from app.api.geometry_contents import (
    FLATGEOBUF,
    TOPOJSON,
    geometry_flatgeobuf_content,
    geometry_topojson_content,
    zones_flatgeobuf_content,
    zones_topojson_content,
)
from app.api.routes.map import BoundaryVersion, Box, Tolerance, read_bbox
from app.api.routes.zones import AsKnownAt, At, District, Level, check_filters, snapshot_at
from app.services.boundary_versions import register_of_version
from app.services.zone_status import ZoneSnapshot, ZoneStatus

router = APIRouter(prefix="/api/v1", tags=["map"])

_AS_TOPOJSON: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {TOPOJSON: {}}}}
_AS_FLATGEOBUF: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {FLATGEOBUF: {}}}}


@router.get("/zones.topojson", response_class=Response, responses=_AS_TOPOJSON)
def read_zones_topojson(
    request: Request,
    live: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    bbox: Box = None,
    district: District = None,
    level: Level = None,
    at: At = None,
    as_known_at: AsKnownAt = None,
    tolerance: Tolerance = 0.0,
) -> Response:
    """Wards with their flat status as TopoJSON: each shared border stands in it once, so it is a third of GeoJSON."""
    snapshot = snapshot_at(session, request, rules, at, as_known_at) or live
    zones = _asked(snapshot, bbox, district, level)
    return answer_with(request, snapshot, zones_topojson_content(snapshot, zones, tolerance=tolerance))


@router.get("/zones.fgb", response_class=Response, responses=_AS_FLATGEOBUF)
def read_zones_flatgeobuf(
    request: Request,
    live: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    bbox: Box = None,
    district: District = None,
    level: Level = None,
    at: At = None,
    as_known_at: AsKnownAt = None,
    tolerance: Tolerance = 0.0,
) -> Response:
    """The same as FlatGeobuf, which QGIS and GDAL open by its address; the columns are those of `exports/status`."""
    snapshot = snapshot_at(session, request, rules, at, as_known_at) or live
    zones = _asked(snapshot, bbox, district, level)
    return answer_in_parts(request, snapshot, zones_flatgeobuf_content(snapshot, zones, tolerance=tolerance))


@router.get("/geometry/{boundary_version}.topojson", response_class=Response, responses=_AS_TOPOJSON)
def read_geometry_topojson(
    request: Request,
    boundary_version: BoundaryVersion,
    snapshot: SnapshotDep,
    session: ReadSessionDep,
    tolerance: Tolerance = 0.0,
) -> Response:
    """Shapes and names only as TopoJSON; immutable under a boundary version, past ones too."""
    register = register_of_version(session, boundary_version)
    return answer_with(request, snapshot, geometry_topojson_content(register, tolerance=tolerance))


@router.get("/geometry/{boundary_version}.fgb", response_class=Response, responses=_AS_FLATGEOBUF)
def read_geometry_flatgeobuf(
    request: Request,
    boundary_version: BoundaryVersion,
    snapshot: SnapshotDep,
    session: ReadSessionDep,
    tolerance: Tolerance = 0.0,
) -> Response:
    """Shapes and names only as FlatGeobuf; immutable under a boundary version, past ones too."""
    register = register_of_version(session, boundary_version)
    return answer_in_parts(request, snapshot, geometry_flatgeobuf_content(register, tolerance=tolerance))


def _asked(snapshot: ZoneSnapshot, bbox: str | None, district: str | None, level: str | None) -> list[ZoneStatus]:
    check_filters(snapshot, district=district, level=level)
    zones, box = select_zones(snapshot, district_code=district, level=level), read_bbox(bbox)
    return zones if box is None else [zone for zone in zones if shapely.intersects(zone.ward.shape, box)]
